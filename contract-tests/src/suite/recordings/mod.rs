//! Cases that bring a world to the state in which each recording was made and compare the answers with the recording.
//!
//! Each recording belongs to one case of [`CASES`] or is listed in [`NOT_JUDGED`] with the reason. If the clock
//! cannot be moved, [`LOOKS`] uses the recordings of requests that can be sent at any time.

mod autoscaler;
mod hosts;
mod identity;
mod looks;
mod networking;
mod public_ips;
mod requests;
mod sddc_groups;
mod sddcs;
mod tasks;

pub(super) use looks::CASES as LOOKS;
use requests::linked;
pub use requests::{completed, without_nulls};

use super::{Case, Needs::MovableClock, Played, Trial, cases};
use crate::csp::AUTHORIZE;
use autoscaler::a_policy_is_set;
use hosts::{
    a_cluster_is_destroyed, an_organization_without_hosts_left, clusters_that_are_being_made,
    hosts_and_clusters_are_asked_for, hosts_of_the_simulated_provider, hosts_that_must_stay,
};
use identity::{a_client_without_a_header, a_user_is_found, the_only_user_of_an_organization};
use networking::{
    an_address_is_translated, groups_rules_and_segments, public_addresses_of_nsx, the_linked_vpc, the_preview_of_2018,
    vpn_sessions, what_every_sddc_has,
};
use public_ips::an_address_is_attached_and_released;
use sddc_groups::{a_group_of_two_sddcs, everything_around_a_group, members_that_overlap};
use sddcs::{
    a_new_name, an_aws_sddc_of_the_usual_kind, deletion_comes_too_early, main_job, refused_creations,
    the_documented_request,
};
use serde_json::{Value, json};
use tasks::{
    four_hosts_of_the_simulated_provider, more_subnets_than_the_service_can_link,
    one_node_on_aws_from_request_to_deletion, tasks_are_listed_and_a_finished_one_stays,
};

/// The cases, each with the numbers of its recordings.
pub(super) const CASES: &[Case] = cases! { "recordings", Recording;
    MovableClock => signing_in: 1 2 3;
    MovableClock => a_client_without_a_header: 4;
    MovableClock => the_only_user_of_an_organization: 5;
    MovableClock => a_user_is_found: 6;
    MovableClock => organizations: 7 8 9;
    MovableClock => providers_that_are_switched_on: 10;
    MovableClock => four_hosts_of_the_simulated_provider: 11;
    MovableClock => one_node_on_aws_from_request_to_deletion: 13 14 15 16 17 18 19 20 21 22;
    MovableClock => tasks_are_listed_and_a_finished_one_stays: 23 24;
    MovableClock => an_aws_sddc_of_the_usual_kind: 26 29 30;
    MovableClock => the_documented_request: 31;
    MovableClock => refused_creations: 32 33 34 35 40;
    MovableClock => more_subnets_than_the_service_can_link: 37;
    MovableClock => deletion_comes_too_early: 39;
    MovableClock => main_job: 25 47;
    MovableClock => a_new_name: 48;
    MovableClock => a_cluster_is_destroyed: 12;
    MovableClock => hosts_of_the_simulated_provider: 27 28;
    MovableClock => an_organization_without_hosts_left: 41;
    MovableClock => hosts_that_must_stay: 42 43;
    MovableClock => clusters_that_are_being_made: 44 45;
    MovableClock => hosts_and_clusters_are_asked_for: 46 49 50;
    MovableClock => an_address_is_attached_and_released: 52 62;
    MovableClock => an_empty_type_of_sddc: 36;
    MovableClock => hosts_for_a_term: 51 53 54;
    MovableClock => a_group_of_two_sddcs: 59 104 106 107 108 109 110;
    MovableClock => members_that_overlap: 60;
    MovableClock => everything_around_a_group: 105;
    MovableClock => what_every_sddc_has: 63 64 65 66 67 68 69 73 74 76 83 86 92;
    MovableClock => public_addresses_of_nsx: 55 56 57 91;
    MovableClock => the_linked_vpc: 87 88 89;
    MovableClock => groups_rules_and_segments: 71 72 77 78 84 85 95;
    MovableClock => an_address_is_translated: 75;
    MovableClock => vpn_sessions: 79 80 81 82;
    MovableClock => a_policy_is_set: 111;
    MovableClock => the_preview_of_2018: 58 97 98 101 102 103;
};

/// Recordings that no case compares with, and the reasons.
pub const NOT_JUDGED: &[(&str, &[u32])] = &[
    ("the service's own fault: nothing that a client sends brings it about", &[38]),
    ("a request of the service to its customer: judged in simulator/notifications", &[61]),
    ("an SDDC has no virtual interface of Direct Connect", &[70, 93]),
    ("the guide contradicts the published type, which is answered", &[90]),
    ("the path is cut, and no operation here creates without replacing", &[94]),
    ("on premises alone: judged by the published types in judge/recordings/networking", &[96, 99, 100]),
];

async fn signing_in(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (anyone, api_token) = (setting.anyone(), setting.text("$.api_token")?);
    trial.judge(1, &anyone.send_form(AUTHORIZE, format!("refresh_token={api_token}")).await?);
    let (media_type, body) = multipart(&[("refresh_token", &api_token)]);
    trial.judge(2, &anyone.send_bytes("POST", AUTHORIZE, &media_type, body).await?);
    trial.judge(3, &anyone.send_form(AUTHORIZE, "refresh_token=0123456789".to_owned()).await?);
    Ok(())
}

/// Returns a media type and a body of `multipart/form-data`.
pub fn multipart(fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----boundary7MA4YWxkTrZu0gW";
    let part = |(name, value): &(&str, &str)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = fields.iter().map(part).chain([format!("--{BOUNDARY}--\r\n")]).collect::<String>();
    (format!("multipart/form-data; boundary={BOUNDARY}"), body.into_bytes())
}

/// The world's organization gets the quotas and switches of the recorded one.
async fn organizations(trial: &Trial) -> Played {
    let recorded = trial.recording(7)?.customer_body();
    let setting = trial.setting(json!({"org_properties": recorded[0]["properties"]["values"]})).await?;
    let owner = setting.owner().await?;
    trial.judge(7, &owner.get("/vmc/api/orgs").await?);
    trial.judge(8, &owner.get("/vmc/api/orgs").await?);
    trial.judge(9, &owner.get(&owner.org_path("")).await?);
    Ok(())
}

/// One provider is returned, with the regions that the guide shows.
async fn providers_that_are_switched_on(trial: &Trial) -> Played {
    let regions = trial.recording(10)?.customer_body()[0]["regions"].clone();
    let regions: Vec<_> = regions.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = json!({"defaultAwsRegions": regions.join(","), "enableZeroCloudCloudProvider": "false"});
    let owner = trial.setting(json!({"org_properties": properties})).await?.owner().await?;
    trial.judge(10, &owner.get(&owner.org_path("/providers")).await?);
    Ok(())
}

/// The client sends all parameters, most of them empty; the service rejects one.
async fn an_empty_type_of_sddc(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let (account, _) = setting.account_and_subnets()?;
    let query = trial.recording(36)?.request.query.unwrap_or_default();
    let query = query.replace("{uuid}", &account).replace("{region}", "us-west-2");
    trial.judge(36, &owner.get(&owner.org_path(&format!("/account-link/compatible-subnets?{query}"))).await?);
    Ok(())
}

/// The case lists the offers and buys one, as two sources show it.
async fn hosts_for_a_term(trial: &Trial) -> Played {
    let owner = trial.setting(json!({})).await?.owner().await?;
    let query = trial.recording(53)?.request.query.unwrap_or_default();
    trial.judge(53, &owner.get(&owner.org_path(&format!("/offer-instances?{query}"))).await?);
    for record in [51, 54] {
        trial.judge(record, &owner.post(&owner.org_path("/subscriptions"), &trial.request(record)?).await?);
    }
    Ok(())
}
