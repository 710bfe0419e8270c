//! Flows about the autoscaler: scaling policies, tasks, the size of an SDDC, and the balancing of clusters.

use crate::{
    Answer,
    sddc_config::simulated,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Setting, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/autoscaler", Flow;
    MovableClock => a_policy_is_read_as_it_was_set_once_its_task_is_finished;
    MovableClock => a_policy_that_is_switched_off_gives_way_to_the_default;
    MovableClock => policies_that_cannot_be_are_refused;
    MovableClock => a_task_of_the_autoscaler_is_shown_at_both_addresses;
    MovableClock => an_sddc_becomes_large_once;
    MovableClock => clusters_are_analysed_balanced_and_stopped;
};

/// The time that a change of a policy takes.
const CHANGE: &str = "30s";

/// A cluster of an SDDC, and its owner.
struct Owned<'t> {
    owner: Customer<'t>,
    sddc: String,
    cluster: String,
}

impl<'t> Owned<'t> {
    /// Creates an SDDC of so many hosts.
    async fn set(world: &Setting<'t>, hosts: u32) -> Played<Self> {
        let (owner, sddc) = world.ready_sddc(&simulated("a", hosts)).await?;
        let cluster = owner.first_cluster(&sddc).await?;
        Ok(Self { owner, sddc, cluster })
    }

    fn of_sddc(&self, rest: &str) -> String {
        format!("/vmc/autoscaler/api/orgs/{}/sddcs/{}{rest}", self.owner.org(), self.sddc)
    }

    fn of_cluster(&self, rest: &str) -> String {
        self.of_sddc(&format!("/clusters/{}{rest}", self.cluster))
    }

    async fn policy(&self) -> Played<Value> {
        Ok(self.owner.get(&self.of_cluster("/edrs-policy")).await?.require(200)?.body)
    }

    async fn ask(&self, policy: &Value) -> Played<Answer> {
        self.owner.post(&self.of_cluster("/edrs-policy"), policy).await
    }

    async fn add_cluster(&self, world: &Setting<'_>) -> Played<String> {
        let task = self.owner.create_cluster(&self.sddc, &json!({"num_hosts": 2})).await?.require(202)?;
        world.advance("5m").await?;
        task.string("$.params.clusterId")
    }
}

/// Returns the path of a task at the autoscaler.
fn task_path(owner: &Customer<'_>, task: &Answer) -> Played<String> {
    Ok(format!("/vmc/autoscaler/api/orgs/{}/tasks/{}", owner.org(), task.string("$.id")?))
}

async fn a_policy_is_read_as_it_was_set_once_its_task_is_finished(trial: &Trial) -> Played {
    let world = trial.setting(json!({"org_properties": {"maxHostsPerSddcOnCreate": "16"}})).await?;
    let own = Owned::set(&world, 4).await?;
    let fresh = json!({"enable_edrs": true, "policy_type": "storage-scaleup", "min_hosts": 4, "max_hosts": 16});
    equal!(own.policy().await?, fresh, "the policy of a new cluster");
    let cost = json!({"enable_edrs": true, "policy_type": "cost", "min_hosts": 3, "max_hosts": 8});
    let task = own.ask(&cost).await?.require(200)?;
    equal!(task.body["params"], json!({"clusterId": own.cluster, "edrsPolicy": cost}));
    equal!(own.policy().await?, fresh, "the policy while its task runs");
    own.ask(&cost).await?.require(400)?.refused()?;
    world.advance(CHANGE).await?;
    equal!(own.policy().await?, cost);

    // What a request leaves out stays as it is.
    own.ask(&json!({"enable_edrs": true, "max_hosts": 5})).await?.require(200)?;
    world.advance(CHANGE).await?;
    let narrower = json!({"enable_edrs": true, "policy_type": "cost", "min_hosts": 3, "max_hosts": 5});
    equal!(own.policy().await?, narrower);

    // A task that is not finished leaves the policy.
    let task = own.ask(&json!({"enable_edrs": true, "policy_type": "performance"})).await?.require(200)?;
    let path = format!("{}?action=cancel", task_path(&own.owner, &task)?);
    own.owner.send("POST", &path, None).await?.require(200)?;
    world.advance("1m").await?;
    equal!(own.owner.get(&task_path(&own.owner, &task)?).await?.body["status"], "CANCELED");
    equal!(own.policy().await?, narrower);

    let rapid = json!({"enable_edrs": true, "policy_type": "rapid-scaleup", "min_hosts": 2, "max_hosts": 16,
        "edrs_policy_options_overrides": {"scale_up_host_increment": 4}});
    own.ask(&rapid).await?.require(200)?;
    world.advance(CHANGE).await?;
    equal!(own.policy().await?, rapid);
    let list = own.owner.get(&own.of_sddc("/edrs-policy")).await?.require(200)?.body;
    equal!(list, json!([{"cluster_id": own.cluster, "edrs_policy": rapid}]));

    // Another cluster has its own policy, which goes with it.
    let other = own.add_cluster(&world).await?;
    let list = own.owner.get(&own.of_sddc("/edrs-policy")).await?.require(200)?.body;
    equal!(
        (&list[1]["cluster_id"], &list[1]["edrs_policy"]["policy_type"]),
        (&json!(other), &json!("storage-scaleup"))
    );
    own.owner.delete_cluster(&own.sddc, &other).await?.require(202)?;
    world.advance("12m").await?;
    let path = own.of_sddc(&format!("/clusters/{other}/edrs-policy"));
    world.owner().await?.get(&path).await?.require(404)?.refused()?;
    Ok(())
}

async fn a_policy_that_is_switched_off_gives_way_to_the_default(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let own = Owned::set(&world, 3).await?;
    let off = json!({"enable_edrs": false, "policy_type": "storage-scaleup", "min_hosts": 3, "max_hosts": 16});
    let refused = own.ask(&off).await?.require(400)?.refused()?;
    equal!(refused, "The EDRS policy storage-scaleup is the default and cannot be disabled.");
    own.ask(&json!({"enable_edrs": false})).await?.require(400)?.refused()?;
    let cost = json!({"enable_edrs": true, "policy_type": "cost", "min_hosts": 3, "max_hosts": 6});
    own.ask(&cost).await?.require(200)?;
    world.advance(CHANGE).await?;
    own.ask(&json!({"enable_edrs": false, "policy_type": "cost", "min_hosts": 3, "max_hosts": 7}))
        .await?
        .require(200)?;
    world.advance(CHANGE).await?;
    let default = json!({"enable_edrs": true, "policy_type": "storage-scaleup", "min_hosts": 3, "max_hosts": 7});
    equal!(own.policy().await?, default);
    Ok(())
}

async fn policies_that_cannot_be_are_refused(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let own = Owned::set(&world, 3).await?;
    let policy =
        |min: i64, max: i64| json!({"enable_edrs": true, "policy_type": "cost", "min_hosts": min, "max_hosts": max});
    for wrong in [
        policy(1, 4),
        policy(0, 4),
        policy(-3, 4),
        policy(3, 17),
        policy(5, 4),
        json!({"enable_edrs": true, "policy_type": "frugal"}),
        json!({"enable_edrs": true, "policy_type": "Cost"}),
        json!({"enable_edrs": true, "policy_type": "cost", "edrs_policy_options_overrides": {"scale_up_host_increment": 2}}),
        json!({"enable_edrs": true, "policy_type": "rapid-scaleup", "edrs_policy_options_overrides": {"scale_up_host_increment": 1}}),
        json!({"enable_edrs": true, "policy_type": "rapid-scaleup", "edrs_policy_options_overrides": {"scale_up_host_increment": 13}}),
        json!({"policy_type": "cost", "min_hosts": 3, "max_hosts": 4}),
        json!({}),
    ] {
        own.ask(&wrong).await?.require(400)?.refused()?;
    }
    let reader = world.reader().await?;
    reader.post(&own.of_cluster("/edrs-policy"), &policy(3, 4)).await?.require(403)?.refused()?;
    reader.get(&own.of_cluster("/edrs-policy")).await?.require(200)?;

    // A cluster of two hosts can have no other policy than the default.
    let other = Owned { cluster: own.add_cluster(&world).await?, sddc: own.sddc.clone(), owner: own.owner.clone() };
    other.ask(&policy(2, 4)).await?.require(400)?.refused()?;
    let spec = own.owner.get(&other.of_cluster("/edrs-provisioning-spec")).await?.require(200)?.body;
    let eligible = |spec: &Value| {
        let policies = spec["policies"].as_array().into_iter().flatten();
        policies
            .filter(|policy| policy["cluster_eligible_for_policy"] == true)
            .map(|policy| policy["policy_type"].clone())
            .collect::<Vec<_>>()
    };
    equal!(eligible(&spec), ["storage-scaleup"]);
    let spec = own.owner.get(&own.of_cluster("/edrs-provisioning-spec")).await?.require(200)?.body;
    equal!(eligible(&spec), ["cost", "performance", "storage-scaleup", "rapid-scaleup"]);

    // A cluster that changes, and an SDDC of a single host.
    own.owner.change_esxs(&own.sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
    own.ask(&policy(3, 4)).await?.require(400)?.refused()?;
    let single = own.owner.create_sddc("deploying").await?.string("$.resource_id")?;
    let cluster = own.owner.first_cluster(&single).await?;
    let deploying = Owned { owner: own.owner.clone(), sddc: single, cluster };
    deploying.ask(&json!({"enable_edrs": true})).await?.require(400)?.refused()?;
    let single =
        json!({"name": "single", "num_hosts": 1, "sddc_type": "1NODE", "provider": "ZEROCLOUD", "region": "US_WEST_2"});
    let (owner, sddc) = world.ready_sddc(&single).await?;
    let cluster = owner.first_cluster(&sddc).await?;
    let single = Owned { owner, sddc, cluster };
    single.ask(&json!({"enable_edrs": true, "min_hosts": 2})).await?.require(400)?.refused()?;
    equal!(single.policy().await?["policy_type"], "storage-scaleup");
    Ok(())
}

async fn a_task_of_the_autoscaler_is_shown_at_both_addresses(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let own = Owned::set(&world, 3).await?;
    let task = own.ask(&json!({"enable_edrs": true, "max_hosts": 9})).await?.require(200)?;
    let (path, id) = (task_path(&own.owner, &task)?, task.string("$.id")?);
    world.advance(CHANGE).await?;
    let here = own.owner.get(&path).await?.require(200)?.body;
    let there = own.owner.task(&id).await?.require(200)?.body;
    equal!(here["status"], "FINISHED");
    hold!(here.get("version").is_none() && there["version"].is_i64(), "only VMC tells the version");
    hold!(here["updated_by_user_name"].is_string());
    for (key, value) in here.as_object().needed()? {
        equal!(there[key], *value, "{key}");
    }
    // Each service lists its tasks, and the autoscaler knows no other.
    let list = format!("/vmc/autoscaler/api/orgs/{}/tasks", own.owner.org());
    equal!(own.owner.get(&list).await?.require(200)?.body, json!([here]));
    let filtered = format!("{list}?$filter=(status eq 'STARTED')").replace(' ', "%20");
    equal!(own.owner.get(&filtered).await?.require(200)?.body, json!([]));
    let all = own.owner.get(&own.owner.org_path("/tasks")).await?.require(200)?;
    let provisioning = all.string("$[0].id")?;
    equal!(all.list("$")?.len(), 2);
    let other = format!("{list}/{provisioning}");
    own.owner.get(&other).await?.require(404)?.refused()?;
    own.owner.send("POST", &format!("{other}?action=cancel"), None).await?.require(404)?.refused()?;
    own.owner.send("POST", &format!("{path}?action=cancel"), None).await?.require(400)?.refused()?;
    own.owner.send("POST", &path, None).await?.require(400)?.refused()?;
    Ok(())
}

async fn an_sddc_becomes_large_once(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let own = Owned::set(&world, 3).await?;
    let size = async || -> Played<Value> {
        let sddc = world.owner().await?.sddc(&own.sddc).await?.require(200)?.body;
        Ok(sddc["resource_config"]["sddc_size"].clone())
    };
    let before = size().await?;
    hold!(before["size"] != "LARGE");
    let path = own.of_sddc("/scale-sddc-size");
    own.owner.send("POST", &path, None).await?.require(200)?;
    own.owner.send("POST", &path, None).await?.require(400)?.refused()?;
    equal!(size().await?, before, "the size while it is being changed");
    world.advance("1h").await?;
    equal!(size().await?, json!({"vc_size": "large", "nsx_size": "large", "size": "LARGE"}));
    world.owner().await?.send("POST", &path, None).await?.require(400)?.refused()?;
    Ok(())
}

async fn clusters_are_analysed_balanced_and_stopped(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let own = Owned::set(&world, 3).await?;
    let other = own.add_cluster(&world).await?;
    let (analysis, run, stop) = (own.of_sddc("/xlb/analysis"), own.of_sddc("/xlb/run"), own.of_sddc("/xlb/stop"));
    own.owner.send("POST", &run, None).await?.require(400)?.refused()?;
    own.owner.send("POST", &stop, None).await?.require(400)?.refused()?;
    let unknown = "00000000-0000-4000-8000-000000000000";
    for wrong in
        [json!([]), json!([own.cluster]), json!([own.cluster, own.cluster]), json!([own.cluster, unknown]), json!({})]
    {
        own.owner.post(&analysis, &wrong).await?.require(400)?.refused()?;
    }
    own.owner.post(&analysis, &json!([own.cluster, other])).await?.require(200)?;
    own.owner.send("POST", &run, None).await?.require(400)?.refused()?;
    world.advance("2m").await?;
    let balance = own.owner.send("POST", &run, None).await?.require(200)?;
    own.owner.post(&analysis, &json!([own.cluster, other])).await?.require(400)?.refused()?;
    let stopping = own.owner.send("POST", &stop, None).await?.require(200)?;
    equal!(stopping.body["params"]["taskId"], balance.body["id"]);
    own.owner.send("POST", &stop, None).await?.require(400)?.refused()?;
    world.advance(CHANGE).await?;
    for (task, status) in [(&stopping, "FINISHED"), (&balance, "CANCELED")] {
        equal!(own.owner.get(&task_path(&own.owner, task)?).await?.require(200)?.body["status"], status);
    }
    // What was analysed can be balanced again, to the end.
    let balance = own.owner.send("POST", &run, None).await?.require(200)?;
    world.advance("30m").await?;
    let owner = world.owner().await?;
    equal!(owner.get(&task_path(&owner, &balance)?).await?.require(200)?.body["status"], "FINISHED");
    owner.send("POST", &stop, None).await?.require(400)?.refused()?;
    Ok(())
}
