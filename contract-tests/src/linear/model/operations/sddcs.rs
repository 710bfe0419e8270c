//! SDDCs: creation, renaming and deletion.

use crate::linear::{
    call::NAME_MAX,
    model::{
        ids::{Id, new_id},
        records::{
            clusters::{Cluster, Doing},
            sddcs::Sddc,
            tasks::Effect,
        },
        reply::{BAD, BAD_OR_UNKNOWN, Reply, UNKNOWN},
        state::Model,
    },
};
use serde_json::Value;
use std::sync::Arc;

impl Model {
    pub(crate) fn find(&mut self, id: &str) -> Option<&mut Sddc> {
        self.sddcs.get_mut(id).map(Arc::make_mut)
    }

    /// Returns an SDDC that is in use.
    pub(crate) fn in_use(&mut self, id: &str) -> Result<&mut Sddc, Reply> {
        match self.find(id) {
            None => Err(UNKNOWN),
            // If the SDDC is not in use, the requested thing may be missing as well.
            Some(sddc) if sddc.state != "READY" => Err(BAD_OR_UNKNOWN),
            Some(sddc) => Ok(sddc),
        }
    }

    /// Returns the number of hosts of all SDDCs that are not deleted.
    pub(crate) fn hosts(&self) -> usize {
        self.there().map(|sddc| sddc.hosts()).sum()
    }

    fn there(&self) -> impl Iterator<Item = &Arc<Sddc>> {
        self.sddcs.values().filter(|sddc| sddc.state != "DELETED")
    }

    pub(crate) fn create_sddc(&mut self, seen: &Value, name: &str, hosts: u32, template: Option<&str>) -> Reply {
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

    pub(crate) fn get_sddc(&mut self, seen: &Value, id: &str) -> Reply {
        self.find(id).map_or(UNKNOWN, |sddc| Reply::Done(200, sddc.view(seen)))
    }

    pub(crate) fn list_sddcs(&mut self, seen: &Value) -> Reply {
        let there = self.sddcs.values_mut().filter(|sddc| sddc.state != "DELETED");
        let views = there.enumerate().map(|(place, sddc)| Arc::make_mut(sddc).view(&seen[place]));
        Reply::Done(200, views.collect())
    }

    pub(crate) fn update_sddc(&mut self, seen: &Value, id: &str, name: &str) -> Reply {
        let Some(sddc) = self.find(id) else { return BAD_OR_UNKNOWN };
        if !is_name(name) || matches!(sddc.state, "DELETING" | "DELETED") {
            return BAD;
        }
        name.clone_into(&mut sddc.name);
        Reply::Done(200, sddc.view(seen))
    }

    pub(crate) fn delete_sddc(&mut self, seen: &Value, id: &str, force: bool, keep: bool) -> Reply {
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

pub(crate) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= NAME_MAX
}
