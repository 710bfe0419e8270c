//! Calls the client's methods for a finished SDDC: addresses, names, connectivity, add-ons, maintenance; and for the
//! calling user.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::{
    endpoints::connectivity::StartConnectivityTestsQuery,
    wire::{
        AwsSddcConfig, ConnectivityValidationGroupResultWrapper, ConnectivityValidationStatus, DayOfWeek,
        MaintenanceWindow, NewCredentials, OrgId, Provider, ReservationState, SddcAllocatePublicIpSpec, SddcId,
        SddcPublicIp, SddcStateRequest, SupportWindowSddc, UpdateCredentials,
    },
};

async fn with_sddc() -> (Stage, OrgId, SddcId) {
    let stage = Stage::set(json!({"pacing": {"preset": "instant"}})).await;
    let config =
        AwsSddcConfig { name: "a".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    let task = said!(stage, create_sddc(stage.org, plain(), &config));
    let (org, sddc) = (stage.org, SddcId(task.resource_id.unwrap().0));
    (stage, org, sddc)
}

pub(crate) async fn addresses_names_and_connectivity() {
    let (stage, org, sddc) = with_sddc().await;
    let spec = SddcAllocatePublicIpSpec { count: 1, names: vec!["web".into()], private_ips: Vec::new() };
    stage.over(said!(stage, create_public_ips(org, sddc, &spec))).await;
    let ip = said!(stage, list_public_ips(org, sddc)).remove(0);
    let id = ip.allocation_id.clone().unwrap();
    stage.over(said!(stage, attach_public_ip(org, sddc, &ip, "10.1.0.1"))).await;
    stage.over(said!(stage, reattach_public_ip(org, sddc, &ip, "10.1.0.2"))).await;
    stage.over(said!(stage, rename_public_ip(org, sddc, &ip, "db"))).await;
    let attached = said!(stage, get_public_ip(org, sddc, &id));
    assert_eq!((attached.name.as_deref(), attached.associated_private_ip.as_deref()), (Some("db"), Some("10.1.0.2")));
    let renamed = SddcPublicIp { name: Some("cache".into()), ..attached.clone() };
    stage.over(said!(stage, update_public_ip(org, sddc, &id, of(json!({"action": "rename"})), &renamed))).await;
    assert_eq!(said!(stage, get_public_ip(org, sddc, &id)).name, renamed.name);
    stage.over(said!(stage, detach_public_ip(org, sddc, &attached))).await;
    stage.over(said!(stage, delete_public_ip(org, sddc, &id))).await;
    assert_eq!(said!(stage, list_public_ips(org, sddc)), []);
    assert_eq!(said!(stage, list_mgw_public_ips(org, sddc)), []);
    assert!(stage.client.get_mgw_public_ip(org, sddc, &id).await.is_err());

    stage.over(said!(stage, make_dns_private(org, sddc))).await;
    let private = async || {
        let config = said!(stage, get_sddc(org, sddc)).resource_config.unwrap();
        config.dns_with_management_vm_private_ip.unwrap()
    };
    assert!(private().await);
    stage.over(said!(stage, update_management_vm_dns(org, sddc, "vcenter", "public"))).await;
    assert!(!private().await);
    stage.over(said!(stage, make_dns_public(org, sddc))).await;

    let mut group = said!(stage, get_connectivity_tests(org, sddc)).groups.remove(0);
    group.sub_groups[0].inputs[0].value = Some("192.0.2.1".into());
    let task = stage
        .over(said!(stage, start_connectivity_tests(org, sddc, StartConnectivityTestsQuery::start(), &group)))
        .await;
    let result: ConnectivityValidationGroupResultWrapper =
        serde_json::from_value(task.params["test_result"].clone()).unwrap();
    assert_eq!(result.results[0].results[0].status, ConnectivityValidationStatus::Fail);
}

pub(crate) async fn additions_maintenance_and_the_rest() {
    let (stage, org, sddc) = with_sddc().await;
    said!(stage, set_enablement(org, sddc, "HCX", true));
    assert!(said!(stage, list_enablements(org, sddc)).iter().any(|it| it.name == "HCX" && it.enabled));
    said!(stage, set_enablement(org, sddc, "HCX", false));
    said!(stage, update_enablement(org, sddc, "HCX", of(json!({"action": "enable"}))));
    let kept = NewCredentials { name: "a b/c".into(), username: "u".into(), password: "p".into() };
    assert_eq!(said!(stage, create_addon_credentials(org, sddc, "HCX", &kept)), kept);
    assert_eq!(said!(stage, get_addon_credentials(org, sddc, "HCX", "a b/c")), kept);
    let update = UpdateCredentials { username: "v".into(), password: "q".into() };
    let changed = said!(stage, update_addon_credentials(org, sddc, "HCX", "a b/c", &update));
    assert_eq!(said!(stage, list_addon_credentials(org, sddc, "HCX")), [changed]);

    let reservation = said!(stage, list_reservations(org))[0].reservation_id.unwrap();
    let window = MaintenanceWindow { day_of_week: Some(DayOfWeek::Friday), hour_of_day: Some(3) };
    assert_eq!(said!(stage, set_maintenance_window(org, reservation, &window)), window);
    assert_eq!(said!(stage, get_maintenance_window(org, reservation)).day_of_week, window.day_of_week);
    let found = said!(stage, find_reservation_windows(org, Some(&SddcStateRequest::default())));
    assert_eq!(found[&sddc.to_string()][0].reservation_state, Some(ReservationState::Scheduled));
    let support = said!(stage, list_support_windows(org, plain())).remove(0).support_window_id.unwrap();
    let assigned = SupportWindowSddc { sddc_id: Some(sddc.to_string()) };
    assert_eq!(said!(stage, set_support_window(org, &support, &assigned)).window_id, Some(support));

    assert_eq!(said!(stage, set_locale(&of(json!({"locale": "ja_JP"})))).locale.as_deref(), Some("ja_JP"));
    let me = said!(stage, get_sddc(org, sddc)).entity.user_id;
    assert_eq!(said!(stage, get_support_inputs(of(json!({"userId": me, "orgId": org})))).inputs.len(), 1);
    let query = of(json!({"userId": me, "orgId": org, "inputs-sddc": sddc}));
    assert!(!said!(stage, get_sddc_custom_attributes(query)).custom_attributes.is_empty());
}
