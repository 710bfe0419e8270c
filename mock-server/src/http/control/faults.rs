//! The control of a world's fault rules: setting them, and reading how often each was applied.

use super::WorldPath;
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call,
        kernel::{
            faults::{Counted, FaultRule, Faults},
            refusal::ApiResult,
        },
    },
    worlds::Outcome,
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Add a fault rule to a world, after its present rules.
    CreateFault: POST "/_vmcsim/worlds/{world}/faults" (WorldPath, Nothing, Json<FaultRule>) -> CREATED Json<FaultView>, admin;
    /// List a world's fault rules, with the number of times that each was applied.
    ListFaults: GET "/_vmcsim/worlds/{world}/faults" (WorldPath, Nothing, Empty) -> OK Json<Vec<FaultView>>, admin;
    /// Replace all fault rules of a world by these.
    ReplaceFaults: PUT "/_vmcsim/worlds/{world}/faults" (WorldPath, Nothing, Json<FaultRules>) -> OK Json<Vec<FaultView>>, admin;
    /// Remove all fault rules of a world.
    DeleteFaults: DELETE "/_vmcsim/worlds/{world}/faults" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Get a fault rule, with the number of times that it was applied.
    GetFault: GET "/_vmcsim/worlds/{world}/faults/{fault}" (FaultPath, Nothing, Empty) -> OK Json<FaultView>, admin;
    /// Enable or disable a fault rule, or change its note. Its counts stay.
    UpdateFault: PATCH "/_vmcsim/worlds/{world}/faults/{fault}" (FaultPath, Nothing, Json<FaultChange>) -> OK Json<FaultView>, admin;
    /// Remove a fault rule. Its past effects remain.
    DeleteFault: DELETE "/_vmcsim/worlds/{world}/faults/{fault}" (FaultPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell::<CreateFault>(create_fault)
        .shell::<ListFaults>(list_faults)
        .shell::<ReplaceFaults>(replace_faults)
        .shell::<DeleteFaults>(delete_faults)
        .shell::<GetFault>(get_fault)
        .shell::<UpdateFault>(update_fault)
        .shell::<DeleteFault>(delete_fault)
}

/// The fault rule in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FaultPath {
    /// A world's id, or `default`.
    pub world: String,
    /// The rule's number.
    pub fault: u64,
}

/// Fault rules, in the order in which they are evaluated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FaultRules {
    pub rules: Vec<FaultRule>,
}

/// A change of a fault rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FaultChange {
    /// If `false`, the rule counts nothing and has no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// A note for people, such as the purpose of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A fault rule and its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FaultView {
    /// The rule's number in its world.
    pub id: u64,
    /// Number of requests or tasks that matched `when`.
    pub matched: u64,
    /// Number of matches to which the fault was applied.
    pub hits: u64,
    /// The rule, in the form in which it can be sent again.
    pub rule: FaultRule,
}

impl FaultView {
    fn of(counted: &Counted) -> Self {
        let Counted { id, rule, matched, hits } = counted;
        Self { id: *id, matched: matched.get(), hits: hits.get(), rule: rule.clone() }
    }

    fn all(faults: &Faults) -> Vec<Self> {
        faults.rules().iter().map(Self::of).collect()
    }
}

/// Runs an operation on a world's fault rules.
fn with_faults<T>(shell: &Shell, world: &str, op: impl FnOnce(&mut Faults) -> ApiResult<T>) -> Outcome<T> {
    match shell.worlds.named(world) {
        Ok(id) => shell.worlds.control(id, |world, _, _| op(&mut world.settings.faults)),
        Err(error) => Outcome::refused(error),
    }
}

/// Reads a world's fault rules.
fn read_faults<T>(shell: &Shell, world: &str, read: impl FnOnce(&Faults) -> ApiResult<T>) -> Outcome<T> {
    match shell.worlds.named(world) {
        Ok(id) => shell.worlds.inspect(id, |world, _| read(&world.settings.faults)),
        Err(error) => Outcome::refused(error),
    }
}

fn create_fault(shell: &Shell, _: &Parts, call: &Call<CreateFault>) -> Outcome<FaultView> {
    with_faults(shell, &call.path.world, |faults| {
        let id = faults.add(call.body.0.clone())?;
        faults.rule(id).map(FaultView::of)
    })
}

fn list_faults(shell: &Shell, _: &Parts, call: &Call<ListFaults>) -> Outcome<Vec<FaultView>> {
    read_faults(shell, &call.path.world, |faults| Ok(FaultView::all(faults)))
}

fn replace_faults(shell: &Shell, _: &Parts, call: &Call<ReplaceFaults>) -> Outcome<Vec<FaultView>> {
    with_faults(shell, &call.path.world, |faults| {
        faults.replace(call.body.0.rules.clone())?;
        Ok(FaultView::all(faults))
    })
}

fn delete_faults(shell: &Shell, _: &Parts, call: &Call<DeleteFaults>) -> Outcome<()> {
    with_faults(shell, &call.path.world, |faults| {
        faults.clear();
        Ok(())
    })
}

fn get_fault(shell: &Shell, _: &Parts, call: &Call<GetFault>) -> Outcome<FaultView> {
    read_faults(shell, &call.path.world, |faults| faults.rule(call.path.fault).map(FaultView::of))
}

fn update_fault(shell: &Shell, _: &Parts, call: &Call<UpdateFault>) -> Outcome<FaultView> {
    let (id, FaultChange { enabled, note }) = (call.path.fault, &call.body.0);
    with_faults(shell, &call.path.world, |faults| {
        faults.update(id, |rule| {
            rule.enabled = enabled.unwrap_or(rule.enabled);
            rule.note = note.clone().or(rule.note.take());
        })?;
        faults.rule(id).map(FaultView::of)
    })
}

fn delete_fault(shell: &Shell, _: &Parts, call: &Call<DeleteFault>) -> Outcome<()> {
    with_faults(shell, &call.path.world, |faults| faults.remove(call.path.fault))
}
