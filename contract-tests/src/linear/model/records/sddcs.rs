//! SDDCs, and the effects of tasks on them.

use super::{
    clusters::{Cluster, Doing},
    public_ips::PublicIp,
    tasks::Effect,
};
use crate::linear::model::ids::{Id, Made, learn};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sddc {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) state: &'static str,
    /// The template that the SDDC was created from.
    pub(crate) template: Option<Id>,
    /// The clusters. The first one holds the management VMs.
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) ips: Vec<PublicIp>,
}

impl Sddc {
    /// Returns the number of all hosts, including those that are being added or removed.
    pub(crate) fn hosts(&self) -> usize {
        self.clusters.iter().map(|cluster| cluster.hosts.len()).sum()
    }

    pub(crate) fn view(&mut self, seen: &Value) -> Value {
        let mut view = json!({"sddc": *self.id, "name": self.name, "state": self.state, "hosts": self.hosts()});
        if self.state == "READY" {
            // No earlier answer contains the id of the first cluster.
            let known: Vec<_> = self.clusters.iter().filter_map(|cluster| cluster.id.clone()).collect();
            let clusters = self.clusters.iter_mut().enumerate().map(|(place, cluster)| {
                let seen = &seen["clusters"][place];
                let id = learn(&mut cluster.id, seen, "cluster", |id| known.iter().any(|known| **known == *id));
                cluster.view(&id)
            });
            view["clusters"] = clusters.collect();
        }
        view
    }

    /// Applies the effect of a task on the SDDC that ended with this status.
    pub(crate) fn meet(&mut self, effect: &Effect, status: &'static str) {
        match effect {
            Effect::Made if status == "FINISHED" => {
                self.state = "READY";
                self.clusters.iter_mut().for_each(Cluster::done);
            }
            Effect::Made => self.state = status,
            Effect::Gone => {
                self.state = "DELETED";
                self.ips.clear();
            }
            Effect::Cluster(made_by) => {
                self.clusters.retain(|cluster| cluster.made_by != *made_by || cluster.doing != Doing::Deleting);
                self.clusters.iter_mut().filter(|cluster| cluster.made_by == *made_by).for_each(Cluster::done);
            }
            Effect::DiskGroups { cluster, hosts, attached } => {
                for cluster in self.clusters.iter_mut().filter(|it| it.made_by == *cluster) {
                    cluster.regroup(hosts, *attached);
                }
            }
            effect => self.meet_ips(effect),
        }
    }

    /// Returns the index of a cluster.
    pub(crate) fn place(&self, cluster: &str) -> Option<usize> {
        self.clusters.iter().position(|it| it.id.as_deref() == Some(cluster))
    }

    /// Applies the effect of a finished task on addresses.
    fn meet_ips(&mut self, effect: &Effect) {
        match effect {
            Effect::Allocated(made) => self.change(made, |ip| ip.shown = true),
            Effect::Named(made, name) => self.change(std::slice::from_ref(made), |ip| ip.name.clone_from(name)),
            Effect::Released(made) => self.ips.retain(|ip| ip.made != *made),
            _ => {}
        }
    }

    fn change(&mut self, made: &[Made], change: impl Fn(&mut PublicIp)) {
        for ip in self.ips.iter_mut().filter(|ip| made.contains(&ip.made)) {
            change(ip);
            ip.changing = false;
        }
    }
}
