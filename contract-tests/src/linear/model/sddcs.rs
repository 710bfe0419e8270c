//! SDDCs: creation, renaming and deletion.

use super::{
    BAD, BAD_OR_UNKNOWN, Id, Model, Reply, UNKNOWN,
    clusters::{Cluster, Doing},
    learn, new_id,
    public_ips::PublicIp,
    tasks::Effect,
};
use crate::linear::call::NAME_MAX;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Sddc {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) state: &'static str,
    /// The template that the SDDC was created from.
    pub(super) template: Option<Id>,
    /// The clusters. The first one holds the management VMs.
    pub(super) clusters: Vec<Cluster>,
    pub(super) ips: Vec<PublicIp>,
}

impl Sddc {
    /// Returns the number of all hosts, including those that are being added or removed.
    pub(super) fn hosts(&self) -> usize {
        self.clusters.iter().map(|cluster| cluster.hosts.len()).sum()
    }

    pub(super) fn view(&mut self, seen: &Value) -> Value {
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
    pub(super) fn meet(&mut self, effect: &Effect, status: &'static str) {
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
}

impl Model {
    pub(super) fn find(&mut self, id: &str) -> Option<&mut Sddc> {
        self.sddcs.get_mut(id).map(Arc::make_mut)
    }

    /// Returns an SDDC that is in use.
    pub(super) fn in_use(&mut self, id: &str) -> Result<&mut Sddc, Reply> {
        match self.find(id) {
            None => Err(UNKNOWN),
            // If the SDDC is not in use, the requested thing may be missing as well.
            Some(sddc) if sddc.state != "READY" => Err(BAD_OR_UNKNOWN),
            Some(sddc) => Ok(sddc),
        }
    }

    /// Returns the number of hosts of all SDDCs that are not deleted.
    pub(super) fn hosts(&self) -> usize {
        self.there().map(|sddc| sddc.hosts()).sum()
    }

    fn there(&self) -> impl Iterator<Item = &Arc<Sddc>> {
        self.sddcs.values().filter(|sddc| sddc.state != "DELETED")
    }

    pub(super) fn create_sddc(&mut self, seen: &Value, name: &str, hosts: u32, template: Option<&str>) -> Reply {
        let number = hosts as usize;
        match template.map(|id| self.template_state(id)) {
            Some(None) => return BAD_OR_UNKNOWN,
            Some(Some("INITIALIZATION" | "DELETING")) => return BAD,
            _ => {}
        }
        let full = self.there().count() >= self.limits.sddcs || self.hosts() + number > self.limits.hosts;
        if !is_name(name) || hosts == 0 || full {
            return BAD;
        }
        let id = new_id(seen, "on", |id| self.sddcs.contains_key(id));
        let sddc = Sddc {
            id: id.clone(),
            name: name.to_owned(),
            state: "DEPLOYING",
            template: template.map(Id::from),
            clusters: vec![Cluster::new(self.new_task(seen), None, hosts)],
            ips: Vec::new(),
        };
        self.sddcs.insert(id.clone(), Arc::new(sddc));
        self.begin(seen, "SDDC-PROVISION", &id, Effect::Made)
    }

    pub(super) fn get_sddc(&mut self, seen: &Value, id: &str) -> Reply {
        self.find(id).map_or(UNKNOWN, |sddc| Reply::Done(200, sddc.view(seen)))
    }

    pub(super) fn list_sddcs(&mut self, seen: &Value) -> Reply {
        let there = self.sddcs.values_mut().filter(|sddc| sddc.state != "DELETED");
        let views = there.enumerate().map(|(place, sddc)| Arc::make_mut(sddc).view(&seen[place]));
        Reply::Done(200, views.collect())
    }

    pub(super) fn update_sddc(&mut self, seen: &Value, id: &str, name: &str) -> Reply {
        let Some(sddc) = self.find(id) else { return BAD_OR_UNKNOWN };
        if !is_name(name) || matches!(sddc.state, "DELETING" | "DELETED") {
            return BAD;
        }
        name.clone_into(&mut sddc.name);
        Reply::Done(200, sddc.view(seen))
    }

    pub(super) fn delete_sddc(&mut self, seen: &Value, id: &str, force: bool, keep: bool) -> Reply {
        let Some(sddc) = self.find(id) else { return UNKNOWN };
        let busy = sddc.clusters.iter().any(|cluster| cluster.doing != Doing::Nothing);
        let stays = match sddc.state {
            "DELETED" => return BAD_OR_UNKNOWN,
            "DELETING" => true,
            "DEPLOYING" => !force,
            "READY" => busy && !force,
            _ => false,
        };
        if stays || keep && sddc.state != "READY" {
            return BAD;
        }
        let (id, name) = (sddc.id.clone(), sddc.name.clone());
        sddc.state = "DELETING";
        if keep {
            self.keep_template(&id, &name);
        }
        self.stop(&id);
        self.begin(seen, "SDDC-DELETE", &id, Effect::Gone)
    }
}

pub(super) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= NAME_MAX
}
