//! Calls the client's methods for the autoscaler.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::wire::{
    AutoscalerTask, AwsSddcConfig, ClusterConfig, EdrsPolicy, EdrsPolicyOptionsOverrides, EdrsPolicyType, Provider,
    RemediationPolicyPatch, SddcId, SddcSizeName, TaskStatus,
};

/// Requires that a task of the autoscaler is over, as both services show it.
async fn over(stage: &Stage, task: AutoscalerTask) {
    let here = said!(stage, get_autoscaler_task(stage.org, task.id));
    let there = said!(stage, get_task(stage.org, task.id));
    assert_eq!(here.status, Some(TaskStatus::Finished), "{here:?}");
    assert_eq!(here, AutoscalerTask::from(there));
}

pub(crate) async fn policies_and_tasks() {
    let stage = Stage::set(json!({"pacing": {"preset": "instant", "kinds": {"XLB-RUN": "manual"}}})).await;
    let org = stage.org;
    let config =
        AwsSddcConfig { name: "a".into(), num_hosts: 3, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let sddc = SddcId(said!(stage, create_sddc(org, plain(), &config)).resource_id.unwrap().0);
    stage.over(said!(stage, create_cluster(org, sddc, &of::<ClusterConfig>(json!({"num_hosts": 2}))))).await;
    let listed = said!(stage, list_edrs_policies(org, sddc));
    let ids: Vec<_> = listed.iter().map(|listed| listed.cluster_id).collect();
    let cluster = ids[0];
    let overrides = EdrsPolicyOptionsOverrides { scale_up_host_increment: Some(4) };
    let policy = EdrsPolicy {
        enable_edrs: true,
        policy_type: Some(EdrsPolicyType::RapidScaleup),
        min_hosts: Some(3),
        max_hosts: Some(9),
        edrs_policy_options_overrides: Some(overrides),
    };
    over(&stage, said!(stage, set_edrs_policy(org, sddc, cluster, &policy))).await;
    assert_eq!(said!(stage, get_edrs_policy(org, sddc, cluster)), policy);
    assert_eq!(said!(stage, get_edrs_provisioning_spec(org, sddc, cluster)).policies.len(), 4);

    // The load is low, and the cluster has as few hosts as it may have.
    let load = json!({"sddc": sddc, "cpu": 0, "memory": 0, "storage": 0});
    stage.world.control("POST", "/load", &load).await.expect(200);
    assert!(said!(stage, list_edrs_policies(org, sddc))[0].status_message.is_some());
    stage.world.control("DELETE", "/load", &serde_json::Value::Null).await.expect(204);

    let off = RemediationPolicyPatch { auto_remediation_enabled: false };
    over(&stage, said!(stage, update_remediation_policies(org, sddc, &off))).await;
    let on = RemediationPolicyPatch { auto_remediation_enabled: true };
    over(&stage, said!(stage, update_remediation_policy(org, sddc, cluster, &on))).await;
    let first = said!(stage, get_remediation_policy(org, sddc, cluster));
    assert!(first.remediation_policy.auto_remediation_enabled);
    let all = said!(stage, list_remediation_policies(org, sddc));
    assert_eq!((&all[0], all[1].remediation_policy.auto_remediation_enabled), (&first, false));

    over(&stage, said!(stage, scale_sddc_size(org, sddc))).await;
    let size = said!(stage, get_sddc(org, sddc)).resource_config.unwrap().sddc_size.unwrap().size;
    assert_eq!(size, Some(SddcSizeName::Large));

    over(&stage, said!(stage, analyze_balance(org, sddc, &ids))).await;
    let run = said!(stage, run_balance(org, sddc));
    let cancelled = said!(stage, update_autoscaler_task(org, run.id, of(json!({"action": "cancel"}))));
    assert_eq!(cancelled.id, run.id);
    let run = said!(stage, run_balance(org, sddc));
    over(&stage, said!(stage, stop_balance(org, sddc))).await;
    let tasks = said!(stage, list_autoscaler_tasks(org, plain()));
    assert_eq!(tasks.iter().find(|task| task.id == run.id).unwrap().status, Some(TaskStatus::Canceled));
}
