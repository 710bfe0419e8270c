//! The journal of the world: the requests and their answers.

use super::{
    curl::Call,
    forms,
    layout::Page,
    moments::Moment,
    refusals::Failure,
    visit::{Visit, encoded},
};
use crate::{http::control::JournalView, journal::entry::Entry};
use askama::Template;
use axum::response::Response;
use serde_json::Value;

/// The number of the latest entries that the page shows.
const SHOWN: usize = 50;

/// The longest body that the page of an entry shows, in characters.
const BODY_MAX: usize = 200_000;

/// An entry of the list.
struct Line {
    number: u64,
    at: Moment,
    operation: String,
    method: String,
    path: String,
    status: u16,
    tone: &'static str,
    caller: String,
    unread: usize,
    fault: String,
}

impl Line {
    fn of(entry: Entry) -> Self {
        let path = match &entry.query {
            Some(query) => format!("{}?{query}", entry.path),
            None => entry.path,
        };
        Self {
            number: entry.number,
            at: Moment::short(entry.at),
            operation: entry.operation.unwrap_or_else(|| "–".to_owned()),
            method: entry.method,
            path,
            status: entry.status,
            tone: tone(entry.status),
            caller: entry.caller.unwrap_or_else(|| "–".to_owned()),
            unread: entry.unread.len(),
            fault: entry.fault.map(|fault| fault.name).unwrap_or_default(),
        }
    }
}

fn tone(status: u16) -> &'static str {
    match status {
        200..=299 => "good",
        400..=499 => "warn",
        500..=599 => "bad",
        _ => "quiet",
    }
}

#[derive(Template)]
#[template(path = "journal.html")]
struct Lines<'a> {
    visit: &'a Visit<'a>,
    lines: Vec<Line>,
    recorded: u64,
    dropped: u64,
    is_filtered: bool,
}

impl Lines<'_> {
    fn address_of(&self, line: &Line) -> String {
        self.visit.href(&format!("/console/journal/{}", line.number))
    }
}

#[derive(Template)]
#[template(path = "journal_filter.html")]
struct Filter<'a> {
    visit: &'a Visit<'a>,
    error: Option<String>,
}

impl Filter<'_> {
    fn value(&self, name: &str) -> &str {
        self.visit.asked(name).unwrap_or_default()
    }
}

/// The conditions of the form, with the names of the API.
const CONDITIONS: [&str; 6] = ["operation", "status", "method", "caller", "unread", "fault"];

/// The page of the journal, the latest entries first.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let mut target = format!("/journal?last={SHOWN}");
    let mut is_filtered = false;
    for name in CONDITIONS {
        if let Some(value) = visit.asked(name) {
            target += &format!("&{name}={}", encoded(value));
            is_filtered = true;
        }
    }
    if visit.asked("control") != Some("true") {
        target += "&control=false";
    }
    let (view, error) = match visit.read::<JournalView>(&visit.in_control(&target)) {
        Ok(view) => (view, None),
        Err(refusal) if is_filtered => (JournalView::default(), Some(refusal.to_string())),
        Err(refusal) => return Err(refusal.into()),
    };
    let lines = view.entries.into_iter().rev().map(Line::of).collect();
    let lines = Lines { visit, lines, recorded: view.recorded, dropped: view.dropped, is_filtered };
    Ok(Page::new("Journal", "journal").with("filter", &Filter { visit, error }).with_live("lines", &lines))
}

#[derive(Template)]
#[template(path = "journal_entry.html")]
struct OneEntry<'a> {
    visit: &'a Visit<'a>,
    entry: Entry,
    at: Moment,
    tone: &'static str,
    request: String,
    answer: String,
    command: String,
}

/// The page of one entry, with request and answer side by side.
pub(super) fn entry_page(visit: &Visit, number: &str) -> Result<Page, Failure> {
    let entry: Entry = visit.read(&visit.in_control(&format!("/journal/{}", encoded(number))))?;
    let (request, answer) = (body(entry.request_body.as_ref()), body(entry.answer_body.as_ref()));
    let target = match &entry.query {
        Some(query) => format!("{}?{query}", entry.path),
        None => entry.path.clone(),
    };
    let method = entry.method.parse().unwrap_or_default();
    let sent = entry.request_body.as_ref().map(Value::to_string);
    let command = visit.command(&Call { method, target, body: sent });
    let title = entry.operation.clone().unwrap_or_else(|| format!("{} {}", entry.method, entry.path));
    let (at, tone) = (Moment::at(entry.at), tone(entry.status));
    let shown = OneEntry { visit, entry, at, tone, request, answer, command };
    Ok(Page::new(title, "journal").with("entry", &shown))
}

fn body(value: Option<&Value>) -> String {
    let text = match value {
        None => return String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
    };
    match text.char_indices().nth(BODY_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Removes all entries.
pub(super) async fn clear(visit: Visit<'_>) -> Result<Response, Failure> {
    let call = Call::delete(&visit.in_control("/journal"));
    let next = visit.href("/console/journal");
    forms::carry_out(visit, call, (next, "journal-cleared"), page).await
}
