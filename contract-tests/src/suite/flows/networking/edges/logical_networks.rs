//! Flows about logical networks.

use super::{preview, refused::refused, with_networks};
use crate::{
    sddc_config::with,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/edges/logical_networks", Flow;
    MovableClock => a_network_is_made_found_by_name_extended_and_deleted;
    MovableClock => the_first_network_follows_from_the_request_for_the_sddc;
    MovableClock => twenty_networks_are_on_a_page;
    MovableClock => bad_networks_change_nothing;
};

fn network(name: &str, third: usize) -> Value {
    json!({
        "name": name,
        "cgwId": "edge-2",
        "cgwName": "SDDC-CGW-1",
        "subnets": {"addressGroups": [{"primaryAddress": format!("172.16.{third}.1"), "prefixLength": "24"}]},
        "dhcpConfigs": {"ipPools": [{"ipRange": format!("172.16.{third}.2-172.16.{third}.250"), "domainName": null}]},
    })
}

/// The sequences of PowerCLI, of the Python samples and of the guide.
async fn a_network_is_made_found_by_name_extended_and_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let all = preview(&alice, &sddc, "/sddc/networks");
    let before = alice.get(&all).await?.require(200)?.body;
    let made = alice.post(&all, &network("API Test", 5)).await?.require(201)?;
    equal!(made.text, "");
    let list = alice.get(&all).await?.require(200)?;
    let found = list.list("$.data")?.iter().find(|network| network["name"] == "API Test").needed()?;
    let one = preview(&alice, &sddc, &format!("/sddc/networks/{}", found["id"].as_str().needed()?));
    let mut read = alice.get(&one).await?.require(200)?.body;
    equal!(read, *found);
    equal!((&read["cgwId"], &read["cgwName"]), (&json!("edge-2"), &json!("SDDC-CGW-1")));
    equal!(read["subnets"], network("", 5)["subnets"]);
    read["l2Extension"] = json!({"tunnelId": 123});
    read["subnets"] = Value::Null;
    read["dhcpConfigs"] = Value::Null;
    alice.put(&one, &read).await?.require(204)?;
    let extended = alice.get(&one).await?.require(200)?.body;
    equal!(
        (&extended["l2Extension"], extended.get("subnets"), &extended["id"]),
        (&json!({"tunnelId": 123}), None, &read["id"])
    );
    alice.delete(&one).await?.require(204)?;
    for gone in [alice.get(&one).await?, alice.delete(&one).await?, alice.put(&one, &network("x", 6)).await?] {
        gone.require(404)?;
    }
    equal!(alice.get(&all).await?.require(200)?.body, before);
    alice.post(&all, &network("API Test", 5)).await?.require(201)?;
    let again = alice.get(&all).await?.require(200)?;
    hold!(!again.list("$.data")?.iter().any(|network| network["id"] == read["id"]), "an id is not given twice");
    Ok(())
}

async fn the_first_network_follows_from_the_request_for_the_sddc(trial: &Trial) -> Played {
    let world = trial.setting(json!({"network_api": "nsxv"})).await?;
    for (name, field, value, expected) in [
        ("a", "sddc_type", Value::Null, Some("192.168.1.1")),
        ("b", "vxlan_subnet", json!("192.168.77.0/24"), Some("192.168.77.1")),
        ("c", "skip_creating_vxlan", json!(true), None),
    ] {
        let (alice, sddc) = world.ready_sddc(&with(world.linked_config(name, 2)?, field, value)).await?;
        let list = alice.get(&preview(&alice, &sddc, "/sddc/networks")).await?.require(200)?.body;
        let address = list["data"][0]["subnets"]["addressGroups"][0]["primaryAddress"].as_str();
        equal!(address, expected, "{field}");
        equal!(list["pagingInfo"]["totalCount"], u64::from(expected.is_some()));
    }
    Ok(())
}

async fn twenty_networks_are_on_a_page(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let all = preview(&alice, &sddc, "/sddc/networks");
    for number in 0..22 {
        alice.post(&all, &network(&format!("n{number}"), number)).await?.require(201)?;
    }
    let (mut names, mut index) = (Vec::new(), 0);
    loop {
        let page = alice.get(&format!("{all}?startIndex={index}")).await?.require(200)?;
        equal!((page.number("$.pagingInfo.totalCount")?, page.number("$.pagingInfo.pageSize")?), (23, 20));
        names.extend(page.list("$.data")?.iter().map(|network| network["name"].clone()));
        index += page.number("$.pagingInfo.pageSize")?;
        if index >= page.number("$.pagingInfo.totalCount")? {
            break;
        }
    }
    let expected: Vec<_> =
        std::iter::once("sddc-cgw-network-1".to_owned()).chain((0..22).map(|number| format!("n{number}"))).collect();
    equal!(names, expected);
    let page = alice.get(&format!("{all}?pageSize=5&startIndex=20")).await?.require(200)?;
    equal!(page.list("$.data")?.len(), 3);
    Ok(())
}

async fn bad_networks_change_nothing(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let all = preview(&alice, &sddc, "/sddc/networks");
    alice.post(&all, &network("mine", 5)).await?.require(201)?;
    let list = alice.get(&all).await?.require(200)?;
    let mine = list.list("$.data")?.iter().find(|network| network["name"] == "mine").needed()?;
    let one = preview(&alice, &sddc, &format!("/sddc/networks/{}", mine["id"].as_str().needed()?));
    let with = |field: &str, value: Value| {
        let mut changed = network("other", 9);
        changed[field] = value;
        if field == "subnets" {
            // The addresses for DHCP would not fit either.
            changed["dhcpConfigs"] = Value::Null;
        }
        changed
    };
    let group =
        |address: &str, length: &str| json!({"addressGroups": [{"primaryAddress": address, "prefixLength": length}]});
    let pool = |range: &str| json!({"ipPools": [{"ipRange": range}]});
    let mut requests = Vec::new();
    for body in [
        with("name", Value::Null),
        with("name", json!("")),
        with("name", json!("n".repeat(36))),
        with("cgwId", Value::Null),
        with("cgwId", json!("edge-1")),
        with("subnets", Value::Null),
        with("subnets", group("here", "24")),
        with("subnets", group("172.16.9.1", "33")),
        with("subnets", group("192.168.1.9", "24")),
        with("subnets", group("192.168.1.200", "28")),
        with("dhcpConfigs", pool("172.16.8.2-172.16.8.9")),
        with("dhcpConfigs", pool("172.16.9.9-172.16.9.2")),
        with("l2Extension", json!({"tunnelId": 7})),
        with("l2Extension", json!({"tunnelId": 4094})),
        with("name", json!("sddc-cgw-network-1")),
    ] {
        requests.push(("POST", all.as_str(), body.clone()));
        requests.push(("PUT", one.as_str(), body));
    }
    requests.push(("POST", all.as_str(), network("mine", 9)));
    requests.push(("POST", all.as_str(), network("other", 5)));
    requests.push(("PUT", one.as_str(), with("id", json!("virtualwire-1"))));
    refused(&alice, &all, &requests).await
}
