//! The documents of a fresh SDDC.

use crate::state::{
    dns::ManagementVm,
    networks::{Document, Networks},
    sddcs::SddcFacts,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// The documents that the service makes for every SDDC, by path. Texts in braces stand for values of the SDDC.
static DEFAULTS: LazyLock<Vec<Default>> = LazyLock::new(|| {
    let read: Result<BTreeMap<Arc<str>, Map<String, Value>>, _> = serde_json::from_str(include_str!("defaults.json"));
    let read = read.unwrap_or_else(|err| panic!("the documents of a fresh SDDC cannot be read: {err}"));
    read.into_iter().map(|(path, body)| Default { path, body }).collect()
});

#[derive(Debug, Deserialize)]
struct Default {
    path: Arc<str>,
    body: Map<String, Value>,
}

/// The number of the first firewall rule. (recorded ids begin a little above 1000)
const FIRST_RULE: u64 = 1010;

/// The user who made the documents of a fresh SDDC. (recorded)
pub(super) const ADMIN: &str = "admin";

/// Returns the networks of an SDDC. As long as nobody has changed them, they are made from the SDDC.
pub fn networks_of(sddc: &SddcFacts) -> Cow<'_, Networks> {
    match &sddc.networks {
        Some(networks) => Cow::Borrowed(networks),
        None => Cow::Owned(fresh(sddc)),
    }
}

fn fresh(sddc: &SddcFacts) -> Networks {
    let mut networks = Networks::default();
    networks.last_rule = FIRST_RULE;
    let author: Arc<str> = ADMIN.into();
    for Default { path, body } in DEFAULTS.iter() {
        let path = with_values(path, sddc);
        if is_left_out(&path, sddc) {
            continue;
        }
        let mut body = body.clone();
        body.values_mut().for_each(|value| fill(value, sddc));
        networks.created += 1;
        let unique = if body.get("resource_type").is_some_and(|of| of == "Rule") {
            networks.last_rule += 1;
            networks.last_rule.to_string()
        } else {
            derived(sddc, &path).to_string()
        };
        let document = Document {
            body,
            revision: 0,
            unique: unique.into(),
            order: networks.created,
            created: sddc.created,
            created_by: author.clone(),
            modified: sddc.created,
            modified_by: author.clone(),
        };
        networks.insert(path.into(), Arc::new(document));
    }
    networks
}

/// An SDDC that was created with `skip_creating_vxlan` has no first segment. (assumption)
fn is_left_out(path: &str, sddc: &SddcFacts) -> bool {
    path == "/infra/tier-1s/cgw/segments/sddc-cgw-network-1" && sddc.config.skip_creating_vxlan == Some(true)
}

fn fill(value: &mut Value, sddc: &SddcFacts) {
    match value {
        Value::String(text) if text.contains('{') => *text = with_values(text, sddc),
        Value::Array(values) => values.iter_mut().for_each(|value| fill(value, sddc)),
        Value::Object(fields) => fields.values_mut().for_each(|value| fill(value, sddc)),
        _ => {}
    }
}

/// Puts the values of an SDDC in the place of the texts in braces.
fn with_values(text: &str, sddc: &SddcFacts) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        written.push_str(before);
        written.push_str(&value_of(name, sddc));
        rest = after;
    }
    written.push_str(rest);
    written
}

fn value_of(name: &str, sddc: &SddcFacts) -> String {
    match name {
        "vcenter" => ManagementVm::Vcenter.private_address(sddc),
        "nsx_manager" => ManagementVm::NsxManager.private_address(sddc),
        "public_ip" => sddc.drawn.public_ip.to_string(),
        name => derived(sddc, name).to_string(),
    }
}

/// Returns an id that the id of the SDDC and a name determine.
pub(super) fn derived(sddc: &SddcFacts, name: &str) -> Uuid {
    // FNV-1a with 128 bits.
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in sddc.id.0.as_bytes().iter().chain(name.as_bytes()) {
        hash = (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    uuid::Builder::from_bytes(hash.to_be_bytes()).with_version(uuid::Version::Random).into_uuid()
}
