//! Flows about keys and passwords in objects.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{equal, hold},
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/networking/secrets", Flow;
    MovableClock => a_key_is_shown_only_where_it_is_asked_for;
    MovableClock => a_key_that_is_left_out_is_kept;
};

const SESSIONS: &str = "/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions";

async fn a_key_is_shown_only_where_it_is_asked_for(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = format!("{SESSIONS}/s");
    let rule = json!({"id": "r", "sources": [{"subnet": "10.0.0.0/8"}], "destinations": [{"subnet": "172.16.0.0/12"}]});
    let body = json!({"resource_type": "PolicyBasedIPSecVpnSession", "psk": "very secret", "rules": [rule]});
    let put = alice.put(&path, &body).await?;
    equal!((&put["rules"][0]["action"], &put["resource_type"]), (&json!("PROTECT"), &body["resource_type"]));
    equal!(put["rules"][0]["path"], format!("/infra{path}/rules/r"));
    let (one, list) = (alice.read(&path).await?, alice.read(SESSIONS).await?);
    hold!(![put, one, list].iter().any(|answer| answer.to_string().contains("very secret")), "a key is shown");
    let shown = alice.read(&format!("{path}?action=show_sensitive_data")).await?;
    equal!(shown["psk"], "very secret");

    let neighbor = "/tier-0s/vmc/locale-services/default/bgp/neighbors/n";
    let body = json!({"neighbor_address": "10.0.0.1", "password": "very secret"});
    hold!(!alice.put(neighbor, &body).await?.to_string().contains("very secret"));
    Ok(())
}

async fn a_key_that_is_left_out_is_kept(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = format!("{SESSIONS}/s");
    let shown = format!("{path}?action=show_sensitive_data");
    let body = json!({"resource_type": "RouteBasedIPSecVpnSession", "psk": "first"});
    let mut session = alice.put(&path, &body).await?;
    session["peer_address"] = json!("203.0.113.4");
    alice.put(&path, &session).await?;
    equal!(alice.read(&shown).await?["psk"], "first", "after a PUT");
    alice.patch(&path, &json!({"enabled": false})).await?;
    let read = alice.read(&shown).await?;
    equal!((&read["psk"], &read["enabled"]), (&json!("first"), &json!(false)), "after a PATCH");
    alice.patch(&path, &json!({"psk": "second"})).await?;
    equal!(alice.read(&shown).await?["psk"], "second");
    Ok(())
}
