//! Endpoints for clusters: create, delete, reconfigure, and change licences.

use super::{ClusterPath, SddcPath};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{ClusterConfig, ClusterReconfigureParams, MsftLicensingConfig, Task, VsanClusterReconfigConstraints},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc;
    /// Create a cluster in an SDDC.
    CreateCluster: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters" (SddcPath, Nothing, Json<ClusterConfig>)
        -> ACCEPTED Json<Task>, needs Write;
    /// Delete a cluster.
    DeleteCluster: DELETE "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}" (ClusterPath, Nothing, Empty)
        -> ACCEPTED Json<Task>, needs Write;
    /// Tell what a cluster can be reconfigured to.
    GetClusterConstraints: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/config/constraints"
        (ClusterPath, ClusterConstraintsQuery, Empty) -> OK Json<VsanClusterReconfigConstraints>, needs Read;
    /// Change hosts and storage of a cluster at once.
    ReconfigureCluster: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/reconfigure"
        (ClusterPath, Nothing, Json<ClusterReconfigureParams>) -> ACCEPTED Json<Task>, needs Write;
    /// Tell which licences for Microsoft software a cluster uses.
    PublishMsftLicensing: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/msft-licensing/publish"
        (ClusterPath, Nothing, Json<MsftLicensingConfig>) -> OK Json<Task>, needs Write;
}

/// Query of [`GetClusterConstraints`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterConstraintsQuery {
    /// The number of hosts that the cluster is to have. Default: as many as it has.
    #[serde(default, deserialize_with = "super::number_if_any", skip_serializing_if = "Option::is_none")]
    pub expected_num_hosts: Option<i32>,
}
