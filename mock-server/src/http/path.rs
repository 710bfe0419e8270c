//! Reads the parameters of a path, which are the segments where its template has names in braces.

use crate::world::kernel::refusal::{ApiResult, Refusal};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use vmc_client::{
    endpoint::{DecodeError, OperationInfo},
    form::Pair,
};

/// Returns the template of an operation that a path fits, if it leads to the operation.
pub(super) fn template(info: &OperationInfo, path: &str) -> &'static str {
    match info.other_path {
        Some(other) if slashes(other) == slashes(path) => other,
        _ => info.path,
    }
}

fn slashes(path: &str) -> usize {
    path.bytes().filter(|byte| *byte == b'/').count()
}

/// Refuses a path whose parameters cannot be decoded.
pub(super) fn malformed(err: &DecodeError) -> Refusal {
    refused(Some(err.path.as_str()).filter(|place| !place.is_empty()))
}

fn refused(place: Option<&str>) -> Refusal {
    let place = place.map(|name| format!(" at `{name}`")).unwrap_or_default();
    Refusal::invalid(format!("The path cannot be read{place}: the identifier has the wrong form."))
}

/// The parameters of a path with their names in the template.
#[derive(Debug)]
pub(super) struct Parameters<'p> {
    /// The parameters that are text.
    pub(super) pairs: Vec<Pair<'p>>,
    /// The name of a parameter that is not text.
    unreadable: Option<&'static str>,
}

impl<'p> Parameters<'p> {
    /// Reads the parameters of a path that fits the template.
    pub(super) fn read(template: &'static str, path: &'p str) -> Self {
        let mut parameters = Self { pairs: Vec::with_capacity(4), unreadable: None };
        for (name, segment) in std::iter::zip(segments(template), segments(path)) {
            let Some((name, verb)) = name.strip_prefix('{').and_then(|name| name.split_once('}')) else { continue };
            let segment = segment.strip_suffix(verb).unwrap_or(segment);
            let text = match segment.contains('%').then(|| percent_decode_str(segment).decode_utf8()) {
                None => Cow::Borrowed(segment),
                Some(Ok(text)) => text,
                Some(Err(_)) => {
                    parameters.unreadable = parameters.unreadable.or(Some(name));
                    continue;
                }
            };
            parameters.pairs.push((Cow::Borrowed(name), text));
        }
        parameters
    }

    /// Returns all parameters.
    ///
    /// # Errors
    /// One of them is not text.
    pub(super) fn all(&self) -> ApiResult<Vec<Pair<'p>>> {
        if self.unreadable.is_some() { Err(refused(self.unreadable)) } else { Ok(self.pairs.clone()) }
    }

    /// Returns a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_ref())
    }
}

/// Splits a path or a template into what is before the verb of its last segment and the verb, as `:rename-cluster`. The verb is empty if
/// there is none.
pub(super) fn split_verb(path: &str) -> (&str, &str) {
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    path[last..].rfind(':').map_or((path, ""), |colon| path.split_at(last + colon))
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b'/');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}
