//! Lists of rules, which the firewall and NAT have: only rules of users can be changed, and the service gives their ids.

use super::{
    checks::text,
    edge::Edge,
    feature::Feature,
    operation::{Draft, body},
    refusals,
};
use crate::{
    documents::{call::DocumentCall, schema::ABOVE_RULE},
    kernel::refusal::ApiResult,
    state::{edges::Edges, sddcs::SddcFacts},
};
use serde_json::{Map, Value};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// The largest number of rules of users in a list. (documented as `MAX_RULES`)
const RULES_MAX: usize = 2048;

/// The fields of a rule that only the service sets.
const OF_THE_SERVICE: [&str; 6] =
    ["ruleId", "ruleType", "statistics", "invalidSource", "invalidDestination", "invalidApplication"];

/// A kind of rules.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) feature: &'static Feature,
    /// The field of the configuration with the rules, and the field in it with their list.
    pub(super) place: [&'static str; 2],
    /// The tags that a user may give. (documented)
    pub(super) tags: RangeInclusive<u64>,
    /// Returns a new id.
    pub(super) next_id: fn(&mut Edges, &SddcFacts) -> u64,
    /// Whether a rule of the system has this id.
    pub(super) is_system: fn(&SddcFacts, Edge, u64) -> bool,
    /// Checks a rule and adds what the client left out.
    pub(super) complete: fn(&mut Map<String, Value>) -> ApiResult<()>,
}

/// Returns the id of a rule.
pub(super) fn id_of(rule: &Value) -> Option<u64> {
    rule.get("ruleId").and_then(Value::as_u64)
}

/// Returns the id of the rule that a path names.
///
/// # Errors
/// It is no number, so there is no such rule.
pub(super) fn id_in_path(call: &DocumentCall) -> ApiResult<u64> {
    let text = call.path_parameter("ruleId").unwrap_or_default();
    text.parse().map_err(|_| refusals::not_found(text))
}

impl Rules {
    /// The rules of users in a configuration.
    pub(super) fn of<'b>(&self, body: &'b Map<String, Value>) -> &'b [Value] {
        let [outer, inner] = self.place;
        let list = body.get(outer).and_then(|rules| rules.get(inner)).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// Puts a list of rules into a configuration.
    pub(super) fn put(&self, body: &mut Map<String, Value>, rules: Vec<Value>) {
        let [outer, inner] = self.place;
        body.insert(outer.to_owned(), Map::from_iter([(inner.to_owned(), Value::Array(rules))]).into());
    }

    /// The rules of users that an edge has.
    fn current(&self, draft: &Draft, edge: Edge) -> Vec<Value> {
        self.of(&self.feature.of(draft.edges, draft.sddc, edge).body).to_vec()
    }

    /// Writes the rules of users of an edge.
    fn write(&self, draft: &mut Draft, edge: Edge, rules: Vec<Value>) -> ApiResult<()> {
        if rules.len() > RULES_MAX {
            return Err(refusals::full("rules", RULES_MAX));
        }
        let mut body = self.feature.of(draft.edges, draft.sddc, edge).body.clone();
        self.put(&mut body, rules);
        self.feature.write(draft, edge, body)
    }

    /// `POST …/config/rules`: adds rules below those of users, or above one of them. (documented on premises)
    pub(super) fn add(&self, draft: &mut Draft, edge: Edge) -> ApiResult<()> {
        let mut sent = body(draft.call)?;
        let field = self.place[1];
        let added = match sent.remove(field) {
            Some(Value::Array(added)) if !added.is_empty() => added,
            _ => return Err(refusals::missing(field)),
        };
        let mut rules = self.current(draft, edge);
        let mut place = match draft.call.parameter(ABOVE_RULE) {
            None => rules.len(),
            Some(text) => {
                let id = text.parse().map_err(|_| refusals::value(ABOVE_RULE, "the id of a rule"))?;
                self.place_of(&rules, draft.sddc, edge, id)?
            }
        };
        for rule in added {
            let Value::Object(rule) = rule else { continue };
            if is_of_system(&rule) {
                return Err(refusals::value("ruleType", "user"));
            }
            let id = (self.next_id)(draft.edges, draft.sddc);
            rules.insert(place, self.complete(rule, id)?);
            place += 1;
        }
        self.write(draft, edge, rules)
    }

    /// `PUT …/config/rules/{ruleId}`: replaces a rule at its place.
    pub(super) fn replace(&self, draft: &mut Draft, edge: Edge) -> ApiResult<()> {
        let id = id_in_path(draft.call)?;
        let mut rules = self.current(draft, edge);
        let place = self.place_of(&rules, draft.sddc, edge, id)?;
        let sent = body(draft.call)?;
        if sent.get("ruleId").and_then(Value::as_u64).is_some_and(|sent| sent != id) {
            return Err(refusals::value("ruleId", "the id in the path"));
        }
        if is_of_system(&sent) {
            return Err(refusals::value("ruleType", "user"));
        }
        rules[place] = self.complete(sent, id)?;
        self.write(draft, edge, rules)
    }

    /// `DELETE …/config/rules/{ruleId}`
    pub(super) fn delete(&self, draft: &mut Draft, edge: Edge) -> ApiResult<()> {
        let id = id_in_path(draft.call)?;
        let mut rules = self.current(draft, edge);
        rules.remove(self.place_of(&rules, draft.sddc, edge, id)?);
        self.write(draft, edge, rules)
    }

    fn place_of(&self, rules: &[Value], sddc: &SddcFacts, edge: Edge, id: u64) -> ApiResult<usize> {
        match rules.iter().position(|rule| id_of(rule) == Some(id)) {
            Some(place) => Ok(place),
            None if (self.is_system)(sddc, edge, id) => Err(refusals::of_the_system(id)),
            None => Err(refusals::not_found(&id.to_string())),
        }
    }

    /// Returns the rules of users that a whole configuration has. Rules with a known id keep it, and the others get a new one. Those of the
    /// system, which clients send back, are left out.
    pub(super) fn sent(&self, draft: &mut Draft, edge: Edge, body: &Map<String, Value>) -> ApiResult<Vec<Value>> {
        let known: BTreeSet<_> = self.current(draft, edge).iter().filter_map(id_of).collect();
        let (mut rules, mut kept) = (Vec::new(), BTreeSet::new());
        for rule in self.of(body) {
            let Value::Object(rule) = rule else { continue };
            let id = rule.get("ruleId").and_then(Value::as_u64);
            if is_of_system(rule) || id.is_some_and(|id| (self.is_system)(draft.sddc, edge, id)) {
                continue;
            }
            let id = match id.filter(|id| known.contains(id)) {
                Some(id) if kept.insert(id) => id,
                Some(_) => return Err(refusals::value("ruleId", "unique")),
                None => (self.next_id)(draft.edges, draft.sddc),
            };
            rules.push(self.complete(rule.clone(), id)?);
        }
        if rules.len() > RULES_MAX { Err(refusals::full("rules", RULES_MAX)) } else { Ok(rules) }
    }

    /// Checks a rule, and adds its id and what the client left out. Without a tag of its own, its tag is its id. (documented)
    fn complete(&self, mut rule: Map<String, Value>, id: u64) -> ApiResult<Value> {
        // A tag that is the id of the rule comes back from clients that read the rule before.
        let own = rule.get("ruleId").and_then(Value::as_u64).unwrap_or(id);
        rule.retain(|name, _| !OF_THE_SERVICE.contains(&name.as_str()));
        let tag = rule.remove("ruleTag").and_then(|tag| tag.as_u64()).filter(|tag| *tag != own && *tag != id);
        if tag.is_some_and(|tag| !self.tags.contains(&tag)) {
            let range = format!("a number from {} to {}", self.tags.start(), self.tags.end());
            return Err(refusals::value("ruleTag", &range));
        }
        (self.complete)(&mut rule)?;
        let mut whole = Map::new();
        whole.insert("ruleId".to_owned(), id.into());
        whole.insert("ruleTag".to_owned(), tag.unwrap_or(id).into());
        whole.insert("ruleType".to_owned(), "user".into());
        whole.append(&mut rule);
        Ok(Value::Object(whole))
    }
}

fn is_of_system(rule: &Map<String, Value>) -> bool {
    text(rule, "ruleType").is_some_and(|of| !of.eq_ignore_ascii_case("user"))
}
