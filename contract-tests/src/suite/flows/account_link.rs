//! Flows about the links between SDDCs and the customer's AWS accounts.

use crate::{
    sddc_config::{delayed, simulated, with},
    suite::{
        Case, Customer,
        Needs::{Looks, MovableClock},
        Played, Setting, Stop, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::Answer,
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/account_link", Flow;
    MovableClock => the_data_sources_of_terraform_find_account_and_subnets;
    Looks => a_subnet_agrees_with_its_vpc;
    MovableClock => a_question_about_subnets_must_make_sense;
    MovableClock => subnets_are_judged_by_addresses_zones_and_hosts;
    MovableClock => a_task_finds_the_same_subnets;
    MovableClock => a_connection_is_there_from_ready_to_deleted;
    MovableClock => an_account_in_use_is_disconnected_by_force_alone;
    MovableClock => an_account_out_of_use_is_disconnected_at_once;
    MovableClock => a_delayed_link_is_made_with_the_subnet_that_is_chosen;
    MovableClock => without_a_choice_the_first_subnet_that_does_is_taken;
    MovableClock => zones_are_matched_region_by_region;
    MovableClock => the_owner_of_an_account_is_told_where_to_connect_it;
};

const LINK: &str = "/account-link";

async fn get(user: &Customer<'_>, path: &str) -> Played<Answer> {
    user.get(&user.org_path(&format!("{LINK}{path}"))).await
}

/// Returns the subnets of all VPCs in an answer.
fn subnets(answer: &Value) -> Played<Vec<&Value>> {
    let vpcs = answer["vpc_map"].as_object().needed()?;
    Ok(vpcs.values().filter_map(|vpc| vpc["subnets"].as_array()).flatten().collect())
}

/// Returns whether the subnet with this CIDR is compatible, and the reason if it is not.
fn judged<'a>(answer: &'a Value, cidr: &str) -> Played<(bool, &'a str)> {
    let subnet = subnets(answer)?.into_iter().find(|subnet| subnet["subnet_cidr_block"] == cidr).needed()?;
    Ok((subnet["compatible"].as_bool().needed()?, subnet["note"].as_str().needed()?))
}

/// Creates an SDDC of two hosts on AWS, linked to the first subnet, and waits until it is READY. Returns the owner, who
/// signed in at the end, and the SDDC's id.
async fn linked_sddc<'t>(world: &Setting<'t>) -> Played<(Customer<'t>, String)> {
    let config = with(world.linked_config("linked", 2)?, "vpc_cidr", "10.2.0.0/16");
    world.ready_sddc(&config).await
}

/// Does the same as [`linked_sddc`] for an SDDC of one host whose link is delayed.
async fn delayed_sddc<'t>(world: &Setting<'t>) -> Played<(Customer<'t>, String)> {
    world.ready_sddc(&with(delayed("later"), "vpc_cidr", "10.2.0.0/16")).await
}

async fn the_data_sources_of_terraform_find_account_and_subnets(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.reader().await?;
    let accounts = get(&alice, "/connected-accounts?provider=AWS").await?.require(200)?.body;
    let account = &accounts[0];
    for key in [
        "id",
        "account_number",
        "user_id",
        "user_name",
        "created",
        "updated",
        "updated_by_user_id",
        "cf_stack_name",
        "policy_external_id",
        "policy_payer_arn",
        "policy_service_arn",
    ] {
        hold!(account[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    equal!((&account["state"], &account["org_id"]), (&json!("ACTIVE"), &json!(world.org())));
    hold!(account["version"].is_i64() && account["region_to_az_to_shadow_mapping"]["US_WEST_2"].is_object());
    equal!(get(&alice, "/connected-accounts").await?.require(200)?.body, accounts);
    get(&alice, "/connected-accounts?provider=GCP").await?.require(400)?.refused()?;

    let id = account["id"].as_str().needed()?;
    let query = format!("?linkedAccountId={id}&region=US_WEST_2&sddc=&forceRefresh=false&numOfHosts=0");
    let answer = get(&alice, &format!("/compatible-subnets{query}")).await?.require(200)?.body;
    equal!(answer["customer_available_zones"], json!(["us-west-2a", "us-west-2b", "us-west-2c"]));
    let (_, first) = world.account_and_subnet()?;
    hold!(subnets(&answer)?.iter().any(|subnet| subnet["subnet_id"] == json!(first)));
    for subnet in subnets(&answer)? {
        equal!((&subnet["region_name"], &subnet["compatible"]), (&json!("us-west-2"), &json!(true)));
        hold!(subnet["availability_zone_id"].as_str().needed()?.starts_with("usw2-az"));
    }
    Ok(())
}

/// Each subnet of an answer names the VPC that contains it.
async fn a_subnet_agrees_with_its_vpc(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let accounts = get(&customer, "/connected-accounts").await?.require(200)?.body;
    let account = accounts[0]["id"].as_str();
    let account = account.ok_or_else(|| Stop::Skip("no account is connected to the organization".to_owned()))?;
    let query = format!("/compatible-subnets?linkedAccountId={account}&region=US_WEST_2");
    let answer = get(&customer, &query).await?.require(200)?.body;
    for (id, vpc) in answer["vpc_map"].as_object().needed()? {
        equal!((&vpc["vpc_id"], &vpc["description"]), (&json!(id), &json!(id)));
        for subnet in vpc["subnets"].as_array().needed()? {
            equal!((&subnet["vpc_id"], &subnet["vpc_cidr_block"]), (&vpc["vpc_id"], &vpc["cidr_block"]));
        }
    }
    Ok(())
}

async fn a_question_about_subnets_must_make_sense(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let (account, _) = world.account_and_subnet()?;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for (query, status) in [
        (String::new(), 400),
        ("linkedAccountId=".to_owned(), 400),
        (format!("linkedAccountId={unknown}"), 404),
        (format!("linkedAccountId={account}&sddc={unknown}"), 404),
        (format!("linkedAccountId={account}&sddc=pizza"), 400),
        (format!("linkedAccountId={account}&region=MOON_1"), 400),
        (format!("linkedAccountId={account}&instanceType=t2.micro"), 400),
        (format!("linkedAccountId={account}&numOfHosts=-1"), 400),
        (format!("linkedAccountId={account}&numOfHosts=17"), 400),
        (format!("linkedAccountId={account}&sddcType=1NODE&numOfHosts=2"), 400),
        (format!("linkedAccountId={account}&sddcType=2NODES"), 400),
    ] {
        for path in ["/compatible-subnets", "/compatible-subnets-async"] {
            get(&alice, &format!("{path}?{query}")).await?.require(status)?.refused()?;
        }
    }
    equal!(alice.get(&alice.org_path("/tasks")).await?.require(200)?.body, json!([]), "a refusal leaves no task");
    Ok(())
}

async fn subnets_are_judged_by_addresses_zones_and_hosts(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let (account, _) = world.account_and_subnet()?;
    let ask = async |rest: &str| -> Played<Value> {
        let query = format!("/compatible-subnets?linkedAccountId={account}&region=us-west-2{rest}");
        Ok(get(&alice, &query).await?.require(200)?.body)
    };
    let (zone_a, zone_b, zone_c) = ("10.100.0.0/20", "10.100.16.0/20", "10.100.32.0/20");
    let small = "10.100.255.0/28";

    let answer = ask("&instanceType=i3en.metal&sddcType=SingleAZ").await?;
    equal!(answer["customer_available_zones"], json!(["us-west-2a", "us-west-2b"]));
    let (does, note) = judged(&answer, zone_c)?;
    hold!(!does && note.contains("i3en.metal"), "{note}");
    equal!(judged(&answer, zone_b)?, (true, ""));

    hold!(!judged(&ask("&sddcType=MultiAZ").await?, zone_c)?.0);
    let answer = ask("&numOfHosts=12").await?;
    equal!((judged(&answer, small)?.0, judged(&answer, zone_a)?.0), (false, true));
    hold!(judged(&ask("&numOfHosts=11").await?, small)?.0, "16 addresses, of which AWS keeps 5");

    // These SDDCs are in zone a, and the network of the first overlaps that of the VPC.
    let config = with(simulated("a", 1), "vpc_cidr", "10.100.0.0/16");
    let overlapping = alice.create(&config).await?.require(202)?.string("$.resource_id")?;
    let answer = ask(&format!("&sddc={overlapping}")).await?;
    let (does, note) = judged(&answer, zone_a)?;
    hold!(!does && note.contains("10.100.0.0/16"), "{note}");
    let sddc = alice.create(&simulated("b", 1)).await?.require(202)?.string("$.resource_id")?;
    let answer = ask(&format!("&sddc={sddc}")).await?;
    for (cidr, compatible) in [(zone_a, true), (zone_b, false), (zone_c, false)] {
        equal!(judged(&answer, cidr)?.0, compatible, "{cidr}");
    }
    let wrong_region = format!("/compatible-subnets?linkedAccountId={account}&region=US_EAST_1&sddc={sddc}");
    get(&alice, &wrong_region).await?.require(400)?.refused()?;
    Ok(())
}

async fn a_task_finds_the_same_subnets(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.reader().await?;
    let (account, _) = world.account_and_subnet()?;
    let query = format!("?linkedAccountId={account}&region=us-west-2&sddcType=1NODE");
    let task = get(&alice, &format!("/compatible-subnets-async{query}")).await?.require(200)?;
    equal!((&task.body["status"], &task.body["resource_id"]), (&json!("STARTED"), &json!(account)));
    hold!(task.body["params"].get("subnet_list_result").is_none());
    world.advance("31s").await?;
    let task = alice.task(&task.string("$.id")?).await?.require(200)?;
    equal!(task.body["status"], "FINISHED");
    let at_once = get(&alice, &format!("/compatible-subnets{query}")).await?.require(200)?;
    equal!(task.body["params"]["subnet_list_result"], at_once.body);
    Ok(())
}

async fn a_connection_is_there_from_ready_to_deleted(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (account, subnet) = world.account_and_subnet()?;
    let (alice, sddc) = linked_sddc(&world).await?;
    let all = get(&alice, "/sddc-connections").await?.require(200)?.body;
    let connection = &all[0];
    for (key, value) in [
        ("sddc_id", json!(sddc)),
        ("org_id", json!(world.org())),
        ("connected_account_id", json!(account)),
        ("subnet_id", json!(subnet)),
        ("cidr_block_subnet", json!("10.100.0.0/20")),
        ("cidr_block_vpc", json!("10.100.0.0/16")),
        ("subnet_availability_zone", json!("us-west-2a")),
        ("state", json!("ACTIVE")),
        ("connection_order", json!(0)),
        ("cgw_present", json!(true)),
    ] {
        equal!(connection[key], value, "{key}");
    }
    let addresses: Vec<_> = connection["customer_eni_infos"]
        .as_array()
        .needed()?
        .iter()
        .map(|eni| eni["primary_ip_address"].clone())
        .collect();
    equal!(addresses, [json!("10.100.0.4"), json!("10.100.0.5")]);
    equal!(get(&alice, &format!("/sddc-connections?sddc={sddc}")).await?.require(200)?.body, all);
    equal!(get(&alice, "/sddc-connections?sddc=").await?.require(200)?.body, all);
    get(&alice, "/sddc-connections?sddc=00000000-0000-4000-8000-000000000000").await?.require(404)?.refused()?;
    let of_2018 = get(&alice, "/customer-aws-account").await?.require(200)?.body;
    equal!((&of_2018[0]["subnet_id"], &of_2018[0]["enis"].as_array().map(Vec::len)), (&json!(subnet), &Some(2)));
    let seen = alice.sddc(&sddc).await?.require(200)?.body;
    equal!(seen["account_link_state"], "LINKED");
    let links = &seen["resource_config"]["account_link_sddc_config"];
    equal!(*links, json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]));

    alice.delete_sddc(&sddc).await?.require(202)?;
    equal!(get(&alice, "/sddc-connections").await?.require(200)?.body, all, "while it is deleted");
    world.advance("1h").await?;
    let alice = world.owner().await?;
    equal!(get(&alice, "/sddc-connections").await?.require(200)?.body, json!([]));
    Ok(())
}

async fn an_account_in_use_is_disconnected_by_force_alone(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (account, _) = world.account_and_subnet()?;
    let path = |user: &Customer<'_>, rest: &str| user.org_path(&format!("{LINK}/connected-accounts/{account}{rest}"));
    let (alice, sddc) = linked_sddc(&world).await?;
    let reader = world.reader().await?;
    reader.delete(&path(&reader, "")).await?.require(403)?.refused()?;
    let refused = alice.delete(&path(&alice, "?forceEvenWhenSddcPresent=false")).await?.require(400)?;
    hold!(refused.refused()?.contains(&sddc));
    let query = format!("/compatible-subnets-async?linkedAccountId={account}");
    let task = get(&alice, &query).await?.require(200)?;

    let gone = alice.delete(&path(&alice, "?forceEvenWhenSddcPresent=true")).await?.require(200)?;
    equal!((gone.string("$.id")?, gone.string("$.state")?), (account.clone(), "DELETED".to_owned()));
    equal!(get(&alice, "/connected-accounts").await?.require(200)?.body, json!([]));
    equal!(get(&alice, "/sddc-connections").await?.require(200)?.body[0]["state"], "BROKEN");
    equal!(alice.sddc(&sddc).await?.require(200)?.body["account_link_state"], "UNLINKED");
    equal!(alice.task(&task.string("$.id")?).await?.require(200)?.body["status"], "CANCELED");
    alice.delete(&path(&alice, "")).await?.require(404)?.refused()?;

    // Another account can be connected in its place.
    let other = world.connect_account().await?;
    hold!(other["id"] != json!(account));
    let accounts = get(&alice, "/connected-accounts").await?.require(200)?.body;
    equal!((&accounts[0]["id"], &accounts[0]["account_number"]), (&other["id"], &other["account_number"]));
    Ok(())
}

async fn an_account_out_of_use_is_disconnected_at_once(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (account, _) = world.account_and_subnet()?;
    let (alice, sddc) = linked_sddc(&world).await?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    let path = alice.org_path(&format!("{LINK}/connected-accounts/{account}"));
    alice.delete(&path).await?.require(400)?.refused()?;
    world.advance("1h").await?;
    equal!(world.owner().await?.delete(&path).await?.require(200)?.body["state"], "DELETED");
    Ok(())
}

async fn a_delayed_link_is_made_with_the_subnet_that_is_chosen(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (alice, sddc) = delayed_sddc(&world).await?;
    equal!(alice.sddc(&sddc).await?.require(200)?.body["account_link_state"], "DELAYED");
    equal!(get(&alice, "/sddc-connections").await?.require(200)?.body, json!([]));
    let path = alice.org_path(&format!("{LINK}/compatible-subnets-async"));
    let (account, in_region) = world.account_and_subnets()?;
    let (subnet, in_zone_b) = (&in_region[0], in_region.get(1).needed()?);
    for body in [
        json!({}),
        json!({"subnet_id": ""}),
        json!({"subnet_id": "subnet-0"}),
        json!({"subnet_id": in_zone_b}),
        json!({"subnet_id": 7}),
    ] {
        alice.post(&path, &body).await?.require(400)?.refused()?;
    }
    let body = json!({"subnet_id": subnet, "connected_account_id": account});
    let task = alice.post(&path, &body).await?.require(200)?;
    equal!(alice.sddc(&sddc).await?.require(200)?.body["account_link_state"], "DELAYED", "until the task ends");
    world.advance("181s").await?;
    equal!(alice.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let seen = alice.sddc(&sddc).await?.require(200)?.body;
    equal!(seen["account_link_state"], "LINKED");
    let links = &seen["resource_config"]["account_link_sddc_config"];
    equal!(*links, json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]));
    equal!(get(&alice, "/sddc-connections").await?.require(200)?.body[0]["sddc_id"], json!(sddc));
    alice.post(&path, &body).await?.require(400)?.refused()?;
    Ok(())
}

async fn without_a_choice_the_first_subnet_that_does_is_taken(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (_, subnet) = world.account_and_subnet()?;
    let (alice, sddc) = delayed_sddc(&world).await?;
    let path = alice.org_path(&format!("{LINK}/compatible-subnets"));
    let chosen = alice.post(&path, &json!({})).await?.require(200)?.body;
    equal!((&chosen["subnet_id"], &chosen["is_compatible"]), (&json!(subnet), &json!(true)));
    equal!(alice.sddc(&sddc).await?.require(200)?.body["account_link_state"], "LINKED");
    alice.post(&path, &json!({})).await?.require(400)?.refused()?;
    Ok(())
}

async fn zones_are_matched_region_by_region(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let (account, _) = world.account_and_subnet()?;
    let path = alice.org_path(&format!("{LINK}/map-customer-zones"));
    let regions = json!(["EU_WEST_2"]);
    let body = json!({"connected_account_id": account, "org_id": world.org(), "petronas_regions_to_map": regions});
    for (key, value) in [
        ("connected_account_id", Value::Null),
        ("org_id", json!("00000000-0000-4000-8000-000000000000")),
        ("petronas_regions_to_map", json!(["MOON_1"])),
    ] {
        let mut wrong = body.clone();
        wrong[key] = value;
        alice.post(&path, &wrong).await?.require(400)?.refused()?;
    }
    let mapping = async || -> Played<Value> {
        let accounts = get(&alice, "/connected-accounts").await?.require(200)?.body;
        Ok(accounts[0]["region_to_az_to_shadow_mapping"].clone())
    };
    let task = alice.post(&path, &body).await?.require(200)?;
    hold!(mapping().await?.get("EU_WEST_2").is_none());
    world.advance("61s").await?;
    let zones = mapping().await?["EU_WEST_2"].as_object().needed()?.clone();
    equal!(zones.len(), 3);
    let task = alice.task(&task.string("$.id")?).await?.require(200)?.body;
    equal!(task["status"], "FINISHED");
    equal!(task["params"]["map_zones_result"]["regions_mapped"], regions);
    Ok(())
}

async fn the_owner_of_an_account_is_told_where_to_connect_it(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let link = get(&world.reader().await?, "").await?.require(200)?.body;
    equal!(link["expiration_date"], "2026-01-05T09:00:00.000123Z");
    let execution = link["template_execution_url"].as_str().needed()?;
    hold!(execution.contains(link["template_url"].as_str().needed()?), "{execution}");
    Ok(())
}
