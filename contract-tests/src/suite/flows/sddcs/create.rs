//! Flows about the rules for creating SDDCs and about the refusals. The sentences marked as recorded are exactly those
//! of the service.

use crate::suite::{
    Case, Customer,
    Needs::MovableClock,
    Played, Setting, Trial, cases,
    played::{equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/sddcs/create", Flow;
    MovableClock => too_few_hosts;
    MovableClock => quotas_are_those_of_the_organization;
    MovableClock => the_number_of_sddcs_is_limited;
    MovableClock => providers_regions_and_types_are_switched_on_by_organization;
    MovableClock => several_hosts_on_aws_are_linked_at_once;
    MovableClock => where_linking_is_optional_nobody_links;
    MovableClock => a_bad_link_fails_on_the_way;
    MovableClock => an_empty_network_comes_back_as_none;
    MovableClock => a_refusal_of_a_region_names_it_as_it_was_written;
    MovableClock => validation_alone_makes_nothing;
    MovableClock => the_answer_is_a_task_that_names_the_sddc;
};

/// Returns the request for an SDDC on AWS that is linked to the first subnet, with these changes.
fn on_aws(world: &Setting<'_>, hosts: u32, changes: &Value) -> Played<Value> {
    let mut config = world.linked_config("a", hosts)?;
    for (name, value) in changes.as_object().into_iter().flatten() {
        config[name] = value.clone();
    }
    Ok(config)
}

fn zerocloud(hosts: u32) -> Value {
    json!({"name": "a", "num_hosts": hosts, "provider": "ZEROCLOUD"})
}

/// Returns a world whose organization has these properties, and its owner.
async fn with_properties(trial: &Trial, properties: Value) -> Played<(Setting<'_>, Customer<'_>)> {
    let world = trial.setting(json!({"org_properties": properties})).await?;
    let owner = world.owner().await?;
    Ok((world, owner))
}

/// Requests an SDDC that must be refused with one sentence, and returns the sentence. The request must leave no task.
async fn refusal(owner: &Customer<'_>, config: &Value) -> Played<String> {
    let before = owner.get(&owner.org_path("/tasks")).await?.text;
    let answer = owner.create(config).await?;
    equal!(answer.status, 400, "{config}: {}", answer.text);
    equal!(owner.get(&owner.org_path("/tasks")).await?.text, before);
    equal!(answer.vmc_messages().map(|messages| messages.len()), Some(1));
    answer.refused()
}

async fn too_few_hosts(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let multi = json!({"deployment_type": "MultiAZ"});
    // Both sentences are recorded. Since 2022 two hosts are enough in two zones too.
    let said = refusal(&owner, &on_aws(&world, 1, &json!({}))?).await?;
    equal!(said, "Sddc provisioning requires a minimum of 2 hosts.");
    let (older, older_owner) = with_properties(trial, json!({"minHostsPerSddcMultiAz": "4"})).await?;
    let said = refusal(&older_owner, &on_aws(&older, 2, &multi)?).await?;
    equal!(said, "Sddc provisioning requires a minimum of 4 hosts.");
    // Stretched clusters have an even number of hosts.
    refusal(&owner, &on_aws(&world, 5, &multi)?).await?;
    for config in [
        on_aws(&world, 2, &json!({}))?,
        on_aws(&world, 2, &json!({"sddc_type": "DEFAULT"}))?,
        on_aws(&world, 1, &json!({"sddc_type": "1NODE"}))?,
        on_aws(&world, 2, &multi)?,
        on_aws(&world, 4, &multi)?,
        // A single simulated host needs no `sddc_type`. (recorded)
        zerocloud(1),
    ] {
        let id = owner.create(&config).await?.require(202)?.string("$.resource_id")?;
        let shown = owner.sddc(&id).await?.require(200)?.body["resource_config"].clone();
        equal!(
            shown["esx_hosts"].as_array().map(Vec::len),
            config["num_hosts"].as_u64().and_then(|hosts| hosts.try_into().ok())
        );
        let wanted = if config["deployment_type"] == "MultiAZ" { "MULTI_AZ" } else { "SINGLE_AZ" };
        equal!(shown["deployment_type"], wanted);
    }
    Ok(())
}

async fn quotas_are_those_of_the_organization(trial: &Trial) -> Played {
    let (world, owner) = with_properties(trial, json!({"maxHostsPerSddcOnCreate": "4"})).await?;
    // The sentence is recorded.
    let said = refusal(&owner, &on_aws(&world, 5, &json!({}))?).await?;
    equal!(said, "Maximum host limit of 4 hosts reached for the cluster.");
    owner.create(&on_aws(&world, 4, &json!({}))?).await?.require(202)?;

    let (world, owner) = with_properties(trial, json!({"minHostsPerSddc": "3", "minHostsPerSddcMultiAz": "6"})).await?;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))?).await?;
    equal!(said, "Sddc provisioning requires a minimum of 3 hosts.");
    let said = refusal(&owner, &on_aws(&world, 4, &json!({"deployment_type": "MultiAZ"}))?).await?;
    equal!(said, "Sddc provisioning requires a minimum of 6 hosts.");

    let (_, owner) = with_properties(trial, json!({"hostLimit": "5"})).await?;
    owner.create(&zerocloud(3)).await?.require(202)?;
    let said = refusal(&owner, &zerocloud(3)).await?;
    hold!(said.contains("exceed host provisioning limit"), "{said}");
    owner.create(&zerocloud(2)).await?.require(202)?;
    refusal(&owner, &zerocloud(1)).await?;
    let shown = owner.get(&owner.org_path("")).await?.require(200)?.body;
    equal!(shown["properties"]["values"]["hostLimit"], "5");
    Ok(())
}

/// Deleted SDDCs do not count, but SDDCs that are being deleted do.
async fn the_number_of_sddcs_is_limited(trial: &Trial) -> Played {
    let (world, owner) = with_properties(trial, json!({"sddcLimit": "2"})).await?;
    let first = owner.create(&zerocloud(1)).await?.require(202)?.string("$.resource_id")?;
    world.advance("10m").await?;
    owner.create(&zerocloud(1)).await?.require(202)?;
    refusal(&owner, &zerocloud(1)).await?;
    owner.delete_sddc(&first).await?.require(202)?;
    refusal(&owner, &zerocloud(1)).await?;
    world.advance("10m").await?;
    owner.create(&zerocloud(1)).await?.require(202)?;
    Ok(())
}

async fn providers_regions_and_types_are_switched_on_by_organization(trial: &Trial) -> Played {
    let (world, owner) = with_properties(
        trial,
        json!({
            "enableZeroCloudCloudProvider": "false", "defaultAwsRegions": "US_WEST_2", "sddcTypes": "DEFAULT",
        }),
    )
    .await?;
    let said = refusal(&owner, &zerocloud(1)).await?;
    hold!(said.contains("not available for this organization"), "{said}");
    let said = refusal(&owner, &on_aws(&world, 2, &json!({"region": "EU_WEST_2"}))?).await?;
    hold!(said.contains("not available for this organization"), "{said}");
    let said = refusal(&owner, &on_aws(&world, 1, &json!({"sddc_type": "1NODE"}))?).await?;
    equal!(said, "Invalid sddc type specified.");
    for region in ["US_WEST_2", "us-west-2", ""] {
        let config = on_aws(&world, 2, &json!({"region": region}))?;
        let id = owner.create(&config).await?.require(202)?.string("$.resource_id")?;
        equal!(owner.sddc(&id).await?.body["resource_config"]["region"], "US_WEST_2");
    }
    let (world, owner) = with_properties(trial, json!({"enableAWSCloudProvider": "false"})).await?;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))?).await?;
    hold!(said.contains("not available for this organization"), "{said}");
    owner.create(&zerocloud(1)).await?.require(202)?;
    Ok(())
}

async fn several_hosts_on_aws_are_linked_at_once(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let unlinked = json!({"account_link_sddc_config": null});
    refusal(&owner, &on_aws(&world, 2, &unlinked)?).await?;
    refusal(&owner, &on_aws(&world, 2, &json!({"account_link_sddc_config": []}))?).await?;
    refusal(&owner, &on_aws(&world, 2, &json!({"account_link_config": {"delay_account_link": true}}))?).await?;
    let one_node = json!({"sddc_type": "1NODE", "account_link_sddc_config": null});
    let ids = [
        owner.create(&on_aws(&world, 2, &json!({}))?).await?.require(202)?.string("$.resource_id")?,
        owner.create(&on_aws(&world, 1, &one_node)?).await?.require(202)?.string("$.resource_id")?,
        owner.create(&zerocloud(2)).await?.require(202)?.string("$.resource_id")?,
    ];
    world.advance("4h").await?;
    let owner = world.owner().await?;
    let mut states = Vec::new();
    for id in &ids {
        states.push(owner.sddc(id).await?.require(200)?.body["account_link_state"].clone());
    }
    equal!(states, [json!("LINKED"), json!("DELAYED"), Value::Null]);
    let link = &owner.sddc(&ids[0]).await?.body["resource_config"]["account_link_sddc_config"][0];
    let (account, subnet) = world.account_and_subnet()?;
    equal!(*link, json!({"connected_account_id": account, "customer_subnet_ids": [subnet]}));
    Ok(())
}

async fn where_linking_is_optional_nobody_links(trial: &Trial) -> Played {
    let (world, owner) = with_properties(trial, json!({"accountLinkingOptional": "true"})).await?;
    let said = refusal(&owner, &on_aws(&world, 2, &json!({}))?).await?;
    // The sentence is recorded, with a hidden id.
    let org = world.org();
    equal!(said, format!("Cannot link account when account linking optional is turned on for org {org}."));
    owner.create(&on_aws(&world, 2, &json!({"account_link_sddc_config": null}))?).await?.require(202)?;
    Ok(())
}

/// Some errors are found only later: the request is accepted, its task fails, and the SDDC stays until it is deleted.
async fn a_bad_link_fails_on_the_way(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (account, subnet) = world.account_and_subnet()?;
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
        let owner = world.owner().await?;
        let path = owner.org_path("/sddcs?validateOnly=true");
        let validation = owner.post(&path, &on_aws(&world, 2, &changes)?).await?.require(200)?;
        equal!(validation.body["status"], "FAILED", "{changes}");
        equal!(validation.body["params"]["input_validated"], false, "{changes}");
        let foretold = validation.string("$.error_message")?;
        let task = owner.create(&on_aws(&world, 2, &changes)?).await?.require(202)?;
        let sddc = task.string("$.resource_id")?;
        equal!((&task.body["status"], &task.body["error_message"]), (&json!("STARTED"), &Value::Null));
        world.advance("20m").await?;
        let task = owner.task(&task.string("$.id")?).await?.require(200)?;
        equal!(task.body["status"], "FAILED", "{changes}");
        equal!(task.body["sub_status"], "FAILED");
        hold!(task.string("$.error_message")?.contains(said), "{}", task.text);
        equal!(foretold, task.string("$.error_message")?, "validation alone uses the same checks");
        hold!(task.string("$.error_message")?.starts_with("com.vmware.skyscraper.common.SkyscraperException: "));
        hold!(task.body["end_time"].is_string());
        equal!(owner.sddc(&sddc).await?.body["sddc_state"], "FAILED");
        owner.delete_sddc(&sddc).await?.require(202)?;
    }
    Ok(())
}

/// The Terraform provider sends an empty text for a network that is not configured, and plans a replacement if another
/// one comes back.
async fn an_empty_network_comes_back_as_none(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    for (config, shown) in [
        (json!({}), json!("10.2.0.0/16")),
        (json!({"vpc_cidr": null}), json!("10.2.0.0/16")),
        (json!({"vpc_cidr": ""}), Value::Null),
        (json!({"vpc_cidr": "10.7.0.0/16"}), json!("10.7.0.0/16")),
    ] {
        let mut request = zerocloud(1);
        for (name, value) in config.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        let sddc = owner.create(&request).await?.require(202)?.string("$.resource_id")?;
        let sddc = owner.sddc(&sddc).await?.require(200)?;
        equal!(sddc.body["resource_config"]["vpc_info"]["vpc_cidr"], shown, "{config}");
    }
    Ok(())
}

async fn a_refusal_of_a_region_names_it_as_it_was_written(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    for region in ["mars-north-1", "MARS_NORTH_1"] {
        let refused = owner.create(&on_aws(&world, 2, &json!({"region": region}))?).await?.require(400)?;
        hold!(refused.text.contains(&format!("Region {region}")), "{}", refused.text);
    }
    Ok(())
}

async fn validation_alone_makes_nothing(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let path = owner.org_path("/sddcs?validateOnly=true");
    let answer = owner.post(&path, &zerocloud(1)).await?.require(200)?;
    equal!((&answer.body["status"], &answer.body["task_type"]), (&json!("FINISHED"), &json!("SDDC-PROVISION")));
    equal!(answer.body["params"]["input_validated"], true);
    equal!(answer.body["resource_id"], Value::Null);
    // An invalid request is refused with the same sentence as without `validateOnly`.
    let refused = owner.post(&path, &on_aws(&world, 1, &json!({}))?).await?.require(400)?;
    equal!(refused.refused()?, "Sddc provisioning requires a minimum of 2 hosts.");
    equal!(owner.get(&owner.org_path("/sddcs?includeDeleted=true")).await?.require(200)?.body, json!([]));
    let task = owner.task(&answer.string("$.id")?).await?.require(200)?;
    equal!(task.body, answer.body);
    Ok(())
}

/// The first answer already has the id of the new SDDC, and it repeats the request.
async fn the_answer_is_a_task_that_names_the_sddc(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let config = json!({
        "account_link_config": null, "deployment_type": "SingleAZ", "host_instance_type": "i3.metal", "msft_license_config": null,
        "name": "sddc-it-test-1", "num_hosts": 1, "provider": "ZEROCLOUD", "sddc_type": null, "size": "medium",
        "skip_creating_vxlan": false, "sso_domain": "vmc.local", "storage_capacity": 0, "vpc_cidr": null, "region": "us-west-2",
    });
    let task = owner.create(&config).await?.require(202)?;
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
        equal!(task.body[key], value, "{key}");
    }
    equal!(task.body["params"]["mgwName"], "sddc-mgw");
    let echo = &task.body["params"]["sddcConfig"];
    equal!(
        (&echo["name"], &echo["num_hosts"], &echo["region"]),
        (&config["name"], &config["num_hosts"], &config["region"])
    );
    equal!(owner.sddc(&task.string("$.resource_id")?).await?.require(200)?.body["name"], "sddc-it-test-1");
    equal!(owner.get(&owner.org_path("/tasks")).await?.require(200)?.body, json!([task.body]));
    Ok(())
}
