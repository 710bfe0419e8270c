//! SDDCs: creating, reading, renaming and deleting them, and the effects of their tasks.

mod convert;
mod deletion;
pub(crate) mod refusals;
mod rules;
pub mod template;
mod view;

use crate::{
    kernel::ids::Ids,
    state::{
        sddcs::{Drawn, Phase, SddcFacts},
        tasks::TaskFacts,
    },
};
pub use convert::{convert, scale_up};
pub use deletion::delete;
pub(crate) use deletion::expire;

use crate::{
    context::{Call, Cx},
    kernel::{agenda::Step, filter::Filter, ids::Kind, refusal::ApiResult},
    state::{
        addons::AddonFacts,
        autoscaler::SddcScaling,
        clusters::{ClusterFacts, ClusterPhase, ClusterPlan, NewCluster},
        dns::DnsFacts,
        orgs::Org,
        reservations::MaintenanceFacts,
        tasks::{Milestone, Plan, TaskState},
        work::{SddcWork, Work},
    },
    tasks::{self, NewTask},
    vmc::{account_link, clusters, public_ips},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use vmc_client::{
    endpoints::sddcs::{CreateSddc, GetSddc, ListSddcs, UpdateSddc},
    wire::{self, AwsSddcConfig, ClusterId, EsxState, Provider, SddcId, Secret, TaskId},
};

/// The largest number of deleted SDDCs that are kept. Beyond it the oldest are removed; reading a removed SDDC is answered with 404.
pub const DELETED_KEPT_MAX: usize = 200;

/// `POST /orgs/{org}/sddcs`
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateSddc>) -> ApiResult<wire::Task> {
    let asked = &call.body.0;
    let config = &template::applied(org, asked)?;
    let plan = rules::check(org, config)?;
    if call.query.validate_only {
        let work = Work::SddcCheck { config: Box::new(asked.clone()), will_fail: plan.outcome.is_some() };
        return Ok(tasks::record_validation(org, cx, work, plan.outcome));
    }
    let work = SddcWork::Create { config: Box::new(asked.clone()), domain_task: org.ids.uuid(Kind::Config) };
    let id = SddcId(org.ids.id(Kind::Sddc));
    let task = tasks::start(
        org,
        cx,
        NewTask {
            work: Work::Sddc { sddc: id, work },
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

/// The time that the service takes to create an SDDC. One AWS host: 121 minutes, recorded; each additional host: two more minutes, an
/// assumption. The simulated provider: 73 seconds, recorded.
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
        id: ClusterId(org.ids.id(Kind::Cluster)),
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
    let cluster = ClusterFacts::new(&mut org.ids, new, &plan.provider, 0, cx.now());
    let password = |ids: &mut Ids| Secret::from(format!("{}!", ids.alphanumeric(Kind::Config, 16)));
    let drawn = Drawn {
        public_ip: public_ips::gateway_address(org),
        aws_suffix: org.ids.digits(Kind::AwsResource),
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
        created: cx.now(),
        updated_by: author,
        updated: cx.now(),
        version: 1,
        phase: Phase::Deploying(task),
        reached: 0,
        provider: plan.provider.clone(),
        region: plan.region.clone(),
        deployment: plan.deployment.clone(),
        sddc_type: plan.sddc_type.clone(),
        expires: plan.is_single_host().then(|| cx.now().checked_add(days).unwrap_or(Timestamp::MAX)),
        account_link: plan.account_link.clone(),
        config: config.clone(),
        vpc_cidr: plan.vpc_cidr.clone(),
        zones: plan.zones.clone(),
        clusters: vec![cluster],
        drawn,
        public_ips: Vec::new(),
        dns: DnsFacts::default(),
        addons: AddonFacts::default(),
        autoscaler: SddcScaling::default(),
        maintenance: MaintenanceFacts::new(&mut org.ids, cx.now()),
        networks: None,
        edges: None,
        site_recovery: None,
    }
}

/// Removes deleted SDDCs if there are too many, oldest first. The SDDC that was deleted last is kept.
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

/// Returns an SDDC as clients see it.
pub(super) fn view(sddc: &SddcFacts, org: &Org, cx: &Cx) -> wire::Sddc {
    view::sddc(sddc, org, cx)
}

/// `GET /orgs/{org}/sddcs`: the SDDCs in the order of their creation. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListSddcs>) -> ApiResult<Vec<wire::Sddc>> {
    let filter = call.query.filter.as_deref().map(Filter::parse).transpose()?;
    let sddcs = org
        .sddcs
        .values()
        .filter(|sddc| call.query.include_deleted || sddc.phase != Phase::Deleted)
        .map(|sddc| view::sddc(sddc, org, cx));
    Ok(match filter {
        None => sddcs.collect(),
        Some(filter) => sddcs.filter(|sddc| filter.matches_item(sddc, "sddc")).collect(),
    })
}

/// `GET /orgs/{org}/sddcs/{sddc}`: a deleted SDDC is still shown, with state `DELETED`. Clients treat that state and 404 alike.
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSddc>) -> ApiResult<wire::Sddc> {
    Ok(view::sddc(org.sddc(call.path.sddc)?, org, cx))
}

/// `PATCH /orgs/{org}/sddcs/{sddc}`: renames an SDDC that is not deleted.
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateSddc>) -> ApiResult<wire::Sddc> {
    let sddc = org.sddc_mut(call.path.sddc)?;
    let name = call.body.0.name.as_deref().unwrap_or_default();
    rules::check_name(name)?;
    sddc.check_state::<UpdateSddc>()?;
    name.clone_into(&mut sddc.name);
    sddc.write(Some(cx.caller.author()), cx.now());
    Ok(view::sddc(org.sddc(call.path.sddc)?, org, cx))
}

/// Returns the `params` of a task on a whole SDDC, or of the check of a request to create one.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let (config, last) = match work {
        Work::SddcCheck { config, will_fail } => (config, ("input_validated".to_owned(), json!(!will_fail))),
        // This key is recorded at the end of a provisioning. Its meaning is not published; that it exists from the beginning is an
        // assumption.
        Work::Sddc { work: SddcWork::Create { config, domain_task }, .. } => {
            (config, ("registerDomainTaskParam".to_owned(), json!(domain_task)))
        }
        _ => return Map::new(),
    };
    Map::from_iter([("mgwName".to_owned(), json!("sddc-mgw")), ("sddcConfig".to_owned(), json!(config)), last])
}

/// Called when a task has reached a milestone: the SDDC records it, if it still waits for that task.
pub(crate) fn reach(org: &mut Org, task: &TaskFacts, milestone: Milestone, at: Timestamp) {
    let Some(Ok(sddc)) = task.work.sddc().map(|id| org.sddc_mut(id)) else { return };
    if sddc.phase.task() != Some(task.id) {
        return;
    }
    if let Phase::Deploying(_) = sddc.phase {
        sddc.reached = sddc.reached.saturating_add(1);
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
        | Milestone::HostsLeavingCloud
        | Milestone::AppliancesProvisioned => {}
    }
    sddc.write(None, at);
}

/// Called when a task has ended. Returns the SDDC's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::Sddc { sddc: id, work } = &task.work else { return None };
    let id = *id;
    let sddc = org.sddc_mut(id).ok()?;
    if sddc.phase.task() == Some(task.id) {
        sddc.phase = match (work, &task.state) {
            (SddcWork::Create { .. }, TaskState::Finished(_)) => Phase::Ready,
            (SddcWork::Create { .. }, TaskState::Canceled(..)) => Phase::Canceled,
            (SddcWork::Create { .. }, _) => Phase::Failed,
            (SddcWork::Delete, TaskState::Failed(..) | TaskState::Canceled(..)) => Phase::DeletionFailed,
            (SddcWork::Delete, _) => {
                sddc.public_ips.clear();
                sddc.edges = None;
                sddc.site_recovery = None;
                Phase::Deleted
            }
        };
        // Clusters that did not become ready have failed.
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
    org.sddc(id).ok().map(|sddc| sddc.version)
}
