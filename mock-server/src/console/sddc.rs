//! The pages of one SDDC.

use super::{
    curl::Call,
    forms,
    layout::Page,
    networking,
    refusals::Failure,
    sddcs::{Config, Sddc},
    states::State,
    tasks::Task,
    visit::{Visit, encoded},
};
use askama::Template;
use axum::response::Response;
use http::Method;
use serde_json::json;

/// The tabs: the word in the address, and the title.
const TABS: [(&str, &str); 6] = [
    ("summary", "Summary"),
    ("clusters", "Clusters and hosts"),
    ("networking", "Networking"),
    ("tasks", "Tasks"),
    ("support", "Support"),
    ("settings", "Settings"),
];

#[derive(Template)]
#[template(path = "sddc_head.html")]
struct Head<'a> {
    visit: &'a Visit<'a>,
    sddc: &'a Sddc,
    task: Option<&'a Task>,
    tab: &'a str,
    here: String,
}

impl Head<'_> {
    fn tabs(&self) -> &'static [(&'static str, &'static str)] {
        &TABS
    }

    fn is_at(&self, tab: &str) -> bool {
        self.tab == tab
    }

    fn address_of(&self, tab: &str) -> String {
        self.visit.href_with(&format!("/console/sddcs/{}", self.sddc.id), &[("tab", tab)])
    }
}

#[derive(Template)]
#[template(path = "sddc_summary.html")]
struct Summary<'a> {
    sddc: &'a Sddc,
    config: Config,
}

#[derive(Template)]
#[template(path = "sddc_clusters.html")]
struct Clusters {
    config: Config,
}

impl Clusters {
    fn state(word: Option<&String>) -> State {
        State::of(word.map_or("", String::as_str))
    }
}

#[derive(Template)]
#[template(path = "sddc_tasks.html")]
struct Tasks<'a> {
    visit: &'a Visit<'a>,
    tasks: Vec<Task>,
    here: String,
}

/// A name and a text that can be copied.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
}

#[derive(Template)]
#[template(path = "sddc_support.html")]
struct Support {
    facts: Vec<Fact>,
}

#[derive(Template)]
#[template(path = "sddc_settings.html")]
struct Settings<'a> {
    visit: &'a Visit<'a>,
    sddc: &'a Sddc,
    config: Config,
    secrets: Vec<Fact>,
}

impl Settings<'_> {
    fn rename_path(&self) -> String {
        format!("/console/sddcs/{}/rename", self.sddc.id)
    }
}

fn read(visit: &Visit, id: &str) -> Result<Sddc, Failure> {
    Ok(visit.read(&visit.in_org(&format!("/sddcs/{}", encoded(id))))?)
}

/// The page of an SDDC, with the tab that the address names.
pub(super) fn page(visit: &Visit, id: &str) -> Result<Page, Failure> {
    let sddc = read(visit, id)?;
    let mut tasks: Vec<Task> = visit.read_silently(&visit.in_org("/tasks"))?;
    tasks.retain(|task| task.resource_id.as_ref() == Some(&sddc.id));
    tasks.sort_by_key(|task| std::cmp::Reverse(task.started()));
    let task = tasks.iter().find(|task| task.is_under_way()).cloned();
    let tab = visit.asked("tab").filter(|tab| TABS.iter().any(|(known, _)| known == tab)).unwrap_or("summary");
    let head = Head { visit, sddc: &sddc, task: task.as_ref(), tab, here: visit.here() };
    let page = Page::new(&sddc.name, "sddcs").with_live("head", &head);
    let config = sddc.config();
    Ok(match tab {
        "clusters" => page.with_live("clusters", &Clusters { config }),
        "networking" => page.with_live("networking", &networking::of(visit, &sddc)),
        "tasks" => {
            visit.offer(Call::get(&visit.in_org("/tasks")));
            page.with_live("tasks", &Tasks { visit, tasks, here: visit.here() })
        }
        "support" => page.with_live("support", &Support { facts: support(visit, &sddc, &config) }),
        "settings" => {
            let secrets = secrets(&config);
            page.with("settings", &Settings { visit, sddc: &sddc, config, secrets })
        }
        _ => page.with_live("summary", &Summary { sddc: &sddc, config }),
    })
}

/// What support asks for.
fn support(visit: &Visit, sddc: &Sddc, config: &Config) -> Vec<Fact> {
    let known =
        |name, text: &Option<String>| text.clone().filter(|text| !text.is_empty()).map(|text| Fact { name, text });
    let ids = [Fact { name: "Organization id", text: visit.org() }, Fact { name: "SDDC id", text: sddc.id.clone() }];
    let addresses = [
        known("vCenter address", &config.vc_url),
        known("vCenter public IP", &config.vc_public_ip),
        known("vCenter private IP", &config.vc_management_ip),
        known("NSX Manager address", &config.nsx_mgr_url),
        known("NSX Manager private IP", &config.nsx_mgr_management_ip),
        known("NSX reverse proxy", &config.nsx_api_public_endpoint_url),
    ];
    ids.into_iter().chain(addresses.into_iter().flatten()).collect()
}

fn secrets(config: &Config) -> Vec<Fact> {
    let pairs = [
        ("vCenter user", &config.cloud_username),
        ("vCenter password", &config.cloud_password),
        ("NSX administrator", &config.nsx_cloud_admin),
        ("NSX administrator's password", &config.nsx_cloud_admin_password),
        ("NSX auditor", &config.nsx_cloud_audit),
        ("NSX auditor's password", &config.nsx_cloud_audit_password),
    ];
    pairs.into_iter().filter_map(|(name, text)| Some(Fact { name, text: text.clone()? })).collect()
}

#[derive(Template)]
#[template(path = "sddc_delete.html")]
struct DeleteForm<'a> {
    visit: &'a Visit<'a>,
    sddc: Sddc,
}

/// The page that asks whether an SDDC shall be deleted.
pub(super) fn delete_page(visit: &Visit, id: &str) -> Result<Page, Failure> {
    let sddc = read(visit, id)?;
    visit.offer(Call::delete(&visit.in_org(&format!("/sddcs/{}", sddc.id))));
    Ok(Page::new(format!("Delete {}", sddc.name), "sddcs").with("delete", &DeleteForm { visit, sddc }))
}

/// Deletes an SDDC.
pub(super) async fn delete(visit: Visit<'_>, id: &str) -> Result<Response, Failure> {
    let call = Call::delete(&visit.in_org(&format!("/sddcs/{}", encoded(id))));
    match visit.send(&call).await {
        Ok(_) => Ok(forms::done(&visit.href("/console/"), "deleted")),
        Err(failure) => forms::again(visit, &failure, |visit| delete_page(visit, id)),
    }
}

/// Renames an SDDC.
pub(super) async fn rename(visit: Visit<'_>, id: &str) -> Result<Response, Failure> {
    let target = visit.in_org(&format!("/sddcs/{}", encoded(id)));
    let call = Call::with(Method::PATCH, &target, &json!({"name": visit.sent("name")}));
    if visit.wants_curl() {
        return forms::as_curl(visit, &call, |visit| page(visit, id));
    }
    match visit.send(&call).await {
        Ok(_) => {
            let next = visit.href_with(&format!("/console/sddcs/{}", encoded(id)), &[("tab", "settings")]);
            Ok(forms::done(&next, "renamed"))
        }
        Err(failure) => forms::again(visit, &failure, |visit| page(visit, id)),
    }
}
