//! The routed operations as values: how the server finds the operation for a request, runs it, and makes the answer.

use super::{
    Shell,
    admission::with_caller,
    answers::{Answer, AnswerCache, AnswerKey},
    call::{self, Decoder, Received},
    effort::{self, Effort},
    error, faults, journal,
    path::split_verb,
};
use crate::{
    journal::Unread,
    world::{
        Cx, WorldState,
        context::Holds,
        export,
        kernel::{
            faults::Struck,
            refusal::{ApiResult, Refusal},
        },
    },
    worlds::{CallerRequest, Outcome, Version},
};
use axum::{extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, StatusCode, request::Parts};
use std::{
    any::Any,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};
use tokio::runtime::Handle;
use vmc_client::endpoint::{Access, DecodeError, DecodedCall, OperationInfo, Right};

/// The largest request body that the server reads, in bytes. The largest real request is a few kilobytes.
pub(super) const BODY_MAX: usize = 1 << 20;

/// The largest request body, in bytes, for operations whose body may hold a whole world: the largest document plus room for the JSON around
/// it.
pub(super) const WORLD_BODY_MAX: usize = export::EXPORT_MAX + BODY_MAX;

/// An operation that the server answers, without the types of its endpoint.
pub(super) struct Operation {
    pub(super) info: &'static OperationInfo,
    pub(super) method: Method,
    /// The largest body that is read, in bytes.
    pub(super) body_max: usize,
    pub(super) decode: Decoder,
    /// Finds the request fields that the types do not have.
    pub(super) unread: Unread,
    pub(super) run: Run,
}

/// The function that carries out an operation. It receives the [`Call`](crate::world::Call) of its endpoint.
pub(super) enum Run {
    /// Reads a world. The answer may be cached.
    Read(Box<Read>),
    /// Reads a task. If the world's clock is set to jump, the clock first moves to the end of the task.
    Poll(Box<Read>),
    /// Changes a world.
    Write(Box<Write>),
    /// Belongs to the server and not to one world.
    Shell(Box<ShellRun>),
}

type Read = dyn Fn(&WorldState, &Cx, &dyn Any) -> ApiResult<Encode> + Send + Sync;
type Write = dyn Fn(&mut WorldState, &Cx, &dyn Any) -> ApiResult<Encode> + Send + Sync;
type ShellRun = dyn Fn(&Shell, &Received, &dyn Any) -> Outcome<Encode> + Send + Sync;

/// Encodes what an operation returned. It is called after the world's lock is released.
pub(super) type Encode = Box<dyn FnOnce() -> Result<Vec<u8>, DecodeError>>;

/// The outcome of a request to an operation.
pub(super) struct Done {
    /// The encoded answer, or a refusal.
    pub(super) outcome: Outcome<Bytes>,
    /// Status of the answer. It has no meaning for a refusal.
    pub(super) status: StatusCode,
    /// Is `true` if the request could be decoded.
    pub(super) decoded: bool,
}

/// A request whose operation has run.
struct Ran {
    info: &'static OperationInfo,
    unread: Unread,
    parts: Parts,
    /// The body of the request, or why it could not be received.
    body: ApiResult<Bytes>,
    done: Done,
    /// The operation panicked, which is a bug.
    panicked: bool,
}

impl Ran {
    /// Waits until changes are on disk, writes the journal entry and makes the response. Also returns the fault that strikes the request.
    async fn finish(self, shell: &Shell) -> (Response, Option<Struck>) {
        let Self { info, unread, parts, body, done: Done { outcome, status, decoded }, panicked } = self;
        let mut outcome = outcome.saved().await;
        let mut pending = journal::PendingEntry::of(info, unread, (&parts, &body), &mut outcome);
        pending.unread = decoded.then_some(unread);
        pending.panicked = panicked;
        let response = match &outcome.result {
            Ok(bytes) if info.reply_media_type.is_some() => {
                error::dated(error::json(status, bytes.clone()), outcome.now)
            }
            Ok(_) => error::dated(error::empty(status), outcome.now),
            Err(_) => error::refuse(info.service, parts.uri.path(), &outcome),
        };
        let response = pending.note(shell, response, outcome.result.ok());
        (response, outcome.struck)
    }
}

impl Done {
    fn refused(refusal: Refusal, decoded: bool) -> Self {
        Self { outcome: Outcome::refused(refusal), status: StatusCode::OK, decoded }
    }
}

/// All operations, by their paths.
#[derive(Default)]
pub(super) struct Operations {
    /// The numbers of the templates without verbs. The router cannot tell a verb from the parameter before it.
    paths: matchit::Router<usize>,
    /// Where the operations of each template are in `by_path`, by the verb at its end, which is mostly empty.
    verbs: Vec<Vec<(&'static str, usize)>>,
    by_path: Vec<Vec<Operation>>,
    places: HashMap<&'static str, usize>,
    templates: HashMap<&'static str, usize>,
}

/// The operation that a method and a path lead to.
pub(super) enum Found<'o> {
    Operation(&'o Operation),
    /// The path has operations, but with these methods only.
    OtherMethods(String),
    Nothing,
}

impl Operations {
    /// Adds an operation.
    ///
    /// # Panics
    /// The table is wrong: two operations have paths that cannot be distinguished.
    pub(super) fn add(&mut self, operation: Operation) {
        let path = operation.info.path;
        let place = *self.places.entry(path).or_insert(self.by_path.len());
        if place == self.by_path.len() {
            let (before, verb) = split_verb(path);
            let template = *self.templates.entry(before).or_insert(self.verbs.len());
            if template == self.verbs.len() {
                if let Err(err) = self.paths.insert(before, template) {
                    panic!("{path} cannot be routed: {err}");
                }
                self.verbs.push(Vec::new());
            }
            self.verbs[template].push((verb, place));
            self.by_path.push(Vec::new());
        }
        self.by_path[place].push(operation);
    }

    /// Finds the operation for a request. HEAD finds the operation of GET.
    pub(super) fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Some(place) = self.place(path) else { return Found::Nothing };
        let operations = &self.by_path[place];
        let method = if method == Method::HEAD { &Method::GET } else { method };
        match operations.iter().find(|operation| operation.method == *method) {
            Some(operation) => Found::Operation(operation),
            None => Found::OtherMethods(methods(operations.iter().map(|operation| &operation.method))),
        }
    }

    /// Returns where the operations of a path are. A text with a colon that is no verb belongs to the parameter.
    fn place(&self, path: &str) -> Option<usize> {
        let with_verb = |path: &str, verb: &str| {
            let verbs = &self.verbs[*self.paths.at(path).ok()?.value];
            verbs.iter().find(|(known, _)| *known == verb).map(|(_, place)| *place)
        };
        let (before, verb) = split_verb(path);
        with_verb(before, verb).or_else(|| with_verb(path, ""))
    }

    /// Returns the path of an operation that a client may have meant by a path that has none: with the prefix that was left out, without one
    /// that is there twice, or in small letters.
    pub(super) fn meant(&self, path: &str) -> Option<String> {
        let (asked, lower) = (path, path.to_ascii_lowercase());
        let begins = |segment: &str| PREFIXES.iter().any(|prefix| prefix.split('/').any(|part| part == segment));
        [path, &lower].into_iter().find_map(|path| {
            let segments = path.split('/').skip_while(|segment| begins(&segment.to_ascii_lowercase()));
            let rest = segments.collect::<Vec<_>>().join("/");
            let candidates = PREFIXES.iter().map(|prefix| format!("{prefix}/{rest}"));
            candidates.chain([path.to_owned()]).find(|meant| *meant != asked && self.place(meant).is_some())
        })
    }
}

/// The prefixes of the paths of VMC, of the sign-in service and of the control.
const PREFIXES: [&str; 3] = ["/vmc/api", "/csp/gateway/am/api", "/_vmcsim"];

/// Returns the methods in the form of the `Allow` header.
pub(super) fn methods<'m>(methods: impl Iterator<Item = &'m Method>) -> String {
    let names = methods.map(|method| if method == Method::GET { "GET,HEAD" } else { method.as_str() });
    names.collect::<Vec<_>>().join(",")
}

impl Operation {
    /// Runs this operation for a request and returns the response.
    pub(super) async fn answer(&self, shell: &Arc<Shell>, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = match self.refused_by_its_head(shell, &parts) {
            // The body is not asked for. The refusal is made where all others are.
            Some(refusal) => Err(refusal),
            None => call::receive(&parts.headers, body, self.body_max).await,
        };
        let received = Received::new(self.info, &parts, &body);
        let waiting = journal::WaitingRequest::new(shell, self.info, self.unread, &received);
        let (done, panicked) = self.run_in_turn(shell, &received).await;
        waiting.end();
        let Self { info, unread, .. } = *self;
        let is_unsaved = done.outcome.unsaved.is_some();
        let ran = Ran { info, unread, parts, body, done, panicked };
        let (response, struck) = match Handle::try_current().ok().filter(|_| is_unsaved) {
            None => ran.finish(shell).await,
            // The change is made and is being saved. Its entry is written also if the client leaves meanwhile.
            Some(runtime) => {
                let shell = shell.clone();
                let finished = runtime.spawn(async move { ran.finish(&shell).await }).await;
                let ended = || Outcome::<()>::refused(Refusal::internal());
                finished.unwrap_or_else(|_| (error::refuse(info.service, info.path, &ended()), None))
            }
        };
        faults::struck(response, struck).await
    }

    /// Refuses a request whose client waits for permission to send its body, if the body cannot change the refusal: the path or the query
    /// cannot be read, or the caller is not admitted.
    fn refused_by_its_head(&self, shell: &Shell, parts: &Parts) -> Option<Refusal> {
        if !call::awaits_continue(&parts.headers) {
            return None;
        }
        let no_body = Ok(Bytes::new());
        let received = Received::new(self.info, parts, &no_body);
        let admitted = match self.info.access {
            Access::Needs(right) => {
                with_caller(shell, &received, self.info, right, |request| {
                    Outcome::without_world(shell.worlds.admits(request))
                })
                .result
            }
            _ => Ok(()),
        };
        admitted.and_then(|()| call::decode_head(self.info, self.decode, &received)).err()
    }

    /// Runs the operation; where it takes long, it waits for its turn first.
    async fn run_in_turn(&self, shell: &Shell, received: &Received<'_>) -> (Done, bool) {
        let of_shell = matches!(self.run, Run::Shell(_));
        if !effort::is_long(shell, self.info, of_shell, received) {
            let (done, panicked) = self.run_caught(shell, received, Effort::Little);
            if !done.outcome.deferred {
                return (done, panicked);
            }
        }
        shell.long.run(|| self.run_caught(shell, received, Effort::Any)).await
    }

    /// Runs the operation. A panic is a bug and is answered with 500; the second value says whether there was one.
    fn run_caught(&self, shell: &Shell, received: &Received, effort: Effort) -> (Done, bool) {
        match catch_unwind(AssertUnwindSafe(|| self.run(shell, received, effort))) {
            Ok(done) => (done, false),
            Err(_) => {
                tracing::error!(operation = self.info.name, "an operation panicked; this is a bug in vmcsim");
                (Done::refused(Refusal::internal(), true), true)
            }
        }
    }

    fn run(&self, shell: &Shell, received: &Received, effort: Effort) -> Done {
        match (&self.run, self.info.access) {
            (Run::Shell(run), _) => self.run_shell(run, shell, received),
            (Run::Write(run), Access::Needs(right)) => self.run_write(run, right, shell, received),
            (Run::Read(run) | Run::Poll(run), Access::Needs(right)) => {
                self.run_read((run, effort), right, shell, received)
            }
            // An operation on a world has a right in the table; a test of the routes holds this.
            (Run::Read(_) | Run::Poll(_) | Run::Write(_), _) => Done::refused(Refusal::internal(), true),
        }
    }

    fn run_shell(&self, run: &ShellRun, shell: &Shell, received: &Received) -> Done {
        match call::decode(self.info, self.decode, received) {
            Ok(DecodedCall { call, status }) => {
                Done { outcome: run(shell, received, &*call).and_then(encoded), status, decoded: true }
            }
            Err(refusal) => Done::refused(refusal, false),
        }
    }

    /// Runs an operation that changes a world. The caller is admitted even if the request cannot be decoded. A caller whose token has
    /// expired then gets that refusal first, and callers who are not admitted do not learn what the operation expects.
    fn run_write(&self, run: &Write, right: Right, shell: &Shell, received: &Received) -> Done {
        match call::decode(self.info, self.decode, received) {
            Ok(DecodedCall { call, status }) => {
                let outcome = with_caller(shell, received, self.info, right, |request| {
                    shell.worlds.write(request, |world, cx| run(world, cx, &*call))
                });
                Done { outcome: outcome.and_then(encoded), status, decoded: true }
            }
            Err(refusal) => {
                let outcome = with_caller(shell, received, self.info, right, |request| {
                    shell.worlds.read(request, &|_| false, |_, _, _| Err(refusal))
                });
                Done { outcome, status: StatusCode::OK, decoded: false }
            }
        }
    }

    /// Runs an operation that reads a world, or takes its answer from the cache. The request is decoded after the caller is admitted, and
    /// only if the answer is not in the cache. The operation is deferred if it takes more effort than it may.
    fn run_read(&self, (run, effort): (&Read, Effort), right: Right, shell: &Shell, received: &Received) -> Done {
        let mut decoded = true;
        let mut read = |request: &CallerRequest| {
            let key = AnswerKey::of(&received.parts.uri, request);
            let cacheable = self.method == Method::GET && received.body.is_ok();
            let kept = if cacheable { shell.answers.get(&key) } else { None };
            let read = |world: &WorldState, cx: &Cx, version: Version| {
                if let Some(answer) = kept.as_ref().filter(|answer| answer.holds_at(version)) {
                    return Ok(ReadResult::Kept(answer.clone()));
                }
                let decode = call::decode(self.info, self.decode, received);
                let DecodedCall { call, status } = decode.inspect_err(|_| decoded = false)?;
                let encode = run(world, cx, &*call)?;
                Ok(ReadResult::New { encode, status, holds: cx.holds(), version })
            };
            let defer = |version| {
                let is_kept = || kept.as_ref().is_some_and(|answer| answer.holds_at(version));
                effort == Effort::Little && effort::reads_many(self.info) && !is_kept()
            };
            let outcome = match &self.run {
                Run::Poll(_) => shell.worlds.poll(request, read),
                _ => shell.worlds.read(request, &defer, read),
            };
            outcome.and_then(|found| found.into_answer(&shell.answers, cacheable.then_some(&key)))
        };
        let outcome = with_caller(shell, received, self.info, right, &mut read);
        let status = outcome.result.as_ref().map_or(StatusCode::OK, |answer| answer.status);
        Done { outcome: outcome.map(|answer| answer.bytes), status, decoded }
    }
}

/// The result of a read under the world's lock.
enum ReadResult {
    /// A cached answer that is still valid.
    Kept(Answer),
    /// A new answer, which is encoded after the lock is released.
    New { encode: Encode, status: StatusCode, holds: Holds, version: Version },
}

impl ReadResult {
    /// Returns the encoded answer. A new answer is put into the cache if `key` is given and the answer stays valid beyond this request.
    fn into_answer(self, answers: &AnswerCache, key: Option<&AnswerKey>) -> ApiResult<Answer> {
        match self {
            Self::Kept(answer) => {
                answers.count(true);
                Ok(answer)
            }
            Self::New { encode, status, holds, version } => {
                let answer = Answer { bytes: encoded(encode)?, status, revision: version.revision, holds };
                if let Some(key) = key {
                    answers.count(false);
                    if holds != Holds::Now {
                        answers.insert(key, &answer);
                    }
                }
                Ok(answer)
            }
        }
    }
}

/// Encodes an answer and releases unused memory, because the journal and the cache keep the bytes. The buffer that the answer is written
/// into has room for a large answer.
fn encoded(encode: Encode) -> ApiResult<Bytes> {
    encode().map(|bytes| Bytes::copy_from_slice(&bytes)).map_err(|_| Refusal::internal())
}
