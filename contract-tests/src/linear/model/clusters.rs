//! Clusters of an SDDC, their hosts, and the disk groups of the hosts.

use super::{BAD, Id, Made, Model, Reply, UNKNOWN, new_id, sddcs::Sddc, tasks::Effect};
use crate::linear::call::HostChange;
use serde_json::{Value, json};

/// The maximum number of hosts in a cluster. (known from clients)
const HOSTS_MAX: usize = 16;

/// The number of disk groups of a host. (assumption)
const DISK_GROUPS: usize = 2;

/// The number of disks in a disk group: a host with 8 disks has two groups. (recorded: the disks)
const SSDS: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Cluster {
    /// The task that created the cluster.
    pub(super) made_by: Id,
    /// The id; `None` until an answer contains it.
    pub(super) id: Option<Id>,
    pub(super) doing: Doing,
    pub(super) hosts: Vec<Host>,
}

/// An operation in progress on a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Doing {
    Nothing,
    Making,
    Growing,
    Shrinking,
    Regrouping,
    Deleting,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Host {
    made: Made,
    going: bool,
    disk_groups: usize,
}

impl Cluster {
    pub(super) fn new(made_by: Id, id: Option<Id>, hosts: u32) -> Self {
        let hosts = coming(&made_by, hosts);
        Self { made_by, id, doing: Doing::Making, hosts }
    }

    pub(super) fn view(&self, id: &Id) -> Value {
        // No published state says that hosts or the cluster itself are being removed. (assumption)
        let state = match self.doing {
            Doing::Making => "DEPLOYING",
            Doing::Growing => "ADDING_HOSTS",
            Doing::Nothing | Doing::Shrinking | Doing::Regrouping | Doing::Deleting => "READY",
        };
        let ssds = self.hosts.iter().map(|host| host.disk_groups * SSDS).sum::<usize>();
        json!({"cluster": **id, "state": state, "hosts": self.hosts.len(), "ssds": ssds})
    }

    /// Completes the operation in progress.
    pub(super) fn done(&mut self) {
        self.doing = Doing::Nothing;
        self.hosts.retain(|host| !host.going);
    }

    pub(super) fn regroup(&mut self, hosts: &[Made], attached: bool) {
        for host in self.hosts.iter_mut().filter(|host| hosts.contains(&host.made)) {
            host.disk_groups = if attached { host.disk_groups + 1 } else { host.disk_groups - 1 };
        }
        self.done();
    }

    /// Returns the first hosts that can gain or lose a disk group. A host keeps at least one. (assumption)
    fn able(&self, number: usize, attach: bool) -> Option<Vec<Made>> {
        let able =
            self.hosts.iter().filter(|host| if attach { host.disk_groups < DISK_GROUPS } else { host.disk_groups > 1 });
        let able: Vec<_> = able.take(number).map(|host| host.made.clone()).collect();
        (able.len() == number).then_some(able)
    }
}

fn coming(task: &Id, number: u32) -> Vec<Host> {
    (0..number).map(|place| Host { made: (task.clone(), place), going: false, disk_groups: DISK_GROUPS }).collect()
}

impl Model {
    pub(super) fn create_cluster(&mut self, seen: &Value, id: &str, hosts: u32) -> Reply {
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

    pub(super) fn delete_cluster(&mut self, seen: &Value, id: &str, cluster: &str) -> Reply {
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

    pub(super) fn change_esxs(
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

impl Sddc {
    fn place(&self, cluster: &str) -> Option<usize> {
        self.clusters.iter().position(|it| it.id.as_deref() == Some(cluster))
    }
}
