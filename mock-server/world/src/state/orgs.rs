//! The record of an organization: its properties and all its resources.

use super::{
    account_link::{AwsAccount, Connection, NewAccount, Subnet},
    agreements::Agreements,
    author::Author,
    notifications::Notices,
    properties::{UNCHANGED_PROPERTIES, regions_in},
    quota_requests::QuotaRequest,
    sddc_groups::GroupFacts,
    sddcs::SddcFacts,
    subscriptions::SubscriptionFacts,
    tasks::TaskFacts,
    templates::TemplateFacts,
};
use crate::{
    kernel::{
        agenda::Agenda,
        collections::map_of,
        ids::{Ids, Kind},
        refusal::ApiResult,
        shared::Shared,
    },
    state::not_found,
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use vmc_client::wire::{
    self, ConnectedAccountId, ConnectivityConfigId, DeploymentGroupId, OrgId, Provider, SddcId, SddcTemplateId,
    SubscriptionId, TaskId,
};

/// The largest number of organization properties that can be set when a world is created. The service shows all properties as text.
pub const PROPERTIES_MAX: usize = 100;

/// The default lifetime of a single-host SDDC, in days. (recorded for 2022; other years are not established)
const SINGLE_HOST_DAYS: u32 = 60;

/// The display name of a new organization.
static FIRST_DISPLAY_NAME: LazyLock<Arc<str>> = LazyLock::new(|| "vmcsim demo organization".into());

/// The name of the user who created the organizations.
static SYSTEM: LazyLock<Arc<str>> = LazyLock::new(|| "system@vmcsim.example".into());

/// An organization with all its resources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Org {
    pub id: OrgId,
    /// The short name, eight characters.
    pub name: String,
    pub display_name: Arc<str>,
    /// The user who created the organization.
    pub author: Author,
    pub created: Timestamp,
    /// Quotas and switches, as text.
    pub properties: Shared<BTreeMap<String, String>>,
    /// SDDCs in the order of their creation, the latest deleted ones among them.
    #[serde(with = "indexmap::map::serde_seq")]
    pub sddcs: IndexMap<SddcId, Arc<SddcFacts>>,
    /// The tasks in the order of their start.
    #[serde(with = "indexmap::map::serde_seq")]
    pub tasks: IndexMap<TaskId, Arc<TaskFacts>>,
    /// The SDDC templates in the order of their creation.
    #[serde(with = "indexmap::map::serde_seq")]
    pub templates: IndexMap<SddcTemplateId, TemplateFacts>,
    /// The connected AWS accounts.
    pub aws_accounts: Vec<AwsAccount>,
    /// The connections between SDDCs and subnets of the connected accounts.
    pub connections: Vec<Connection>,
    /// The subscriptions in the order of their purchase.
    #[serde(with = "indexmap::map::serde_seq")]
    pub subscriptions: IndexMap<SubscriptionId, SubscriptionFacts>,
    pub quota_requests: Vec<QuotaRequest>,
    /// The SDDC groups in the order of their creation, the latest deleted ones among them.
    #[serde(default, with = "indexmap::map::serde_seq", skip_serializing_if = "IndexMap::is_empty")]
    pub sddc_groups: IndexMap<DeploymentGroupId, Arc<GroupFacts>>,
    /// Payment methods and terms of service.
    pub agreements: Agreements,
    /// The future steps.
    pub agenda: Agenda,
    /// The organization's id streams.
    pub ids: Ids,
    /// The notifications that wait to be taken by the server. They are not exported.
    #[serde(skip)]
    pub notices: Notices,
}

/// What may be given for a new organization. What is not given is drawn, or as by default.
#[derive(Debug, Clone, Default)]
pub struct NewOrg {
    pub id: Option<OrgId>,
    pub display_name: Option<Arc<str>>,
    /// Properties that differ from the default.
    pub properties: BTreeMap<String, String>,
    /// The connected AWS accounts; `None` means one with default subnets.
    pub accounts: Option<Vec<NewAccount>>,
}

impl Org {
    /// Creates an organization without SDDCs and with one connected AWS account.
    pub fn new(ids: &mut Ids, now: Timestamp, properties: BTreeMap<String, String>) -> Self {
        Self::described(ids, now, NewOrg { properties, ..NewOrg::default() })
    }

    /// Creates an organization without SDDCs.
    pub fn described(ids: &mut Ids, now: Timestamp, new: NewOrg) -> Self {
        let NewOrg { id: wanted, display_name, properties, accounts } = new;
        let id = OrgId(ids.uuid(Kind::Org));
        let name = ids.alphanumeric(Kind::Org, 8).to_ascii_lowercase();
        let mut own = Ids::new(ids.number(Kind::Org));
        let mut all = UNCHANGED_PROPERTIES.clone();
        if !properties.is_empty() {
            all.extend(properties);
        }
        let author = Author { id: wire::UserId(ids.uuid_v3(Kind::User)), name: SYSTEM.clone() };
        let agreements = Agreements::first(&mut own);
        let mut org = Self {
            id: wanted.unwrap_or(id),
            name,
            display_name: display_name.unwrap_or_else(|| FIRST_DISPLAY_NAME.clone()),
            author,
            created: now,
            properties: all,
            sddcs: IndexMap::new(),
            tasks: IndexMap::new(),
            templates: IndexMap::new(),
            aws_accounts: Vec::new(),
            connections: Vec::new(),
            subscriptions: IndexMap::new(),
            quota_requests: Vec::new(),
            sddc_groups: IndexMap::new(),
            agreements,
            agenda: Agenda::default(),
            ids: own,
            notices: Notices::default(),
        };
        let regions = org.regions();
        org.aws_accounts = match accounts {
            None => vec![AwsAccount::new(&mut org.ids, &regions, org.author.clone(), now)],
            Some(accounts) => {
                let connected = |new| AwsAccount::described(&mut org.ids, &regions, org.author.clone(), now, new);
                accounts.into_iter().map(connected).collect()
            }
        };
        let region = regions.first().map_or("", String::as_str);
        org.quota_requests = QuotaRequest::first(&mut org.ids, region, now);
        org
    }

    /// Frees the memory that no record uses, in the lists that grow seldom.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.aws_accounts.shrink_to_fit();
        self.quota_requests.shrink_to_fit();
        self.agreements.payment_methods.shrink_to_fit();
    }

    /// Returns the time of the next due step.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next_due()
    }

    /// Returns a property as a number. A property that is missing or not a number sets no limit.
    pub fn limit(&self, property: &str) -> u32 {
        self.properties.get(property).and_then(|text| text.trim().parse().ok()).unwrap_or(u32::MAX)
    }

    /// Returns the properties that differ from those of a new organization.
    pub fn changed_properties(&self) -> BTreeMap<String, String> {
        let differs = |name: &String, value: &String| UNCHANGED_PROPERTIES.get(name) != Some(value);
        let changed = self.properties.iter().filter(|(name, value)| differs(name, value));
        map_of(changed.map(|(name, value)| (name.clone(), value.clone())))
    }

    /// Returns a property as a boolean.
    pub fn switch(&self, property: &str) -> bool {
        self.properties.get(property).is_some_and(|text| text.trim().eq_ignore_ascii_case("true"))
    }

    /// Returns the regions in which SDDCs may be created, in the form `US_WEST_2`.
    pub fn regions(&self) -> Vec<String> {
        regions_in(self.properties.get("defaultAwsRegions").map_or("", String::as_str))
    }

    /// Returns true if SDDCs of this provider may be created.
    pub fn has_provider(&self, provider: &Provider) -> bool {
        match provider {
            Provider::Aws => self.switch("enableAWSCloudProvider"),
            Provider::ZeroCloud => self.switch("enableZeroCloudCloudProvider"),
            Provider::Other(_) => false,
        }
    }

    /// Returns the lifetime of a single-host SDDC in days: the property `singleHostDays`, which exists in vmcsim only.
    pub fn single_host_days(&self) -> u32 {
        self.properties.get("singleHostDays").and_then(|text| text.parse().ok()).unwrap_or(SINGLE_HOST_DAYS)
    }

    /// Returns an SDDC by its id.
    ///
    /// # Errors
    /// Fails if there is no such SDDC.
    pub fn sddc(&self, id: SddcId) -> ApiResult<&SddcFacts> {
        self.sddcs.get(&id).map(Arc::as_ref).ok_or_else(|| not_found::sddc(id))
    }

    /// Returns an SDDC by its id, mutably.
    ///
    /// # Errors
    /// Fails if there is no such SDDC.
    pub fn sddc_mut(&mut self, id: SddcId) -> ApiResult<&mut SddcFacts> {
        self.sddcs.get_mut(&id).map(Arc::make_mut).ok_or_else(|| not_found::sddc(id))
    }

    /// Returns an SDDC group by its id.
    ///
    /// # Errors
    /// Fails if there is no such group.
    pub fn sddc_group(&self, id: DeploymentGroupId) -> ApiResult<&GroupFacts> {
        self.sddc_groups.get(&id).map(Arc::as_ref).ok_or_else(|| not_found::sddc_group(id))
    }

    /// Returns an SDDC group by the id of its network.
    ///
    /// # Errors
    /// Fails if there is no such network.
    pub fn group_of_config(&self, id: ConnectivityConfigId) -> ApiResult<&GroupFacts> {
        let mut groups = self.sddc_groups.values();
        groups.find(|group| group.config == id).map(Arc::as_ref).ok_or_else(|| not_found::connectivity_config(id))
    }

    /// Returns a template by its id.
    ///
    /// # Errors
    /// Fails if there is no such template.
    pub fn template(&self, id: SddcTemplateId) -> ApiResult<&TemplateFacts> {
        self.templates.get(&id).ok_or_else(|| not_found::template(id))
    }

    /// Returns a connected AWS account by its id.
    ///
    /// # Errors
    /// Fails if there is no such account.
    pub fn aws_account(&self, id: ConnectedAccountId) -> ApiResult<&AwsAccount> {
        self.aws_accounts.iter().find(|account| account.id == id).ok_or_else(|| not_found::aws_account(id))
    }

    /// Returns a subnet of a connected AWS account by its id, with the id of the account.
    pub fn subnet(&self, id: &str) -> Option<(ConnectedAccountId, Subnet)> {
        self.aws_accounts.iter().find_map(|account| Some((account.id, account.subnets.find(id)?)))
    }
}
