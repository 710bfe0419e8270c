//! Verification: checks how often a request that matches a pattern was made.

use super::{
    Fingerprint, Totals,
    entry::Entry,
    filter::{StatusPattern, is_caller},
    placeholders::Placeholders,
    redacted::RedactedEntry,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// The maximum number of near misses that are shown.
const CLOSEST_MAX: usize = 3;

/// The maximum number of differences that are shown for one request.
const DIFFERENCES_MAX: usize = 10;

/// The maximum length of a value in a difference, in bytes. Longer values are truncated.
const VALUE_MAX: usize = 200;

/// The expected requests, and how often they must have been made. A condition that is not set matches everything.
///
/// Requests to the control API of the simulator count only if `operation` or `path` names them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Name of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Method.
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
    /// Expected body. Objects may have further members, lists must have the same length. Form fields are compared as an object of strings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// How often the request must have been made. Default: at least once.
    #[serde(default)]
    pub times: Times,
}

/// How often a request must have been made. Without any bound: at least once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Exactly this often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<u64>,
    /// At least this often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// At most this often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u64>,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// The number of older entries that were dropped from the journal. A verification whose result depends on them fails.
    pub dropped: u64,
}

/// A request that nearly matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearMiss {
    /// Number of its journal entry.
    pub number: u64,
    /// The request and its status in one line.
    pub line: String,
    /// The differences from the expected request.
    pub differences: Vec<Difference>,
}

/// A difference between a request and the expected request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// The place of the difference: `status`, `query.force`, `body.num_hosts`, `body.sddc_ids[2]`.
    pub place: String,
    /// The expected and the actual value at this place.
    pub sentence: String,
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

    /// Compares the entries of a journal with the expected requests.
    pub(super) fn judge<'t>(
        &self,
        entries: impl Iterator<Item = &'t RedactedEntry>,
        totals: Totals,
        placeholders: &Placeholders,
    ) -> Verdict {
        let (mut fitting, mut near) = (Vec::new(), Vec::new());
        for told in entries {
            let entry = told.head();
            if entry.control && !self.means_control(entry) {
                continue;
            }
            let differences = self.differences(told, placeholders);
            if differences.is_empty() {
                fitting.push(entry.number);
            } else if self.is_about(entry) {
                near.push(NearMiss { number: entry.number, line: entry.line(), differences });
            }
        }
        let matched = fitting.len() as u64;
        // Entries that were dropped may have matched too.
        let enough = self.times.enough(matched);
        let certain = totals.dropped == 0 || self.times.most().is_none();
        let satisfied = enough && self.times.not_too_many(matched) && certain;
        near.sort_by_key(|miss| miss.differences.len());
        near.truncate(if satisfied || enough { 0 } else { CLOSEST_MAX });
        for miss in &mut near {
            miss.differences.truncate(DIFFERENCES_MAX);
        }
        let mut message = format!("{self} was wanted {}, and happened {}.", self.times, times(matched));
        if totals.dropped > 0 && !satisfied {
            message += &format!(" {} older entries made room and cannot be looked at.", totals.dropped);
        }
        Verdict { satisfied, matched, entries: fitting, message, closest: near, dropped: totals.dropped }
    }

    /// Whether an entry of the control is meant: the path wanted is one of the control, or the operation wanted is the entry's.
    fn means_control(&self, entry: &Entry) -> bool {
        self.path.as_ref().is_some_and(|path| path.starts_with(crate::control_prefix::PREFIX))
            || self.operation.is_some() && self.operation == entry.operation
    }

    /// Returns whether a request has the expected operation or path. Only such a request can be a near miss.
    fn is_about(&self, entry: &Entry) -> bool {
        match (&self.operation, &self.path) {
            (Some(name), _) => entry.operation.as_ref() == Some(name),
            (None, Some(path)) => path_fits(path, &entry.path),
            (None, None) => true,
        }
    }

    fn differences(&self, told: &RedactedEntry, placeholders: &Placeholders) -> Vec<Difference> {
        let entry = told.head();
        let mut found = Vec::new();
        let mut differ = |place: &str, wanted: &str, is: &str| {
            found.push(Difference::of(place.to_owned(), format!("wanted {wanted}, is {is}")));
        };
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        if self.operation.is_some() && self.operation != entry.operation {
            differ("operation", &shown(&self.operation), &shown(&entry.operation));
        }
        if let Some(method) = &self.method
            && !method.eq_ignore_ascii_case(&entry.method)
        {
            differ("method", method, &entry.method);
        }
        if let Some(path) = &self.path
            && !path_fits(path, &entry.path)
        {
            differ("path", path, &entry.path);
        }
        if let Some(caller) = &self.caller
            && !is_caller(entry.caller.as_deref(), caller)
        {
            differ("caller", caller, &shown(&entry.caller));
        }
        if let Some(status) = self.status
            && !status.fits(entry.status)
        {
            differ("status", &status.to_string(), &entry.status.to_string());
        }
        let secrets = Secrets(placeholders);
        let query: BTreeMap<_, _> =
            form_urlencoded::parse(entry.query.as_deref().unwrap_or_default().as_bytes()).into_owned().collect();
        for (name, wanted) in &self.query {
            let is = query.get(name);
            if !is.is_some_and(|is| secrets.same(wanted, is)) {
                differ(&format!("query.{name}"), wanted, is.map_or("not there", String::as_str));
            }
        }
        if let Some(wanted) = &self.body {
            let is = told.request_body();
            if entry.request_body_cut_from.is_some() {
                differ("body", "a body", "one that was too long to be kept whole");
            } else {
                compare(wanted, &is.map_or(Value::Null, |is| as_fields(is, wanted)), "body", &secrets, &mut found);
            }
        }
        found
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
        let Self { operation, method, path, caller, status, query, body, .. } = self;
        let mut said: Vec<String> = [operation, method, path].into_iter().flatten().cloned().collect();
        if said.is_empty() {
            said.push("a request".to_owned());
        }
        said.extend(caller.iter().map(|caller| format!("by {caller}")));
        said.extend(query.iter().map(|(name, value)| format!("with {name}={value}")));
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

impl Difference {
    fn of(place: String, sentence: String) -> Self {
        Self { place, sentence }
    }
}

/// The placeholders under which the journal shows secrets.
struct Secrets<'p>(&'p Placeholders);

impl Secrets<'_> {
    /// Returns whether two texts are equal, or the second is the placeholder of the first.
    fn same(&self, wanted: &str, is: &str) -> bool {
        wanted == is || self.0.known(Fingerprint::of(wanted)).is_some_and(|placeholder| placeholder == is)
    }
}

/// Converts the body of a form into an object if an object is expected.
fn as_fields(body: Value, wanted: &Value) -> Value {
    match (&body, wanted) {
        (Value::String(text), Value::Object(_)) => {
            let pairs = vmc_client::form::pairs(text.as_bytes()).unwrap_or_default();
            pairs.into_iter().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
        }
        _ => body,
    }
}

fn compare(wanted: &Value, is: &Value, place: &str, secrets: &Secrets, found: &mut Vec<Difference>) {
    match (wanted, is) {
        (Value::Object(members), Value::Object(there)) => {
            for (name, wanted) in members {
                let place = format!("{place}.{name}");
                match there.get(name) {
                    Some(is) => compare(wanted, is, &place, secrets, found),
                    None => found.push(Difference::of(place, format!("wanted {}, is not there", short(wanted)))),
                }
            }
        }
        (Value::Array(items), Value::Array(there)) if items.len() == there.len() => {
            for (at, (wanted, is)) in items.iter().zip(there).enumerate() {
                compare(wanted, is, &format!("{place}[{at}]"), secrets, found);
            }
        }
        (Value::Array(items), Value::Array(there)) => {
            let sentence = format!("wanted {} in the list, are {}", items.len(), there.len());
            found.push(Difference::of(place.to_owned(), sentence));
        }
        (Value::String(wanted), Value::String(is)) if secrets.same(wanted, is) => {}
        _ if wanted == is => {}
        // `3.0` equals `3`. Two integers are compared as integers, because different large integers can be equal as floating-point numbers.
        (Value::Number(wanted), Value::Number(is))
            if (wanted.is_f64() || is.is_f64()) && wanted.as_f64() == is.as_f64() => {}
        _ => found.push(Difference::of(place.to_owned(), format!("wanted {}, is {}", short(wanted), short(is)))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.len() <= VALUE_MAX { text } else { format!("{}…", &text[..text.floor_char_boundary(VALUE_MAX)]) }
}

fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.trim_end_matches('/').split('/'), path.trim_end_matches('/').split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(name), Some(_)) if name.starts_with('{') && name.ends_with('}') => {}
            (Some(wanted), Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
}
