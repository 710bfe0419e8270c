//! Reconfiguring a cluster: hosts and storage together, and licences.
//!
//! All storage is in GiB per host, as clients request it. Only clusters whose hosts have no storage of their own can be reconfigured. The
//! published description has the biases, and the cost and quality of an amount of storage, only as free text, so all these values are
//! chosen. (assumption)

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::{Change, ClusterPhase},
        orgs::Org,
        work::ClusterWork,
    },
    vmc::clusters::{
        Begin, begin, enter,
        hardware::{Elastic, hardware},
        hosts, refusals, rules,
    },
};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::{
        clusters::{GetClusterConstraints, PublishMsftLicensing, ReconfigureCluster},
        storage::GetStorageConstraints,
    },
    wire::{
        self, HostInstanceType, Provider, VsanAvailableCapacity, VsanClusterReconfigBias,
        VsanClusterReconfigConstraints, VsanConfigConstraints,
    },
};

/// The largest number of hosts for which constraints can be requested.
const ASKED_MAX: u32 = 16;

/// The biases of a reconfiguration: id, short description, full description.
const BIASES: [(&str, &str, &str); 2] = [
    ("COST", "Lowest cost", "The least storage that the hosts can have."),
    ("CAPACITY", "Most storage", "The most storage that the hosts can have."),
];

/// Returns the storage that a bias selects.
fn favoured(elastic: Elastic, bias: &str) -> Option<i64> {
    match bias {
        "COST" => elastic.choices().next(),
        "CAPACITY" => elastic.choices().last(),
        _ => None,
    }
}

/// Returns an amount of storage with its cost and quality; both grow with the amount.
fn offer(elastic: Elastic, size: i64) -> VsanAvailableCapacity {
    let grade = match elastic.choices().position(|choice| choice == size) {
        Some(0) => "LOW",
        Some(1 | 2) => "MEDIUM",
        _ => "HIGH",
    };
    VsanAvailableCapacity { size, cost: grade.to_owned(), quality: grade.to_owned() }
}

/// `GET …/clusters/{cluster}/config/constraints`: for a cluster whose hosts have storage of their own, the only choice is that storage.
pub fn constraints(org: &Org, _: &Cx, call: &Call<GetClusterConstraints>) -> ApiResult<VsanClusterReconfigConstraints> {
    let sddc = org.sddc(call.path.sddc)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    let hosts = match call.query.expected_num_hosts {
        None => cluster.host_count(),
        Some(asked) => asked_hosts(asked)?,
    };
    let row = hardware(&cluster.instance_type);
    // Storage that cannot be chosen is shown as a single choice.
    let own = row.capacity.storage_gib;
    let elastic = row.elastic.unwrap_or(Elastic { min: own, max: own, step: 0 });
    let (mut available, mut defaults) = (BTreeMap::new(), BTreeMap::new());
    for (bias, _, _) in BIASES {
        let offers = elastic.choices().map(|size| offer(elastic, size)).collect();
        available.insert(bias.to_owned(), offers);
        if let Some(size) = favoured(elastic, bias) {
            defaults.insert(bias.to_owned(), offer(elastic, size));
        }
    }
    let bias = |(id, short, full): (&str, &str, &str)| VsanClusterReconfigBias {
        id: id.to_owned(),
        short_description: short.to_owned(),
        full_description: full.to_owned(),
    };
    Ok(VsanClusterReconfigConstraints {
        hosts: i32::try_from(hosts).unwrap_or(i32::MAX),
        reconfig_biases: BIASES.map(bias).to_vec(),
        default_reconfig_bias_id: BIASES[0].0.to_owned(),
        available_capacities: available,
        default_capacities: defaults,
    })
}

fn asked_hosts(asked: i32) -> ApiResult<u32> {
    let hosts = rules::check_number(asked)?;
    if hosts > ASKED_MAX { Err(refusals::too_many_hosts(ASKED_MAX)) } else { Ok(hosts) }
}

/// `POST …/clusters/{cluster}/reconfigure`
pub fn reconfigure(org: &mut Org, cx: &Cx, call: &Call<ReconfigureCluster>) -> ApiResult<wire::Task> {
    let (id, config) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    sddc.check_state::<ReconfigureCluster>()?;
    cluster.check_state::<ReconfigureCluster>()?;
    let Some(elastic) = hardware(&cluster.instance_type).elastic else {
        return Err(refusals::not_reconfigurable(cluster.id));
    };
    let (there, hosts) = (cluster.host_count(), rules::check_number(config.num_hosts)?);
    if hosts > there {
        rules::check_addition(org, sddc, &[cluster], hosts - there)?;
    } else if hosts < there {
        rules::check_removal(org, sddc, cluster, there - hosts, false)?;
    }
    let bias = config.bias.as_deref().unwrap_or(BIASES[0].0);
    let favoured =
        favoured(elastic, bias).ok_or_else(|| Refusal::invalid(format!("There is no reconfiguration bias {bias}.")))?;
    let asked = config.storage_capacity.filter(|gib| *gib != 0).or(Some(favoured));
    let storage_gib = rules::check_storage(&cluster.instance_type, asked)?.unwrap_or(favoured);
    let (cluster, version) = (cluster.id, sddc.version);
    let minutes = 15 + 2 * i64::from(hosts.abs_diff(there));
    let begun = Begin {
        work: ClusterWork::Reconfigure { cluster, config: config.clone(), storage_gib },
        realistic: SignedDuration::from_mins(minutes),
    };
    if hosts > there {
        hosts::bring(org, cx, id, cluster, hosts - there, None)?;
    } else {
        let chosen = hosts::choose(org.sddc(id)?.cluster(Some(cluster))?, there - hosts);
        hosts::send_away(org, cx, id, &chosen)?;
    }
    let task = begin(org, cx, id, version, begun);
    enter(org, cx, id, &[cluster], ClusterPhase::Changing { task: task.entity.id, change: Change::Other })?;
    Ok(task)
}

/// `POST …/clusters/{cluster}/msft-licensing/publish`
pub fn publish_licensing(org: &mut Org, cx: &Cx, call: &Call<PublishMsftLicensing>) -> ApiResult<wire::Task> {
    let (id, new) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    let cluster = sddc.cluster(Some(call.path.cluster))?;
    sddc.check_state::<PublishMsftLicensing>()?;
    cluster.check_state::<PublishMsftLicensing>()?;
    rules::check_licences(new)?;
    let version = sddc.version;
    let begun = Begin {
        work: ClusterWork::License { cluster: cluster.id, licences: new.clone() },
        realistic: SignedDuration::from_secs(60),
    };
    let task = begin(org, cx, id, version, begun);
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::Other };
    enter(org, cx, id, &[call.path.cluster], phase)?;
    Ok(task)
}

/// `GET /orgs/{org}/storage/cluster-constraints`: the constraints for hosts without storage of their own.
pub fn storage_constraints(_: &Org, _: &Cx, call: &Call<GetStorageConstraints>) -> ApiResult<VsanConfigConstraints> {
    let query = &call.query;
    if let Provider::Other(other) = &query.provider {
        return Err(Refusal::invalid(format!("Invalid provider {other}; it is AWS or ZEROCLOUD.")));
    }
    let hosts = asked_hosts(query.num_hosts)?;
    let smaller = query.one_node_reduced_capacity == Some(true);
    if smaller && hosts != 1 {
        return Err(Refusal::invalid("one_node_reduced_capacity applies to a single host."));
    }
    let elastic = hardware(&HostInstanceType::R5Metal).elastic.ok_or_else(Refusal::internal)?;
    // A smaller host has half as much. (assumption)
    let part = if smaller { 2 } else { 1 };
    let choices: Vec<_> = elastic.choices().map(|gib| gib / part).collect();
    Ok(VsanConfigConstraints {
        num_hosts: i64::from(hosts),
        min_capacity: choices.first().copied().unwrap_or_default(),
        max_capacity: choices.last().copied().unwrap_or_default(),
        supported_capacity_increment: Some(elastic.step / part),
        recommended_capacities: choices,
    })
}
