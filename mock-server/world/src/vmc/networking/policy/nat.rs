//! NAT rules.

use super::refusals;
use crate::{
    documents::tree::Draft,
    kernel::refusal::ApiResult,
    state::{networks::Document, public_ips::Change, sddcs::SddcFacts},
};
use serde_json::{Map, Value};

/// The sections of a gateway's NAT rules. Users have one of them; the others are the system's. (the names are from client code)
const SECTIONS: [&str; 3] = ["USER", "DEFAULT", "INTERNAL"];

/// Checks a NAT rule.
///
/// # Errors
/// It is in a section of the system, an address is missing that its action needs, or a public address is not one of the SDDC's.
pub(super) fn check(draft: &mut Draft, sddc: &SddcFacts, path: &str, document: &Document) -> ApiResult<()> {
    let section = path.rsplit('/').nth(2).unwrap_or_default();
    if !SECTIONS.contains(&section) {
        return Err(refusals::not_found(path.split_once("/nat-rules/").map_or(path, |(section, _)| section)));
    }
    if section != "USER" {
        return Err(refusals::of_the_system(path));
    }
    let body = &document.body;
    let action = body.get("action").and_then(Value::as_str).ok_or_else(|| refusals::field_missing("action"))?;
    for field in needed(action) {
        if text(body, field).is_empty() {
            return Err(refusals::nat_rule(path, &format!("the action {action} needs a {field}")));
        }
    }
    if action == "REFLEXIVE" {
        let address = text(body, "translated_network");
        if !is_public(sddc, address) {
            let why = format!("the translated_network {address} is not a public IP of this SDDC");
            return Err(refusals::nat_rule(path, &why));
        }
    }
    // Only these actions have it. (documented)
    if !["DNAT", "NO_DNAT"].contains(&action) && body.contains_key("policy_based_vpn_mode") {
        draft.amend(path, |body| drop(body.remove("policy_based_vpn_mode")));
    }
    Ok(())
}

/// The fields that an action needs. (documented; for SNAT and DNAT by NSX)
fn needed(action: &str) -> &'static [&'static str] {
    match action {
        "REFLEXIVE" => &["source_network", "translated_network"],
        "SNAT" => &["translated_network"],
        "DNAT" => &["destination_network", "translated_network"],
        _ => &[],
    }
}

fn text<'b>(body: &'b Map<String, Value>, field: &str) -> &'b str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Whether an address is a public one that was allocated for an SDDC. (that the service asks for it is an assumption)
fn is_public(sddc: &SddcFacts, address: &str) -> bool {
    let is_there = |change: Option<Change>| !matches!(change, Some(Change::Allocation(_)));
    sddc.public_ips.iter().any(|ip| is_there(ip.change) && ip.address.to_string() == address)
}
