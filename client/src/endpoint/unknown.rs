//! Finds what was sent and the endpoint's type has no place for: what nobody reads.
//!
//! Clients send `null` and `""` for what is not set. Both count as not sent.

use super::{ObjectsOnly, last_of_each};
use crate::form;
use serde::de::DeserializeOwned;
use serde_ignored::Path;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Members of a JSON document that the type does not have, as `config.hosts[2].pizza`. None where the document cannot be read as the
/// type, for then nothing was.
pub(super) fn in_json<T: DeserializeOwned>(bytes: &[u8]) -> Vec<String> {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let mut found = Vec::new();
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let read: Result<T, _> = serde_ignored::deserialize(ObjectsOnly(reader), |path| {
        let mut place = String::new();
        if !is_unset(at(&path, &document, &mut place)) {
            found.push(place);
        }
    });
    if read.is_ok() { found } else { Vec::new() }
}

/// Everything in a JSON document, for an endpoint that reads none.
pub(super) fn of_nothing(bytes: &[u8]) -> Vec<String> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(members)) => {
            members.into_iter().filter(|(_, value)| !is_unset(Some(value))).map(|(name, _)| name).collect()
        }
        _ => Vec::new(),
    }
}

/// Names in a form that the type does not have.
pub(super) fn in_form<T: DeserializeOwned>(bytes: &[u8]) -> Vec<String> {
    form::pairs(bytes).map(in_pairs::<T>).unwrap_or_default()
}

/// Names in `a=1&b=2` that the type does not have.
pub fn in_query<T: DeserializeOwned>(text: &[u8]) -> Vec<String> {
    in_pairs::<T>(form_urlencoded::parse(text).collect())
}

fn in_pairs<T: DeserializeOwned>(pairs: Vec<form::Pair<'_>>) -> Vec<String> {
    // The last value of a name counts, and an empty one counts as not sent.
    let last: BTreeMap<_, _> = pairs.into_iter().collect();
    let plain = last_of_each(last.into_iter().filter(|(_, value)| !value.is_empty()));
    let mut found = Vec::new();
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(plain.as_bytes()));
    let read: Result<T, _> = serde_ignored::deserialize(reader, |path| found.push(path.to_string()));
    if read.is_ok() { found } else { Vec::new() }
}

/// What stands at a path, which is written down on the way.
fn at<'d>(path: &Path, document: &'d Value, place: &mut String) -> Option<&'d Value> {
    match path {
        Path::Root => Some(document),
        Path::Seq { parent, index } => {
            let parent = at(parent, document, place);
            let _ = write!(place, "[{index}]");
            parent?.get(*index)
        }
        Path::Map { parent, key } => {
            let parent = at(parent, document, place);
            if !place.is_empty() {
                place.push('.');
            }
            place.push_str(key);
            parent?.get(key)
        }
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => {
            at(parent, document, place)
        }
    }
}

/// A place that cannot be found again counts as set: it was sent.
fn is_unset(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Null)) || matches!(value, Some(Value::String(text)) if text.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::{
        endpoint::{Body, Empty, Form, Json, OptionalJson, unknown_in_query},
        endpoints::sddcs::CreateSddcQuery,
        wire::{ApiTokenForm, AwsSddcConfig, SddcPatchRequest},
    };

    #[test]
    fn what_the_type_has_no_place_for_is_named_at_any_depth() {
        let body = br#"{"name": "a", "num_hosts": 1, "provider": "AWS", "pizza": 1, "soup": null, "tea": "",
            "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}, {"pizza": {"size": 1}, "tea": ""}],
            "sddc_template_id": null}"#;
        assert_eq!(Json::<AwsSddcConfig>::unknown(body), ["pizza", "account_link_sddc_config[1].pizza"]);
        assert_eq!(OptionalJson::<SddcPatchRequest>::unknown(br#"{"name": "a", "nmae": "b"}"#), ["nmae"]);
    }

    #[test]
    fn forms_and_queries_have_names() {
        for body in ["refresh_token=a&pizza=1&tea=", r#"{"refresh_token": "a", "pizza": true, "tea": null}"#] {
            assert_eq!(Form::<ApiTokenForm>::unknown(body.as_bytes()), ["pizza"], "{body}");
        }
        assert_eq!(unknown_in_query::<CreateSddcQuery>(b"validateOnly=true&force=true&force=&x="), [""; 0]);
        assert_eq!(unknown_in_query::<CreateSddcQuery>(b"validateOnly=true&x=&force=true"), ["force"]);
    }

    #[test]
    fn nothing_is_sent_by_an_empty_body_or_one_that_cannot_be_read() {
        for body in ["", "{}", "null", "{", r#"{"a": null, "b": ""}"#] {
            assert_eq!(Empty::unknown(body.as_bytes()), [""; 0], "{body}");
            assert_eq!(Json::<SddcPatchRequest>::unknown(body.as_bytes()), [""; 0], "{body}");
        }
        assert_eq!(Json::<AwsSddcConfig>::unknown(br#"{"pizza": 1}"#), [""; 0], "refused as a whole");
        assert_eq!(Empty::unknown(br#"{"a": 1}"#), ["a"]);
    }
}
