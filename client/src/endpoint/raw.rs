//! Requests and calls without the types of their endpoints.

use crate::{decode_error::DecodeError, form::Pair};
use http::StatusCode;
use std::any::Any;

/// A [`Call`](crate::endpoint::Call) without its type.
pub type AnyCall = Box<dyn Any + Send + Sync>;

/// The undecoded parts of a request.
#[derive(Debug)]
pub struct RawRequest<'r> {
    /// The parameters of the path, by the names in its template.
    pub path: Vec<Pair<'r>>,
    pub query: &'r str,
    /// The body; `None` if it could not be received.
    pub body: Option<&'r [u8]>,
}

/// A decoded request without its types.
pub struct DecodedCall {
    /// The [`Call`](crate::endpoint::Call).
    pub call: AnyCall,
    /// Status of a successful answer.
    pub status: StatusCode,
}

/// The part of a request that cannot be decoded.
#[derive(Debug)]
pub enum CallError {
    Path(DecodeError),
    Query(DecodeError),
    Body(DecodeError),
    /// The body could not be received.
    NoBody,
}

/// The encoded parts of a request.
#[derive(Debug)]
pub struct EncodedCall {
    pub path_and_query: String,
    pub body: Vec<u8>,
}
