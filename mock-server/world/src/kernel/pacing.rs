//! Pacing: how long tasks take.

use crate::kernel::task_kind::TaskKind;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The factor by which `demo` is faster than the recorded durations: the two hours of an SDDC become one minute.
const DEMO_FACTOR: i32 = 120;

/// The shortest duration of a task under `demo`, so that its progress can be observed.
const DEMO_SHORTEST: SignedDuration = SignedDuration::from_secs(5);

/// A pace: how the durations that were recorded (or assumed) become the durations of this world.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Tasks take as long as those of the service: an SDDC is created in about two hours.
    Realistic,
    /// An SDDC is created in about a minute.
    #[default]
    Demo,
    /// Tasks are finished when they are next read.
    Instant,
    /// Tasks are held until they are released by a skip of the clock.
    Manual,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::Realistic, Self::Demo, Self::Instant, Self::Manual];

    /// Returns the preset with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.to_string() == name)
    }
}

impl std::fmt::Display for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Realistic => "realistic",
            Self::Demo => "demo",
            Self::Instant => "instant",
            Self::Manual => "manual",
        })
    }
}

/// The pacing of a world: a preset, and exceptions for kinds of task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pacing {
    /// The preset for all kinds without an exception.
    pub preset: Preset,
    pub kinds: BTreeMap<TaskKind, Pace>,
}

/// The pacing of one kind of task.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    Preset(Preset),
    /// A fixed duration.
    Takes(SignedDuration),
}

/// The duration of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The task takes this time.
    Time(SignedDuration),
    /// The task waits until it is released.
    UntilTold,
}

impl Pacing {
    /// Creates a pacing without exceptions.
    pub fn preset(preset: Preset) -> Self {
        Self { preset, kinds: BTreeMap::new() }
    }

    /// Returns true if no duration that was read from a document is negative.
    pub fn is_possible(&self) -> bool {
        !self.kinds.values().any(|pace| matches!(pace, Pace::Takes(time) if time.is_negative()))
    }

    /// Returns the duration of a task of this kind, given its `realistic` duration at the service.
    pub fn takes(&self, kind: TaskKind, realistic: SignedDuration) -> Takes {
        match self.kinds.get(&kind).copied().unwrap_or(Pace::Preset(self.preset)) {
            Pace::Takes(time) => Takes::Time(time),
            Pace::Preset(Preset::Realistic) => Takes::Time(realistic),
            Pace::Preset(Preset::Demo) => {
                let millis = (realistic / DEMO_FACTOR).as_millis();
                let time = SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX));
                Takes::Time(time.max(DEMO_SHORTEST.min(realistic)))
            }
            Pace::Preset(Preset::Instant) => Takes::Time(SignedDuration::ZERO),
            Pace::Preset(Preset::Manual) => Takes::UntilTold,
        }
    }
}
