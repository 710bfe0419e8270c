//! The outcome of the steps of a case, and the checks of an answer.

use crate::{Answer, compare::Mismatch, operation};
use serde_json::{Value, json};

/// The result of a step of a case; the error ends the case.
pub type Played<T = ()> = Result<T, Stop>;

/// The name of the operation for a mismatch that belongs to no single answer.
pub(super) const ANY_OPERATION: &str = "any operation";

/// The reason why a case ends early.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// The server gave a wrong answer, and the following steps would not add information.
    Differs(Box<Mismatch>),
    /// The server may not receive the request, or it has nothing to test.
    Skip(String),
}

impl Stop {
    /// Creates a mismatch that belongs to no single answer. The report names the operation that was answered last.
    pub(super) fn differs(sentence: String) -> Self {
        let operation = ANY_OPERATION.to_owned();
        Self::from(Mismatch { operation, path: "$".to_owned(), expected: None, actual: None, sentence })
    }
}

/// An optional value that a case needs to continue.
pub(crate) trait Needed<T> {
    /// Returns the value.
    ///
    /// # Errors
    /// There is no value.
    fn needed(self) -> Played<T>;
}

impl<T> Needed<T> for Option<T> {
    fn needed(self) -> Played<T> {
        self.ok_or_else(|| Stop::differs("a value of another type, or none, where one is needed".to_owned()))
    }
}

/// Ends a case with a mismatch unless a condition holds.
macro_rules! hold {
    ($holds:expr $(,)?) => {
        hold!($holds, "{}", stringify!($holds))
    };
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(crate::suite::Stop::differs(format!($($words)+)));
        }
    };
}
pub(crate) use hold;

/// Ends a case with a mismatch unless two values are equal.
macro_rules! equal {
    ($left:expr, $right:expr $(,)?) => {
        equal!($left, $right, "{}", stringify!($left))
    };
    ($left:expr, $right:expr, $($words:tt)+) => {
        match (&$left, &$right) {
            (left, right) => {
                if *left != *right {
                    let words = format!($($words)+);
                    return Err(crate::suite::Stop::differs(format!("{words}: {left:?} is not {right:?}")));
                }
            }
        }
    };
}
pub(crate) use equal;

impl From<Mismatch> for Stop {
    fn from(mismatch: Mismatch) -> Self {
        Self::Differs(Box::new(mismatch))
    }
}

// Checks of answers. They return errors instead of panicking, because wrong answers are what a case is meant to find.
impl Answer {
    /// Returns a mismatch of this answer with the actual value at `path` (`$.status`, `$[0].id`, or `status` for the
    /// HTTP status).
    pub fn mismatch(&self, path: &str, expected: Option<Value>, sentence: impl Into<String>) -> Mismatch {
        Mismatch {
            operation: operation::name_of(&self.request).to_owned(),
            path: path.to_owned(),
            expected,
            actual: if path == "status" { Some(json!(self.status)) } else { at(&self.body, path).cloned() },
            sentence: sentence.into(),
        }
    }

    /// Returns the answer if it has this status.
    ///
    /// # Errors
    /// The status is different. The sentence contains the server's message.
    pub fn require(self, status: u16) -> Played<Self> {
        if self.status == status {
            return Ok(self);
        }
        let refused = self.status >= 400;
        let sentence = if refused { format!("another status: {}", self.said()) } else { "another status".to_owned() };
        Err(self.mismatch("status", Some(json!(status)), sentence).into())
    }

    /// Returns the first sentence of a refusal.
    ///
    /// # Errors
    /// The body does not have the refusal shape of its service.
    pub fn refused(&self) -> Played<String> {
        let is_csp =
            self.request.split(' ').nth(1).is_some_and(|path| path.trim_start_matches('/').starts_with("csp/"));
        let said = if is_csp { self.csp_message() } else { self.vmc_messages().map(|mut said| said.remove(0)) };
        said.ok_or_else(|| {
            self.mismatch("$", None, format!("no refusal in the service's shape: {}", self.said())).into()
        })
    }

    /// Returns the beginning of the body.
    pub(super) fn said(&self) -> String {
        const SAID_MAX: usize = 200;
        self.text.chars().take(SAID_MAX).collect()
    }

    /// Requires this value at this place.
    ///
    /// # Errors
    /// The value is different or missing.
    pub fn require_value(&self, path: &str, expected: &Value) -> Played {
        if at(&self.body, path) == Some(expected) {
            return Ok(());
        }
        Err(self.mismatch(path, Some(expected.clone()), "another value").into())
    }

    /// Returns the text at this place.
    ///
    /// # Errors
    /// There is no text.
    pub fn string(&self, path: &str) -> Played<String> {
        let text = at(&self.body, path).and_then(Value::as_str).map(str::to_owned);
        text.ok_or_else(|| self.mismatch(path, None, "a text is expected here").into())
    }

    /// Returns the integer at this place.
    ///
    /// # Errors
    /// There is no integer.
    pub fn number(&self, path: &str) -> Played<i64> {
        let number = at(&self.body, path).and_then(Value::as_i64);
        number.ok_or_else(|| self.mismatch(path, None, "a whole number is expected here").into())
    }

    /// Returns the list at this place.
    ///
    /// # Errors
    /// There is no list.
    pub fn list(&self, path: &str) -> Played<&Vec<Value>> {
        let list = at(&self.body, path).and_then(Value::as_array);
        list.ok_or_else(|| self.mismatch(path, None, "a list is expected here").into())
    }
}

/// Returns the value at a place in a document, such as `$.clusters[0].cluster_id`.
pub(super) fn at<'d>(document: &'d Value, path: &str) -> Option<&'d Value> {
    let mut value = document;
    for part in path.strip_prefix('$')?.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        value = match value {
            Value::Array(items) => items.get(part.parse::<usize>().ok()?)?,
            other => other.get(part)?,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found() {
        let document = json!({"a": [{"b": 1}, {"b": null}], "c": "d"});
        assert_eq!(at(&document, "$"), Some(&document));
        assert_eq!(at(&document, "$.a[0].b"), Some(&json!(1)));
        assert_eq!(at(&document, "$.a[1].b"), Some(&Value::Null));
        assert_eq!(at(&document, "$.c"), Some(&json!("d")));
        for nowhere in ["$.a[2]", "$.a.b", "$.x", "status", "$.c.d"] {
            assert_eq!(at(&document, nowhere), None, "{nowhere}");
        }
    }
}
