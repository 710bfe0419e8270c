//! `vmcsim load`: shows and sets the load of clusters, by which scaling policies add and remove hosts.

use super::{
    output::{cell, print_json, print_table},
    server::Server,
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Show and set the load of clusters, by which scaling policies add and remove hosts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim load                                  the clusters that have a load
  vmcsim load set SDDC --storage 85            more than 80 % of the storage is used: the policy of a new cluster adds a host
  vmcsim load set SDDC --cluster CLUSTER --cpu 30 --memory 30 --storage 10
  vmcsim load clear                            no cluster has a load, and policies change nothing")]
pub(super) struct Load {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the clusters that have a load.
    List,
    /// Set the load of a cluster. What is not given stays as it is.
    Set {
        /// The SDDC's id.
        sddc: String,
        /// The cluster's id. Default: the first cluster.
        #[arg(long)]
        cluster: Option<String>,
        /// The load of the processors, in percent.
        #[arg(long, value_name = "PERCENT")]
        cpu: Option<u8>,
        /// The load of the memory, in percent.
        #[arg(long, value_name = "PERCENT")]
        memory: Option<u8>,
        /// The load of the storage, in percent.
        #[arg(long, value_name = "PERCENT")]
        storage: Option<u8>,
    },
    /// Remove the loads of all clusters.
    Clear,
}

impl Load {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        match self.what.as_ref().unwrap_or(&What::List) {
            What::List => {}
            What::Set { sddc, cluster, cpu, memory, storage } => {
                let change =
                    json!({"sddc": sddc, "cluster": cluster, "cpu": cpu, "memory": memory, "storage": storage});
                control.world("POST", "/load", Some(&change))?;
            }
            What::Clear => {
                control.world("DELETE", "/load", None)?;
            }
        }
        let shown = control.world("GET", "/load", None)?;
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        let rows: Vec<_> = shown.as_array().into_iter().flatten().map(row).collect();
        print_table(["SDDC", "cluster", "CPU %", "memory %", "storage %", "since"], &rows, "no cluster has a load");
        Ok(())
    }
}

fn row(load: &Value) -> [String; 6] {
    ["sddc", "cluster", "cpu", "memory", "storage", "since"].map(|field| cell(&load[field]))
}
