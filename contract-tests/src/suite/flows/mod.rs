//! Flows of several steps: behaviour that was observed at the service, and properties across answers that its clients
//! rely on.

mod account_link;
mod addons;
mod autoscaler;
mod clusters;
mod connectivity;
mod csp;
mod dns;
mod esxs;
mod life;
mod lists;
mod modest;
mod networking;
mod org_facts;
mod provision_spec;
mod public_ips;
mod refusals;
mod reservations;
mod sddc_groups;
mod sddcs;
mod sign_in;
mod site_recovery;
mod subscriptions;
mod templates;
mod terraform;
mod watched;

use super::Case;

/// Returns all cases of the flows.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    let lives = [life::CASES, lists::CASES, sign_in::CASES, refusals::CASES, modest::CASES, terraform::CASES];
    let resources = [
        account_link::CASES,
        addons::CASES,
        autoscaler::CASES,
        clusters::CASES,
        connectivity::CASES,
        dns::CASES,
        esxs::CASES,
        org_facts::CASES,
        provision_spec::CASES,
        public_ips::CASES,
        reservations::CASES,
        subscriptions::CASES,
        templates::CASES,
    ];
    lives
        .into_iter()
        .chain(resources)
        .flatten()
        .chain(sddcs::cases())
        .chain(sddc_groups::cases())
        .chain(csp::cases())
        .chain(networking::cases())
        .chain(site_recovery::cases())
}
