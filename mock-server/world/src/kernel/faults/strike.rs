//! What rules are held against, and what a rule that strikes means for it.

use crate::kernel::{
    faults::{
        refusals,
        rule::{Fault, FaultRule, Moment, When},
    },
    ids,
    refusal::{ApiResult, Refusal},
    task_kind::TaskKind,
};
use jiff::SignedDuration;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

/// A request that has been admitted.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Name of its operation.
    pub operation: &'a str,
    /// Its path.
    pub path: &'a str,
    /// Who asks.
    pub caller: Asking<'a>,
}

/// Who asks, by name.
#[derive(Debug, Clone, Copy)]
pub enum Asking<'a> {
    /// A user, by the name it signs in with.
    User(&'a str),
    /// An OAuth app.
    Client(&'a str),
    /// Nobody can tell.
    Unknown,
}

/// A task that is about to start.
#[derive(Debug)]
pub struct Begun<'a> {
    /// The operation that starts it; empty where the service does so by itself.
    pub operation: &'a str,
    /// What kind of task it is.
    pub kind: TaskKind,
    /// Ids and names of what it acts on.
    pub resources: Vec<String>,
    /// For whom.
    pub caller: Asking<'a>,
}

/// A rule has struck a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Struck {
    /// Number of the rule in its world.
    pub rule: u64,
    /// Name of the fault: `error`, `reset` …
    pub name: &'static str,
    /// What it means for the request.
    pub fault: RequestFault,
}

/// What a fault means for a request.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestFault {
    /// It is refused, before or after the operation took effect.
    Refuse(Moment, Refusal),
    /// Its answer is held back so long, in the machine's time.
    Delay(SignedDuration),
    /// Something happens to its connection.
    Wire(Moment, WireFault),
}

/// A request that a rule has struck is refused, or was refused all the same.
#[derive(Debug)]
pub(super) struct Refused {
    /// Why.
    pub(super) error: Refusal,
    /// Whether the operation refused it, so that there was nothing for the rule to strike.
    pub(super) in_vain: bool,
}

/// What happens to the bytes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFault {
    /// None come, and the connection is reset.
    Reset,
    /// None come, and the connection stays open.
    BlackHole,
    /// So many of the body; half where nothing is said.
    Truncate {
        /// Bytes of the body.
        keep: Option<u32>,
    },
    /// All, under a content length that is wrong by so many.
    ContentLength {
        /// Bytes.
        off_by: i32,
    },
    /// All, in small pieces.
    Drip {
        /// Bytes of a piece.
        bytes: u32,
        /// From one to the next, in the machine's time.
        every: SignedDuration,
    },
}

/// What a fault means for a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskFault {
    /// It fails after this share of its duration, in thousandths.
    Fail {
        /// Share.
        at: u16,
        /// `error_message`.
        message: String,
    },
    /// It stays at this share, in thousandths.
    Stick {
        /// Share.
        at: u16,
    },
    /// It takes so many times as long.
    Slow {
        /// How many times.
        factor: u16,
    },
    /// It is cancelled after this share of its duration, in thousandths.
    Cancel {
        /// Share.
        at: u16,
    },
    /// So long after its end, in the world's time, a host fails.
    HostFails {
        /// How long.
        after: SignedDuration,
    },
}

/// What a task that a rule fails says, unless the rule says it: in the form that is recorded of the service.
const FAILED_BY_RULE: &str = "com.vmware.skyscraper.common.SkyscraperException: An internal error has occurred.:\
                              skyscraper.internal.error";

impl Asked<'_> {
    pub(super) fn fits(&self, when: &When) -> bool {
        let on_path = |id: &String| {
            let meant = |part| percent_decode_str(part).decode_utf8();
            self.path.split('/').any(|part| meant(part).is_ok_and(|part| is_named(&part, id)))
        };
        when.operation.as_ref().is_none_or(|name| name == self.operation)
            && when.resource.as_ref().is_none_or(on_path)
            && when.caller.as_ref().is_none_or(|name| self.caller.goes_by(name))
    }
}

impl Begun<'_> {
    pub(super) fn fits(&self, when: &When) -> bool {
        when.operation.as_ref().is_none_or(|name| name == self.operation)
            && when.task_kind.is_none_or(|kind| kind == self.kind)
            && when.resource.as_ref().is_none_or(|id| self.resources.iter().any(|name| is_named(name, id)))
            && when.caller.as_ref().is_none_or(|name| self.caller.goes_by(name))
    }
}

/// Whether a resource is the one that a rule means: ids are the same in capitals, as on paths; names are not.
fn is_named(name: &str, wanted: &str) -> bool {
    name == wanted || name.eq_ignore_ascii_case(wanted) && Uuid::parse_str(wanted).is_ok()
}

impl Asking<'_> {
    /// Whether it goes by this name: a user by [`goes_by`], an app by its client id.
    fn goes_by(self, name: &str) -> bool {
        match self {
            Self::User(username) => goes_by(username, name),
            Self::Client(client) => client == name,
            Self::Unknown => false,
        }
    }
}

/// Whether a user goes by this name: its whole name, or the part before the `@`, whatever the case.
pub fn goes_by(username: &str, name: &str) -> bool {
    let short = username.split('@').next().unwrap_or_default();
    username.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
}

impl RequestFault {
    /// What a rule means for a request for which this number was drawn.
    pub(super) fn of(rule: &FaultRule, draw: u64) -> Option<Self> {
        Some(match &rule.then {
            Fault::Error { status, messages, error_code, moment } => {
                Self::Refuse(*moment, refusals::injected(*status, messages.clone(), error_code.clone()))
            }
            Fault::TokenExpired => Self::Refuse(Moment::Before, Refusal::token_expired()),
            Fault::Throttle { retry_after } => Self::Refuse(Moment::Before, refusals::throttled(*retry_after)),
            Fault::Latency { at_least, jitter } => Self::Delay(*at_least + share(*jitter, draw)),
            Fault::Reset(moment) => Self::Wire(*moment, WireFault::Reset),
            Fault::BlackHole(moment) => Self::Wire(*moment, WireFault::BlackHole),
            Fault::Truncate { keep } => Self::Wire(Moment::After, WireFault::Truncate { keep: *keep }),
            Fault::ContentLength { off_by } => Self::Wire(Moment::After, WireFault::ContentLength { off_by: *off_by }),
            Fault::Drip { bytes, every } => Self::Wire(Moment::After, WireFault::Drip { bytes: *bytes, every: *every }),
            Fault::TaskFails { .. }
            | Fault::TaskSticks { .. }
            | Fault::TaskSlows { .. }
            | Fault::TaskIsCanceled { .. }
            | Fault::HostFails { .. } => return None,
        })
    }

    /// Runs an operation as this fault has it: not at all, in vain, or as ever.
    ///
    /// # Errors
    /// The refusal that the fault gives, or the operation's own.
    pub(super) fn around<T>(struck: Option<&Struck>, op: impl FnOnce() -> ApiResult<T>) -> Result<T, Refused> {
        let refuse = |error| Err(Refused { error, in_vain: false });
        match struck.map(|struck| &struck.fault) {
            Some(Self::Refuse(Moment::Before, error)) => refuse(error.clone()),
            Some(Self::Refuse(Moment::After, error)) => match op() {
                Ok(_) => refuse(error.clone()),
                Err(own) => Err(Refused { error: own, in_vain: true }),
            },
            Some(Self::Wire(Moment::Before, _)) => refuse(refusals::unanswered()),
            Some(Self::Wire(Moment::After, _) | Self::Delay(_)) | None => op().or_else(refuse),
        }
    }
}

/// A part of a span, to the millisecond, by a drawn number: from nothing to all of it.
fn share(whole: SignedDuration, draw: u64) -> SignedDuration {
    let millis = u64::try_from(whole.as_millis()).unwrap_or(0);
    let part = ids::mix(draw) % millis.saturating_add(1);
    SignedDuration::from_millis(i64::try_from(part).unwrap_or(i64::MAX))
}

impl TaskFault {
    /// What a rule means for a task.
    pub(super) fn of(rule: &FaultRule) -> Option<Self> {
        let thousandths = |percent: &u8| u16::from(*percent) * 10;
        Some(match &rule.then {
            Fault::TaskFails { at, message } => Self::Fail {
                at: thousandths(at),
                message: message.clone().unwrap_or_else(|| FAILED_BY_RULE.to_owned()),
            },
            Fault::TaskSticks { at } => Self::Stick { at: thousandths(at) },
            Fault::TaskSlows { factor } => Self::Slow { factor: *factor },
            Fault::TaskIsCanceled { at } => Self::Cancel { at: thousandths(at) },
            Fault::HostFails { after } => Self::HostFails { after: *after },
            _ => return None,
        })
    }
}
