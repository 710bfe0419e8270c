//! Endpoints for hosts: add, remove, change, and precheck.

use super::SddcPath;
use crate::{
    endpoint::{Json, Nothing},
    endpoints,
    wire::{EsxConfig, Task},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Add or remove hosts, or change them.
    ChangeEsxs: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/esxs" (SddcPath, ChangeEsxsQuery, Json<EsxConfig>)
        -> ACCEPTED Json<Task>, needs Write,
        method change_esxs(org: OrgId, sddc: SddcId);
    /// Check whether hosts can be added. The task fails if they cannot.
    PrecheckAddHosts: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/add-hosts-precheck" (SddcPath, Nothing, Json<EsxConfig>)
        -> OK Json<Task>, needs Write,
        method precheck_add_hosts(org: OrgId, sddc: SddcId);
}

/// Query of [`ChangeEsxs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeEsxsQuery {
    /// `add` (the default), `remove`, `force-remove`, `addToAll`, `removeFromAll`, `attach-diskgroup` or `detach-diskgroup`.
    #[schemars(with = "String", extend("enum" = ["add", "remove", "force-remove", "addToAll", "removeFromAll", "attach-diskgroup", "detach-diskgroup"]))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
