//! Public addresses. They are one pool with those of VMC's own interface of 2018: an address that was allocated there is here under its
//! allocation id, and the name is the same. (assumption)

use super::{
    refusals,
    request::{body, id, path},
};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        list::Paging,
        paths::check_id,
        refusals::{in_use, invalid, stale},
        view,
    },
    kernel::refusal::ApiResult,
    state::{
        networks::{Document, Networks},
        orgs::Org,
        public_ips::PublicIpFacts,
        sddcs::SddcFacts,
    },
    vmc::{
        networking::{
            change::change_networks,
            defaults::{ADMIN, derived, networks_of},
        },
        public_ips::{self as pool, PER_SDDC_MAX},
    },
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

const OF_TYPE: &str = "PublicIp";
const PLACE: &str = "/infra/public-ips";

pub(super) fn list(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let networks = networks_of(sddc);
    let all = sddc.public_ips.iter().filter(|ip| ip.is_shown()).map(|ip| view(call, &networks, sddc, ip));
    Ok(Paging::of(&call.query)?.page(all.collect(), false))
}

pub(super) fn get(sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Map<String, Value>> {
    let networks = networks_of(sddc);
    find(sddc, &networks, id(call)).map(|ip| view(call, &networks, sddc, ip)).ok_or_else(refusals::address_not_found)
}

/// Allocates an address, or renames one. Nothing else of an address can be changed. (documented)
pub(super) fn put(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let ids = org.ids.clone();
    // What is refused has drawn no address.
    allocate_or_rename(org, cx, call).inspect_err(|_| org.ids = ids)
}

fn allocate_or_rename(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let (id, sent) = (id(call).to_owned(), body(call)?);
    let name = sent.get("display_name").and_then(Value::as_str).unwrap_or(&id).to_owned();
    let sddc = org.sddc(call.sddc)?;
    let networks = networks_of(sddc).into_owned();
    let existing = find(sddc, &networks, &id).cloned();
    let (address, is_new) = match &existing {
        Some(ip) => (ip.address, false),
        None if sddc.public_ips.len() >= PER_SDDC_MAX => return Err(refusals::limit_reached()),
        None => {
            check_id(&id)?;
            (pool::free_address(org).ok_or_else(refusals::limit_reached)?, true)
        }
    };
    let asked = call.body.as_ref().and_then(|body| body.get("ip")).and_then(Value::as_str);
    if asked.is_some_and(|asked| !asked.is_empty() && asked != address.to_string()) {
        return Err(invalid("The field `ip` cannot be chosen or changed.".to_owned()));
    }
    let path = path_of(&id);
    let before = networks.get(&path).cloned();
    if let (Some(revision), false) = (sent.get("_revision").and_then(Value::as_i64), is_new) {
        let current = before.as_ref().map_or(0, |document| document.revision);
        if revision != i64::from(current) {
            return Err(stale(&path, current, Some(revision)));
        }
    }
    let document: Map<String, Value> =
        [("ip".to_owned(), json!(address.to_string())), ("display_name".to_owned(), json!(name))].into_iter().collect();
    change_networks(org, cx, call, |draft| draft.write(&path, before.as_deref(), document))?;
    let sddc = org.sddc_mut(call.sddc)?;
    match sddc.public_ips.iter_mut().find(|ip| ip.address == address) {
        Some(ip) => ip.name = Some(name),
        None => {
            let allocation_id = format!("eipalloc-{}", derived(sddc, &path).simple()).chars().take(26).collect();
            let ip = PublicIpFacts { allocation_id, address, name: Some(name), attachment: None, change: None };
            sddc.public_ips.push(ip);
        }
    }
    let object = get(org.sddc(call.sddc)?, call)?;
    Ok(call.object(object))
}

/// Releases an address. NAT rules that use it keep it, unless `force` is true. (documented for `force`)
pub(super) fn delete(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let sddc = org.sddc(call.sddc)?;
    let networks = networks_of(sddc);
    let ip = find(sddc, &networks, id(call)).cloned().ok_or_else(refusals::address_not_found)?;
    if !call.switch("force") {
        if ip.change.is_some() || ip.attachment.is_some() {
            return Err(in_use(&path(call), &["/vmc/publicips".to_owned()]));
        }
        let users = nat_rules_with(&networks, &ip.address.to_string());
        if !users.is_empty() {
            return Err(in_use(&path(call), &users));
        }
    }
    let place = path_of(&id_of(&networks, &ip));
    change_networks(org, cx, call, |draft| {
        draft.remove(&place);
        Ok(())
    })?;
    org.sddc_mut(call.sddc)?.public_ips.retain(|other| other.address != ip.address);
    Ok(call.done())
}

fn path_of(id: &str) -> String {
    [PLACE, "/", id].concat()
}

/// The document of an address, if the address was allocated or renamed here.
fn document<'n>(networks: &'n Networks, ip: &PublicIpFacts) -> Option<(&'n Arc<str>, &'n Arc<Document>)> {
    let address = ip.address.to_string();
    networks.directly_below(PLACE).find(|(_, document)| document.body.get("ip").is_some_and(|ip| *ip == *address))
}

fn id_of(networks: &Networks, ip: &PublicIpFacts) -> String {
    let found = document(networks, ip).map(|(path, _)| crate::documents::paths::last(path));
    found.unwrap_or(&ip.allocation_id).to_owned()
}

fn find<'s>(sddc: &'s SddcFacts, networks: &Networks, id: &str) -> Option<&'s PublicIpFacts> {
    let mut shown = sddc.public_ips.iter().filter(|ip| ip.is_shown());
    shown.find(|ip| ip.allocation_id == id || id_of(networks, ip) == id)
}

fn view(call: &DocumentCall, networks: &Networks, sddc: &SddcFacts, ip: &PublicIpFacts) -> Map<String, Value> {
    let made_here = document(networks, ip);
    let (path, document) = match made_here {
        Some((path, document)) => (path.to_string(), Document::clone(document)),
        None => (path_of(&ip.allocation_id), of_vmc(sddc)),
    };
    let mut object = view::object(call.table, OF_TYPE, &path, &document);
    // The recorded object has no paths and no type.
    object.retain(|name, _| {
        !matches!(name.as_str(), "path" | "relative_path" | "parent_path" | "resource_type" | "_system_owned")
    });
    let name = ip.name.clone().unwrap_or_else(|| ip.allocation_id.clone());
    object.insert("display_name".to_owned(), name.into());
    object.insert("ip".to_owned(), ip.address.to_string().into());
    object
}

/// What NSX adds to an address that was allocated at VMC.
fn of_vmc(sddc: &SddcFacts) -> Document {
    Document {
        body: Map::new(),
        revision: 0,
        unique: "".into(),
        order: 0,
        created: sddc.created,
        created_by: ADMIN.into(),
        modified: sddc.created,
        modified_by: ADMIN.into(),
    }
}

fn nat_rules_with(networks: &Networks, address: &str) -> Vec<String> {
    let names = |document: &Document| {
        ["translated_network", "destination_network", "source_network"]
            .iter()
            .any(|field| document.body.get(*field).and_then(Value::as_str).is_some_and(|text| text == address))
    };
    let rules =
        networks.below("/infra/tier-1s").filter(|(path, document)| path.contains("/nat-rules/") && names(document));
    rules.map(|(path, _)| path.to_string()).take(10).collect()
}
