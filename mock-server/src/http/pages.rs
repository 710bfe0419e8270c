//! Pages for people. The server answers requests to them with what its owner gives it ([`Pages`]), and carries out for them the operations
//! that clients of the API call.

#![cfg_attr(not(feature = "console"), expect(dead_code, reason = "without the console there are no pages"))]

use super::{
    App, Shell,
    auth::base_url,
    call::{self, Received},
    networking,
    operations::{BODY_MAX, Found, Operation, Run, WORLD_BODY_MAX},
};
use crate::{
    threads::blocking,
    tokens::Verified,
    world::{
        Cx,
        kernel::refusal::{ApiResult, Refusal},
        settings,
    },
};
use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, Uri, header, request::Parts};
use std::{fmt, pin::Pin, sync::Arc};
use vmc_client::endpoint::DecodedCall;

/// The path under which the pages are.
pub(super) const PAGES: &str = "/console";

/// Answers requests under [`PAGES`]. They are in no journal.
pub(crate) trait Pages: Send + Sync {
    /// Answers a request that the host guard admitted.
    fn answer<'a>(&'a self, app: &'a App, request: Request) -> Answering<'a>;
}

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

/// Returns whether a path is that of a page.
pub(super) fn is_page(path: &str) -> bool {
    path.strip_prefix(PAGES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns whether a request asks for the start of the server as a person in a browser does.
pub(super) fn is_visit_of_root(request: &Request) -> bool {
    let wants_html = |value: &http::HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    reads && request.uri().path() == "/" && request.headers().get_all(header::ACCEPT).iter().any(wants_html)
}

impl App {
    /// Gives the server its pages.
    pub(crate) fn with_pages(mut self, pages: Arc<dyn Pages>) -> Self {
        self.pages = PagesOf(Some(pages));
        self
    }

    pub(crate) fn shell(&self) -> &Arc<Shell> {
        &self.shell
    }

    /// Carries out an operation in the name of a user, as if the user had sent this request: fault rules apply, and the journal has it. The
    /// request has the host of the one that caused it.
    pub(crate) async fn act(&self, user: Arc<Verified>, mut request: Request) -> Response {
        request.extensions_mut().insert(ActingUser(user));
        self.answer_admitted(request).await
    }

    /// Returns the bytes that the operation at an address, which is read, would answer to a user. No fault rule is asked, the journal has no
    /// entry, and the clock does not move.
    ///
    /// # Errors
    /// The refusal of the operation.
    pub(crate) fn look(&self, user: &Arc<Verified>, parts: &Parts) -> ApiResult<Bytes> {
        let operation = match self.surface.operations.find(&Method::GET, parts.uri.path()) {
            Found::Nothing => networking::find(&Method::GET, &parts.uri),
            found => found,
        };
        match operation {
            Found::Operation(operation) if self.shell.worlds.is_large(user.world) => {
                blocking(|| operation.look(&self.shell, user, parts))
            }
            Found::Operation(operation) => operation.look(&self.shell, user, parts),
            Found::OtherMethods(_) | Found::Nothing => Err(Refusal::internal()),
        }
    }

    /// Reads the whole body of a request to a page, which may hold a whole world.
    ///
    /// # Errors
    /// It is too large, or does not arrive.
    pub(crate) async fn body_of(&self, parts: &Parts, body: Body, holds_world: bool) -> ApiResult<Bytes> {
        // A document in a form is longer than the document.
        let max = if holds_world { WORLD_BODY_MAX * 2 } else { BODY_MAX };
        call::receive(&parts.headers, body, max).await
    }
}

/// Returns the address of the server as the client of this request used it.
pub(crate) fn address_of(parts: &Parts) -> String {
    base_url(parts)
}

/// Returns the head of a request for another address of the same server, with the same host.
pub(crate) fn head_for(parts: &Parts, method: Method, target: &Uri) -> Parts {
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.method = method;
    head.uri = target.clone();
    if let Some(host) = parts.headers.get(header::HOST) {
        head.headers.insert(header::HOST, host.clone());
    }
    head.extensions = parts.extensions.clone();
    head
}

impl Operation {
    /// Runs an operation that reads, without a journal entry and without asking fault rules.
    fn look(&self, shell: &Shell, user: &Arc<Verified>, parts: &Parts) -> ApiResult<Bytes> {
        let body = Ok(Bytes::new());
        let received = Received::new(self.info, parts, &body);
        let DecodedCall { call, .. } = call::decode(self.info, self.decode, &received)?;
        let encode = match &self.run {
            Run::Read(run) | Run::Poll(run) => {
                let base_url = base_url(parts);
                let looked = shell.worlds.inspect_unrecorded(user.world, |world, now| {
                    let cx = Cx::new(settings(&world.settings), now, &user.caller, self.info.name, &base_url);
                    run(&world.state, &cx, &*call)
                });
                looked.result?
            }
            Run::Shell(run) => run(shell, &received, &*call).result?,
            Run::Write(_) => return Err(Refusal::internal()),
        };
        encode().map(Bytes::from).map_err(|_| Refusal::internal())
    }
}
