//! Signs in, and lists the SDDCs of every organization with the tasks that are not over.
//!
//! ```sh
//! cargo run -p vmc-client --example sddcs -- http://127.0.0.1:8080 API-TOKEN
//! ```

use vmc_client::{Client, Error, endpoints::tasks::ListTasksQuery};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [address, api_token] = &arguments[..] else {
        eprintln!("usage: sddcs ADDRESS API-TOKEN");
        return Ok(());
    };
    for line in sddcs(address, api_token).await? {
        println!("{line}");
    }
    Ok(())
}

/// Returns a line for each organization, SDDC and task.
pub(crate) async fn sddcs(address: &str, api_token: &str) -> Result<Vec<String>, Error> {
    let client = Client::builder().vmc_url(address).csp_url(address).api_token(api_token).build()?;
    let mut lines = Vec::new();
    for org in client.list_orgs().await? {
        let org = org.entity.id;
        lines.push(format!("organization {org}"));
        for sddc in client.list_sddcs(org, Default::default()).await? {
            let state = sddc.sddc_state.map(|state| state.to_string()).unwrap_or_default();
            lines.push(format!("  SDDC {} {state}", sddc.name.unwrap_or_default()));
        }
        let query = ListTasksQuery { filter: Some("status eq 'STARTED'".to_owned()) };
        for task in client.list_tasks(org, query).await? {
            let percent = task.progress_percent.unwrap_or_default();
            lines.push(format!("  task {} {percent} %", task.task_type.unwrap_or_default()));
        }
    }
    Ok(lines)
}
