//! Compares the parts of a request with the expected ones.

use crate::{fingerprint::Fingerprint, journal::placeholders::Placeholders};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The maximum length of a value in a difference, in bytes. Longer values are truncated.
const VALUE_MAX: usize = 200;

/// A difference between a request and the expected request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Difference {
    /// The place of the difference: `status`, `query.force`, `body.num_hosts`, `body.sddc_ids[2]`.
    pub place: String,
    /// The expected and the actual value at this place.
    pub sentence: String,
}

impl Difference {
    pub(super) fn of(place: String, sentence: String) -> Self {
        Self { place, sentence }
    }
}

/// The placeholders under which the journal shows secrets.
pub(super) struct Secrets<'p>(pub(super) &'p Placeholders);

impl Secrets<'_> {
    /// Returns whether two texts are equal, or the second is the placeholder of the first.
    pub(super) fn same(&self, wanted: &str, is: &str) -> bool {
        wanted == is || self.0.known(Fingerprint::of(wanted)).is_some_and(|placeholder| placeholder == is)
    }
}

impl Secrets<'_> {
    /// Returns whether two header values are equal. The secret of a header such as `Bearer [secret 1]` is compared without its scheme.
    pub(super) fn same_header(&self, wanted: &str, is: &str) -> bool {
        let parts = |text: &str| text.split_once(' ').map(|(scheme, secret)| (scheme.to_owned(), secret.to_owned()));
        self.same(wanted, is)
            || parts(wanted).zip(parts(is)).is_some_and(|((scheme, wanted), (other, is))| {
                scheme.eq_ignore_ascii_case(&other) && self.same(&wanted, &is)
            })
    }
}

/// Converts the body of a form into an object if an object is expected.
pub(super) fn as_fields(body: Value, wanted: &Value) -> Value {
    match (&body, wanted) {
        (Value::String(text), Value::Object(_)) => {
            let pairs = vmc_client::form::pairs(text.as_bytes()).unwrap_or_default();
            pairs.into_iter().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
        }
        _ => body,
    }
}

pub(super) fn compare(wanted: &Value, is: &Value, place: &str, secrets: &Secrets, found: &mut Vec<Difference>) {
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

pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.len() <= VALUE_MAX { text } else { format!("{}…", &text[..text.floor_char_boundary(VALUE_MAX)]) }
}

/// Returns whether a path matches a pattern. Segments are compared after percent-decoding, because `%2D` and `-` are the same character
/// (RFC 3986, section 6.2.2).
pub(super) fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.trim_end_matches('/').split('/'), path.trim_end_matches('/').split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(name), Some(_)) if name.starts_with('{') && name.ends_with('}') => {}
            (Some(wanted), Some(part)) if percent_decode_str(wanted).eq(percent_decode_str(part)) => {}
            _ => return false,
        }
    }
}
