//! Endpoints for site recovery (DRaaS), which replicates VMs of an SDDC to another site. It is a service of its own, below `/vmc/draas/api`.

use super::{
    InOrg, OrgPath, SddcPath, TaskPath,
    tasks::{ListTasksQuery, UpdateTaskQuery},
};
use crate::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints,
    wire::{
        ActivateSiteRecoveryConfig, DeleteConfigInternal, HmsReplicationIssueInfo, HmsSiteIssueInfo, OrgId,
        ProvisionSrmConfig, ReplicaDiskCollection, ReplicationData, ReplicationsCount, SddcId, SiteRecovery,
        SiteRecoveryNodeId, SiteRecoveryTask, SiteRecoveryVersions,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

endpoints! {
    service Vmc, with methods;
    /// Get the site recovery of an SDDC.
    GetSiteRecovery: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery" (SddcPath, Nothing, Empty)
        -> OK Json<SiteRecovery>, needs Read,
        method get_site_recovery(org: OrgId, sddc: SddcId);
    /// Activate site recovery.
    ActivateSiteRecovery: POST "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery"
        (SddcPath, Nothing, OptionalJson<ActivateSiteRecoveryConfig>) -> OK Json<SiteRecoveryTask>, needs Write,
        /// The task's `resource_id` is the SDDC.
        method activate_site_recovery(org: OrgId, sddc: SddcId);
    /// Deactivate site recovery.
    DeactivateSiteRecovery: DELETE "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery"
        (SddcPath, DeactivateSiteRecoveryQuery, OptionalJson<DeleteConfigInternal>)
        -> OK Json<SiteRecoveryTask>, needs Write,
        method deactivate_site_recovery(org: OrgId, sddc: SddcId);
    /// Add a Site Recovery Manager.
    CreateSrmNode: POST "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/srm-nodes"
        (SddcPath, Nothing, OptionalJson<ProvisionSrmConfig>) -> OK Json<SiteRecoveryTask>, needs Write,
        /// The task's `resource_id` is the new node.
        method create_srm_node(org: OrgId, sddc: SddcId);
    /// Delete a Site Recovery Manager.
    DeleteSrmNode: DELETE "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/srm-nodes/{srmNode}"
        (SrmNodePath, Nothing, Empty) -> OK Json<SiteRecoveryTask>, needs Write,
        method delete_srm_node(org: OrgId, sddc: SddcId, srm_node: SiteRecoveryNodeId);
    /// Export the configuration of a Site Recovery Manager. The answer is empty, as published.
    ExportSrmConfig: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/srm-nodes/{srmNode}/config/export"
        (SrmNodePath, Nothing, Empty) -> NO_CONTENT Empty, needs Read,
        method export_srm_config(org: OrgId, sddc: SddcId, srm_node: SiteRecoveryNodeId);
    /// Give an appliance of site recovery an OAuth client.
    GenerateOauthClient: POST
        "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/{siteRecoveryNode}/generate-oauth-client"
        (SiteRecoveryNodePath, Nothing, Empty) -> NO_CONTENT Empty, needs Write,
        method generate_oauth_client(org: OrgId, sddc: SddcId, site_recovery_node: SiteRecoveryNodeId);
    /// Get the versions of the appliances of site recovery.
    GetSiteRecoveryVersions: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/versions"
        (SddcPath, Nothing, Empty) -> OK Json<SiteRecoveryVersions>, needs Read,
        method get_site_recovery_versions(org: OrgId, sddc: SddcId);
    /// Spread replications over additional servers, or end that.
    ScaleOutReplication: POST "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/vr-scale-out"
        (SddcPath, ScaleOutReplicationQuery, Empty) -> OK Json<SiteRecoveryTask>, needs Write,
        method scale_out_replication(org: OrgId, sddc: SddcId);
    /// Set whether replications are spread over several servers, without adding servers.
    SetReplicationScaleOut: PUT "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/vr-scale-out-config"
        (SddcPath, SetReplicationScaleOutQuery, Empty) -> OK Json<SiteRecoveryTask>, needs Write,
        method set_replication_scale_out(org: OrgId, sddc: SddcId);
    /// Get the number of replications.
    GetReplicationsCount: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/replications-count" (SddcPath, Nothing, Empty)
        -> OK Json<ReplicationsCount>, needs Read,
        method get_replications_count(org: OrgId, sddc: SddcId);
    /// List the replications.
    ListReplications: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/replications-data"
        (SddcPath, Nothing, Empty) -> OK Json<Vec<ReplicationData>>, needs Read,
        method list_replications(org: OrgId, sddc: SddcId);
    /// Get the replicas in the datastores, in the list `datastore_entities`. The answer is published as a free object.
    GetReplicaData: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/replica-data" (SddcPath, Nothing, Empty)
        -> OK Json<Map<String, Value>>, needs Read,
        method get_replica_data(org: OrgId, sddc: SddcId);
    /// List the disks of the replicas.
    ListReplicaDiskCollections: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/replica-disk-collections"
        (SddcPath, ListReplicaDiskCollectionsQuery, Empty) -> OK Json<Vec<ReplicaDiskCollection>>, needs Read,
        method list_replica_disk_collections(org: OrgId, sddc: SddcId);
    /// List the issues of replications.
    ListReplicationIssues: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/vr-replication-issues"
        (SddcPath, Nothing, Empty) -> OK Json<Vec<HmsReplicationIssueInfo>>, needs Read,
        method list_replication_issues(org: OrgId, sddc: SddcId);
    /// List the issues of the site.
    ListReplicationSiteIssues: GET "/vmc/draas/api/orgs/{org}/sddcs/{sddc}/site-recovery/vr-site-issues"
        (SddcPath, Nothing, Empty) -> OK Json<Vec<HmsSiteIssueInfo>>, needs Read,
        method list_replication_site_issues(org: OrgId, sddc: SddcId);
    /// List the tasks of site recovery.
    ListSiteRecoveryTasks: GET "/vmc/draas/api/orgs/{org}/tasks" (OrgPath, ListTasksQuery, Empty)
        -> OK Json<Vec<SiteRecoveryTask>>, needs Read,
        method list_site_recovery_tasks(org: OrgId);
    /// Get one task of site recovery.
    GetSiteRecoveryTask: GET "/vmc/draas/api/orgs/{org}/tasks/{task}" (TaskPath, Nothing, Empty)
        -> OK Json<SiteRecoveryTask>, needs Read,
        method get_site_recovery_task(org: OrgId, task: TaskId);
    /// Act on a task of site recovery: `action=cancel` requests its cancellation.
    UpdateSiteRecoveryTask: POST "/vmc/draas/api/orgs/{org}/tasks/{task}" (TaskPath, UpdateTaskQuery, Empty)
        -> OK Json<SiteRecoveryTask>, needs Write,
        /// A cancelled task may continue for a while, or even finish successfully.
        method update_site_recovery_task(org: OrgId, task: TaskId);
}

/// `/orgs/{org}/sddcs/{sddc}/site-recovery/srm-nodes/{srmNode}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SrmNodePath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Site Recovery Manager.
    #[serde(rename = "srmNode")]
    pub srm_node: SiteRecoveryNodeId,
}

/// `/orgs/{org}/sddcs/{sddc}/site-recovery/{siteRecoveryNode}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SiteRecoveryNodePath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Appliance of site recovery.
    #[serde(rename = "siteRecoveryNode")]
    pub site_recovery_node: SiteRecoveryNodeId,
}

impl InOrg for SrmNodePath {
    fn org(&self) -> OrgId {
        self.org
    }
}

impl InOrg for SiteRecoveryNodePath {
    fn org(&self) -> OrgId {
        self.org
    }
}

/// Query of [`DeactivateSiteRecovery`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeactivateSiteRecoveryQuery {
    /// Whether to deactivate it although something is being changed. Default false. The body can say the same.
    #[serde(default, deserialize_with = "super::lenient_bool", skip_serializing_if = "super::is_false")]
    pub force: bool,
}

/// Query of [`ScaleOutReplication`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["scale_out"])))]
pub struct ScaleOutReplicationQuery {
    /// Whether replications are spread over several servers. It is required. It is read as optional, so that the refusal can name it.
    #[cfg_attr(feature = "schemas", schemars(with = "bool"))]
    #[serde(default, deserialize_with = "super::flag_if_any", skip_serializing_if = "Option::is_none")]
    pub scale_out: Option<bool>,
    /// `true` only tries it, and `skip` only sets the property. Default `false`.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<String>,
    /// Whether the request repeats another one, so that nobody is notified again. Default false.
    #[serde(default, deserialize_with = "super::lenient_bool", skip_serializing_if = "super::is_false")]
    pub is_retry: bool,
}

/// Query of [`SetReplicationScaleOut`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["scale_out"])))]
pub struct SetReplicationScaleOutQuery {
    /// Whether replications are spread over several servers. It is required. It is read as optional, so that the refusal can name it.
    #[cfg_attr(feature = "schemas", schemars(with = "bool"))]
    #[serde(default, deserialize_with = "super::flag_if_any", skip_serializing_if = "Option::is_none")]
    pub scale_out: Option<bool>,
}

/// Query of [`ListReplicaDiskCollections`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListReplicaDiskCollectionsQuery {
    /// Only those in this datastore.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub datastore_mo_id: Option<String>,
}
