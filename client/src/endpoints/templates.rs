//! Endpoints for templates: saved configurations of SDDCs from which new SDDCs can be created.

use super::{OrgPath, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, SddcTemplate, SddcTemplateId, Task},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the templates of an organization.
    ListSddcTemplates: GET "/vmc/api/orgs/{org}/sddc-templates" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<SddcTemplate>>, needs Read,
        method list_sddc_templates(org: OrgId);
    /// Get one template.
    GetSddcTemplate: GET "/vmc/api/orgs/{org}/sddc-templates/{templateId}" (TemplatePath, Nothing, Empty)
        -> OK Json<SddcTemplate>, needs Read,
        method get_sddc_template(org: OrgId, template: SddcTemplateId);
    /// Delete a template.
    DeleteSddcTemplate: DELETE "/vmc/api/orgs/{org}/sddc-templates/{templateId}" (TemplatePath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method delete_sddc_template(org: OrgId, template: SddcTemplateId);
    /// Get the template that was saved from an SDDC, or that the SDDC was created from.
    GetTemplateOfSddc: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/sddc-template" (SddcPath, Nothing, Empty)
        -> OK Json<SddcTemplate>, needs Read,
        method get_template_of_sddc(org: OrgId, sddc: SddcId);
}

/// `/orgs/{org}/sddc-templates/{templateId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TemplatePath {
    /// Organization.
    pub org: OrgId,
    /// Template.
    #[serde(rename = "templateId")]
    pub template: SddcTemplateId,
}
