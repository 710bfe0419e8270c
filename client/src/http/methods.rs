//! One method per operation, in the order of the endpoint table. Each is [`Client::call`] with separate arguments.
//!
//! All of them return the same errors as `call`.

mod account_link;
mod csp;
mod network;
mod subscriptions;
mod templates;
mod upkeep;

use super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing, OptionalJson},
    endpoints::{
        ClusterPath, OrgPath, SddcPath, TaskPath,
        clusters::{
            ClusterConstraintsQuery, CreateCluster, DeleteCluster, GetClusterConstraints, PublishMsftLicensing,
            ReconfigureCluster,
        },
        esxs::{ChangeEsxs, ChangeEsxsQuery, PrecheckAddHosts},
        orgs::{GetOrg, ListOrgs, ListProviders},
        sddcs::{
            ConvertSddc, CreateSddc, CreateSddcQuery, DeleteSddc, DeleteSddcQuery, GetPrimaryCluster, GetProvisionSpec,
            GetSddc, ListSddcs, ListSddcsQuery, UpdateSddc,
        },
        storage::{GetStorageConstraints, StorageConstraintsQuery},
        tasks::{GetTask, ListTasks, ListTasksQuery, UpdateTask, UpdateTaskQuery},
    },
    wire::{
        AwsCloudProvider, AwsSddcConfig, Cluster, ClusterConfig, ClusterId, ClusterReconfigureParams, EsxConfig,
        MsftLicensingConfig, OrgId, Organization, ProvisionSpec, Sddc, SddcConvertRequest, SddcId, SddcPatchRequest,
        Task, TaskId, VsanClusterReconfigConstraints, VsanConfigConstraints,
    },
};

impl Client {
    /// Lists the organizations of the calling user.
    pub async fn list_orgs(&self) -> Result<Vec<Organization>, Error> {
        self.call::<ListOrgs>(Nothing {}, Nothing {}, Empty).await
    }

    /// Gets one organization.
    pub async fn get_org(&self, org: OrgId) -> Result<Organization, Error> {
        self.call::<GetOrg>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Lists the cloud providers that an organization may use, and their regions.
    pub async fn list_providers(&self, org: OrgId) -> Result<Vec<AwsCloudProvider>, Error> {
        self.call::<ListProviders>(OrgPath { org }, Nothing {}, Empty).await
    }
}

impl Client {
    /// Lists the SDDCs of an organization.
    pub async fn list_sddcs(&self, org: OrgId, query: ListSddcsQuery) -> Result<Vec<Sddc>, Error> {
        self.call::<ListSddcs>(OrgPath { org }, query, Empty).await
    }

    /// Begins to provision an SDDC. The task's `resource_id` is the new SDDC.
    pub async fn create_sddc(&self, org: OrgId, config: &AwsSddcConfig) -> Result<Task, Error> {
        let query = CreateSddcQuery { validate_only: false };
        self.call::<CreateSddc>(OrgPath { org }, query, Json(config.clone())).await
    }

    /// Validates a request to [`create_sddc`](Self::create_sddc) without provisioning anything.
    pub async fn validate_sddc(&self, org: OrgId, config: &AwsSddcConfig) -> Result<Task, Error> {
        let query = CreateSddcQuery { validate_only: true };
        self.call::<CreateSddc>(OrgPath { org }, query, Json(config.clone())).await
    }

    /// Gets one SDDC.
    pub async fn get_sddc(&self, org: OrgId, sddc: SddcId) -> Result<Sddc, Error> {
        self.call::<GetSddc>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }

    /// Renames an SDDC.
    pub async fn rename_sddc(&self, org: OrgId, sddc: SddcId, name: &str) -> Result<Sddc, Error> {
        let body = SddcPatchRequest { name: Some(name.to_owned()) };
        self.call::<UpdateSddc>(SddcPath { org, sddc }, Nothing {}, Json(body)).await
    }

    /// Begins to delete an SDDC.
    pub async fn delete_sddc(&self, org: OrgId, sddc: SddcId, query: DeleteSddcQuery) -> Result<Task, Error> {
        self.call::<DeleteSddc>(SddcPath { org, sddc }, query, Empty).await
    }

    /// Gets the cluster that holds the management VMs.
    pub async fn get_primary_cluster(&self, org: OrgId, sddc: SddcId) -> Result<Cluster, Error> {
        self.call::<GetPrimaryCluster>(SddcPath { org, sddc }, Nothing {}, Empty).await
    }
}

/// Provisioning options, and conversion of single-host SDDCs.
impl Client {
    /// Begins to convert a single-host SDDC to `num_hosts` hosts, or to the service's default number.
    pub async fn convert_sddc(&self, org: OrgId, sddc: SddcId, num_hosts: Option<i32>) -> Result<Task, Error> {
        let body = num_hosts.map(|hosts| SddcConvertRequest { num_hosts: Some(hosts) });
        self.call::<ConvertSddc>(SddcPath { org, sddc }, Nothing {}, OptionalJson(body)).await
    }

    /// Gets the provisioning options of an organization.
    pub async fn get_provision_spec(&self, org: OrgId) -> Result<ProvisionSpec, Error> {
        self.call::<GetProvisionSpec>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Gets the storage capacities that a new cluster can have if its hosts have no storage of their own.
    pub async fn get_storage_constraints(
        &self,
        org: OrgId,
        query: StorageConstraintsQuery,
    ) -> Result<VsanConfigConstraints, Error> {
        self.call::<GetStorageConstraints>(OrgPath { org }, query, Empty).await
    }
}

impl Client {
    /// Begins to create a cluster. The new cluster's id is `clusterId` in the task's `params`.
    pub async fn create_cluster(&self, org: OrgId, sddc: SddcId, config: &ClusterConfig) -> Result<Task, Error> {
        self.call::<CreateCluster>(SddcPath { org, sddc }, Nothing {}, Json(config.clone())).await
    }

    /// Begins to delete a cluster.
    pub async fn delete_cluster(&self, org: OrgId, sddc: SddcId, cluster: ClusterId) -> Result<Task, Error> {
        self.call::<DeleteCluster>(ClusterPath { org, sddc, cluster }, Nothing {}, Empty).await
    }

    /// Gets the possible reconfigurations of a cluster, for its present number of hosts or for the given one.
    pub async fn get_cluster_constraints(
        &self,
        org: OrgId,
        sddc: SddcId,
        cluster: ClusterId,
        expected_num_hosts: Option<i32>,
    ) -> Result<VsanClusterReconfigConstraints, Error> {
        let query = ClusterConstraintsQuery { expected_num_hosts };
        self.call::<GetClusterConstraints>(ClusterPath { org, sddc, cluster }, query, Empty).await
    }

    /// Begins to change the hosts and the storage of a cluster together.
    pub async fn reconfigure_cluster(
        &self,
        org: OrgId,
        sddc: SddcId,
        cluster: ClusterId,
        params: &ClusterReconfigureParams,
    ) -> Result<Task, Error> {
        let path = ClusterPath { org, sddc, cluster };
        self.call::<ReconfigureCluster>(path, Nothing {}, Json(params.clone())).await
    }

    /// Begins to change the licences for Microsoft software that a cluster uses.
    pub async fn publish_msft_licensing(
        &self,
        org: OrgId,
        sddc: SddcId,
        cluster: ClusterId,
        licences: &MsftLicensingConfig,
    ) -> Result<Task, Error> {
        let path = ClusterPath { org, sddc, cluster };
        self.call::<PublishMsftLicensing>(path, Nothing {}, Json(licences.clone())).await
    }
}

impl Client {
    /// Begins to add hosts.
    pub async fn add_esxs(&self, org: OrgId, sddc: SddcId, config: &EsxConfig) -> Result<Task, Error> {
        self.change_esxs(org, sddc, ChangeEsxsQuery::default(), config).await
    }

    /// Begins to remove hosts.
    pub async fn remove_esxs(&self, org: OrgId, sddc: SddcId, config: &EsxConfig) -> Result<Task, Error> {
        let query = ChangeEsxsQuery { action: Some("remove".to_owned()) };
        self.change_esxs(org, sddc, query, config).await
    }

    /// Begins the change that the action names.
    pub async fn change_esxs(
        &self,
        org: OrgId,
        sddc: SddcId,
        query: ChangeEsxsQuery,
        config: &EsxConfig,
    ) -> Result<Task, Error> {
        self.call::<ChangeEsxs>(SddcPath { org, sddc }, query, Json(config.clone())).await
    }

    /// Begins to check whether hosts can be added. The task fails if they cannot.
    pub async fn precheck_add_hosts(&self, org: OrgId, sddc: SddcId, config: &EsxConfig) -> Result<Task, Error> {
        self.call::<PrecheckAddHosts>(SddcPath { org, sddc }, Nothing {}, Json(config.clone())).await
    }
}

impl Client {
    /// Lists the tasks of an organization; with a filter expression, only the tasks that match it.
    pub async fn list_tasks(&self, org: OrgId, filter: Option<&str>) -> Result<Vec<Task>, Error> {
        let query = ListTasksQuery { filter: filter.map(str::to_owned) };
        self.call::<ListTasks>(OrgPath { org }, query, Empty).await
    }

    /// Gets one task.
    pub async fn get_task(&self, org: OrgId, task: TaskId) -> Result<Task, Error> {
        self.call::<GetTask>(TaskPath { org, task }, Nothing {}, Empty).await
    }

    /// Requests the cancellation of a task. The task may continue for a while, or even finish successfully.
    pub async fn cancel_task(&self, org: OrgId, task: TaskId) -> Result<Task, Error> {
        let query = UpdateTaskQuery { action: Some("cancel".to_owned()) };
        self.call::<UpdateTask>(TaskPath { org, task }, query, Empty).await
    }
}
