//! The requests and tasks that rules are matched against, and the effect of a rule that strikes.

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
use uuid::Uuid;
use vmc_client::form::Pair;

/// A request that has been admitted.
#[derive(Debug, Clone, Copy)]
pub struct AdmittedRequest<'a> {
    /// The name of the operation.
    pub operation: &'a str,
    /// The parameters of the path of the request, which name the resources.
    pub parameters: &'a [Pair<'a>],
    pub caller: RequestCaller<'a>,
}

/// The name of the caller.
#[derive(Debug, Clone, Copy)]
pub enum RequestCaller<'a> {
    /// A user, by login name.
    User(&'a str),
    /// An OAuth app, by client id.
    Client(&'a str),
    /// The caller is not known.
    Unknown,
}

/// A task that is about to start.
#[derive(Debug)]
pub struct StartingTask<'a> {
    /// The operation that starts the task. Empty if the service starts it by itself.
    pub operation: &'a str,
    pub kind: TaskKind,
    /// The ids and names of the resources that the task acts on.
    pub resources: Vec<String>,
    /// The caller for whom the task runs.
    pub caller: RequestCaller<'a>,
}

/// A strike of a rule on a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Struck {
    /// The rule's number in its world.
    pub rule: u64,
    /// The name of the fault, such as `error` or `reset`.
    pub name: &'static str,
    /// The effect on the request.
    pub fault: RequestFault,
}

/// The effect of a fault on a request.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestFault {
    /// The request is refused, before or after the operation takes effect.
    Refuse(Moment, Refusal),
    /// The answer is delayed by this span of machine time.
    Delay(SignedDuration),
    /// The connection or the bytes of the answer are changed.
    Wire(Moment, WireFault),
}

/// The refusal of a request that a rule has struck.
#[derive(Debug)]
pub struct Refused {
    pub(super) error: Refusal,
    /// True if the operation itself refused the request, so that the fault had no effect.
    pub(super) in_vain: bool,
}

/// A fault of the connection or of the bytes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFault {
    /// Nothing is sent, and the connection is reset.
    Reset,
    /// Nothing is sent, and the connection stays open.
    BlackHole,
    /// Only the first part of the body is sent.
    Truncate {
        /// The number of bytes that are sent; `None` means half of the body.
        keep: Option<u32>,
    },
    /// The whole body is sent with a wrong content length.
    ContentLength {
        /// The difference to the correct length, in bytes.
        off_by: i32,
    },
    /// The whole body is sent slowly, in small pieces.
    Drip {
        /// The bytes of one piece.
        bytes: u32,
        /// The time from one piece to the next, in the machine's time.
        every: SignedDuration,
    },
}

/// The effect of a fault on a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskFault {
    /// The task fails after this share of its duration.
    Fail {
        /// The share, in thousandths.
        at: u16,
        /// The `error_message`.
        message: String,
    },
    /// The task stays at this share of its duration.
    Stick {
        /// The share, in thousandths.
        at: u16,
    },
    /// The task takes longer.
    Slow {
        /// The factor by which its duration is multiplied.
        factor: u16,
    },
    /// The task is cancelled after this share of its duration.
    Cancel {
        /// The share, in thousandths.
        at: u16,
    },
    /// A host fails after the task's end.
    HostFails {
        /// The delay after the end, in the world's time.
        after: SignedDuration,
    },
}

/// The default `error_message` of a task that a rule fails. Its form is recorded.
const FAILED_BY_RULE: &str = "com.vmware.skyscraper.common.SkyscraperException: An internal error has occurred.:\
                              skyscraper.internal.error";

impl AdmittedRequest<'_> {
    pub(super) fn fits(&self, when: &When) -> bool {
        let on_path = |id: &String| self.parameters.iter().any(|(_, text)| is_named(text, id));
        when.operation.as_ref().is_none_or(|name| name == self.operation)
            && when.resource.as_ref().is_none_or(on_path)
            && when.caller.as_ref().is_none_or(|name| self.caller.goes_by(name))
    }
}

impl StartingTask<'_> {
    pub(super) fn fits(&self, when: &When) -> bool {
        when.operation.as_ref().is_none_or(|name| name == self.operation)
            && when.task_kind.is_none_or(|kind| kind == self.kind)
            && when.resource.as_ref().is_none_or(|id| self.resources.iter().any(|name| is_named(name, id)))
            && when.caller.as_ref().is_none_or(|name| self.caller.goes_by(name))
    }
}

/// Returns true if a rule's text names this resource. Letter case does not matter in ids, as in paths; it does in names.
fn is_named(name: &str, wanted: &str) -> bool {
    name == wanted || name.eq_ignore_ascii_case(wanted) && Uuid::parse_str(wanted).is_ok()
}

impl RequestCaller<'_> {
    /// Returns true if the caller has this name: a user as in [`goes_by`], an OAuth app by its client id.
    fn goes_by(self, name: &str) -> bool {
        match self {
            Self::User(username) => goes_by(username, name),
            Self::Client(client) => client == name,
            Self::Unknown => false,
        }
    }
}

/// Returns true if a user has this name: the whole login name or the part before the `@`. Letter case does not matter.
pub fn goes_by(username: &str, name: &str) -> bool {
    let short = username.split('@').next().unwrap_or_default();
    username.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
}

impl RequestFault {
    /// Returns the effect of a rule on the request for which this random number was drawn.
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
}

impl Struck {
    /// Runs an operation under a fault, if there is one: the operation is skipped, or runs and its result is replaced, or runs normally.
    ///
    /// # Errors
    /// The refusal of the fault, or the operation's own.
    pub fn around<T>(struck: Option<&Self>, op: impl FnOnce() -> ApiResult<T>) -> Result<T, Refused> {
        let refuse = |error| Err(Refused { error, in_vain: false });
        match struck.map(|struck| &struck.fault) {
            Some(RequestFault::Refuse(Moment::Before, error)) => refuse(error.clone()),
            Some(RequestFault::Refuse(Moment::After, error)) => match op() {
                Ok(_) => refuse(error.clone()),
                Err(own) => Err(Refused { error: own, in_vain: true }),
            },
            Some(RequestFault::Wire(Moment::Before, _)) => refuse(refusals::unanswered()),
            Some(RequestFault::Wire(Moment::After, _) | RequestFault::Delay(_)) | None => op().or_else(refuse),
        }
    }
}

/// Returns a random part of a span, from zero to the whole span, in whole milliseconds.
fn share(whole: SignedDuration, draw: u64) -> SignedDuration {
    let millis = u64::try_from(whole.as_millis()).unwrap_or(0);
    let part = ids::mix(draw) % millis.saturating_add(1);
    SignedDuration::from_millis(i64::try_from(part).unwrap_or(i64::MAX))
}

impl TaskFault {
    /// Returns the effect of a rule on a task, if it has one.
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
