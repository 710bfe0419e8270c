//! The SDDCs of a description, with what belongs to them.

use super::{Making, states};
use crate::{
    description::{
        model::{ClusterPart, Description, SddcPart},
        problems::Problems,
        reading::Placed,
    },
    documents::{call::DocumentCall, refusals as document_refusals, table::Api},
    kernel::{
        ids::{Ids, Kind},
        refusal::{ApiResult, Refusal},
    },
    state::{account_link::aws_region, orgs::Org},
    vmc::{clusters, networking, public_ips, sddcs},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use uuid::Uuid;
use vmc_client::{
    endpoint::{Call, Endpoint, Json, Nothing},
    endpoints::{
        OrgPath, SddcPath,
        clusters::CreateCluster,
        public_ips::CreatePublicIps,
        sddc_groups::{CoreClusterPath, inventory::RenameCluster},
        sddcs::{CreateSddc, CreateSddcQuery},
    },
    wire::{
        AccountLinkSddcConfig, AwsSddcConfig, ClusterConfig, ClusterRenameIntent, ConnectedAccountId, DeploymentType,
        HostInstanceType, Provider, SddcAllocatePublicIpSpec, SddcConfigSize, SddcId, SddcState,
    },
};

/// The length of the keys that are drawn for VPN sessions.
const KEY_LENGTH: usize = 24;

/// The name of the first cluster of every SDDC.
const FIRST_CLUSTER: &str = "Cluster-1";

impl Making {
    /// Creates the SDDCs in the order of their creation.
    pub(super) fn sddcs(&mut self, description: &Description, problems: &mut Problems) {
        let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for sddc in &description.sddcs {
            let wanted = &sddc.value;
            if !names.insert(&wanted.name) {
                sddc.problem_at("name", problems, "There is another SDDC of this name.");
            }
            let clusters = wanted.clusters.iter().map(|cluster| &cluster.value);
            let hosts = clusters.clone().flat_map(|cluster| &cluster.hosts).map(|host| host.id);
            let all = wanted.id.into_iter().chain(clusters.clone().filter_map(|cluster| cluster.id)).chain(hosts);
            for id in all {
                if !ids.insert(id) {
                    sddc.problem(problems, format!("The id {id} is here twice."));
                }
            }
            for time in [&wanted.created, &wanted.deleted].into_iter().flatten().filter(|time| time.value > self.at) {
                time.problem(problems, format!("This is later than what the clock shows first, {}.", self.at));
            }
            if let Some(deleted) = wanted.deleted.as_ref().filter(|deleted| deleted.value < self.created(sddc)) {
                deleted.problem(problems, "This is earlier than its creation.");
            }
        }
        let mut in_order: Vec<_> = description.sddcs.iter().collect();
        in_order.sort_by_key(|sddc| self.created(sddc));
        for sddc in in_order {
            let name = format!("SDDC {}", sddc.value.name);
            self.with_ids_of(&name, |making| making.sddc(sddc, problems));
        }
    }

    fn created(&self, sddc: &Placed<SddcPart>) -> Timestamp {
        sddc.value.created.as_ref().map_or(self.at, |created| created.value.min(self.at))
    }

    fn deleted(&self, sddc: &Placed<SddcPart>) -> Timestamp {
        sddc.value.deleted.as_ref().map_or(self.at, |deleted| deleted.value.clamp(self.created(sddc), self.at))
    }

    fn sddc(&mut self, sddc: &Placed<SddcPart>, problems: &mut Problems) {
        let Some(state) = states::read(sddc, problems) else { return };
        let wanted = &sddc.value;
        let (created, deleted) = (self.created(sddc), self.deleted(sddc));
        if wanted.deleted.is_some() && !states::was_deleted(&state) {
            sddc.problem_at("deleted", problems, "Only an SDDC that is deleted, or being deleted, has this key.");
        }
        if wanted.ends.is_some() && !matches!(state, SddcState::Deploying | SddcState::Deleting) {
            sddc.problem_at("ends", problems, "Only an SDDC that is being created or deleted has this key.");
        }
        let Some(config) = self.config(sddc, problems) else { return };
        self.wish_for(wanted);
        let call = Call::<CreateSddc> {
            path: OrgPath { org: self.org },
            query: CreateSddcQuery::default(),
            body: Json(config),
        };
        let first = if states::was_ready(&state) { SddcState::Ready } else { state.clone() };
        let begun = self.towards(&first, states::time_until(sddc, created), |making| {
            let begun = making.run(created, CreateSddc::NAME, |org, cx| sddcs::create(org, cx, &call));
            making.world.settle(if state == SddcState::Deploying { making.at } else { created });
            begun
        });
        let id = match begun {
            Ok(task) => task.resource_id.map(|id| SddcId(Uuid::from(id))),
            Err(refusal) => return sddc.problem(problems, refusal.to_string()),
        };
        let Some(id) = id else { return };
        if states::was_ready(&state) {
            let before = problems.count();
            self.check_state(id, &first, sddc, problems);
            if problems.count() > before {
                return;
            }
            self.belongings(id, created, sddc, problems);
        }
        if states::was_deleted(&state) {
            self.delete((id, deleted), &state, sddc, problems);
        }
        self.check_state(id, &state, sddc, problems);
        // What else happens to it until the world is first looked at, such as the end of a single host, draws from its own streams too.
        self.world.settle(self.at);
    }

    /// Asks for the given ids of the SDDC and of its first cluster. Those of other clusters are asked for when they are created.
    fn wish_for(&mut self, wanted: &SddcPart) {
        let first = first_cluster(wanted).map(|first| &first.value);
        let Some(org) = self.org_mut() else { return };
        org.ids.forget_wishes();
        if let Some(id) = wanted.id {
            org.ids.wish(Kind::Sddc, id);
        }
        if let Some(first) = first {
            wish_for_cluster(org, first);
        }
    }

    fn config(&mut self, sddc: &Placed<SddcPart>, problems: &mut Problems) -> Option<AwsSddcConfig> {
        let wanted = &sddc.value;
        let provider = Provider::from(wanted.provider.to_ascii_uppercase().as_str());
        let link = self.link(sddc, &provider, problems)?;
        Some(AwsSddcConfig {
            num_hosts: wanted.num_hosts,
            name: wanted.name.clone(),
            provider,
            vxlan_subnet: wanted.vxlan_subnet.clone(),
            sddc_type: wanted.sddc_type.clone(),
            deployment_type: wanted.deployment_type.as_deref().map(DeploymentType::from),
            region: wanted.region.clone(),
            account_link_config: wanted.account_link_config.clone(),
            account_link_sddc_config: link,
            host_instance_type: wanted.host_instance_type.as_deref().map(instance_type),
            msft_license_config: wanted.msft_license_config.clone(),
            size: wanted.size.as_deref().map(SddcConfigSize::from),
            skip_creating_vxlan: wanted.skip_creating_vxlan,
            sso_domain: wanted.sso_domain.clone(),
            storage_capacity: wanted.storage_capacity,
            vpc_cidr: wanted.vpc_cidr.clone(),
            ..AwsSddcConfig::default()
        })
    }

    /// Finds the account of the subnet to link to, or a subnet if an SDDC must be linked and none is given. `None` means that a problem was added.
    fn link(
        &mut self,
        sddc: &Placed<SddcPart>,
        provider: &Provider,
        problems: &mut Problems,
    ) -> Option<Option<Vec<AccountLinkSddcConfig>>> {
        let wanted = &sddc.value;
        let org = self.org_mut()?;
        let region = wanted.region.clone().or_else(|| org.regions().first().cloned()).unwrap_or_default();
        let subnets =
            org.aws_accounts.iter().flat_map(|account| account.subnets.iter().map(move |subnet| (account.id, subnet)));
        let found = match &wanted.subnet {
            Some(given) => {
                let found = subnets.into_iter().find(|(_, subnet)| subnet.id() == given.value);
                let fails = wanted.state.as_ref().is_some_and(|state| state.value == "FAILED");
                if found.is_none() && fails {
                    // That may be why its creation failed.
                    return Some(org.aws_accounts.first().map(|account| vec![link(account.id, &given.value)]));
                }
                if found.is_none() {
                    given.problem(problems, "No connected account has this subnet.");
                    return None;
                }
                found
            }
            None => {
                let must = *provider == Provider::Aws && wanted.num_hosts > 1 && !org.switch("accountLinkingOptional");
                subnets.into_iter().find(|(_, subnet)| must && subnet.region == aws_region(&region))
            }
        };
        Some(found.map(|(account, subnet)| vec![link(account, subnet.id())]))
    }

    /// Creates what belongs to an SDDC that is ready.
    fn belongings(&mut self, id: SddcId, at: Timestamp, sddc: &Placed<SddcPart>, problems: &mut Problems) {
        let path = SddcPath { org: self.org, sddc: id };
        let first = first_cluster(&sddc.value).map(|first| &first.value);
        for cluster in &sddc.value.clusters {
            let made = if first.is_some_and(|first| std::ptr::eq(first, &cluster.value)) {
                check_first(cluster, problems);
                self.name_cluster(path, at, &cluster.value, 0)
            } else {
                self.cluster(path, at, &cluster.value)
            };
            if let Err(refusal) = made {
                cluster.problem(problems, refusal.to_string());
            }
        }
        for address in &sddc.value.public_ips {
            let spec = SddcAllocatePublicIpSpec {
                count: 1,
                names: address.value.name.iter().cloned().collect(),
                private_ips: address.value.private_ip.iter().cloned().collect(),
            };
            let call = Call::<CreatePublicIps> { path, query: Nothing {}, body: Json(spec) };
            let begun = self.run(at, CreatePublicIps::NAME, |org, cx| public_ips::create(org, cx, &call));
            self.world.settle(at);
            if let Err(refusal) = begun {
                address.problem(problems, refusal.to_string());
            }
        }
        self.documents(path, at, sddc, problems);
    }

    fn cluster(&mut self, path: SddcPath, at: Timestamp, wanted: &ClusterPart) -> ApiResult<()> {
        if let Some(org) = self.org_mut() {
            org.ids.forget_wishes();
            wish_for_cluster(org, wanted);
        }
        let Some(num_hosts) = wanted.num_hosts else {
            return Err(Refusal::invalid("The key num_hosts is required for a cluster after the first."));
        };
        let config = ClusterConfig {
            num_hosts,
            host_cpu_cores_count: wanted.host_cpu_cores_count,
            host_instance_type: wanted.host_instance_type.as_deref().map(instance_type),
            storage_capacity: wanted.storage_capacity,
            availability_zones: None,
            msft_license_config: wanted.msft_license_config.clone(),
        };
        let call = Call::<CreateCluster> { path, query: Nothing {}, body: Json(config) };
        self.run(at, CreateCluster::NAME, |org, cx| clusters::create(org, cx, &call))?;
        self.world.settle(at);
        let sddc = self.org_mut().and_then(|org| org.sddcs.get(&path.sddc));
        let last = sddc.map_or(0, |sddc| sddc.clusters.len().saturating_sub(1));
        self.name_cluster(path, at, wanted, last)
    }

    /// Renames a cluster if its name is not the one that the service gave it.
    fn name_cluster(&mut self, path: SddcPath, at: Timestamp, wanted: &ClusterPart, place: usize) -> ApiResult<()> {
        let org = self.org;
        let sddc = self.org_mut().and_then(|org| org.sddcs.get(&path.sddc));
        let Some(made) = sddc.and_then(|sddc| sddc.clusters.get(place)) else { return Ok(()) };
        if made.name == wanted.name.value {
            return Ok(());
        }
        let path = CoreClusterPath { org, cluster: made.id };
        let intent = ClusterRenameIntent { cluster_name: Some(wanted.name.value.clone()), ..Default::default() };
        let call = Call::<RenameCluster> { path, query: Nothing {}, body: Json(intent) };
        self.run(at, RenameCluster::NAME, |org, cx| clusters::rename(org, cx, &call))?;
        self.world.settle(at);
        Ok(())
    }

    /// Stores the documents of the networks. One that refers to another may be before it in the file, so those that are refused are tried
    /// again as long as others succeed.
    fn documents(&mut self, path: SddcPath, at: Timestamp, sddc: &Placed<SddcPart>, problems: &mut Problems) {
        let mut left: Vec<_> = sddc.value.networking.0.iter().collect();
        loop {
            let before = left.len();
            let mut refused = Vec::new();
            for (document, body) in left {
                if let Err(refusal) = self.document(path.sddc, at, document, &body.value) {
                    refused.push((document, body, refusal));
                }
            }
            if refused.is_empty() {
                return;
            }
            if refused.len() == before {
                refused.into_iter().for_each(|(_, body, refusal)| body.problem(problems, refusal.to_string()));
                return;
            }
            left = refused.into_iter().map(|(document, body, _)| (document, body)).collect();
        }
    }

    fn document(&mut self, sddc: SddcId, at: Timestamp, path: &str, body: &Value) -> ApiResult<()> {
        let mut call = document_call(sddc, path, body)?;
        if let Some(Value::Object(body)) = &mut call.body {
            self.fill_in_key(path, body);
        }
        if call.body.is_none() {
            return self.run(at, call.operation().name, |org, cx| networking::write(org, cx, &call)).map(|_| ());
        }
        // A document that a new SDDC has of itself can be put only with its revision.
        let revision = self.run(at, "", |org, cx| Ok(revision(org, cx, &call)))?;
        if let (Some(revision), Some(Value::Object(body))) = (revision, &mut call.body) {
            body.insert("_revision".to_owned(), revision);
        }
        self.run(at, call.operation().name, |org, cx| networking::write(org, cx, &call)).map(|_| ())
    }

    /// Gives a VPN session that has no key one that is drawn. A description that was made without secrets has none.
    fn fill_in_key(&self, path: &str, body: &mut Map<String, Value>) {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_session = path.contains("/ipsec-vpn-services/") && path.contains("/sessions/");
        if is_session && matches!(text("authentication_mode"), "" | "PSK") && text("psk").is_empty() {
            let key = Ids::named(self.seed, path).alphanumeric(Kind::Network, KEY_LENGTH);
            body.insert("psk".to_owned(), key.into());
        }
    }
}

fn link(account: ConnectedAccountId, subnet: &str) -> AccountLinkSddcConfig {
    let customer_subnet_ids = Some(vec![subnet.to_owned()]);
    AccountLinkSddcConfig { customer_subnet_ids, connected_account_id: Some(account) }
}

/// The description of the first cluster, if there is one. It has the name of the service, or the number of its hosts is with the SDDC.
fn first_cluster(sddc: &SddcPart) -> Option<&Placed<ClusterPart>> {
    let named = |cluster: &&Placed<ClusterPart>| cluster.value.name.value == FIRST_CLUSTER;
    let uncounted = |cluster: &&Placed<ClusterPart>| cluster.value.num_hosts.is_none();
    sddc.clusters.iter().find(named).or_else(|| sddc.clusters.iter().find(uncounted))
}

fn check_first(cluster: &Placed<ClusterPart>, problems: &mut Problems) {
    let ClusterPart { num_hosts, host_instance_type, storage_capacity, .. } = &cluster.value;
    if num_hosts.is_some() || host_instance_type.is_some() || storage_capacity.is_some() {
        cluster.problem(problems, "The hosts of the first cluster are described by the keys of the SDDC.");
    }
}

fn wish_for_cluster(org: &mut Org, wanted: &ClusterPart) {
    if let Some(id) = wanted.id {
        org.ids.wish(Kind::Cluster, id);
    }
    wanted.hosts.iter().for_each(|host| org.ids.wish(Kind::Esx, host.id));
}

/// Reads an instance type, also in the spelling of Terraform: `I4I_METAL`.
fn instance_type(text: &str) -> HostInstanceType {
    HostInstanceType::from(text.to_ascii_lowercase().replace('_', ".").as_str())
}

/// Returns the request that puts a document, or patches it if it cannot be put; or that deletes it, if the body is null.
fn document_call(sddc: SddcId, path: &str, body: &Value) -> ApiResult<DocumentCall> {
    let table = Api::Policy.table();
    let full = format!("{}{path}", Api::Policy.base());
    let operations = table.paths.find(&full).map_or(&[][..], |found| &found.operations);
    let with = |method| operations.iter().copied().find(|place| table.operations[*place].method == method);
    let found = if body.is_null() { with("DELETE") } else { with("PUT").or_else(|| with("PATCH")) };
    let place = found
        .ok_or_else(|| document_refusals::invalid(format!("No document that can be written is at the path {path}.")))?;
    let asked = path.to_owned();
    Ok(DocumentCall {
        table,
        place,
        sddc,
        asked,
        query: Vec::new(),
        body: Some(body.clone()).filter(|body| !body.is_null()),
    })
}

/// The revision of a document that is there already.
fn revision(org: &Org, cx: &crate::context::Cx, call: &DocumentCall) -> Option<Value> {
    let found = call.table.paths.find(&format!("{}{}", call.table.api.base(), call.asked))?;
    let place = found.operations.iter().copied().find(|place| call.table.operations[*place].method == "GET")?;
    let call = DocumentCall { place, body: None, ..call.clone() };
    networking::read(org, cx, &call).ok()?.body?.get("_revision").cloned()
}
