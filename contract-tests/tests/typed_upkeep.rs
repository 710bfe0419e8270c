//! The typed client on a finished SDDC: every method finds its operation, and reads what it answers.
//!
//! Operations: none by name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use vmc_client::{
    Error,
    wire::{
        AwsSddcConfig, ConnectivityValidationGroupResultWrapper, ConnectivityValidationStatus, DayOfWeek,
        MaintenanceWindow, NewCredentials, OrgId, Provider, ReservationState, SddcAllocatePublicIpSpec, SddcId,
        SddcStateRequest, Task, TaskStatus, UpdateCredentials,
    },
};
use vmcsim::{MockServer, Preset};

async fn with_sddc() -> (MockServer, OrgId, SddcId) {
    let mock = MockServer::builder().pace(Preset::Instant).start().await;
    let config =
        AwsSddcConfig { name: "a".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let task = mock.client().create_sddc(mock.org_id(), &config).await.unwrap();
    let sddc = SddcId(task.resource_id.unwrap().0);
    let org = mock.org_id();
    (mock, org, sddc)
}

/// The task once it is over.
async fn over(mock: &MockServer, task: Task) -> Task {
    let task = mock.client().get_task(mock.org_id(), task.entity.id).await.unwrap();
    assert_eq!(task.status, Some(TaskStatus::Finished));
    task
}

#[tokio::test]
async fn addresses_names_and_connectivity() -> Result<(), Error> {
    let (mock, org, sddc) = with_sddc().await;
    let client = mock.client();
    let spec = SddcAllocatePublicIpSpec { count: 1, names: vec!["web".into()], private_ips: Vec::new() };
    over(&mock, client.create_public_ips(org, sddc, &spec).await?).await;
    let ip = client.list_public_ips(org, sddc).await?.remove(0);
    let id = ip.allocation_id.clone().unwrap();
    over(&mock, client.attach_public_ip(org, sddc, &ip, "10.1.0.1").await?).await;
    over(&mock, client.reattach_public_ip(org, sddc, &ip, "10.1.0.2").await?).await;
    over(&mock, client.rename_public_ip(org, sddc, &ip, "db").await?).await;
    let attached = client.get_public_ip(org, sddc, &id).await?;
    assert_eq!((attached.name.as_deref(), attached.associated_private_ip.as_deref()), (Some("db"), Some("10.1.0.2")));
    over(&mock, client.detach_public_ip(org, sddc, &attached).await?).await;
    over(&mock, client.delete_public_ip(org, sddc, &id).await?).await;
    assert_eq!(client.list_public_ips(org, sddc).await?, []);
    assert_eq!(client.list_mgw_public_ips(org, sddc).await?, []);
    assert!(client.get_mgw_public_ip(org, sddc, &id).await.is_err());

    over(&mock, client.make_dns_private(org, sddc).await?).await;
    let private = async || {
        let config = client.get_sddc(org, sddc).await.unwrap().resource_config.unwrap();
        config.dns_with_management_vm_private_ip.unwrap()
    };
    assert!(private().await);
    over(&mock, client.update_management_vm_dns(org, sddc, "vcenter", "public").await?).await;
    assert!(!private().await);
    over(&mock, client.make_dns_public(org, sddc).await?).await;

    let mut group = client.get_connectivity_tests(org, sddc).await?.groups.remove(0);
    group.sub_groups[0].inputs[0].value = Some("192.0.2.1".into());
    let task = over(&mock, client.start_connectivity_tests(org, sddc, &group).await?).await;
    let result: ConnectivityValidationGroupResultWrapper =
        serde_json::from_value(task.params["test_result"].clone()).unwrap();
    assert_eq!(result.results[0].results[0].status, ConnectivityValidationStatus::Fail);
    Ok(())
}

#[tokio::test]
async fn additions_maintenance_and_the_rest() -> Result<(), Error> {
    let (mock, org, sddc) = with_sddc().await;
    let client = mock.client();
    client.set_enablement(org, sddc, "HCX", true).await?;
    assert!(client.list_enablements(org, sddc).await?.iter().any(|it| it.name == "HCX" && it.enabled));
    client.set_enablement(org, sddc, "HCX", false).await?;
    let kept = NewCredentials { name: "a b/c".into(), username: "u".into(), password: "p".into() };
    assert_eq!(client.create_addon_credentials(org, sddc, "HCX", &kept).await?, kept);
    assert_eq!(client.get_addon_credentials(org, sddc, "HCX", "a b/c").await?, kept);
    let update = UpdateCredentials { username: "v".into(), password: "q".into() };
    let changed = client.update_addon_credentials(org, sddc, "HCX", "a b/c", &update).await?;
    assert_eq!(client.list_addon_credentials(org, sddc, "HCX").await?, [changed]);

    let reservation = client.list_reservations(org).await?[0].reservation_id.unwrap();
    let window = MaintenanceWindow { day_of_week: Some(DayOfWeek::Friday), hour_of_day: Some(3) };
    assert_eq!(client.set_maintenance_window(org, reservation, &window).await?, window);
    assert_eq!(client.get_maintenance_window(org, reservation).await?.day_of_week, window.day_of_week);
    let found = client.find_reservation_windows(org, &SddcStateRequest::default()).await?;
    assert_eq!(found[&sddc.to_string()][0].reservation_state, Some(ReservationState::Scheduled));
    let support = client.list_support_windows(org, Default::default()).await?.remove(0).support_window_id.unwrap();
    assert_eq!(client.set_support_window(org, sddc, &support).await?.window_id, Some(support));

    assert_eq!(client.set_locale("ja_JP").await?.locale.as_deref(), Some("ja_JP"));
    let me = client.get_sddc(org, sddc).await?.entity.user_id;
    assert_eq!(client.get_support_inputs(org, me).await?.inputs.len(), 1);
    Ok(())
}
