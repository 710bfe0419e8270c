//! The load of the clusters of a world. The scaling policies of the autoscaler add and remove hosts by it. A cluster has none until one is
//! set here.

use super::WorldPath;
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call, World,
        kernel::refusal::ApiResult,
        state::{autoscaler::Load, not_found, orgs::Org},
        vmc::autoscaler::{self, NewLoad},
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{ClusterId, OrgId, SddcId},
};

endpoints! {
    service Control;
    /// Set the load of a cluster. Its scaling policy adds or removes hosts by it, after a while in the world's time. The load stays as it is
    /// whatever the number of hosts.
    SetLoad: POST "/_vmcsim/worlds/{world}/load" (WorldPath, Nothing, Json<LoadChange>) -> OK Json<LoadView>, admin;
    /// List the clusters that have a load.
    ListLoads: GET "/_vmcsim/worlds/{world}/load" (WorldPath, Nothing, Empty) -> OK Json<Vec<LoadView>>, admin;
    /// Remove the loads of all clusters, so that no policy changes anything.
    ClearLoads: DELETE "/_vmcsim/worlds/{world}/load" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<SetLoad>(set).shell::<ListLoads>(list).shell::<ClearLoads>(clear)
}

/// The load of a cluster. A resource that is left out keeps its load, which is 0 at first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadChange {
    /// The organization. Default: the one that has the SDDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    pub sddc: SddcId,
    /// The cluster. Default: the first one of the SDDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterId>,
    /// The load of the processors, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(max = 100)))]
    pub cpu: Option<u8>,
    /// The load of the memory, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(max = 100)))]
    pub memory: Option<u8>,
    /// The load of the storage, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(max = 100)))]
    pub storage: Option<u8>,
}

impl LoadChange {
    /// Creates a change of the load of an SDDC's first cluster that sets nothing yet.
    pub fn new(sddc: SddcId) -> Self {
        Self { org: None, sddc, cluster: None, cpu: None, memory: None, storage: None }
    }
}

/// The load of a cluster, in percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LoadView {
    pub org: OrgId,
    pub sddc: SddcId,
    pub cluster: ClusterId,
    /// The load of the processors.
    pub cpu: u8,
    /// The load of the memory.
    pub memory: u8,
    /// The load of the storage.
    pub storage: u8,
    /// The time at which the load was set.
    #[cfg_attr(feature = "schemas", schemars(with = "String"))]
    pub since: Timestamp,
}

/// Returns the loads of a world.
fn views(world: &World) -> Vec<LoadView> {
    let orgs = world.state.orgs.values();
    let clusters = orgs.flat_map(|org| org.sddcs.values().map(move |sddc| (org, sddc)));
    let clusters = clusters.flat_map(|(org, sddc)| sddc.clusters.iter().map(move |cluster| (org.id, sddc.id, cluster)));
    let view = |(org, sddc, cluster): (OrgId, SddcId, ClusterId), load: Load| {
        let Load { cpu, memory, storage, since } = load;
        LoadView { org, sddc, cluster, cpu, memory, storage, since }
    };
    clusters.filter_map(|(org, sddc, there)| Some(view((org, sddc, there.id), there.autoscaler.load?))).collect()
}

/// Sets the load of a cluster.
pub(crate) fn change(shell: &Shell, id: Uuid, change: &LoadChange) -> Outcome<LoadView> {
    shell.worlds.control(id, |world, now, _| {
        let cluster = set_in(world, change, now)?;
        let there = |view: &LoadView| (view.sddc, view.cluster) == (change.sddc, cluster);
        views(world).into_iter().find(there).ok_or_else(|| not_found::cluster(cluster))
    })
}

fn set_in(world: &mut World, change: &LoadChange, now: Timestamp) -> ApiResult<ClusterId> {
    let &LoadChange { org, sddc, cluster, cpu, memory, storage } = change;
    let owns = |there: &Org| org.is_none_or(|org| org == there.id) && there.sddcs.contains_key(&sddc);
    let owner = world.state.orgs.values().find(|org| owns(org)).map(|org| org.id);
    let owner = owner.and_then(|owner| world.state.orgs.get_mut(&owner)).ok_or_else(|| not_found::sddc(sddc))?;
    autoscaler::set_load(owner, sddc, cluster, NewLoad { cpu, memory, storage }, now)
}

/// Returns the loads of a world.
pub(crate) fn all(shell: &Shell, id: Uuid) -> Outcome<Vec<LoadView>> {
    shell.worlds.inspect(id, |world, _| Ok(views(world)))
}

/// Removes the loads of a world.
pub(crate) fn clear_all(shell: &Shell, id: Uuid) -> Outcome<()> {
    shell.worlds.control(id, |world, _, _| {
        let loaded: Vec<_> = views(world).into_iter().map(|view| view.org).collect();
        for org in loaded {
            if let Some(org) = world.state.orgs.get_mut(&org) {
                autoscaler::clear_loads(org);
            }
        }
        Ok(())
    })
}

fn set(shell: &Shell, _: &Parts, call: &Call<SetLoad>) -> Outcome<LoadView> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => change(shell, id, &call.body.0),
        Err(error) => Outcome::refused(error),
    }
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListLoads>) -> Outcome<Vec<LoadView>> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => all(shell, id),
        Err(error) => Outcome::refused(error),
    }
}

fn clear(shell: &Shell, _: &Parts, call: &Call<ClearLoads>) -> Outcome<()> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => clear_all(shell, id),
        Err(error) => Outcome::refused(error),
    }
}
