//! Methods for templates of SDDCs.

use super::super::{Client, Error};
use crate::{
    endpoint::{Empty, Nothing},
    endpoints::{
        OrgPath, SddcPath,
        templates::{DeleteSddcTemplate, GetSddcTemplate, GetTemplateOfSddc, ListSddcTemplates, TemplatePath},
    },
    wire::{OrgId, SddcId, SddcTemplate, SddcTemplateId, Task},
};

impl Client {
    /// Lists the templates of an organization.
    pub async fn list_sddc_templates(&self, org: OrgId) -> Result<Vec<SddcTemplate>, Error> {
        self.call::<ListSddcTemplates>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Gets one template.
    pub async fn get_sddc_template(&self, org: OrgId, template: SddcTemplateId) -> Result<SddcTemplate, Error> {
        self.call::<GetSddcTemplate>(TemplatePath { org, template }, Nothing {}, Empty).await
    }

    /// Begins to delete a template.
    pub async fn delete_sddc_template(&self, org: OrgId, template: SddcTemplateId) -> Result<Task, Error> {
        self.call::<DeleteSddcTemplate>(TemplatePath { org, template }, Nothing {}, Empty).await
    }

    /// Gets the template that was saved from an SDDC or that the SDDC was created from.
    pub async fn get_template_of_sddc(&self, org: OrgId, sddc: SddcId) -> Result<SddcTemplate, Error> {
        self.call::<GetTemplateOfSddc>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }
}
