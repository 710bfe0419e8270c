//! Tests of the typed client with clusters, hosts, conversion and networks.

use serde_json::{Value, json};
use vmc_client::{
    Error,
    endpoints::storage::StorageConstraintsQuery,
    wire::{
        AccountLinkConfig, AwsSddcConfig, ClusterConfig, ClusterId, ClusterReconfigureParams, EsxConfig,
        HostInstanceType, MsftLicensingConfig, Provider, SddcConvertRequest, SddcId, networking::Group,
    },
};
use vmcsim::{MockServer, Preset};

/// Every method of the typed client for clusters, hosts and conversion sends what its operation takes, and reads what it answers.
#[tokio::test]
async fn the_typed_client_asks_for_all_of_it() {
    let mock = MockServer::builder().pace(Preset::Instant).start().await;
    let (client, org) = (mock.client(), mock.org_id());
    let config = AwsSddcConfig {
        name: "sddc-1".into(),
        num_hosts: 1,
        provider: Provider::ZeroCloud,
        host_instance_type: Some(HostInstanceType::R5Metal),
        ..AwsSddcConfig::default()
    };
    let task = client.create_sddc(org, Default::default(), &config).await.unwrap();
    let sddc = SddcId(task.resource_id.unwrap().0);
    let spec = client.get_provision_spec(org).await.unwrap();
    assert!(spec.provider.unwrap().contains_key("ZEROCLOUD"));
    let query = StorageConstraintsQuery { provider: Provider::Aws, num_hosts: 3, one_node_reduced_capacity: None };
    let storage = client.get_storage_constraints(org, query).await.unwrap();

    client.convert_sddc(org, sddc, Some(&SddcConvertRequest { num_hosts: Some(4) })).await.unwrap();
    let one = EsxConfig { num_hosts: 1, ..EsxConfig::default() };
    client.precheck_add_hosts(org, sddc, &one).await.unwrap();
    client.add_esxs(org, sddc, &one).await.unwrap();
    client.remove_esxs(org, sddc, &one).await.unwrap();
    let cluster = client.get_primary_cluster(org, sddc).await.unwrap();
    assert_eq!(cluster.esx_host_list.len(), 4);
    let cluster = cluster.cluster_id;
    let offered = client.get_cluster_constraints(org, sddc, cluster, Default::default()).await.unwrap();
    assert_eq!((offered.hosts, storage.num_hosts), (4, 3));
    let more = ClusterReconfigureParams { num_hosts: 4, storage_capacity: Some(storage.max_capacity), bias: None };
    client.reconfigure_cluster(org, sddc, cluster, &more).await.unwrap();
    let licences = MsftLicensingConfig { academic_license: Some(true), ..MsftLicensingConfig::default() };
    client.publish_msft_licensing(org, sddc, cluster, &licences).await.unwrap();
    let cluster = client.get_primary_cluster(org, sddc).await.unwrap();
    assert_eq!(cluster.storage_capacity, Some(4 * storage.max_capacity));
    assert_eq!(cluster.msft_license_config.unwrap().academic_license, Some(true));

    let second = ClusterConfig { num_hosts: 2, ..ClusterConfig::default() };
    let task = client.create_cluster(org, sddc, &second).await.unwrap();
    let second = task.params["clusterId"].as_str().unwrap().parse::<ClusterId>().unwrap();
    client.delete_cluster(org, sddc, second).await.unwrap();
    let clusters = client.get_sddc(org, sddc).await.unwrap().resource_config.unwrap().clusters;
    assert_eq!(clusters.len(), 1);
}

/// Objects of networks are read, changed and written back without losing fields, and lists are read to their end.
#[tokio::test]
async fn the_client_handles_documents() {
    let mock = MockServer::builder().pace(Preset::Instant).start().await;
    let (client, org) = (mock.client(), mock.org_id());
    let config = AwsSddcConfig {
        name: "sddc-1".into(),
        num_hosts: 1,
        provider: Provider::Aws,
        sddc_type: Some("1NODE".to_owned()),
        account_link_config: Some(AccountLinkConfig { delay_account_link: Some(true) }),
        ..AwsSddcConfig::default()
    };
    let task = client.create_sddc(org, Default::default(), &config).await.unwrap();
    let sddc = SddcId(task.resource_id.unwrap().0);
    let networks = client.networking(org, sddc);

    let path = "/infra/domains/cgw/groups/web";
    let tags = json!([{"scope": "app", "tag": "web"}]);
    let address = json!({"resource_type": "IPAddressExpression", "ip_addresses": ["10.0.0.1"]});
    networks.patch(path, &json!({"tags": tags, "expression": [address]})).await.unwrap();
    let mut group: Group = networks.get(path).await.unwrap();
    assert_eq!((&group.common.other["tags"], group.common.revision), (&tags, Some(0)));
    group.common.description = Some("front ends".to_owned());
    let group: Group = networks.put(path, &group).await.unwrap();
    assert_eq!((&group.common.other["tags"], group.common.revision), (&tags, Some(1)));

    for number in 0..5 {
        networks.patch(&format!("/infra/domains/cgw/groups/g {number}"), &json!({})).await.unwrap();
    }
    let groups: Vec<Group> = networks.list("/infra/domains/cgw/groups?page_size=2").await.unwrap();
    let names: Vec<_> = groups.into_iter().filter_map(|group| group.common.id).collect();
    assert_eq!(names, ["g 0", "g 1", "g 2", "g 3", "g 4", "web"]);

    let config: Value = networks.get("/cloud-service/api/v1/infra/external/config").await.unwrap();
    assert_eq!(config["intranet_mtu"], 1500);
    networks.delete(path).await.unwrap();
    let refused = networks.get::<Value>(path).await.unwrap_err();
    let Error::NetworkRefused { status, body, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!((status.as_u16(), body.error_code, body.http_status.as_str()), (404, 600, "NOT_FOUND"));
}
