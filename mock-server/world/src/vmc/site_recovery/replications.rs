//! Replications: there are none, so their number is 0 and the lists of them are empty. (assumption) And the servers over which they are
//! spread.

use super::{
    nodes::{VRS_HOSTS, VRS_NODES, free_hosts, new_node},
    record::{configured, start},
    refusals,
    srm_nodes::is_broken,
};
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        orgs::Org,
        site_recovery::{NodePhase, SiteRecoveryFacts},
        work::SiteRecoveryWork,
    },
    vmc::states::{self, StateRule},
};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoints::site_recovery::{
        GetReplicaData, GetReplicationsCount, ListReplicaDiskCollections, ListReplicationIssues,
        ListReplicationSiteIssues, ListReplications, ScaleOutReplication, SetReplicationScaleOut,
    },
    wire::{
        HmsReplicationIssueInfo, HmsSiteIssueInfo, ReplicaDiskCollection, ReplicationData, ReplicationsCount, SddcId,
        SiteRecoveryTask,
    },
};

/// `GET …/replications-count`: 0 also for an SDDC without site recovery, because the operation declares no 404.
pub fn count(org: &Org, _: &Cx, call: &Call<GetReplicationsCount>) -> ApiResult<ReplicationsCount> {
    org.sddc(call.path.sddc)?;
    Ok(ReplicationsCount { incoming: Some("0".to_owned()), outgoing: Some(0), replication_uuid: None })
}

/// `GET …/replications-data`: empty also for an SDDC without site recovery, because the operation declares no 404.
pub fn list(org: &Org, _: &Cx, call: &Call<ListReplications>) -> ApiResult<Vec<ReplicationData>> {
    org.sddc(call.path.sddc)?;
    Ok(Vec::new())
}

/// `GET …/replica-data`
pub fn replica_data(org: &Org, _: &Cx, call: &Call<GetReplicaData>) -> ApiResult<Map<String, Value>> {
    configured(org.sddc(call.path.sddc)?)?;
    Ok(Map::from_iter([("datastore_entities".to_owned(), json!([]))]))
}

/// `GET …/replica-disk-collections`
pub fn replica_disks(
    org: &Org,
    _: &Cx,
    call: &Call<ListReplicaDiskCollections>,
) -> ApiResult<Vec<ReplicaDiskCollection>> {
    configured(org.sddc(call.path.sddc)?)?;
    Ok(Vec::new())
}

/// `GET …/vr-replication-issues`
pub fn replication_issues(
    org: &Org,
    _: &Cx,
    call: &Call<ListReplicationIssues>,
) -> ApiResult<Vec<HmsReplicationIssueInfo>> {
    configured(org.sddc(call.path.sddc)?)?;
    Ok(Vec::new())
}

/// `GET …/vr-site-issues`
pub fn site_issues(org: &Org, _: &Cx, call: &Call<ListReplicationSiteIssues>) -> ApiResult<Vec<HmsSiteIssueInfo>> {
    configured(org.sddc(call.path.sddc)?)?;
    Ok(Vec::new())
}

/// `POST …/vr-scale-out`: servers are added up to [`VRS_NODES`], or all of them are deleted. That a repeated request notifies nobody makes
/// no difference here.
pub fn scale_out(org: &mut Org, cx: &Cx, call: &Call<ScaleOutReplication>) -> ApiResult<SiteRecoveryTask> {
    let query = &call.query;
    let scale_out = query.scale_out.ok_or_else(|| Refusal::parameter_missing("scale_out"))?;
    // `true` tries it and `skip` sets the property alone: neither changes servers. (documented)
    let servers = match query.dry_run.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("false") => true,
        Some("true" | "skip") => false,
        Some(_) => return Err(Refusal::invalid("The query parameter dry_run must be true, false or skip.")),
    };
    change_servers::<ScaleOutReplication>(org, cx, call.path.sddc, scale_out, servers)
}

/// `PUT …/vr-scale-out-config`: the property is set, and the servers stay as they are. (assumption)
pub fn set_scale_out(org: &mut Org, cx: &Cx, call: &Call<SetReplicationScaleOut>) -> ApiResult<SiteRecoveryTask> {
    let scale_out = call.query.scale_out.ok_or_else(|| Refusal::parameter_missing("scale_out"))?;
    change_servers::<SetReplicationScaleOut>(org, cx, call.path.sddc, scale_out, false)
}

fn change_servers<E: StateRule<states::Sddc> + StateRule<states::SiteRecovery>>(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    scale_out: bool,
    servers: bool,
) -> ApiResult<SiteRecoveryTask> {
    let sddc = org.sddc(id)?;
    let facts = configured(sddc)?;
    sddc.check_state::<E>()?;
    states::check::<E, states::SiteRecovery>(&id, facts.phase.state().as_str())?;
    if facts.scaling.is_some() {
        return Err(refusals::busy(id));
    }
    let mut facts = SiteRecoveryFacts::clone(facts);
    if servers && scale_out {
        facts.vrs_nodes.retain(|node| !is_broken(node.phase));
    }
    let missing = if servers && scale_out { VRS_NODES.saturating_sub(facts.vrs_nodes.len()) } else { 0 };
    let hosts = free_hosts(&facts, VRS_HOSTS).take(missing).collect::<Vec<_>>();
    let task = start(org, cx, id, SiteRecoveryWork::ScaleOut { scale_out, servers })?;
    let by = task.entity.id;
    facts.scaling = Some(by);
    for host in hosts {
        let node = new_node(org, &mut facts, host, by);
        facts.vrs_nodes.push(node);
    }
    if servers && !scale_out {
        facts.vrs_nodes.iter_mut().for_each(|node| node.phase = NodePhase::Deleting(by));
    }
    facts.write(Some(cx.caller.author()), cx.now());
    org.sddc_mut(id)?.site_recovery = Some(Box::new(facts));
    Ok(task.into())
}
