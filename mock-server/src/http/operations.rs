//! The operations that are routed: finding the one that a request is for, and its way from there to the answer.
//!
//! What is said here is said once for all operations, whatever their types: of those, [`routes`](super::routes) leaves a function behind.

use super::{Shell, call, error, faults, journal};
use crate::{
    journal::Unread,
    world::error::{ApiError, ApiResult},
    worlds::Outcome,
};
use axum::{extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, StatusCode, request::Parts};
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// An operation without its types.
pub(super) struct Operation {
    /// Its name in the endpoint table.
    pub(super) name: &'static str,
    pub(super) method: Method,
    /// Its path, with names in braces where it varies.
    pub(super) path: &'static str,
    /// The largest body that is read, in bytes.
    pub(super) body_max: usize,
    /// What finds out which parts of a request nobody looks at.
    pub(super) unread: Unread,
    /// Does it, given the head of the request and its body, or why there is none.
    pub(super) run: Run,
}

/// How an operation is done.
pub(super) type Run = Box<dyn Fn(&Shell, &Parts, &ApiResult<Bytes>) -> Done + Send + Sync>;

/// What an operation made of a request.
pub(super) struct Done {
    /// The answer as it was written, or a refusal.
    pub(super) outcome: Outcome<Bytes>,
    /// Status of the answer, unless it is a refusal.
    pub(super) status: Option<StatusCode>,
    /// Whether the answer has a body, which is JSON.
    pub(super) has_body: bool,
    /// Whether the request could be read.
    pub(super) read: bool,
}

impl Done {
    /// A refusal, of a request that could be read or not.
    pub(super) fn refused(outcome: Outcome<Bytes>, read: bool) -> Self {
        Self { outcome, status: None, has_body: true, read }
    }
}

/// All operations, by their paths.
#[derive(Default)]
pub(super) struct Operations {
    paths: matchit::Router<usize>,
    /// Those of each path.
    at: Vec<Vec<Operation>>,
    places: HashMap<&'static str, usize>,
}

/// What a request is for.
pub(super) enum Found<'o> {
    Operation(&'o Operation),
    /// The path has operations, with these methods.
    OtherMethods(String),
    Nothing,
}

impl Operations {
    /// Adds one.
    ///
    /// # Panics
    /// Where its path cannot be told from another's: the table is wrong.
    pub(super) fn add(&mut self, operation: Operation) {
        let path = operation.path;
        let place = *self.places.entry(path).or_insert(self.at.len());
        if place == self.at.len() {
            if let Err(err) = self.paths.insert(path, place) {
                panic!("{path} cannot be routed: {err}");
            }
            self.at.push(Vec::new());
        }
        self.at[place].push(operation);
    }

    /// The operation that a request is for. What can be got can be asked for its head.
    pub(super) fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Ok(place) = self.paths.at(path) else { return Found::Nothing };
        let operations = &self.at[*place.value];
        let method = if method == Method::HEAD { &Method::GET } else { method };
        match operations.iter().find(|operation| operation.method == *method) {
            Some(operation) => Found::Operation(operation),
            None => Found::OtherMethods(methods(operations.iter().map(|operation| &operation.method))),
        }
    }
}

/// Methods as the header `Allow` lists them.
pub(super) fn methods<'m>(methods: impl Iterator<Item = &'m Method>) -> String {
    let names = methods.map(|method| if method == Method::GET { "GET,HEAD" } else { method.as_str() });
    names.collect::<Vec<_>>().join(",")
}

impl Operation {
    /// Answers a request for it.
    pub(super) async fn answer(&self, shell: &Shell, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = call::take(body, self.body_max).await;
        let (Done { outcome, status, has_body, read }, panicked) = self.done(shell, &parts, &body);
        let mut outcome = outcome.saved().await;
        let sent = body.unwrap_or_default();
        let mut passage = journal::Passage::of(self, &parts, &sent, &mut outcome);
        passage.unread = read.then_some(self.unread);
        passage.panicked = panicked;
        let status = status.unwrap_or_default();
        let response = match &outcome.result {
            Ok(bytes) if has_body => error::dated(error::json(status, bytes.clone()), outcome.now),
            Ok(_) => error::dated(error::empty(status), outcome.now),
            Err(_) => error::refuse(parts.uri.path(), &outcome),
        };
        tracing::debug!(operation = self.name, status = response.status().as_u16(), read, "answered");
        let response = passage.note(shell, response, outcome.result.ok());
        faults::struck(response, outcome.struck).await
    }

    /// Does it. A bug is an answer too, and the server lives on. Says whether there was one.
    fn done(&self, shell: &Shell, parts: &Parts, body: &ApiResult<Bytes>) -> (Done, bool) {
        match catch_unwind(AssertUnwindSafe(|| (self.run)(shell, parts, body))) {
            Ok(done) => (done, false),
            Err(_) => {
                tracing::error!(operation = self.name, "an operation panicked; this is a bug in vmcsim");
                (Done::refused(Outcome::refused(ApiError::Internal), true), true)
            }
        }
    }
}
