//! The documents of a fresh SDDC.
//!
//! `defaults.json` has them by path, and `protocols.json` has the services of the firewall in short form. Texts in braces stand for values of
//! the SDDC. `$guard` says what users cannot do with a document. Ids and values that no public source names are an assumption, as is the
//! list of services, which has the names of NSX.

use super::protocols;
use crate::{
    documents::{
        addresses::Cidr,
        table::Api,
        tree::{Change, Draft, change},
    },
    kernel::{collections::map_of, ids::Ids},
    state::{
        dns::ManagementVm,
        esxs::EsxFacts,
        networks::{Document, Networks},
        sddcs::SddcFacts,
    },
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::{
    borrow::Cow,
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// What users cannot do with a document of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// They can do everything.
    Free,
    /// They cannot delete it.
    Kept,
    /// They can neither change nor delete it.
    Fixed,
}

/// A document that the service makes for every SDDC.
#[derive(Debug)]
struct Default {
    /// May have texts in braces.
    path: Arc<str>,
    /// The body, complete with what the service adds.
    body: Map<String, Value>,
    /// Whether the body has texts in braces.
    has_values: bool,
    guard: Guard,
}

static DEFAULTS: LazyLock<Vec<Default>> = LazyLock::new(|| {
    let read: Result<BTreeMap<Arc<str>, Map<String, Value>>, _> = serde_json::from_str(include_str!("defaults.json"));
    let mut bodies = read.unwrap_or_else(|err| panic!("the documents of a fresh SDDC cannot be read: {err}"));
    bodies.extend(protocols::bodies());
    completed(bodies).unwrap_or_else(|refusal| panic!("the documents of a fresh SDDC do not fit: {refusal}"))
});

/// The documents whose paths have no texts in braces, for [`guard`].
static GUARDS: LazyLock<BTreeMap<&'static str, Guard>> =
    LazyLock::new(|| map_of(DEFAULTS.iter().map(|default| (&*default.path, default.guard))));

/// Adds to bodies what the service adds to those of clients. What they name exists.
fn completed(bodies: BTreeMap<Arc<str>, Map<String, Value>>) -> crate::kernel::refusal::ApiResult<Vec<Default>> {
    let table = Api::Policy.table();
    let (mut networks, mut ids) = (Networks::default(), Ids::new(0));
    let by = Change { by: ADMIN.into(), at: Timestamp::UNIX_EPOCH };
    change((table, &mut networks, &mut ids), by, |draft: &mut Draft| {
        bodies.into_iter().map(|(path, body)| completed_one(draft, path, body)).collect()
    })
}

fn completed_one(
    draft: &mut Draft,
    path: Arc<str>,
    mut body: Map<String, Value>,
) -> crate::kernel::refusal::ApiResult<Default> {
    let guard = match body.remove("$guard").as_ref().and_then(Value::as_str) {
        Some("kept") => Guard::Kept,
        Some("fixed") => Guard::Fixed,
        _ => Guard::Free,
    };
    let kind = draft.table.kind_at(&path).unwrap_or_else(|| panic!("no kind of document is at {path}"));
    body.entry("resource_type").or_insert_with(|| kind.of_type.into());
    draft.complete(kind, &path, &mut body);
    draft.write(&path, None, body.clone())?;
    let has_values = serde_json::to_string(&body).is_ok_and(|text| has_value(&text[1..]));
    Ok(Default { path, body, has_values, guard })
}

/// The number of the first firewall rule. (recorded ids begin a little above 1000)
const FIRST_RULE: u64 = 1010;

/// The user who made the documents of a fresh SDDC. (recorded)
pub(super) const ADMIN: &str = "admin";

/// The group of the hosts.
const HOSTS: &str = "/infra/domains/mgw/groups/ESXI";

/// The first segment.
const FIRST_SEGMENT: &str = "/infra/tier-1s/cgw/segments/sddc-cgw-network-1";

/// The network of the first segment, unless the SDDC was created with another. (recorded)
const FIRST_NETWORK: &str = "192.168.1.0/24";

/// Returns the networks of an SDDC. As long as nobody has changed them, they are made from the SDDC.
pub fn networks_of(sddc: &SddcFacts) -> Cow<'_, Networks> {
    match &sddc.networks {
        Some(networks) => Cow::Borrowed(networks),
        None => Cow::Owned(fresh(sddc, |_| true)),
    }
}

/// How the networks of an SDDC differ from those of a fresh one.
pub struct Changes<'s> {
    /// The documents that were put, in the order of their creation.
    pub written: Vec<(&'s str, &'s Document)>,
    /// The paths of documents of a fresh SDDC that were deleted. What is below another path comes before it.
    pub deleted: Vec<String>,
}

/// Returns how the networks of an SDDC differ from those of a fresh one.
pub fn changes_of(sddc: &SddcFacts) -> Changes<'_> {
    let Some(networks) = &sddc.networks else { return Changes { written: Vec::new(), deleted: Vec::new() } };
    let fresh = fresh(sddc, |_| true);
    let is_written = |path: &str, document: &Document| {
        fresh.get(path).is_none_or(|fresh| fresh.revision != document.revision || fresh.created != document.created)
    };
    let written = networks.iter().filter(|(path, document)| is_written(path, document));
    let mut written: Vec<_> = written.map(|(path, document)| (&**path, &**document)).collect();
    written.sort_by_key(|(_, document)| document.order);
    let deleted = fresh.iter().filter(|(path, _)| networks.get(path).is_none());
    let mut deleted: Vec<_> = deleted.map(|(path, _)| path.to_string()).collect();
    deleted.reverse();
    Changes { written, deleted }
}

/// Does the same as [`networks_of`], but as long as nobody has changed the networks, it makes only the documents that are in the same part of
/// the tree as a path, as `/infra/domains`. One object and one collection can be read from these.
pub(super) fn networks_around<'s>(sddc: &'s SddcFacts, path: &str) -> Cow<'s, Networks> {
    let part = path.match_indices('/').nth(2).map_or(path, |(end, _)| &path[..end]);
    let is_wanted = |path: &str| path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match &sddc.networks {
        Some(networks) => Cow::Borrowed(networks),
        None => Cow::Owned(fresh(sddc, is_wanted)),
    }
}

/// Returns a document as it is now. The group of the hosts follows the hosts, and is not stored.
pub(super) fn current<'d>(sddc: &SddcFacts, path: &str, document: &'d Document) -> Cow<'d, Document> {
    if path != HOSTS {
        return Cow::Borrowed(document);
    }
    let mut document = document.clone();
    let part = document.body.get_mut("expression").and_then(|expression| expression.get_mut(0));
    if let Some(Value::Object(part)) = part {
        let hosts = sddc.clusters.iter().flat_map(|cluster| &cluster.hosts).filter(|host| !host.is_coming());
        part.insert("ip_addresses".to_owned(), hosts.map(|host| Value::from(host_address(sddc, host))).collect());
    }
    Cow::Owned(document)
}

/// Returns what users cannot do with the document at a path.
pub(super) fn guard(sddc: &SddcFacts, path: &str) -> Guard {
    if let Some(guard) = GUARDS.get(path) {
        return *guard;
    }
    let is_at = |default: &&Default| match default.path.split_once('{') {
        Some((before, _)) => path.starts_with(before) && with_values(&default.path, sddc) == path,
        None => false,
    };
    let found = DEFAULTS.iter().find(is_at);
    found.map_or(Guard::Free, |default| default.guard)
}

/// Makes the documents of a fresh SDDC whose paths are wanted. What else there is does not change them.
fn fresh(sddc: &SddcFacts, is_wanted: impl Fn(&str) -> bool) -> Networks {
    let mut networks = Networks::default();
    networks.last_rule = FIRST_RULE;
    let author: Arc<str> = ADMIN.into();
    for Default { path, body, has_values, .. } in DEFAULTS.iter() {
        if is_left_out(path, sddc) {
            continue;
        }
        let is_rule = body.get("resource_type").is_some_and(|of| of == "Rule");
        networks.created += 1;
        networks.last_rule += u64::from(is_rule);
        if !is_wanted(path) {
            continue;
        }
        let path: Arc<str> = if has_value(path) { with_values(path, sddc).into() } else { path.clone() };
        let mut body = body.clone();
        if *has_values {
            body.values_mut().for_each(|value| fill(value, sddc));
        }
        let unique = if is_rule { networks.last_rule.to_string() } else { derived(sddc, &path).to_string() };
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
        networks.insert(path, Arc::new(document));
    }
    networks
}

/// An SDDC that was created with `skip_creating_vxlan` has no first segment. (assumption)
fn is_left_out(path: &str, sddc: &SddcFacts) -> bool {
    path == FIRST_SEGMENT && sddc.config.skip_creating_vxlan == Some(true)
}

fn has_value(text: &str) -> bool {
    text.contains('{')
}

fn fill(value: &mut Value, sddc: &SddcFacts) {
    match value {
        Value::String(text) if has_value(text) => *text = with_values(text, sddc),
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
    let first_segment = || {
        let network = sddc.config.vxlan_subnet.as_deref().and_then(Cidr::read);
        // A network too small for a gateway and a guest is not used. (assumption)
        let network = network.filter(|network| network.nth(2).is_some());
        network.or_else(|| Cidr::read(FIRST_NETWORK))
    };
    let segment = |text: fn(Cidr) -> Option<String>| first_segment().and_then(text).unwrap_or_default();
    match name {
        "vcenter" => ManagementVm::Vcenter.private_address(sddc),
        "nsx_manager" => ManagementVm::NsxManager.private_address(sddc),
        "public_ip" => sddc.drawn.public_ip.to_string(),
        "cluster" => sddc.clusters.first().map_or_else(|| derived(sddc, name), |cluster| cluster.id.0).to_string(),
        "first_segment.network" => segment(|network| Some(network.network())),
        "first_segment.gateway" => segment(|network| Some(format!("{}/{}", network.nth(1)?, network.prefix))),
        "first_segment.range" => segment(|network| Some(format!("{}-{}", network.nth(2)?, last_host(network)))),
        name => match name.strip_prefix("management.").and_then(|place| place.parse().ok()) {
            Some(place) => management_address(sddc, place),
            None => derived(sddc, name).to_string(),
        },
    }
}

/// The last address of a network that a host can have.
fn last_host(network: Cidr) -> IpAddr {
    match network.last() {
        IpAddr::V4(last) => std::net::Ipv4Addr::from(u32::from(last).saturating_sub(1)).into(),
        last @ IpAddr::V6(_) => last,
    }
}

/// Returns an address of the management network, counted from its first.
fn management_address(sddc: &SddcFacts, place: u32) -> String {
    let network = Cidr::read(&sddc.vpc_cidr).or_else(|| Cidr::read("10.0.0.0/16"));
    network.and_then(|network| network.nth(place)).map(|address| address.to_string()).unwrap_or_default()
}

/// The place of the first host's address in the management network. (assumption)
const FIRST_HOST: u32 = 64;

fn host_address(sddc: &SddcFacts, host: &EsxFacts) -> String {
    management_address(sddc, FIRST_HOST.saturating_add(host.number)) + "/32"
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::schema::BodyReader;

    /// That each is of a kind and names only others of them is checked where they are read.
    #[test]
    fn the_documents_of_a_fresh_sddc_fit_their_types() {
        let table = Api::Policy.table();
        for default in DEFAULTS.iter() {
            let kind = table.kind_at(&default.path).unwrap();
            for name in default.body.keys() {
                assert!(table.types.field(kind.of_type, name).is_some(), "{}: there is no `{name}`", default.path);
            }
            let mut sample = Value::Object(default.body.clone());
            fill_with_sample(&mut sample);
            let mut reader = BodyReader::new(table);
            let read = reader.object(kind.of_type, &sample, false);
            assert!(read.is_ok(), "{}: {}", default.path, read.unwrap_err());
            let read_only = |name: &str| table.types.field(kind.of_type, name).is_some_and(|field| field.read_only);
            let nested = |name: &String| name.ends_with("network") || read_only(name);
            let unknown: Vec<_> = reader.unread.iter().filter(|name| !nested(name)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", default.path);
        }
    }

    fn fill_with_sample(value: &mut Value) {
        match value {
            Value::String(text) if text.contains('{') => {
                let sample = |name: &str| match name {
                    "first_segment.gateway" | "first_segment.network" => "192.168.1.1/24",
                    "vcenter" | "nsx_manager" | "public_ip" | "first_segment.range" => "192.168.1.2",
                    name if name.starts_with("management.") => "192.168.1.2",
                    _ => "x",
                };
                let parts = text.split('{').map(|part| match part.split_once('}') {
                    Some((name, rest)) => [sample(name), rest].concat(),
                    None => part.to_owned(),
                });
                *text = parts.collect();
            }
            Value::Array(values) => values.iter_mut().for_each(fill_with_sample),
            Value::Object(fields) => fields.values_mut().for_each(fill_with_sample),
            _ => {}
        }
    }
}
