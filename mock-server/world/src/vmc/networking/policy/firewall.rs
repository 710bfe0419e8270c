//! Firewall policies and their rules: those of the two gateways, of the distributed firewall and of intrusion detection.

use super::{groups, refusals};
use crate::{
    documents::{addresses::extent, tree::Draft},
    kernel::refusal::ApiResult,
    state::networks::{Document, Networks},
};
use serde_json::{Map, Value};

/// The label of the management gateway's interface. (recorded)
const MANAGEMENT: &str = "/infra/labels/mgw";

/// The label of all uplinks of the compute gateway. (seen in client code)
const ALL_UPLINKS: &str = "/infra/labels/cgw-all";

/// What stands for everything.
const ANY: &str = "ANY";

/// The lists of a rule in which `ANY` stands alone. (published)
const LISTS: [&str; 5] = ["source_groups", "destination_groups", "services", "profiles", "scope"];

/// The services that rules of the management gateway may name, by the last part of their paths. (documented as a short list in the console;
/// the ids are an assumption)
const MANAGEMENT_SERVICES: [&str; 7] = [
    "HTTPS",
    "ICMP-ALL",
    "ICMP_Echo_Request",
    "SSO",
    "VMware_Remote_Console",
    "VMware_VMotion",
    "HCX-ApplianceManagement",
];

/// The categories of the distributed firewall. (documented)
const CATEGORIES: [&str; 5] = ["Ethernet", "Emergency", "Infrastructure", "Environment", "Application"];

/// The categories of gateway policies. (documented for NSX)
const GATEWAY_CATEGORIES: [&str; 6] =
    ["Emergency", "SystemRules", "SharedPreRules", "LocalGatewayRules", "AutoServiceRules", "Default"];

/// Checks a policy. Without a category it has that of its kind's ordinary policies. (assumption)
///
/// # Errors
/// There is no such category.
pub(super) fn check_policy(draft: &mut Draft, path: &str, document: &Document) -> ApiResult<()> {
    let (categories, usual) = match is_of_gateway(path) {
        true => (&GATEWAY_CATEGORIES[..], "LocalGatewayRules"),
        false => (&CATEGORIES[..], "Application"),
    };
    match document.body.get("category").and_then(Value::as_str) {
        Some(category) if categories.contains(&category) => {}
        Some(category) => {
            let category: String = category.chars().take(100).collect();
            let why = format!("there is no category `{category}`, but {}", categories.join(", "));
            return Err(refusals::firewall_policy(path, &why));
        }
        None => draft.amend(path, |body| drop(body.insert("category".to_owned(), usual.into()))),
    }
    if document.body.get("sequence_number").is_none() {
        draft.amend(path, |body| drop(body.insert("sequence_number".to_owned(), 0.into())));
    }
    Ok(())
}

/// Checks a rule.
///
/// # Errors
/// Its gateway does not allow it, or a list names what cannot be there.
pub(super) fn check_rule(draft: &mut Draft, path: &str, document: &Document) -> ApiResult<()> {
    let mut body = document.body.clone();
    for list in LISTS {
        write_any(path, list, &mut body)?;
    }
    // (assumption)
    let usual = if path.contains("/intrusion-service-policies/") { "DETECT" } else { "ALLOW" };
    body.entry("action").or_insert_with(|| usual.into());
    check_members(path, &body)?;
    if is_of_gateway(path) {
        let is_management = path.starts_with("/infra/domains/mgw/");
        if texts(&body, "scope").all(is_any) {
            // A rule without a scope applies to all interfaces of its gateway. (assumption)
            let scope = if is_management { MANAGEMENT } else { ALL_UPLINKS };
            body.insert("scope".to_owned(), Value::from(vec![scope]));
        }
        match is_management {
            true => check_management(draft.networks, path, &body)?,
            false => check_compute(path, &body)?,
        }
    }
    if body != document.body {
        draft.amend(path, |stored| *stored = body);
    }
    Ok(())
}

fn is_of_gateway(path: &str) -> bool {
    path.contains("/gateway-policies/")
}

/// Writes `any` in capital letters. It stands alone.
fn write_any(path: &str, list: &str, body: &mut Map<String, Value>) -> ApiResult<()> {
    let Some(Value::Array(members)) = body.get_mut(list) else { return Ok(()) };
    let mut has_any = false;
    for member in members.iter_mut().filter(|member| member.as_str().is_some_and(is_any)) {
        *member = ANY.into();
        has_any = true;
    }
    if has_any && members.len() > 1 {
        return Err(refusals::rule(path, &format!("`ANY` must be the only entry of `{list}`")));
    }
    Ok(())
}

/// Sources and destinations are groups or addresses, and services are services.
fn check_members(path: &str, body: &Map<String, Value>) -> ApiResult<()> {
    for list in ["source_groups", "destination_groups"] {
        let fits = |member: &str| is_any(member) || is_in("groups", member) || extent(member).is_some();
        if let Some(wrong) = texts(body, list).find(|member| !fits(member)) {
            return Err(refusals::rule(path, &format!("`{list}` has `{}`, which is no group", short(wrong))));
        }
    }
    let fits = |member: &str| is_any(member) || is_in("services", member);
    if let Some(wrong) = texts(body, "services").find(|member| !fits(member)) {
        return Err(refusals::rule(path, &format!("`services` has `{}`, which is no service", short(wrong))));
    }
    Ok(())
}

/// What the management gateway allows: only `ALLOW`, at its own interface, from or to a group of the system; and what such a group sends may
/// not be limited to some services. (documented)
fn check_management(networks: &Networks, path: &str, body: &Map<String, Value>) -> ApiResult<()> {
    if action(body) != "ALLOW" {
        return Err(refusals::rule(path, "a rule of the management gateway must have the action ALLOW"));
    }
    if texts(body, "scope").any(|scope| scope != MANAGEMENT) {
        return Err(refusals::rule(path, &format!("the scope of a rule of the management gateway is {MANAGEMENT}")));
    }
    let is_system = |member: &str| networks.get(member).is_some_and(|group| groups::is_system_defined(&group.body));
    let from_system = texts(body, "source_groups").any(is_system);
    if !from_system && !texts(body, "destination_groups").any(is_system) {
        return Err(refusals::rule(path, "its sources or its destinations must be groups that the system defined"));
    }
    let mut services = texts(body, "services");
    if from_system && !services.all(is_any) {
        return Err(refusals::rule(path, "its services must be ANY, because a group of the system is its source"));
    }
    let is_allowed = |service: &str| {
        is_any(service) || service.rsplit('/').next().is_some_and(|id| MANAGEMENT_SERVICES.contains(&id))
    };
    match texts(body, "services").find(|service| !is_allowed(service)) {
        Some(service) => {
            let why = format!("the management gateway does not offer the service {}", short(service));
            Err(refusals::rule(path, &why))
        }
        None => Ok(()),
    }
}

/// What the compute gateway allows. (documented)
fn check_compute(path: &str, body: &Map<String, Value>) -> ApiResult<()> {
    if !["ALLOW", "DROP", "REJECT"].contains(&action(body)) {
        return Err(refusals::rule(path, "a rule of the compute gateway must have the action ALLOW, DROP or REJECT"));
    }
    // A rule can also apply to one VPN. (documented)
    let fits = |scope: &str| {
        let is_label = scope.starts_with("/infra/labels/") && scope != MANAGEMENT;
        is_label || scope.contains("/ipsec-vpn-services/") || scope.contains("/l3vpns/")
    };
    match texts(body, "scope").find(|scope| !fits(scope)) {
        Some(scope) => Err(refusals::rule(path, &format!("{} is no scope of the compute gateway", short(scope)))),
        None => Ok(()),
    }
}

fn action(body: &Map<String, Value>) -> &str {
    body.get("action").and_then(Value::as_str).unwrap_or_default()
}

fn texts<'b>(body: &'b Map<String, Value>, list: &str) -> impl Iterator<Item = &'b str> + use<'b> {
    body.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn is_any(text: &str) -> bool {
    text.eq_ignore_ascii_case(ANY)
}

/// Whether a text is the path of an object in a collection of this name.
fn is_in(collection: &str, path: &str) -> bool {
    path.starts_with("/infra/") && path.rsplit('/').nth(1) == Some(collection)
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
