//! The worlds of the server: making, copying, resetting, exporting, importing and ending them.

use super::{
    curl::Call,
    forms,
    layout::{Page, world_name},
    moments::Moment,
    refusals::{Failure, no_such_page},
    visit::{Visit, encoded},
};
use crate::http::control::WorldEntry;
use askama::Template;
use axum::response::Response;
use http::Method;
use serde_json::{Value, json};

/// A world of the list.
struct Row {
    name: String,
    id: String,
    entry: WorldEntry,
    now: Moment,
    made_from: String,
    is_shown: bool,
}

#[derive(Template)]
#[template(path = "worlds.html")]
struct Rows<'a> {
    visit: &'a Visit<'a>,
    rows: Vec<Row>,
    more: usize,
}

impl Rows<'_> {
    /// Returns the address of a page about a world of the list.
    fn address_of(&self, row: &Row, path: &str) -> String {
        if row.entry.default { path.to_owned() } else { format!("{path}?world={}", row.id) }
    }

    /// Returns the address of an action on a world of the list.
    fn action(&self, row: &Row, action: &str) -> String {
        self.visit.href(&format!("/console/worlds/{}/{action}", row.id))
    }
}

#[derive(Template)]
#[template(path = "world_forms.html")]
struct Forms<'a> {
    visit: &'a Visit<'a>,
}

impl Forms<'_> {
    fn import_path(&self) -> String {
        format!("/console/worlds/{}/import", self.visit.world)
    }
}

/// The most worlds that the page lists.
const SHOWN_MAX: usize = 200;

/// The page of the worlds.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let mut worlds: Vec<WorldEntry> = visit.read("/_vmcsim/worlds")?;
    let more = worlds.len().saturating_sub(SHOWN_MAX);
    worlds.truncate(SHOWN_MAX);
    let row = |entry: WorldEntry| Row {
        name: world_name(&entry),
        id: entry.id.to_string(),
        now: Moment::at(entry.clock.now),
        made_from: serde_json::to_value(entry.made_from)
            .ok()
            .and_then(|word| word.as_str().map(|word| word.replace('_', " ")))
            .unwrap_or_default(),
        is_shown: entry.id == visit.world,
        entry,
    };
    let rows = Rows { visit, rows: worlds.into_iter().map(row).collect(), more };
    let fork =
        json!({"from": {"fork": if visit.is_default_world { "default".to_owned() } else { visit.world.to_string() }}});
    visit.offer(Call::with(Method::POST, "/_vmcsim/worlds", &fork));
    visit.offer(Call::get(&visit.in_control("/export")));
    Ok(Page::new("Worlds", "worlds").with("worlds", &rows).with("make", &Forms { visit }))
}

/// Returns what a new world is made from, as the form says.
fn source(visit: &Visit) -> Result<Value, Failure> {
    let seed = visit.sent("seed");
    let mut body = match visit.sent("from") {
        "seed" if seed.is_empty() => json!({}),
        "seed" => {
            let seed: u64 = seed.parse().map_err(|_| Failure::invalid("The seed is not a whole number."))?;
            json!({"seed": seed})
        }
        "fork" => json!({"from": {"fork": visit.world.to_string()}}),
        named => json!({"from": {"named": named}}),
    };
    forms::put(&mut body, "network_api", visit.sent("network_api"));
    Ok(body)
}

/// Makes or changes worlds.
pub(super) async fn act(visit: Visit<'_>, actions: &[&str]) -> Result<Response, Failure> {
    let of_world = |id: &str| format!("/_vmcsim/worlds/{}", encoded(id));
    let shown = |id: &str| format!("/console/?world={}", encoded(id));
    match actions {
        [] | ["fork"] => make(visit).await,
        [id, "reset"] => {
            let call = Call::post(&format!("{}/reset", of_world(id)));
            forms::carry_out(visit, call, (shown(id), "world-reset"), page).await
        }
        [id, "delete"] => {
            let next = "/console/worlds".to_owned();
            forms::carry_out(visit, Call::delete(&of_world(id)), (next, "world-deleted"), page).await
        }
        [id, "import"] => {
            let document = visit.sent("document").to_owned();
            let target = format!("{}/import", of_world(id));
            let call = Call { method: Method::PUT, target, body: Some(document) };
            forms::carry_out(visit, call, (shown(id), "world-imported"), page).await
        }
        _ => Err(no_such_page()),
    }
}

async fn make(visit: Visit<'_>) -> Result<Response, Failure> {
    let body = match source(&visit) {
        Ok(body) => body,
        Err(failure) => return forms::again(visit, &failure, page),
    };
    let call = Call::with(Method::POST, "/_vmcsim/worlds", &body);
    if visit.wants_curl() {
        return forms::as_curl(visit, &call, page);
    }
    match visit.send(&call).await {
        Ok(made) => {
            let id = made["id"].as_str().unwrap_or_default();
            Ok(forms::done(&format!("/console/?world={}", encoded(id)), "world"))
        }
        Err(failure) => forms::again(visit, &failure, page),
    }
}
