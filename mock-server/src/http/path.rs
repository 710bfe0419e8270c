//! Reads the parameters of a path, which are the segments where its template has names in braces.

use crate::world::kernel::refusal::{ApiResult, Refusal};
use memchr::memchr;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use vmc_client::{
    endpoint::{DecodeError, OperationInfo},
    form::Pair,
};

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
    /// Reads the parameters of a path that leads to an operation.
    pub(super) fn of(info: &OperationInfo, path: &'p str) -> Self {
        match info.other_path {
            Some(other) if !begins_as(info.path, path) => Self::read(other, path),
            _ => Self::read(info.path, path),
        }
    }

    /// Reads the parameters of a path that fits the template. Literal texts may have letters in another case than in the template.
    pub(super) fn read(mut template: &'static str, mut path: &'p str) -> Self {
        let mut parameters = Self { pairs: Vec::with_capacity(4), unreadable: None };
        while let Some((literal, (name, rest))) =
            cut(template, b'{').and_then(|(literal, rest)| Some((literal, cut(rest, b'}')?)))
        {
            let Some(after) = path.get(literal.len()..) else { break };
            let (segment, after) = after.split_at(end_of_segment(after));
            let (verb, rest) = rest.split_at(end_of_segment(rest));
            let segment = segment.strip_suffix(verb).unwrap_or(segment);
            (template, path) = (rest, after);
            let escape = memchr(b'%', segment.as_bytes());
            let text = match escape.map(|_| percent_decode_str(segment).decode_utf8()) {
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

/// Whether a path has the literal texts of a template up to its last parameter. What follows that is of no use to its parameters.
fn begins_as(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template, path);
    while let Some((literal, rest)) = cut(template, b'{') {
        let Some(after) = path.strip_prefix(literal) else { return false };
        template = &rest[end_of_segment(rest)..];
        path = &after[end_of_segment(after)..];
    }
    true
}

fn end_of_segment(path: &str) -> usize {
    memchr(b'/', path.as_bytes()).unwrap_or(path.len())
}

/// Splits a text at the first occurrence of an ASCII character.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = memchr(at, text.as_bytes())?;
    Some((&text[..place], &text[place + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_where_the_template_has_them() {
        let read = |template: &'static str, path: &str| -> Vec<(String, String)> {
            let pairs = Parameters::read(template, path).pairs;
            pairs.into_iter().map(|(name, text)| (name.into_owned(), text.into_owned())).collect()
        };
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        for (template, path, pairs) in [
            ("/a", "/a", vec![]),
            ("/a/{x}", "/a/1", vec![pair("x", "1")]),
            ("/a/{x}/b/{y}/c", "/a/1/b/%32/c", vec![pair("x", "1"), pair("y", "2")]),
            ("/a/{x}/b/{y}", "/A/1/B/2", vec![pair("x", "1"), pair("y", "2")]),
            ("/a/{x}/b/{y}", "/a/1", vec![pair("x", "1")]),
            ("/a/{x}", "/", vec![]),
            ("/a/{x}:go/{y}", "/a/1:go/2", vec![pair("x", "1"), pair("y", "2")]),
        ] {
            assert_eq!(read(template, path), pairs, "{template} {path}");
        }
        let parameters = Parameters::read("/a/{x}/{y}", "/a/%ff/2");
        assert!(parameters.all().is_err() && parameters.get("y") == Some("2"));
    }

    #[test]
    fn the_other_path_of_an_operation_is_told_by_its_literal_texts() {
        let (long, short) = ("/o/{o}/manager/g/{g}", "/o/{o}/g/{g}");
        assert!(begins_as(long, "/o/1/manager/g/2"));
        assert!(!begins_as(long, "/o/1/g/manager") && !begins_as(long, "/o/1/g/2") && !begins_as(long, "/o/1"));
        assert_eq!(Parameters::read(short, "/o/1/g/manager").get("g"), Some("manager"));
    }
}
