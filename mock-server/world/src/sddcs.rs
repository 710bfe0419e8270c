//! SDDCs: provisioning, looking, renaming, deleting, and what their tasks do to them on the way.

mod convert;
mod deletion;
pub(crate) mod refusals;
mod rules;
mod view;

pub use convert::convert;
pub use deletion::delete;
pub(super) use deletion::expire;
pub(super) use rules::check_host_limit;

use super::{
    Author, Call, Cx,
    account_link::{self, aws_region},
    addons::AddonFacts,
    agenda::Step,
    clusters::{self, ClusterFacts, ClusterPhase, ClusterPlan, NewCluster},
    dns::DnsFacts,
    filter::Filter,
    identity::Right,
    ids::Kind,
    memo::{Memo, Written},
    orgs::Org,
    public_ips::{self, PublicIpFacts},
    refusal::ApiResult,
    reservations::MaintenanceFacts,
    states::{self, StateRule},
    task_kinds::{Milestone, TaskKind},
    tasks::{self, NewTask, Plan, Subject, TaskState},
    templates,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{net::Ipv4Addr, sync::Arc};
use vmc_client::{
    endpoints::sddcs::{CreateSddc, GetSddc, ListSddcs, UpdateSddc},
    wire::{
        self, AccountLinkState, AwsSddcConfig, ClusterId, EsxState, Provider, ResourceDeploymentType, SddcId,
        SddcState, Secret, TaskId,
    },
};

/// Deleted SDDCs beyond this number are forgotten, oldest first; looking one up then answers 404.
pub const DELETED_KEPT_MAX: usize = 200;

/// What is true of an SDDC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SddcFacts {
    /// Its id.
    pub id: SddcId,
    /// Its name.
    pub name: String,
    /// Its number in its organization; the first is 1.
    pub index: u32,
    /// Who asked for it.
    pub author: Author,
    /// When.
    pub created: Timestamp,
    /// Who wrote it last.
    pub updated_by: Author,
    /// When.
    pub updated: Timestamp,
    /// Number of writes.
    pub version: i32,
    /// Where it stands.
    pub phase: Phase,
    /// How far its provisioning came; what lies behind the last milestone can be seen.
    pub reached: u16,
    /// AWS or the service's own simulation.
    pub provider: Provider,
    /// `US_WEST_2`
    pub region: String,
    /// One zone or two.
    pub deployment: ResourceDeploymentType,
    /// `1NODE`, or what the request said.
    pub sddc_type: Option<String>,
    /// When a single-host SDDC ends.
    pub expires: Option<Timestamp>,
    /// How it is linked to the customer's AWS account.
    pub account_link: Option<AccountLinkState>,
    /// The request, as it came.
    pub config: AwsSddcConfig,
    /// Addresses of the management network.
    pub vpc_cidr: String,
    /// Zones of the hosts.
    pub zones: Vec<String>,
    /// Clusters; the first holds the management VMs.
    pub clusters: Vec<ClusterFacts>,
    /// Names and addresses that were drawn for it.
    pub drawn: Drawn,
    /// Public addresses, in the order of their allocation.
    pub public_ips: Vec<PublicIpFacts>,
    /// What the names of its management VMs resolve to.
    pub dns: DnsFacts,
    /// Additions to it.
    pub addons: AddonFacts,
    /// When it is maintained.
    pub maintenance: MaintenanceFacts,
    /// How it was last shown.
    #[serde(skip)]
    pub shown: Memo<GetSddc>,
}

/// What an SDDC is given when it is made, besides its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Public address of vCenter and NSX; never one that routes anywhere.
    pub public_ip: Ipv4Addr,
    /// 17 hexadecimal digits from which AWS ids are built.
    pub aws_suffix: String,
    /// Id of the software that manages it.
    pub pop: uuid::Uuid,
    /// Password of the cloud administrator.
    pub cloud_password: Secret,
    /// Password of the NSX administrator.
    pub nsx_admin_password: Secret,
    /// Password of the NSX auditor.
    pub nsx_audit_password: Secret,
}

/// Where an SDDC stands. A phase that something ends names the task that will, so that nothing else can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being made by a task.
    Deploying(TaskId),
    /// In use.
    Ready,
    /// Provisioning failed; it stays until deleted. (recorded)
    Failed,
    /// Provisioning was cancelled; it stays until deleted. (assumption)
    Canceled,
    /// Being taken down by a task.
    Deleting(TaskId),
    /// Its deletion failed; it stays until deleted. (the state is published, that it is this one is an assumption)
    DeletionFailed,
    /// Gone; it can still be looked up for a while.
    Deleted,
}

impl Phase {
    pub(super) fn state(self) -> SddcState {
        match self {
            Self::Deploying(_) => SddcState::Deploying,
            Self::Ready => SddcState::Ready,
            Self::Failed => SddcState::Failed,
            Self::Canceled => SddcState::Canceled,
            Self::Deleting(_) => SddcState::Deleting,
            Self::DeletionFailed => SddcState::DeletionFailed,
            Self::Deleted => SddcState::Deleted,
        }
    }

    fn task(self) -> Option<TaskId> {
        match self {
            Self::Deploying(task) | Self::Deleting(task) => Some(task),
            Self::Ready | Self::Failed | Self::Canceled | Self::DeletionFailed | Self::Deleted => None,
        }
    }
}

impl SddcFacts {
    /// The region in AWS's form, `us-west-2`.
    pub fn aws_region(&self) -> String {
        aws_region(&self.region)
    }

    /// Hosts in all clusters.
    pub fn host_count(&self) -> u32 {
        self.clusters.iter().map(|cluster| u32::try_from(cluster.hosts.len()).unwrap_or(u32::MAX)).sum()
    }

    /// Whether it is of the kind that has one host and ends.
    pub fn is_single_host(&self) -> bool {
        self.sddc_type.as_deref() == Some("1NODE")
    }

    /// Number of the next host.
    pub(super) fn next_host_number(&self) -> u32 {
        let hosts = self.clusters.iter().flat_map(|cluster| &cluster.hosts);
        hosts.map(|host| host.number.saturating_add(1)).max().unwrap_or(0)
    }

    /// Whether an operation may act on it now.
    ///
    /// # Errors
    /// The refusal of the table of states.
    pub(super) fn check_state<E: StateRule<states::Sddc>>(&self) -> ApiResult<()> {
        states::check::<E, _>(&self.id, self.phase.state().as_str())
    }

    /// An SDDC whose first cluster has more than one host is no single-host SDDC and does not end. Returns whether that is new.
    pub(super) fn outgrow(&mut self) -> bool {
        let hosts = self.clusters.first().map_or(&[][..], |cluster| &cluster.hosts);
        let grown = self.is_single_host() && hosts.iter().filter(|host| !host.is_coming()).count() > 1;
        if grown {
            (self.sddc_type, self.expires) = (None, None);
        }
        grown
    }

    /// Whether its provisioning has this behind it.
    pub(super) fn has(&self, milestone: Milestone) -> bool {
        let milestones = TaskKind::SddcProvision.row().milestones;
        milestones.iter().take(usize::from(self.reached)).any(|(_, reached)| *reached == milestone)
    }

    pub(super) fn write(&mut self, by: Option<Author>, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.updated = at;
        if let Some(by) = by {
            self.updated_by = by;
        }
    }

    fn hosts_enter(&mut self, state: &EsxState, at: Timestamp) {
        for cluster in &mut self.clusters {
            cluster.hosts_enter(state, at);
        }
    }
}

/// `POST /orgs/{org}/sddcs`
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateSddc>) -> ApiResult<wire::Task> {
    let asked = &call.body.0;
    let config = &templates::applied(org, asked)?;
    let plan = rules::check(org, config)?;
    let mut params = Map::from_iter([
        ("mgwName".to_owned(), json!("sddc-mgw")),
        ("sddcConfig".to_owned(), serde_json::to_value(asked).unwrap_or(Value::Null)),
    ]);
    if call.query.validate_only {
        return Ok(tasks::record_validation(org, cx, TaskKind::SddcProvision, params));
    }
    // Recorded at the end of a provisioning. What it names is not published; that it is there from the beginning is an assumption.
    params.insert("registerDomainTaskParam".to_owned(), json!(org.ids.uuid(Kind::Config)));
    let id = SddcId(org.ids.uuid(Kind::Sddc));
    let task = tasks::start(
        org,
        cx,
        NewTask {
            kind: TaskKind::SddcProvision,
            subject: Subject::Sddc(id),
            params,
            realistic: provision_time(&plan),
            plan: plan.outcome.clone().map_or(Plan::Succeed, |message| Plan::Fail { at: rules::FAILS_AT, message }),
            start_version: 1,
        },
    );
    let sddc = lay_out(org, cx, id, config, &plan, task.entity.id);
    if let Some(expires) = sddc.expires {
        org.agenda.promise(expires, Step::Expire { sddc: id });
    }
    org.sddcs.insert(id, Arc::new(sddc));
    Ok(task)
}

/// How long the service takes. One AWS host: 121 minutes, recorded; each further one two minutes more, an assumption. The simulated
/// provider: 73 seconds, recorded.
fn provision_time(plan: &rules::Accepted) -> SignedDuration {
    match plan.provider {
        Provider::ZeroCloud => SignedDuration::from_millis(73_053),
        Provider::Aws | Provider::Other(_) => {
            SignedDuration::from_mins(121 + 2 * i64::from(plan.hosts.saturating_sub(1)))
        }
    }
}

fn lay_out(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    config: &AwsSddcConfig,
    plan: &rules::Accepted,
    task: TaskId,
) -> SddcFacts {
    let index = org.sddcs.values().map(|sddc| sddc.index).max().unwrap_or(0).saturating_add(1);
    let new = NewCluster {
        id: ClusterId(org.ids.uuid(Kind::Cluster)),
        number: 1,
        name: clusters::name(org, index, 1),
        plan: ClusterPlan {
            hosts: plan.hosts,
            instance_type: plan.instance_type.clone(),
            cpu_cores: None,
            storage_gib: plan.storage_gib,
            licences: config.msft_license_config.clone().unwrap_or_default(),
            zones: plan.zones.clone(),
        },
        task,
    };
    let cluster = ClusterFacts::new(&mut org.ids, new, &plan.provider, 0, cx.now);
    let password = |ids: &mut super::ids::Ids| Secret::from(format!("{}!", ids.alphanumeric(Kind::Config, 16)));
    let drawn = Drawn {
        public_ip: public_ips::gateway_address(org),
        aws_suffix: org.ids.hex(Kind::AwsResource, 17),
        pop: org.ids.uuid(Kind::Config),
        cloud_password: password(&mut org.ids),
        nsx_admin_password: password(&mut org.ids),
        nsx_audit_password: password(&mut org.ids),
    };
    let days = SignedDuration::from_hours(24 * i64::from(org.single_host_days()));
    let author = cx.caller.author();
    SddcFacts {
        id,
        name: config.name.clone(),
        index,
        author: author.clone(),
        created: cx.now,
        updated_by: author,
        updated: cx.now,
        version: 1,
        phase: Phase::Deploying(task),
        reached: 0,
        provider: plan.provider.clone(),
        region: plan.region.clone(),
        deployment: plan.deployment.clone(),
        sddc_type: plan.sddc_type.clone(),
        expires: plan.is_single_host().then(|| cx.now.checked_add(days).unwrap_or(Timestamp::MAX)),
        account_link: plan.account_link.clone(),
        config: config.clone(),
        vpc_cidr: plan.vpc_cidr.clone(),
        zones: plan.zones.clone(),
        clusters: vec![cluster],
        drawn,
        public_ips: Vec::new(),
        dns: DnsFacts::default(),
        addons: AddonFacts::default(),
        maintenance: MaintenanceFacts::new(&mut org.ids, cx.now),
        shown: Memo::default(),
    }
}

/// Makes room among the deleted SDDCs where there are too many, the oldest first, but for the one that was deleted last.
fn forget_deleted(org: &mut Org, last: SddcId) {
    let deleted = org.sddcs.values().filter(|sddc| sddc.phase == Phase::Deleted).count();
    if deleted > DELETED_KEPT_MAX {
        let mut surplus = deleted - DELETED_KEPT_MAX / 2;
        org.sddcs.retain(|id, sddc| {
            let forget = surplus > 0 && sddc.phase == Phase::Deleted && *id != last;
            surplus -= usize::from(forget);
            !forget
        });
    }
}

/// An SDDC by the id in a request.
///
/// # Errors
/// There is no such SDDC.
pub fn find(org: &Org, id: SddcId) -> ApiResult<&SddcFacts> {
    org.sddcs.get(&id).map(Arc::as_ref).ok_or_else(|| refusals::not_found(id))
}

/// As [`find`], to change it.
///
/// # Errors
/// There is no such SDDC.
pub(super) fn find_mut(org: &mut Org, id: SddcId) -> ApiResult<&mut SddcFacts> {
    let sddc = org.sddcs.get_mut(&id).map(Arc::make_mut).ok_or_else(|| refusals::not_found(id))?;
    sddc.shown.forget();
    Ok(sddc)
}

/// What a client sees of an SDDC.
pub(super) fn view(sddc: &SddcFacts, org: &Org, cx: &Cx) -> wire::Sddc {
    view::sddc(sddc, org, cx)
}

/// `GET /orgs/{org}/sddcs`: in the order of their creation. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListSddcs>) -> ApiResult<Vec<wire::Sddc>> {
    let filter = call.query.filter.as_deref().map(Filter::parse).transpose()?;
    let sddcs = org
        .sddcs
        .values()
        .filter(|sddc| call.query.include_deleted || sddc.phase != Phase::Deleted)
        .map(|sddc| view::sddc(sddc, org, cx));
    Ok(match filter {
        None => sddcs.collect(),
        Some(filter) => sddcs
            .filter(|sddc| serde_json::to_value(sddc).is_ok_and(|document| filter.matches(&document, "sddc")))
            .collect(),
    })
}

/// `GET /orgs/{org}/sddcs/{sddc}`: one that was deleted is still shown, as `DELETED`. Both that and 404 are seen as gone by clients.
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSddc>) -> ApiResult<Written<GetSddc>> {
    let sddc = find(org, call.path.sddc)?;
    // What is shown follows from the facts, the address, and what the caller may see; not from the time.
    sddc.shown.get_or(cx.base_url, cx.caller.may(Right::Secrets), || view::sddc(sddc, org, cx))
}

/// `PATCH /orgs/{org}/sddcs/{sddc}`: a new name, while the SDDC is there to be named.
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateSddc>) -> ApiResult<wire::Sddc> {
    let sddc = find_mut(org, call.path.sddc)?;
    let name = call.body.0.name.as_deref().unwrap_or_default();
    rules::check_name(name)?;
    sddc.check_state::<UpdateSddc>()?;
    name.clone_into(&mut sddc.name);
    sddc.write(Some(cx.caller.author()), cx.now);
    Ok(view::sddc(find(org, call.path.sddc)?, org, cx))
}

/// A task has reached a milestone: its SDDC shows it, if it still awaits that task.
pub(super) fn reach(org: &mut Org, id: SddcId, task: TaskId, milestone: Milestone, at: Timestamp) {
    let Ok(sddc) = find_mut(org, id) else { return };
    if sddc.phase.task() != Some(task) {
        return;
    }
    if let Phase::Deploying(_) = sddc.phase {
        sddc.reached += 1;
    }
    match milestone {
        Milestone::HostsInitializing => sddc.hosts_enter(&EsxState::Initializing, at),
        Milestone::HostsProvisioned => sddc.hosts_enter(&EsxState::Provisioned, at),
        Milestone::HostsAddingToVcenter => sddc.hosts_enter(&EsxState::AddingToVcenter, at),
        Milestone::HostsReady => sddc.hosts_enter(&EsxState::Ready, at),
        Milestone::ClusterReady => {
            sddc.clusters.iter_mut().for_each(|cluster| cluster.phase = ClusterPhase::Ready);
        }
        Milestone::HostsDeleting => sddc.hosts_enter(&EsxState::Deleting, at),
        Milestone::HostsDeleted => sddc.hosts_enter(&EsxState::Deleted, at),
        Milestone::Vpc
        | Milestone::Subnets
        | Milestone::Vcenter
        | Milestone::SingleSignOn
        | Milestone::ManagementNetwork
        | Milestone::Nsx
        | Milestone::Gateways
        | Milestone::Credentials
        | Milestone::AccountLink
        | Milestone::HostsLeavingVcenter
        | Milestone::HostsLeavingCloud => {}
    }
    sddc.write(None, at);
}

/// A task has ended. Returns the SDDC's version after that.
pub(super) fn ended(
    org: &mut Org,
    id: SddcId,
    task: TaskId,
    kind: TaskKind,
    state: &TaskState,
    at: Timestamp,
) -> Option<i32> {
    let sddc = find_mut(org, id).ok()?;
    if sddc.phase.task() == Some(task) {
        sddc.phase = match (kind, state) {
            (TaskKind::SddcProvision, TaskState::Finished(_)) => Phase::Ready,
            (TaskKind::SddcProvision, TaskState::Canceled(..)) => Phase::Canceled,
            (TaskKind::SddcProvision, _) => Phase::Failed,
            (_, TaskState::Failed(..) | TaskState::Canceled(..)) => Phase::DeletionFailed,
            _ => {
                sddc.public_ips.clear();
                Phase::Deleted
            }
        };
        // What did not become ready will not.
        sddc.clusters.iter_mut().for_each(ClusterFacts::let_go);
        sddc.write(None, at);
        match sddc.phase {
            Phase::Ready => account_link::connect(org, id, at),
            Phase::Deleted => {
                account_link::disconnect(org, id);
                forget_deleted(org, id);
            }
            Phase::Deploying(_) | Phase::Failed | Phase::Canceled | Phase::Deleting(_) | Phase::DeletionFailed => {}
        }
    }
    find(org, id).ok().map(|sddc| sddc.version)
}
