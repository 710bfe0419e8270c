//! Flows about the addresses to which the names of management VMs resolve.

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

pub(super) const CASES: &[Case] = cases! { "flows/dns", Flow;
    MovableClock => names_become_private_together_or_one_by_one_and_public_again;
    MovableClock => changes_that_cannot_be_are_refused;
};

async fn with_sddc(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String)> {
    let world = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let config = on_aws("a", 2);
    let sddc = world.owner().await?.create(&config).await?.require(202)?.string("$.resource_id")?;
    world.advance("3h").await?;
    let alice = world.owner().await?;
    Ok((world, alice, sddc))
}

async fn put(user: &Customer<'_>, sddc: &str, rest: &str) -> Played<Answer> {
    user.send("PUT", &user.org_path(&format!("/sddcs/{sddc}{rest}")), None).await
}

async fn config(user: &Customer<'_>, sddc: &str) -> Played<Value> {
    Ok(user.sddc(sddc).await?.require(200)?.body["resource_config"].clone())
}

async fn names_become_private_together_or_one_by_one_and_public_again(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_sddc(trial).await?;
    let first = config(&alice, &sddc).await?;
    equal!(first["dns_with_management_vm_private_ip"], json!(false));
    let (public, private) = (&first["vc_public_ip"], &first["vc_management_ip"]);
    for (rest, all_private, vcenter) in [
        ("/dns/private", true, private),
        ("/management-vms/vcenter/dns/public", false, public),
        ("/management-vms/vcenter/dns/private", true, private),
        ("/dns/public", false, public),
        ("/management-vms/nsx-manager/dns/PRIVATE", false, public),
    ] {
        let before = config(&alice, &sddc).await?;
        let task = put(&alice, &sddc, rest).await?.require(202)?.string("$.id")?;
        equal!(config(&alice, &sddc).await?, before, "{rest} takes its time");
        world.advance("60s").await?;
        let task = alice.task(&task).await?.require(200)?.body;
        equal!(task["status"], "FINISHED", "{rest}");
        equal!(config(&alice, &sddc).await?["dns_with_management_vm_private_ip"], json!(all_private), "{rest}");
        let records = task["params"]["dns_result"].as_array().needed()?;
        let record = records.iter().find(|record| record["management_vm_id"] == "vcenter").needed()?;
        equal!(&record["ip"], vcenter, "{rest}");
    }
    Ok(())
}

async fn changes_that_cannot_be_are_refused(trial: &Trial) -> Played {
    let (world, alice, sddc) = with_sddc(trial).await?;
    for (rest, status, word) in
        [("/management-vms/pizza/dns/public", 404, "vcenter"), ("/management-vms/vcenter/dns/x", 400, "private")]
    {
        let refused = put(&alice, &sddc, rest).await?.require(status)?.refused()?;
        hold!(refused.contains(word), "{refused:?}");
    }
    put(&alice, &sddc, "/dns/private").await?.require(202)?;
    let refused = put(&alice, &sddc, "/dns/public").await?.require(400)?.refused()?;
    hold!(refused.contains("CHANGING"), "{refused:?}");
    let reader = world.reader().await?;
    put(&reader, &sddc, "/dns/private").await?.require(403)?.refused()?;
    alice.delete_sddc(&sddc).await?.require(202)?;
    let refused = put(&alice, &sddc, "/dns/public").await?.require(400)?.refused()?;
    hold!(refused.contains("DELETING"), "{refused:?}");
    let tasks = alice.get(&alice.org_path("/tasks")).await?.require(200)?.body;
    let tasks = tasks.as_array().needed()?;
    let change = tasks.iter().find(|task| task["task_type"] == "MANAGEMENT-DNS-UPDATE").needed()?;
    equal!(change["status"], "CANCELED", "the SDDC goes, and with it what was being done");
    Ok(())
}
