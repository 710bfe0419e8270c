//! Flows about templates: saved when an SDDC is deleted, used to create SDDCs, and deleted.

use crate::{
    Answer,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/templates", Flow;
    MovableClock => a_template_is_kept_used_and_deleted;
    MovableClock => an_sddc_of_which_nothing_was_kept_has_no_template;
};

async fn list(user: &Customer<'_>) -> Played<Value> {
    Ok(user.get(&user.org_path("/sddc-templates")).await?.require(200)?.body)
}

async fn look(user: &Customer<'_>, id: &str) -> Played<Answer> {
    user.get(&user.org_path(&format!("/sddc-templates/{id}"))).await
}

/// Creates an SDDC and deletes it with its configuration kept as a template. Returns the SDDC.
async fn kept(world: &Setting<'_>, user: &Customer<'_>) -> Played<String> {
    let config = json!({"name": "first", "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_EAST_1", "size": "large",
        "vpc_cidr": "10.2.0.0/16", "vxlan_subnet": "192.168.7.0/24"});
    let sddc = user.create(&config).await?.require(202)?.string("$.resource_id")?;
    let path = user.org_path(&format!("/sddcs/{sddc}?retain_configuration=true&template_name=gold"));
    user.delete(&path).await?.require(400)?.refused()?;
    world.advance("74s").await?;
    user.delete(&path).await?.require(202)?;
    Ok(sddc)
}

async fn a_template_is_kept_used_and_deleted(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    equal!(list(&alice).await?, json!([]));
    let source = kept(&world, &alice).await?;
    let template = list(&alice).await?[0].clone();
    let id = template["id"].as_str().needed()?.to_owned();
    for (key, value) in [
        ("name", json!("gold")),
        ("source_sddc_id", json!(source)),
        ("org_id", json!(world.org())),
        ("state", json!("INITIALIZATION")),
        ("version", json!(1)),
    ] {
        equal!(template[key], value, "{key}");
    }
    equal!(template["sddc"]["id"], json!(source));
    let gateways = &template["network_template"];
    equal!(gateways["management_gateway_templates"][0]["subnet_cidr"], "10.2.0.0/16");
    equal!(gateways["compute_gateway_templates"][0]["logical_networks"][0]["subnet_cidr"], json!("192.168.7.0/24"));
    let from_template = json!({"name": "second", "num_hosts": 1, "provider": "ZEROCLOUD", "region": "", "vpc_cidr": "",
        "vxlan_subnet": "192.168.8.0/24", "sddc_template_id": id});
    alice.create(&from_template).await?.require(400)?.refused()?;
    world.advance("1m").await?;
    equal!(look(&alice, &id).await?.require(200)?.body["state"], "AVAILABLE");
    let of_sddc = alice.get(&alice.org_path(&format!("/sddcs/{source}/sddc-template"))).await?.require(200)?.body;
    equal!(of_sddc["id"], json!(id));

    // Fields that the request does not set come from the template; the others come from the request.
    let task = alice.create(&from_template).await?.require(202)?;
    let second = task.string("$.resource_id")?;
    equal!(task.body["params"]["sddcConfig"]["sddc_template_id"], json!(id));
    let seen = alice.sddc(&second).await?.require(200)?.body;
    let config = &seen["resource_config"];
    equal!(seen["sddc_template_id"], json!(id));
    equal!((&config["region"], &config["vpc_info"]["vpc_cidr"]), (&json!("US_EAST_1"), &json!("10.2.0.0/16")));
    equal!((&config["sddc_size"]["size"], &config["vxlan_subnet"]), (&json!("LARGE"), &json!("192.168.8.0/24")));

    let path = alice.org_path(&format!("/sddc-templates/{id}"));
    equal!(look(&alice, &id).await?.require(200)?.body["state"], "INUSE");
    alice.delete(&path).await?.require(400)?.refused()?;
    world.advance("74s").await?;
    equal!(look(&alice, &id).await?.require(200)?.body["state"], "APPLIED");
    world.reader().await?.delete(&path).await?.require(403)?.refused()?;
    let task = alice.delete(&path).await?.require(202)?;
    equal!(task.body["resource_id"], json!(id));
    equal!(look(&alice, &id).await?.require(200)?.body["state"], "DELETING");
    alice.delete(&path).await?.require(400)?.refused()?;
    alice.create(&from_template).await?.require(400)?.refused()?;
    world.advance("30s").await?;
    equal!(alice.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    look(&alice, &id).await?.require(404)?.refused()?;
    equal!(list(&alice).await?, json!([]));
    alice.create(&from_template).await?.require(404)?.refused()?;
    Ok(())
}

async fn an_sddc_of_which_nothing_was_kept_has_no_template(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let sddc = alice.create_sddc("plain").await?.string("$.resource_id")?;
    let path = alice.org_path(&format!("/sddcs/{sddc}/sddc-template"));
    alice.get(&path).await?.require(400)?.refused()?;
    world.advance("74s").await?;
    alice.get(&path).await?.require(404)?.refused()?;
    let unknown = "00000000-0000-4000-8000-000000000000";
    alice.get(&alice.org_path(&format!("/sddcs/{unknown}/sddc-template"))).await?.require(404)?.refused()?;
    alice.delete(&alice.org_path(&format!("/sddc-templates/{unknown}"))).await?.require(404)?.refused()?;
    Ok(())
}
