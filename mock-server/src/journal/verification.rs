//! Verification: checks how often a request that matches a pattern was made, which requests followed it, and whether there were others.

mod compare;
mod judge;

pub use compare::Difference;

use super::{exchange::TELLING, filter::StatusPattern};
use crate::world::kernel::refusal::{ApiResult, Refusal};
use compare::short;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// The maximum number of requests that can be expected to follow.
const THEN_MAX: usize = 100;

/// The expected requests, and how often they must have been made. A condition that is not set matches everything.
///
/// Requests to the control API of the simulator count only if `operation` or `path` names them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Name of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path. A `*`, or a name in braces, matches one path segment: `/vmc/api/orgs/{org}/sddcs/*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Name of the user, or client id of the OAuth app, that made the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// Status of the answer: one status such as `202`, or a class such as `"4xx"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusPattern>,
    /// Query parameters that the request must have. Other parameters are allowed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// Headers that the request must have. The journal keeps only some headers, and the others cannot be verified. A secret is compared
    /// without being shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Expected body. Objects may have further members, lists must have the same length. Form fields are compared as an object of strings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The number of times that the request must have been made. Default: at least once.
    #[serde(default)]
    pub times: Times,
    /// Requests that must follow, in this order: a request that matches the first of them must be later than the first request that this
    /// verification matches, and so on. Other requests may come in between. Each of these has only conditions on a request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Verification>,
    /// Whether no other request may have been made: every request to the service in the journal must match this verification, or one of
    /// `then`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nothing_else: bool,
}

/// The number of times that a request must have been made. Without a limit: at least once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// The exact number of times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<u64>,
    /// The minimum number of times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// The maximum number of times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u64>,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Whether the verification succeeded.
    pub satisfied: bool,
    /// The number of matching requests.
    pub matched: u64,
    /// Numbers of the journal entries of the matching requests.
    pub entries: Vec<u64>,
    /// A sentence that states what was expected and what was found.
    pub message: String,
    /// The requests that come closest, if the verification failed because too few requests match.
    pub closest: Vec<NearMiss>,
    /// Numbers of the journal entries of other requests, if `nothing_else` was expected. At most ten are listed.
    pub others: Vec<u64>,
    /// The number of older entries that were dropped from the journal. A verification whose result depends on them fails.
    pub dropped: u64,
}

/// A request that nearly matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NearMiss {
    /// Number of its journal entry.
    pub number: u64,
    /// The request and its status in one line.
    pub line: String,
    /// The differences from the expected request.
    pub differences: Vec<Difference>,
}

impl Verification {
    /// Expects requests of this operation.
    pub fn operation(name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..Self::default() }
    }

    /// Expects requests with this method and path. A `*`, or a name in braces, matches one path segment.
    pub fn request(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { method: Some(method.into()), path: Some(path.into()), ..Self::default() }
    }

    /// Expects that this user or OAuth app makes the request.
    #[must_use]
    pub fn by(mut self, caller: impl Into<String>) -> Self {
        self.caller = Some(caller.into());
        self
    }

    /// Expects this status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<StatusPattern>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// Expects this query parameter. Other parameters are allowed.
    #[must_use]
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.insert(name.into(), value.into());
        self
    }

    /// Expects this header. Only headers that the journal keeps can be verified.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Expects this body. Objects may have further members.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Expects the request exactly this often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Times { exactly: Some(times), ..Times::default() };
        self
    }

    /// Expects the request at least this often.
    #[must_use]
    pub fn at_least(mut self, times: u64) -> Self {
        self.times.at_least = Some(times);
        self
    }

    /// Expects the request at most this often.
    #[must_use]
    pub fn at_most(mut self, times: u64) -> Self {
        self.times.at_most = Some(times);
        self
    }

    /// Expects that the request is never made.
    #[must_use]
    pub fn never(self) -> Self {
        self.times(0)
    }

    /// Expects that a request of this kind follows. Called again, it expects another one after that.
    #[must_use]
    pub fn then(mut self, next: Self) -> Self {
        self.then.push(next);
        self
    }

    /// Expects that no other request is made to the service.
    #[must_use]
    pub fn nothing_else(mut self) -> Self {
        self.nothing_else = true;
        self
    }

    /// Returns the names of the operations that are expected.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self).chain(&self.then).filter_map(|wanted| wanted.operation.as_deref())
    }

    /// Checks that the verification can be satisfied at all.
    ///
    /// # Errors
    /// Bounds that exclude each other, a header that the journal does not keep, or expectations of `then` that are not about one request.
    pub(crate) fn check(&self) -> ApiResult<()> {
        self.times.check()?;
        if self.then.len() > THEN_MAX {
            return Err(Refusal::invalid(format!("`then` has at most {THEN_MAX} requests.")));
        }
        if self.then.iter().any(|next| next.times != Times::default() || !next.then.is_empty() || next.nothing_else) {
            return Err(Refusal::invalid(
                "A request in `then` has neither `times` nor `then` nor `nothing_else`. These belong to the whole verification.",
            ));
        }
        if !self.then.is_empty() && self.times.most() == Some(0) {
            return Err(Refusal::invalid(
                "Nothing can follow a request that must not be made: `times` excludes `then`.",
            ));
        }
        let unknown = std::iter::once(self)
            .chain(&self.then)
            .flat_map(|wanted| wanted.headers.keys())
            .find(|name| !TELLING.iter().any(|kept| kept.as_str().eq_ignore_ascii_case(name)));
        match unknown {
            Some(name) => {
                let kept: Vec<_> = TELLING.iter().map(http::HeaderName::as_str).collect();
                let kept = kept.join(", ");
                Err(Refusal::invalid(format!("The journal does not keep the header `{name}`. It keeps {kept}.")))
            }
            None => Ok(()),
        }
    }
}

impl Times {
    fn least(self) -> u64 {
        let unset = self == Self::default();
        self.exactly.or(self.at_least).unwrap_or(u64::from(unset))
    }

    fn most(self) -> Option<u64> {
        self.exactly.or(self.at_most)
    }

    /// Checks that the bounds do not exclude each other.
    fn check(self) -> ApiResult<()> {
        let Self { exactly, at_least, at_most } = self;
        let least = at_least.max(exactly).unwrap_or(0);
        match at_most.into_iter().chain(exactly).min() {
            Some(most) if most < least => Err(Refusal::invalid(format!(
                "The bounds of `times` exclude each other: at least {least} and at most {most}."
            ))),
            _ => Ok(()),
        }
    }

    fn enough(self, matched: u64) -> bool {
        matched >= self.least() && self.at_least.is_none_or(|least| matched >= least)
    }

    fn not_too_many(self, matched: u64) -> bool {
        self.most().is_none_or(|most| matched <= most) && self.at_most.is_none_or(|most| matched <= most)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = [("exactly", self.exactly), ("at least", self.at_least), ("at most", self.at_most)];
        let said: Vec<_> = bounds
            .iter()
            .filter_map(|(word, bound)| {
                bound.map(|bound| match bound {
                    0 if *word == "exactly" => times(0),
                    bound => format!("{word} {}", times(bound)),
                })
            })
            .collect();
        f.write_str(&if said.is_empty() { "at least once".to_owned() } else { said.join(" and ") })
    }
}

fn times(number: u64) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        number => format!("{number} times"),
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, method, path, caller, status, query, headers, body, .. } = self;
        let mut said: Vec<String> = [operation, method, path].into_iter().flatten().cloned().collect();
        if said.is_empty() {
            said.push("a request".to_owned());
        }
        said.extend(caller.iter().map(|caller| format!("by {caller}")));
        said.extend(query.iter().map(|(name, value)| format!("with {name}={value}")));
        said.extend(headers.keys().map(|name| format!("with the header {name}")));
        said.extend(body.iter().map(|body| format!("with {}", short(body))));
        said.extend(status.iter().map(|status| format!("answered {status}")));
        f.write_str(&said.join(" "))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for NearMiss { line, differences, .. } in &self.closest {
            write!(f, "\n  {line}")?;
            for Difference { place, sentence } in differences {
                write!(f, "\n    {place}: {sentence}")?;
            }
        }
        Ok(())
    }
}
