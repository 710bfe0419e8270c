//! An organization: its quotas, and everything that belongs to it.

use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{orgs::Org, world::World},
};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::orgs::{GetOrg, ListOrgs, ListProviders},
    wire::{self, AwsCloudProvider, AwsOrgConfiguration, OrgProperties, Organization, Provider},
};

impl Org {
    /// What a client sees.
    fn view(&self) -> Organization {
        let entity = self.author.entity(self.id, self.created, self.created, 1);
        Organization {
            display_name: Some(self.display_name.clone()),
            name: Some(self.name.clone()),
            sla: Some(wire::Sla::Customer),
            project_state: Some(wire::ProjectState::Created),
            properties: Some(OrgProperties { values: BTreeMap::clone(&self.properties) }),
            cloud_configurations: BTreeMap::from([("AWS".to_owned(), AwsOrgConfiguration { provider: Provider::Aws })]),
            org_type: Some("CUSTOMER".to_owned()),
            ..Organization::from(entity)
        }
    }
}

/// `GET /orgs`: the organizations that the caller's token is for.
pub fn list(world: &World, cx: &Cx, _: &Call<ListOrgs>) -> ApiResult<Vec<Organization>> {
    Ok(world.orgs.values().filter(|org| org.id == cx.caller.org).map(|org| org.view()).collect())
}

/// `GET /orgs/{org}`
pub fn get(org: &Org, _: &Cx, _: &Call<GetOrg>) -> ApiResult<Organization> {
    Ok(org.view())
}

/// `GET /orgs/{org}/providers`: those that are switched on, all in the same regions.
pub fn providers(org: &Org, _: &Cx, _: &Call<ListProviders>) -> ApiResult<Vec<AwsCloudProvider>> {
    let all = [Provider::Aws, Provider::ZeroCloud].into_iter().filter(|provider| org.has_provider(provider));
    Ok(all.map(|provider| AwsCloudProvider { provider, regions: org.regions() }).collect())
}

/// Refusals about organizations and what is switched on for them.
pub mod refusals {
    use crate::kernel::refusal::Refusal;

    /// A type of SDDC that does not exist. (recorded)
    pub(crate) fn sddc_type_invalid() -> Refusal {
        Refusal::bad_request("skyscraper.sddc.type.invalid", "Invalid sddc type specified.")
    }

    /// A provider or region that is switched off. Only "not available for this organization" is recorded.
    pub(crate) fn not_available(what: &str) -> Refusal {
        let message = format!("{what} is not available for this organization. Please contact support to enable it.");
        Refusal::bad_request("skyscraper.sddc.provision.not.available", message)
    }
}
