//! The examples of the packages do what they say.

use vmc_client::wire::{AwsSddcConfig, Provider};
use vmcsim::{MockServer, Preset};

#[path = "../../../client/examples/sddcs.rs"]
#[expect(dead_code, reason = "its main function reads the command line")]
mod sddcs;

#[path = "../../../mock-server/examples/rehearsal.rs"]
mod rehearsal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_lists_sddcs_and_tasks() {
    let server = MockServer::builder().pace(Preset::Realistic).try_start().unwrap();
    let (client, org) = (server.client(), server.org_id());
    let config =
        AwsSddcConfig { name: "a".to_owned(), num_hosts: 2, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() };
    client.create_sddc(org, Default::default(), &config).await.unwrap();
    let lines = sddcs::sddcs(&server.url(), server.api_token().expose()).await.unwrap();
    let expected = [&*format!("organization {org}"), "  SDDC a DEPLOYING", "  task SDDC-PROVISION 1 %"];
    assert_eq!(lines, expected);
}

#[test]
fn the_rehearsal_passes() {
    rehearsal::main().unwrap();
}
