//! Tests of the typed client with clusters, hosts and conversion.

use vmc_client::{
    endpoints::storage::StorageConstraintsQuery,
    wire::{
        AwsSddcConfig, ClusterConfig, ClusterId, ClusterReconfigureParams, EsxConfig, HostInstanceType,
        MsftLicensingConfig, Provider, SddcConvertRequest, SddcId,
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
