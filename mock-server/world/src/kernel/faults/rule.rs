//! The fault rule: when it strikes, and the fault that it causes. The control API, the rules file, Rust code and exports use the same type.

use crate::kernel::{clock, task_kind::TaskKind};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When something goes wrong, and what.
///
/// The n-th request or task that fits `when` is struck if `n > skip`, every `every`-th from there on, with `chance`, and `times` times
/// at most. Of several rules the first that strikes is the one that does; later ones do not count the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// What it is for, in the user's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it counts and strikes at all. Default true.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
    /// What it is about. Default: everything.
    #[serde(default)]
    pub when: When,
    /// So many that fit are let through first. Default 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip: u64,
    /// It strikes so often at most. Default: without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// After those skipped, it strikes the first, and then every so-many-th. Default 1: each.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1))]
    pub every: u64,
    /// With this probability, from 0 to 1, drawn from the world's seed. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub chance: Option<f64>,
    /// What happens.
    pub then: Fault,
}

/// What a rule is about. What is left out may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Name of the operation, as `operationId` in `/openapi.json`. Of a task: the operation that starts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// An id that is a segment of the path. Of a task: id or name of the SDDC or cluster that it acts on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// `task_type` of the task. Only for faults of tasks and hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub task_kind: Option<TaskKind>,
    /// Who asks: a user's name, with or without what follows the `@`, or a client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
}

/// Whether something happens instead of the operation, or to its answer after it took effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The operation is not carried out.
    #[default]
    Before,
    /// The operation has taken effect, but its caller does not learn of it.
    After,
}

/// What happens. Spans of answers (`latency`, `drip`) are machine time; all others are the world's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    // Answers.
    /// An error in the service's own shape.
    Error {
        /// 400 to 599.
        #[schemars(range(min = 400, max = 599))]
        status: u16,
        /// What the error says. Default: what the service says with this status, where it is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        messages: Vec<String>,
        /// Its code, in VMC's shape `error_code`, in that of the sign-in service `cspErrorCode`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error_code: Option<String>,
        /// Instead of the operation, or after it took effect. Default `before`.
        #[serde(default)]
        moment: Moment,
    },
    /// 401, just as for an access token whose time is over.
    TokenExpired,
    /// 429 with a `Retry-After` header.
    Throttle {
        /// Seconds. Default 30.
        #[serde(default = "half_a_minute")]
        #[schemars(range(max = 86_400))]
        retry_after: u32,
    },
    /// The answer is held back, in the machine's time.
    Latency {
        /// So long in any case.
        #[serde(with = "clock::span")]
        #[schemars(with = "String")]
        at_least: SignedDuration,
        /// And up to so much longer, drawn from the world's seed. Default 0.
        #[serde(default, with = "clock::span")]
        #[schemars(with = "String")]
        jitter: SignedDuration,
    },
    // Connections.
    /// The connection is reset.
    Reset(Moment),
    /// The body breaks off, and the connection is closed; `Content-Length` is that of the whole.
    Truncate {
        /// Bytes of the body that are sent. Default: half of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep: Option<u32>,
    },
    /// `Content-Length` is wrong by so many bytes, too large or (negative) too small. The body is whole; then the connection is closed.
    ContentLength {
        /// Bytes; not 0.
        #[schemars(range(min = -1_048_576, max = 1_048_576))]
        off_by: i32,
    },
    /// The answer comes in small pieces, slowly, in the machine's time.
    Drip {
        /// Bytes of a piece.
        #[schemars(range(min = 1, max = 65536))]
        bytes: u32,
        /// From one piece to the next.
        #[serde(with = "clock::span")]
        #[schemars(with = "String")]
        every: SignedDuration,
    },
    /// Nothing ever comes, and the connection stays open, five minutes of the machine's time at most.
    BlackHole(Moment),
    // Tasks.
    /// The task fails.
    TaskFails {
        /// At so many percent.
        #[schemars(range(max = 100))]
        at: u8,
        /// Its `error_message`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// The task gets stuck: it is under way for ever.
    TaskSticks {
        /// At so many percent.
        #[schemars(range(max = 99))]
        at: u8,
    },
    /// The task takes so many times as long.
    TaskSlows {
        /// How many times as long.
        #[schemars(range(min = 1, max = 1000))]
        factor: u16,
    },
    /// The service cancels the task, whether or not a user could.
    TaskIsCanceled {
        /// At so many percent.
        #[schemars(range(max = 99))]
        at: u8,
    },
    // Resources.
    /// A host fails some time after the task ended, or the operation took effect; the service replaces it. While a task changes the
    /// cluster the failure waits for its end. At most 1000 failures of an organization lie ahead; what would be one more is dropped.
    HostFails {
        /// How long after that, in the world's time.
        #[serde(with = "clock::span")]
        #[schemars(with = "String")]
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
