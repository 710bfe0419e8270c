//! The page of the SDDCs, and the form that creates one.

use super::{
    curl::Call,
    forms::{self, put},
    layout::Page,
    moments::Moment,
    refusals::Failure,
    states::State,
    tasks::Task,
    visit::Visit,
};
use crate::{http::control::WorldView, world::kernel::refusal::ApiResult};
use askama::Template;
use axum::response::Response;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

/// An SDDC, as far as pages show it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sddc {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provider: String,
    pub(super) sddc_state: String,
    pub(super) created: String,
    pub(super) user_name: String,
    pub(super) sddc_type: Option<String>,
    pub(super) expiration_date: Option<String>,
    #[serde(default)]
    pub(super) resource_config: Option<Config>,
}

/// What an SDDC has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) region: Option<String>,
    pub(super) deployment_type: Option<String>,
    pub(super) clusters: Vec<Cluster>,
    pub(super) vc_url: Option<String>,
    pub(super) vc_management_ip: Option<String>,
    pub(super) vc_public_ip: Option<String>,
    pub(super) nsx_mgr_url: Option<String>,
    pub(super) nsx_mgr_management_ip: Option<String>,
    pub(super) nsx_api_public_endpoint_url: Option<String>,
    pub(super) cloud_username: Option<String>,
    pub(super) cloud_password: Option<String>,
    pub(super) nsx_cloud_admin: Option<String>,
    pub(super) nsx_cloud_admin_password: Option<String>,
    pub(super) nsx_cloud_audit: Option<String>,
    pub(super) nsx_cloud_audit_password: Option<String>,
    pub(super) dns_with_management_vm_private_ip: Option<bool>,
    pub(super) vxlan_subnet: Option<String>,
    pub(super) vpc_info: Option<Vpc>,
    pub(super) sddc_manifest: Option<Manifest>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Vpc {
    pub(super) vpc_cidr: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Manifest {
    pub(super) vmc_version: Option<String>,
}

/// A cluster of an SDDC.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cluster {
    pub(super) cluster_id: String,
    pub(super) cluster_name: Option<String>,
    pub(super) cluster_state: Option<String>,
    pub(super) esx_host_list: Vec<Host>,
    pub(super) cluster_capacity: Option<Capacity>,
}

/// A host of a cluster.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Host {
    pub(super) name: Option<String>,
    pub(super) hostname: Option<String>,
    pub(super) esx_state: Option<String>,
    pub(super) instance_type: Option<String>,
    pub(super) availability_zone: Option<String>,
    pub(super) mac_address: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Capacity {
    pub(super) cpu_capacity_ghz: Option<f64>,
    pub(super) memory_capacity_gib: Option<i64>,
    pub(super) storage_capacity_gib: Option<i64>,
}

impl Sddc {
    pub(super) fn state(&self) -> State {
        State::of(&self.sddc_state)
    }

    /// Returns the address of its page.
    pub(super) fn address(&self, visit: &Visit) -> String {
        visit.href(&format!("/console/sddcs/{}", self.id))
    }

    /// Returns the address of the page that asks whether it shall be deleted.
    pub(super) fn deletion(&self, visit: &Visit) -> String {
        visit.href(&format!("/console/sddcs/{}/delete", self.id))
    }

    pub(super) fn config(&self) -> Config {
        self.resource_config.clone().unwrap_or_default()
    }

    fn clusters(&self) -> &[Cluster] {
        self.resource_config.as_ref().map_or(&[], |config| &config.clusters)
    }

    pub(super) fn hosts(&self) -> usize {
        self.clusters().iter().map(|cluster| cluster.esx_host_list.len()).sum()
    }

    /// Returns what all clusters have together, or nothing before they have hosts.
    #[expect(clippy::cast_precision_loss, reason = "a storage has far fewer bytes than that")]
    pub(super) fn capacity(&self) -> Option<String> {
        let all = || self.clusters().iter().filter_map(|cluster| cluster.cluster_capacity.as_ref());
        let cpu: f64 = all().filter_map(|capacity| capacity.cpu_capacity_ghz).sum();
        let memory: i64 = all().filter_map(|capacity| capacity.memory_capacity_gib).sum();
        let storage: i64 = all().filter_map(|capacity| capacity.storage_capacity_gib).sum();
        let tebibytes = storage as f64 / 1024.0;
        (memory > 0).then(|| format!("{cpu:.0} GHz · {memory} GiB · {tebibytes:.1} TiB"))
    }

    pub(super) fn region(&self) -> String {
        self.resource_config.as_ref().and_then(|config| config.region.clone()).unwrap_or_else(|| "–".to_owned())
    }

    pub(super) fn created(&self) -> Moment {
        Moment::read(&self.created)
    }

    pub(super) fn expires(&self) -> Option<Moment> {
        self.expiration_date.as_deref().map(Moment::read)
    }

    pub(super) fn is_single_host(&self) -> bool {
        self.sddc_type.as_deref() == Some("1NODE")
    }

    /// Whether the SDDC is neither being deleted nor gone.
    pub(super) fn can_be_deleted(&self) -> bool {
        !matches!(self.sddc_state.as_str(), "DELETING" | "DELETED" | "DEPLOYING")
    }
}

/// An SDDC with the task that works on it.
struct Card {
    sddc: Sddc,
    task: Option<Task>,
}

#[derive(Template)]
#[template(path = "sddcs.html")]
struct Cards<'a> {
    visit: &'a Visit<'a>,
    cards: Vec<Card>,
    here: String,
    under_way: usize,
}

/// Returns the SDDCs of the organization without the deleted ones, the latest first.
pub(super) fn list(visit: &Visit) -> ApiResult<Vec<Sddc>> {
    let mut sddcs: Vec<Sddc> = visit.read(&visit.in_org("/sddcs"))?;
    sddcs.reverse();
    Ok(sddcs)
}

/// The page of the SDDCs.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let sddcs = list(visit)?;
    let tasks: Vec<Task> = visit.read(&visit.in_org("/tasks"))?;
    let running: Vec<&Task> = tasks.iter().filter(|task| task.is_under_way()).collect();
    let task_of =
        |sddc: &Sddc| running.iter().find(|task| task.resource_id.as_ref() == Some(&sddc.id)).copied().cloned();
    let cards: Vec<Card> = sddcs.into_iter().map(|sddc| Card { task: task_of(&sddc), sddc }).collect();
    let under_way = cards.iter().filter(|card| card.task.is_some()).count();
    let cards = Cards { visit, cards, here: visit.here(), under_way };
    Ok(Page::new("SDDCs", "sddcs").with_live("sddcs", &cards))
}

/// A subnet that an SDDC can be linked to.
struct SubnetChoice {
    value: String,
    region: String,
    text: String,
}

#[derive(Template)]
#[template(path = "create_sddc.html")]
struct CreateForm<'a> {
    visit: &'a Visit<'a>,
    name: String,
    regions: Vec<String>,
    subnets: Vec<SubnetChoice>,
}

impl CreateForm<'_> {
    fn is_chosen(&self, field: &str, value: &str, default: &str) -> bool {
        self.visit.field(field, default) == value
    }
}

#[derive(Deserialize)]
struct Org {
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    values: std::collections::BTreeMap<String, String>,
}

/// The form that creates an SDDC.
pub(super) fn create_page(visit: &Visit) -> Result<Page, Failure> {
    let org: Org = visit.read_silently(&visit.in_org(""))?;
    let regions = org.properties.values.get("defaultAwsRegions").map_or("US_WEST_2", String::as_str);
    let regions = regions.split(',').map(str::trim).filter(|region| !region.is_empty()).map(str::to_owned).collect();
    let world: WorldView = visit.read_silently(&visit.in_control(""))?;
    let mut subnets = Vec::new();
    for account in &world.connected_accounts {
        for (region, ids) in &account.subnets {
            subnets.extend(ids.iter().map(|id| SubnetChoice {
                value: format!("{}|{id}", account.id),
                region: region.clone(),
                text: format!("{region} · {id} · account {}", account.account_number),
            }));
        }
    }
    subnets.sort_by(|one, other| (&one.region, &one.text).cmp(&(&other.region, &other.text)));
    let names: Vec<Sddc> = visit.read_silently(&visit.in_org("/sddcs"))?;
    let name = (1..).map(|number| format!("sddc-{number}")).find(|name| names.iter().all(|sddc| sddc.name != *name));
    let form = CreateForm { visit, name: name.unwrap_or_default(), regions, subnets };
    Ok(Page::new("Create SDDC", "sddcs").with("create", &form))
}

/// Returns the request body that the form stands for.
fn wanted(visit: &Visit) -> Result<Value, Failure> {
    let hosts: i64 =
        visit.sent("hosts").parse().map_err(|_| Failure::invalid("The number of hosts is not a whole number."))?;
    let mut body = json!({"name": visit.sent("name"), "provider": visit.sent("provider"), "num_hosts": hosts});
    put(&mut body, "region", visit.sent("region"));
    put(&mut body, "vpc_cidr", visit.sent("vpc_cidr"));
    put(&mut body, "deployment_type", visit.sent("deployment_type"));
    if hosts == 1 && visit.sent("provider") == "AWS" {
        body["sddc_type"] = json!("1NODE");
    }
    match visit.sent("subnet").split_once('|') {
        Some((account, subnet)) => {
            let links: Vec<Value> = subnet.split(',').map(|subnet| json!(subnet.trim())).collect();
            body["account_link_sddc_config"] = json!([{"connected_account_id": account, "customer_subnet_ids": links}]);
        }
        None if visit.sent("provider") == "AWS" => body["account_link_config"] = json!({"delay_account_link": true}),
        None => {}
    }
    Ok(body)
}

/// Creates an SDDC.
pub(super) async fn create(visit: Visit<'_>) -> Result<Response, Failure> {
    let body = match wanted(&visit) {
        Ok(body) => body,
        Err(failure) => return forms::again(visit, &failure, create_page),
    };
    let call = Call::with(Method::POST, &visit.in_org("/sddcs"), &body);
    let next = visit.href("/console/");
    forms::carry_out(visit, call, (next, "created"), create_page).await
}
