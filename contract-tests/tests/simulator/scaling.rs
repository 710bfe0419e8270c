//! Tests of the load of clusters, by which scaling policies add and remove hosts, and of the replacement of failed hosts that a policy
//! switches off.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World, sddc_config::simulated, user::host_states};

/// An SDDC, and the policies of its first cluster.
struct Scaled {
    world: World,
    sddc: String,
    cluster: String,
}

impl Scaled {
    async fn with_hosts(hosts: u32) -> Self {
        let world = World::new().await;
        let (owner, sddc) = world.ready_sddc(&simulated("a", hosts)).await;
        let cluster = owner.clusters(&sddc).await[0]["cluster_id"].as_str().unwrap().to_owned();
        Self { world, sddc, cluster }
    }

    async fn owner(&self) -> User {
        self.world.owner().await
    }

    fn path(&self, rest: &str) -> String {
        format!("/vmc/autoscaler/api/orgs/{}/sddcs/{}{rest}", self.world.org(), self.sddc)
    }

    /// Sets the policy of the cluster, and lets its task finish.
    async fn set_policy(&self, policy: &Value) {
        let path = self.path(&format!("/clusters/{}/edrs-policy", self.cluster));
        self.owner().await.post(&path, policy).await.expect(200);
        self.world.advance("30s").await;
    }

    async fn load(&self, load: &Value) -> Answer {
        let mut body = json!({"sddc": self.sddc});
        body.as_object_mut().unwrap().extend(load.as_object().unwrap().clone());
        self.world.control("POST", "/load", &body).await
    }

    async fn hosts(&self) -> Vec<Value> {
        self.owner().await.hosts(&self.sddc, 0).await
    }

    /// The reason why the policy changes nothing.
    async fn status(&self) -> Value {
        let list = self.owner().await.get(&self.path("/edrs-policy")).await.expect(200).body;
        assert_eq!(list[0]["status_key"].is_null(), list[0]["status_message"].is_null(), "{list}");
        list[0]["status_key"].clone()
    }

    /// The tasks of a kind.
    async fn tasks(&self, kind: &str) -> Vec<Value> {
        let owner = self.owner().await;
        let tasks = owner.get(&owner.org_path("/tasks")).await.expect(200).body;
        let tasks = tasks.as_array().cloned().unwrap();
        tasks.into_iter().filter(|task| task["task_type"] == kind).collect()
    }

    /// When the next event is due.
    async fn next_due(&self) -> Value {
        self.world.control("GET", "/clock", &Value::Null).await.expect(200).body["next_due"].clone()
    }
}

const MIN: &str = "skyscraper.autoscaler.elastic.drs.min.hosts";
const MAX: &str = "skyscraper.autoscaler.elastic.drs.max.hosts";
const FAILED: &str = "skyscraper.autoscaler.elastic.drs.failed.hosts";

fn policy(kind: &str, min: u32, max: u32) -> Value {
    json!({"enable_edrs": true, "policy_type": kind, "min_hosts": min, "max_hosts": max})
}

#[tokio::test]
async fn nothing_happens_without_a_load() {
    let scaled = Scaled::with_hosts(4).await;
    scaled.set_policy(&policy("cost", 2, 3)).await;
    assert_eq!((scaled.next_due().await, scaled.status().await), (Value::Null, Value::Null));
    scaled.world.advance("100d").await;
    assert_eq!(scaled.hosts().await.len(), 4);
    assert_eq!(scaled.world.control("GET", "/load", &Value::Null).await.expect(200).body, json!([]));
}

#[tokio::test]
async fn a_new_cluster_gets_hosts_when_its_storage_runs_short() {
    let scaled = Scaled::with_hosts(3).await;
    let load = scaled.load(&json!({"cpu": 100, "memory": 100, "storage": 79})).await.expect(200).body;
    assert_eq!((&load["cluster"], &load["storage"]), (&json!(scaled.cluster), &json!(79)));
    // The policy of a new cluster regards the storage alone.
    assert_eq!(scaled.next_due().await, Value::Null);
    let load = scaled.load(&json!({"storage": 80})).await.expect(200).body;
    assert_eq!((&load["cpu"], &load["storage"]), (&json!(100), &json!(80)), "what is left out stays");
    assert_eq!(scaled.world.control("GET", "/load", &Value::Null).await.expect(200).body, json!([load]));
    let agenda = scaled.world.control("GET", "/agenda", &Value::Null).await.expect(200).body;
    assert_eq!(
        (&agenda["due"][0]["what"], &agenda["due"][0]["resource_id"]),
        (&json!("cluster_scales"), &json!(scaled.sddc))
    );
    scaled.world.advance("4m 59s").await;
    assert_eq!(scaled.tasks("ESX-ADD").await.len(), 0);
    scaled.world.advance("1s").await;
    let task = scaled.tasks("ESX-ADD").await.remove(0);
    assert_eq!((&task["status"], &task["user_name"]), (&json!("STARTED"), &json!("system@vmcsim.example")));
    assert_eq!(
        task["params"],
        json!({"clusterId": scaled.cluster, "esxConfig": {"num_hosts": 1, "cluster_id": scaled.cluster}})
    );
    assert_eq!(host_states(&scaled.hosts().await), ["READY", "READY", "READY", "DEPLOYING"]);
    // The next one comes after a pause, and so on up to the largest number.
    scaled.world.advance("29m 59s").await;
    assert_eq!(host_states(&scaled.hosts().await), vec!["READY"; 4]);
    scaled.world.advance("1s").await;
    assert_eq!(scaled.hosts().await.len(), 5);
    scaled.world.advance("2d").await;
    assert_eq!((scaled.hosts().await.len(), scaled.status().await), (16, json!(MAX)));
    assert_eq!((scaled.tasks("ESX-ADD").await.len(), scaled.next_due().await), (13, Value::Null));
    scaled.world.control("DELETE", "/load", &Value::Null).await.expect(204);
    assert_eq!(scaled.status().await, Value::Null);
    assert_eq!(scaled.world.control("GET", "/load", &Value::Null).await.expect(200).body, json!([]));
}

#[tokio::test]
async fn a_policy_removes_hosts_while_all_loads_are_low() {
    let scaled = Scaled::with_hosts(5).await;
    scaled.set_policy(&policy("cost", 3, 6)).await;
    scaled.load(&json!({"cpu": 60, "memory": 60, "storage": 41})).await.expect(200);
    scaled.world.advance("1d").await;
    assert_eq!((scaled.hosts().await.len(), scaled.status().await), (5, Value::Null), "one load is not low");
    scaled.load(&json!({"storage": 40})).await.expect(200);
    scaled.world.advance("5m").await;
    let hosts = scaled.hosts().await;
    assert_eq!(host_states(&hosts), ["READY", "READY", "READY", "READY", "DELETING"]);
    assert_eq!(scaled.tasks("ESX-REMOVE").await[0]["user_name"], "system@vmcsim.example");
    scaled.world.advance("1d").await;
    assert_eq!((scaled.hosts().await.len(), scaled.status().await), (3, json!(MIN)));
    // A wider policy goes on.
    scaled.set_policy(&policy("cost", 2, 6)).await;
    scaled.world.advance("1d").await;
    assert_eq!(scaled.hosts().await.len(), 2);
    // Another kind of policy has other thresholds.
    let scaled = Scaled::with_hosts(4).await;
    scaled.set_policy(&policy("performance", 3, 6)).await;
    scaled.load(&json!({"cpu": 60, "memory": 60, "storage": 40})).await.expect(200);
    scaled.world.advance("1d").await;
    assert_eq!(scaled.hosts().await.len(), 4);
}

#[tokio::test]
async fn rapid_scaling_adds_several_hosts_at_once() {
    let scaled = Scaled::with_hosts(3).await;
    let mut rapid = policy("rapid-scaleup", 3, 9);
    rapid["edrs_policy_options_overrides"] = json!({"scale_up_host_increment": 4});
    scaled.set_policy(&rapid).await;
    scaled.load(&json!({"memory": 80})).await.expect(200);
    scaled.world.advance("6m").await;
    assert_eq!(scaled.hosts().await.len(), 7);
    // The last step is as long as there is room.
    scaled.world.advance("1h").await;
    assert_eq!((scaled.hosts().await.len(), scaled.status().await), (9, json!(MAX)));
    let asked = async |number: usize| scaled.tasks("ESX-ADD").await[number]["params"]["esxConfig"]["num_hosts"].clone();
    assert_eq!((asked(0).await, asked(1).await), (json!(4), json!(2)));
}

/// A policy does not take hold while a task changes the cluster, and goes on afterwards.
#[tokio::test]
async fn a_policy_waits_for_what_is_under_way() {
    let scaled = Scaled::with_hosts(3).await;
    scaled.world.control("PUT", "/pacing", &json!({"kinds": {"ESX-ADD": "manual"}})).await.expect(200);
    let owner = scaled.owner().await;
    let task = owner.change_esxs(&scaled.sddc, "add", &json!({"num_hosts": 1})).await.expect(202).text_at("id");
    scaled.load(&json!({"storage": 90})).await.expect(200);
    scaled.world.advance("1d").await;
    assert_eq!(scaled.tasks("ESX-ADD").await.len(), 1);
    scaled.world.control("POST", "/clock/skip", &json!({"task": task})).await.expect(200);
    let tasks = scaled.tasks("ESX-ADD").await;
    assert_eq!((tasks.len(), &tasks[1]["status"]), (2, &json!("STARTED")));
}

/// What has failed is not tried again and again, but once a load is set anew.
#[tokio::test]
async fn a_change_that_fails_is_not_repeated() {
    let scaled = Scaled::with_hosts(3).await;
    let rule = json!({"when": {"task_kind": "ESX-ADD"}, "then": {"task_fails": {"at": 50}}});
    scaled.world.control("POST", "/faults", &rule).await.expect(201);
    scaled.load(&json!({"storage": 90})).await.expect(200);
    scaled.world.advance("10d").await;
    let tasks = scaled.tasks("ESX-ADD").await;
    assert_eq!((tasks.len(), &tasks[0]["status"], scaled.hosts().await.len()), (1, &json!("FAILED"), 3));
    assert_eq!(scaled.next_due().await, Value::Null);
    scaled.load(&json!({})).await.expect(200);
    scaled.world.advance("5m").await;
    assert_eq!(scaled.tasks("ESX-ADD").await.len(), 2);
}

/// A copy and an import go on as the world itself.
#[tokio::test]
async fn a_load_is_part_of_the_world() {
    let scaled = Scaled::with_hosts(3).await;
    scaled.set_policy(&policy("rapid-scaleup", 3, 8)).await;
    scaled.load(&json!({"cpu": 95})).await.expect(200);
    let document = scaled.world.control("GET", "/export", &Value::Null).await.expect(200).body;
    scaled.world.advance("1d").await;
    let after = scaled.hosts().await;
    assert_eq!(after.len(), 8);
    scaled.world.control("PUT", "/import", &document).await.expect(200);
    assert_eq!(scaled.hosts().await.len(), 3);
    scaled.world.advance("1d").await;
    assert_eq!(scaled.hosts().await, after);
    // A cluster that goes takes its load along, and so does an SDDC.
    let owner = scaled.owner().await;
    let other = owner.create_cluster(&scaled.sddc, &json!({"num_hosts": 2})).await.expect(202);
    scaled.world.advance("5m").await;
    let other = other.body["params"]["clusterId"].clone();
    scaled.load(&json!({"cluster": other, "storage": 90})).await.expect(200);
    owner.delete_cluster(&scaled.sddc, other.as_str().unwrap()).await.expect(202);
    scaled.world.advance("2m").await;
    assert_eq!(scaled.next_due().await, Value::Null);
    scaled.load(&json!({"cpu": 10, "memory": 10, "storage": 10})).await.expect(200);
    scaled.owner().await.delete_sddc(&scaled.sddc).await.expect(202);
    scaled.world.advance("1h").await;
    assert_eq!(scaled.next_due().await, Value::Null);
}

#[tokio::test]
async fn loads_that_cannot_be_are_refused() {
    let scaled = Scaled::with_hosts(3).await;
    let unknown = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    for (load, status) in [
        (json!({"cpu": 101}), 400),
        (json!({"cpu": -1}), 400),
        (json!({"disk": 1}), 400),
        (json!({"cluster": unknown, "cpu": 1}), 404),
        (json!({"org": unknown, "cpu": 1}), 404),
    ] {
        scaled.load(&load).await.expect(status).refusal();
    }
    scaled.world.control("POST", "/load", &json!({"sddc": unknown, "cpu": 1})).await.expect(404).refusal();
    assert_eq!(scaled.world.control("GET", "/load", &Value::Null).await.body, json!([]));
    let whole = json!({"org": scaled.world.org(), "cluster": scaled.cluster, "cpu": 0, "memory": 100, "storage": 0});
    scaled.load(&whole).await.expect(200);
}

/// Failed hosts stay while their replacement is off, and are replaced one after the other once it is on.
#[tokio::test]
async fn failed_hosts_stay_while_their_replacement_is_off() {
    let scaled = Scaled::with_hosts(4).await;
    let set = async |on: bool| {
        let path = scaled.path("/remediation-policy");
        scaled.owner().await.patch(&path, &json!({"auto_remediation_enabled": on})).await.expect(200);
        scaled.world.advance("30s").await;
    };
    set(false).await;
    let rule = json!({"when": {"operation": "UpdateSddc"}, "then": {"host_fails": {"after": "1s"}}});
    scaled.world.control("POST", "/faults", &rule).await.expect(201);
    let owner = scaled.owner().await;
    for name in ["b", "c"] {
        owner.patch(&owner.org_path(&format!("/sddcs/{}", scaled.sddc)), &json!({"name": name})).await.expect(200);
        scaled.world.advance("1s").await;
    }
    scaled.world.advance("1d").await;
    assert_eq!(host_states(&scaled.hosts().await), ["FAILED", "FAILED", "READY", "READY"]);
    assert_eq!((scaled.tasks("REMEDIATE-EBS-HOST").await.len(), scaled.status().await), (0, json!(FAILED)));
    // Meanwhile the policy adds none.
    scaled.load(&json!({"storage": 95})).await.expect(200);
    scaled.world.advance("1h").await;
    assert_eq!(scaled.hosts().await.len(), 4);

    set(true).await;
    assert_eq!(host_states(&scaled.hosts().await), ["FAILED", "FAILED", "READY", "READY", "DEPLOYING"]);
    let list = format!("/vmc/autoscaler/api/orgs/{}/tasks", scaled.world.org());
    let tasks = scaled.owner().await.get(&list).await.expect(200).body;
    assert_eq!(tasks[2]["task_type"], "REMEDIATE-EBS-HOST", "the autoscaler shows it too");
    scaled.world.advance("30s").await;
    assert_eq!(host_states(&scaled.hosts().await), ["FAILED", "READY", "READY", "READY", "DEPLOYING"]);
    scaled.world.control("DELETE", "/load", &Value::Null).await.expect(204);
    scaled.world.advance("30s").await;
    assert_eq!((host_states(&scaled.hosts().await), scaled.status().await), (vec!["READY"; 4], Value::Null));
}
