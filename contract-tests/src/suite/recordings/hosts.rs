//! Cases for recordings of hosts and clusters.

use super::{completed, tasks::takes};
use crate::suite::{Customer, Played, Trial};
use serde_json::{Value, json};

fn simulated(hosts: u32) -> Value {
    json!({"name": "sddc-1", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}

/// Returns the body of a recorded request with the id of the SDDC's first cluster.
async fn of_cluster(trial: &Trial, record: u32, customer: &Customer<'_>, sddc: &str) -> Played<Value> {
    let mut request = trial.request(record)?;
    request["cluster_id"] = json!(customer.first_cluster(sddc).await?);
    Ok(request)
}

/// The filter is the recorded one; the recorded path was that of an operator.
pub(super) async fn a_cluster_is_destroyed(trial: &Trial) -> Played {
    let setting = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let config = json!({"name": "sddc-1", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2"});
    let (owner, sddc) = setting.ready_sddc(&config).await?;
    let created = owner.create_cluster(&sddc, &json!({"num_hosts": 2})).await?.require(202)?;
    setting.advance("1h").await?;
    let owner = setting.owner().await?;
    owner.delete_cluster(&sddc, &created.string("$.params.clusterId")?).await?.require(202)?;
    setting.advance("11m 22s").await?;
    let filter = format!(
        "(created gt 2026-01-05t00:00:00.000z and org_id eq {} and resource_id eq {sddc} and task_type eq 'CLUSTER-DESTROY')",
        setting.org()
    );
    let path = owner.org_path(&format!("/tasks?$filter={}", filter.replace(' ', "%20")));
    let found = owner.get(&path).await?.require(200)?;
    trial.judge(12, &found);
    let recorded = trial.recording(12)?.customer_body();
    let writes = |tasks: &Value| {
        let version = |key: &str| tasks[0][key].as_i64();
        Some(version("end_resource_entity_version")? - version("start_resource_entity_version")?)
    };
    let (wanted, came) = (writes(&recorded), writes(&found.body));
    let sentence = format!("the SDDC was written {came:?} times on the way, and not {wanted:?}");
    trial.hold(came == wanted, &found, "$[0].end_resource_entity_version", json!(wanted), &sentence);
    // The duration is from the first to the last recorded transition; the recording does not show the start of the
    // task.
    takes(trial, &found, "$[0]", Some(681_885));
    found.require_value("$[0].sub_status", &json!("FINISHED"))
}

/// In recording 27 one host was added later; in recording 28 two were, one after the other.
pub(super) async fn hosts_of_the_simulated_provider(trial: &Trial) -> Played {
    for (record, first, later) in [(27, 1, 1), (28, 2, 2)] {
        let setting = trial.setting(json!({"org_properties": {"sddcIndexForClusterName": "true"}})).await?;
        let (owner, sddc) = setting.ready_sddc(&simulated(first)).await?;
        for _ in 0..later {
            owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?.require(202)?;
            setting.advance("1m").await?;
        }
        trial.judge(record, &owner.sddc(&sddc).await?);
    }
    Ok(())
}

pub(super) async fn an_organization_without_hosts_left(trial: &Trial) -> Played {
    let owner = trial.setting(json!({"org_properties": {"hostLimit": "0"}})).await?.owner().await?;
    trial.judge(41, &owner.create(&completed(&trial.request(41)?)).await?);
    Ok(())
}

pub(super) async fn hosts_that_must_stay(trial: &Trial) -> Played {
    for (record, hosts) in [(42, 2), (43, 1)] {
        let (owner, sddc) = trial.setting(json!({})).await?.ready_sddc(&simulated(hosts)).await?;
        let request = of_cluster(trial, record, &owner, &sddc).await?;
        let refused = owner.change_esxs(&sddc, "remove", &request).await?;
        trial.judge(record, &refused);
        let cluster = request["cluster_id"].as_str().unwrap_or_default();
        let named = refused.string("$.error_messages[0]")?.contains(cluster);
        trial.hold(named, &refused, "$.error_messages[0]", json!(cluster), "the cluster is not named");
    }
    Ok(())
}

pub(super) async fn clusters_that_are_being_made(trial: &Trial) -> Played {
    let (owner, sddc) = trial.setting(json!({})).await?.ready_sddc(&simulated(1)).await?;
    let created = owner.create_cluster(&sddc, &trial.request(45)?).await?.require(202)?;
    trial.judge(44, &owner.delete_cluster(&sddc, &created.string("$.params.clusterId")?).await?);
    trial.judge(45, &owner.create_cluster(&sddc, &trial.request(45)?).await?);
    Ok(())
}

pub(super) async fn hosts_and_clusters_are_asked_for(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, sddc) = setting.ready_sddc(&simulated(1)).await?;
    let request = of_cluster(trial, 46, &owner, &sddc).await?;
    trial.judge(46, &owner.post(&owner.org_path(&format!("/sddcs/{sddc}/esxs")), &request).await?);
    setting.advance("1m").await?;
    trial.judge(49, &owner.change_esxs(&sddc, "add", &trial.request(49)?).await?);
    trial.judge(50, &owner.create_cluster(&sddc, &trial.request(50)?).await?);
    Ok(())
}
