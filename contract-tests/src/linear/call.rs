//! The calls of clients in random histories, their requests, and the parts of an answer that are compared.
//!
//! Things have short names such as `sddc-1`, which the recorder assigns when it first sees an id. A history is
//! therefore readable and contains no token.

mod groups;
mod members;
mod recovery;
mod request;

pub use groups::GroupCall;
pub(super) use groups::NETWORK;
pub use members::MemberCall;
pub(super) use members::{GROUP_NETWORK, MEMBER, SDDC_GROUP};
pub(super) use recovery::RECOVERED;
pub use recovery::RecoveryCall;
pub(super) use request::{Body, Request};

use super::names::Names;
use crate::user::Answer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The short name of a thing.
pub type Name = String;

/// The maximum number of characters in a name; longer names are refused. (assumption)
pub const NAME_MAX: usize = 128;

/// A call. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the operations are those of the endpoint table, and so are their parameters")]
pub enum Call {
    CreateSddc { name: String, hosts: u32, template: Option<Name> },
    GetSddc { sddc: Name },
    ListSddcs,
    UpdateSddc { sddc: Name, name: String },
    DeleteSddc { sddc: Name, force: bool, keep: bool },
    GetTask { task: Name },
    ListTasks,
    UpdateTask { task: Name },
    CreateCluster { sddc: Name, hosts: u32 },
    DeleteCluster { sddc: Name, cluster: Name },
    ChangeEsxs { sddc: Name, cluster: Name, change: HostChange, hosts: u32 },
    CreatePublicIps { sddc: Name, names: Vec<String> },
    ListPublicIps { sddc: Name },
    UpdatePublicIp { sddc: Name, ip: Name, name: String },
    DeletePublicIp { sddc: Name, ip: Name },
    ListSddcTemplates,
    DeleteSddcTemplate { template: Name },
    CreateSubscription { quantity: u32 },
    GetSubscription { subscription: Name },
    ListSubscriptions,
    DeleteSubscription { subscription: Name },
    CreateApiToken,
    AuthorizeApiToken { api_token: Name },
    ListOrgs { access_token: Name },
    RevokeToken { token: Name },
    AdvanceClock { by: u32 },
    Group(GroupCall),
    Recovery(RecoveryCall),
    Member(MemberCall),
}

/// The operations of all calls, by their names in the endpoint tables and in the published tables of networks.
pub const OPERATIONS: [&str; 37] = [
    "CreateSddc",
    "GetSddc",
    "ListSddcs",
    "UpdateSddc",
    "DeleteSddc",
    "GetTask",
    "ListTasks",
    "UpdateTask",
    "CreateCluster",
    "DeleteCluster",
    "ChangeEsxs",
    "CreatePublicIps",
    "ListPublicIps",
    "UpdatePublicIp",
    "DeletePublicIp",
    "ListSddcTemplates",
    "DeleteSddcTemplate",
    "CreateSubscription",
    "GetSubscription",
    "ListSubscriptions",
    "DeleteSubscription",
    "CreateApiToken",
    "AuthorizeApiToken",
    "ListOrgs",
    "RevokeToken",
    "AdvanceClock",
    "GetSiteRecovery",
    "ActivateSiteRecovery",
    "DeactivateSiteRecovery",
    "CreateSrmNode",
    "GetDeploymentGroup",
    "ChangeSddcGroup",
    "nsx_policy.infra.domains.groups.list",
    "nsx_policy.infra.domains.groups.get",
    "nsx_policy.infra.domains.groups.update",
    "nsx_policy.infra.domains.groups.patch",
    "nsx_policy.infra.domains.groups.delete",
];

/// A change of the hosts of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostChange {
    /// Adds hosts.
    Add,
    /// Removes the last hosts.
    Remove,
    /// Attaches a disk group to the first hosts that lack one.
    AttachDiskgroup,
    /// Detaches a disk group from the first hosts that have more than one.
    DetachDiskgroup,
}

/// The parts of an answer that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub status: u16,
    /// The part of the body that the model predicts, with short names; null for a refusal.
    pub body: Value,
}

impl Call {
    /// Remembers what an answer shows to be in an SDDC.
    pub(super) fn note(&self, seen: &Seen, names: &mut Names) {
        match self {
            Self::GetSddc { .. } | Self::UpdateSddc { .. } => names.note_clusters(&seen.body),
            Self::ListSddcs => seen.body.as_array().into_iter().flatten().for_each(|sddc| names.note_clusters(sddc)),
            Self::ListPublicIps { sddc } => names.note_all(sddc, &seen.body, "ip"),
            Self::Group(call) => call.note(&seen.body, names),
            _ => {}
        }
    }

    /// The operation, by its name in the endpoint table.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateSddc { .. } => "CreateSddc",
            Self::GetSddc { .. } => "GetSddc",
            Self::ListSddcs => "ListSddcs",
            Self::UpdateSddc { .. } => "UpdateSddc",
            Self::DeleteSddc { .. } => "DeleteSddc",
            Self::GetTask { .. } => "GetTask",
            Self::ListTasks => "ListTasks",
            Self::UpdateTask { .. } => "UpdateTask",
            Self::CreateCluster { .. } => "CreateCluster",
            Self::DeleteCluster { .. } => "DeleteCluster",
            Self::ChangeEsxs { .. } => "ChangeEsxs",
            Self::CreatePublicIps { .. } => "CreatePublicIps",
            Self::ListPublicIps { .. } => "ListPublicIps",
            Self::UpdatePublicIp { .. } => "UpdatePublicIp",
            Self::DeletePublicIp { .. } => "DeletePublicIp",
            Self::ListSddcTemplates => "ListSddcTemplates",
            Self::DeleteSddcTemplate { .. } => "DeleteSddcTemplate",
            Self::CreateSubscription { .. } => "CreateSubscription",
            Self::GetSubscription { .. } => "GetSubscription",
            Self::ListSubscriptions => "ListSubscriptions",
            Self::DeleteSubscription { .. } => "DeleteSubscription",
            Self::CreateApiToken => "CreateApiToken",
            Self::AuthorizeApiToken { .. } => "AuthorizeApiToken",
            Self::ListOrgs { .. } => "ListOrgs",
            Self::RevokeToken { .. } => "RevokeToken",
            Self::AdvanceClock { .. } => "AdvanceClock",
            Self::Group(call) => call.operation(),
            Self::Recovery(call) => call.operation(),
            Self::Member(call) => call.operation(),
        }
    }

    /// Returns `true` if the call changes nothing, whatever its answer.
    pub fn only_looks(&self) -> bool {
        match self {
            Self::Group(call) => return call.only_looks(),
            Self::Recovery(call) => return call.only_looks(),
            Self::Member(call) => return call.only_looks(),
            _ => {}
        }
        matches!(
            self,
            Self::GetSddc { .. }
                | Self::ListSddcs
                | Self::GetTask { .. }
                | Self::ListTasks
                | Self::ListPublicIps { .. }
                | Self::ListSddcTemplates
                | Self::GetSubscription { .. }
                | Self::ListSubscriptions
                | Self::ListOrgs { .. }
        )
    }

    /// Returns `true` if the answer depends on all SDDCs or on their later states, regardless of the quotas.
    pub(super) fn is_about_all_sddcs(&self) -> bool {
        matches!(
            self,
            Self::ListSddcs
                | Self::ListTasks
                | Self::ListSddcTemplates
                | Self::DeleteSddcTemplate { .. }
                | Self::CreateSddc { template: Some(_), .. }
        )
    }

    /// Returns the short names of the things that the call mentions.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::CreateSddc { template: Some(name), .. } => vec![name],
            Self::GetSddc { sddc }
            | Self::UpdateSddc { sddc, .. }
            | Self::DeleteSddc { sddc, .. }
            | Self::CreateCluster { sddc, .. }
            | Self::CreatePublicIps { sddc, .. }
            | Self::ListPublicIps { sddc } => vec![sddc],
            Self::GetTask { task } | Self::UpdateTask { task } => vec![task],
            Self::DeleteCluster { sddc, cluster } | Self::ChangeEsxs { sddc, cluster, .. } => vec![sddc, cluster],
            Self::UpdatePublicIp { sddc, ip, .. } | Self::DeletePublicIp { sddc, ip } => vec![sddc, ip],
            Self::DeleteSddcTemplate { template } => vec![template],
            Self::GetSubscription { subscription } | Self::DeleteSubscription { subscription } => vec![subscription],
            Self::AuthorizeApiToken { api_token: token }
            | Self::ListOrgs { access_token: token }
            | Self::RevokeToken { token } => vec![token],
            Self::CreateSddc { template: None, .. }
            | Self::ListSddcs
            | Self::ListTasks
            | Self::ListSddcTemplates
            | Self::CreateSubscription { .. }
            | Self::ListSubscriptions
            | Self::CreateApiToken
            | Self::AdvanceClock { .. }
            | Self::Group(_)
            | Self::Recovery(_)
            | Self::Member(_) => Vec::new(),
        }
    }

    /// Returns the call as a request to a world.
    pub(super) fn request(&self, world: &str, org: &str, names: &Names) -> Request {
        let id = |name: &Name| names.id(name);
        let sddc_path = |sddc: &Name, rest: &str| format!("/vmc/api/orgs/{org}/sddcs/{}{rest}", id(sddc));
        let org_path = |rest: &str| format!("/vmc/api/orgs/{org}{rest}");
        let (method, path, body) = match self {
            Self::CreateSddc { name, hosts, template } => {
                let mut body =
                    json!({"name": name, "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"});
                if let Some(template) = template {
                    body["sddc_template_id"] = json!(id(template));
                }
                ("POST", org_path("/sddcs"), Some(body))
            }
            Self::GetSddc { sddc } => ("GET", sddc_path(sddc, ""), None),
            Self::ListSddcs => ("GET", org_path("/sddcs"), None),
            Self::UpdateSddc { sddc, name } => ("PATCH", sddc_path(sddc, ""), Some(json!({"name": name}))),
            Self::DeleteSddc { sddc, force, keep } => {
                ("DELETE", sddc_path(sddc, &format!("?force={force}&retain_configuration={keep}")), None)
            }
            Self::GetTask { task } => ("GET", org_path(&format!("/tasks/{}", id(task))), None),
            Self::ListTasks => ("GET", org_path("/tasks"), None),
            Self::UpdateTask { task } => ("POST", org_path(&format!("/tasks/{}?action=cancel", id(task))), None),
            Self::CreateCluster { sddc, hosts } => {
                ("POST", sddc_path(sddc, "/clusters"), Some(json!({"num_hosts": hosts})))
            }
            Self::DeleteCluster { sddc, cluster } => {
                ("DELETE", sddc_path(sddc, &format!("/clusters/{}", id(cluster))), None)
            }
            Self::ChangeEsxs { sddc, cluster, change, hosts } => {
                let body = json!({"num_hosts": hosts, "cluster_id": id(cluster)});
                ("POST", sddc_path(sddc, &format!("/esxs?action={}", change.action())), Some(body))
            }
            Self::CreatePublicIps { sddc, names } => {
                ("POST", sddc_path(sddc, "/publicips"), Some(json!({"count": names.len(), "names": names})))
            }
            Self::ListPublicIps { sddc } => ("GET", sddc_path(sddc, "/publicips"), None),
            Self::UpdatePublicIp { sddc, ip, name } => {
                let path = sddc_path(sddc, &format!("/publicips/{}?action=rename", id(ip)));
                ("PATCH", path, Some(json!({"name": name, "public_ip": ""})))
            }
            Self::DeletePublicIp { sddc, ip } => ("DELETE", sddc_path(sddc, &format!("/publicips/{}", id(ip))), None),
            Self::ListSddcTemplates => ("GET", org_path("/sddc-templates"), None),
            Self::DeleteSddcTemplate { template } => {
                ("DELETE", org_path(&format!("/sddc-templates/{}", id(template))), None)
            }
            Self::CreateSubscription { quantity } => ("POST", org_path("/subscriptions"), Some(wanted(*quantity))),
            Self::GetSubscription { subscription } => {
                ("GET", org_path(&format!("/subscriptions/{}", id(subscription))), None)
            }
            Self::ListSubscriptions => ("GET", org_path("/subscriptions"), None),
            Self::DeleteSubscription { subscription } => {
                ("DELETE", org_path(&format!("/subscriptions/{}", id(subscription))), None)
            }
            Self::CreateApiToken
            | Self::AuthorizeApiToken { .. }
            | Self::ListOrgs { .. }
            | Self::RevokeToken { .. } => {
                return self.sign_in_request(world, names);
            }
            Self::Group(call) => return call.request(org, names),
            Self::Member(call) => call.request(org, names),
            Self::Recovery(call) => {
                let sddc = names.kind(RECOVERED).first().map(|name| names.id(name)).unwrap_or_default();
                let (method, rest, body) = call.request();
                (method, format!("/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery{rest}"), body)
            }
            Self::AdvanceClock { by } => {
                ("POST", format!("/_vmcsim/worlds/{world}/clock/advance"), Some(json!({"by": format!("{by}s")})))
            }
        };
        Request { method, path, body: body.map(Body::Json), access_token: None }
    }

    fn sign_in_request(&self, world: &str, names: &Names) -> Request {
        let form = |path: &str, key: &str, token: &Name| {
            let body = Some(Body::Form(format!("{key}={}", names.id(token))));
            Request { method: "POST", path: format!("/csp/gateway/am/api/auth/{path}"), body, access_token: None }
        };
        match self {
            Self::AuthorizeApiToken { api_token } => form("api-tokens/authorize", "refresh_token", api_token),
            Self::RevokeToken { token } => form("revoke", "token", token),
            Self::ListOrgs { access_token } => Request {
                method: "GET",
                path: "/vmc/api/orgs".to_owned(),
                body: None,
                access_token: Some(names.id(access_token)),
            },
            _ => Request {
                method: "POST",
                path: format!("/_vmcsim/worlds/{world}/api-tokens"),
                body: Some(Body::Json(json!({"username": "owner@vmcsim.example"}))),
                access_token: None,
            },
        }
    }

    /// Returns the compared parts of an answer. Ids in it are replaced by their short names.
    pub(super) fn seen(&self, answer: &Answer, names: &mut Names) -> Seen {
        let body = &answer.body;
        let body = match self {
            _ if answer.status >= 300 => Value::Null,
            Self::GetSddc { .. } | Self::UpdateSddc { .. } => sddc(body, names),
            Self::ListSddcs => sorted(each(body, names, sddc), "sddc"),
            Self::ListTasks => sorted(each(body, names, task), "task"),
            Self::ListPublicIps { .. } => each(
                body,
                names,
                |ip, names| json!({"ip": names.name_of("ip", &ip["allocation_id"]), "name": ip["name"]}),
            ),
            Self::ListSddcTemplates => sorted(each(body, names, template), "from"),
            Self::GetSubscription { .. } => subscription(body, names),
            Self::ListSubscriptions => sorted(each(body, names, subscription), "subscription"),
            Self::CreateApiToken => json!({"api_token": names.name_of("api_token", &body["api_token"])}),
            Self::AuthorizeApiToken { .. } => {
                json!({"access_token": names.name_of("access_token", &body["access_token"])})
            }
            Self::ListOrgs { .. } => json!({"orgs": body.as_array().map_or(0, Vec::len)}),
            Self::RevokeToken { .. } | Self::AdvanceClock { .. } => Value::Null,
            Self::Group(call) => call.seen(body),
            Self::Recovery(call) => call.seen(body),
            Self::Member(call) => call.seen(body, names),
            _ => task(body, names),
        };
        Seen { status: answer.status, body }
    }
}

impl Seen {
    /// Returns `true` if the answer contains this name.
    pub fn tells(&self, name: &str) -> bool {
        fn has(value: &Value, name: &str) -> bool {
            match value {
                Value::String(text) => text == name,
                Value::Array(items) => items.iter().any(|item| has(item, name)),
                Value::Object(items) => items.values().any(|item| has(item, name)),
                Value::Null | Value::Bool(_) | Value::Number(_) => false,
            }
        }
        has(&self.body, name)
    }
}

impl HostChange {
    fn action(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::AttachDiskgroup => "attach-diskgroup",
            Self::DetachDiskgroup => "detach-diskgroup",
        }
    }
}

fn wanted(quantity: u32) -> Value {
    json!({"offer_name": "VMware Cloud on AWS", "offer_version": "1.0", "product_type": "host", "commitment_term": "12",
        "region": "US_WEST_2", "quantity": quantity})
}

fn each(list: &Value, names: &mut Names, one: fn(&Value, &mut Names) -> Value) -> Value {
    list.as_array().into_iter().flatten().map(|item| one(item, names)).collect()
}

/// Sorts a list whose order has no meaning.
fn sorted(mut list: Value, key: &str) -> Value {
    if let Some(items) = list.as_array_mut() {
        items.sort_by(|one, other| one[key].as_str().cmp(&other[key].as_str()));
    }
    list
}

fn template(template: &Value, names: &mut Names) -> Value {
    json!({
        "template": names.name_of("template", &template["id"]),
        "from": names.name_of("sddc", &template["source_sddc_id"]),
        "name": template["name"],
        "state": template["state"],
    })
}

fn task(task: &Value, names: &mut Names) -> Value {
    let kind = task["task_type"].as_str().unwrap_or_default();
    let on = match kind {
        "SDDC-TEMPLATE-DELETE" => "template",
        "SUBSCRIPTION-CREATE" | "SUBSCRIPTION-CANCEL" => "subscription",
        _ => "sddc",
    };
    let mut seen = json!({
        "task": names.name_of("task", &task["id"]),
        "type": kind,
        "on": names.name_of(on, &task["resource_id"]),
        "status": task["status"],
    });
    if kind == "CLUSTER-CREATE" {
        seen["cluster"] = names.name_of("cluster", &task["params"]["clusterId"]);
    }
    seen
}

/// Returns the compared parts of an SDDC. The model makes no statement about the clusters of an SDDC that is not in
/// use.
fn sddc(sddc: &Value, names: &mut Names) -> Value {
    let config = &sddc["resource_config"];
    let mut seen = json!({
        "sddc": names.name_of("sddc", &sddc["id"]),
        "name": sddc["name"],
        "state": sddc["sddc_state"],
        "hosts": config["clusters"].as_array().into_iter().flatten().map(host_count).sum::<usize>(),
    });
    if sddc["sddc_state"] == "READY" {
        seen["clusters"] = each(&config["clusters"], names, |cluster, names| {
            json!({
                "cluster": names.name_of("cluster", &cluster["cluster_id"]),
                "state": cluster["cluster_state"],
                "hosts": host_count(cluster),
                "ssds": cluster["cluster_capacity"]["number_of_ssds"],
            })
        });
    }
    seen
}

fn host_count(cluster: &Value) -> usize {
    cluster["esx_host_list"].as_array().map_or(0, Vec::len)
}

fn subscription(subscription: &Value, names: &mut Names) -> Value {
    json!({
        "subscription": names.name_of("subscription", &subscription["csp_subscription_id"]),
        "status": subscription["status"],
        "quantity": subscription["quantity"],
    })
}
