//! Carries out operations for pages.

#![cfg_attr(not(feature = "console"), expect(dead_code, reason = "without the console there are no pages"))]

use super::{
    App, Shell,
    auth::base_url,
    call::{self, Received},
    networking,
    operations::{BODY_MAX, Found, Operation, Run, WORLD_BODY_MAX},
    pages::{ActingUser, Answering, Api, Pages, PagesOf, Receiving},
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
use axum::{body::Body, extract::Request};
use bytes::Bytes;
use http::{Method, Uri, header, request::Parts};
use std::sync::Arc;
use vmc_client::endpoint::DecodedCall;

impl App {
    /// Gives the server its pages.
    pub(crate) fn with_pages(mut self, pages: Arc<dyn Pages>) -> Self {
        self.pages = PagesOf(Some(pages));
        self
    }
}

impl Api for App {
    fn shell(&self) -> &Arc<Shell> {
        &self.shell
    }

    fn act(&self, user: Arc<Verified>, mut request: Request) -> Answering<'_> {
        request.extensions_mut().insert(ActingUser(user));
        Box::pin(self.answer_admitted(request))
    }

    fn look(&self, user: &Arc<Verified>, parts: &Parts) -> ApiResult<Bytes> {
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

    fn body_of<'a>(&'a self, parts: &'a Parts, body: Body, holds_world: bool) -> Receiving<'a> {
        // A document in a form is longer than the document.
        let max = if holds_world { WORLD_BODY_MAX * 2 } else { BODY_MAX };
        Box::pin(call::receive(&parts.headers, body, max))
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
