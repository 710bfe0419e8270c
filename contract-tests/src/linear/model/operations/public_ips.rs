//! The model of the operations on public addresses: allocation, renaming and release.

use super::sddcs::is_name;
use crate::linear::model::{
    ids::{Made, learn},
    records::{public_ips::PublicIp, sddcs::Sddc, tasks::Effect},
    reply::{BAD, Reply, UNKNOWN},
    state::Model,
};
use serde_json::{Value, json};

/// The maximum number of public addresses of an SDDC. (recorded)
const IPS_MAX: usize = 30;

impl Model {
    pub(crate) fn create_public_ips(&mut self, seen: &Value, id: &str, names: &[String]) -> Reply {
        let task = self.new_task(seen);
        let sddc = match self.in_use(id) {
            Ok(sddc) => sddc,
            Err(refused) => return refused,
        };
        let full = sddc.ips.len() + names.len() > IPS_MAX;
        if names.is_empty() || full || !names.iter().all(|name| is_name(name)) {
            return BAD;
        }
        let mut all = Vec::new();
        for (place, name) in (0..).zip(names) {
            let made = (task.clone(), place);
            all.push(made.clone());
            sddc.ips.push(PublicIp { made, id: None, name: name.clone(), shown: false, changing: true });
        }
        let on = sddc.id.clone();
        self.begin(seen, "PUBLIC-IP-ALLOCATE", &on, Effect::Allocated(all))
    }

    pub(crate) fn list_public_ips(&mut self, seen: &Value, id: &str) -> Reply {
        let known: Vec<_> = self.sddcs.values().flat_map(|sddc| &sddc.ips).filter_map(|ip| ip.id.clone()).collect();
        let Some(sddc) = self.find(id) else { return UNKNOWN };
        let mut views = Vec::<Value>::new();
        for (place, ip) in sddc.ips.iter_mut().filter(|ip| ip.shown).enumerate() {
            let is_known =
                |id: &str| known.iter().any(|known| **known == *id) || views.iter().any(|view| view["ip"] == *id);
            let id = learn(&mut ip.id, &seen[place], "ip", is_known);
            views.push(json!({"ip": *id, "name": ip.name}));
        }
        Reply::Done(200, views.into())
    }

    pub(crate) fn update_public_ip(&mut self, seen: &Value, id: &str, ip: &str, name: &str) -> Reply {
        let effect = |made| Effect::Named(made, name.to_owned());
        self.change_public_ip(seen, (id, ip), "PUBLIC-IP-RENAME", is_name(name), effect)
    }

    pub(crate) fn delete_public_ip(&mut self, seen: &Value, id: &str, ip: &str) -> Reply {
        self.change_public_ip(seen, (id, ip), "PUBLIC-IP-RELEASE", true, Effect::Released)
    }

    fn change_public_ip(
        &mut self,
        seen: &Value,
        (id, ip): (&str, &str),
        kind: &'static str,
        is_good: bool,
        effect: impl Fn(Made) -> Effect,
    ) -> Reply {
        let sddc = match self.in_use(id) {
            Ok(sddc) => sddc,
            Err(refused) => return refused,
        };
        let made = match sddc.ip(ip) {
            Ok(made) if is_good => made,
            Ok(_) => return BAD,
            Err(refused) => return refused,
        };
        sddc.ips.iter_mut().filter(|ip| ip.made == made).for_each(|ip| ip.changing = true);
        let on = sddc.id.clone();
        self.begin(seen, kind, &on, effect(made))
    }
}

impl Sddc {
    /// Returns the internal key of an address. Fails if there is no such address, or if it is being changed.
    fn ip(&self, id: &str) -> Result<Made, Reply> {
        match self.ips.iter().find(|ip| ip.shown && ip.id.as_deref() == Some(id)) {
            None => Err(UNKNOWN),
            Some(ip) if ip.changing => Err(BAD),
            Some(ip) => Ok(ip.made.clone()),
        }
    }
}
