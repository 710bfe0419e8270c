//! What the page of an SDDC shows of its networks: gateways, segments, firewall rules and public addresses.

use super::{sddcs::Sddc, visit::Visit};
use askama::Template;
use serde::Deserialize;

/// The networks of an SDDC.
#[derive(Template)]
#[template(path = "sddc_networking.html")]
pub(super) struct Networking {
    gateways: Vec<Gateway>,
    segments: Vec<Segment>,
    addresses: Vec<Address>,
    /// Why there is nothing to show.
    nothing: Option<String>,
}

/// A list as NSX gives it.
#[derive(Deserialize)]
struct Results<T> {
    results: Vec<T>,
}

/// A gateway with its rules.
struct Gateway {
    name: &'static str,
    id: &'static str,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    display_name: Option<String>,
    id: String,
    action: Option<String>,
    #[serde(default)]
    source_groups: Vec<String>,
    #[serde(default)]
    destination_groups: Vec<String>,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    disabled: bool,
}

/// Writes paths by their last parts.
fn short(paths: &[String]) -> String {
    let last = paths.iter().map(|path| path.rsplit('/').next().unwrap_or_default());
    last.collect::<Vec<_>>().join(", ")
}

impl Rule {
    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.id)
    }

    fn sources(&self) -> String {
        short(&self.source_groups)
    }

    fn destinations(&self) -> String {
        short(&self.destination_groups)
    }

    fn wanted(&self) -> String {
        short(&self.services)
    }

    fn tone(&self) -> &'static str {
        match self.action.as_deref() {
            Some("ALLOW") => "good",
            Some("DROP" | "REJECT") => "bad",
            _ => "quiet",
        }
    }
}

#[derive(Deserialize)]
struct Segment {
    display_name: Option<String>,
    id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    subnets: Vec<Subnet>,
}

#[derive(Deserialize)]
struct Subnet {
    gateway_address: Option<String>,
    #[serde(default)]
    dhcp_ranges: Vec<String>,
}

impl Segment {
    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.id)
    }

    fn gateways(&self) -> String {
        self.subnets.iter().filter_map(|subnet| subnet.gateway_address.as_deref()).collect::<Vec<_>>().join(", ")
    }

    fn ranges(&self) -> String {
        self.subnets.iter().flat_map(|subnet| &subnet.dhcp_ranges).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Deserialize)]
struct Address {
    display_name: Option<String>,
    id: String,
    ip: Option<String>,
}

impl Address {
    fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.id)
    }
}

/// Reads the networks of an SDDC. An SDDC that has none, or none yet, says why.
pub(super) fn of(visit: &Visit, sddc: &Sddc) -> Networking {
    let manager = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}/sks-nsxt-manager", visit.org(), sddc.id);
    let policy = |path: &str| format!("{manager}/policy/api/v1/infra/{path}");
    let read = || {
        let rules = |id| policy(&format!("domains/{id}/gateway-policies/default/rules"));
        let gateway =
            |name, id| visit.read::<Results<Rule>>(&rules(id)).map(|list| Gateway { name, id, rules: list.results });
        let gateways = vec![gateway("Compute gateway", "cgw")?, gateway("Management gateway", "mgw")?];
        let segments = visit.read::<Results<Segment>>(&policy("tier-1s/cgw/segments"))?.results;
        let addresses = format!("{manager}/cloud-service/api/v1/infra/public-ips");
        let addresses = visit.read::<Results<Address>>(&addresses)?.results;
        Ok(Networking { gateways, segments, addresses, nothing: None })
    };
    read().unwrap_or_else(|refusal: crate::world::kernel::refusal::Refusal| Networking {
        gateways: Vec::new(),
        segments: Vec::new(),
        addresses: Vec::new(),
        nothing: Some(refusal.to_string()),
    })
}
