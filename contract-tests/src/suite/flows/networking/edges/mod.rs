//! Flows about the edges and logical networks of NSX-V.

mod dns;
mod firewall;
mod gateways;
mod logical_networks;
mod nat;
mod operations;
mod vpn;

use super::reach::{preview, with_networks};
use crate::suite::{Case, Customer, Played, played::equal};
use serde_json::Value;

/// Returns the cases of all flows about edges.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    let gateways = [gateways::CASES, operations::CASES, logical_networks::CASES];
    let features = [firewall::CASES, nat::CASES, dns::CASES, vpn::CASES];
    gateways.into_iter().chain(features).flatten()
}

/// Sends requests that must be refused with status 400, and checks that each names a reason and that the object at a path is as before.
async fn refused(user: &Customer<'_>, object: &str, requests: &[(&str, &str, Value)]) -> Played {
    let before = user.get(object).await?.require(200)?.body;
    for (method, path, body) in requests {
        let refused = user.send(method, path, Some(body)).await?.require(400)?;
        equal!(refused.string("$.details")?.is_empty(), false, "{body}");
        equal!(refused.number("$.errorCode")? > 0, true, "{body}");
        equal!(user.get(object).await?.require(200)?.body, before, "{method} {body} changed something");
    }
    Ok(())
}
