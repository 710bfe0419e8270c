//! Calls: the typed requests of endpoints, and how they are decoded and encoded.

use super::{
    Body, Endpoint,
    decode::decode_pairs,
    raw::{CallError, DecodedCall, EncodedCall, RawRequest},
};
use crate::{decode_error::DecodeError, form::Pair};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The request of an endpoint.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    pub path: E::Path,
    pub query: E::Query,
    pub body: E::Body,
}

/// Decodes a request: first the path, then the query, then the body.
///
/// # Errors
/// Returns the first part that cannot be decoded. A body that could not be received is reported before a query that
/// cannot be decoded.
pub fn decode_call<E: Endpoint>(request: RawRequest<'_>) -> Result<DecodedCall, CallError> {
    let path = decode_path(request.path)?;
    let (query, body) = (request.query, request.body.ok_or(CallError::NoBody)?);
    let query = decode_query(query)?;
    let body = decode_body(body)?;
    let status = E::status(&query, &body);
    Ok(DecodedCall { call: Box::new(Call::<E> { path, query, body }), status })
}

// The parts of a request are decoded by functions of their own, because many endpoints have the same types of parts.

fn decode_path<P: DeserializeOwned>(path: Vec<Pair<'_>>) -> Result<P, CallError> {
    decode_pairs(path, None).map_err(CallError::Path)
}

fn decode_query<Q: DeserializeOwned>(query: &str) -> Result<Q, CallError> {
    decode_pairs(form_urlencoded::parse(query.as_bytes()).collect(), None).map_err(CallError::Query)
}

fn decode_body<B: Body>(body: &[u8]) -> Result<B, CallError> {
    B::decode(body, None).map_err(CallError::Body)
}

/// Returns the query parameters and the places in the body that the endpoint's types do not have. For a part that
/// cannot be decoded, nothing is returned.
pub fn unread_fields<E: Endpoint>(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>) {
    (unread_in_query::<E::Query>(query), unread_in_body::<E::Body>(body))
}

fn unread_in_query<Q: DeserializeOwned>(query: &[u8]) -> Vec<String> {
    let mut unread = Vec::new();
    let pairs = form_urlencoded::parse(query).collect();
    if decode_pairs::<Q>(pairs, Some(&mut unread)).is_ok() { unread } else { Vec::new() }
}

fn unread_in_body<B: Body>(body: &[u8]) -> Vec<String> {
    let mut unread = Vec::new();
    if B::decode(body, Some(&mut unread)).is_ok() { unread } else { Vec::new() }
}

/// Encodes a request.
///
/// # Errors
/// A value cannot be represented in the encoding.
pub fn encode_call<E: Endpoint>(path: &E::Path, query: &E::Query, body: &E::Body) -> Result<EncodedCall, DecodeError> {
    let parameters = serde_json::to_value(path).map_err(DecodeError::whole)?;
    let query = serde_urlencoded::to_string(query).map_err(DecodeError::whole)?;
    Ok(EncodedCall { path_and_query: path_and_query(E::INFO.path, &parameters, &query)?, body: body.encode()? })
}

/// The characters that stay unescaped in a path segment: the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Fills the parameters into a path template and appends the query.
fn path_and_query(template: &str, parameters: &Value, query: &str) -> Result<String, DecodeError> {
    let mut path = String::with_capacity(template.len() + query.len() + 64);
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let unfit = |reason: &str| DecodeError { path: name.to_owned(), reason: reason.to_owned() };
        let value = match &parameters[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(unfit("a path parameter must be one value"));
            }
        };
        // These values would address another path even when escaped, because URLs are normalized in transit.
        if matches!(value.as_str(), "" | "." | "..") {
            return Err(unfit("a path parameter must not be empty, `.` or `..`"));
        }
        path.push_str(before);
        path.extend(utf8_percent_encode(&value, SEGMENT));
        rest = after;
    }
    path.push_str(rest);
    if !query.is_empty() {
        path.push('?');
        path.push_str(query);
    }
    Ok(path)
}
