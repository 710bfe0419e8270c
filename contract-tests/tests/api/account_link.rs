//! Tests of the links between SDDCs and the customer's AWS accounts.

use serde_json::{Value, json};
use vmc_contract::{
    Answer, User, World,
    sddc_config::{delayed, simulated, with},
};

const LINK: &str = "/account-link";

async fn get(user: &User, path: &str) -> Answer {
    user.get(&user.org_path(&format!("{LINK}{path}"))).await
}

/// The subnets of an answer, by the letter of their zone and the name of their VPC's first addresses.
fn subnets(answer: &Value) -> Vec<&Value> {
    let vpcs = answer["vpc_map"].as_object().expect("a map of VPCs");
    vpcs.values().flat_map(|vpc| vpc["subnets"].as_array().expect("subnets")).collect()
}

/// The subnet with this CIDR, with whether it does and why not.
fn judged<'a>(answer: &'a Value, cidr: &str) -> (bool, &'a str) {
    let all = subnets(answer);
    let subnet = all.iter().find(|subnet| subnet["subnet_cidr_block"] == cidr).expect("the subnet");
    (subnet["compatible"].as_bool().expect("compatible"), subnet["note"].as_str().expect("note"))
}

/// An AWS SDDC of two hosts that is linked to the first subnet, READY. Returns the owner, signed in afresh, and the SDDC.
async fn linked_sddc(world: &World) -> (User, String) {
    let config = with(world.linked_config("linked", 2), "vpc_cidr", "10.2.0.0/16");
    let task = world.owner().await.create(&config).await.expect(202);
    world.advance("3h").await;
    (world.owner().await, task.text_at("resource_id"))
}

/// As [`linked_sddc`], of one host whose link is delayed.
async fn delayed_sddc(world: &World) -> (User, String) {
    let config = with(delayed("later"), "vpc_cidr", "10.2.0.0/16");
    let task = world.owner().await.create(&config).await.expect(202);
    world.advance("3h").await;
    (world.owner().await, task.text_at("resource_id"))
}

#[tokio::test]
async fn the_data_sources_of_terraform_find_account_and_subnets() {
    let world = World::new().await;
    let alice = world.reader().await;
    let accounts = get(&alice, "/connected-accounts?provider=AWS").await.expect(200).body;
    let account = &accounts.as_array().expect("a bare list")[0];
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
        assert!(account[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    assert_eq!((&account["state"], &account["org_id"]), (&json!("ACTIVE"), &json!(world.org())));
    assert!(account["version"].is_i64() && account["region_to_az_to_shadow_mapping"]["US_WEST_2"].is_object());
    assert_eq!(get(&alice, "/connected-accounts").await.expect(200).body, accounts);
    get(&alice, "/connected-accounts?provider=GCP").await.expect(400).refusal();

    let id = account["id"].as_str().expect("an id");
    let query = format!("?linkedAccountId={id}&region=US_WEST_2&sddc=&forceRefresh=false&numOfHosts=0");
    let answer = get(&alice, &format!("/compatible-subnets{query}")).await.expect(200).body;
    assert_eq!(answer["customer_available_zones"], json!(["us-west-2a", "us-west-2b", "us-west-2c"]));
    let (_, first) = world.account_and_subnet("us-west-2");
    assert!(subnets(&answer).iter().any(|subnet| subnet["subnet_id"] == json!(first)));
    assert_eq!(answer["vpc_map"].as_object().map(serde_json::Map::len), Some(1), "one VPC in a region");
    for (id, vpc) in answer["vpc_map"].as_object().expect("a map") {
        assert_eq!((&vpc["vpc_id"], &vpc["description"]), (&json!(id), &json!(id)));
        for subnet in vpc["subnets"].as_array().expect("subnets") {
            assert_eq!((&subnet["vpc_id"], &subnet["vpc_cidr_block"]), (&vpc["vpc_id"], &vpc["cidr_block"]));
            assert_eq!((&subnet["region_name"], &subnet["compatible"]), (&json!("us-west-2"), &json!(true)));
            assert!(subnet["availability_zone_id"].as_str().expect("a zone id").starts_with("usw2-az"));
        }
    }
}

#[tokio::test]
async fn a_question_about_subnets_must_make_sense() {
    let world = World::new().await;
    let alice = world.owner().await;
    let (account, _) = world.account_and_subnet("us-west-2");
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
            get(&alice, &format!("{path}?{query}")).await.expect(status).refusal();
        }
    }
    assert_eq!(alice.get(&alice.org_path("/tasks")).await.expect(200).body, json!([]), "a refusal leaves no task");
}

#[tokio::test]
async fn subnets_are_judged_by_addresses_zones_and_hosts() {
    let world = World::new().await;
    let alice = world.owner().await;
    let (account, _) = world.account_and_subnet("us-west-2");
    let ask = async |rest: &str| {
        let query = format!("/compatible-subnets?linkedAccountId={account}&region=us-west-2{rest}");
        get(&alice, &query).await.expect(200).body
    };
    let (zone_a, zone_b, zone_c) = ("10.100.0.0/20", "10.100.16.0/20", "10.100.32.0/20");
    let small = "10.100.255.0/28";

    let answer = ask("&instanceType=i3en.metal&sddcType=SingleAZ").await;
    assert_eq!(answer["customer_available_zones"], json!(["us-west-2a", "us-west-2b"]));
    let (does, note) = judged(&answer, zone_c);
    assert!(!does && note.contains("i3en.metal"), "{note}");
    assert_eq!(judged(&answer, zone_b), (true, ""));

    assert!(!judged(&ask("&sddcType=MultiAZ").await, zone_c).0);
    let answer = ask("&numOfHosts=12").await;
    assert_eq!((judged(&answer, small).0, judged(&answer, zone_a).0), (false, true));
    assert!(judged(&ask("&numOfHosts=11").await, small).0, "16 addresses, of which AWS keeps 5");

    // SDDCs in zone a, the first with a network that overlaps the VPC's.
    let config = with(simulated("a", 1), "vpc_cidr", "10.100.0.0/16");
    let overlapping = alice.create(&config).await.expect(202).text_at("resource_id");
    let answer = ask(&format!("&sddc={overlapping}")).await;
    let (does, note) = judged(&answer, zone_a);
    assert!(!does && note.contains("10.100.0.0/16"), "{note}");
    let sddc = alice.create(&simulated("b", 1)).await.expect(202).text_at("resource_id");
    let answer = ask(&format!("&sddc={sddc}")).await;
    assert_eq!([zone_a, zone_b, zone_c].map(|cidr| judged(&answer, cidr).0), [true, false, false]);
    let wrong_region = format!("/compatible-subnets?linkedAccountId={account}&region=US_EAST_1&sddc={sddc}");
    get(&alice, &wrong_region).await.expect(400).refusal();
}

#[tokio::test]
async fn a_task_finds_the_same_subnets() {
    let world = World::new().await;
    let alice = world.reader().await;
    let (account, _) = world.account_and_subnet("us-west-2");
    let query = format!("?linkedAccountId={account}&region=us-west-2&sddcType=1NODE");
    let task = get(&alice, &format!("/compatible-subnets-async{query}")).await.expect(200);
    assert_eq!((&task.body["status"], &task.body["resource_id"]), (&json!("STARTED"), &json!(account)));
    assert!(task.body["params"].get("subnet_list_result").is_none());
    world.advance("31s").await;
    let task = alice.task(&task.text_at("id")).await.expect(200);
    assert_eq!(task.body["status"], "FINISHED");
    let at_once = get(&alice, &format!("/compatible-subnets{query}")).await.expect(200);
    assert_eq!(task.body["params"]["subnet_list_result"], at_once.body);
}

#[tokio::test]
async fn a_connection_is_there_from_ready_to_deleted() {
    let world = World::new().await;
    let (account, subnet) = world.account_and_subnet("us-west-2");
    let (alice, sddc) = linked_sddc(&world).await;
    let all = get(&alice, "/sddc-connections").await.expect(200).body;
    let connection = &all.as_array().expect("a bare list")[0];
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
        assert_eq!(connection[key], value, "{key}");
    }
    let addresses: Vec<_> = connection["customer_eni_infos"]
        .as_array()
        .expect("interfaces")
        .iter()
        .map(|eni| eni["primary_ip_address"].clone())
        .collect();
    assert_eq!(addresses, [json!("10.100.0.4"), json!("10.100.0.5")]);
    assert_eq!(get(&alice, &format!("/sddc-connections?sddc={sddc}")).await.expect(200).body, all);
    assert_eq!(get(&alice, "/sddc-connections?sddc=").await.expect(200).body, all);
    get(&alice, "/sddc-connections?sddc=00000000-0000-4000-8000-000000000000").await.expect(404).refusal();
    let of_2018 = get(&alice, "/customer-aws-account").await.expect(200).body;
    assert_eq!((&of_2018[0]["subnet_id"], &of_2018[0]["enis"].as_array().map(Vec::len)), (&json!(subnet), &Some(2)));
    let seen = alice.sddc(&sddc).await.expect(200).body;
    assert_eq!(seen["account_link_state"], "LINKED");
    let links = &seen["resource_config"]["account_link_sddc_config"];
    assert_eq!(*links, json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]));

    alice.delete_sddc(&sddc).await.expect(202);
    assert_eq!(get(&alice, "/sddc-connections").await.expect(200).body, all, "while it is deleted");
    world.advance("1h").await;
    let alice = world.owner().await;
    assert_eq!(get(&alice, "/sddc-connections").await.expect(200).body, json!([]));
}

#[tokio::test]
async fn an_account_in_use_is_disconnected_by_force_alone() {
    let world = World::new().await;
    let (account, _) = world.account_and_subnet("us-west-2");
    let path = |user: &User, rest: &str| user.org_path(&format!("{LINK}/connected-accounts/{account}{rest}"));
    let (alice, sddc) = linked_sddc(&world).await;
    let reader = world.reader().await;
    reader.delete(&path(&reader, "")).await.expect(403).refusal();
    let refused = alice.delete(&path(&alice, "?forceEvenWhenSddcPresent=false")).await.expect(400);
    assert!(refused.refusal()[0].contains(&sddc));
    let query = format!("/compatible-subnets-async?linkedAccountId={account}");
    let task = get(&alice, &query).await.expect(200);

    let gone = alice.delete(&path(&alice, "?forceEvenWhenSddcPresent=true")).await.expect(200);
    assert_eq!((gone.text_at("id"), gone.text_at("state")), (account.clone(), "DELETED".to_owned()));
    assert_eq!(get(&alice, "/connected-accounts").await.expect(200).body, json!([]));
    assert_eq!(get(&alice, "/sddc-connections").await.expect(200).body[0]["state"], "BROKEN");
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["account_link_state"], "UNLINKED");
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "CANCELED");
    alice.delete(&path(&alice, "")).await.expect(404).refusal();

    // Another account takes its place when its owner connects it.
    let other = world.control("POST", "/connected-accounts", &Value::Null).await.expect(201).body;
    assert_ne!(other["id"], json!(account));
    let accounts = get(&alice, "/connected-accounts").await.expect(200).body;
    assert_eq!((&accounts[0]["id"], &accounts[0]["account_number"]), (&other["id"], &other["account_number"]));
}

#[tokio::test]
async fn an_account_out_of_use_is_disconnected_at_once() {
    let world = World::new().await;
    let (account, _) = world.account_and_subnet("us-west-2");
    let (alice, sddc) = linked_sddc(&world).await;
    alice.delete_sddc(&sddc).await.expect(202);
    let path = alice.org_path(&format!("{LINK}/connected-accounts/{account}"));
    alice.delete(&path).await.expect(400).refusal();
    world.advance("1h").await;
    assert_eq!(world.owner().await.delete(&path).await.expect(200).body["state"], "DELETED");
}

#[tokio::test]
async fn a_delayed_link_is_made_with_the_subnet_that_is_chosen() {
    let world = World::new().await;
    let (account, subnet) = world.account_and_subnet("us-west-2");
    let (alice, sddc) = delayed_sddc(&world).await;
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["account_link_state"], "DELAYED");
    assert_eq!(get(&alice, "/sddc-connections").await.expect(200).body, json!([]));
    let path = alice.org_path(&format!("{LINK}/compatible-subnets-async"));
    let in_zone_b = &world.view["connected_accounts"][0]["subnets"]["us-west-2"][1];
    for body in [
        json!({}),
        json!({"subnet_id": ""}),
        json!({"subnet_id": "subnet-0"}),
        json!({"subnet_id": in_zone_b}),
        json!({"subnet_id": 7}),
    ] {
        alice.post(&path, &body).await.expect(400).refusal();
    }
    let body = json!({"subnet_id": subnet, "connected_account_id": account});
    let task = alice.post(&path, &body).await.expect(200);
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["account_link_state"], "DELAYED", "until the task ends");
    world.advance("181s").await;
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let seen = alice.sddc(&sddc).await.expect(200).body;
    assert_eq!(seen["account_link_state"], "LINKED");
    let links = &seen["resource_config"]["account_link_sddc_config"];
    assert_eq!(*links, json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]));
    assert_eq!(get(&alice, "/sddc-connections").await.expect(200).body[0]["sddc_id"], json!(sddc));
    alice.post(&path, &body).await.expect(400).refusal();
}

#[tokio::test]
async fn without_a_choice_the_first_subnet_that_does_is_taken() {
    let world = World::new().await;
    let (_, subnet) = world.account_and_subnet("us-west-2");
    let (alice, sddc) = delayed_sddc(&world).await;
    let path = alice.org_path(&format!("{LINK}/compatible-subnets"));
    let chosen = alice.post(&path, &json!({})).await.expect(200).body;
    assert_eq!((&chosen["subnet_id"], &chosen["is_compatible"]), (&json!(subnet), &json!(true)));
    assert_eq!(alice.sddc(&sddc).await.expect(200).body["account_link_state"], "LINKED");
    alice.post(&path, &json!({})).await.expect(400).refusal();
}

#[tokio::test]
async fn zones_are_matched_region_by_region() {
    let world = World::new().await;
    let alice = world.owner().await;
    let (account, _) = world.account_and_subnet("us-west-2");
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
        alice.post(&path, &wrong).await.expect(400).refusal();
    }
    let mapping = async || {
        let accounts = get(&alice, "/connected-accounts").await.expect(200).body;
        accounts[0]["region_to_az_to_shadow_mapping"].clone()
    };
    let task = alice.post(&path, &body).await.expect(200);
    assert!(mapping().await.get("EU_WEST_2").is_none());
    world.advance("61s").await;
    let zones = mapping().await["EU_WEST_2"].as_object().expect("zones").clone();
    assert_eq!(zones.len(), 3);
    let task = alice.task(&task.text_at("id")).await.expect(200).body;
    assert_eq!(task["status"], "FINISHED");
    assert_eq!(task["params"]["map_zones_result"]["regions_mapped"], regions);
}

#[tokio::test]
async fn the_owner_of_an_account_is_told_where_to_connect_it() {
    let world = World::new().await;
    let link = get(&world.reader().await, "").await.expect(200).body;
    assert_eq!(link["expiration_date"], "2026-01-05T09:00:00.000123Z");
    let execution = link["template_execution_url"].as_str().expect("an address");
    assert!(execution.contains(link["template_url"].as_str().expect("an address")), "{execution}");
}
