//! Flows about the DNS of the gateways.

use super::{preview, refused::refused, with_networks};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/dns", Flow;
    MovableClock => it_is_switched_changed_and_put_back;
    MovableClock => the_recorded_request_of_a_client_is_accepted;
    MovableClock => what_is_left_out_goes_back_and_bad_bodies_change_nothing;
};

/// The sequence of the Python samples.
async fn it_is_switched_changed_and_put_back(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for edge in ["edge-1", "edge-2"] {
        let config = preview(&alice, &sddc, &format!("/edges/{edge}/dns/config"));
        let fresh = alice.get(&config).await?.require(200)?.body;
        let view = &fresh["dnsViews"]["dnsView"][0];
        equal!((&view["viewId"], &view["name"]), (&json!("view-0"), &json!("vsm-default-view")));
        let opposite = !fresh["enabled"].as_bool().needed()?;
        alice.send("POST", &format!("{config}?enable={opposite}"), None).await?.require(204)?;
        let mut read = alice.get(&config).await?.require(200)?.body;
        equal!(read["enabled"], opposite);
        read["dnsViews"]["dnsView"][0]["forwarders"] = json!({"ipAddress": ["9.9.9.9", "9.9.4.4"]});
        alice.put(&config, &read).await?.require(204)?;
        let changed = alice.get(&config).await?.require(200)?.body;
        equal!(changed["dnsViews"], read["dnsViews"]);
        equal!(changed["enabled"], opposite);
        alice.get(&preview(&alice, &sddc, &format!("/edges/{edge}/dns/statistics"))).await?.require(200)?;
        alice.delete(&config).await?.require(204)?;
        let mut reset = alice.get(&config).await?.require(200)?.body;
        equal!(reset["version"].as_i64().needed()?, fresh["version"].as_i64().needed()? + 3);
        reset["version"] = fresh["version"].clone();
        equal!(reset, fresh);
    }
    Ok(())
}

/// The client writes booleans as texts.
async fn the_recorded_request_of_a_client_is_accepted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/edges/edge-1/dns/config");
    let body = json!({
        "featureType": "dns",
        "enabled": "true",
        "cacheSize": 16,
        "listeners": {"type": "dhs_listener", "vnic": ["any"]},
        "dnsViews": {"dnsView": [{
            "viewId": "view-0",
            "name": "vsm-default-view",
            "enabled": "true",
            "viewMatch": {"ipAddress": ["any"], "vnic": ["any"], "ipSet": []},
            "recursion": "false",
            "forwarders": {"ipAddress": ["10.166.17.90", "10.166.17.91"]},
        }]},
        "logging": {"enable": "false", "logLevel": "info"},
    });
    alice.put(&config, &body).await?.require(204)?;
    let written = alice.get(&config).await?.require(200)?.body;
    equal!((&written["enabled"], &written["logging"]["enable"]), (&json!(true), &json!(false)));
    equal!(written["dnsViews"]["dnsView"][0]["recursion"], false);
    equal!(written["dnsViews"]["dnsView"][0]["forwarders"], body["dnsViews"]["dnsView"][0]["forwarders"]);
    Ok(())
}

async fn what_is_left_out_goes_back_and_bad_bodies_change_nothing(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let config = preview(&alice, &sddc, "/edges/edge-2/dns/config");
    let fresh = alice.get(&config).await?.require(200)?.body;
    alice.put(&config, &json!({"cacheSize": 64, "logging": {"enable": true}})).await?.require(204)?;
    let written = alice.get(&config).await?.require(200)?.body;
    equal!((&written["cacheSize"], &written["logging"]), (&json!(64), &json!({"enable": true, "logLevel": "info"})));
    alice.put(&config, &json!({})).await?.require(204)?;
    let written = alice.get(&config).await?.require(200)?.body;
    equal!(
        (&written["cacheSize"], &written["dnsViews"], &written["enabled"]),
        (&json!(16), &fresh["dnsViews"], &json!(true))
    );
    let view =
        |forwarders: Value| json!({"dnsViews": {"dnsView": [{"name": "a", "forwarders": {"ipAddress": forwarders}}]}});
    let mut requests = Vec::new();
    for body in [
        json!({"cacheSize": 0}),
        json!({"cacheSize": 8193}),
        json!({"logging": {"logLevel": "loud"}}),
        json!({"dnsViews": {"dnsView": [{"enabled": true}]}}),
        json!({"enabled": "perhaps"}),
        view(json!(["dns.example"])),
        view(json!(["9.9.9.9", "9.9.9.8", "9.9.9.7"])),
    ] {
        requests.push(("PUT", config.as_str(), body));
    }
    let (without, wrong) = (config.clone(), format!("{config}?enable=perhaps"));
    requests.push(("POST", &without, Value::Null));
    requests.push(("POST", &wrong, Value::Null));
    refused(&alice, &config, &requests).await
}
