//! Templates: saved when an SDDC is deleted, used to create other SDDCs, and deleted. The state of a template follows
//! from the SDDCs.

use crate::linear::model::{
    ids::{Id, learn},
    records::{tasks::Effect, templates::Template},
    reply::{BAD, Reply, UNKNOWN},
    state::Model,
};
use serde_json::{Value, json};

impl Model {
    pub(crate) fn keep_template(&mut self, from: &Id, name: &str) {
        let name = format!("{name} template");
        self.templates.insert(from.clone(), Template { id: None, name, from: from.clone(), deleting: false });
    }

    /// Returns the state of a template; `None` if it does not exist.
    pub(crate) fn template_state(&self, id: &str) -> Option<&'static str> {
        self.templates.values().find(|template| template.id.as_deref() == Some(id)).map(|template| self.state(template))
    }

    fn state(&self, template: &Template) -> &'static str {
        let made = |state: &str| {
            let from_it = |id: &Id| template.id.as_ref() == Some(id);
            self.sddcs.values().any(|sddc| sddc.state == state && sddc.template.as_ref().is_some_and(from_it))
        };
        let source = self.sddcs.get(&template.from);
        if template.deleting {
            "DELETING"
        } else if source.is_some_and(|sddc| matches!(sddc.state, "READY" | "DELETING")) {
            "INITIALIZATION"
        } else if made("DEPLOYING") {
            "INUSE"
        } else if made("READY") {
            "APPLIED"
        } else {
            "AVAILABLE"
        }
    }

    pub(crate) fn list_templates(&mut self, seen: &Value) -> Reply {
        let known: Vec<_> = self.templates.values().filter_map(|template| template.id.clone()).collect();
        for (place, template) in self.templates.values_mut().enumerate() {
            learn(&mut template.id, &seen[place], "template", |id| known.iter().any(|known| **known == *id));
        }
        let view = |template: &Template| json!({"template": template.id, "from": *template.from, "name": template.name, "state": self.state(template)});
        Reply::Done(200, self.templates.values().map(view).collect())
    }

    pub(crate) fn delete_template(&mut self, seen: &Value, id: &str) -> Reply {
        match self.template_state(id) {
            None => UNKNOWN,
            Some("AVAILABLE" | "APPLIED") => {
                for template in self.templates.values_mut().filter(|template| template.id.as_deref() == Some(id)) {
                    template.deleting = true;
                }
                self.begin(seen, "SDDC-TEMPLATE-DELETE", &id.into(), Effect::TemplateGone)
            }
            Some(_) => BAD,
        }
    }
}
