//! Reads `variant-bases.json`: a valid request for each operation, and the steps that create the things it needs.

use super::request::Sender;
use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The contents of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bases {
    things: BTreeMap<String, Thing>,
    requests: BTreeMap<String, Base>,
}

/// A thing in a world, or a fact about the world.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Thing {
    /// The place of the value in the server's description of a new world.
    pub(super) of_world: Option<String>,
    /// The user whose fact it is, by the first part of the user's name.
    pub(super) of_user: Option<String>,
    /// The requests that create the thing, in order.
    pub(super) steps: Vec<Step>,
    /// The place of the value in the last answer or in the description of the user.
    pub(super) take: String,
    /// If `true`, the value is the last segment of the path at that place.
    pub(super) last_part: bool,
    /// If `true`, the value is secret and must not be shown.
    pub(super) secret: bool,
}

/// A request that the owner sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// The method, path and query.
    pub(super) request: String,
    pub(super) body: Option<Value>,
    pub(super) form: Option<BTreeMap<String, String>>,
}

/// The contents of a valid request. A path parameter that is not listed here is the thing of the same name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Base {
    #[serde(rename = "as")]
    pub(super) sender: Sender,
    pub(super) path: BTreeMap<String, String>,
    pub(super) query: BTreeMap<String, String>,
    pub(super) body: Option<Value>,
    /// Things that must exist although the request does not name them.
    pub(super) needs: Vec<String>,
}

impl Bases {
    /// Returns the built-in list.
    pub(super) fn read() -> anyhow::Result<Self> {
        serde_json::from_str(include_str!("../../variant-bases.json")).context("variant-bases.json cannot be read")
    }

    /// Returns the operations that have a base.
    pub(super) fn operations(&self) -> impl Iterator<Item = &str> {
        self.requests.keys().map(String::as_str)
    }

    /// Returns the base of an operation.
    pub(super) fn of(&self, operation: &str) -> Base {
        self.requests.get(operation).cloned().unwrap_or_default()
    }

    pub(super) fn thing(&self, name: &str) -> Option<&Thing> {
        self.things.get(name)
    }

    /// Returns these things and their dependencies, in an order in which they can be created.
    pub(super) fn in_order(&self, wanted: &[String]) -> anyhow::Result<Vec<String>> {
        let mut order = Vec::new();
        wanted.iter().try_for_each(|name| self.put(name, &mut Vec::new(), &mut order))?;
        Ok(order)
    }

    fn put(&self, name: &str, within: &mut Vec<String>, order: &mut Vec<String>) -> anyhow::Result<()> {
        let Some(thing) = self.things.get(name).filter(|_| !order.iter().any(|made| made == name)) else {
            return Ok(());
        };
        if within.iter().any(|outer| outer == name) {
            bail!("{name} is made of itself");
        }
        within.push(name.to_owned());
        for step in &thing.steps {
            for part in step.request().things() {
                self.put(&part, within, order)?;
            }
        }
        within.pop();
        order.push(name.to_owned());
        Ok(())
    }
}

impl Step {
    /// As a request of the owner.
    pub(super) fn request(&self) -> super::request::Request {
        let (method, target) = self.request.split_once(' ').unwrap_or(("GET", &self.request));
        let form = self.form.as_ref().map(|form| {
            let pairs: Vec<_> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
            pairs.join("&")
        });
        let json = self.body.as_ref().map(Value::to_string);
        let content_type = if form.is_some() { "application/x-www-form-urlencoded" } else { "application/json" };
        super::request::Request {
            method: method.to_owned(),
            target: target.to_owned(),
            sender: Sender::Owner,
            content_type: Some(content_type.to_owned()),
            body: form.or(json).unwrap_or_default().into_bytes(),
            padding: 0,
            needs: Vec::new(),
        }
    }
}
