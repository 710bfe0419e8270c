//! Organizations.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::Organization,
};

endpoints! {
    /// List the organizations of the calling user.
    ListOrgs: GET "/vmc/api/orgs" (Nothing, Nothing, Empty) -> OK Json<Vec<Organization>>;
    /// Get one organization.
    GetOrg: GET "/vmc/api/orgs/{org}" (OrgPath, Nothing, Empty) -> OK Json<Organization>;
}
