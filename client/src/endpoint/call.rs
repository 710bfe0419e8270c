//! Calls: the typed requests of endpoints, and how they are decoded and encoded.

use super::{
    Body, Endpoint,
    decode::decode_pairs,
    raw::{CallError, DecodedCall, EncodedCall, RawRequest},
};
use crate::decode_error::DecodeError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
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
    let RawRequest { path, query, body } = request;
    let path = decode_pairs(path, None).map_err(CallError::Path)?;
    let body = body.ok_or(CallError::NoBody)?;
    let query = form_urlencoded::parse(query.as_bytes()).collect();
    let query = decode_pairs(query, None).map_err(CallError::Query)?;
    let body = E::Body::decode(body, None).map_err(CallError::Body)?;
    let status = E::status(&query, &body);
    Ok(DecodedCall { call: Box::new(Call::<E> { path, query, body }), status })
}

/// Returns the query parameters and the places in the body that the endpoint's types do not have. For a part that
/// cannot be decoded, nothing is returned.
pub fn unread_fields<E: Endpoint>(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>) {
    let (mut in_query, mut in_body) = (Vec::new(), Vec::new());
    let pairs = form_urlencoded::parse(query).collect();
    if decode_pairs::<E::Query>(pairs, Some(&mut in_query)).is_err() {
        in_query.clear();
    }
    if E::Body::decode(body, Some(&mut in_body)).is_err() {
        in_body.clear();
    }
    (in_query, in_body)
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
