//! Endpoints for organizations.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{AwsCloudProvider, Organization},
};

endpoints! {
    service Vmc, with methods;
    /// List the organizations of the calling user.
    ListOrgs: GET "/vmc/api/orgs" (Nothing, Nothing, Empty) -> OK Json<Vec<Organization>>, needs Read,
        method list_orgs();
    /// Get one organization.
    GetOrg: GET "/vmc/api/orgs/{org}" (OrgPath, Nothing, Empty) -> OK Json<Organization>, needs Read,
        method get_org(org: OrgId);
    /// List the cloud providers that an organization may use, and their regions.
    ListProviders: GET "/vmc/api/orgs/{org}/providers" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<AwsCloudProvider>>, needs Read,
        method list_providers(org: OrgId);
}
