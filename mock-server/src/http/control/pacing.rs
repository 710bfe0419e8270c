//! The control of a world's pace, which determines how long its tasks take.

use super::{WorldPath, span};
use crate::{
    http::{Shell, routes::Routes},
    world::{
        Call,
        kernel::{
            pacing::{Pace, Pacing, Preset},
            refusal::{ApiResult, Refusal},
            task_kind::TaskKind,
        },
    },
    worlds::Outcome,
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::{
    endpoint::{Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Set how long a world's tasks take from now on. Unfinished tasks keep their duration.
    SetPacing: PUT "/_vmcsim/worlds/{world}/pacing" (WorldPath, Nothing, Json<PacingView>) -> OK Json<PacingView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<SetPacing>(set_pacing)
}

/// Durations of tasks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PacingView {
    /// The pace of every kind of task that has no exception.
    #[serde(default)]
    pub preset: Preset,
    /// Exceptions, by `task_type`: the name of a preset, or a span such as `90s`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, String>,
}

fn set_pacing(shell: &Shell, _: &Parts, call: &Call<SetPacing>) -> Outcome<PacingView> {
    let pacing = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, call.body.0.read()?)));
    match pacing {
        Ok((id, pacing)) => change(shell, id, pacing),
        Err(error) => Outcome::refused(error),
    }
}

/// Sets the pace of a world.
pub(crate) fn change(shell: &Shell, id: Uuid, pacing: Pacing) -> Outcome<PacingView> {
    shell.worlds.control(id, |world, _, _| {
        world.settings.pacing = pacing;
        Ok(PacingView::of(&world.settings.pacing))
    })
}

impl PacingView {
    pub(super) fn of(pacing: &Pacing) -> Self {
        let name = |kind: &TaskKind| kind.name().to_owned();
        let pace = |pace: &Pace| match pace {
            Pace::Preset(preset) => preset.to_string(),
            Pace::Takes(time) => format!("{time:#}"),
        };
        Self {
            preset: pacing.preset,
            kinds: pacing.kinds.iter().map(|(kind, exception)| (name(kind), pace(exception))).collect(),
        }
    }

    /// Returns the pace that this describes.
    ///
    /// # Errors
    /// A kind of task does not exist, or a text is not a span of time.
    pub(crate) fn read(&self) -> ApiResult<Pacing> {
        let mut kinds = BTreeMap::new();
        for (name, pace) in &self.kinds {
            let kind = TaskKind::named(name)
                .ok_or_else(|| Refusal::invalid(format!("There is no kind of task called {name}.")))?;
            let pace = match Preset::named(pace) {
                Some(preset) => Pace::Preset(preset),
                None => match span(pace)? {
                    time if time.is_negative() => {
                        return Err(Refusal::invalid(format!("Time only moves forward: {name} cannot take {pace}.")));
                    }
                    time => Pace::Takes(time),
                },
            };
            kinds.insert(kind, pace);
        }
        Ok(Pacing { preset: self.preset, kinds })
    }
}
