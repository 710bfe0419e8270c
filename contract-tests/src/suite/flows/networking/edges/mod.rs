//! Flows about the edges and logical networks of NSX-V.

mod dns;
mod firewall;
mod gateways;
mod logical_networks;
mod nat;
mod operations;
mod refused;
mod vpn;

use super::reach::{preview, with_networks};
use crate::suite::Case;

/// Returns the cases of all flows about edges.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    let gateways = [gateways::CASES, operations::CASES, logical_networks::CASES];
    let features = [firewall::CASES, nat::CASES, dns::CASES, vpn::CASES];
    gateways.into_iter().chain(features).flatten()
}
