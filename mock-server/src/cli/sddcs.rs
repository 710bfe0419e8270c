//! `vmcsim sddcs`: lists the SDDCs of the world's organization.

use super::{
    output::{cell, print_json, print_table},
    server::Server,
};
use clap::Args;
use serde_json::Value;

/// List the SDDCs of the world's organization.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim sddcs
  vmcsim sddcs --json | jq -r '.[0].id'")]
pub(super) struct Sddcs {
    #[command(flatten)]
    server: Server,
}

impl Sddcs {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let sddcs = self.server.control()?.world("GET", "/sddcs", None)?;
        if self.server.json {
            print_json(&sddcs);
            return Ok(());
        }
        let rows: Vec<_> = sddcs.as_array().into_iter().flatten().map(row).collect();
        print_table(["SDDC", "name", "state", "provider", "region", "hosts"], &rows, "no SDDCs");
        Ok(())
    }
}

fn row(sddc: &Value) -> [String; 6] {
    let config = &sddc["resource_config"];
    let clusters = config["clusters"].as_array().into_iter().flatten();
    let hosts: usize = clusters.filter_map(|cluster| cluster["esx_host_list"].as_array()).map(Vec::len).sum();
    [
        cell(&sddc["id"]),
        cell(&sddc["name"]),
        cell(&sddc["sddc_state"]),
        cell(&sddc["provider"]),
        cell(&config["region"]),
        hosts.to_string(),
    ]
}
