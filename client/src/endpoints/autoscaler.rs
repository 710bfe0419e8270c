//! Endpoints of the autoscaler: the policies by which it adds, removes and replaces hosts, the size of an SDDC, and the balancing of its
//! clusters.

use super::{
    ClusterPath, OrgPath, SddcPath, TaskPath,
    tasks::{ListTasksQuery, UpdateTaskQuery},
};
use crate::{
    endpoint::{Empty, Json, JsonList, Nothing},
    endpoints,
    wire::{
        AutoscalerTask, ClusterId, EdrsClusterInfo, EdrsPolicy, EdrsProvisioningSpec, RemediationClusterInfo,
        RemediationPolicyPatch,
    },
};

endpoints! {
    service Vmc, with methods;
    /// List the scaling policies of the clusters of an SDDC.
    ListEdrsPolicies: GET "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/edrs-policy" (SddcPath, Nothing, Empty)
        -> OK Json<Vec<EdrsClusterInfo>>, needs Read,
        method list_edrs_policies(org: OrgId, sddc: SddcId);
    /// Get the scaling policy of a cluster.
    GetEdrsPolicy: GET "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/edrs-policy"
        (ClusterPath, Nothing, Empty) -> OK Json<EdrsPolicy>, needs Read,
        method get_edrs_policy(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Set the scaling policy of a cluster.
    SetEdrsPolicy: POST "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/edrs-policy"
        (ClusterPath, Nothing, Json<EdrsPolicy>) -> OK Json<AutoscalerTask>, needs Write,
        method set_edrs_policy(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Get the scaling policies that a cluster can have.
    GetEdrsProvisioningSpec: GET
        "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/edrs-provisioning-spec"
        (ClusterPath, Nothing, Empty) -> OK Json<EdrsProvisioningSpec>, needs Read,
        method get_edrs_provisioning_spec(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// List for each cluster of an SDDC whether its failed hosts are replaced.
    ListRemediationPolicies: GET "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/remediation-policy"
        (SddcPath, Nothing, Empty) -> OK Json<Vec<RemediationClusterInfo>>, needs Read,
        method list_remediation_policies(org: OrgId, sddc: SddcId);
    /// Set for all clusters of an SDDC whether failed hosts are replaced.
    UpdateRemediationPolicies: PATCH "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/remediation-policy"
        (SddcPath, Nothing, Json<RemediationPolicyPatch>) -> OK Json<AutoscalerTask>, needs Write,
        method update_remediation_policies(org: OrgId, sddc: SddcId);
    /// Get whether failed hosts of a cluster are replaced.
    GetRemediationPolicy: GET "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/remediation-policy"
        (ClusterPath, Nothing, Empty) -> OK Json<RemediationClusterInfo>, needs Read,
        method get_remediation_policy(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Set whether failed hosts of a cluster are replaced.
    UpdateRemediationPolicy: PATCH "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/remediation-policy"
        (ClusterPath, Nothing, Json<RemediationPolicyPatch>) -> OK Json<AutoscalerTask>, needs Write,
        method update_remediation_policy(org: OrgId, sddc: SddcId, cluster: ClusterId);
    /// Make the management VMs of an SDDC large.
    ScaleSddcSize: POST "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/scale-sddc-size" (SddcPath, Nothing, Empty)
        -> OK Json<AutoscalerTask>, needs Write,
        method scale_sddc_size(org: OrgId, sddc: SddcId);
    /// Analyse how the load of 2 to 4 clusters can be balanced.
    AnalyzeBalance: POST "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/xlb/analysis"
        (SddcPath, Nothing, JsonList<ClusterId>) -> OK Json<AutoscalerTask>, needs Write,
        method analyze_balance(org: OrgId, sddc: SddcId);
    /// Balance the load of the clusters that were analysed last.
    RunBalance: POST "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/xlb/run" (SddcPath, Nothing, Empty)
        -> OK Json<AutoscalerTask>, needs Write,
        method run_balance(org: OrgId, sddc: SddcId);
    /// Stop the balancing that is running.
    StopBalance: POST "/vmc/autoscaler/api/orgs/{org}/sddcs/{sddc}/xlb/stop" (SddcPath, Nothing, Empty)
        -> OK Json<AutoscalerTask>, needs Write,
        method stop_balance(org: OrgId, sddc: SddcId);
    /// List the tasks of the autoscaler.
    ListAutoscalerTasks: GET "/vmc/autoscaler/api/orgs/{org}/tasks" (OrgPath, ListTasksQuery, Empty)
        -> OK Json<Vec<AutoscalerTask>>, needs Read,
        method list_autoscaler_tasks(org: OrgId);
    /// Get one task of the autoscaler.
    GetAutoscalerTask: GET "/vmc/autoscaler/api/orgs/{org}/tasks/{task}" (TaskPath, Nothing, Empty)
        -> OK Json<AutoscalerTask>, needs Read,
        method get_autoscaler_task(org: OrgId, task: TaskId);
    /// Act on a task of the autoscaler: `action=cancel` requests its cancellation.
    UpdateAutoscalerTask: POST "/vmc/autoscaler/api/orgs/{org}/tasks/{task}" (TaskPath, UpdateTaskQuery, Empty)
        -> OK Json<AutoscalerTask>, needs Write,
        /// A cancelled task may continue for a while, or even finish successfully.
        method update_autoscaler_task(org: OrgId, task: TaskId);
}
