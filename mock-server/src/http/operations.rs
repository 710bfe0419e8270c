//! The operations that are routed: finding the one that a request is for, and its way from there to the answer.
//!
//! What is said here is said once for all operations, whatever their types: of those, [`routes`](super::routes) leaves a function behind.

use super::{Shell, auth, call, error, faults, journal};
use crate::{
    journal::Unread,
    world::{
        Cx, World,
        kernel::refusal::{ApiResult, Refusal},
        state::identity::roles::Right,
    },
    worlds::Outcome,
};
use axum::{extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, StatusCode, request::Parts};
use std::{
    any::Any,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
};
use vmc_client::{
    endpoint::{DecodeError, ReadCall},
    wire::{OrgId, TaskId},
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
    /// Whether its answer has a body, which is JSON.
    pub(super) has_body: bool,
    /// What finds out which parts of a request nobody looks at.
    pub(super) unread: Unread,
    /// What reads a request.
    pub(super) read: call::Read,
    /// The organization in a path.
    pub(super) org: call::OrgOf,
    /// Does it.
    pub(super) run: Run,
}

/// How an operation is done: for whom, and what is left of its types. It is handed a call of its endpoint.
pub(super) enum Run {
    /// It looks at a world.
    Look(Right, Box<Look>),
    /// It looks at a task, which may move the clock.
    Poll(fn(&dyn Any) -> TaskId, Box<Look>),
    /// It changes a world.
    Change(Right, Box<Change>),
    /// It is the server's own.
    Plain(Box<Plain>),
}

type Look = dyn Fn(&World, &Cx, &dyn Any) -> ApiResult<Given> + Send + Sync;
type Change = dyn Fn(&mut World, &Cx, &dyn Any) -> ApiResult<Given> + Send + Sync;
type Plain = dyn Fn(&Shell, &Parts, &dyn Any) -> Outcome<Given> + Send + Sync;

/// What an operation gives: an answer that is still to be written.
pub(super) struct Given(pub(super) Box<dyn FnOnce() -> Result<Vec<u8>, DecodeError>>);

impl Given {
    fn write(self) -> ApiResult<Bytes> {
        // What it was written into has room for a large answer, and the journal keeps this one.
        (self.0)().map(|text| Bytes::copy_from_slice(&text)).map_err(|_| Refusal::internal())
    }
}

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
        match catch_unwind(AssertUnwindSafe(|| self.run(shell, parts, body))) {
            Ok(done) => (done, false),
            Err(_) => {
                tracing::error!(operation = self.name, "an operation panicked; this is a bug in vmcsim");
                (Done::refused(Outcome::refused(Refusal::internal()), true), true)
            }
        }
    }

    fn run(&self, shell: &Shell, parts: &Parts, body: &ApiResult<Bytes>) -> Done {
        match call::read((self.path, self.read, self.org), parts, body) {
            Ok((org, ReadCall { call, status })) => Done {
                outcome: self.outcome(shell, parts, org, &*call).and_then(Given::write),
                status: Some(status),
                has_body: self.has_body,
                read: true,
            },
            Err(call::Unreadable { org, error }) => Done::refused(self.unreadable(shell, parts, org, error), false),
        }
    }

    fn outcome(&self, shell: &Shell, parts: &Parts, org: Option<OrgId>, call: &dyn Any) -> Outcome<Given> {
        let (needs, run) = match &self.run {
            Run::Plain(run) => return run(shell, parts, call),
            Run::Look(needs, _) | Run::Change(needs, _) => (*needs, &self.run),
            Run::Poll(..) => (Right::Read, &self.run),
        };
        auth::with_caller(shell, parts, self.name, org, needs, |visit| match run {
            Run::Look(_, look) => shell.worlds.read(visit, |world, cx| look(world, cx, call)),
            Run::Poll(task, look) => shell.worlds.poll(visit, task(call), |world, cx| look(world, cx, call)),
            Run::Change(_, change) => shell.worlds.write(visit, |world, cx| change(world, cx, call)),
            Run::Plain(run) => run(shell, parts, call),
        })
    }

    /// What comes of a request that could not be read. Whether the caller may come in at all is said first: who signs in again when told so
    /// must be told so, whatever else is wrong, and nobody else learns what the operation expects.
    fn unreadable(&self, shell: &Shell, parts: &Parts, org: Option<OrgId>, error: Refusal) -> Outcome<Bytes> {
        let needs = match &self.run {
            Run::Plain(_) => return Outcome::refused(error),
            Run::Look(needs, _) | Run::Change(needs, _) => *needs,
            Run::Poll(..) => Right::Read,
        };
        auth::with_caller(shell, parts, self.name, org, needs, |visit| shell.worlds.read(visit, |_, _| Err(error)))
    }
}
