//! A visit: one request to a page, with the world that it is about.

use super::{curl::Call, refusals::Failure, state::Console};
use crate::{
    http::{
        acting::{address_of, head_for},
        pages::Api,
    },
    tokens::Verified,
    world::kernel::refusal::{ApiResult, Refusal},
};
use axum::body::Body;
use http::{HeaderValue, Method, Request, Uri, header, request::Parts};
use http_body_util::BodyExt;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;
use vmc_client::endpoint;

/// The characters of a value in an address that must be percent-encoded.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request to a page.
pub(super) struct Visit<'v> {
    pub(super) api: &'v Arc<dyn Api>,
    pub(super) console: &'v Console,
    pub(super) parts: &'v Parts,
    /// The owner of the world's organization, in whose name the page reads and acts.
    user: Arc<Verified>,
    pub(super) world: Uuid,
    pub(super) is_default_world: bool,
    /// The address of the server, as the browser used it.
    pub(super) base: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    /// What the page read, in order.
    calls: Mutex<Vec<Call>>,
    /// What is said at the top of the page.
    pub(super) notice: Option<Notice>,
}

/// What is said at the top of a page.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) is_error: bool,
    pub(super) text: String,
    /// Lines to copy.
    pub(super) code: Option<String>,
}

/// Reads pairs from a query or a form.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

impl<'v> Visit<'v> {
    /// Makes the visit of a request.
    ///
    /// # Errors
    /// There is no such world.
    pub(super) fn new(api: &'v Arc<dyn Api>, console: &'v Console, parts: &'v Parts) -> ApiResult<Self> {
        let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        let worlds = &api.shell().worlds;
        let world = value(&query, "world").map_or_else(|| Ok(worlds.default_world()), |name| worlds.named(name))?;
        let user = worlds.owner(world).ok_or_else(Refusal::internal)?;
        Ok(Self {
            api,
            console,
            parts,
            user,
            world,
            is_default_world: world == worlds.default_world(),
            base: address_of(parts),
            query,
            form: Vec::new(),
            calls: Mutex::default(),
            notice: None,
        })
    }

    /// Gives the visit what a form sent.
    pub(super) fn with_form(mut self, body: &[u8]) -> Self {
        self.form = pairs(body);
        self
    }

    /// Returns the name of the user in whose name the page acts.
    pub(super) fn username(&self) -> &str {
        &self.user.caller.username
    }

    pub(super) fn org(&self) -> String {
        self.user.caller.org.to_string()
    }

    /// Returns a value of the query.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        value(&self.query, name)
    }

    /// Returns a value of the form that was sent, or an empty text.
    pub(super) fn sent(&self, name: &str) -> &str {
        value(&self.form, name).unwrap_or_default()
    }

    /// Returns what a field of a form holds: what was sent, so that a refused form loses nothing, or the default.
    pub(super) fn field<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        if self.form.is_empty() { default } else { self.sent(name) }
    }

    /// Returns whether a form was sent that shall only be shown as a command.
    pub(super) fn wants_curl(&self) -> bool {
        self.sent("show") == "curl"
    }

    /// Returns the text that each form carries.
    pub(super) fn csrf(&self) -> &str {
        &self.console.keys.form
    }

    /// Returns an address of the console about the same world.
    pub(super) fn href(&self, path: &str) -> String {
        self.href_with(path, &[])
    }

    /// Returns an address of the console about the same world, with values in its query.
    pub(super) fn href_with(&self, path: &str, values: &[(&str, &str)]) -> String {
        let world = (!self.is_default_world).then(|| ("world", self.world.to_string()));
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(world);
        let query: Vec<String> = values.map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// Returns the path of this page with its query.
    pub(super) fn here(&self) -> String {
        let pairs: Vec<(&str, &str)> = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let own: Vec<_> = pairs.into_iter().filter(|(name, _)| !matches!(*name, "world" | "done")).collect();
        let path = self.parts.uri.path();
        self.href_with(if path == "/console" { "/console/" } else { path }, &own)
    }

    /// Returns the path of something in the control of the world.
    pub(super) fn in_control(&self, path: &str) -> String {
        let world = if self.is_default_world { "default".to_owned() } else { self.world.to_string() };
        format!("/_vmcsim/worlds/{world}{path}")
    }

    /// Returns the path of something in the organization, at VMC.
    pub(super) fn in_org(&self, path: &str) -> String {
        format!("/vmc/api/orgs/{}{path}", self.org())
    }

    /// Reads what an operation answers. The page offers the same call as a command.
    ///
    /// # Errors
    /// The refusal of the operation.
    pub(super) fn read<T: DeserializeOwned>(&self, target: &str) -> ApiResult<T> {
        self.offer(Call::get(target));
        self.read_silently(target)
    }

    /// Does the same without offering the call.
    pub(super) fn read_silently<T: DeserializeOwned>(&self, target: &str) -> ApiResult<T> {
        let uri: Uri = target.parse().map_err(|_| Refusal::invalid("The address cannot be read."))?;
        let bytes = self.api.look(&self.user, &head_for(self.parts, Method::GET, &uri))?;
        endpoint::decode_json(&bytes, None).map_err(|_| Refusal::internal())
    }

    /// Offers a call as a command, once.
    pub(super) fn offer(&self, call: Call) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }

    /// Returns a call as a command.
    pub(super) fn command(&self, call: &Call) -> String {
        call.command(&self.base, self.needs_token())
    }

    /// Returns whether the control, and so the console, needs the admin token.
    pub(super) fn needs_token(&self) -> bool {
        self.api.shell().host_guard.needs_token()
    }

    /// Returns the calls that the page offers as commands.
    pub(super) fn offered(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Carries out an operation as the user, exactly as if a client had called it.
    ///
    /// # Errors
    /// The operation was refused.
    pub(super) async fn send(&self, call: &Call) -> Result<Value, Failure> {
        let uri: Uri = call.target.parse().map_err(|_| Failure::invalid("The address cannot be read."))?;
        let head = head_for(self.parts, call.method.clone(), &uri);
        let body = call.body.clone().unwrap_or_default();
        let mut request = Request::from_parts(head, Body::from(body));
        if call.body.is_some() {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let (head, body) = self.api.act(self.user.clone(), request).await.into_parts();
        let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        if head.status.is_success() {
            return Ok(serde_json::from_slice(&bytes).unwrap_or_default());
        }
        Err(Failure::of(head.status, &bytes))
    }

    /// Returns the time of the world.
    pub(super) fn now(&self) -> Timestamp {
        let looked = self.api.shell().worlds.inspect_unrecorded(self.world, |_, now| Ok(now));
        looked.result.unwrap_or_default()
    }
}

/// Encodes a text as a value in an address.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}
