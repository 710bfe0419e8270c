//! The fault rule: when it strikes, and the fault that it causes. The control API, the rules file, Rust code and exports use the same type.

use crate::kernel::{clock, task_kind::TaskKind};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A fault, and the conditions under which it is applied.
///
/// The n-th request or task that fits `when` is struck if `n > skip`, every `every`-th from there on, with `chance`, and `times` times
/// at most. Of several rules the first that strikes is the one that does; later ones do not count the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Purpose, in the user's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether the rule is in effect. Default true.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
    /// Conditions for its use. Default: none.
    #[serde(default)]
    pub when: When,
    /// The number of matches that the fault is not applied to at first. Default 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip: u64,
    /// The maximum number of times that the fault is applied. Default: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The fault is applied to the first match after the skipped ones, and then to every n-th one. Default 1: to each.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1)))]
    pub every: u64,
    /// The probability, from 0 to 1, that the fault is applied to a match. The choice follows from the world's seed. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(min = 0.0, max = 1.0)))]
    pub chance: Option<f64>,
    /// The fault.
    pub then: Fault,
}

/// The conditions of a rule. A condition that is not set matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Name of the operation, which is its `operationId` in `/openapi.json`. For faults of tasks: the operation that starts the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// An id that is a segment of the path. For faults of tasks: the id or name of the SDDC, cluster or
    /// SDDC group that the task acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// `task_type` of the task. Only for faults of tasks and hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub task_kind: Option<TaskKind>,
    /// The caller: the name of a user, with or without the part from the `@` on, or a client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
}

/// Whether a fault takes the place of the operation, or of its answer after the operation took effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The operation has no effect.
    #[default]
    Before,
    /// The operation takes effect, and its answer is lost.
    After,
}

/// A fault. The durations of `latency` and `drip` are in the machine's time, all others in the world's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    // Answers.
    /// An error in the service's own shape.
    Error {
        /// 400 to 599.
        #[cfg_attr(feature = "schemas", schemars(range(min = 400, max = 599)))]
        status: u16,
        /// The message of the error. Default: the message of the service with this status, if it is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        messages: Vec<String>,
        /// The code of the error: the field `error_code` of VMC, or `cspErrorCode` of the sign-in service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error_code: Option<String>,
        /// Whether the error takes the place of the operation (`before`), or of its answer after it took effect. Default `before`.
        #[serde(default)]
        moment: Moment,
    },
    /// The request is answered with 401, as if the access token had expired.
    TokenExpired,
    /// The request is answered with 429 and a `Retry-After` header.
    Throttle {
        /// Seconds. Default 30.
        #[serde(default = "half_a_minute")]
        #[cfg_attr(feature = "schemas", schemars(range(max = 86_400)))]
        retry_after: u32,
    },
    /// The answer is delayed, in the machine's time.
    Latency {
        /// The minimum delay.
        #[serde(with = "clock::span")]
        #[cfg_attr(feature = "schemas", schemars(with = "String"))]
        at_least: SignedDuration,
        /// The maximum of the random additional delay, which follows from the world's seed. Default 0.
        #[serde(default, with = "clock::span")]
        #[cfg_attr(feature = "schemas", schemars(with = "String"))]
        jitter: SignedDuration,
    },
    // Connections.
    /// The connection is reset.
    Reset(Moment),
    /// The body is cut off and the connection is closed. `Content-Length` is the length of the whole body.
    Truncate {
        /// Bytes of the body that are sent. Default: half of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep: Option<u32>,
    },
    /// `Content-Length` is wrong by this number of bytes: too large, or too small if the number is negative. The body
    /// is sent whole, and then the connection is closed.
    ContentLength {
        /// Size in bytes. It is not 0.
        #[cfg_attr(feature = "schemas", schemars(range(min = -1_048_576, max = 1_048_576)))]
        off_by: i32,
    },
    /// The answer is sent slowly, in small pieces, in the machine's time.
    Drip {
        /// Bytes of a piece.
        #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 65536)))]
        bytes: u32,
        /// The time between two pieces.
        #[serde(with = "clock::span")]
        #[cfg_attr(feature = "schemas", schemars(with = "String"))]
        every: SignedDuration,
    },
    /// No answer is sent. The connection stays open, for at most five minutes of the machine's time.
    BlackHole(Moment),
    // Tasks.
    /// The task fails.
    TaskFails {
        /// The progress, in percent, at which this happens.
        #[cfg_attr(feature = "schemas", schemars(range(max = 100)))]
        at: u8,
        /// Its `error_message`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The task gets stuck: it never ends.
    TaskSticks {
        /// The progress, in percent, at which this happens.
        #[cfg_attr(feature = "schemas", schemars(range(max = 99)))]
        at: u8,
    },
    /// The duration of the task is multiplied.
    TaskSlows {
        /// Factor of the duration.
        #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 1000)))]
        factor: u16,
    },
    /// The service cancels the task, even if a user could not cancel it.
    TaskIsCanceled {
        /// The progress, in percent, at which this happens.
        #[cfg_attr(feature = "schemas", schemars(range(max = 99)))]
        at: u8,
    },
    // Resources.
    /// A host fails some time after the task ended, or the operation took effect; the service replaces it. While a task changes the
    /// cluster the failure waits for its end. At most 1000 failures of an organization lie ahead; what would be one more is dropped.
    HostFails {
        /// The time from then until the host fails, in the world's time.
        #[serde(with = "clock::span")]
        #[cfg_attr(feature = "schemas", schemars(with = "String"))]
        after: SignedDuration,
    },
}

/// The target of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Request,
    Task,
    Host,
}

fn yes() -> bool {
    true
}

fn one() -> u64 {
    1
}

fn half_a_minute() -> u32 {
    30
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_one(number: &u64) -> bool {
    *number == 1
}

impl FaultRule {
    /// Creates a rule that always strikes. The methods below restrict it.
    pub fn new(then: Fault) -> Self {
        let when = When::default();
        Self { note: None, enabled: true, when, skip: 0, times: None, every: 1, chance: None, then }
    }

    /// Restricts the rule to one operation, by its name in the endpoint table, such as `CreateSddc`.
    #[must_use]
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.when.operation = Some(name.into());
        self
    }

    /// Restricts the rule to one resource: an id in the path, or the id or name of the resource that a task acts on.
    #[must_use]
    pub fn resource(mut self, id: impl Into<String>) -> Self {
        self.when.resource = Some(id.into());
        self
    }

    /// Restricts the rule to tasks of one kind.
    #[must_use]
    pub fn task_kind(mut self, kind: TaskKind) -> Self {
        self.when.task_kind = Some(kind);
        self
    }

    /// Restricts the rule to one caller: a user's name, or the client id of an OAuth app.
    #[must_use]
    pub fn caller(mut self, name: impl Into<String>) -> Self {
        self.when.caller = Some(name.into());
        self
    }

    /// Lets the first `skip` matches pass.
    #[must_use]
    pub fn skip(mut self, skip: u64) -> Self {
        self.skip = skip;
        self
    }

    /// Limits the number of strikes.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Strikes only every n-th match.
    #[must_use]
    pub fn every(mut self, every: u64) -> Self {
        self.every = every;
        self
    }

    /// Strikes with this probability, from 0 to 1.
    #[must_use]
    pub fn chance(mut self, chance: f64) -> Self {
        self.chance = Some(chance);
        self
    }

    /// Sets the note, which says what the rule is for.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Fault {
    /// Returns the fault's name, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Error { .. } => "error",
            Self::TokenExpired => "token_expired",
            Self::Throttle { .. } => "throttle",
            Self::Latency { .. } => "latency",
            Self::Reset(_) => "reset",
            Self::Truncate { .. } => "truncate",
            Self::ContentLength { .. } => "content_length",
            Self::Drip { .. } => "drip",
            Self::BlackHole(_) => "black_hole",
            Self::TaskFails { .. } => "task_fails",
            Self::TaskSticks { .. } => "task_sticks",
            Self::TaskSlows { .. } => "task_slows",
            Self::TaskIsCanceled { .. } => "task_is_canceled",
            Self::HostFails { .. } => "host_fails",
        }
    }

    /// Creates an error with this status and the service's own texts.
    pub fn error(status: u16) -> Self {
        Self::Error { status, messages: Vec::new(), error_code: None, moment: Moment::Before }
    }

    /// Creates a fault that fails a task at this percentage, with this `error_message`.
    pub fn task_fails(at: u8, message: impl Into<String>) -> Self {
        Self::TaskFails { at, message: Some(message.into()) }
    }

    pub(super) fn target(&self) -> Target {
        match self {
            Self::Error { .. }
            | Self::TokenExpired
            | Self::Throttle { .. }
            | Self::Latency { .. }
            | Self::Reset(_)
            | Self::Truncate { .. }
            | Self::ContentLength { .. }
            | Self::Drip { .. }
            | Self::BlackHole(_) => Target::Request,
            Self::TaskFails { .. } | Self::TaskSticks { .. } | Self::TaskSlows { .. } | Self::TaskIsCanceled { .. } => {
                Target::Task
            }
            Self::HostFails { .. } => Target::Host,
        }
    }
}
