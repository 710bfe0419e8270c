//! The operations on organizations and their cloud providers.

use crate::{
    context::{Call, Cx},
    kernel::{collections::map_of, refusal::ApiResult},
    state::{orgs::Org, world::WorldState},
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::orgs::{GetOrg, ListOrgs, ListProviders},
    wire::{self, AwsCloudProvider, AwsOrgConfiguration, OrgProperties, Organization, Provider},
};

impl Org {
    /// Returns the organization as clients see it.
    fn view(&self) -> Organization {
        let entity = self.author.entity(self.id, self.created, self.created, 1);
        Organization {
            display_name: Some(self.display_name.to_string()),
            name: Some(self.name.clone()),
            sla: Some(wire::Sla::Customer),
            project_state: Some(wire::ProjectState::Created),
            properties: Some(OrgProperties { values: BTreeMap::clone(&self.properties) }),
            cloud_configurations: map_of([("AWS".to_owned(), AwsOrgConfiguration { provider: Provider::Aws })]),
            org_type: Some("CUSTOMER".to_owned()),
            ..Organization::from(entity)
        }
    }
}

/// `GET /orgs`: the organizations for which the caller's token is valid.
pub fn list(world: &WorldState, cx: &Cx, _: &Call<ListOrgs>) -> ApiResult<Vec<Organization>> {
    Ok(world.orgs.values().filter(|org| org.id == cx.caller.org).map(|org| org.view()).collect())
}

/// `GET /orgs/{org}`
pub fn get(org: &Org, _: &Cx, _: &Call<GetOrg>) -> ApiResult<Organization> {
    Ok(org.view())
}

/// `GET /orgs/{org}/providers`: the enabled providers, all with the same regions.
pub fn providers(org: &Org, _: &Cx, _: &Call<ListProviders>) -> ApiResult<Vec<AwsCloudProvider>> {
    let all = [Provider::Aws, Provider::ZeroCloud].into_iter().filter(|provider| org.has_provider(provider));
    Ok(all.map(|provider| AwsCloudProvider { provider, regions: org.regions() }).collect())
}

/// Refusals of operations on organizations, and of values that are not enabled for them.
pub mod refusals {
    use crate::kernel::refusal::Refusal;

    /// The type of SDDC does not exist. (recorded)
    pub(crate) fn sddc_type_invalid() -> Refusal {
        Refusal::bad_request("skyscraper.sddc.type.invalid", "Invalid sddc type specified.")
    }

    /// The provider or region is not enabled. Of the sentence, only the words "not available for this organization" are recorded.
    pub(crate) fn not_available(what: &str) -> Refusal {
        let message = format!("{what} is not available for this organization. Please contact support to enable it.");
        Refusal::bad_request("skyscraper.sddc.provision.not.available", message)
    }
}
