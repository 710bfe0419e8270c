//! One method per operation, in the order of the endpoint table: [`Client::call`] with its arguments spread out.
//!
//! All of them fail as `call` does.

mod csp;

use super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::{
        OrgPath, SddcPath, TaskPath,
        orgs::{GetOrg, ListOrgs},
        sddcs::{
            CreateSddc, CreateSddcQuery, DeleteSddc, DeleteSddcQuery, GetPrimaryCluster, GetSddc, ListSddcs,
            ListSddcsQuery, UpdateSddc,
        },
        tasks::{GetTask, ListTasks, ListTasksQuery, UpdateTask, UpdateTaskQuery},
    },
    wire::{AwsSddcConfig, Cluster, OrgId, Organization, Sddc, SddcId, SddcPatchRequest, Task, TaskId},
};

/// Organizations.
impl Client {
    /// Lists the organizations of the calling user.
    pub async fn list_orgs(&self) -> Result<Vec<Organization>, Error> {
        self.call::<ListOrgs>(Nothing {}, Nothing {}, Empty).await
    }

    /// Gets one organization.
    pub async fn get_org(&self, org: OrgId) -> Result<Organization, Error> {
        self.call::<GetOrg>(OrgPath { org }, Nothing {}, Empty).await
    }
}

/// SDDCs.
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

    /// Checks what [`create_sddc`](Self::create_sddc) would be asked, and provisions nothing.
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

/// Tasks.
impl Client {
    /// Lists the tasks of an organization, those that match a filter expression if one is given.
    pub async fn list_tasks(&self, org: OrgId, filter: Option<&str>) -> Result<Vec<Task>, Error> {
        let query = ListTasksQuery { filter: filter.map(str::to_owned) };
        self.call::<ListTasks>(OrgPath { org }, query, Empty).await
    }

    /// Gets one task.
    pub async fn get_task(&self, org: OrgId, task: TaskId) -> Result<Task, Error> {
        self.call::<GetTask>(TaskPath { org, task }, Nothing {}, Empty).await
    }

    /// Asks for a task to be canceled. It may go on for a while, or end well all the same.
    pub async fn cancel_task(&self, org: OrgId, task: TaskId) -> Result<Task, Error> {
        let query = UpdateTaskQuery { action: Some("cancel".to_owned()) };
        self.call::<UpdateTask>(TaskPath { org, task }, query, Empty).await
    }
}
