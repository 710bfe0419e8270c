//! An organization: its quotas, and everything that belongs to it.

use super::{
    Author, ByItself, Call, Caller, Cx, World,
    account_link::{AwsAccount, Connection, Job},
    agenda::{Agenda, Step},
    agreements::Agreements,
    esxs,
    faults::Faults,
    ids::{Ids, Kind},
    pacing::Pacing,
    quota_requests::QuotaRequest,
    refusal::ApiResult,
    sddcs::{self, SddcFacts},
    subscriptions::{self, SubscriptionFacts},
    tasks::{self, TaskFacts},
    templates::TemplateFacts,
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use vmc_client::{
    endpoints::orgs::{GetOrg, ListOrgs, ListProviders},
    wire::{
        self, AwsCloudProvider, AwsOrgConfiguration, OrgId, OrgProperties, Organization, Provider, SddcId,
        SddcTemplateId, SubscriptionId, TaskId,
    },
};

/// Organization properties that can be set when a world is made; the service shows them all as text.
pub const PROPERTIES_MAX: usize = 100;

/// Days that a single-host SDDC lives, unless the property says otherwise. (recorded for 2022; other years are not established)
const SINGLE_HOST_DAYS: u32 = 60;

/// An organization with everything in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its short name, eight characters.
    pub name: String,
    /// Its name for people.
    pub display_name: String,
    /// Who made it.
    pub author: Author,
    /// When.
    pub created: Timestamp,
    /// Quotas and switches, as text.
    pub properties: BTreeMap<String, String>,
    /// SDDCs in the order of their creation, the latest deleted ones among them.
    #[serde(with = "indexmap::map::serde_seq")]
    pub sddcs: IndexMap<SddcId, Arc<SddcFacts>>,
    /// Tasks in the order of their start.
    #[serde(with = "indexmap::map::serde_seq")]
    pub tasks: IndexMap<TaskId, Arc<TaskFacts>>,
    /// Configurations kept of deleted SDDCs, in the order in which they were kept.
    #[serde(with = "indexmap::map::serde_seq")]
    pub templates: IndexMap<SddcTemplateId, TemplateFacts>,
    /// AWS accounts connected to the organization.
    pub aws_accounts: Vec<AwsAccount>,
    /// Connections between SDDCs and subnets of those accounts.
    pub connections: Vec<Connection>,
    /// What tasks of account links are to do when their time has come.
    pub jobs: BTreeMap<TaskId, Job>,
    /// Subscriptions in the order in which they were bought.
    #[serde(with = "indexmap::map::serde_seq")]
    pub subscriptions: IndexMap<SubscriptionId, SubscriptionFacts>,
    /// Requests to raise quotas.
    pub quota_requests: Vec<QuotaRequest>,
    /// Ways of paying, and terms of service.
    pub agreements: Agreements,
    /// What will happen.
    pub agenda: Agenda,
    /// Where its ids come from.
    pub ids: Ids,
}

/// The quotas and switches of an organization that is not otherwise set up. The names are recorded; the values are chosen so that
/// ordinary use does not meet a quota, except where the value itself is recorded (the minimum of 2 and 4 hosts).
const DEFAULT_PROPERTIES: &[(&str, &str)] = &[
    ("accountLinkingOptional", "false"),
    ("defaultAwsRegions", "US_WEST_2,US_EAST_1,EU_CENTRAL_1,EU_WEST_2,AP_NORTHEAST_1,AP_SOUTHEAST_2"),
    ("defaultHostsPerSddc", "4"),
    ("defaultPDXDatacenter", "pdx2"),
    ("enableAWSCloudProvider", "true"),
    ("enableZeroCloudCloudProvider", "true"),
    ("enabledAvailabilityZones", r#"{"us-east-1":["iad6","iad7","iad12"],"us-west-2":["pdx1", "pdx4", "pdx2"]}"#),
    ("hostLimit", "128"),
    ("invitationCode", "/csp/gateway/slc/api/service-invitations/00000000000000000000000000000"),
    ("isAllAccess", "true"),
    ("maxClustersPerSDDC", "20"),
    ("maxHostsPerSddc", "64"),
    ("maxHostsPerSddcOnCreate", "16"),
    ("minHostsPerSddc", "2"),
    ("minHostsPerSddcMultiAz", "4"),
    ("planVersion", "3.0"),
    ("sddcLimit", "20"),
    ("sddcTypes", "1NODE,DEFAULT"),
    ("skipSubscriptionCheck", "true"),
];

impl Org {
    /// An organization without SDDCs, with one connected AWS account.
    pub fn new(ids: &mut Ids, now: Timestamp, properties: BTreeMap<String, String>) -> Self {
        let id = OrgId(ids.uuid(Kind::Org));
        let name = ids.alphanumeric(Kind::Org, 8).to_ascii_lowercase();
        let mut own = Ids::new(ids.number(Kind::Org));
        let mut all: BTreeMap<_, _> =
            DEFAULT_PROPERTIES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        all.extend(properties);
        let author = Author { id: wire::UserId(ids.uuid_v3(Kind::User)), name: "system@vmcsim.example".into() };
        let agreements = Agreements::first(&mut own);
        let mut org = Self {
            id,
            name,
            display_name: "vmcsim demo organization".to_owned(),
            author,
            created: now,
            properties: all,
            sddcs: IndexMap::new(),
            tasks: IndexMap::new(),
            templates: IndexMap::new(),
            aws_accounts: Vec::new(),
            connections: Vec::new(),
            jobs: BTreeMap::new(),
            subscriptions: IndexMap::new(),
            quota_requests: Vec::new(),
            agreements,
            agenda: Agenda::default(),
            ids: own,
        };
        let regions = org.regions();
        let account = AwsAccount::new(&mut org.ids, &regions, org.author.clone(), now);
        org.aws_accounts.push(account);
        let region = regions.first().map_or("", String::as_str);
        org.quota_requests = QuotaRequest::first(&mut org.ids, region, now);
        org
    }

    /// Lets everything promised up to `now` happen.
    pub fn settle(&mut self, pacing: &Pacing, faults: &Faults, now: Timestamp) {
        while let Some((at, step)) = self.agenda.pop_due(now) {
            let by_itself = ByItself { now: at, pacing, faults };
            match step {
                Step::Milestone { task, .. } | Step::End { task } | Step::Cancel { task } => {
                    tasks::take(self, task, step, at);
                }
                Step::Expire { sddc } => sddcs::expire(self, sddc, by_itself),
                Step::HostFails { sddc, cluster } => esxs::failure::fail(self, sddc, cluster, by_itself),
                Step::SubscriptionEnds { subscription } => subscriptions::expire(self, subscription),
            }
        }
    }

    /// When the next thing will happen.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next_due()
    }

    /// Who the service is to this organization when it does something by itself: the organization's own author stands for it.
    pub(super) fn as_caller(&self) -> Caller {
        Caller {
            user: self.author.id,
            username: self.author.name.clone(),
            client: None,
            org: self.id,
            rights: Vec::new(),
        }
    }

    /// A property that is a number; a property that is missing or no number sets no limit.
    pub fn limit(&self, property: &str) -> u32 {
        self.properties.get(property).and_then(|text| text.trim().parse().ok()).unwrap_or(u32::MAX)
    }

    /// A property that is a switch.
    pub fn switch(&self, property: &str) -> bool {
        self.properties.get(property).is_some_and(|text| text.trim().eq_ignore_ascii_case("true"))
    }

    /// The regions in which SDDCs may be made, as `US_WEST_2`.
    pub fn regions(&self) -> Vec<String> {
        let regions = self.properties.get("defaultAwsRegions").map_or("", String::as_str);
        regions.split(',').map(|region| region.trim().to_owned()).filter(|region| !region.is_empty()).collect()
    }

    /// Whether SDDCs of this provider may be made.
    pub fn has_provider(&self, provider: &Provider) -> bool {
        match provider {
            Provider::Aws => self.switch("enableAWSCloudProvider"),
            Provider::ZeroCloud => self.switch("enableZeroCloudCloudProvider"),
            Provider::Other(_) => false,
        }
    }

    /// Days that a single-host SDDC lives: the property `singleHostDays`, which is vmcsim's own.
    pub fn single_host_days(&self) -> u32 {
        self.properties.get("singleHostDays").and_then(|text| text.parse().ok()).unwrap_or(SINGLE_HOST_DAYS)
    }

    /// What a client sees.
    fn view(&self) -> Organization {
        let entity = self.author.entity(self.id, self.created, self.created, 1);
        Organization {
            display_name: Some(self.display_name.clone()),
            name: Some(self.name.clone()),
            sla: Some(wire::Sla::Customer),
            project_state: Some(wire::ProjectState::Created),
            properties: Some(OrgProperties { values: self.properties.clone() }),
            cloud_configurations: BTreeMap::from([("AWS".to_owned(), AwsOrgConfiguration { provider: Provider::Aws })]),
            org_type: Some("CUSTOMER".to_owned()),
            ..Organization::from(entity)
        }
    }
}

/// `GET /orgs`: the organizations that the caller's token is for.
pub fn list(world: &World, cx: &Cx, _: &Call<ListOrgs>) -> ApiResult<Vec<Organization>> {
    Ok(world.orgs.values().filter(|org| org.id == cx.caller.org).map(Org::view).collect())
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
    use crate::refusal::Refusal;
    use vmc_client::wire::OrgId;

    pub fn not_found(id: OrgId) -> Refusal {
        Refusal::not_found("skyscraper.org.not.found", format!("Organization {id} doesn't exist."))
    }

    /// A provider or region that is switched off. Only "not available for this organization" is recorded.
    pub(crate) fn not_available(what: &str) -> Refusal {
        let message = format!("{what} is not available for this organization. Please contact support to enable it.");
        Refusal::bad_request("skyscraper.sddc.provision.not.available", message)
    }
}
