//! Compares actual values with expected ones and returns the differences as data.

use crate::form::{Form, fits_holes};
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// A difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mismatch {
    /// The operation whose answer was compared.
    pub operation: String,
    /// The place in the document, such as `$.resource_config.clusters[0].cluster_state`.
    pub path: String,
    /// The expected value; `None` if the key should be absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// The actual value; `None` if the key is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Value>,
    /// The description of the difference.
    pub sentence: String,
}

/// The rule for comparing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Values must be equal.
    Exact,
    /// Ids, times, addresses and names must have the same form; all other values (numbers, states, nulls, lengths of
    /// lists) must be equal.
    ByForm,
    /// Values must be of the same kind, and times and ids must have the same form. Null matches anything. A list may
    /// have any length: each item is compared with the first expected item.
    ByKind,
}

/// The rule for comparing the keys of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// All keys are compared: a key that is not expected must be absent.
    All,
    /// Only the expected keys are compared.
    Expected,
}

/// A comparison of several related documents: if an expected id occurs again, the actual id must be the same as
/// before.
#[derive(Debug, Clone)]
pub struct Comparison {
    values: Values,
    /// The actual ids, by the expected ids.
    ids: BTreeMap<String, String>,
}

impl Comparison {
    /// Creates a comparison that has seen no ids.
    pub fn new(values: Values) -> Self {
        Self { values, ids: BTreeMap::new() }
    }

    /// Compares two documents.
    pub fn compare(&mut self, operation: &str, keys: Keys, expected: &Value, actual: &Value) -> Vec<Mismatch> {
        let mut walk = Walk { operation, keys, comparison: self, found: Vec::new() };
        walk.value("$", expected, actual);
        walk.found
    }

    /// Compares two request lines, `GET /vmc/api/orgs/{org}`, part by part.
    pub fn compare_request(&mut self, operation: &str, expected: &str, actual: &str) -> Vec<Mismatch> {
        let parts = |line: &str| line.split(['/', '?', '&', ' ']).map(str::to_owned).collect::<Vec<_>>();
        let (wanted, came) = (parts(expected), parts(actual));
        let mut walk = Walk { operation, keys: Keys::All, comparison: self, found: Vec::new() };
        if wanted.len() == came.len() {
            wanted.iter().zip(&came).for_each(|(wanted, came)| walk.text("request", wanted, came));
        } else {
            walk.report("request", Some(&expected.into()), Some(&actual.into()), "another request");
        }
        walk.found
    }
}

struct Walk<'a> {
    operation: &'a str,
    keys: Keys,
    comparison: &'a mut Comparison,
    found: Vec<Mismatch>,
}

impl Walk<'_> {
    fn report(&mut self, path: &str, expected: Option<&Value>, actual: Option<&Value>, sentence: impl Into<String>) {
        self.found.push(Mismatch {
            operation: self.operation.to_owned(),
            path: path.to_owned(),
            expected: expected.cloned(),
            actual: actual.cloned(),
            sentence: sentence.into(),
        });
    }

    fn value(&mut self, path: &str, expected: &Value, actual: &Value) {
        let by_kind = self.comparison.values == Values::ByKind;
        match (expected, actual) {
            (Value::Null, _) | (_, Value::Null) if by_kind => {}
            (Value::Array(wanted), Value::Array(came)) if by_kind => {
                let Some(wanted) = wanted.first() else { return };
                came.iter()
                    .enumerate()
                    .for_each(|(number, came)| self.value(&format!("{path}[{number}]"), wanted, came));
            }
            (Value::Object(wanted), Value::Object(came)) => {
                for (key, wanted) in wanted {
                    let path = format!("{path}.{key}");
                    match came.get(key) {
                        Some(came) => self.value(&path, wanted, came),
                        None => self.report(&path, Some(wanted), None, "the key is absent"),
                    }
                }
                if self.keys == Keys::All {
                    for (key, extra) in came.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
                        self.report(&format!("{path}.{key}"), None, Some(extra), "the key should be absent");
                    }
                }
            }
            (Value::Array(wanted), Value::Array(came)) => {
                if wanted.len() != came.len() {
                    let sentence = format!("{} items, not {}", came.len(), wanted.len());
                    self.report(path, Some(expected), Some(actual), sentence);
                }
                for (number, (wanted, came)) in wanted.iter().zip(came).enumerate() {
                    self.value(&format!("{path}[{number}]"), wanted, came);
                }
            }
            (Value::String(wanted), Value::String(came)) => self.text(path, wanted, came),
            (wanted, came) if wanted == came || (by_kind && kind(wanted) == kind(came)) => {}
            (wanted, came) if kind(wanted) == kind(came) => {
                self.report(path, Some(expected), Some(actual), "another value");
            }
            (wanted, came) => {
                let sentence = format!("{}, not {}", kind(came), kind(wanted));
                self.report(path, Some(expected), Some(actual), sentence);
            }
        }
    }

    fn text(&mut self, path: &str, expected: &str, actual: &str) {
        if let Some(sentence) = self.text_mismatch(path, expected, actual) {
            self.report(path, Some(&expected.into()), Some(&actual.into()), sentence);
        }
    }

    fn text_mismatch(&mut self, path: &str, expected: &str, actual: &str) -> Option<String> {
        let differs = |same: bool, sentence: &str| (!same).then(|| sentence.to_owned());
        if self.comparison.values == Values::Exact {
            return differs(expected == actual, "another text");
        }
        if self.comparison.values == Values::ByKind {
            let (wanted, came) = (Form::of(expected), Form::of(actual));
            let is_form = |form: &Form| form.shape.starts_with('⟨') && form.shape.ends_with('⟩');
            let same = !is_form(&wanted) || is_form(&came);
            return differs(same, &format!("no text in the form {}", wanted.shape));
        }
        if is_chosen(path) {
            let wanted = chosen_form(expected);
            return differs(wanted.is_none() || wanted == chosen_form(actual), "another form of name")
                .or_else(|| differs(!actual.is_empty(), "an empty name"));
        }
        if let Some(fits) = fits_holes(expected, actual) {
            return differs(fits, "a text that does not fit around what the source cut off or masked");
        }
        let (wanted, came) = (Form::of(expected), Form::of(actual));
        if wanted.shape != came.shape {
            let has_form = wanted.shape != expected || came.shape != actual;
            return Some(if has_form {
                format!("{} in form, not {}", came.shape, wanted.shape)
            } else {
                "another text".to_owned()
            });
        }
        wanted.ids.into_iter().zip(came.ids).find_map(|(wanted, came)| {
            let known = self.comparison.ids.entry(wanted).or_insert_with(|| came.clone());
            differs(*known == came, &format!("another id than where this one was expected before ({known})"))
        })
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Returns `true` if the text at this place was chosen by a user: the names of people, organizations and SDDCs, and
/// passwords.
fn is_chosen(path: &str) -> bool {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let is_top = parent == "$" || (parent.starts_with("$[") && !parent.contains('.'));
    matches!(key, "user_name" | "updated_by_user_name" | "display_name")
        || key.ends_with("_password")
        || (key == "name" && is_top)
}

/// Returns the form of a chosen name: whether it is a mail address or the short name of an organization.
fn chosen_form(name: &str) -> Option<&'static str> {
    let short = name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    match name.split_once('@') {
        Some((user, host)) if !user.is_empty() && host.contains('.') => Some("a mail address"),
        _ if short => Some("a short name"),
        _ => None,
    }
}

impl fmt::Display for Mismatch {
    /// Writes the mismatch as one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.operation, self.path, self.sentence)?;
        for (label, value) in [("expected", &self.expected), ("came", &self.actual)] {
            if let Some(value) = value {
                write!(f, "; {label} {}", shortened(value))?;
            }
        }
        Ok(())
    }
}

fn shortened(value: &Value) -> String {
    const LENGTH_MAX: usize = 160;
    let text = value.to_string();
    match text.char_indices().nth(LENGTH_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Compares by form and returns each difference as `path: sentence`, sorted.
    fn found(keys: Keys, expected: &Value, actual: &Value) -> Vec<String> {
        let mismatches = Comparison::new(Values::ByForm).compare("GetTask", keys, expected, actual);
        let mut found: Vec<_> = mismatches.iter().map(|found| format!("{}: {}", found.path, found.sentence)).collect();
        found.sort();
        found
    }

    #[test]
    fn everything_but_forms_is_compared_in_value() {
        let recorded = json!({"id": "36e30fcd-753d-47cc-bb14-5058f2f5733b", "percent": 21, "error": null,
            "end": "2018-08-06T03:30:09.538000Z", "hosts": [{"state": "READY"}], "user_name": "a@example.com"});
        let same = json!({"id": "fffe30cd-753d-47cc-bb14-5058f2f5733b", "percent": 21, "error": null,
            "end": "2026-01-05T08:00:01.176000Z", "hosts": [{"state": "READY"}], "user_name": "owner@vmcsim.example"});
        assert_eq!(found(Keys::All, &recorded, &same), [""; 0]);
        let other = json!({"id": "fffe30cd-753d-37cc-bb14-5058f2f5733b", "percent": 20, "extra": 1,
            "end": "2026-01-05T08:00:01.176Z", "hosts": [{"state": null}, {}], "user_name": "owner"});
        let all = [
            "$.end: ⟨time, 3 digits⟩ in form, not ⟨time, milliseconds and 3 zeros⟩",
            "$.error: the key is absent",
            "$.hosts: 2 items, not 1",
            "$.hosts[0].state: null, not a text",
            "$.id: ⟨uuid v3⟩ in form, not ⟨uuid v4⟩",
            "$.percent: another value",
            "$.user_name: another form of name",
        ];
        assert_eq!(found(Keys::Expected, &recorded, &other), all);
        let extra = found(Keys::All, &recorded, &other);
        assert!(
            extra.len() == 8 && extra.iter().any(|found| found == "$.extra: the key should be absent"),
            "{extra:?}"
        );
    }

    #[test]
    fn what_was_one_id_stays_one_id_from_document_to_document() {
        let id = |first: &str| format!("{first}6e30fcd-753d-47cc-bb14-5058f2f5733b");
        let mut comparison = Comparison::new(Values::ByForm);
        let request = |id: &str| format!("GET /vmc/api/orgs/{{org}}/tasks/{id}");
        let requested = request(&id("a")).replace("{org}", "x");
        assert_eq!(comparison.compare_request("GetTask", &request(&id("3")), &requested), []);
        let mut compare = |came: String| {
            comparison.compare("GetTask", Keys::All, &json!({"id": id("3")}), &json!({"id": came})).len()
        };
        assert_eq!((compare(id("a")), compare(id("b"))), (0, 1));
        let other = comparison.compare_request("GetTask", "GET /a?action=cancel", "GET /a?action=stop");
        assert_eq!(other.len(), 1);
        assert_eq!(
            other[0].to_string(),
            r#"GetTask at request: another text; expected "action=cancel"; came "action=stop""#
        );
    }

    #[test]
    fn exactly_means_exactly() {
        let compare =
            |a: Value, b: Value| Comparison::new(Values::Exact).compare("GetOrg", Keys::All, &a, &b).is_empty();
        assert!(compare(json!({"a": [1, "…"]}), json!({"a": [1, "…"]})));
        assert!(!compare(json!({"a": "…"}), json!({"a": "x"})));
        assert!(!compare(json!({"a": null}), json!({})));
        assert!(!compare(json!(1), json!(1.0)));
    }
}
