//! SDDCs, clusters, hosts and the organization, as the newer services show them.
//!
//! The facts are those of VMC. That values which no source shows are written as VMC writes them is an assumption.

use super::{
    facts::{author, location},
    pages,
};
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::ClusterFacts,
        dns::ManagementVm,
        esxs::EsxFacts,
        identity::roles::Right,
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        tasks::Milestone,
    },
    vmc::clusters::hardware::hardware,
};
use vmc_client::{
    endpoints::sddc_groups::inventory::{
        GetCoreOrganization, GetDeployment, GetDeploymentNetworkSummary, GetDeploymentOverviewSummary,
        GetDeploymentVcenterSummary, GetInventoryCluster, GetInventoryHost, GetNsxDetails, ListDeployments,
        ListInventoryClusters, ListInventoryHosts,
    },
    wire::{
        CoreCapacity, CoreCluster, CoreDeploymentType, CoreHost, CoreName, CoreOrganization, Deployment,
        DeploymentNetworkSummary, DeploymentOverviewSummary, DeploymentSummary, DeploymentVcenterSummary,
        InventoryState, NsxCredentialInfo, NsxDetails, NsxLoginInfo, OrganizationAuthor, Page,
    },
};

/// The summaries of an SDDC.
const SUMMARIES: [&str; 3] = ["DeploymentOverviewSummary", "DeploymentVcenterSummary", "DeploymentNetworkSummary"];

/// `GET /api/inventory/{org}/core/deployments`
pub fn deployments(org: &Org, cx: &Cx, call: &Call<ListDeployments>) -> ApiResult<Page<Deployment>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let sddcs = shown(org, query.include_deleted_resources);
    let sddcs = sddcs.map(|sddc| view(sddc, org, cx, &query.summary.0)).collect();
    Ok(asked.page(pages::sort(sddcs, query.sort.as_deref())?))
}

/// `GET /api/inventory/{org}/core/deployments/{deployment}`: a deleted one only if the request asks for that.
pub fn deployment(org: &Org, cx: &Cx, call: &Call<GetDeployment>) -> ApiResult<Deployment> {
    let sddc = org.sddc(call.path.sddc)?;
    if sddc.phase == Phase::Deleted && call.query.include_deleted_resources != Some(true) {
        return Err(crate::state::not_found::sddc(sddc.id));
    }
    Ok(view(sddc, org, cx, &call.query.summary.0))
}

fn shown(org: &Org, deleted: Option<bool>) -> impl Iterator<Item = &SddcFacts> {
    let sddcs = org.sddcs.values().map(AsRef::as_ref);
    sddcs.filter(move |sddc: &&SddcFacts| deleted == Some(true) || sddc.phase != Phase::Deleted)
}

fn view(sddc: &SddcFacts, org: &Org, cx: &Cx, summaries: &[String]) -> Deployment {
    let asked = |index: usize| summaries.iter().any(|name| name == SUMMARIES[index]);
    let summary = DeploymentSummary {
        overview: asked(0).then(|| overview(sddc, org)),
        vcenter: asked(1).then(|| vcenter(sddc, org, cx)),
        network: asked(2).then(|| network(sddc, org, cx)),
    };
    Deployment {
        id: Some(sddc.id),
        name: sddc.name.clone(),
        org_id: Some(org.id),
        deployment_type: Some(CoreDeploymentType {
            code: Some("SDDC".to_owned()),
            provider_name: Some("VMware Cloud on AWS".to_owned()),
            provider_code: Some(sddc.provider.to_string()),
            deployment_type: Some(sddc.deployment.to_string()),
            ..CoreDeploymentType::default()
        }),
        state: Some(state(sddc.phase.state().as_str())),
        location: Some(location(&sddc.region)),
        version: Some(CoreName { name: "1.16".to_owned(), code: Some("1.16.0.1".to_owned()) }),
        creator: Some(author(&sddc.author, sddc.created)),
        updater: Some(author(&sddc.updated_by, sddc.updated)),
        internal_creator: None,
        properties: None,
        summary: Some(summary).filter(|summary| *summary != DeploymentSummary::default()),
        multi_tenant: Some(false),
        deleted: Some(sddc.phase == Phase::Deleted),
        resource_version: Some(i64::from(sddc.version)),
    }
}

/// Returns a state by the word that VMC has for it.
fn state(word: &str) -> InventoryState {
    let mut shown = word.replace('_', " ").to_lowercase();
    if let Some(first) = shown.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    InventoryState { phase: word.to_owned(), display_name: Some(shown), ..InventoryState::default() }
}

/// `GET …/deployments/{deployment}/summaries/DeploymentOverviewSummary`
pub fn overview_summary(
    org: &Org,
    _: &Cx,
    call: &Call<GetDeploymentOverviewSummary>,
) -> ApiResult<DeploymentOverviewSummary> {
    Ok(overview(org.sddc(call.path.sddc)?, org))
}

/// `GET …/deployments/{deployment}/summaries/DeploymentVcenterSummary`
pub fn vcenter_summary(
    org: &Org,
    cx: &Cx,
    call: &Call<GetDeploymentVcenterSummary>,
) -> ApiResult<DeploymentVcenterSummary> {
    Ok(vcenter(org.sddc(call.path.sddc)?, org, cx))
}

/// `GET …/deployments/{deployment}/summaries/DeploymentNetworkSummary`
pub fn network_summary(
    org: &Org,
    cx: &Cx,
    call: &Call<GetDeploymentNetworkSummary>,
) -> ApiResult<DeploymentNetworkSummary> {
    Ok(network(org.sddc(call.path.sddc)?, org, cx))
}

fn overview(sddc: &SddcFacts, org: &Org) -> DeploymentOverviewSummary {
    let of_hosts = sddc.clusters.iter().flat_map(|cluster| cluster.hosts.iter().map(|_| capacity(cluster)));
    let sum = of_hosts.fold(CoreCapacity::default(), |sum, one| {
        let add = |sum: Option<i64>, one: Option<i64>| Some(sum.unwrap_or(0).saturating_add(one.unwrap_or(0)));
        CoreCapacity {
            cpu_mhz: add(sum.cpu_mhz, one.cpu_mhz),
            memory_bytes: add(sum.memory_bytes, one.memory_bytes),
            storage_bytes: add(sum.storage_bytes, one.storage_bytes),
        }
    });
    DeploymentOverviewSummary {
        sddc_access_state: Some("ENABLED".to_owned()),
        cluster_count: i64::try_from(sddc.clusters.len()).ok(),
        host_count: Some(i64::from(sddc.host_count())),
        sddc_size: Some(sddc.config.size.as_ref().map_or("medium", |size| size.as_str()).to_ascii_uppercase()),
        configured_capacity: Some(sum),
        id: Some(sddc.id.to_string()),
        name: SUMMARIES[0].to_owned(),
        resource_id: sddc.id.to_string(),
        org_id: Some(org.id),
        resource_version: Some(i64::from(sddc.version)),
    }
}

fn vcenter(sddc: &SddcFacts, org: &Org, cx: &Cx) -> DeploymentVcenterSummary {
    let ready = sddc.has(Milestone::Vcenter);
    let host = dns_name("vcenter", sddc);
    DeploymentVcenterSummary {
        vc_url: ready.then(|| format!("{}/{host}/", cx.base_url)),
        vc_fqdn: ready.then_some(host),
        vc_public_ip: ready.then(|| sddc.drawn.public_ip.to_string()),
        id: Some(sddc.id.to_string()),
        name: SUMMARIES[1].to_owned(),
        resource_id: sddc.id.to_string(),
        org_id: Some(org.id),
        resource_version: Some(i64::from(sddc.version)),
    }
}

fn network(sddc: &SddcFacts, org: &Org, cx: &Cx) -> DeploymentNetworkSummary {
    let ready = sddc.has(Milestone::Nsx);
    let private = ManagementVm::NsxManager.private_address(sddc);
    DeploymentNetworkSummary {
        nsx_manager_ip: ready.then(|| private.clone()),
        public_nsx_manager_url: ready.then(|| reverse_proxy(sddc, org, cx)),
        private_nsx_manager_url: ready.then(|| format!("https://{private}/login.jsp")),
        id: Some(sddc.id.to_string()),
        name: SUMMARIES[2].to_owned(),
        resource_id: sddc.id.to_string(),
        org_id: Some(org.id),
        resource_version: Some(i64::from(sddc.version)),
    }
}

/// Returns the name of a management VM, as VMC's own answers have it.
fn dns_name(vm: &str, sddc: &SddcFacts) -> String {
    format!("{vm}.sddc-{}.vmwarevmc.com", sddc.drawn.public_ip.to_string().replace('.', "-"))
}

fn reverse_proxy(sddc: &SddcFacts, org: &Org, cx: &Cx) -> String {
    format!("{}/vmc/reverse-proxy/api/orgs/{}/sddcs/{}/sks-nsxt-manager", cx.base_url, org.id, sddc.id)
}

/// `GET /api/network/{org}/core/deployments/{deployment}/nsx`: the addresses of NSX Manager in the order in which pyVMC reads them, with the
/// reverse proxy first, then the private addresses, then the login of the console. (order: assumption) Passwords are shown only to callers
/// whose roles allow it.
pub fn nsx_details(org: &Org, cx: &Cx, call: &Call<GetNsxDetails>) -> ApiResult<NsxDetails> {
    let sddc = org.sddc(call.path.sddc)?;
    if sddc.phase == Phase::Deleted || !sddc.has(Milestone::Nsx) {
        let message = format!("The SDDC {} has no NSX Manager.", sddc.id);
        return Err(Refusal::not_found("skyscraper.sddc.nsx.missing", message));
    }
    let (private, name) = (ManagementVm::NsxManager.private_address(sddc), dns_name("nsxManager", sddc));
    let user = |user_name: &str, password: &vmc_client::wire::Secret, user_type: &str| NsxCredentialInfo {
        user_name: Some(user_name.to_owned()),
        password: cx.caller.may(Right::Secrets).then(|| password.clone()),
        user_type: Some(user_type.to_owned()),
    };
    let login = |access: &str, auth: &str, url: String, others: Vec<String>| NsxLoginInfo {
        access_type: Some(access.to_owned()),
        auth_type: Some(auth.to_owned()),
        preferred_url: Some(url),
        other_urls: Some(others),
    };
    Ok(NsxDetails {
        nsx_private_ip: Some(private.clone()),
        nsx_public_ip: Some(sddc.drawn.public_ip.to_string()),
        nsx_default_access: Some("PUBLIC".to_owned()),
        nsx_default_auth: Some("CSP".to_owned()),
        nsx_users: Some(vec![
            user("cloud_admin", &sddc.drawn.nsx_admin_password, "CLOUD_ADMIN"),
            user("cloud_audit", &sddc.drawn.nsx_audit_password, "CLOUD_AUDIT"),
        ]),
        nsx_private_fqdn: Some(name.clone()),
        nsx_public_fqdn: Some(name.clone()),
        login_urls: Some(vec![
            login("PUBLIC", "CSP", reverse_proxy(sddc, org, cx), Vec::new()),
            login(
                "PRIVATE",
                "LOCAL",
                format!("https://{private}/login.jsp"),
                vec![format!("https://{name}/login.jsp")],
            ),
            login("PRIVATE", "CSP", format!("{}/{name}/login.jsp", cx.base_url), Vec::new()),
        ]),
    })
}

/// `GET /api/inventory/{org}/core/clusters`
pub fn clusters(org: &Org, _: &Cx, call: &Call<ListInventoryClusters>) -> ApiResult<Page<CoreCluster>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let sddcs = shown(org, query.include_deleted_resources);
    let sddcs = sddcs.filter(|sddc| query.deployment_id.is_none_or(|id| id == sddc.id));
    let clusters = sddcs.flat_map(|sddc| sddc.clusters.iter().map(move |cluster| (sddc, cluster)));
    let clusters = clusters.map(|(sddc, cluster)| cluster_view(org, sddc, cluster)).collect();
    Ok(asked.page(pages::sort(clusters, query.sort.as_deref())?))
}

/// `GET /api/inventory/{org}/core/clusters/{cluster}`
pub fn cluster(org: &Org, _: &Cx, call: &Call<GetInventoryCluster>) -> ApiResult<CoreCluster> {
    let id = call.path.cluster;
    let mut sddcs = shown(org, call.query.include_deleted_resources);
    let found = sddcs.find_map(|sddc| Some((sddc, sddc.clusters.iter().find(|cluster| cluster.id == id)?)));
    let found = found.map(|(sddc, cluster)| cluster_view(org, sddc, cluster));
    found.ok_or_else(|| crate::state::not_found::cluster(id))
}

fn cluster_view(org: &Org, sddc: &SddcFacts, cluster: &ClusterFacts) -> CoreCluster {
    CoreCluster {
        id: Some(cluster.id),
        name: cluster.name.clone(),
        deployment_id: sddc.id,
        org_id: Some(org.id),
        primary_cluster: Some(sddc.clusters.first().is_some_and(|first| first.id == cluster.id)),
        state: Some(state(cluster.phase.state(&cluster.hosts).as_str())),
        creator: Some(author(&sddc.author, sddc.created)),
        updater: Some(author(&sddc.updated_by, sddc.updated)),
        internal_creator: None,
        deleted: Some(sddc.phase == Phase::Deleted),
        resource_version: Some(i64::from(sddc.version)),
    }
}

/// `GET /api/inventory/{org}/core/hosts`
pub fn hosts(org: &Org, _: &Cx, call: &Call<ListInventoryHosts>) -> ApiResult<Page<CoreHost>> {
    let query = &call.query;
    let asked = pages::Asked::read(query.size, query.page)?;
    let sddcs = shown(org, query.include_deleted_resources);
    let sddcs = sddcs.filter(|sddc| query.deployment_id.is_none_or(|id| id == sddc.id));
    let hosts = every_host(sddcs).filter(|(_, cluster, _)| query.cluster_id.is_none_or(|id| id == cluster.id));
    let hosts = hosts.map(|(sddc, cluster, host)| host_view(org, sddc, cluster, host)).collect();
    Ok(asked.page(pages::sort(hosts, query.sort.as_deref())?))
}

/// `GET /api/inventory/{org}/core/hosts/{host}`
pub fn host(org: &Org, _: &Cx, call: &Call<GetInventoryHost>) -> ApiResult<CoreHost> {
    let id = call.path.host;
    let found = every_host(shown(org, call.query.include_deleted_resources)).find(|(_, _, host)| host.id == id);
    let found = found.map(|(sddc, cluster, host)| host_view(org, sddc, cluster, host));
    found.ok_or_else(|| {
        Refusal::not_found("skyscraper.esx.not.found", format!("Cannot find the host with identifier {id}."))
    })
}

fn every_host<'o>(
    sddcs: impl Iterator<Item = &'o SddcFacts>,
) -> impl Iterator<Item = (&'o SddcFacts, &'o ClusterFacts, &'o EsxFacts)> {
    let clusters = sddcs.flat_map(|sddc| sddc.clusters.iter().map(move |cluster| (sddc, cluster)));
    clusters.flat_map(|(sddc, cluster)| cluster.hosts.iter().map(move |host| (sddc, cluster, host)))
}

fn host_view(org: &Org, sddc: &SddcFacts, cluster: &ClusterFacts, host: &EsxFacts) -> CoreHost {
    CoreHost {
        id: Some(host.id),
        name: host.name.clone(),
        deployment_id: sddc.id,
        cluster_id: cluster.id,
        org_id: Some(org.id),
        state: Some(state(host.state.as_str())),
        capacity: Some(capacity(cluster)),
        creator: Some(author(&sddc.author, sddc.created)),
        updater: Some(author(&sddc.updated_by, host.since)),
        internal_creator: None,
        deleted: Some(sddc.phase == Phase::Deleted),
        resource_version: Some(i64::from(sddc.version)),
    }
}

/// Returns what a host of a cluster has.
fn capacity(cluster: &ClusterFacts) -> CoreCapacity {
    let one = hardware(&cluster.instance_type).capacity;
    let bytes = |gib: i64| gib.saturating_mul(1 << 30);
    CoreCapacity {
        cpu_mhz: Some(one.cores * one.core_centi_ghz * 10),
        memory_bytes: Some(bytes(one.memory_gib)),
        storage_bytes: Some(bytes(cluster.storage_gib.unwrap_or(one.storage_gib))),
    }
}

/// `GET /api/organization/core/orgs/{org}`
pub fn organization(org: &Org, _: &Cx, _: &Call<GetCoreOrganization>) -> ApiResult<CoreOrganization> {
    let who = OrganizationAuthor {
        user_name: Some(org.author.name.to_string()),
        user_id: Some(org.author.id),
        client_id: None,
        timestamp: Some(org.created.as_millisecond()),
    };
    Ok(CoreOrganization {
        id: org.id,
        name: org.name.clone(),
        display_name: Some(org.display_name.to_string()),
        org_type: Some("CUSTOMER".to_owned()),
        states: None,
        org_types: None,
        org_configs: None,
        version: Some(1),
        creator: Some(who.clone()),
        updater: Some(who),
        tags: None,
        org_tags: None,
        effective_properties: None,
        onboarded_on_date: None,
        onboarded_by_user: None,
        last_updated_timestamp: None,
    })
}
