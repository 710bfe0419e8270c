//! A small model of the scaling policy of a cluster, of the task that changes it, and of the cluster's hosts.

use proptest::{option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// The duration of a change of the policy, in milliseconds.
const CHANGE: u64 = 30_000;

/// The duration of a cancellation, in milliseconds.
const CANCELLATION: u64 = 60_000;

/// The duration of adding a host, in milliseconds.
const ADDITION: u64 = 30_000;

/// The number of hosts that the cluster begins with.
pub(crate) const HOSTS: u64 = 3;

const DEFAULT: &str = "storage-scaleup";
const RAPID: &str = "rapid-scaleup";

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Set(Asked),
    Cancel,
    AddHost,
    Advance {
        millis: u64,
    },
    /// The world is replaced by its own export.
    Reload,
}

/// The body of a request for a policy. What is `None` is left out.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    enable: bool,
    kind: Option<&'static str>,
    min: Option<i64>,
    max: Option<i64>,
    increment: Option<i64>,
}

impl Asked {
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::from_iter([("enable_edrs".to_owned(), json!(self.enable))]);
        for (name, value) in [("min_hosts", self.min), ("max_hosts", self.max)] {
            body.extend(value.map(|value| (name.to_owned(), json!(value))));
        }
        body.extend(self.kind.map(|kind| ("policy_type".to_owned(), json!(kind))));
        let overrides = |increment: i64| json!({"scale_up_host_increment": increment});
        body.extend(self.increment.map(|one| ("edrs_policy_options_overrides".to_owned(), overrides(one))));
        Value::Object(body)
    }
}

#[derive(Debug, Clone)]
struct Policy {
    kind: &'static str,
    min: i64,
    max: i64,
    increment: Option<i64>,
}

/// A change that is under way.
#[derive(Debug)]
struct Change {
    policy: Policy,
    /// When it ends, in milliseconds.
    end: u64,
    is_cancelled: bool,
}

/// What should be read, and refused.
#[derive(Debug)]
pub(crate) struct Model {
    now: u64,
    hosts: u64,
    /// The end of the addition that is under way.
    addition: Option<u64>,
    policy: Option<Policy>,
    change: Option<Change>,
    has_task: bool,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self { now: 0, hosts: HOSTS, addition: None, policy: None, change: None, has_task: false }
    }

    /// Plays a step. Returns the status of its answer.
    pub(crate) fn play(&mut self, step: &Step) -> u16 {
        match step {
            Step::Set(asked) => self.set(asked),
            Step::Cancel => match &mut self.change {
                Some(change) if !change.is_cancelled => {
                    (change.is_cancelled, change.end) = (true, self.now + CANCELLATION);
                    200
                }
                // A task that is over or is being cancelled already; or there is none.
                _ => {
                    if self.has_task {
                        400
                    } else {
                        404
                    }
                }
            },
            Step::AddHost if self.addition.is_some() || self.hosts >= 16 => 400,
            Step::AddHost => {
                self.addition = Some(self.now + ADDITION);
                202
            }
            Step::Advance { millis } => {
                self.now += millis;
                self.settle();
                200
            }
            Step::Reload => 200,
        }
    }

    fn settle(&mut self) {
        if self.addition.take_if(|end| *end <= self.now).is_some() {
            self.hosts += 1;
        }
        if let Some(change) = self.change.take_if(|change| change.end <= self.now)
            && !change.is_cancelled
        {
            self.policy = Some(change.policy);
        }
    }

    fn set(&mut self, asked: &Asked) -> u16 {
        let now = self.in_force();
        let kind = asked.kind.unwrap_or(now.kind);
        let (min, max) = (asked.min.unwrap_or(now.min), asked.max.unwrap_or(now.max));
        let there = self.hosts + u64::from(self.addition.is_some());
        let refused = self.addition.is_some()
            || self.change.is_some()
            || !["cost", "performance", DEFAULT, RAPID].contains(&kind)
            || (kind == DEFAULT && !asked.enable)
            || [min, max].iter().any(|number| !(2..=16).contains(number))
            || min > max
            || asked.increment.is_some_and(|increment| kind != RAPID || !(2..=12).contains(&increment))
            || (asked.enable && kind != DEFAULT && there < 3);
        if refused {
            return 400;
        }
        let (kind, increment) = if asked.enable { (kind, asked.increment) } else { (DEFAULT, None) };
        let policy = Policy { kind, min, max, increment };
        self.change = Some(Change { policy, end: self.now + CHANGE, is_cancelled: false });
        self.has_task = true;
        200
    }

    fn in_force(&self) -> Policy {
        let new = || Policy { kind: DEFAULT, min: i64::try_from(self.hosts).unwrap(), max: 16, increment: None };
        self.policy.clone().unwrap_or_else(new)
    }

    /// The policy as it is read.
    pub(crate) fn read(&self) -> Value {
        let Policy { kind, min, max, increment } = self.in_force();
        Asked { enable: true, kind: Some(kind), min: Some(min), max: Some(max), increment }.body()
    }
}

pub(crate) fn any_step() -> impl Strategy<Value = Step> {
    let number = || option::weighted(0.8, prop_oneof![8 => 2..=16_i64, 1 => -1..=18_i64]);
    let kinds = vec!["cost", "performance", DEFAULT, RAPID, "frugal"];
    let asked = (
        prop::bool::weighted(0.8),
        option::weighted(0.8, select(kinds)),
        number(),
        number(),
        option::weighted(0.3, 1..=13_i64),
    );
    let set = asked.prop_map(|(enable, kind, min, max, increment)| {
        // Mostly in order, so that the request is accepted.
        let (min, max) = match (min, max) {
            (Some(min), Some(max)) if (min + max) % 5 > 0 => (Some(min.min(max)), Some(min.max(max))),
            both => both,
        };
        Step::Set(Asked { enable, kind, min, max, increment })
    });
    prop_oneof![
        6 => set,
        1 => Just(Step::Cancel),
        1 => Just(Step::AddHost),
        5 => prop_oneof![0..70_000_u64, Just(30_000_u64)].prop_map(|millis| Step::Advance { millis }),
        1 => Just(Step::Reload),
    ]
}
