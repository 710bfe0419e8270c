//! The fault rules of the world.

use super::{
    curl::Call,
    forms,
    layout::Page,
    presets::{PRESETS, Preset},
    refusals::{Failure, no_such_page},
    visit::Visit,
};
use crate::http::control::FaultView;
use askama::Template;
use axum::response::Response;
use http::Method;
use serde_json::{Value, json};

/// A fault rule as the page shows it.
struct Rule {
    id: u64,
    is_enabled: bool,
    note: String,
    when: String,
    then: String,
    matched: u64,
    hits: u64,
}

impl Rule {
    fn of(view: &FaultView) -> Self {
        let rule = serde_json::to_value(&view.rule).unwrap_or_default();
        let text = |name: &str| match &rule[name] {
            Value::Null => String::new(),
            value => value.to_string(),
        };
        let counts = ["skip", "times", "every", "chance"].iter().filter(|name| !rule[**name].is_null());
        let counts: Vec<String> = counts.map(|name| format!("{name} {}", rule[*name])).collect();
        let when = match (text("when").as_str(), counts.join(", ")) {
            ("" | "{}", counts) if counts.is_empty() => "every request".to_owned(),
            ("" | "{}", counts) => counts,
            (when, counts) if counts.is_empty() => when.to_owned(),
            (when, counts) => format!("{when}, {counts}"),
        };
        let is_enabled = rule["enabled"].as_bool().unwrap_or(true);
        let note = rule["note"].as_str().unwrap_or_default().to_owned();
        Self { id: view.id, is_enabled, note, when, then: text("then"), matched: view.matched, hits: view.hits }
    }
}

#[derive(Template)]
#[template(path = "faults.html")]
struct Rules<'a> {
    visit: &'a Visit<'a>,
    rules: Vec<Rule>,
}

impl Rules<'_> {
    fn address_of(&self, rule: &Rule, action: &str) -> String {
        self.visit.href(&format!("/console/faults/{}/{action}", rule.id))
    }
}

#[derive(Template)]
#[template(path = "fault_forms.html")]
struct Forms<'a> {
    visit: &'a Visit<'a>,
    presets: &'static [Preset],
}

impl Forms<'_> {
    fn example(&self) -> &'static str {
        self.presets[0].rule
    }
}

/// The page of the fault rules.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let rules: Vec<FaultView> = visit.read(&visit.in_control("/faults"))?;
    let rules = Rules { visit, rules: rules.iter().map(Rule::of).collect() };
    visit.offer(with_rule(visit, PRESETS[0].rule));
    let forms = Forms { visit, presets: PRESETS };
    Ok(Page::new("Faults", "faults").with("presets", &forms).with_live("rules", &rules))
}

fn with_rule(visit: &Visit, rule: &str) -> Call {
    Call { method: Method::POST, target: visit.in_control("/faults"), body: Some(rule.to_owned()) }
}

/// Adds, changes or removes rules.
pub(super) async fn act(visit: Visit<'_>, actions: &[&str]) -> Result<Response, Failure> {
    let next = visit.href("/console/faults");
    let one = |id: &str| visit.in_control(&format!("/faults/{}", super::visit::encoded(id)));
    let (call, word) = match actions {
        [] => {
            let preset = PRESETS.iter().find(|preset| preset.word == visit.sent("preset"));
            (with_rule(&visit, preset.map_or(visit.sent("rule"), |preset| preset.rule)), "fault")
        }
        ["clear"] => (Call::delete(&visit.in_control("/faults")), "fault-removed"),
        [id, "switch"] => {
            let enabled = json!({"enabled": visit.sent("enabled") == "true"});
            (Call::with(Method::PATCH, &one(id), &enabled), "fault-changed")
        }
        [id, "remove"] => (Call::delete(&one(id)), "fault-removed"),

        _ => return Err(no_such_page()),
    };
    forms::carry_out(visit, call, (next, word), page).await
}
