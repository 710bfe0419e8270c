//! Endpoints for SDDCs: provision, read, rename, convert, delete.

use super::{OrgPath, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{
        AwsSddcConfig, Cluster, ClusterProvisionSpec, ProvisionSpec, Sddc, SddcConvertRequest, SddcPatchRequest, Task,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the SDDCs of an organization.
    ListSddcs: GET "/vmc/api/orgs/{org}/sddcs" (OrgPath, ListSddcsQuery, Empty) -> OK Json<Vec<Sddc>>, needs Read,
        method list_sddcs(org: OrgId);
    /// Provision an SDDC.
    CreateSddc: POST "/vmc/api/orgs/{org}/sddcs" (OrgPath, CreateSddcQuery, Json<AwsSddcConfig>)
        -> ACCEPTED Json<Task>, needs Write, or OK when |query| query.validate_only,
        /// The task's `resource_id` is the new SDDC.
        method create_sddc(org: OrgId);
    /// Get one SDDC.
    GetSddc: GET "/vmc/api/orgs/{org}/sddcs/{sddc}" (SddcPath, Nothing, Empty) -> OK Json<Sddc>, needs Read,
        method get_sddc(org: OrgId, sddc: SddcId);
    /// Rename an SDDC.
    UpdateSddc: PATCH "/vmc/api/orgs/{org}/sddcs/{sddc}" (SddcPath, Nothing, Json<SddcPatchRequest>)
        -> OK Json<Sddc>, needs Write,
        method update_sddc(org: OrgId, sddc: SddcId);
    /// Delete an SDDC.
    DeleteSddc: DELETE "/vmc/api/orgs/{org}/sddcs/{sddc}" (SddcPath, DeleteSddcQuery, Empty)
        -> ACCEPTED Json<Task>, needs Delete,
        method delete_sddc(org: OrgId, sddc: SddcId);
    /// Get the cluster that holds the management VMs.
    GetPrimaryCluster: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/primarycluster" (SddcPath, Nothing, Empty)
        -> OK Json<Cluster>, needs Read,
        method get_primary_cluster(org: OrgId, sddc: SddcId);
    /// Convert a single-host SDDC to several hosts, so that it does not expire.
    ConvertSddc: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/convert" (SddcPath, Nothing, OptionalJson<SddcConvertRequest>)
        -> ACCEPTED Json<Task>, needs Write,
        /// Without a number of hosts, the service chooses one.
        method convert_sddc(org: OrgId, sddc: SddcId);
    /// Scale up a single-host SDDC to four hosts. The service had this operation before the conversion, which took its place.
    ScaleUpSddc: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/scale-up" (SddcPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write,
        method scale_up_sddc(org: OrgId, sddc: SddcId);
    /// Get the provisioning options of an organization.
    GetProvisionSpec: GET "/vmc/api/orgs/{org}/sddcs/provision-spec" (OrgPath, Nothing, Empty)
        -> OK Json<ProvisionSpec>, needs Read,
        method get_provision_spec(org: OrgId);
    /// Get the options for a new cluster of an SDDC.
    GetClusterProvisionSpec: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/cluster-provision-spec" (SddcPath, Nothing, Empty)
        -> OK Json<ClusterProvisionSpec>, needs Read,
        method get_cluster_provision_spec(org: OrgId, sddc: SddcId);
}

/// Query of [`ListSddcs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListSddcsQuery {
    /// Whether to include deleted SDDCs. Default false.
    #[serde(
        rename = "includeDeleted",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "super::is_false"
    )]
    pub include_deleted: bool,
    /// Filter expression, in the published grammar.
    #[serde(
        rename = "$filter",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub filter: Option<String>,
}

/// Query of [`CreateSddc`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CreateSddcQuery {
    /// Whether only to check the request. Nothing is provisioned then, and the answer is 200. Default false.
    #[serde(
        rename = "validateOnly",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "super::is_false"
    )]
    pub validate_only: bool,
}

/// Query of [`DeleteSddc`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeleteSddcQuery {
    /// Whether to save the SDDC's configuration as a template. Default false.
    #[serde(default, deserialize_with = "super::lenient_bool", skip_serializing_if = "super::is_false")]
    pub retain_configuration: bool,
    /// Name of that template. It is allowed only together with `retain_configuration`.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub template_name: Option<String>,
    /// Whether to delete the SDDC in any state and to stop its running tasks. Default false.
    #[serde(default, deserialize_with = "super::lenient_bool", skip_serializing_if = "super::is_false")]
    pub force: bool,
}
