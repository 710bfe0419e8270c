//! Writes requests and their answers into the journal of the world that they belong to.
//!
//! This is the world that the operation found, or else the world named in a path of the control, or else the world whose access token was
//! sent. A request that leads to no world (for example without a token, or with a token of another server) is in no journal. It is not in
//! the default world's journal either, because nothing shows that it was meant for that world. If such a request is refused, it is in the
//! server's list of unmatched requests. Reading a journal writes no entry.

use super::{Shell, auth, call::Received, error, nsx_user::SentUri, path::Parameters};
use crate::{
    clock::{machine_now, stopwatch},
    control_prefix::PREFIX,
    journal::{A_WORLD, Document, Exchange, Head, Kept, Unread, path_without_secrets, without_secrets},
    tokens::Verified,
    world::kernel::refusal::{ApiResult, Refusal},
    worlds::Outcome,
};
use axum::{extract::Request, response::Response};
use bytes::Bytes;
use http::{StatusCode, Uri, request::Parts};
use std::{sync::Arc, time::Instant};
use tracing::field;
use uuid::Uuid;
use vmc_client::endpoint::{OperationInfo, Service};

/// Whether an operation's path is one of the journal. Requests for those are not recorded.
pub(super) fn is_of_journal(path: &str) -> bool {
    path.starts_with("/_vmcsim/worlds/{world}/journal")
}

/// The paths of worlds in the control, and the template of one.
const WORLDS: &str = "/_vmcsim/worlds/";
const WORLD: &str = "/_vmcsim/worlds/{world}";

/// A request that is to be written into a journal.
pub(super) struct PendingEntry<'p> {
    operation: Option<&'static str>,
    service: Service,
    parts: &'p Parts,
    sent: Bytes,
    place: Place,
    visitor: Option<Arc<Verified>>,
    signs_in: Option<Arc<str>>,
    fault: Option<(u64, &'static str)>,
    document: Option<Box<Document>>,
    /// The reason why the request was refused, if it was.
    refusal: Option<Refusal>,
    /// Finds the request fields that the simulator ignored.
    pub(super) unread: Option<Unread>,
    /// Is `true` if the operation panicked, which is a bug.
    pub(super) panicked: bool,
}

/// The time when a request came in. It is an extension of the request while requests are logged.
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestStart(Instant);

impl RequestStart {
    /// Notes the time in the request, if requests are logged.
    pub(super) fn note(request: &mut Request) {
        if tracing::enabled!(tracing::Level::INFO) {
            request.extensions_mut().insert(Self(stopwatch()));
        }
    }

    /// Returns the time since the request came in, in milliseconds.
    fn elapsed_ms(parts: &Parts) -> Option<f64> {
        parts.extensions.get::<Self>().map(|start| start.0.elapsed().as_secs_f64() * 1000.0)
    }
}

/// The journal that the request belongs to.
enum Place {
    In(Uuid, crate::journal::Ticket),
    /// No operation of the control reached a world. It is the world that the path names, if it names one.
    Named(Option<String>),
    /// No operation reached a world. It is the world of the access token.
    OfToken,
    Nowhere,
}

impl Place {
    fn named(parameters: &Parameters) -> Self {
        Self::Named(parameters.get("world").map(str::to_owned))
    }
}

/// A request that waits until its operation has run. If this value is dropped before that, because the client disconnected, an entry with
/// the status 499 is written.
pub(super) struct WaitingRequest<'p> {
    shell: &'p Shell,
    operation: &'static OperationInfo,
    unread: Unread,
    received: &'p Received<'p>,
    has_run: bool,
}

impl<'p> WaitingRequest<'p> {
    pub(super) fn new(
        shell: &'p Shell,
        operation: &'static OperationInfo,
        unread: Unread,
        received: &'p Received<'p>,
    ) -> Self {
        Self { shell, operation, unread, received, has_run: false }
    }

    /// Notes that the operation has run.
    pub(super) fn end(mut self) {
        self.has_run = true;
    }
}

impl Drop for WaitingRequest<'_> {
    fn drop(&mut self) {
        if self.has_run {
            return;
        }
        let mut outcome = Outcome::without_world(Ok(()));
        let (parts, body) = (self.received.parts, self.received.body);
        let mut pending = PendingEntry::of(self.operation, self.unread, (parts, body), &mut outcome);
        pending.unread = None;
        pending.note(self.shell, error::client_gone(), None);
    }
}

impl<'p> PendingEntry<'p> {
    /// A request to an operation, and what became of it.
    pub(super) fn of<T>(
        operation: &OperationInfo,
        unread: Unread,
        (parts, body): (&'p Parts, &ApiResult<Bytes>),
        outcome: &mut Outcome<T>,
    ) -> Self {
        let place = match (outcome.world, outcome.ticket) {
            (Some(world), Some(ticket)) => Place::In(world, ticket),
            (None, _) if is_of_journal(operation.path) => Place::Nowhere,
            (None, _) if operation.path.starts_with(PREFIX) => {
                Place::named(&Parameters::of(operation, parts.uri.path()))
            }
            (None, _) => Place::OfToken,
            _ => Place::Nowhere,
        };
        Self {
            operation: Some(operation.name),
            service: operation.service,
            parts,
            sent: body.as_ref().cloned().unwrap_or_default(),
            place,
            visitor: outcome.visitor.clone(),
            signs_in: outcome.signs_in.clone(),
            fault: outcome.struck.as_ref().map(|struck| (struck.rule, struck.name)),
            document: outcome.document.take(),
            refusal: outcome.result.as_ref().err().cloned(),
            unread: Some(unread),
            panicked: false,
        }
    }

    /// Makes the entry for a request that reaches no operation and is refused.
    pub(super) fn unrouted(parts: &'p Parts, sent: Bytes, refusal: Refusal) -> Self {
        let path = parts.uri.path();
        let place = if path.starts_with(WORLDS) {
            Place::named(&Parameters::read(WORLD, path))
        } else if path.starts_with(PREFIX) {
            Place::Named(None)
        } else {
            Place::OfToken
        };
        Self {
            operation: None,
            service: Service::at(path),
            parts,
            sent,
            place,
            visitor: None,
            signs_in: None,
            fault: None,
            document: None,
            refusal: Some(refusal),
            unread: None,
            panicked: false,
        }
    }

    /// Writes the request and its answer, and returns the response. `body` is the body of the response if the caller has it.
    pub(super) fn note(mut self, shell: &Shell, mut response: Response, body: Option<Bytes>) -> Response {
        let at_end = |world: Option<Uuid>| world.and_then(|world| Some((world, shell.worlds.ticket(world)?)));
        let found = match self.place {
            Place::In(world, ticket) => Some((world, ticket)),
            Place::Named(ref name) => at_end(name.as_ref().and_then(|name| shell.worlds.named(name).ok())),
            Place::OfToken => at_end(self.world_of_token(shell)),
            Place::Nowhere => None,
        };
        self.log(response.status(), found.map(|(world, _)| world));
        // A request that is answered without a world, such as the list of worlds, is no mistake.
        let nowhere = || self.refusal.as_ref().and_then(|_| shell.unmatched.ticket(machine_now()));
        let (world, ticket) = match (found, self.place) {
            (Some((world, ticket)), _) => (Some(world), ticket),
            (None, Place::Named(_) | Place::OfToken) => match nowhere() {
                Some(ticket) => (None, ticket),
                None => return response,
            },
            (None, _) => return response,
        };
        let refusal = || response.extensions_mut().remove::<error::RefusalBody>().map(|refusal| refusal.0);
        let answer = body.or_else(refusal).unwrap_or_default();
        let Parts { method, headers, .. } = self.parts;
        let uri = sent_uri(self.parts);
        let verified = self.visitor.as_ref().and_then(|_| auth::token_bytes(headers));
        let document = self.document.as_ref().map(|document| document.sum);
        let (sent, answer) = match self.document.map(|document| document.request) {
            None => (self.sent, answer),
            Some(Some(request)) => (request, answer),
            Some(None) => (self.sent, format!("\"{A_WORLD}\"").into()),
        };
        let exchange = Exchange {
            operation: self.operation,
            service: self.service,
            head: Head::of(method, uri, headers, verified),
            visitor: self.visitor,
            signs_in: self.signs_in,
            document,
            body: Kept::request(&sent),
            status: response.status().as_u16(),
            answer: Kept::answer(&answer),
            unread: self.unread,
            fault: self.fault,
            panicked: self.panicked,
        };
        match world {
            Some(world) => shell.worlds.note(world, ticket, exchange),
            None => shell.unmatched.write(ticket, exchange),
        }
        response
    }

    /// Logs the request in one line. A request that reached no operation, or that was refused before it reached a world, is logged as a
    /// warning with the reason, because the client is probably not set up correctly.
    fn log(&self, status: StatusCode, world: Option<Uuid>) {
        let caller = self.visitor.as_ref().map(|token| &token.caller.username).or(self.signs_in.as_ref());
        let world = world.as_ref().map(field::display);
        let (method, path) = (&self.parts.method, sent_uri(self.parts).path());
        match &self.refusal {
            Some(refusal) if status.is_client_error() && (self.operation.is_none() || world.is_none()) => {
                tracing::warn!(
                    %method, path = path_without_secrets(path), operation = self.operation, status = status.as_u16(), caller = caller.map(field::display), world,
                    reason = without_secrets(&refusal.message), "refused"
                );
            }
            _ => {
                tracing::info!(
                    %method, path = path_without_secrets(path), operation = self.operation, status = status.as_u16(), caller = caller.map(field::display), world,
                    ms = RequestStart::elapsed_ms(self.parts), "answered"
                );
            }
        }
    }

    fn world_of_token(&mut self, shell: &Shell) -> Option<Uuid> {
        let visitor = shell.tokens.verify(auth::token(&self.parts.headers)?)?;
        let world = visitor.world;
        self.visitor = Some(visitor);
        Some(world)
    }
}

/// Returns the address that the client sent. A request to an NSX from premises is carried out at another one.
fn sent_uri(parts: &Parts) -> &Uri {
    parts.extensions.get::<SentUri>().map_or(&parts.uri, |sent| &sent.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{App, answers::AnswerCache, host_guard::HostGuard, operations::Found, routes::Routes},
        journal::{
            Journal, Journals,
            entry::{CLIENT_GONE, Entry},
            filter::Filter,
        },
        new_world::NewWorld,
        notifications::Notifications,
        tokens::Tokens,
        world::kernel::pacing::{Pacing, Preset},
        worlds::{Defaults, Worlds},
    };
    use axum::{body::Body, extract::Request};
    use http::Method;
    use http_body_util::BodyExt;
    use serde_json::Value;
    use std::task::Poll;
    use vmc_client::endpoints::orgs::ListOrgs;

    fn shell() -> Arc<Shell> {
        let journals = Journals::new(10, None);
        let unmatched = Journal::unmatched(&journals);
        let defaults = Defaults { pacing: Pacing::preset(Preset::Demo), ..Defaults::default() };
        let notifications = Arc::<Notifications>::default();
        let worlds = Worlds::new(1, defaults, journals, notifications.clone(), NewWorld::default(), None).unwrap();
        Arc::new(Shell {
            worlds,
            tokens: Tokens::new(None).unwrap(),
            host_guard: HostGuard::default(),
            answers: AnswerCache::new(0),
            unmatched,
            notifications,
            long: crate::http::long::LongOperations::default(),
        })
    }

    /// Signs in as the owner of the default world's organization and returns the access token.
    async fn signed_in(shell: &Arc<Shell>) -> String {
        let world = shell.worlds.default_world();
        let key = shell.worlds.inspect_unrecorded(world, |world, _| Ok(world.state.identity.api_token_of("owner")));
        let form = format!("refresh_token={}", key.result.unwrap().unwrap().expose());
        let sign_in = Request::post("/csp/gateway/am/api/auth/api-tokens/authorize").header("host", "127.0.0.1");
        let sign_in = sign_in.body(Body::from(form)).unwrap();
        let answer = App::new(shell.clone()).answer(sign_in).await.into_body().collect().await.unwrap().to_bytes();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    fn entries(shell: &Shell) -> Vec<Entry> {
        let read =
            shell.worlds.journal(shell.worlds.default_world(), |journal| Ok(journal.page(&Filter::everything())));
        read.result.unwrap().entries
    }

    #[tokio::test]
    async fn a_bug_is_written_down_where_its_caller_belongs() {
        let shell = shell();
        let token = signed_in(&shell).await;
        let broken = Routes::new().read_world::<ListOrgs>(|_, _, _| panic!("a bug")).finish().0;
        let Found::Operation(broken) = broken.find(&Method::GET, "/vmc/api/orgs") else { panic!("it is routed") };
        let request = Request::get("/vmc/api/orgs").header("csp-auth-token", &token).body(Body::empty()).unwrap();
        let response = broken.answer(&shell, request).await;
        assert_eq!(response.status(), 500);
        // The service's own answer to an internal error is recorded, and the simulator gives the same.
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error_messages"], serde_json::json!(["An internal error has occurred."]));
        assert_eq!((&body["status"], &body["path"]), (&serde_json::json!(500), &serde_json::json!("/vmc/api/orgs")));
        let entries = entries(&shell);
        let last = entries.last().unwrap();
        assert_eq!((last.operation.as_deref(), last.status, last.panicked), (Some("ListOrgs"), 500, true));
        assert!(last.caller.as_ref().unwrap().starts_with("owner@"));
        assert!(!entries[0].panicked);
    }

    /// When a client disconnects, the server drops the future of the answer.
    #[tokio::test]
    async fn a_client_that_leaves_before_its_turn_has_an_entry() {
        let shell = shell();
        let token = signed_in(&shell).await;
        let org = shell
            .worlds
            .inspect_unrecorded(shell.worlds.default_world(), |world, _| Ok(world.state.home))
            .result
            .unwrap();
        let path = format!("/vmc/api/orgs/{org}/sddcs");
        let config = format!("{{\"name\": \"{}\"}}", "a".repeat(100 << 10));
        let request = Request::post(&path).header("host", "127.0.0.1").header("csp-auth-token", &token);
        let request = request.body(Body::from(config)).unwrap();
        let turns = shell.long.take_all_turns().await;
        let app = App::new(shell.clone());
        let mut answer = Box::pin(app.answer(request));
        let poll = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context).is_pending())).await;
        assert!(poll, "it waits for its turn");
        assert_eq!(entries(&shell).len(), 1, "the sign-in");
        drop(answer);
        let entries = entries(&shell);
        let [_, left] = &entries[..] else { panic!("{entries:?}") };
        assert_eq!((left.operation.as_deref(), left.status), (Some("CreateSddc"), CLIENT_GONE));
        assert_eq!((left.path.as_str(), &left.answer_body), (path.as_str(), &None));
        assert!(left.caller.as_ref().unwrap().starts_with("owner@"));
        drop(turns);
    }
}
