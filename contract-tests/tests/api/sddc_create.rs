//! Tests of the rules for creating SDDCs and of the refusals. The sentences in `recorded` are exactly those of the
//! service.

use serde_json::{Value, json};
use vmc_contract::{User, World};

/// A request for hosts on AWS, linked as AWS SDDCs of more than one host must be.
fn on_aws(world: &World, hosts: i32, changes: &Value) -> Value {
    let mut config = world.linked_config("a", hosts);
    for (name, value) in changes.as_object().into_iter().flatten() {
        config[name] = value.clone();
    }
    config
}

fn zerocloud(hosts: i32) -> Value {
    json!({"name": "a", "num_hosts": hosts, "provider": "ZEROCLOUD"})
}

/// A world whose organization has these properties, and its owner.
async fn with_properties(properties: Value) -> (World, User) {
    let world = World::with(json!({"org_properties": properties})).await;
    let owner = world.owner().await;
    (world, owner)
}

async fn refusal(owner: &User, config: &Value) -> String {
    let before = owner.get(&owner.org_path("/tasks")).await.text;
    let answer = owner.create(config).await;
    assert_eq!(answer.status, 400, "{config}: {}", answer.text);
    assert_eq!(owner.get(&owner.org_path("/tasks")).await.text, before);
    let [message] = &answer.refusal()[..] else { panic!("one sentence") };
    message.clone()
}

#[tokio::test]
async fn too_few_hosts() {
    let world = World::new().await;
    let owner = world.owner().await;
    let multi = json!({"deployment_type": "MultiAZ"});
    // Both sentences are recorded; since 2022 two hosts are enough in two zones too.
    let said = refusal(&owner, &on_aws(&world, 1, &json!({}))).await;
    assert_eq!(said, "Sddc provisioning requires a minimum of 2 hosts.");
    let (older, older_owner) = with_properties(json!({"minHostsPerSddcMultiAz": "4"})).await;
    let said = refusal(&older_owner, &on_aws(&older, 2, &multi)).await;
    assert_eq!(said, "Sddc provisioning requires a minimum of 4 hosts.");
    // Stretched clusters change in pairs.
    refusal(&owner, &on_aws(&world, 5, &multi)).await;
    for config in [
        on_aws(&world, 2, &json!({})),
        on_aws(&world, 2, &json!({"sddc_type": "DEFAULT"})),
        on_aws(&world, 1, &json!({"sddc_type": "1NODE"})),
        on_aws(&world, 2, &multi),
        on_aws(&world, 4, &multi),
        // Recorded: a single simulated host needs no word.
        zerocloud(1),
    ] {
        let id = owner.create(&config).await.expect(202).text_at("resource_id");
        let shown = owner.sddc(&id).await.expect(200).body["resource_config"].clone();
        assert_eq!(
            shown["esx_hosts"].as_array().map(Vec::len),
            config["num_hosts"].as_u64().map(|hosts| hosts as usize)
        );
        let wanted = if config["deployment_type"] == "MultiAZ" { "MULTI_AZ" } else { "SINGLE_AZ" };
        assert_eq!(shown["deployment_type"], wanted);
    }
}

#[tokio::test]
async fn quotas_are_those_of_the_organization() {
    let (world, owner) = with_properties(json!({"maxHostsPerSddcOnCreate": "4"})).await;
    // Recorded.
    let said = refusal(&owner, &on_aws(&world, 5, &json!({}))).await;
    assert_eq!(said, "Maximum host limit of 4 hosts reached for the cluster.");
    owner.create(&on_aws(&world, 4, &json!({}))).await.expect(202);

    let (world, owner) = with_properties(json!({"minHostsPerSddc": "3", "minHostsPerSddcMultiAz": "6"})).await;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))).await;
    assert_eq!(said, "Sddc provisioning requires a minimum of 3 hosts.");
    let said = refusal(&owner, &on_aws(&world, 4, &json!({"deployment_type": "MultiAZ"}))).await;
    assert_eq!(said, "Sddc provisioning requires a minimum of 6 hosts.");

    let (_, owner) = with_properties(json!({"hostLimit": "5"})).await;
    owner.create(&zerocloud(3)).await.expect(202);
    let said = refusal(&owner, &zerocloud(3)).await;
    assert!(said.contains("exceed host provisioning limit"), "{said}");
    owner.create(&zerocloud(2)).await.expect(202);
    refusal(&owner, &zerocloud(1)).await;
    let shown = owner.get(&owner.org_path("")).await.expect(200).body;
    assert_eq!(shown["properties"]["values"]["hostLimit"], "5");
}

/// What is deleted no longer counts; what is still being deleted does.
#[tokio::test]
async fn the_number_of_sddcs_is_limited() {
    let (world, owner) = with_properties(json!({"sddcLimit": "2"})).await;
    let first = owner.create(&zerocloud(1)).await.expect(202).text_at("resource_id");
    world.advance("10m").await;
    owner.create(&zerocloud(1)).await.expect(202);
    refusal(&owner, &zerocloud(1)).await;
    owner.delete_sddc(&first).await.expect(202);
    refusal(&owner, &zerocloud(1)).await;
    world.advance("10m").await;
    owner.create(&zerocloud(1)).await.expect(202);
}

#[tokio::test]
async fn providers_regions_and_types_are_switched_on_by_organization() {
    let (world, owner) = with_properties(json!({
        "enableZeroCloudCloudProvider": "false", "defaultAwsRegions": "US_WEST_2", "sddcTypes": "DEFAULT",
    }))
    .await;
    let said = refusal(&owner, &zerocloud(1)).await;
    assert!(said.contains("not available for this organization"), "{said}");
    let said = refusal(&owner, &on_aws(&world, 2, &json!({"region": "EU_WEST_2"}))).await;
    assert!(said.contains("not available for this organization"), "{said}");
    let said = refusal(&owner, &on_aws(&world, 1, &json!({"sddc_type": "1NODE"}))).await;
    assert_eq!(said, "Invalid sddc type specified.");
    for region in ["US_WEST_2", "us-west-2", ""] {
        let config = on_aws(&world, 2, &json!({"region": region}));
        let id = owner.create(&config).await.expect(202).text_at("resource_id");
        assert_eq!(owner.sddc(&id).await.body["resource_config"]["region"], "US_WEST_2");
    }
    let (world, owner) = with_properties(json!({"enableAWSCloudProvider": "false"})).await;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))).await;
    assert!(said.contains("not available for this organization"), "{said}");
    owner.create(&zerocloud(1)).await.expect(202);
}

#[tokio::test]
async fn several_hosts_on_aws_are_linked_at_once() {
    let world = World::new().await;
    let owner = world.owner().await;
    let unlinked = json!({"account_link_sddc_config": null});
    refusal(&owner, &on_aws(&world, 2, &unlinked)).await;
    refusal(&owner, &on_aws(&world, 2, &json!({"account_link_sddc_config": []}))).await;
    refusal(&owner, &on_aws(&world, 2, &json!({"account_link_config": {"delay_account_link": true}}))).await;
    let one_node = json!({"sddc_type": "1NODE", "account_link_sddc_config": null});
    let ids = [
        owner.create(&on_aws(&world, 2, &json!({}))).await.expect(202).text_at("resource_id"),
        owner.create(&on_aws(&world, 1, &one_node)).await.expect(202).text_at("resource_id"),
        owner.create(&zerocloud(2)).await.expect(202).text_at("resource_id"),
    ];
    world.advance("4h").await;
    let owner = world.owner().await;
    let mut states = Vec::new();
    for id in &ids {
        states.push(owner.sddc(id).await.expect(200).body["account_link_state"].clone());
    }
    assert_eq!(states, [json!("LINKED"), json!("DELAYED"), Value::Null]);
    let link = &owner.sddc(&ids[0]).await.body["resource_config"]["account_link_sddc_config"][0];
    let (account, subnet) = world.account_and_subnet("us-west-2");
    assert_eq!(*link, json!({"connected_account_id": account, "customer_subnet_ids": [subnet]}));
}

#[tokio::test]
async fn where_linking_is_optional_nobody_links() {
    let (world, owner) = with_properties(json!({"accountLinkingOptional": "true"})).await;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))).await;
    // Recorded, with the id hidden.
    let org = world.org();
    assert_eq!(said, format!("Cannot link account when account linking optional is turned on for org {org}."));
    owner.create(&on_aws(&world, 2, &json!({"account_link_sddc_config": null}))).await.expect(202);
}

/// Some mistakes are noticed only on the way: the request is accepted, its task fails, and the SDDC stays until it is deleted.
#[tokio::test]
async fn a_bad_link_fails_on_the_way() {
    let world = World::new().await;
    let (account, subnet) = world.account_and_subnet("us-west-2");
    let nobody = "aaaaaaaa-bbbb-3ccc-8ddd-eeeeeeeeeeee";
    let recorded = format!(
        "com.vmware.skyscraper.common.SkyscraperException: The provided account linking data contains more than one subnet for \
         {account}. Only one is supported.:skyscraper.sddc.provision.config.too.many.subnets"
    );
    let link = |account: &str, subnets: &[&str]| json!({"account_link_sddc_config": [{"connected_account_id": account, "customer_subnet_ids": subnets}]});
    for (changes, said) in [
        (link(&account, &[&subnet, "subnet-2", "subnet-3"]), &*recorded),
        (link(&account, &["subnet-nowhere"]), "subnet-nowhere"),
        (link(nobody, &[&subnet]), nobody),
        (json!({"vpc_cidr": "pizza"}), "pizza"),
    ] {
        let owner = world.owner().await;
        let validation = owner.post(&owner.org_path("/sddcs?validateOnly=true"), &on_aws(&world, 2, &changes)).await;
        let validation = validation.expect(200);
        assert_eq!(validation.body["status"], "FAILED", "{changes}");
        assert_eq!(validation.body["params"]["input_validated"], false, "{changes}");
        let foretold = validation.text_at("error_message");
        let task = owner.create(&on_aws(&world, 2, &changes)).await.expect(202);
        let sddc = task.text_at("resource_id");
        assert_eq!((&task.body["status"], &task.body["error_message"]), (&json!("STARTED"), &Value::Null));
        world.advance("20m").await;
        let task = owner.task(&task.text_at("id")).await.expect(200);
        assert_eq!(task.body["status"], "FAILED", "{changes}");
        assert_eq!(task.body["sub_status"], "FAILED");
        assert!(task.text_at("error_message").contains(said), "{}", task.text);
        assert_eq!(foretold, task.text_at("error_message"), "validation alone uses the same checks");
        assert!(task.text_at("error_message").starts_with("com.vmware.skyscraper.common.SkyscraperException: "));
        assert!(task.body["end_time"].is_string());
        assert_eq!(owner.sddc(&sddc).await.body["sddc_state"], "FAILED");
        owner.delete_sddc(&sddc).await.expect(202);
    }
}

/// The Terraform provider sends an empty text for a network that is not configured, and plans a replacement if another one comes back.
#[tokio::test]
async fn an_empty_network_comes_back_as_none() {
    let world = World::new().await;
    let owner = world.owner().await;
    for (config, shown) in [
        (json!({}), json!("10.2.0.0/16")),
        (json!({"vpc_cidr": null}), json!("10.2.0.0/16")),
        (json!({"vpc_cidr": ""}), Value::Null),
        (json!({"vpc_cidr": "10.7.0.0/16"}), json!("10.7.0.0/16")),
    ] {
        let mut request = vmc_contract::sddc_config::simulated("a", 1);
        request.as_object_mut().unwrap().extend(config.as_object().unwrap().clone());
        let sddc = owner.create(&request).await.expect(202).text_at("resource_id");
        assert_eq!(
            owner.sddc(&sddc).await.expect(200).body["resource_config"]["vpc_info"]["vpc_cidr"],
            shown,
            "{config}"
        );
    }
}

#[tokio::test]
async fn a_refusal_of_a_region_names_it_as_it_was_written() {
    let world = World::new().await;
    let owner = world.owner().await;
    for region in ["mars-north-1", "MARS_NORTH_1"] {
        let refused = owner.create(&on_aws(&world, 2, &json!({"region": region}))).await.expect(400);
        assert!(refused.text.contains(&format!("Region {region}")), "{}", refused.text);
    }
}

#[tokio::test]
async fn validation_alone_makes_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let path = owner.org_path("/sddcs?validateOnly=true");
    let answer = owner.post(&path, &zerocloud(1)).await.expect(200);
    assert_eq!((&answer.body["status"], &answer.body["task_type"]), (&json!("FINISHED"), &json!("SDDC-PROVISION")));
    assert_eq!(answer.body["params"]["input_validated"], true);
    assert_eq!(answer.body["resource_id"], Value::Null);
    // What would be refused is refused, in the same words.
    let refused = owner.post(&path, &on_aws(&world, 1, &json!({}))).await.expect(400);
    assert_eq!(refused.refusal(), ["Sddc provisioning requires a minimum of 2 hosts."]);
    assert_eq!(owner.get(&owner.org_path("/sddcs?includeDeleted=true")).await.expect(200).body, json!([]));
    assert_eq!(world.control("GET", "/clock", &Value::Null).await.body["next_due"], Value::Null);
    let task = owner.task(&answer.text_at("id")).await.expect(200);
    assert_eq!(task.body, answer.body);
    // It used up no id: the next SDDC is the one that a world without the question has.
    let twin = World::new().await;
    let asked = owner.create(&zerocloud(1)).await.expect(202).text_at("resource_id");
    assert_eq!(twin.owner().await.create(&zerocloud(1)).await.expect(202).text_at("resource_id"), asked);
}

/// The task of a new SDDC names it from the first answer on, and repeats the request.
#[tokio::test]
async fn the_answer_is_a_task_that_names_the_sddc() {
    let world = World::new().await;
    let owner = world.owner().await;
    let config = json!({
        "account_link_config": null, "deployment_type": "SingleAZ", "host_instance_type": "i3.metal", "msft_license_config": null,
        "name": "sddc-it-test-1", "num_hosts": 1, "provider": "ZEROCLOUD", "sddc_type": null, "size": "medium",
        "skip_creating_vxlan": false, "sso_domain": "vmc.local", "storage_capacity": 0, "vpc_cidr": null, "region": "us-west-2",
    });
    let task = owner.create(&config).await.expect(202);
    for (key, value) in [
        ("status", json!("STARTED")),
        ("sub_status", json!("STARTED")),
        ("task_type", json!("SDDC-PROVISION")),
        ("resource_type", json!("sddc")),
        ("org_type", json!("CUSTOMER")),
        ("task_version", json!("20180321")),
        ("progress_percent", json!(1)),
        ("service_errors", json!([])),
        ("parent_task_id", Value::Null),
        ("error_message", Value::Null),
        ("user_name", json!("owner@vmcsim.example")),
        ("start_time", json!("2026-01-05T08:00:00.123000Z")),
        ("created", json!("2026-01-05T08:00:00.000123Z")),
        ("updated", json!("2026-01-05T08:00:00.000000Z")),
    ] {
        assert_eq!(task.body[key], value, "{key}");
    }
    assert_eq!(task.body["params"]["mgwName"], "sddc-mgw");
    let echo = &task.body["params"]["sddcConfig"];
    assert_eq!(
        (&echo["name"], &echo["num_hosts"], &echo["region"]),
        (&config["name"], &config["num_hosts"], &config["region"])
    );
    assert_eq!(owner.sddc(&task.text_at("resource_id")).await.expect(200).body["name"], "sddc-it-test-1");
    assert_eq!(owner.get(&owner.org_path("/tasks")).await.expect(200).body, json!([task.body]));
}
