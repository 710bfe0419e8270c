//! Checks of new fault rules: every number and text is bounded, and every name refers to something that exists.

use crate::kernel::{
    faults::rule::{Fault, FaultRule, Target, When},
    near_names::near,
    network_operations,
    refusal::{ApiResult, Refusal},
};
use jiff::SignedDuration;
use vmc_client::endpoints;

/// The longest text in a rule, in bytes.
pub const TEXT_MAX: usize = 1000;

/// The largest number of sentences in an error.
pub const MESSAGES_MAX: usize = 10;

/// The longest `at_least` and the longest `jitter` of a latency, in the machine's time.
pub const LATENCY_MAX: SignedDuration = SignedDuration::from_secs(60);

/// The longest time between two pieces of a slow answer, in the machine's time.
pub const DRIP_EVERY_MAX: SignedDuration = SignedDuration::from_secs(10);

/// The largest piece of a slow answer, in bytes.
pub const DRIP_BYTES_MAX: u32 = 1 << 16;

/// The largest error of a content length, in bytes.
pub const OFF_BY_MAX: i32 = 1 << 20;

/// The largest factor by which a task can be slowed down.
pub const SLOWER_MAX: u16 = 1000;

/// The longest delay of a host failure: ten years.
pub const AFTER_MAX: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// The largest `Retry-After`, in seconds: one day.
pub const RETRY_AFTER_MAX: u32 = 86_400;

/// Operations that are answered without a world, so that no rule of a world can strike them.
const WORLDLESS: &[&str] = &["GetTokenPublicKey", "GetOpenIdConfiguration", "GetAuthOpenIdConfiguration"];

impl FaultRule {
    /// Checks that the rule is allowed and can strike.
    ///
    /// # Errors
    /// Fails if a value is not allowed; the sentence contains its path.
    pub fn check(&self) -> ApiResult<()> {
        let When { operation, resource, task_kind, caller } = &self.when;
        for (place, text) in [("note", &self.note), ("when.resource", resource), ("when.caller", caller)] {
            check_text(place, text.as_deref())?;
        }
        let acts_on_sddc = operation.as_deref().map(acts_on_sddc).transpose()?;
        if task_kind.is_some() && self.then.target() == Target::Request {
            return refuse("when.task_kind", "only faults of tasks and hosts ask for the kind of a task");
        }
        if self.then.target() == Target::Host && task_kind.is_some_and(|kind| kind.resource_type() != "sddc") {
            return refuse("when.task_kind", "only tasks on an SDDC have hosts");
        }
        if self.then.target() == Target::Host && task_kind.is_none() && acts_on_sddc != Some(true) {
            return refuse(
                "when",
                "a host fails after a task or a change: name a task_kind, or an operation that changes an SDDC named in its path",
            );
        }
        if self.every == 0 {
            return refuse("every", "it is 1 or more");
        }
        if self.chance.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            return refuse("chance", "it is a probability from 0 to 1");
        }
        self.then.check()
    }
}

impl Fault {
    fn check(&self) -> ApiResult<()> {
        match self {
            Self::Error { status, messages, error_code, .. } => {
                check_range("then.error.status", i64::from(*status), 400, 599)?;
                if messages.len() > MESSAGES_MAX {
                    return refuse("then.error.messages", &format!("{MESSAGES_MAX} at most"));
                }
                check_text("then.error.error_code", error_code.as_deref())?;
                messages.iter().try_for_each(|message| check_text("then.error.messages", Some(message)))
            }
            Self::Throttle { retry_after } => {
                check_range("then.throttle.retry_after", i64::from(*retry_after), 0, i64::from(RETRY_AFTER_MAX))
            }
            Self::Latency { at_least, jitter } => {
                check_span("then.latency.at_least", *at_least, LATENCY_MAX)?;
                check_span("then.latency.jitter", *jitter, LATENCY_MAX)
            }
            Self::ContentLength { off_by: 0 } => refuse("then.content_length.off_by", "off by 0 is right"),
            Self::ContentLength { off_by } => {
                let most = i64::from(OFF_BY_MAX);
                check_range("then.content_length.off_by", i64::from(*off_by), -most, most)
            }
            Self::Drip { bytes, every } => {
                check_range("then.drip.bytes", i64::from(*bytes), 1, i64::from(DRIP_BYTES_MAX))?;
                check_span("then.drip.every", *every, DRIP_EVERY_MAX)
            }
            Self::TaskFails { at, message } => {
                check_range("then.task_fails.at", i64::from(*at), 0, 100)?;
                check_text("then.task_fails.message", message.as_deref())
            }
            Self::TaskSticks { at } => check_range("then.task_sticks.at", i64::from(*at), 0, 99),
            Self::TaskIsCanceled { at } => check_range("then.task_is_canceled.at", i64::from(*at), 0, 99),
            Self::TaskSlows { factor } => {
                check_range("then.task_slows.factor", i64::from(*factor), 1, i64::from(SLOWER_MAX))
            }
            Self::HostFails { after } => check_span("then.host_fails.after", *after, AFTER_MAX),
            Self::TokenExpired | Self::Reset(_) | Self::BlackHole(_) | Self::Truncate { .. } => Ok(()),
        }
    }
}

fn refuse<T>(place: &str, reason: &str) -> ApiResult<T> {
    Err(Refusal::invalid(format!("A fault rule cannot be read: at `{place}`: {reason}.")))
}

fn check_text(place: &str, text: Option<&str>) -> ApiResult<()> {
    match text {
        Some("") => refuse(place, "it is empty"),
        Some(text) if text.len() > TEXT_MAX => refuse(place, &format!("{TEXT_MAX} bytes at most")),
        _ => Ok(()),
    }
}

fn check_range(place: &str, number: i64, least: i64, most: i64) -> ApiResult<()> {
    if (least..=most).contains(&number) { Ok(()) } else { refuse(place, &format!("it is from {least} to {most}")) }
}

fn check_span(place: &str, span: SignedDuration, most: SignedDuration) -> ApiResult<()> {
    if !span.is_negative() && span <= most { Ok(()) } else { refuse(place, &format!("it is from 0s to {most:#}")) }
}

/// Returns true if the operation with this name changes an SDDC that is in its path.
///
/// # Errors
/// There is no such operation, or no rule can strike it.
fn acts_on_sddc(name: &str) -> ApiResult<bool> {
    const PLACE: &str = "when.operation";
    check_text(PLACE, Some(name))?;
    if WORLDLESS.contains(&name) {
        return refuse(PLACE, &format!("{name} is answered outside all worlds, so no rule of a world can strike it"));
    }
    if let Some(line) = endpoints::all().find(|line| line.name == name) {
        return Ok(line.method != "GET" && line.path.contains("/sddcs/{sddc}"));
    }
    if let Some(operation) = network_operations::named(name) {
        return Ok(operation.method != "GET");
    }
    let near = near(name, endpoints::all()).join(", ");
    let hint = if near.is_empty() {
        "/openapi.json and /openapi/networking.json list all".to_owned()
    } else {
        format!("there are {near}")
    };
    refuse(PLACE, &format!("the service has no operation of that name; {hint}"))
}
