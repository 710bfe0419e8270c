//! Flows about what a fresh SDDC has before anybody changes it.

use super::networker::{Networker, networked};
use crate::{
    sddc_config::with,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const CASES: &[Case] = cases! { "flows/networking/fresh", Flow;
    MovableClock => a_fresh_sddc_has_what_clients_look_for;
    MovableClock => what_objects_name_is_there;
    MovableClock => what_is_read_can_be_put_back;
    MovableClock => the_first_change_changes_nothing_else;
    MovableClock => the_group_of_the_hosts_follows_the_hosts;
    MovableClock => the_first_segment_is_as_the_sddc_was_ordered;
};

/// Collections of a fresh SDDC that are not empty.
const COLLECTIONS: &[&str] = &[
    "/domains",
    "/domains/mgw/groups",
    "/domains/mgw/gateway-policies",
    "/domains/mgw/gateway-policies/default/rules",
    "/domains/cgw/gateway-policies",
    "/domains/cgw/gateway-policies/default/rules",
    "/domains/cgw/security-policies",
    "/domains/cgw/security-policies/default-layer3-section/rules",
    "/services",
    "/labels",
    "/tier-0s",
    "/tier-0s/vmc/groups",
    "/tier-0s/vmc/locale-services",
    "/tier-0s/vmc/locale-services/default/ipsec-vpn-services",
    "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/local-endpoints",
    "/tier-0s/vmc/locale-services/default/l2vpn-services",
    "/tier-1s",
    "/tier-1s/cgw/segments",
    "/tier-1s/cgw/locale-services",
    "/dhcp-server-configs",
    "/dns-forwarder-zones",
    "/ipsec-vpn-dpd-profiles",
    "/ipsec-vpn-ike-profiles",
    "/ipsec-vpn-tunnel-profiles",
    "/segment-security-profiles",
    "/spoofguard-profiles",
    "/ip-discovery-profiles",
    "/mac-discovery-profiles",
    "/qos-profiles",
    "/context-profiles",
    "/sites",
    "/sites/default/enforcement-points",
    "/sites/default/enforcement-points/vmc-enforcementpoint/transport-zones",
    "/sites/default/enforcement-points/vmc-enforcementpoint/edge-clusters",
    "/settings/firewall/security/intrusion-services/profiles",
    "/settings/firewall/security/intrusion-services/cluster-configs",
];

/// Objects at fixed places.
const SINGLES: &[&str] = &[
    "",
    "/tier-1s/mgw/dns-forwarder",
    "/tier-1s/cgw/dns-forwarder",
    "/tier-0s/vmc/locale-services/default/bgp",
    "/tier-0s/vmc/locale-services/default/l3vpn-context",
    "/tier-0s/vmc/locale-services/default/l2vpn-context",
    "/settings/firewall/security",
    "/settings/firewall/security/exclude-list",
    "/settings/firewall/security/intrusion-services",
    "/settings/firewall/security/intrusion-services/ids-standalone-host-config",
];

/// Reads all objects, by path.
async fn objects(alice: &Networker<'_>) -> Played<BTreeMap<String, Value>> {
    let mut objects = BTreeMap::new();
    for rest in COLLECTIONS {
        let list = alice.read(rest).await?;
        let results = list["results"].as_array().needed()?;
        hold!(!results.is_empty(), "{rest} is empty");
        for object in results {
            objects.insert(object["path"].as_str().needed()?.to_owned(), object.clone());
        }
    }
    for rest in SINGLES {
        let object = alice.read(rest).await?;
        objects.insert(format!("/infra{rest}"), object);
    }
    let clusters = "/sites/default/enforcement-points/vmc-enforcementpoint/edge-clusters";
    for cluster in alice.ids(clusters).await? {
        let nodes = alice.read(&format!("{clusters}/{cluster}/edge-nodes")).await?;
        for node in nodes["results"].as_array().needed()? {
            objects.insert(node["path"].as_str().needed()?.to_owned(), node.clone());
        }
    }
    Ok(objects)
}

async fn a_fresh_sddc_has_what_clients_look_for(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    equal!(alice.ids("/domains").await?, ["cgw", "mgw"]);
    equal!(alice.ids("/tier-0s").await?, ["vmc"]);
    equal!(alice.ids("/tier-1s").await?, ["cgw", "mgw"]);
    let groups: BTreeSet<String> = alice.ids("/domains/mgw/groups").await?.into_iter().collect();
    for group in ["VCENTER", "ESXI", "NSX-MANAGER", "HCX", "NSX-UA"] {
        hold!(groups.contains(group), "there is no group {group}");
        let group = alice.read(&format!("/domains/mgw/groups/{group}")).await?;
        equal!(group["tags"], json!([{"scope": "", "tag": "SYSTEM_DEFINED_GROUP"}]));
        equal!(group["expression"][0]["resource_type"], "IPAddressExpression");
        equal!((&group["_create_user"], &group["_system_owned"]), (&json!("admin"), &json!(false)));
    }
    for label in ["mgw", "cgw-all", "cgw-public", "cgw-direct-connect", "cgw-cross-vpc", "cgw-vpn"] {
        alice.read(&format!("/labels/{label}")).await?;
    }
    let zones = alice.read("/sites/default/enforcement-points/vmc-enforcementpoint/transport-zones").await?;
    equal!(zones["results"][0]["display_name"], "vmc-overlay-tz");
    let segment = alice.read("/tier-1s/cgw/segments/sddc-cgw-network-1").await?;
    equal!((&segment["type"], &segment["connectivity_path"]), (&json!("ROUTED"), &json!("/infra/tier-1s/cgw")));
    let subnet = json!({
        "gateway_address": "192.168.1.1/24",
        "dhcp_ranges": ["192.168.1.2-192.168.1.254"],
        "network": "192.168.1.0/24",
    });
    equal!(segment["subnets"], json!([subnet]));
    let forwarder = alice.read("/tier-1s/cgw/dns-forwarder").await?;
    equal!(forwarder["default_forwarder_zone_path"], "/infra/dns-forwarder-zones/cgw-dns-zone");
    for service in ["HTTPS", "HTTP", "SSH", "RDP", "ICMP-ALL", "ICMP_Echo_Request", "DNS-UDP", "NTP", "SSO"] {
        let service = alice.read(&format!("/services/{service}")).await?;
        hold!(service["service_entries"][0]["resource_type"].is_string());
        equal!(service["is_default"], true);
    }
    Ok(())
}

async fn what_objects_name_is_there(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let objects = objects(&alice).await?;
    let mut named = BTreeSet::new();
    for object in objects.values().filter_map(Value::as_object) {
        for (_, value) in object.iter().filter(|(name, _)| !["path", "parent_path"].contains(&name.as_str())) {
            paths_in(value, &mut named);
        }
    }
    hold!(named.len() > 10, "objects name each other");
    let missing: Vec<_> = named.iter().filter(|path| !objects.contains_key(*path)).collect();
    equal!(missing, Vec::<&String>::new());
    Ok(())
}

/// Collects the paths of other objects that a value names. Parts of an object have paths below its own.
fn paths_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("/infra/") => drop(found.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| paths_in(value, found)),
        Value::Object(fields) => {
            let others = fields.iter().filter(|(name, _)| !["path", "parent_path"].contains(&name.as_str()));
            others.for_each(|(_, value)| paths_in(value, found));
        }
        _ => {}
    }
}

/// An object that was read is accepted as it is, or belongs to the system.
async fn what_is_read_can_be_put_back(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let (mut accepted, mut fixed) = (0, 0);
    for (path, object) in objects(&alice).await? {
        let path = path.strip_prefix("/infra").needed()?;
        // These can only be read.
        if path.is_empty() || path.contains("/edge-clusters/") || path.ends_with("/l2vpn-context") {
            continue;
        }
        let answer = alice.user.put(&alice.path(path), &object).await?;
        match answer.status {
            403 => fixed += 1,
            _ => {
                let object = answer.require(200)?.body;
                equal!(object["_revision"], 1, "{path}");
                accepted += 1;
            }
        }
    }
    hold!(accepted >= 20 && fixed >= 40, "{accepted} were accepted, {fixed} belong to the system");
    Ok(())
}

async fn the_first_change_changes_nothing_else(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let before = objects(&alice).await?;
    alice.put("/domains/cgw/groups/web", &json!({})).await?;
    let after = objects(&alice).await?;
    for (path, object) in &before {
        equal!(Some(object), after.get(path), "{path}");
    }
    equal!(before.len(), after.len());
    Ok(())
}

async fn the_group_of_the_hosts_follows_the_hosts(trial: &Trial) -> Played {
    let (world, alice) = networked(trial).await?;
    let addresses = |group: &Value| group["expression"][0]["ip_addresses"].as_array().map(Vec::len);
    equal!(addresses(&alice.read("/domains/mgw/groups/ESXI").await?), Some(2));
    // The networks are stored from here on.
    alice.put("/domains/cgw/groups/web", &json!({})).await?;
    alice.user.change_esxs(&alice.sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
    world.advance("4h").await?;
    let alice = Networker { user: world.owner().await?, sddc: alice.sddc };
    let group = alice.read("/domains/mgw/groups/ESXI").await?;
    equal!(addresses(&group), Some(3));
    let list = alice.read("/domains/mgw/groups").await?;
    let listed = list["results"].as_array().needed()?.iter().find(|listed| listed["id"] == "ESXI").needed()?;
    equal!(listed["expression"], group["expression"]);
    Ok(())
}

async fn the_first_segment_is_as_the_sddc_was_ordered(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    for (name, field, value, expected) in [
        ("none", "skip_creating_vxlan", json!(true), json!([])),
        ("other", "vxlan_subnet", json!("10.20.0.0/22"), json!(["10.20.0.0/22"])),
    ] {
        let (user, sddc) = setting.ready_sddc(&with(setting.linked_config(name, 2)?, field, value)).await?;
        let segments = Networker { user, sddc }.read("/tier-1s/cgw/segments").await?;
        let networks = segments["results"].as_array().needed()?.iter();
        let networks: Vec<_> = networks.map(|segment| segment["subnets"][0]["network"].clone()).collect();
        equal!(Value::from(networks), expected);
    }
    Ok(())
}
