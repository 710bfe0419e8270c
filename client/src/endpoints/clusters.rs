//! Endpoints for clusters: create, delete, reconfigure, and change licences.

use super::{ClusterPath, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        ClusterConfig, ClusterReconfigureParams, HostProvisionSpec, MsftLicensingConfig, Task,
        VsanClusterReconfigConstraints,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Create a cluster in an SDDC.
    CreateCluster: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters" (SddcPath, Nothing, Json<ClusterConfig>)
        -> ACCEPTED Json<Task>, needs Write,
        /// The id of the new cluster is `clusterId` in the task's `params`.
        method create_cluster(org: OrgId, sddc: SddcId);
    /// Delete a cluster.
    DeleteCluster: DELETE "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}" (ClusterPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Delete,
        method delete_cluster(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Get the possible reconfigurations of a cluster, for its present number of hosts or for a given one.
    GetClusterConstraints: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/config/constraints"
        (ClusterPath, ClusterConstraintsQuery, Empty) -> OK Json<VsanClusterReconfigConstraints>, needs Read,
        method get_cluster_constraints(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Change the hosts and the storage of a cluster together.
    ReconfigureCluster: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/reconfigure"
        (ClusterPath, Nothing, Json<ClusterReconfigureParams>) -> ACCEPTED Json<Task>, needs Write,
        method reconfigure_cluster(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Get the options for adding hosts to a cluster.
    GetHostProvisionSpec: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/host-provision-spec"
        (ClusterPath, HostProvisionSpecQuery, Empty) -> OK Json<HostProvisionSpec>, needs Read,
        method get_host_provision_spec(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Change the licences for Microsoft software that a cluster uses.
    PublishMsftLicensing: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/msft-licensing/publish"
        (ClusterPath, Nothing, Json<MsftLicensingConfig>) -> OK Json<Task>, needs Write,
        method publish_msft_licensing(org: OrgId, sddc: SddcId, cluster: ClusterId);
}

/// Query of [`GetClusterConstraints`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ClusterConstraintsQuery {
    /// The number of hosts that the cluster will have. Default: the present number.
    #[serde(default, deserialize_with = "super::number_if_any", skip_serializing_if = "Option::is_none")]
    pub expected_num_hosts: Option<i32>,
}

/// Query of [`GetHostProvisionSpec`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HostProvisionSpecQuery {
    /// What is to be done with the hosts: `add` (the default). No source publishes the values. (assumption)
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
