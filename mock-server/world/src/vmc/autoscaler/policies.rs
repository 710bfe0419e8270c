//! Scaling policies of clusters: reading and setting them.

use super::{begin::begin, decision::Wish, refusals};
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        autoscaler::{ClusterScaling, HOSTS, INCREMENTS, Policy, PolicyKind},
        clusters::{ClusterFacts, ClusterPhase},
        orgs::Org,
        work::AutoscalerWork,
    },
    vmc::states,
};
use jiff::SignedDuration;
use std::ops::RangeInclusive;
use vmc_client::{
    endpoints::autoscaler::{GetEdrsPolicy, GetEdrsProvisioningSpec, ListEdrsPolicies, SetEdrsPolicy},
    wire::{
        AutoscalerTask, ClusterId, EdrsClusterInfo, EdrsPolicy, EdrsPolicyOptionsOverrides, EdrsPolicySpec,
        EdrsPolicyType, EdrsProvisioningSpec, EdrsStatusKey, EsxState, SddcId, TaskId,
    },
};

/// The duration of a change. (assumption)
pub(super) const CHANGE_TIME: SignedDuration = SignedDuration::from_secs(30);

/// The smallest number of hosts of a cluster that can have another policy than the default: in one zone, and in two. (documented)
const ELIGIBLE_FROM: (u32, u32) = (3, 6);

impl PolicyKind {
    const ALL: [Self; 4] = [Self::Cost, Self::Performance, Self::StorageScaleup, Self::RapidScaleup];

    fn wire(self) -> EdrsPolicyType {
        match self {
            Self::Cost => EdrsPolicyType::Cost,
            Self::Performance => EdrsPolicyType::Performance,
            Self::StorageScaleup => EdrsPolicyType::StorageScaleup,
            Self::RapidScaleup => EdrsPolicyType::RapidScaleup,
        }
    }

    fn of(asked: &EdrsPolicyType) -> ApiResult<Self> {
        Self::ALL.into_iter().find(|kind| kind.wire() == *asked).ok_or_else(|| {
            let known = EdrsPolicyType::VALUES.join(", ");
            Refusal::invalid(format!("Invalid policy_type {asked}; there are {known}."))
        })
    }
}

impl ClusterFacts {
    /// Returns the policy in force. That of a new cluster is `storage-scaleup` (documented), from the present number of hosts to the largest
    /// number. (assumption; clients have seen 3 and 16)
    pub(crate) fn policy(&self) -> Policy {
        self.autoscaler.policy.unwrap_or_else(|| {
            let is_new = matches!(self.phase, ClusterPhase::Deploying(_));
            let there = self.hosts.iter().filter(|host| is_new || !host.is_coming()).count();
            let there = u32::try_from(there).unwrap_or(u32::MAX);
            let (min, max) = (*HOSTS.start(), *HOSTS.end());
            let min_hosts = there.clamp(min, max);
            Policy { kind: PolicyKind::StorageScaleup, min_hosts, max_hosts: max, increment: None }
        })
    }

    /// Returns the smallest number of hosts with which the cluster can have this kind of policy. (documented)
    fn eligible_from(&self, kind: PolicyKind) -> u32 {
        match kind {
            PolicyKind::StorageScaleup => *HOSTS.start(),
            _ if self.is_stretched() => ELIGIBLE_FROM.1,
            _ => ELIGIBLE_FROM.0,
        }
    }

    fn info(&self) -> EdrsClusterInfo {
        let status = self.status();
        EdrsClusterInfo {
            cluster_id: self.id,
            edrs_policy: view(&self.policy()),
            status_message: status.as_ref().map(|(_, message)| message.clone()),
            status_key: status.map(|(key, _)| key),
        }
    }

    /// Returns why the policy changes nothing, if there is a reason. The sentences are assumptions.
    fn status(&self) -> Option<(EdrsStatusKey, String)> {
        let hosts = self.host_count();
        match self.wish() {
            Wish::Nothing | Wish::Add(_) | Wish::Remove(_) => None,
            Wish::AtMost => {
                let message = format!("The cluster has {hosts} hosts and may have no more.");
                Some((EdrsStatusKey::MaxHosts, message))
            }
            Wish::AtLeast => {
                let message = format!("The cluster has {hosts} hosts and may have no fewer.");
                Some((EdrsStatusKey::MinHosts, message))
            }
            Wish::HostsFailed => {
                let failed = self.hosts.iter().filter(|host| host.state == EsxState::Failed).count();
                Some((EdrsStatusKey::FailedHosts, format!("Hosts of the cluster have failed: {failed}.")))
            }
        }
    }
}

impl ClusterScaling {
    /// Returns the name of its state in the table of states.
    pub(super) fn state(&self) -> &'static str {
        if self.change.is_some() { "CHANGING" } else { "SETTLED" }
    }
}

/// Returns a policy as clients see it. All numbers are always sent. (known from clients)
pub(super) fn view(policy: &Policy) -> EdrsPolicy {
    let overrides = |increment: u32| EdrsPolicyOptionsOverrides { scale_up_host_increment: Some(increment.into()) };
    EdrsPolicy {
        enable_edrs: true,
        policy_type: Some(policy.kind.wire()),
        min_hosts: Some(policy.min_hosts.into()),
        max_hosts: Some(policy.max_hosts.into()),
        edrs_policy_options_overrides: policy.increment.map(overrides),
    }
}

/// `GET …/sddcs/{sddc}/edrs-policy`
pub fn list(org: &Org, _: &Cx, call: &Call<ListEdrsPolicies>) -> ApiResult<Vec<EdrsClusterInfo>> {
    Ok(org.sddc(call.path.sddc)?.clusters.iter().map(ClusterFacts::info).collect())
}

/// `GET …/clusters/{cluster}/edrs-policy`
pub fn get(org: &Org, _: &Cx, call: &Call<GetEdrsPolicy>) -> ApiResult<EdrsPolicy> {
    Ok(view(&org.sddc(call.path.sddc)?.cluster(Some(call.path.cluster))?.policy()))
}

/// `GET …/clusters/{cluster}/edrs-provisioning-spec`
pub fn provisioning_spec(org: &Org, _: &Cx, call: &Call<GetEdrsProvisioningSpec>) -> ApiResult<EdrsProvisioningSpec> {
    let sddc = org.sddc(call.path.sddc)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    let spec = |kind: PolicyKind| {
        let rapid = kind == PolicyKind::RapidScaleup;
        let range = |range: RangeInclusive<u32>| vec![i64::from(*range.start()), i64::from(*range.end())];
        EdrsPolicySpec {
            policy_type: Some(kind.wire()),
            cluster_eligible_for_policy: Some(
                !sddc.is_single_host() && cluster.host_count() >= cluster.eligible_from(kind),
            ),
            // It is an assumption that every kind can have other numbers of hosts.
            configurable: Some(true),
            configurable_scaleup_increment: Some(rapid),
            min_max_host_range: Some(range(HOSTS)),
            scaleup_host_increment_range: rapid.then(|| range(INCREMENTS)),
        }
    };
    Ok(EdrsProvisioningSpec {
        edrs_cluster_info: Some(cluster.info()),
        policies: PolicyKind::ALL.into_iter().map(spec).collect(),
    })
}

/// `POST …/clusters/{cluster}/edrs-policy`
pub fn set(org: &mut Org, cx: &Cx, call: &Call<SetEdrsPolicy>) -> ApiResult<AutoscalerTask> {
    let (id, cluster) = (call.path.sddc, call.path.cluster);
    let sddc = org.sddc(id)?;
    let there = sddc.cluster(Some(cluster))?;
    sddc.check_state::<SetEdrsPolicy>()?;
    if sddc.is_single_host() {
        return Err(refusals::single_host(id));
    }
    there.check_state::<SetEdrsPolicy>()?;
    states::check::<SetEdrsPolicy, states::Policies>(&cluster, there.autoscaler.state())?;
    let policy = check(there, &call.body.0)?;
    let task = begin(org, cx, id, AutoscalerWork::Policy { cluster, policy }, CHANGE_TIME)?;
    for there in org.sddc_mut(id)?.clusters.iter_mut().filter(|there| there.id == cluster) {
        there.autoscaler.change = Some(task.id);
    }
    Ok(task)
}

/// Returns the policy that a request asks for. What it leaves out stays as it is. (assumption)
fn check(cluster: &ClusterFacts, asked: &EdrsPolicy) -> ApiResult<Policy> {
    let now = cluster.policy();
    let kind = asked.policy_type.as_ref().map_or(Ok(now.kind), PolicyKind::of)?;
    if kind == PolicyKind::StorageScaleup && !asked.enable_edrs {
        return Err(refusals::always_on(&kind.wire()));
    }
    let min_hosts = number("min_hosts", asked.min_hosts, HOSTS)?.unwrap_or(now.min_hosts);
    let max_hosts = number("max_hosts", asked.max_hosts, HOSTS)?.unwrap_or(now.max_hosts);
    if min_hosts > max_hosts {
        return Err(Refusal::invalid("min_hosts must not be larger than max_hosts."));
    }
    let overrides = asked.edrs_policy_options_overrides.as_ref();
    let increment = overrides.and_then(|overrides| overrides.scale_up_host_increment);
    let increment = number("scale_up_host_increment", increment, INCREMENTS)?;
    if increment.is_some() && kind != PolicyKind::RapidScaleup {
        let rapid = EdrsPolicyType::RapidScaleup;
        return Err(Refusal::invalid(format!("scale_up_host_increment applies to the policy {rapid} only.")));
    }
    let min = cluster.eligible_from(kind);
    if asked.enable_edrs && cluster.host_count() < min {
        return Err(refusals::not_eligible(cluster.id, &kind.wire(), min));
    }
    // A policy that is switched off is replaced by the default. (documented)
    let (kind, increment) = if asked.enable_edrs { (kind, increment) } else { (PolicyKind::StorageScaleup, None) };
    Ok(Policy { kind, min_hosts, max_hosts, increment })
}

fn number(what: &str, asked: Option<i64>, range: RangeInclusive<u32>) -> ApiResult<Option<u32>> {
    let Some(asked) = asked else { return Ok(None) };
    let allowed = u32::try_from(asked).ok().filter(|number| range.contains(number));
    let (min, max) = range.into_inner();
    allowed.map(Some).ok_or_else(|| Refusal::invalid(format!("{what} must be a number from {min} to {max}.")))
}

/// Called when a change of a policy has ended. Returns true if the cluster has waited for it.
pub(super) fn ended(
    org: &mut Org,
    sddc: SddcId,
    task: TaskId,
    cluster: ClusterId,
    policy: &Policy,
    well: bool,
) -> bool {
    let Ok(sddc) = org.sddc_mut(sddc) else { return false };
    let there = sddc.clusters.iter_mut().find(|there| there.id == cluster);
    let Some(there) = there.filter(|there| there.autoscaler.change == Some(task)) else { return false };
    there.autoscaler.change = None;
    if well {
        there.autoscaler.policy = Some(*policy);
    }
    true
}
