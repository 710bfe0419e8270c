//! Endpoints for organizations.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{AwsCloudProvider, Organization},
};

endpoints! {
    service Vmc;
    /// List the organizations of the calling user.
    ListOrgs: GET "/vmc/api/orgs" (Nothing, Nothing, Empty) -> OK Json<Vec<Organization>>, needs Read;
    /// Get one organization.
    GetOrg: GET "/vmc/api/orgs/{org}" (OrgPath, Nothing, Empty) -> OK Json<Organization>, needs Read;
    /// List the cloud providers that an organization may use, and their regions.
    ListProviders: GET "/vmc/api/orgs/{org}/providers" (OrgPath, Nothing, Empty) -> OK Json<Vec<AwsCloudProvider>>, needs Read;
}
