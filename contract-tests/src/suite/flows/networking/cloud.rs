//! Flows about the interface between NSX-T and AWS.

use super::reach::{nsx, with_networks};
use crate::suite::{
    Case, Customer,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/cloud", Flow;
    MovableClock => terraform_allocates_renames_and_releases_an_address;
    MovableClock => addresses_are_one_pool_with_those_of_vmc;
    MovableClock => the_mtu_is_changed_within_its_bounds;
    MovableClock => direct_connect_has_its_defaults_and_keeps_changes;
    MovableClock => facts_of_a_fresh_sddc_are_there_in_both_forms_of_the_path;
    MovableClock => an_auditor_reads_and_only_an_administrator_writes;
};

fn cloud(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    nsx(user, sddc, &format!("/cloud-service/api/v1/infra{rest}"))
}

async fn terraform_allocates_renames_and_releases_an_address(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let id = "0b1c5a0e-2f7e-4d77-9a43-6f0f3f6f8f11";
    let path = cloud(&alice, &sddc, &format!("/public-ips/{id}"));
    let refused = alice.get(&path).await?.require(404)?.body;
    equal!(refused["error_message"], "PublicIp Object Not Found");
    let made = alice.put(&path, &json!({"id": id, "display_name": "web", "ip": null})).await?.require(200)?.body;
    equal!((&made["id"], &made["display_name"], &made["_revision"]), (&json!(id), &json!("web"), &json!(0)));
    let address = made["ip"].as_str().needed()?.to_owned();
    let renamed = json!({"id": id, "display_name": "db", "ip": address, "_revision": made["_revision"]});
    let renamed = alice.put(&path, &renamed).await?.require(200)?.body;
    equal!(
        (&renamed["display_name"], &renamed["ip"], &renamed["_revision"]),
        (&json!("db"), &json!(address), &json!(1))
    );
    alice.put(&path, &json!({"display_name": "x", "_revision": 0})).await?.require(412)?;
    alice.put(&path, &json!({"display_name": "x", "ip": "1.2.3.4"})).await?.require(400)?;
    let all = alice.get(&cloud(&alice, &sddc, "/public-ips")).await?.require(200)?.body;
    equal!((&all["results"], &all["result_count"]), (&json!([renamed]), &json!(1)));
    alice.delete(&format!("{path}?force=true")).await?.require(200)?;
    alice.get(&path).await?.require(404)?;
    alice.delete(&path).await?.require(404)?;
    Ok(())
}

async fn addresses_are_one_pool_with_those_of_vmc(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let of_vmc = alice.org_path(&format!("/sddcs/{sddc}/publicips"));
    let made = alice.put(&cloud(&alice, &sddc, "/public-ips/a"), &json!({"display_name": "a"})).await?;
    let address = made.require(200)?.body["ip"].clone();
    alice.post(&of_vmc, &json!({"count": 1, "names": ["b"]})).await?.require(202)?;
    world.advance("60s").await?;
    let there = alice.get(&of_vmc).await?.require(200)?.body;
    equal!((&there[0]["public_ip"], &there[0]["name"], &there[1]["name"]), (&address, &json!("a"), &json!("b")));
    let here = alice.get(&cloud(&alice, &sddc, "/public-ips")).await?.require(200)?.body["results"].clone();
    let names: Vec<_> = here.as_array().needed()?.iter().map(|ip| ip["display_name"].clone()).collect();
    equal!(names, [json!("a"), json!("b")]);
    equal!((&here[1]["id"], &here[1]["ip"]), (&there[1]["allocation_id"], &there[1]["public_ip"]));

    let released = there[0]["allocation_id"].as_str().needed()?;
    alice.delete(&format!("{of_vmc}/{released}")).await?.require(202)?;
    world.advance("60s").await?;
    alice.get(&cloud(&alice, &sddc, "/public-ips/a")).await?.require(404)?;
    Ok(())
}

async fn the_mtu_is_changed_within_its_bounds(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let path = cloud(&alice, &sddc, "/external/config");
    equal!(alice.get(&path).await?.require(200)?.body["intranet_mtu"], 1500);
    let changed = alice.put(&path, &json!({"intranet_mtu": 8900})).await?.require(200)?.body;
    equal!(changed["intranet_mtu"], 8900);
    for wrong in [json!(1499), json!(8901), json!("much")] {
        alice.put(&path, &json!({"intranet_mtu": wrong})).await?.require(400)?;
    }
    alice.put(&path, &json!({"intranet_mtu": "9"})).await?.require(400)?;
    equal!(alice.get(&path).await?.require(200)?.body, changed, "what is refused changes nothing");
    Ok(())
}

async fn direct_connect_has_its_defaults_and_keeps_changes(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let path = cloud(&alice, &sddc, "/direct-connect/bgp");
    let fresh = json!({"local_as_num": "7224", "route_preference": "VPN_PREFERRED_OVER_DIRECT_CONNECT"});
    equal!(alice.get(&path).await?.require(200)?.body, fresh);
    alice.patch(&path, &json!({"local_as_num": 64512})).await?.require(200)?;
    let changed = alice.get(&path).await?.require(200)?.body;
    equal!((&changed["local_as_num"], &changed["route_preference"]), (&json!("64512"), &fresh["route_preference"]));
    alice.put(&path, &json!({"route_preference": "NEITHER"})).await?.require(400)?;
    let none = json!({"results": [], "result_count": 0});
    equal!(alice.get(&cloud(&alice, &sddc, "/direct-connect/vifs")).await?.require(200)?.body, none);
    let learned = alice.get(&cloud(&alice, &sddc, "/direct-connect/routes/learned")).await?.require(200)?.body;
    equal!(learned, json!({"ipv4_cidr": []}));
    let advertised = alice.get(&cloud(&alice, &sddc, "/direct-connect/routes/advertised")).await?.require(200)?.body;
    equal!(advertised["failed_advertised_routes"], 0);
    let status =
        alice.get(&cloud(&alice, &sddc, "/realized-state/status?intent_path=/infra/direct-connect/bgp")).await?;
    equal!(status.require(200)?.body["intent_path"], "/infra/direct-connect/bgp");
    Ok(())
}

async fn facts_of_a_fresh_sddc_are_there_in_both_forms_of_the_path(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    for rest in ["/accounts", "/linked-vpcs", "/public-ips", "/sddc-user-config", "/mgmt-vms"] {
        let today = alice.get(&cloud(&alice, &sddc, rest)).await?.require(200)?.body;
        let older = nsx(&alice, &sddc, &format!("/sks-nsxt-manager/cloud-service/api/v1{rest}"));
        equal!(alice.get(&older).await?.require(200)?.body, today, "{rest}");
    }
    let groups = alice.get(&cloud(&alice, &sddc, "/associated-groups/")).await?.require(200)?.body;
    equal!(groups, json!({"results": [], "result_count": 0}));
    let account = alice.get(&cloud(&alice, &sddc, "/accounts")).await?.body;
    let number = account["shadow_account"].as_str().needed()?;
    hold!(number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
    Ok(())
}

async fn an_auditor_reads_and_only_an_administrator_writes(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_networks(trial).await?;
    let reader = world.reader().await?;
    let path = cloud(&alice, &sddc, "/external/config");
    let fresh: Value = reader.get(&path).await?.require(200)?.body;
    let refused = reader.put(&path, &json!({"intranet_mtu": 2000})).await?.require(403)?.body;
    hold!(refused["error_message"].is_string() && refused["error_code"].is_u64(), "{refused}");
    equal!(alice.get(&path).await?.body, fresh);
    alice.with_token(None).get(&path).await?.require(401)?;
    Ok(())
}
