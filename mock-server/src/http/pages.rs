//! Pages for people. The server answers requests to them with what its owner gives it ([`Pages`]), and carries out for them the operations
//! that clients of the API call.

#![cfg_attr(not(feature = "console"), expect(dead_code, reason = "without the console there are no pages"))]

use super::Shell;
use crate::{tokens::Verified, world::kernel::refusal::ApiResult};
use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::request::Parts;
use std::{fmt, pin::Pin, sync::Arc};

/// Answers requests to pages for people. They are in no journal.
pub(crate) trait Pages: Send + Sync {
    /// Answers a request that the host guard admitted.
    fn answer(&self, api: Arc<dyn Api>, request: Request) -> Answering<'_>;
}

/// The operations of the API, as pages use them.
pub(crate) trait Api: Send + Sync {
    fn shell(&self) -> &Arc<Shell>;

    /// Carries out an operation in the name of a user, as if the user had sent this request: fault rules apply, and the journal has it.
    fn act(&self, user: Arc<Verified>, request: Request) -> Answering<'_>;

    /// Returns the bytes that the operation at an address, which is read, would answer to a user. No fault rule is asked, the journal has no
    /// entry, and the clock does not move.
    ///
    /// # Errors
    /// The refusal of the operation.
    fn look(&self, user: &Arc<Verified>, parts: &Parts) -> ApiResult<Bytes>;

    /// Reads the whole body of a request to a page, which may hold a whole world.
    fn body_of<'a>(&'a self, parts: &'a Parts, body: Body, holds_world: bool) -> Receiving<'a>;
}

/// A body that is being received, or why it cannot be.
pub(crate) type Receiving<'a> = Pin<Box<dyn Future<Output = ApiResult<Bytes>> + Send + 'a>>;

/// A response that is being made.
pub(crate) type Answering<'a> = Pin<Box<dyn Future<Output = Response> + Send + 'a>>;

/// The pages of a server, if it has any.
#[derive(Clone, Default)]
pub(super) struct PagesOf(pub(super) Option<Arc<dyn Pages>>);

impl fmt::Debug for PagesOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PagesOf").field(&self.0.is_some()).finish()
    }
}

/// A user in whose name a page carries out an operation. It is an extension of the request, and clients cannot set it.
#[derive(Debug, Clone)]
pub(super) struct ActingUser(pub(super) Arc<Verified>);
