//! Random requests that change an organization, sent to a world and to a copy of it.

use serde_json::{Value, json};
use vmc_contract::{User, World};

/// A request, in which numbers in braces stand for the places of things in their lists.
pub(super) struct Write {
    method: &'static str,
    /// Below the organization, or below the networks of an SDDC.
    path: String,
    body: Option<Value>,
}

impl Write {
    pub(super) fn random(random: &mut fastrand::Rng) -> Self {
        let name = format!("w{}", random.u8(0..12));
        let sddc = random.usize(0..12);
        let at = |rest: &str| format!("/sddcs/{{{sddc}}}{rest}");
        let nsx = |rest: &str| format!("{{nsx {sddc}}}{rest}");
        let write = |method, path, body| Self { method, path, body };
        match random.u8(0..14) {
            0 => {
                let hosts = random.i32(0..5);
                write(
                    "POST",
                    "/sddcs".to_owned(),
                    Some(json!({"name": name, "num_hosts": hosts, "provider": "ZEROCLOUD"})),
                )
            }
            1 => write("DELETE", at(if random.bool() { "" } else { "?force=true" }), None),
            2 => write("PATCH", at(""), Some(json!({"name": name}))),
            3 => write("POST", at("/clusters"), Some(json!({"num_hosts": random.i32(1..4)}))),
            4 => write("DELETE", at(&format!("/clusters/{{cluster {}}}", random.u8(0..3))), None),
            5 => {
                let action = if random.bool() { "add" } else { "remove" };
                write("POST", at(&format!("/esxs?action={action}")), Some(json!({"num_hosts": random.i32(0..3)})))
            }
            6 => write("POST", at("/publicips"), Some(json!({"count": random.i32(0..3), "names": [name]}))),
            7 => write("PUT", at(if random.bool() { "/dns/private" } else { "/dns/public" }), None),
            8 => {
                let address = format!("192.168.{}.7", random.u8(..));
                let body = json!({"expression": [{"resource_type": "IPAddressExpression", "ip_addresses": [address]}]});
                write("PATCH", nsx(&format!("/infra/domains/cgw/groups/{name}")), Some(body))
            }
            9 => write("DELETE", nsx(&format!("/infra/domains/cgw/groups/{name}")), None),
            10 => {
                let gateway = format!("192.168.{}.1/24", random.u8(2..30));
                let body = json!({"subnets": [{"gateway_address": gateway}]});
                write("PATCH", nsx(&format!("/infra/tier-1s/cgw/segments/{name}")), Some(body))
            }
            11 => {
                let group = format!("/infra/domains/cgw/groups/w{}", random.u8(0..12));
                let body = json!({"source_groups": ["ANY"], "destination_groups": [group], "services": ["ANY"],
                    "scope": ["/infra/labels/cgw-all"], "action": "ALLOW"});
                write("PATCH", nsx(&format!("/infra/domains/cgw/gateway-policies/default/rules/{name}")), Some(body))
            }
            12 => write("DELETE", nsx("/infra/domains/cgw/groups/db"), None),
            _ => write("DELETE", nsx(&format!("/infra/domains/cgw/gateway-policies/default/rules/{name}")), None),
        }
    }

    /// Sends the request, and returns its status and its refusal without ids.
    pub(super) async fn send(&self, world: &World, user: &User) -> (u16, String) {
        let path = self.filled(user).await;
        let answer = user.send(self.method, &path, self.body.as_ref()).await;
        let said = if answer.status >= 400 { without_ids(&answer.text) } else { String::new() };
        world.advance("7m").await;
        (answer.status, said)
    }

    async fn filled(&self, user: &User) -> String {
        let sddcs = user.sddcs().await.expect(200).body;
        let sddcs = sddcs.as_array().unwrap();
        let mut path = self.path.clone();
        let Some((before, rest)) = path.split_once('{') else { return user.org_path(&path) };
        let (place, after) = rest.split_once('}').unwrap();
        let number: usize = place.trim_start_matches("nsx ").parse().unwrap();
        let sddc = &sddcs[number % sddcs.len()];
        let id = sddc["id"].as_str().unwrap();
        let after = match after.split_once("{cluster ") {
            None => after.to_owned(),
            Some((start, rest)) => {
                let (place, end) = rest.split_once('}').unwrap();
                let clusters = sddc["resource_config"]["clusters"].as_array().unwrap();
                let cluster = &clusters[place.parse::<usize>().unwrap() % clusters.len()]["cluster_id"];
                format!("{start}{}{end}", cluster.as_str().unwrap())
            }
        };
        if place.starts_with("nsx ") {
            return format!(
                "/vmc/reverse-proxy/api/orgs/{}/sddcs/{id}/sks-nsxt-manager/policy/api/v1{after}",
                user.org()
            );
        }
        path = format!("{before}{id}{after}");
        user.org_path(&path)
    }
}

/// A text without ids, which differ from world to world.
fn without_ids(text: &str) -> String {
    let is_part = |part: &&str| uuid::Uuid::try_parse(part).is_err();
    let separators = |letter: char| !letter.is_ascii_alphanumeric() && letter != '-';
    text.split(separators).filter(is_part).collect::<Vec<_>>().join(" ")
}
