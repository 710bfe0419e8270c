//! A world's clock: telling it, setting it, moving it.

use super::{WorldPath, span};
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call, World,
        clock::Clock,
        error::{ApiError, ApiResult},
        tasks,
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    /// Tell a world's time, and what is due next.
    GetClock: GET "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Empty) -> OK Json<ClockView>;
    /// Set a world's time or the rate at which it passes. Time only moves forward.
    UpdateClock: PATCH "/_vmcsim/worlds/{world}/clock" (WorldPath, Nothing, Json<ClockChange>) -> OK Json<ClockView>;
    /// Move a world's time on by a span.
    AdvanceClock: POST "/_vmcsim/worlds/{world}/clock/advance" (WorldPath, Nothing, Json<ClockAdvance>) -> OK Json<ClockView>;
    /// Move a world's time to the next thing due. While nothing is due but dates, let the task go on that was held back longest.
    SkipClock: POST "/_vmcsim/worlds/{world}/clock/skip" (WorldPath, Nothing, Empty) -> OK Json<ClockView>;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .plain::<GetClock>(get_clock)
        .plain::<UpdateClock>(update_clock)
        .plain::<AdvanceClock>(advance_clock)
        .plain::<SkipClock>(skip_clock)
}

/// A world's time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockView {
    /// Now, in the world.
    #[schemars(with = "String")]
    pub now: Timestamp,
    /// Virtual seconds per second.
    pub rate: f64,
    /// When the next thing will happen, if anything is due.
    #[schemars(with = "Option<String>")]
    pub next_due: Option<Timestamp>,
}

/// A change of a clock.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Virtual seconds per second; 0 stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The time to set it to, RFC 3339; not before what it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
}

/// A span to move a clock by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockAdvance {
    /// `2h`, `90m`, `1d 6h` or ISO 8601 (`PT2H`). A day is 24 hours.
    pub by: String,
}

pub(super) fn clock_view(world: &World, now: Timestamp) -> ClockView {
    ClockView { now, rate: world.clock.rate(), next_due: world.next_due() }
}

/// Changes a world's clock, lets happen what became due by that, and shows the clock.
fn with_clock(
    shell: &Shell,
    world: &str,
    change: impl FnOnce(&mut World, Timestamp, Timestamp) -> ApiResult<()>,
) -> Outcome<ClockView> {
    let id = match shell.worlds.named(world) {
        Ok(id) => id,
        Err(error) => return Outcome::refused(error),
    };
    shell.worlds.open(id, |world, now, machine| {
        change(world, now, machine)?;
        let now = world.clock.now(machine);
        world.settle(now);
        Ok(clock_view(world, now))
    })
}

fn get_clock(shell: &Shell, _: &Parts, call: &Call<GetClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |_, _, _| Ok(()))
}

fn update_clock(shell: &Shell, _: &Parts, call: &Call<UpdateClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, _, machine| {
        // Both or neither: a bad rate must not leave a moved clock behind.
        let mut clock: Clock = world.clock;
        if let Some(at) = call.body.0.at {
            clock.set(at, machine)?;
        }
        if let Some(rate) = call.body.0.rate {
            clock.set_rate(rate, machine)?;
        }
        world.clock = clock;
        Ok(())
    })
}

fn advance_clock(shell: &Shell, _: &Parts, call: &Call<AdvanceClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, _, machine| {
        let by = span(&call.body.0.by)?;
        if by.is_negative() {
            return Err(ApiError::invalid("Time only moves forward: `by` must not be negative."));
        }
        Ok(world.clock.advance(by, machine)?)
    })
}

fn skip_clock(shell: &Shell, _: &Parts, call: &Call<SkipClock>) -> Outcome<ClockView> {
    with_clock(shell, &call.path.world, |world, now, machine| {
        // A task that is held back would be kept waiting for months by a due date, so it comes before those.
        let under_way = world.orgs.values().any(|org| org.agenda.next_of_task().is_some());
        let held = world.orgs.values_mut().find(|org| org.agenda.holds_any()).filter(|_| !under_way);
        if let Some(org) = held {
            tasks::release(org, now);
        } else if let Some(due) = world.next_due() {
            world.clock.set(due.max(now), machine)?;
        }
        Ok(())
    })
}
