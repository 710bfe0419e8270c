//! Reads the parameters of a path, which are the segments where its template has names in braces.

use crate::world::kernel::refusal::{ApiResult, Refusal};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use uuid::Uuid;
use vmc_client::{endpoint::DecodeError, form::Pair};

/// Refuses a path whose parameters cannot be decoded.
pub(super) fn malformed(err: &DecodeError) -> Refusal {
    refused(Some(err.path.as_str()).filter(|place| !place.is_empty()))
}

fn refused(place: Option<&str>) -> Refusal {
    let place = place.map(|name| format!(" at `{name}`")).unwrap_or_default();
    Refusal::invalid(format!("The path cannot be read{place}: the identifier has the wrong form."))
}

/// Returns the parameters of a path with their names in the template.
pub(super) fn parameters<'p>(template: &'static str, path: &'p str) -> ApiResult<Vec<Pair<'p>>> {
    let mut parameters = Vec::with_capacity(4);
    for (name, segment) in std::iter::zip(segments(template), segments(path)) {
        let Some(name) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else { continue };
        let text = if segment.contains('%') {
            percent_decode_str(segment).decode_utf8().map_err(|_| refused(Some(name)))?
        } else {
            Cow::Borrowed(segment)
        };
        parameters.push((Cow::Borrowed(name), text));
    }
    Ok(parameters)
}

/// Returns the id at the first place that has one of these names in the template. Returns `None` if the template has no such place or the
/// path has no id there.
pub(super) fn id(template: &'static str, path: &str, names: &[&str]) -> Option<Uuid> {
    let named = |name: &str| {
        name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).is_some_and(|name| names.contains(&name))
    };
    let (_, segment) = std::iter::zip(segments(template), segments(path)).find(|(name, _)| named(name))?;
    percent_decode_str(segment).decode_utf8().ok()?.parse().ok()
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
