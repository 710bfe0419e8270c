//! Clusters: creation, deletion, and changes of their hosts and disk groups.

use crate::linear::{
    call::HostChange,
    model::{
        ids::new_id,
        records::{
            clusters::{Cluster, Doing, coming},
            tasks::Effect,
        },
        reply::{BAD, Reply, UNKNOWN},
        state::Model,
    },
};
use serde_json::Value;

/// The maximum number of hosts in a cluster. (known from clients)
const HOSTS_MAX: usize = 16;

impl Model {
    pub(crate) fn create_cluster(&mut self, seen: &Value, id: &str, hosts: u32) -> Reply {
        let (limits, used, task) = (self.limits, self.hosts(), self.new_task(seen));
        let known: Vec<_> =
            self.sddcs.values().flat_map(|sddc| &sddc.clusters).filter_map(|it| it.id.clone()).collect();
        let sddc = match self.in_use(id) {
            Ok(sddc) => sddc,
            Err(refused) => return refused,
        };
        let more = hosts as usize;
        let full = sddc.clusters.len() >= limits.clusters_per_sddc
            || more > HOSTS_MAX
            || sddc.hosts() + more > limits.hosts_per_sddc
            || used + more > limits.hosts;
        if sddc.clusters.iter().any(|cluster| cluster.doing == Doing::Making) || hosts == 0 || full {
            return BAD;
        }
        let cluster = new_id(seen, "cluster", |id| known.iter().any(|known| **known == *id));
        let on = sddc.id.clone();
        sddc.clusters.push(Cluster::new(task.clone(), Some(cluster.clone()), hosts));
        self.begin_on_cluster(seen, "CLUSTER-CREATE", &on, Some(cluster), Effect::Cluster(task))
    }

    pub(crate) fn delete_cluster(&mut self, seen: &Value, id: &str, cluster: &str) -> Reply {
        let sddc = match self.in_use(id) {
            Ok(sddc) => sddc,
            Err(refused) => return refused,
        };
        let Some(place) = sddc.place(cluster) else { return UNKNOWN };
        if place == 0 || sddc.clusters[place].doing != Doing::Nothing {
            return BAD;
        }
        sddc.clusters[place].doing = Doing::Deleting;
        let (made_by, on) = (sddc.clusters[place].made_by.clone(), sddc.id.clone());
        self.begin(seen, "CLUSTER-DESTROY", &on, Effect::Cluster(made_by))
    }

    pub(crate) fn change_esxs(
        &mut self,
        seen: &Value,
        (id, cluster): (&str, &str),
        change: HostChange,
        hosts: u32,
    ) -> Reply {
        let (limits, used, task) = (self.limits, self.hosts(), self.new_task(seen));
        let sddc = match self.in_use(id) {
            Ok(sddc) => sddc,
            Err(refused) => return refused,
        };
        let Some(place) = sddc.place(cluster) else { return UNKNOWN };
        let (number, there) = (hosts as usize, sddc.clusters[place].hosts.len());
        if sddc.clusters[place].doing != Doing::Nothing || number == 0 {
            return BAD;
        }
        let made_by = sddc.clusters[place].made_by.clone();
        let (kind, doing, effect) = match change {
            HostChange::Add => {
                let full = there + number > HOSTS_MAX
                    || sddc.hosts() + number > limits.hosts_per_sddc
                    || used + number > limits.hosts;
                if full {
                    return BAD;
                }
                let coming = coming(&task, hosts);
                sddc.clusters[place].hosts.extend(coming);
                ("ESX-ADD", Doing::Growing, Effect::Cluster(made_by))
            }
            HostChange::Remove => {
                // A cluster of two hosts loses none without force. (recorded)
                if there == 2 || there < number + 1 {
                    return BAD;
                }
                sddc.clusters[place].hosts[there - number..].iter_mut().for_each(|host| host.going = true);
                ("ESX-REMOVE", Doing::Shrinking, Effect::Cluster(made_by))
            }
            HostChange::AttachDiskgroup | HostChange::DetachDiskgroup => {
                let attached = change == HostChange::AttachDiskgroup;
                let Some(hosts) = sddc.clusters[place].able(number, attached) else { return BAD };
                let kind = if attached { "ESX-DISKGROUP-ATTACH" } else { "ESX-DISKGROUP-DETACH" };
                (kind, Doing::Regrouping, Effect::DiskGroups { cluster: made_by, hosts, attached })
            }
        };
        sddc.clusters[place].doing = doing;
        let on = sddc.id.clone();
        self.begin(seen, kind, &on, effect)
    }
}
