//! Flows about public addresses.

use crate::{
    Answer,
    sddc_config::on_aws,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! { "flows/public_ips", Flow;
    MovableClock => an_address_is_allocated_attached_moved_renamed_detached_and_released;
    MovableClock => what_an_action_needs_is_asked_for;
    MovableClock => an_sddc_has_at_most_thirty_and_nobody_has_anothers;
    MovableClock => the_management_gateway_has_the_address_of_vcenter;
    MovableClock => deletion_of_the_sddc_ends_what_was_being_done_and_takes_the_addresses;
};

fn path(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    user.org_path(&format!("/sddcs/{sddc}/publicips{rest}"))
}

/// Waits for the successful end of a task.
async fn finish(world: &Setting<'_>, user: &Customer<'_>, task: Answer) -> Played<Value> {
    let id = task.require(202)?.string("$.id")?;
    world.advance("60s").await?;
    let task = user.task(&id).await?.require(200)?.body;
    equal!(task["status"], "FINISHED");
    Ok(task)
}

async fn an_address_is_allocated_attached_moved_renamed_detached_and_released(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let task = alice.post(&all, &json!({"count": 2, "names": ["web"], "private_ips": ["192.168.1.10"]})).await?;
    equal!(task.body["resource_id"], json!(sddc));
    equal!(alice.get(&all).await?.require(200)?.body, json!([]), "not there before the task is done");
    let task = finish(&world, &alice, task).await?;
    let ips = alice.get(&all).await?.require(200)?.body;
    equal!(task["params"]["public_ip_list_result"], ips);
    let (web, plain) = (&ips[0], &ips[1]);
    equal!((&web["name"], &web["associated_private_ip"]), (&json!("web"), &json!("192.168.1.10")));
    hold!(web["dnat_rule_id"].is_string() && web["snat_rule_id"].is_string());
    let keys: Vec<_> = plain.as_object().needed()?.keys().map(String::as_str).collect();
    equal!(keys, ["public_ip", "allocation_id"], "what is not set is not there");

    let one = path(&alice, &sddc, &format!("/{}", plain["allocation_id"].as_str().needed()?));
    let with = |key: &str, value: &str| {
        let mut body = plain.clone();
        body[key] = json!(value);
        body
    };
    let private = "associated_private_ip";
    for (action, body, key, after) in [
        ("attach", with(private, "192.168.1.20"), private, json!("192.168.1.20")),
        ("reattach", with(private, "192.168.1.30"), private, json!("192.168.1.30")),
        ("rename", with("name", "db"), "name", json!("db")),
        ("detach", plain.clone(), private, Value::Null),
    ] {
        let before = alice.get(&one).await?.require(200)?.body;
        let task = alice.patch(&format!("{one}?action={action}"), &body).await?;
        equal!(alice.get(&one).await?.require(200)?.body, before, "{action} takes its time");
        finish(&world, &alice, task).await?;
        equal!(alice.get(&one).await?.require(200)?.body[key], after, "{action}");
    }
    let pool = &alice.sddc(&sddc).await?.require(200)?.body["resource_config"]["public_ip_pool"];
    equal!(*pool, alice.get(&all).await?.body);
    equal!(pool[1]["name"], "db", "the name stays when the workload goes");

    let task = alice.delete(&one).await?;
    finish(&world, &alice, task).await?;
    alice.get(&one).await?.require(404)?.refused()?;
    equal!(alice.get(&all).await?.require(200)?.body.as_array().map(Vec::len), Some(1));
    Ok(())
}

async fn what_an_action_needs_is_asked_for(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let task = alice.post(&all, &json!({"count": 2, "private_ips": ["192.168.1.10"]})).await?;
    finish(&world, &alice, task).await?;
    let ips = alice.get(&all).await?.body;
    let id =
        |number: usize| path(&alice, &sddc, &format!("/{}", ips[number]["allocation_id"].as_str().unwrap_or_default()));
    let (attached, free) = (id(0), id(1));
    let to = |address: &str| json!({"public_ip": "203.0.113.10", "associated_private_ip": address});
    let none = json!({"public_ip": "203.0.113.10"});
    for (one, action, body, word) in [
        (&attached, "attach", to("192.168.1.11"), "UNATTACHED"),
        (&free, "attach", none.clone(), "associated_private_ip is required"),
        (&free, "attach", to("pizza"), "IPv4"),
        (&free, "detach", none.clone(), "ATTACHED"),
        (&attached, "detach", to("192.168.1.10"), "must not be set"),
        (&free, "reattach", to("192.168.1.11"), "ATTACHED"),
        (&attached, "reattach", to("192.168.1.10"), "already"),
        (&attached, "rename", none.clone(), "name"),
        (&attached, "paint", none.clone(), "action"),
        (&attached, "", none.clone(), "action"),
        (&attached, "rename", json!({"name": "x"}), "public_ip"),
    ] {
        let refused = alice.patch(&format!("{one}?action={action}"), &body).await?.require(400)?.refused()?;
        hold!(refused.contains(word), "{action}: {refused:?}");
    }
    // Only one change at a time is accepted.
    alice.patch(&format!("{free}?action=attach"), &to("192.168.1.11")).await?.require(202)?;
    let refused = alice.delete(&free).await?.require(400)?.refused()?;
    hold!(refused.contains("CHANGING"), "{refused:?}");
    alice
        .patch(&format!("{}?action=rename", path(&alice, &sddc, "/eipalloc-0")), &none)
        .await?
        .require(404)?
        .refused()?;
    Ok(())
}

async fn an_sddc_has_at_most_thirty_and_nobody_has_anothers(trial: &Trial) -> Played {
    let (world, alice, first) = trial.with_sddc().await?;
    let second = alice.create_sddc("b").await?.string("$.resource_id")?;
    for body in [json!({"count": 0}), json!({"count": 31}), json!({}), json!({"count": 1, "names": ["a", "b"]})] {
        alice.post(&path(&alice, &first, ""), &body).await?.require(400)?.refused()?;
    }
    let refused = alice.post(&path(&alice, &second, ""), &json!({"count": 1})).await?.require(400)?.refused()?;
    hold!(refused.contains("DEPLOYING"), "{refused:?}");
    world.advance("74s").await?;
    let mut seen = BTreeSet::new();
    for sddc in [&first, &second] {
        alice.post(&path(&alice, sddc, ""), &json!({"count": 29})).await?.require(202)?;
        // Addresses that are being allocated count towards the limit.
        alice.post(&path(&alice, sddc, ""), &json!({"count": 2})).await?.require(400)?.refused()?;
        alice.post(&path(&alice, sddc, ""), &json!({"count": 1})).await?.require(202)?;
        world.advance("60s").await?;
        let ips = alice.get(&path(&alice, sddc, "")).await?.require(200)?.body;
        for ip in ips.as_array().needed()? {
            let address = ip["public_ip"].as_str().needed()?;
            let nobodys = ["198.51.100.", "203.0.113.", "198.18.", "198.19."];
            hold!(nobodys.iter().any(|range| address.starts_with(range)), "{address} may be somebody's");
            hold!(seen.insert(address.to_owned()), "{address} was given twice");
        }
    }
    equal!(seen.len(), 60);
    let reader = world.reader().await?;
    reader.get(&path(&reader, &first, "")).await?.require(200)?;
    reader.post(&path(&reader, &first, ""), &json!({"count": 1})).await?.require(403)?.refused()?;
    Ok(())
}

async fn the_management_gateway_has_the_address_of_vcenter(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let config = on_aws("a", 2);
    let alice = world.owner().await?;
    let sddc = alice.create(&config).await?.require(202)?.string("$.resource_id")?;
    let path = alice.org_path(&format!("/sddcs/{sddc}/mgw/publicips"));
    equal!(alice.get(&path).await?.require(200)?.body, json!([]), "no gateway yet");
    world.advance("3h").await?;
    let alice = world.owner().await?;
    let pool = alice.get(&path).await?.require(200)?.body;
    let config = &alice.sddc(&sddc).await?.require(200)?.body["resource_config"];
    equal!(config["mgw_public_ip_pool"], pool);
    equal!(pool[0]["public_ip"], config["vc_public_ip"]);
    equal!(pool[0]["associated_private_ip"], config["vc_management_ip"]);
    let one = alice.get(&format!("{path}/{}", pool[0]["allocation_id"].as_str().needed()?)).await?.require(200)?;
    equal!(one.body, pool[0]);
    alice.get(&format!("{path}/eipalloc-0")).await?.require(404)?.refused()?;
    Ok(())
}

async fn deletion_of_the_sddc_ends_what_was_being_done_and_takes_the_addresses(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let all = path(&alice, &sddc, "");
    let task = alice.post(&all, &json!({"count": 3})).await?;
    finish(&world, &alice, task).await?;
    let running = alice.post(&all, &json!({"count": 1})).await?.require(202)?.string("$.id")?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    equal!(alice.task(&running).await?.require(200)?.body["status"], "CANCELED");
    alice.post(&all, &json!({"count": 1})).await?.require(400)?.refused()?;
    world.advance("10m").await?;
    equal!(alice.get(&all).await?.require(200)?.body, json!([]));
    Ok(())
}
