//! Leads a request under `/console` to its page.

use super::{
    activity, assets, clock, downloads, events, explorer, faults,
    forms::{is_of_console, notice_of},
    journal,
    layout::{guarded, show, show_failure, show_sign_in},
    pages::{page, path_of},
    profile,
    refusals::{Failure, no_such_page, not_signed_in, see_other, wrong_method, wrong_token},
    sddc, sddcs,
    state::Console,
    subscriptions,
    visit::{Visit, encoded, pairs},
    worlds,
};
use crate::http::pages::{Answering, Api, Pages};
use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{Method, header, request::Parts};
use std::sync::Arc;

/// The page that asks for the admin token.
const SIGN_IN: &str = "sign-in";

impl Pages for Console {
    fn answer(&self, api: Arc<dyn Api>, request: Request) -> Answering<'_> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let answered = self.route(&api, &parts, body).await;
            guarded(answered.unwrap_or_else(|failure| show_failure(&failure)))
        })
    }
}

impl Console {
    async fn route(&self, api: &Arc<dyn Api>, parts: &Parts, body: Body) -> Result<Response, Failure> {
        let path = path_of(parts.uri.path());
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        if let Some(asset) = assets::at(path).filter(|_| reads) {
            return asset;
        }
        let guard = &api.shell().host_guard;
        let is_in = self.keys.admits(guard, &parts.headers);
        if reads && path == SIGN_IN {
            let back = Self::back_of(parts);
            return Ok(if is_in { see_other("/console/") } else { show_sign_in(&self.keys.form, &back, None) });
        }
        if !is_in && reads {
            return Self::ask_to_sign_in(parts);
        }
        if reads {
            return read(Visit::new(api, self, parts)?, path);
        }
        if parts.method != Method::POST {
            return Err(wrong_method());
        }
        let body = api.body_of(parts, body, is_in && path.starts_with("worlds")).await?;
        if !self.keys.made_form(&sent(&body, "csrf")) {
            return Err(Failure::foreign_form());
        }
        match path {
            SIGN_IN if guard.knows(&sent(&body, "token")) => Ok(self.keys.signed_in(&checked(&sent(&body, "back")))),
            SIGN_IN => Ok(show_sign_in(&self.keys.form, &checked(&sent(&body, "back")), Some(&wrong_token()))),
            "sign-out" => Ok(self.keys.signed_out()),
            _ if !is_in => Err(not_signed_in()),
            _ => act(Visit::new(api, self, parts)?.with_form(&body), path).await,
        }
    }

    /// Leads a person to the page that asks for the admin token, and tells a program that it must sign in.
    fn ask_to_sign_in(parts: &Parts) -> Result<Response, Failure> {
        let wants = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !wants.contains("text/html") {
            return Err(not_signed_in());
        }
        let here = parts.uri.path_and_query().map_or("/console/", http::uri::PathAndQuery::as_str);
        Ok(see_other(&format!("/console/{SIGN_IN}?back={}", encoded(here))))
    }

    fn back_of(parts: &Parts) -> String {
        let query = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        checked(&query.into_iter().find(|(name, _)| name == "back").map(|(_, value)| value).unwrap_or_default())
    }
}

fn sent(body: &Bytes, name: &str) -> String {
    pairs(body).into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

fn checked(back: &str) -> String {
    if is_of_console(back) { back.to_owned() } else { "/console/".to_owned() }
}

fn read(mut visit: Visit, path: &str) -> Result<Response, Failure> {
    match path {
        "events" => events::stream(&visit),
        "now" => Ok(explorer::now(&visit)),
        "downloads/ca.pem" => downloads::ca(&visit),
        "downloads/vmcsim.env" => downloads::environment(&visit),
        "downloads/world.json" => downloads::world(&visit),
        path => {
            visit.notice = visit.asked("done").and_then(notice_of);
            let page = page(&visit, path)?;
            show(&visit, &page)
        }
    }
}

/// Carries out what a form says.
async fn act(visit: Visit<'_>, path: &str) -> Result<Response, Failure> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["sddcs"] => sddcs::create(visit).await,
        ["sddcs", id, "delete"] => sddc::delete(visit, id).await,
        ["sddcs", id, "rename"] => sddc::rename(visit, id).await,
        ["subscriptions"] => subscriptions::create(visit).await,
        ["subscriptions", id, "cancel"] => subscriptions::cancel(visit, id).await,
        ["activity", task, "cancel"] => activity::cancel(visit, task).await,
        ["profile", "tokens"] => profile::create_token(visit).await,
        ["profile", "tokens", id, "revoke"] => profile::revoke_token(visit, id).await,
        ["clock", action] => clock::act(visit, action).await,
        ["faults", ref actions @ ..] => faults::act(visit, actions).await,
        ["journal", "clear"] => journal::clear(visit).await,
        ["worlds", ref actions @ ..] => worlds::act(visit, actions).await,
        _ => Err(no_such_page()),
    }
}
