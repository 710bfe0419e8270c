//! The conversions of documents of earlier formats. Each one is kept for ever.
//!
//! A conversion works on the JSON of a document, because the types of the earlier format no longer exist. A part that does not have the
//! expected form is left as it is; reading the document then fails there.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The keys of `params` that tasks got at their end, in format 1.
const RESULTS: [&str; 6] = [
    "clusterDeletePollCount",
    "dns_result",
    "map_zones_result",
    "public_ip_list_result",
    "subnet_list_result",
    "test_result",
];

/// Converts format 1 to format 2, in which a task has its work as a value.
///
/// In format 1, a task had its kind, its resource (`subject`) and its `params`. The rest of its work was in the part of the resource that
/// it changed, or in the organization's `jobs`, and only as long as the task was running. What a finished task had done with it is lost;
/// nothing depends on it any more, so an empty value takes its place.
pub(super) fn from_1(document: &mut Value) {
    let orgs = document.pointer_mut("/world/orgs").and_then(Value::as_object_mut);
    for org in orgs.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        let mut changes = Changes::default();
        if let Some(jobs) = org.get_mut("jobs").and_then(Value::as_object_mut).map(std::mem::take) {
            changes.0.extend(jobs);
            org.remove("jobs");
        }
        records(org, "sddcs").for_each(|sddc| changes.take_from(sddc));
        records(org, "tasks").for_each(|task| convert_task(task, &changes));
    }
}

/// Returns the records of an organization that are kept as pairs of id and record.
fn records<'o>(org: &'o mut Map<String, Value>, list: &str) -> impl Iterator<Item = &'o mut Map<String, Value>> {
    let pairs = org.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
    pairs.filter_map(|pair| pair.get_mut(1)?.as_object_mut())
}

/// The changes that running tasks make, by the ids of the tasks.
#[derive(Default)]
struct Changes(BTreeMap<String, Value>);

impl Changes {
    /// Takes the changes out of an SDDC, and leaves there what the SDDC's state depends on.
    fn take_from(&mut self, sddc: &mut Map<String, Value>) {
        let list = |value: Option<&'_ mut Value>| value.and_then(Value::as_array_mut).map(std::mem::take);
        if let Some(mut clusters) = list(sddc.get_mut("clusters")) {
            for changing in clusters.iter_mut().filter_map(|cluster| cluster.pointer_mut("/phase/changing")) {
                self.take(changing, "change", |change| match change.as_str() {
                    Some("add_hosts" | "remove_hosts") => change.clone(),
                    _ => json!("other"),
                });
            }
            sddc.insert("clusters".to_owned(), clusters.into());
        }
        if let Some(mut ips) = list(sddc.get_mut("public_ips")) {
            for change in ips.iter_mut().filter_map(|ip| ip.get_mut("change")).filter(|change| change.is_object()) {
                let task = change["task"].clone();
                self.take(change, "outcome", Value::clone);
                *change =
                    if change["outcome"] == "allocated" { json!({"allocation": task}) } else { json!({"other": task}) };
            }
            sddc.insert("public_ips".to_owned(), ips.into());
        }
        let dns = sddc.get_mut("dns").and_then(|dns| dns.get_mut("change"));
        if let Some(change) = dns.filter(|change| change.is_object()) {
            *change = change["task"].take();
        }
    }

    /// Takes the value at `key` of a change that also has the id of its task.
    fn take(&mut self, change: &mut Value, key: &str, left: impl FnOnce(&Value) -> Value) {
        if let (Some(task), Some(value)) = (change["task"].as_str(), change.get(key)) {
            self.0.insert(task.to_owned(), value.clone());
            change[key] = left(&change[key]);
        }
    }
}

fn convert_task(task: &mut Map<String, Value>, changes: &Changes) {
    let id = task.get("id").and_then(Value::as_str).unwrap_or_default();
    let change = changes.0.get(id).cloned().unwrap_or_default();
    let (Some(Value::String(kind)), Some(subject), Some(Value::Object(params))) =
        (task.get("kind"), task.get("subject"), task.get("params"))
    else {
        return;
    };
    let Some(work) = work(kind, subject, params, &change) else { return };
    let results: Map<_, _> = params.clone().into_iter().filter(|(key, _)| RESULTS.contains(&key.as_str())).collect();
    task.retain(|key, _| !["kind", "subject", "params"].contains(&key.as_str()));
    task.insert("work".to_owned(), work);
    if !results.is_empty() {
        task.insert("results".to_owned(), results.into());
    }
}

/// Returns the work of a task. `change` is null if the task is over.
fn work(kind: &str, subject: &Value, params: &Map<String, Value>, change: &Value) -> Option<Value> {
    let param = |key: &str| params.get(key).cloned().unwrap_or_default();
    let Some((of, id)) = subject.as_object().and_then(|subject| subject.iter().next()) else {
        let work = json!({"sddc_check": {"config": param("sddcConfig")}});
        return (kind == "SDDC-PROVISION" && subject == "nothing").then_some(work);
    };
    Some(match (of.as_str(), kind) {
        ("sddc", "SDDC-DELETE") => json!({"sddc": {"sddc": id, "work": "delete"}}),
        ("sddc", "SDDC-PROVISION") => {
            let create = json!({"config": param("sddcConfig"), "domain_task": param("registerDomainTaskParam")});
            json!({"sddc": {"sddc": id, "work": {"create": create}}})
        }
        ("clusters", _) => json!({"clusters": {"sddc": id, "work": work_on_clusters(kind, &param, change)?}}),
        ("public_ips", _) => json!({"public_ips": {"sddc": id, "work": work_on_public_ips(kind, &param, change)?}}),
        ("dns", "MANAGEMENT-DNS-UPDATE") => {
            json!({"dns": {"sddc": id, "vms": param("managementVmIds"), "to": param("ipType")}})
        }
        ("connectivity", "CONNECTIVITY-TEST") => json!({"connectivity": {"sddc": id, "group": param("test_request")}}),
        ("connected_account", _) => {
            json!({"account_link": {"account": id, "work": work_of_account_link(kind, id, &param, change)?}})
        }
        ("subscription", "SUBSCRIPTION-CREATE") => {
            json!({"subscription": {"subscription": id, "work": {"create": param("subscriptionRequest")}}})
        }
        ("subscription", "SUBSCRIPTION-CANCEL") => json!({"subscription": {"subscription": id, "work": "cancel"}}),
        ("template", "SDDC-TEMPLATE-DELETE") => json!({"template_deletion": {"template": id}}),
        _ => return None,
    })
}

fn work_on_clusters(kind: &str, param: &dyn Fn(&str) -> Value, change: &Value) -> Option<Value> {
    let (cluster, config) = (param("clusterId"), param("esxConfig"));
    let clusters = || if cluster.is_null() { param("clusterIds") } else { json!([cluster]) };
    let disk_groups = |attach: bool| {
        let hosts = change.pointer("/disk_groups/hosts").cloned().unwrap_or_else(|| json!([]));
        json!({"change_disk_groups": {"cluster": cluster, "config": config, "hosts": hosts, "attach": attach}})
    };
    Some(match kind {
        "CLUSTER-CREATE" => {
            json!({"create": {"cluster": cluster, "name": param("clusterName"), "config": param("clusterConfig")}})
        }
        "CLUSTER-DESTROY" => json!({"delete": {
            "cluster": cluster,
            "name": param("clusterName"),
            "failed": param("clusterOriginalState") == "FAILED",
            "worker_task": param("sddcWorkerTaskId"),
        }}),
        "CLUSTER-RECONFIGURE" => json!({"reconfigure": {
            "cluster": cluster,
            "config": param("clusterReconfigureParams"),
            "storage_gib": change.pointer("/reconfigure/storage_gib").cloned().unwrap_or_else(|| json!(0)),
        }}),
        "MSFT-LICENSING-PUBLISH" => json!({"license": {"cluster": cluster, "licences": param("msftLicenseConfig")}}),
        "ESX-ADD" => json!({"add_hosts": {"clusters": clusters(), "config": config}}),
        "ESX-REMOVE" => json!({"remove_hosts": {"clusters": clusters(), "config": config}}),
        "ESX-ADD-PRECHECK" => json!({"check_hosts": {"cluster": cluster, "config": config}}),
        "ESX-DISKGROUP-ATTACH" => disk_groups(true),
        "ESX-DISKGROUP-DETACH" => disk_groups(false),
        "SDDC-CONVERT" => json!({"convert": {"cluster": cluster, "hosts": param("numHosts")}}),
        "REMEDIATE-EBS-HOST" => json!({"replace_host": {"cluster": cluster, "host": param("esxId")}}),
        _ => return None,
    })
}

fn work_on_public_ips(kind: &str, param: &dyn Fn(&str) -> Value, outcome: &Value) -> Option<Value> {
    let id = param("publicIpId");
    let to = || {
        let nothing = || json!({"private_ip": "0.0.0.0", "dnat_rule": "", "snat_rule": ""});
        outcome.get("attached").cloned().unwrap_or_else(nothing)
    };
    Some(match kind {
        "PUBLIC-IP-ALLOCATE" => json!({"allocate": param("publicIpSpec")}),
        "PUBLIC-IP-ATTACH" => json!({"attach": {"id": id, "to": to()}}),
        "PUBLIC-IP-DETACH" => json!({"detach": {"id": id}}),
        "PUBLIC-IP-REATTACH" => json!({"reattach": {"id": id, "to": to()}}),
        "PUBLIC-IP-RENAME" => {
            let name = outcome.get("named").cloned().unwrap_or_else(|| json!(""));
            json!({"rename": {"id": id, "name": name}})
        }
        "PUBLIC-IP-RELEASE" => json!({"release": {"id": id}}),
        _ => return None,
    })
}

fn work_of_account_link(kind: &str, account: &Value, param: &dyn Fn(&str) -> Value, job: &Value) -> Option<Value> {
    Some(match kind {
        "ACCOUNT-LINK-GET-COMPATIBLE-SUBNETS" => {
            let asked = json!({
                "region": param("region"),
                "sddc": param("sddc"),
                "instance_type": param("instanceType"),
                "sddc_type": param("sddcType"),
                "hosts": param("numOfHosts"),
            });
            let any = || json!({"account": account, "multi_az": false, "hosts": 1});
            json!({"find": {"asked": asked, "question": job.get("find").cloned().unwrap_or_else(any)}})
        }
        "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET" => {
            let subnet = param("subnet");
            let own_name = subnet["name"] != subnet["subnet_id"];
            json!({"link": {
                "id": subnet["subnet_id"],
                "name": if own_name { subnet["name"].clone() } else { Value::Null },
                "vpc_id": subnet["vpc_id"],
                "vpc_cidr": subnet["vpc_cidr_block"],
                "cidr": subnet["subnet_cidr_block"],
                "region": subnet["region_name"],
                "availability_zone": subnet["availability_zone"],
            }})
        }
        "ACCOUNT-LINK-MAP-CUSTOMER-ZONES" => {
            let regions = job.get("map").cloned().unwrap_or_else(|| json!([]));
            json!({"map": {"request": param("mapZonesRequest"), "regions": regions}})
        }
        _ => return None,
    })
}
