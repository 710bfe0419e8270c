//! The profile of a user: name, roles, and API tokens.

use super::{
    curl::Call,
    forms::{self, put},
    layout::{Page, show},
    moments::Moment,
    refusals::Failure,
    visit::{Notice, Visit, encoded},
};
use crate::http::control::{UserView, WorldView, console::ApiTokenView};
use askama::Template;
use axum::response::Response;
use http::Method;
use jiff::Timestamp;
use serde_json::json;
use vmc_client::wire::Secret;

/// What is known of the user.
#[derive(Template)]
#[template(path = "profile.html")]
struct Profile<'a> {
    visit: &'a Visit<'a>,
    users: Vec<UserView>,
    user: UserView,
    org: String,
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl Profile<'_> {
    fn token(&self) -> &str {
        self.user.api_token.as_ref().map(Secret::expose).unwrap_or_default()
    }
}

/// An API token of the user.
struct Token {
    view: ApiTokenView,
    created: Moment,
    expires: Moment,
    last_used: Option<Moment>,
    state: &'static str,
    scopes: String,
}

impl Token {
    fn of(view: ApiTokenView, now: Timestamp) -> Self {
        let state = match view.revoked {
            Some(_) => "revoked",
            None if view.expires <= now => "expired",
            None => "valid",
        };
        let (created, expires) = (Moment::at(view.created), Moment::at(view.expires));
        let last_used = view.last_used.map(Moment::at);
        let scopes = scopes(&view);
        Self { view, created, expires, last_used, state, scopes }
    }
}

/// Says what a token allows.
fn scopes(view: &ApiTokenView) -> String {
    let value = serde_json::to_value(&view.allowed_scopes).unwrap_or_default();
    let list = value["generalScopes"].as_array().cloned().unwrap_or_default();
    if list.iter().any(|scope| scope == "ALL_PERMISSIONS") {
        return "everything that the user may do".to_owned();
    }
    let roles = |value: &serde_json::Value| {
        value["roles"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|role| role["name"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let mut names = roles(&value["organizationScopes"]);
    names.extend(value["servicesScopes"].as_array().into_iter().flatten().flat_map(roles));
    if names.is_empty() { "no roles".to_owned() } else { names.join(", ") }
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct Tokens<'a> {
    visit: &'a Visit<'a>,
    username: String,
    tokens: Vec<Token>,
}

impl Tokens<'_> {
    fn revocation(&self, token: &Token) -> String {
        self.visit.href(&format!("/console/profile/tokens/{}/revoke", token.view.id))
    }
}

/// The page of a user: the one that the address names, or the owner.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let world: WorldView = visit.read(&visit.in_control(""))?;
    let asked = visit.asked("user").or(Some(visit.sent("username")).filter(|name| !name.is_empty()));
    let asked = asked.unwrap_or(visit.username());
    let named = world.users.iter().find(|user| user.username.eq_ignore_ascii_case(asked));
    let Some(user) = named.or(world.users.first()).cloned() else {
        return Err(Failure::invalid("This world has no users."));
    };
    let tokens: Vec<ApiTokenView> =
        visit.read(&visit.in_control(&format!("/api-tokens?username={}", encoded(&user.username))))?;
    let now = visit.now();
    let tokens = tokens.into_iter().map(|token| Token::of(token, now)).collect();
    let username = user.username.clone();
    let profile = Profile {
        visit,
        user,
        users: world.users,
        org: world.org_id.to_string(),
        client_id: world.client_id,
        client_secret: world.client_secret.map(|secret| secret.expose().to_owned()),
    };
    Ok(Page::new("My Profile", "profile")
        .with("profile", &profile)
        .with_live("tokens", &Tokens { visit, username, tokens }))
}

/// Generates an API token. Its text is shown on the answer itself, because it is shown only once and belongs into no address.
pub(super) async fn create_token(mut visit: Visit<'_>) -> Result<Response, Failure> {
    let mut body = json!({"username": visit.sent("username")});
    put(&mut body, "name", visit.sent("name"));
    put(&mut body, "life", visit.sent("life"));
    let call = Call::with(Method::POST, &visit.in_control("/api-tokens"), &body);
    if visit.wants_curl() {
        return forms::as_curl(visit, &call, page);
    }
    match visit.send(&call).await {
        Ok(made) => {
            let code = made["api_token"].as_str().map(str::to_owned);
            let text = "The API token is made. This page shows it only once.".to_owned();
            visit.notice = Some(Notice { is_error: false, text, code });
            let page = page(&visit)?;
            show(&visit, &page)
        }
        Err(failure) => forms::again(visit, &failure, page),
    }
}

/// Revokes an API token.
pub(super) async fn revoke_token(visit: Visit<'_>, id: &str) -> Result<Response, Failure> {
    let call = Call::delete(&visit.in_control(&format!("/api-tokens/{}", encoded(id))));
    let next = visit.href_with("/console/profile", &[("user", visit.sent("username"))]);
    forms::carry_out(visit, call, (next, "token-revoked"), page).await
}
