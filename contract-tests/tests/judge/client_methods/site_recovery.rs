//! Calls the client's methods for site recovery.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::wire::{
    ActivateSiteRecoveryConfig, AwsSddcConfig, DeleteConfigInternal, Provider, ProvisionSrmConfig, SddcId,
    SiteRecoveryNodeId, SiteRecoveryState, SiteRecoveryTask, TaskStatus,
};

impl Stage {
    /// The task of site recovery once it is over.
    async fn recovered(&self, task: SiteRecoveryTask) -> SiteRecoveryTask {
        let task = said!(self, get_site_recovery_task(self.org, task.entity.id));
        assert_eq!(task.status, Some(TaskStatus::Finished), "{task:?}");
        task
    }
}

pub(crate) async fn site_recovery() {
    let stage = Stage::set(json!({"pacing": {"preset": "instant"}})).await;
    let config =
        AwsSddcConfig { name: "a".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let task = said!(stage, create_sddc(stage.org, plain(), &config));
    let (org, sddc) = (stage.org, SddcId(task.resource_id.unwrap().0));
    let suffix = ActivateSiteRecoveryConfig { srm_extension_key_suffix: Some("east".into()) };
    let task = stage.recovered(said!(stage, activate_site_recovery(org, sddc, Some(&suffix)))).await;
    assert_eq!(task.resource_id.map(|id| id.0), Some(sddc.0));
    let new = ProvisionSrmConfig { srm_extension_key_suffix: Some("west".into()), internal: None };
    let task = stage.recovered(said!(stage, create_srm_node(org, sddc, Some(&new)))).await;
    let node = SiteRecoveryNodeId(task.resource_id.unwrap().0);
    said!(stage, export_srm_config(org, sddc, node));
    said!(stage, generate_oauth_client(org, sddc, node));
    stage.recovered(said!(stage, scale_out_replication(org, sddc, of(json!({"scale_out": "true"}))))).await;
    stage.recovered(said!(stage, set_replication_scale_out(org, sddc, of(json!({"scale_out": "true"}))))).await;
    let recovery = said!(stage, get_site_recovery(org, sddc));
    assert_eq!((recovery.srm_nodes.len(), recovery.vrs_nodes.len()), (2, 2));
    assert_eq!(said!(stage, get_site_recovery_versions(org, sddc)).node_versions.len(), 5);

    assert_eq!(said!(stage, get_replications_count(org, sddc)).outgoing, Some(0));
    assert_eq!(said!(stage, list_replications(org, sddc)), []);
    assert_eq!(said!(stage, get_replica_data(org, sddc))["datastore_entities"], json!([]));
    assert_eq!(said!(stage, list_replica_disk_collections(org, sddc, plain())), []);
    assert_eq!(said!(stage, list_replication_issues(org, sddc)), []);
    assert_eq!(said!(stage, list_replication_site_issues(org, sddc)), []);

    stage.recovered(said!(stage, delete_srm_node(org, sddc, node))).await;
    let body = DeleteConfigInternal { force: Some(true), ..DeleteConfigInternal::default() };
    stage.recovered(said!(stage, deactivate_site_recovery(org, sddc, plain(), Some(&body)))).await;
    let recovery = said!(stage, get_site_recovery(org, sddc));
    assert_eq!(recovery.site_recovery_state, Some(SiteRecoveryState::Deactivated));
    assert_eq!(said!(stage, list_site_recovery_tasks(org, plain())).len(), 6);

    let pacing = stage.world.control("PUT", "/pacing", &json!({"preset": "manual"})).await;
    pacing.expect(200);
    let task = said!(stage, activate_site_recovery(org, sddc, None));
    let task = said!(stage, update_site_recovery_task(org, task.entity.id, of(json!({"action": "cancel"}))));
    assert_eq!(task.status, Some(TaskStatus::Canceling));
}
