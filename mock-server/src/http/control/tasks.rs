//! The tasks of a world, for the simulator's own command line and for test frameworks. Reading them here needs no access token, meets no
//! fault, and does not count as a request of the program under test.

use super::WorldPath;
use crate::{
    clock::machine_now,
    http::{Shell, routes::Routes},
    world::{
        Call, Caller, Cx, World,
        kernel::{clock::OnPoll, refusal::ApiResult},
        settings,
        state::not_found,
        tasks,
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::{TaskPath, tasks::GetTask},
    wire::{Task, TaskId},
};

endpoints! {
    service Control;
    /// List the tasks of a world.
    ListWorldTasks: GET "/_vmcsim/worlds/{world}/tasks" (WorldPath, Nothing, Empty) -> OK Json<Vec<WorldTaskView>>, admin;
    /// Get a task of a world. If the world's clock is set to jump when a task is read, it jumps for this request too.
    GetWorldTask: GET "/_vmcsim/worlds/{world}/tasks/{task}" (WorldTaskPath, Nothing, Empty) -> OK Json<WorldTaskView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<ListWorldTasks>(list).shell::<GetWorldTask>(get)
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorldTaskPath {
    /// A world's id, or `default`.
    pub world: String,
    /// Id of the task.
    pub task: TaskId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorldTaskView {
    /// Whether the task is held until it is released, because the pace of its kind is manual.
    pub held: bool,
    /// The task as the service shows it.
    pub task: Task,
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListWorldTasks>) -> Outcome<Vec<WorldTaskView>> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.inspect(id, |world, now| {
            let ids = world.state.orgs.values().flat_map(|org| org.tasks.keys());
            ids.map(|task| view(world, *task, now)).collect()
        }),
        Err(refusal) => Outcome::refused(refusal),
    }
}

fn get(shell: &Shell, _: &Parts, call: &Call<GetWorldTask>) -> Outcome<WorldTaskView> {
    let id = match shell.worlds.named(&call.path.world) {
        Ok(id) => id,
        Err(refusal) => return Outcome::refused(refusal),
    };
    let task = call.path.task;
    let jumps = shell.worlds.inspect_unrecorded(id, |world, _| Ok(jumps(world, task))).result == Ok(true);
    if !jumps {
        return shell.worlds.inspect(id, |world, now| view(world, task, now));
    }
    shell.worlds.control(id, |world, now, _| {
        let org = world.state.orgs.values().find(|org| org.tasks.contains_key(&task)).map(|org| org.id);
        // A task without an end (for example one that is stuck) is read in its present state.
        let end = org.and_then(|org| world.skip_to_end(org, task, machine_now()).ok());
        view(world, task, end.unwrap_or(now))
    })
}

/// Returns whether reading this task moves the clock.
fn jumps(world: &World, task: TaskId) -> bool {
    let facts = world.state.orgs.values().find_map(|org| org.tasks.get(&task));
    world.settings.on_poll == OnPoll::Jump && facts.is_some_and(|facts| !facts.state.is_over())
}

fn view(world: &World, task: TaskId, now: Timestamp) -> ApiResult<WorldTaskView> {
    let org =
        world.state.orgs.values().find(|org| org.tasks.contains_key(&task)).ok_or_else(|| not_found::task(task))?;
    let service = Caller::service(org);
    let cx = Cx::due(settings(&world.settings), now, &service);
    let path = TaskPath { org: org.id, task };
    let task_view = tasks::get(org, &cx, &Call::<GetTask> { path, query: Nothing {}, body: Empty })?;
    let held = org.agenda.held().any(|held| held == task);
    Ok(WorldTaskView { held, task: task_view })
}
