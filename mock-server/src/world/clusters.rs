//! Clusters.

use super::{
    Call, Cx,
    error::{ApiError, ApiResult},
    esxs::EsxFacts,
    ids::{Ids, Kind},
    orgs::Org,
    sddcs,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoints::sddcs::GetPrimaryCluster,
    wire::{
        Cluster, ClusterId, ClusterState, EntityCapacity, EsxHostInfo, EsxState, HostInstanceType, MsftLicensingConfig,
        PartitionPlacementGroupInfo, Provider,
    },
};

/// What is true of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterFacts {
    /// Its id.
    pub id: ClusterId,
    /// `Cluster-1`, `Cluster-2` … [recorded]
    pub name: String,
    /// Where it stands.
    pub state: ClusterState,
    /// What its hosts are.
    pub instance_type: HostInstanceType,
    /// Its hosts.
    pub hosts: Vec<EsxFacts>,
}

/// Where and of what a new cluster is made.
pub(super) struct NewCluster<'a> {
    pub(super) number: u32,
    pub(super) hosts: u32,
    pub(super) provider: &'a Provider,
    pub(super) instance_type: HostInstanceType,
    /// Zones, over which the hosts are spread in turn.
    pub(super) zones: &'a [String],
}

impl ClusterFacts {
    /// A cluster that has just been asked for.
    pub(super) fn new(ids: &mut Ids, new: &NewCluster, now: Timestamp) -> Self {
        let id = ClusterId(ids.uuid(Kind::Cluster));
        let zones = new.zones.iter().map(String::as_str).cycle();
        let hosts = (0..new.hosts)
            .zip(zones)
            .map(|(number, zone)| EsxFacts::new(ids, new.provider, Some(zone), number, now))
            .collect();
        let name = format!("Cluster-{}", new.number);
        Self { id, name, state: ClusterState::Deploying, instance_type: new.instance_type.clone(), hosts }
    }

    /// Moves all hosts to a state.
    pub fn hosts_enter(&mut self, state: &EsxState, at: Timestamp) {
        for host in &mut self.hosts {
            host.enter(state.clone(), at);
        }
    }

    /// What a client sees. `region` is in AWS's form.
    pub fn view(&self, provider: &Provider, region: &str) -> Cluster {
        let capacity = capacity(&self.instance_type).times(self.hosts.len());
        Cluster {
            cluster_name: Some(self.name.clone()),
            cluster_state: Some(self.state.clone()),
            esx_host_list: self.hosts.iter().map(|host| host.view(provider, &self.instance_type)).collect(),
            host_cpu_cores_count: Some(0),
            hyper_threading_enabled: Some(false),
            esx_host_info: Some(EsxHostInfo { instance_type: Some(self.instance_type.to_string()) }),
            storage_capacity: Some(capacity.storage_gib),
            cluster_capacity: Some(capacity.view()),
            partition_placement_group_info: vec![PartitionPlacementGroupInfo {
                availability_zone: Some(region.to_owned()),
                partition_group_names: vec![format!("partition-pg-0-{}", self.id)],
            }],
            msft_license_config: Some(MsftLicensingConfig {
                windows_licensing: None,
                mssql_licensing: None,
                academic_license: Some(false),
            }),
            ..Cluster::from(self.id)
        }
    }
}

/// `GET …/primarycluster`
pub fn primary(org: &Org, _: &Cx, call: &Call<GetPrimaryCluster>) -> ApiResult<Cluster> {
    let sddc = sddcs::find(org, call.path.sddc)?;
    let cluster = sddc.clusters.first().ok_or(ApiError::NoPrimaryCluster(sddc.id))?;
    Ok(cluster.view(&sddc.provider, &sddc.aws_region()))
}

/// What one host, or a number of them, amounts to.
#[derive(Debug, Clone, Copy)]
struct Capacity {
    sockets: i64,
    cores: i64,
    /// Of one core, in hundredths of a GHz.
    core_centi_ghz: i64,
    memory_gib: i64,
    ssds: i64,
    storage_gib: i64,
}

/// Capacity per host. That of `i3.metal` is recorded; the others follow AWS's published figures for the instance types, their usable
/// storage being an assumption.
fn capacity(instance_type: &HostInstanceType) -> Capacity {
    let of = |sockets, cores, core_centi_ghz, memory_gib, ssds, storage_gib| Capacity {
        sockets,
        cores,
        core_centi_ghz,
        memory_gib,
        ssds,
        storage_gib,
    };
    match instance_type {
        HostInstanceType::I3Metal | HostInstanceType::Other(_) => of(2, 36, 230, 512, 8, 10_617),
        HostInstanceType::R5Metal => of(2, 48, 250, 768, 0, 15_000),
        HostInstanceType::I3enMetal => of(2, 48, 250, 768, 8, 42_840),
        HostInstanceType::I4iMetal => of(2, 64, 290, 1024, 8, 20_460),
        HostInstanceType::C6iMetal => of(2, 64, 290, 256, 0, 0),
        HostInstanceType::M7iMetal24xl => of(1, 48, 240, 384, 0, 0),
        HostInstanceType::M7iMetal48xl => of(2, 96, 240, 768, 0, 0),
    }
}

impl Capacity {
    fn times(self, hosts: usize) -> Self {
        let hosts = i64::try_from(hosts).unwrap_or(i64::MAX);
        Self {
            sockets: self.sockets * hosts,
            cores: self.cores * hosts,
            core_centi_ghz: self.core_centi_ghz,
            memory_gib: self.memory_gib * hosts,
            ssds: self.ssds * hosts,
            storage_gib: self.storage_gib * hosts,
        }
    }

    fn view(self) -> EntityCapacity {
        // One division at the end, so that 36 cores of 2.3 GHz are 82.8 GHz and not almost.
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let cpu_capacity_ghz = (self.cores * self.core_centi_ghz) as f64 / 100.0;
        EntityCapacity {
            number_of_sockets: Some(self.sockets),
            total_number_of_cores: Some(self.cores),
            cpu_capacity_ghz: Some(cpu_capacity_ghz),
            memory_capacity_gib: Some(self.memory_gib),
            number_of_ssds: Some(self.ssds),
            storage_capacity_gib: Some(self.storage_gib),
            ..EntityCapacity::default()
        }
    }
}
