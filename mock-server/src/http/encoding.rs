//! Content codings: decodes compressed request bodies, and compresses answers for clients that ask for it.

use super::refusals;
use crate::{threads::blocking, world::kernel::refusal::ApiResult};
use axum::{
    body::{Body, HttpBody as _},
    response::Response,
};
use bytes::Bytes;
use flate2::{Compression, Decompress, FlushDecompress, Status, bufread::MultiGzDecoder, write::GzEncoder};
use http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;
use std::io::{Read, Write};

/// The most codings that are undone one after another.
const CODINGS_MAX: usize = 3;

/// Answers of more bytes than this are compressed. A smaller answer fits into one packet as it is.
const COMPRESSED_FROM: u64 = 1024;

/// Bytes from which on compressing or decompressing takes so long that other requests must not wait for it.
const LARGE: usize = 64 << 10;

/// A coding of a request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
}

/// Returns the codings of a request body in the order in which they were applied.
///
/// # Errors
/// The server does not know a coding, or there are too many.
pub(super) fn codings(headers: &HeaderMap) -> ApiResult<Vec<Coding>> {
    let mut codings = Vec::new();
    for value in headers.get_all(header::CONTENT_ENCODING) {
        for name in String::from_utf8_lossy(value.as_bytes()).split(',').map(str::trim) {
            match name.to_ascii_lowercase().as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                _ => return Err(refusals::encoding_unknown(name)),
            }
        }
    }
    if codings.len() > CODINGS_MAX { Err(refusals::too_many_encodings(CODINGS_MAX)) } else { Ok(codings) }
}

/// Undoes the codings of a request body. Neither the body nor anything in between may be larger than `body_max` bytes.
///
/// # Errors
/// The body is not what its header says, or it is too large.
pub(super) fn decoded(body: Bytes, codings: &[Coding], body_max: usize) -> ApiResult<Bytes> {
    let decode = || {
        codings.iter().rev().try_fold(body.clone(), |body, coding| {
            let decoded = match coding {
                Coding::Gzip => gunzip(&body, body_max),
                Coding::Deflate => inflate(&body, body_max),
            };
            let decoded = decoded.ok_or_else(|| refusals::encoding_broken(coding.name()))?;
            if decoded.len() > body_max { Err(refusals::body_too_large(body_max)) } else { Ok(decoded.into()) }
        })
    };
    match codings {
        [] => Ok(body),
        // A small body may grow to `body_max`.
        _ if body.len() > LARGE / 64 => blocking(decode),
        _ => decode(),
    }
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }
}

/// Returns the content of gzip data, or a little more than `max` bytes of it.
fn gunzip(body: &[u8], max: usize) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    MultiGzDecoder::new(body).take(max as u64 + 1).read_to_end(&mut decoded).ok()?;
    Some(decoded)
}

/// Returns the content of `deflate` data, or a little more than `max` bytes of it. Some clients leave away the zlib header that RFC 9110
/// requires, so data without it is read too.
fn inflate(body: &[u8], max: usize) -> Option<Vec<u8>> {
    let has_header =
        body.len() >= 2 && body[0] & 0x0f == 8 && u16::from_be_bytes([body[0], body[1]]).is_multiple_of(31);
    let mut inflater = Decompress::new(has_header);
    let mut decoded = Vec::with_capacity(body.len().saturating_mul(4).clamp(1024, max + 1));
    loop {
        let read = usize::try_from(inflater.total_in()).ok()?;
        let before = (read, decoded.len());
        let status = inflater.decompress_vec(body.get(read..)?, &mut decoded, FlushDecompress::None).ok()?;
        let read = usize::try_from(inflater.total_in()).ok()?;
        if decoded.len() > max {
            return Some(decoded);
        }
        if status == Status::StreamEnd {
            return (read == body.len()).then_some(decoded);
        }
        if decoded.len() == decoded.capacity() {
            decoded.reserve(decoded.len().min(max + 1 - decoded.len()));
        } else if (read, decoded.len()) == before {
            // The data ends before the stream does.
            return None;
        }
    }
}

/// Returns whether a client wants answers compressed with gzip, and rather so than plain. (RFC 9110, section 12.5.3)
pub(super) fn wants_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut any, mut plain) = (None, None, None);
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for item in value.to_str().unwrap_or_default().split(',') {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight(parameters);
            match name.trim().to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => gzip = weight.max(gzip),
                "*" => any = weight,
                "identity" => plain = weight,
                _ => {}
            }
        }
    }
    gzip.or(any).is_some_and(|gzip| gzip > 0 && plain.is_none_or(|plain| gzip >= plain))
}

/// Reads a weight, in thousandths. `None` stands for a weight that cannot be read.
fn weight(parameters: &str) -> Option<u16> {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return Some(1000);
    }
    let (name, value) = parameters.split_once('=')?;
    let value = value.trim().parse::<f32>().ok().filter(|value| (0.0..=1.0).contains(value));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value lies between 0 and 1")]
    let thousandths = value.map(|value| (value * 1000.0) as u16);
    thousandths.filter(|_| name.trim().eq_ignore_ascii_case("q"))
}

/// Compresses a large answer if the client asked for it. The header `Vary` tells caches that the answer has two forms.
pub(super) async fn compressed(response: Response, wanted: bool) -> Response {
    let length = response.body().size_hint().exact().unwrap_or_default();
    if length <= COMPRESSED_FROM || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    head.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !wanted {
        return Response::from_parts(head, body);
    }
    // The bodies of this server's answers are in memory, and reading them cannot fail.
    let plain = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let compress = || gzipped(&plain);
    let gzip = if plain.len() > LARGE { blocking(compress) } else { compress() };
    let body = match gzip {
        Ok(gzip) => {
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            head.headers.remove(header::CONTENT_LENGTH);
            gzip.into()
        }
        Err(_) => plain,
    };
    Response::from_parts(head, Body::from(body))
}

fn gzipped(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let text = "a body ".repeat(10_000);
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
        raw.write_all(text.as_bytes()).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(text.as_bytes()).unwrap();
        let (raw, zlib, gzip) = (raw.finish().unwrap(), zlib.finish().unwrap(), gzipped(text.as_bytes()).unwrap());
        let twice = gzipped(&zlib).unwrap();
        let both: &[_] = &[Coding::Deflate, Coding::Gzip];
        for (body, codings) in
            [(&raw, &both[..1]), (&zlib, &both[..1]), (&gzip, &both[1..]), (&twice, both), (&text.clone().into(), &[])]
        {
            let body = Bytes::copy_from_slice(body);
            assert_eq!(decoded(body.clone(), codings, text.len()).unwrap(), text);
            if codings.is_empty() {
                continue;
            }
            assert_eq!(decoded(body.clone(), codings, text.len() - 1).unwrap_err().status, 413);
            for broken in [body.slice(..body.len() - 1), [&body[..], b"x"].concat().into(), Bytes::from_static(b"x")] {
                assert_eq!(decoded(broken, codings, text.len()).unwrap_err().status, 400);
            }
        }
    }

    #[test]
    fn a_client_says_what_it_wants() {
        for (value, wanted) in [
            ("gzip", true),
            ("deflate, GZIP;q=0.5", true),
            ("x-gzip", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000, *", false),
            ("*;q=0", false),
            ("br, zstd", false),
            ("identity, gzip;q=0.5", false),
            ("identity;q=0, gzip;q=0.5", true),
            ("gzip;q=pizza", false),
            ("", false),
        ] {
            assert_eq!(wants_gzip(&headers(header::ACCEPT_ENCODING, value)), wanted, "{value}");
        }
        assert!(!wants_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_not_known_is_named() {
        let codings = |value: &str| codings(&headers(header::CONTENT_ENCODING, value));
        assert_eq!(codings("deflate, X-Gzip, identity").unwrap(), [Coding::Deflate, Coding::Gzip]);
        for (value, named) in [("br", "`br`"), ("gzip, zstd", "`zstd`"), ("gzip,gzip,gzip,gzip", "3"), ("a b", "`a b`")]
        {
            let refusal = codings(value).unwrap_err();
            assert!(refusal.status == 415 && refusal.to_string().contains(named), "{value}: {refusal}");
        }
    }
}
