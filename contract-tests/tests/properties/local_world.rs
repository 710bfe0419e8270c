//! A world whose requests are answered in this process.

use axum::{body::Body, extract::Request};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use vmc_contract::{Answer, target::BEGIN};
use vmcsim::{App, MockServer, Preset};

pub(crate) const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";

/// Days that a single host lives in the worlds of these tests: short, so that its end is met, and the API token outlives many of them.
const SINGLE_HOST_DAYS: &str = "1";

/// How old an access token gets here, in seconds of the world, before another takes its place. It would live 1799. (recorded)
const TOKEN_KEPT: i64 = 1700;

/// A world and its owner.
#[derive(Debug)]
pub(crate) struct LocalWorld {
    app: App,
    runtime: Runtime,
    /// What the server said of the world when it was made or first looked at.
    pub(crate) view: Value,
    /// Every answer of this world so far, sign-ins included.
    pub(crate) log: Vec<Answer>,
    /// The host that requests name.
    pub(crate) host: &'static str,
    token: String,
    token_since: Timestamp,
    now: Timestamp,
    /// Whether it is ended when it is dropped; a server has room for so many.
    ends: bool,
    /// What refused requests have changed; `None` where nobody wants to know.
    changes: Option<String>,
}

/// A request in all its parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) token: Option<String>,
    /// Name and password, in Base64.
    pub(crate) basic: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl LocalWorld {
    /// A world in the server that all properties share. What the request leaves out is: seed 7, begun at [`BEGIN`], standing still. Its
    /// single hosts live for a day.
    pub(crate) fn new(mut request: Value) -> Self {
        static SERVER: OnceLock<MockServer> = OnceLock::new();
        let server = SERVER.get_or_init(|| MockServer::builder().pace(Preset::Realistic).try_start().unwrap());
        for (name, value) in
            [("seed", json!(7)), ("at", json!(BEGIN)), ("rate", json!(0)), ("network_api", json!("both"))]
        {
            if request.get(name).is_none() {
                request[name] = value;
            }
        }
        request["org_properties"]["singleHostDays"] = SINGLE_HOST_DAYS.into();
        Self::made_in(server, &request)
    }

    /// A world made in this server.
    pub(crate) fn made_in(server: &MockServer, request: &Value) -> Self {
        Self::made_as(server, request.to_string())
    }

    /// A world made in this server, by a request in these words: what is read and written again is another document.
    pub(crate) fn made_as(server: &MockServer, request: String) -> Self {
        Self::found(server, "POST", "/_vmcsim/worlds", request, 201)
    }

    /// A world made of something else, as `from` says, in this server.
    pub(crate) fn made_of(server: &MockServer, from: &str) -> Self {
        Self::made_as(server, format!(r#"{{"from": {from}}}"#))
    }

    /// The default world of this server.
    pub(crate) fn default_of(server: &MockServer) -> Self {
        Self::found(server, "GET", "/_vmcsim/worlds/default", String::new(), 200)
    }

    fn found(server: &MockServer, method: &str, path: &str, body: String, status: u16) -> Self {
        let mut world = Self::begun(server);
        let raw = Raw { method: method.to_owned(), path: path.to_owned(), body: body.into(), ..Raw::default() };
        world.view = world.raw(raw).expect(status).body;
        world.ends = status == 201;
        world.saw_clock(&world.view["clock"].clone());
        world
    }

    fn begun(server: &MockServer) -> Self {
        Self {
            app: server.app().clone(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            view: Value::Null,
            log: Vec::new(),
            host: "127.0.0.1",
            token: String::new(),
            token_since: Timestamp::MIN,
            now: Timestamp::MIN,
            ends: false,
            changes: None,
        }
    }

    /// From now on, compares the world before and after every refused request.
    pub(crate) fn watch_refusals(&mut self) {
        self.changes = Some(String::new());
    }

    /// Which requests have been refused and have changed something all the same.
    pub(crate) fn changed_by_refusals(&self) -> &str {
        self.changes.as_deref().unwrap_or_default()
    }

    /// This world as a document.
    pub(crate) fn export(&mut self) -> String {
        self.control("GET", "/export", &Value::Null).expect(200).text
    }

    /// The world of a document, made in another server, where it has the same id. Its owner is signed in as here.
    pub(crate) fn moved_to(&self, server: &MockServer, document: &str) -> Self {
        let mut moved = Self::begun(server);
        let body = format!(r#"{{"from": {{"export": {document}}}}}"#).into_bytes();
        let raw = Raw { method: "POST".to_owned(), path: "/_vmcsim/worlds".to_owned(), body, ..Raw::default() };
        let view = moved.raw(raw).expect(201).body;
        assert_eq!(view["id"], self.view["id"]);
        // What its owner knows of it, though it may be gone by now.
        moved.view = self.view.clone();
        (moved.token, moved.token_since, moved.now) = (self.token.clone(), self.token_since, self.now);
        moved
    }

    /// The id of its organization.
    pub(crate) fn org(&self) -> &str {
        self.view["org_id"].as_str().unwrap()
    }

    /// A path below its organization.
    pub(crate) fn org_path(&self, rest: &str) -> String {
        format!("/vmc/api/orgs/{}{rest}", self.org())
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The owner's access token.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The owner's request below the organization.
    pub(crate) fn send(&mut self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        let (method, path, token) = (method.to_owned(), self.org_path(rest), Some(self.token.clone()));
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.raw(Raw { method, path, token, body, content_type: Some("application/json"), ..Raw::default() })
    }

    /// The owner's look at something below the organization.
    pub(crate) fn get(&mut self, rest: &str) -> Answer {
        self.send("GET", rest, None)
    }

    /// Signs in the world's reader, who has no right to see passwords. `None` where that user cannot sign in.
    pub(crate) fn reader_token(&mut self) -> Option<String> {
        let users = self.view["users"].as_array()?;
        let reader =
            users.iter().find(|user| user["username"].as_str().is_some_and(|name| name.starts_with("reader")))?;
        let body = format!("refresh_token={}", reader["api_token"].as_str()?).into_bytes();
        let content_type = Some("application/x-www-form-urlencoded");
        let (method, path) = ("POST".to_owned(), AUTHORIZE.to_owned());
        let signed_in = self.raw(Raw { method, path, content_type, body, ..Raw::default() });
        (signed_in.status == 200).then(|| signed_in.text_at("access_token"))
    }

    /// A look at something below the organization with another caller's token.
    pub(crate) fn get_as(&mut self, token: &str, rest: &str) -> Answer {
        let (method, path) = ("GET".to_owned(), self.org_path(rest));
        self.raw(Raw { method, path, token: Some(token.to_owned()), ..Raw::default() })
    }

    /// Moves its clock on.
    pub(crate) fn advance(&mut self, millis: u64) -> Answer {
        self.move_clock("/clock/advance", &json!({"by": format!("{millis}ms")}))
    }

    /// Moves its clock to the next thing due, or lets the task go on that has been held back longest.
    pub(crate) fn skip(&mut self) -> Answer {
        self.move_clock("/clock/skip", &Value::Null)
    }

    fn move_clock(&mut self, rest: &str, body: &Value) -> Answer {
        let answer = self.control("POST", rest, body).expect(200);
        self.saw_clock(&answer.body);
        answer
    }

    /// Asks the control of this world.
    pub(crate) fn control(&mut self, method: &str, rest: &str, body: &Value) -> Answer {
        let path = format!("/_vmcsim/worlds/{}{rest}", self.view["id"].as_str().unwrap());
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.raw(Raw { method: method.to_owned(), path, body, ..Raw::default() })
    }

    /// Takes a document in its place.
    pub(crate) fn import(&mut self, document: &str) -> Answer {
        self.try_import(document).expect(200)
    }

    /// Takes a document in its place, if the server accepts it.
    pub(crate) fn try_import(&mut self, document: &str) -> Answer {
        let path = format!("/_vmcsim/worlds/{}/import", self.view["id"].as_str().unwrap());
        let body = document.as_bytes().to_vec();
        let answer = self.raw(Raw { method: "PUT".to_owned(), path, body, ..Raw::default() });
        if answer.status == 200 {
            self.view = answer.body.clone();
            self.token_since = Timestamp::MIN;
            self.saw_clock(&answer.body["clock"]);
        }
        answer
    }

    fn saw_clock(&mut self, clock: &Value) {
        self.now = clock["now"].as_str().unwrap().parse().unwrap();
        if self.token_since == Timestamp::MIN || self.now.duration_since(self.token_since).as_secs() >= TOKEN_KEPT {
            self.sign_in();
        }
    }

    /// Signs the owner in, where that is possible.
    pub(crate) fn sign_in(&mut self) {
        let Some(key) = self.view["api_token"].as_str() else { return };
        let body = format!("refresh_token={key}").into_bytes();
        let content_type = Some("application/x-www-form-urlencoded");
        let (method, path) = ("POST".to_owned(), AUTHORIZE.to_owned());
        let answer = self.raw(Raw { method, path, content_type, body, ..Raw::default() });
        // After half a year the API token is at its end too; then the old access token goes on being refused.
        if answer.status == 200 {
            self.token = answer.text_at("access_token");
            self.token_since = self.now;
        }
    }

    /// Any request.
    pub(crate) fn raw(&mut self, raw: Raw) -> Answer {
        let Some(mut changes) = self.changes.take() else { return self.sent(raw) };
        let before = self.export();
        let answer = self.sent(raw);
        if answer.status >= 400 {
            let after = self.export();
            if before != after {
                let same = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
                let around = |text: &str| {
                    String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(80)..])
                        .chars()
                        .take(200)
                        .collect::<String>()
                };
                changes +=
                    &format!("{} -> {}: {} became {}\n", answer.request, answer.text, around(&before), around(&after));
            }
        }
        self.changes = Some(changes);
        answer
    }

    fn sent(&mut self, raw: Raw) -> Answer {
        let line = format!("{} {}", raw.method, raw.path);
        let mut request = Request::builder().method(raw.method.as_str()).uri(raw.path).header("host", self.host);
        if let Some(token) = raw.token {
            request = request.header("csp-auth-token", token);
        }
        if let Some(basic) = raw.basic {
            request = request.header("authorization", format!("Basic {basic}"));
        }
        if let Some(content_type) = raw.content_type {
            request = request.header("content-type", content_type);
        }
        let request = request.body(Body::from(raw.body)).unwrap();
        let (parts, bytes) = self.runtime.block_on(async {
            let (parts, body) = self.app.answer(request).await.into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        });
        let header = |name| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let text = String::from_utf8(bytes.into()).unwrap();
        let answer = Answer {
            request: line,
            status: parts.status.as_u16(),
            content_type: header("content-type"),
            date: header("date"),
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        };
        self.log.push(answer.clone());
        answer
    }
}

impl Drop for LocalWorld {
    fn drop(&mut self) {
        if self.ends {
            self.control("DELETE", "", &Value::Null);
        }
    }
}

/// All of an answer that must be the same where two answers must be the same.
pub(crate) fn as_sent(answer: &Answer) -> String {
    let Answer { request, status, content_type, date, text, .. } = answer;
    format!("{request} -> {status} {content_type:?} {date:?} {text}")
}
