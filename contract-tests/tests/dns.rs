//! What the names of management VMs resolve to, as a user sees it.
//!
//! Operations: UpdateDnsPrivate, UpdateDnsPublic, UpdateManagementVmDns.
//!
//! Refusals: UpdateDnsPrivate, UpdateDnsPublic, UpdateManagementVmDns.

use serde_json::{Value, json};
use vmc_contract::{User, World};

async fn with_sddc() -> (World, User, String) {
    let world = World::with(json!({"org_properties": {"accountLinkingOptional": "true"}})).await;
    let config = json!({"name": "a", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2"});
    let sddc = world.owner().await.create(&config).await.expect(202).text_at("resource_id");
    world.advance("3h").await;
    let alice = world.owner().await;
    (world, alice, sddc)
}

async fn put(user: &User, sddc: &str, rest: &str) -> vmc_contract::Answer {
    user.send("PUT", &user.org_path(&format!("/sddcs/{sddc}{rest}")), None).await
}

#[tokio::test]
async fn names_become_private_together_or_one_by_one_and_public_again() {
    let (world, alice, sddc) = with_sddc().await;
    let config = alice.sddc(&sddc).await.expect(200).body["resource_config"].clone();
    assert_eq!(config["dns_with_management_vm_private_ip"], json!(false));
    let (public, private) = (&config["vc_public_ip"], &config["vc_management_ip"]);
    for (rest, all_private, vcenter) in [
        ("/dns/private", true, private),
        ("/management-vms/vcenter/dns/public", false, public),
        ("/management-vms/vcenter/dns/private", true, private),
        ("/dns/public", false, public),
        ("/management-vms/nsx-manager/dns/PRIVATE", false, public),
    ] {
        let flag = async || alice.sddc(&sddc).await.expect(200).body["resource_config"].clone();
        let before = flag().await;
        let task = put(&alice, &sddc, rest).await.expect(202).text_at("id");
        assert_eq!(flag().await, before, "{rest} takes its time");
        world.advance("60s").await;
        let task = alice.task(&task).await.expect(200).body;
        assert_eq!(task["status"], "FINISHED", "{rest}");
        assert_eq!(flag().await["dns_with_management_vm_private_ip"], json!(all_private), "{rest}");
        let records = task["params"]["dns_result"].as_array().unwrap();
        let record = records.iter().find(|record| record["management_vm_id"] == "vcenter");
        assert_eq!(&record.unwrap()["ip"], vcenter, "{rest}");
    }
}

#[tokio::test]
async fn changes_that_cannot_be_are_refused() {
    let (world, alice, sddc) = with_sddc().await;
    for (rest, status, word) in
        [("/management-vms/pizza/dns/public", 404, "vcenter"), ("/management-vms/vcenter/dns/x", 400, "private")]
    {
        let refused = put(&alice, &sddc, rest).await.expect(status).refusal();
        assert!(refused[0].contains(word), "{refused:?}");
    }
    put(&alice, &sddc, "/dns/private").await.expect(202);
    let refused = put(&alice, &sddc, "/dns/public").await.expect(400).refusal();
    assert!(refused[0].contains("CHANGING"), "{refused:?}");
    let reader = world.reader().await;
    put(&reader, &sddc, "/dns/private").await.expect(403).refusal();
    alice.delete_sddc(&sddc).await.expect(202);
    let refused = put(&alice, &sddc, "/dns/public").await.expect(400).refusal();
    assert!(refused[0].contains("DELETING"), "{refused:?}");
    let tasks = alice.get(&alice.org_path("/tasks")).await.expect(200).body;
    let of = |task_type: &str| -> Value {
        tasks.as_array().unwrap().iter().find(|task| task["task_type"] == task_type).unwrap()["status"].clone()
    };
    assert_eq!(of("MANAGEMENT-DNS-UPDATE"), "CANCELED", "the SDDC goes, and with it what was being done");
}
