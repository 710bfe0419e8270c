//! The firewall of an edge.

use super::{
    checks::{addresses, ports, text, texts, word},
    edge::Edge,
    feature::Feature,
    operation::{Draft, View, body, complete, object},
    refusals,
    rules::{Rules, id_in_path, id_of},
};
use crate::{
    kernel::refusal::ApiResult,
    state::{edges::Edges, sddcs::SddcFacts},
};
use serde_json::{Map, Value, json};

pub(super) const FIREWALL: Feature = Feature { name: "firewall", fresh };

pub(super) const RULES: Rules = Rules {
    feature: &FIREWALL,
    place: ["firewallRules", "firewallRules"],
    tags: 1..=65_536,
    next_id,
    is_system: |_, edge, id| id == DEFAULT_RULE || internal(edge).iter().any(|rule| id_of(rule) == Some(id)),
    complete: complete_rule,
};

/// The ids of the rules of the system. (recorded on premises)
const DEFAULT_RULE: u64 = 131_073;
const FIREWALL_RULE: u64 = 131_074;
const ROUTING_RULE: u64 = 131_075;

/// The id before that of the first rule that a user adds. (recorded on premises)
pub(super) const LAST_RULE: u64 = 133_122;

const ACTIONS: [&str; 3] = ["accept", "deny", "reject"];

fn next_id(edges: &mut Edges, _: &SddcFacts) -> u64 {
    edges.last.firewall_rule = edges.last.firewall_rule.saturating_add(1);
    edges.last.firewall_rule
}

/// The firewall of a new edge. The two rules of the management gateway are named in client code; their contents are assumptions. So is that
/// the router lets everything pass.
fn fresh(sddc: &SddcFacts, edge: Edge) -> Map<String, Value> {
    let rule = |id: u64, name: &str, destination: Option<&str>| {
        let mut rule = json!({
            "ruleId": id,
            "ruleTag": id,
            "ruleType": "user",
            "name": name,
            "description": "",
            "enabled": true,
            "loggingEnabled": false,
            "matchTranslated": false,
            "action": "accept",
            "source": side(&[&sddc.vpc_cidr], &[]),
        });
        if let Some(destination) = destination {
            rule["destination"] = side(&[destination], &[]);
        }
        rule
    };
    let rules = match edge {
        Edge::Management => vec![
            rule(LAST_RULE - 1, "vSphere Cluster HA", Some(&sddc.vpc_cidr)),
            rule(LAST_RULE, "Outbound Access", None),
        ],
        Edge::Compute | Edge::Router => Vec::new(),
    };
    let mut global = Map::new();
    complete("FirewallGlobalConfig", &mut global);
    let action = if edge == Edge::Router { "accept" } else { "deny" };
    let mut body = object(json!({
        "featureType": "firewall_4.0",
        "enabled": true,
        "globalConfig": global,
        "defaultPolicy": {"action": action, "loggingEnabled": false},
    }));
    RULES.put(&mut body, rules);
    body
}

/// One side of a rule.
fn side(addresses: &[&str], vnic_groups: &[&str]) -> Value {
    json!({"exclude": false, "ipAddress": addresses, "groupingObjectId": [], "vnicGroupId": vnic_groups})
}

/// The rules before those of users. (recorded on premises)
fn internal(edge: Edge) -> Vec<Value> {
    let rule = |id: u64, name: &str| {
        json!({
            "ruleId": id,
            "ruleTag": id,
            "name": name,
            "ruleType": "internal_high",
            "enabled": true,
            "loggingEnabled": false,
            "description": name,
            "action": "accept",
        })
    };
    let mut own = rule(FIREWALL_RULE, "firewall");
    own["source"] = side(&[], &["vse"]);
    let mut routing = rule(ROUTING_RULE, "routing");
    let bgp = json!({"protocol": "tcp", "port": ["179"], "sourcePort": ["any"]});
    routing["application"] = json!({"applicationId": [], "service": [bgp]});
    match edge {
        Edge::Management => vec![own],
        Edge::Compute | Edge::Router => vec![own, routing],
    }
}

/// The rule after those of users, which does what the default policy says. (recorded on premises)
fn default_rule(body: &Map<String, Value>) -> Value {
    const NAME: &str = "default rule for ingress traffic";
    let policy = |field: &str| body.get("defaultPolicy").and_then(|policy| policy.get(field)).cloned();
    json!({
        "ruleId": DEFAULT_RULE,
        "ruleTag": DEFAULT_RULE,
        "name": NAME,
        "ruleType": "default_policy",
        "enabled": true,
        "loggingEnabled": policy("loggingEnabled").unwrap_or(Value::Bool(false)),
        "description": NAME,
        "action": policy("action").unwrap_or_else(|| "deny".into()),
    })
}

/// All rules in their order: of the system, of users, the default rule. (recorded on premises)
fn all_rules(body: &Map<String, Value>, edge: Edge) -> Vec<Value> {
    let mut rules = internal(edge);
    rules.extend_from_slice(RULES.of(body));
    rules.push(default_rule(body));
    rules
}

/// `GET …/firewall/config`
pub(super) fn get(view: View, edge: Edge) -> Value {
    let config = FIREWALL.seen(view, edge);
    let mut shown = Feature::shown(&config);
    RULES.put(&mut shown, all_rules(&config.body, edge));
    Value::Object(shown)
}

/// `GET …/firewall/config/rules/{ruleId}`
pub(super) fn rule(view: View, edge: Edge) -> ApiResult<Value> {
    let id = id_in_path(view.call)?;
    let rules = all_rules(&FIREWALL.seen(view, edge).body, edge);
    let found = rules.into_iter().find(|rule| id_of(rule) == Some(id));
    found.ok_or_else(|| refusals::not_found(&id.to_string()))
}

/// `PUT …/firewall/config`: what is left out goes back to what a new edge has. (documented)
pub(super) fn replace(draft: &mut Draft, edge: Edge) -> ApiResult<()> {
    let mut sent = body(draft.call)?;
    FIREWALL.check_version(draft, edge, &mut sent)?;
    let rules = match sent.contains_key("firewallRules") {
        true => RULES.sent(draft, edge, &sent)?,
        false => RULES.of(&fresh(draft.sddc, edge)).to_vec(),
    };
    let mut body = fresh(draft.sddc, edge);
    if let Some(Value::Object(mut global)) = sent.remove("globalConfig") {
        complete("FirewallGlobalConfig", &mut global);
        body.insert("globalConfig".to_owned(), Value::Object(global));
    }
    if let Some(Value::Object(mut policy)) = sent.remove("defaultPolicy") {
        word(&policy, "action", &ACTIONS[..2])?;
        lower(&mut policy, "action");
        complete("FirewallDefaultPolicy", &mut policy);
        body.insert("defaultPolicy".to_owned(), Value::Object(policy));
    }
    for field in ["enabled", "template"] {
        if let Some(value) = sent.remove(field) {
            body.insert(field.to_owned(), value);
        }
    }
    RULES.put(&mut body, rules);
    FIREWALL.write(draft, edge, body)
}

/// Checks a rule of the firewall and adds what the client left out. (defaults are documented)
fn complete_rule(rule: &mut Map<String, Value>) -> ApiResult<()> {
    if text(rule, "action").is_none() {
        return Err(refusals::missing("action"));
    }
    word(rule, "action", &ACTIONS)?;
    lower(rule, "action");
    word(rule, "direction", &["in", "out", "any"])?;
    complete("Nsxfirewallrule", rule);
    for field in ["source", "destination"] {
        if let Some(Value::Object(side)) = rule.get_mut(field) {
            complete_side(side)?;
        }
    }
    if let Some(Value::Object(application)) = rule.get_mut("application") {
        complete_application(application)?;
    }
    Ok(())
}

fn complete_side(side: &mut Map<String, Value>) -> ApiResult<()> {
    addresses(side, "ipAddress")?;
    for group in texts(side, "vnicGroupId") {
        let of_vnic =
            group.strip_prefix("vnic-index-").is_some_and(|index| index.len() == 1 && index.parse::<u8>().is_ok());
        if !of_vnic && !["vse", "external", "internal"].contains(&group) {
            return Err(refusals::value("vnicGroupId", "vse, external, internal or vnic-index-0 to vnic-index-9"));
        }
    }
    side.entry("exclude").or_insert(Value::Bool(false));
    for list in ["ipAddress", "groupingObjectId", "vnicGroupId"] {
        side.entry(list).or_insert_with(|| Value::Array(Vec::new()));
    }
    Ok(())
}

fn complete_application(application: &mut Map<String, Value>) -> ApiResult<()> {
    let Some(Value::Array(services)) = application.get_mut("service") else { return Ok(()) };
    for service in services {
        let Value::Object(service) = service else { continue };
        if text(service, "protocol").is_none() {
            return Err(refusals::missing("protocol"));
        }
        for list in ["port", "sourcePort"] {
            ports(service, list)?;
            service.entry(list).or_insert_with(|| json!(["any"]));
        }
    }
    Ok(())
}

/// Writes a word in small letters, as answers have it.
pub(super) fn lower(object: &mut Map<String, Value>, field: &str) {
    if let Some(Value::String(text)) = object.get_mut(field) {
        text.make_ascii_lowercase();
    }
}
