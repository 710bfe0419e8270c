//! Flows about the networks of an SDDC.

mod answer_types;
mod cloud;
mod computed;
mod constraints;
mod edges;
mod firewall_order;
mod fresh;
mod groups;
mod imports;
mod networker;
mod power_cli;
mod published;
mod py_vmc;
mod reach;
mod salt;
mod sdk_samples;
mod search;
mod secrets;
mod terraform;
mod trees;

use crate::suite::Case;

/// Returns the cases of all flows about networks.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    [
        answer_types::CASES,
        computed::CASES,
        cloud::CASES,
        constraints::CASES,
        firewall_order::CASES,
        fresh::CASES,
        groups::CASES,
        imports::CASES,
        power_cli::CASES,
        py_vmc::CASES,
        salt::CASES,
        sdk_samples::CASES,
        search::CASES,
        secrets::CASES,
        terraform::CASES,
        trees::CASES,
    ]
    .into_iter()
    .flatten()
    .chain(edges::cases())
    .chain(published::cases())
}
