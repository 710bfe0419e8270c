//! Reads a request into a call.

use crate::world::{Call, error::ApiError};
use axum::{
    body::{Body, HttpBody},
    extract::{FromRequestParts, Path, Request, path::ErrorKind, rejection::PathRejection},
};
use bytes::{Bytes, BytesMut};
use http::request::Parts;
use http_body_util::BodyExt;
use vmc_client::endpoint::{self, DecodeError, Endpoint, decode_pairs};

/// The largest body that is read, in bytes. The largest real request is a few kilobytes.
pub(super) const BODY_MAX: usize = 1 << 20;

/// How much of a body that is too large is still taken in and thrown away, so that a client that sends before it reads gets its answer.
const DRAIN_MAX: usize = 32 << 20;

/// A request as a call, or why it is none. With `needs_token`, a request without a token is refused for that before anything else is
/// looked at.
pub(super) async fn read<E: Endpoint>(
    request: Request,
    needs_token: bool,
) -> Result<(Parts, Call<E>), Box<(Parts, ApiError)>> {
    let (mut parts, body) = request.into_parts();
    let bytes = match take(body).await {
        Ok(bytes) => bytes,
        Err(error) => return Err(Box::new((parts, error))),
    };
    if needs_token && super::auth::token(&parts.headers).is_none() {
        return Err(Box::new((parts, ApiError::TokenMissing)));
    }
    match decode::<E>(&mut parts, &bytes).await {
        Ok(call) => Ok((parts, call)),
        Err(error) => Err(Box::new((parts, error))),
    }
}

async fn decode<E: Endpoint>(parts: &mut Parts, body: &[u8]) -> Result<Call<E>, ApiError> {
    let Path(path) = Path::<E::Path>::from_request_parts(parts, &()).await.map_err(|err| unreadable_path(&err))?;
    let query =
        decode_pairs(parts.uri.query().unwrap_or_default().as_bytes()).map_err(|err| unreadable("query", &err))?;
    let body = <E::Body as endpoint::Body>::decode(body).map_err(|err| unreadable("body", &err))?;
    Ok(Call { path, query, body })
}

/// Why a part of the request cannot be read: the place and what is expected there. What stood there is not repeated, for it may be a
/// secret in the wrong place.
fn unreadable(part: &str, err: &DecodeError) -> ApiError {
    let reason = without_text(&err.reason);
    let place = if err.path.is_empty() { String::new() } else { format!("at `{}`: ", err.path) };
    ApiError::invalid(format!("The {part} cannot be read: {place}{reason}"))
}

fn unreadable_path(rejection: &PathRejection) -> ApiError {
    let name = match rejection {
        PathRejection::FailedToDeserializePathParams(err) => match err.kind() {
            ErrorKind::ParseErrorAtKey { key, .. }
            | ErrorKind::DeserializeError { key, .. }
            | ErrorKind::InvalidUtf8InPathParam { key } => Some(key.as_str()),
            _ => None,
        },
        _ => None,
    };
    let place = name.map(|name| format!(" at `{name}`")).unwrap_or_default();
    ApiError::invalid(format!("The path cannot be read{place}: the identifier has the wrong form."))
}

/// A decoder's reason without the text that it quotes.
fn without_text(reason: &str) -> String {
    let mut clean = String::with_capacity(reason.len());
    let mut rest = reason;
    while let Some((before, quoted)) = rest.split_once("string \"") {
        clean.push_str(before);
        clean.push_str("string");
        // What is quoted may hold quotes; it ends where the expectation begins.
        rest = quoted.rfind("\", expected").map_or("", |end| &quoted[end + 1..]);
    }
    clean.push_str(rest);
    clean
}

/// The whole body, if it is not too large.
async fn take(mut body: Body) -> Result<Bytes, ApiError> {
    if body.size_hint().exact() == Some(0) {
        return Ok(Bytes::new());
    }
    let mut taken = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::invalid("The body ended before it was complete."))?;
        let Ok(data) = frame.into_data() else { continue };
        if taken.len() + data.len() > BODY_MAX {
            drain(body).await;
            return Err(ApiError::BodyTooLarge { limit: BODY_MAX });
        }
        taken.extend_from_slice(&data);
    }
    Ok(taken.freeze())
}

/// Takes in what is left of a body, up to a limit, and throws it away.
pub(super) async fn drain(mut body: Body) {
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
    fn what_a_decoder_quotes_is_left_out() {
        for (reason, clean) in [
            (r#"invalid type: string "se\"cret", expected u32"#, "invalid type: string, expected u32"),
            (r#"invalid value: string "a", expected b", expected a UUID"#, "invalid value: string, expected a UUID"),
            ("missing field `name`", "missing field `name`"),
            ("invalid type: integer `7`, expected a string", "invalid type: integer `7`, expected a string"),
        ] {
            assert_eq!(without_text(reason), clean);
        }
    }
}
