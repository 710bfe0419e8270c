//! SDDCs of a copy.

use super::{
    super::{answers::Answers, documents},
    object::object,
};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

pub(super) fn describe(answers: &Answers) -> Vec<Value> {
    answers.sddcs.iter().map(|sddc| self::sddc(answers, sddc)).collect()
}

fn sddc(answers: &Answers, sddc: &Value) -> Value {
    let config = &sddc["resource_config"];
    let clusters: Vec<_> = config["clusters"].as_array().cloned().unwrap_or_default();
    let first = clusters.first().cloned().unwrap_or_default();
    let state = sddc["sddc_state"].clone();
    let deleted = matches!(state.as_str(), Some("DELETING" | "DELETION_FAILED" | "DELETED"));
    object([
        ("name", sddc["name"].clone()),
        ("id", sddc["id"].clone()),
        ("provider", sddc["provider"].as_str().or(config["provider"].as_str()).into()),
        ("region", config["region"].clone()),
        ("num_hosts", hosts(&first).len().max(1).into()),
        ("host_instance_type", first["esx_host_info"]["instance_type"].clone()),
        ("sddc_type", Some(&sddc["sddc_type"]).filter(|of| *of == "1NODE").cloned().into()),
        ("deployment_type", deployment_type(&config["deployment_type"])),
        ("vpc_cidr", config["vpc_info"]["vpc_cidr"].clone()),
        ("vxlan_subnet", config["vxlan_subnet"].clone()),
        ("skip_creating_vxlan", Some(&config["skip_creating_vxlan"]).filter(|skip| **skip == true).cloned().into()),
        ("sso_domain", config["sso_domain"].clone()),
        ("size", config["sddc_size"]["size"].clone()),
        ("account_link_config", delayed(sddc)),
        ("subnet", subnet(answers, sddc)),
        ("created", sddc["created"].clone()),
        ("deleted", deleted.then(|| sddc["updated"].clone()).into()),
        ("ends", ends(answers, sddc)),
        ("state", Some(state).filter(|state| *state != "READY").into()),
        ("clusters", self::clusters(&clusters).into()),
        ("public_ips", public_ips(answers, sddc)),
        ("networking", networking(answers, sddc)),
    ])
}

/// Requests write the type of a deployment otherwise than answers. One zone is the default.
fn deployment_type(shown: &Value) -> Value {
    if shown == "MULTI_AZ" { "MultiAZ".into() } else { Value::Null }
}

fn hosts(cluster: &Value) -> Vec<Value> {
    let hosts = cluster["esx_host_list"].as_array().into_iter().flatten();
    hosts.map(|host| json!({"id": host["esx_id"]})).collect()
}

fn delayed(sddc: &Value) -> Value {
    if sddc["account_link_state"] == "DELAYED" { json!({"delay_account_link": true}) } else { Value::Null }
}

/// The subnet that an SDDC is linked to.
fn subnet(answers: &Answers, sddc: &Value) -> Value {
    let connection = answers.connections.iter().find(|connection| connection["sddc_id"] == sddc["id"]);
    let links = sddc["resource_config"]["account_link_sddc_config"].as_array().into_iter().flatten();
    let linked = links.flat_map(|link| link["customer_subnet_ids"].as_array().into_iter().flatten()).next();
    connection.map(|connection| connection["subnet_id"].clone()).or_else(|| linked.cloned()).unwrap_or_default()
}

/// When the task ends that creates or deletes an SDDC: the time that remained, counted from what the clock of the world shows first.
fn ends(answers: &Answers, sddc: &Value) -> Value {
    let kind = match sddc["sddc_state"].as_str() {
        Some("DEPLOYING") => "SDDC-PROVISION",
        Some("DELETING") => "SDDC-DELETE",
        _ => return Value::Null,
    };
    let mut tasks = answers.tasks.iter().rev();
    let task = tasks.find(|task| task["task_type"] == kind && task["resource_id"] == sddc["id"]);
    let remaining = task.and_then(|task| task["estimated_remaining_minutes"].as_i64()).unwrap_or(0).max(1);
    let ends = answers.latest().and_then(|at| at.checked_add(SignedDuration::from_mins(remaining)).ok());
    ends.map(|ends| ends.to_string()).into()
}

fn clusters(clusters: &[Value]) -> Vec<Value> {
    let described = clusters.iter().enumerate().map(|(place, cluster)| {
        let later = place > 0;
        let cores = cluster["host_cpu_cores_count"].as_i64().filter(|cores| *cores > 0 && later);
        let kind = Some(&cluster["esx_host_info"]["instance_type"]).filter(|_| later);
        object([
            ("name", cluster["cluster_name"].clone()),
            ("id", cluster["cluster_id"].clone()),
            ("num_hosts", later.then(|| hosts(cluster).len()).into()),
            ("host_instance_type", kind.cloned().into()),
            ("host_cpu_cores_count", cores.into()),
            ("msft_license_config", Some(&cluster["msft_license_config"]).filter(|_| later).cloned().into()),
            ("hosts", hosts(cluster).into()),
        ])
    });
    described.collect()
}

fn public_ips(answers: &Answers, sddc: &Value) -> Value {
    let addresses = sddc["id"].as_str().and_then(|id| answers.public_ips.get(id));
    let Some(addresses) = addresses.filter(|addresses| !addresses.is_empty()) else { return Value::Null };
    let address =
        |ip: &Value| object([("name", ip["name"].clone()), ("private_ip", ip["associated_private_ip"].clone())]);
    addresses.iter().map(address).collect::<Vec<_>>().into()
}

/// The documents of networks that are not as the service makes them, in the order of their creation.
fn networking(answers: &Answers, sddc: &Value) -> Value {
    let found = sddc["id"].as_str().and_then(|id| answers.documents.get(id));
    let mut found: Vec<_> = found.into_iter().flatten().collect();
    found.sort_by_key(|answer| {
        (answer["_create_time"].as_i64(), answer["rule_id"].as_i64(), answer["path"].to_string())
    });
    let written: Map<_, _> = found.into_iter().filter_map(documents::document).collect();
    if written.is_empty() { Value::Null } else { Value::Object(written) }
}
