//! Flows of several steps: behaviour that was observed at the service, and properties across answers that its clients
//! rely on.

mod addons;
mod clusters;
mod connectivity;
mod dns;
mod esxs;
mod life;
mod lists;
mod modest;
mod org_facts;
mod public_ips;
mod refusals;
mod sign_in;
mod templates;
mod watched;

use super::Case;

/// Returns all cases of the flows.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    let lives = [life::CASES, lists::CASES, sign_in::CASES, refusals::CASES, modest::CASES];
    let resources = [
        addons::CASES,
        clusters::CASES,
        connectivity::CASES,
        dns::CASES,
        esxs::CASES,
        org_facts::CASES,
        public_ips::CASES,
        templates::CASES,
    ];
    lives.into_iter().chain(resources).flatten()
}
