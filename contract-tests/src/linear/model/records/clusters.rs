//! Clusters of an SDDC, their hosts, and the disk groups of the hosts.

use crate::linear::model::ids::{Id, Made};
use serde_json::{Value, json};

/// The number of disk groups of a host. (assumption)
const DISK_GROUPS: usize = 2;

/// The number of disks in a disk group: a host with 8 disks has two groups. (recorded: the disks)
const SSDS: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cluster {
    /// The task that created the cluster.
    pub(crate) made_by: Id,
    /// The id; `None` until an answer contains it.
    pub(crate) id: Option<Id>,
    pub(crate) doing: Doing,
    pub(crate) hosts: Vec<Host>,
}

/// An operation in progress on a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Doing {
    Nothing,
    Making,
    Growing,
    Shrinking,
    Regrouping,
    Deleting,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Host {
    pub(crate) made: Made,
    pub(crate) going: bool,
    pub(crate) disk_groups: usize,
}

impl Cluster {
    pub(crate) fn new(made_by: Id, id: Option<Id>, hosts: u32) -> Self {
        let hosts = coming(&made_by, hosts);
        Self { made_by, id, doing: Doing::Making, hosts }
    }

    pub(crate) fn view(&self, id: &Id) -> Value {
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
    pub(crate) fn done(&mut self) {
        self.doing = Doing::Nothing;
        self.hosts.retain(|host| !host.going);
    }

    pub(crate) fn regroup(&mut self, hosts: &[Made], attached: bool) {
        for host in self.hosts.iter_mut().filter(|host| hosts.contains(&host.made)) {
            host.disk_groups = if attached { host.disk_groups + 1 } else { host.disk_groups - 1 };
        }
        self.done();
    }

    /// Returns the first hosts that can gain or lose a disk group. A host keeps at least one. (assumption)
    pub(crate) fn able(&self, number: usize, attach: bool) -> Option<Vec<Made>> {
        let able =
            self.hosts.iter().filter(|host| if attach { host.disk_groups < DISK_GROUPS } else { host.disk_groups > 1 });
        let able: Vec<_> = able.take(number).map(|host| host.made.clone()).collect();
        (able.len() == number).then_some(able)
    }
}

/// Returns the hosts that a task adds.
pub(crate) fn coming(task: &Id, number: u32) -> Vec<Host> {
    (0..number).map(|place| Host { made: (task.clone(), place), going: false, disk_groups: DISK_GROUPS }).collect()
}
