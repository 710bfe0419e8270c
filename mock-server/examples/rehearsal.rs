//! A test of a program that provisions SDDCs, with a server of its own: two hours pass at once, the second SDDC fails, and the journal tells what
//! the program requested.
//!
//! ```sh
//! cargo run -p vmcsim --features client --example rehearsal
//! ```

use serde_json::json;
use vmc_client::{
    Client, Error,
    wire::{AwsSddcConfig, OrgId, Provider, SddcState},
};
use vmcsim::{FaultRule, MockServer, Preset, Verification};

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockServer::builder().pace(Preset::Realistic).start().await;
    let (client, org) = (mock.client(), mock.org_id());

    provision(&client, org, "first").await?;
    mock.advance("2h");
    let sddcs = client.list_sddcs(org, Default::default()).await?;
    assert_eq!(sddcs[0].sddc_state, Some(SddcState::Ready));

    let rule: FaultRule = serde_json::from_value(json!({
        "when": {"task_kind": "SDDC-PROVISION"},
        "then": {"task_fails": {"at": 30, "message": "no hosts are left"}},
    }))?;
    mock.add_fault(rule);
    let second = provision(&client, org, "second").await?;
    mock.advance("2h");
    let task = client.get_task(org, second.entity.id).await?;
    assert_eq!(task.error_message.as_deref(), Some("no hosts are left"));

    mock.verify(Verification::operation("CreateSddc").with_body(json!({"num_hosts": 2})).times(2));
    println!("The first SDDC is READY, and the second failed: no hosts are left.");
    Ok(())
}

/// The program under test.
async fn provision(client: &Client, org: OrgId, name: &str) -> Result<vmc_client::wire::Task, Error> {
    let config = AwsSddcConfig {
        name: name.to_owned(),
        num_hosts: 2,
        provider: Provider::ZeroCloud,
        ..AwsSddcConfig::default()
    };
    client.create_sddc(org, Default::default(), &config).await
}
