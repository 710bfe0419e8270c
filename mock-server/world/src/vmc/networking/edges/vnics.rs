//! The interfaces of the edges.
//!
//! Which interface of which gateway leads where is not published. Clients send NAT rules to interface 0, so it is the uplink. The addresses
//! that are not those of the SDDC are chosen. (assumption)

use super::{checks::Network, edge::Edge, operation::View};
use crate::state::{
    dns::ManagementVm,
    public_ips::{Change, PublicIpFacts},
    sddcs::SddcFacts,
};
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// The number of interfaces of an edge. (published)
const NUMBER: usize = 10;

/// An interface that is connected.
struct Connected {
    name: &'static str,
    of_type: &'static str,
    portgroup: (&'static str, &'static str),
    address: Ipv4Addr,
    prefix_length: u32,
    secondary: Vec<String>,
}

/// The address of the uplink of an edge, behind the internet gateway of AWS.
pub(super) fn uplink_address(edge: Edge) -> Ipv4Addr {
    match edge {
        Edge::Management => Ipv4Addr::new(172, 30, 0, 4),
        Edge::Compute => Ipv4Addr::new(172, 30, 0, 5),
        Edge::Router => Ipv4Addr::new(169, 254, 2, 2),
    }
}

/// The public IPs of the workloads that clients see.
pub(super) fn public_ips(sddc: &SddcFacts) -> impl Iterator<Item = &PublicIpFacts> {
    sddc.public_ips.iter().filter(|ip| !matches!(ip.change, Some(Change::Allocation(_))))
}

fn connected(sddc: &SddcFacts, edge: Edge) -> [Connected; 2] {
    let uplink = |portgroup, secondary| Connected {
        name: "uplink",
        of_type: "uplink",
        portgroup,
        address: uplink_address(edge),
        prefix_length: 28,
        secondary,
    };
    let internal = |name, portgroup, address, prefix_length| Connected {
        name,
        of_type: "internal",
        portgroup,
        address,
        prefix_length,
        secondary: Vec::new(),
    };
    let external = ("dvportgroup-20", "External");
    let transit = ("virtualwire-1000", "Transit");
    match edge {
        Edge::Management => {
            // The gateway of the management network has the address before those of the management VMs.
            let vcenter = ManagementVm::Vcenter.private_address(sddc).parse::<Ipv4Addr>();
            let network = vcenter.ok().and_then(|address| Network::of(&address.to_string(), "24"));
            let gateway = network.map_or(Ipv4Addr::UNSPECIFIED, |network| network.nth(1));
            let management = internal("management", ("dvportgroup-21", "Management"), gateway, 24);
            [uplink(external, vec![sddc.drawn.public_ip.to_string()]), management]
        }
        Edge::Compute => {
            let addresses = public_ips(sddc).map(|ip| ip.address.to_string()).collect();
            [uplink(external, addresses), internal("transit", transit, Ipv4Addr::new(169, 254, 2, 1), 28)]
        }
        Edge::Router => {
            let control = ("dvportgroup-22", "Control");
            [uplink(transit, Vec::new()), internal("control", control, Ipv4Addr::new(169, 254, 3, 1), 28)]
        }
    }
}

/// Returns the interfaces of an edge. (fields as recorded on premises)
pub(super) fn of(view: View, edge: Edge) -> Vec<Value> {
    let mut connected = connected(view.sddc, edge).into_iter();
    (0..NUMBER).map(|index| vnic(index, connected.next())).collect()
}

fn vnic(index: usize, connected: Option<Connected>) -> Value {
    let mut vnic = json!({
        "index": index,
        "label": format!("vNic_{index}"),
        "name": format!("vnic{index}"),
        "addressGroups": {"addressGroups": []},
        "mtu": 1500,
        "type": "internal",
        "isConnected": false,
        "enableProxyArp": false,
        "enableSendRedirects": true,
        "fenceParameters": [],
    });
    if let Some(Connected { name, of_type, portgroup: (id, portgroup), address, prefix_length, secondary }) = connected
    {
        let mask = Ipv4Addr::from_bits(u32::MAX << (32 - prefix_length));
        let mut group = json!({
            "primaryAddress": address.to_string(),
            "subnetMask": mask.to_string(),
            "subnetPrefixLength": prefix_length.to_string(),
        });
        if !secondary.is_empty() {
            group["secondaryAddresses"] = json!({"type": "secondary_addresses", "ipAddress": secondary});
        }
        vnic["name"] = name.into();
        vnic["type"] = of_type.into();
        vnic["isConnected"] = true.into();
        vnic["portgroupId"] = id.into();
        vnic["portgroupName"] = portgroup.into();
        vnic["addressGroups"] = json!({"addressGroups": [group]});
    }
    vnic
}

/// `GET …/vnics`
pub(super) fn list(view: View, edge: Edge) -> Value {
    json!({"vnics": of(view, edge)})
}
