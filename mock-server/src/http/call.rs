//! Receives the body of a request, and decodes the request into the call of its endpoint.

use super::{
    document_call,
    encoding::{self, Coding},
    path::{self, Parameters},
    refusals,
};
use crate::world::{
    documents::table::Table,
    kernel::refusal::{ApiResult, Refusal, without_quoted},
};
use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header, request::Parts};
use http_body_util::BodyExt;
use std::error::Error;
use vmc_client::endpoint::{
    CallError, DecodeError, DecodedCall, OperationInfo, RawRequest, Service, without_byte_order_mark,
};

/// When a body is too large, the server still receives and discards this many bytes of it. A client that sends its whole body before it
/// reads then gets the answer.
const DRAIN_MAX: usize = 32 << 20;

/// The decoder of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Decoder {
    /// That of an endpoint.
    Endpoint(fn(RawRequest<'_>) -> Result<DecodedCall, CallError>),
    /// That of an operation on documents, by its place in a table.
    Document(&'static Table, usize),
}

/// A request that was received and led to an operation.
pub(super) struct Received<'r> {
    pub(super) parts: &'r Parts,
    /// The parameters of its path.
    pub(super) parameters: Parameters<'r>,
    /// Its body, or why the body could not be received.
    pub(super) body: &'r ApiResult<Bytes>,
}

impl<'r> Received<'r> {
    pub(super) fn new(info: &'static OperationInfo, parts: &'r Parts, body: &'r ApiResult<Bytes>) -> Self {
        let path = parts.uri.path();
        Self { parts, parameters: Parameters::of(info, path), body }
    }
}

/// Decodes a request with the decoder of its operation.
pub(super) fn decode(info: &OperationInfo, decoder: Decoder, received: &Received) -> ApiResult<DecodedCall> {
    let decoder = match decoder {
        Decoder::Endpoint(decoder) => decoder,
        Decoder::Document(table, place) => {
            return document_call::decode((table, place), &received.parts.uri, &received.parameters, received.body);
        }
    };
    let Received { parts, parameters, body } = received;
    let path = parameters.all()?;
    let query = parts.uri.query().unwrap_or_default();
    let request = RawRequest { path, query, body: body.as_deref().ok() };
    decoder(request).map_err(|err| match (err, body) {
        (CallError::Path(err), _) => path::malformed(&err),
        (CallError::Query(err), _) => undecodable(info, "query", &err),
        (CallError::Body(err), _) => undecodable(info, "body", &err),
        (CallError::NoBody, Err(refusal)) => refusal.clone(),
        (CallError::NoBody, Ok(_)) => Refusal::internal(),
    })
}

/// Decodes the path and the query of a request whose body is not there yet.
pub(super) fn decode_head(info: &OperationInfo, decoder: Decoder, received: &Received) -> ApiResult<()> {
    let decoder = match decoder {
        Decoder::Endpoint(decoder) => decoder,
        Decoder::Document(..) => return Ok(()),
    };
    let path = received.parameters.all()?;
    let query = received.parts.uri.query().unwrap_or_default();
    match decoder(RawRequest { path, query, body: Some(&[]) }) {
        Err(CallError::Path(err)) => Err(path::malformed(&err)),
        Err(CallError::Query(err)) => Err(undecodable(info, "query", &err)),
        Err(CallError::Body(_) | CallError::NoBody) | Ok(_) => Ok(()),
    }
}

/// Refuses a part of a request that cannot be decoded. The refusal names the place and what is expected there. It does not repeat the
/// value, which may be a secret in the wrong place.
fn undecodable(info: &OperationInfo, part: &str, err: &DecodeError) -> Refusal {
    let mut reason = in_plain_words(&without_quoted(&err.reason));
    // Every value sent to the sign-in service counts as secret, also where a flag or a number is expected.
    if info.service == Service::Csp
        && let Some((_, fault)) = reason.strip_prefix('`').and_then(|quoted| quoted.rsplit_once('`'))
    {
        reason = format!("this{fault}");
    }
    let place = if err.path.is_empty() { String::new() } else { format!("at `{}`: ", err.path) };
    Refusal::invalid(format!("The {part} cannot be read: {place}{reason}"))
}

/// Returns a decoder's reason without the names that types have in this program.
fn in_plain_words(reason: &str) -> String {
    let reason = match reason {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            return "not a whole number".to_owned();
        }
        "number too large to fit in target type" => return "the number is too large".to_owned(),
        "number too small to fit in target type" => return "the number is too small".to_owned(),
        reason => reason.replacen("invalid type: sequence", "invalid type: list", 1).replacen(
            "invalid type: map",
            "invalid type: object",
            1,
        ),
    };
    let Some((found, rest)) = reason.rsplit_once(", expected ") else { return reason };
    let (expected, place) = rest.split_at(rest.find(" at line ").unwrap_or(rest.len()));
    let expected = match expected {
        "a sequence" => "a list",
        "a map" => "an object",
        "u8" | "u16" => "a small whole number, not negative",
        "u32" | "u64" | "usize" => "a whole number, not negative",
        "i32" => "a whole number of 32 bits",
        "i64" => "a whole number of 64 bits",
        "f32" | "f64" => "a number",
        _ if expected.starts_with("struct ") => "an object",
        _ => expected,
    };
    format!("{found}, expected {expected}{place}")
}

/// Receives a request body and undoes its content codings. A byte order mark at its beginning is not part of it.
///
/// # Errors
/// The body is longer than `body_max` bytes, arrives too slowly, ends too early, or cannot be decoded.
pub(super) async fn receive(headers: &HeaderMap, mut body: Body, body_max: usize) -> ApiResult<Bytes> {
    if body.size_hint().exact() == Some(0) {
        return Ok(Bytes::new());
    }
    let codings = match admitted_by_its_head(headers, &body, body_max) {
        Ok(codings) => codings,
        Err(refusal) => {
            discard(headers, body).await;
            return Err(refusal);
        }
    };
    let mut taken = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|err| broken(&err))?;
        let Ok(data) = frame.into_data() else { continue };
        if taken.len() + data.len() > body_max {
            drain(body).await;
            return Err(refusals::body_too_large(body_max));
        }
        taken.extend_from_slice(&data);
    }
    let body = encoding::decoded(taken.freeze(), &codings, body_max)?;
    Ok(body.slice_ref(without_byte_order_mark(&body)))
}

/// Returns the codings of a body. Refuses a body whose codings or declared length cannot be accepted.
fn admitted_by_its_head(headers: &HeaderMap, body: &Body, body_max: usize) -> ApiResult<Vec<Coding>> {
    let length = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if length > body_max { Err(refusals::body_too_large(body_max)) } else { encoding::codings(headers) }
}

/// Returns whether the client sends the body only when it is told to. A refusal is then given without asking for the body.
pub(super) fn awaits_continue(headers: &HeaderMap) -> bool {
    headers.get(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// The body takes longer than the connection allows.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub(crate) struct TooSlow;

fn broken(err: &axum::Error) -> Refusal {
    if err.source().is_some_and(<dyn Error>::is::<TooSlow>) {
        return refusals::body_too_slow();
    }
    Refusal::invalid("The body ended before it was complete.")
}

/// Does without a body that the client has begun to send, or will send when it is told to.
pub(super) async fn discard(headers: &HeaderMap, body: Body) {
    if !awaits_continue(headers) {
        drain(body).await;
    }
}

/// Receives the rest of a body, up to a limit, and discards it.
async fn drain(mut body: Body) {
    let mut left = DRAIN_MAX;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.into_data().map_or(0, |data| data.len()));
        if left == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_this_program_are_not_named() {
        for (reason, clean) in [
            (
                "invalid type: integer `7`, expected struct Sddc at line 1 column 1",
                "invalid type: integer `7`, expected an object at line 1 column 1",
            ),
            ("invalid type: sequence, expected i32", "invalid type: list, expected a whole number of 32 bits"),
            ("invalid type: map, expected a sequence", "invalid type: object, expected a list"),
            ("invalid type: string, expected a string", "invalid type: string, expected a string"),
            ("invalid digit found in string", "not a whole number"),
            ("missing field `name`", "missing field `name`"),
        ] {
            assert_eq!(in_plain_words(reason), clean);
        }
    }
}
