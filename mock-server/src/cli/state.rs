//! `vmcsim export` and `vmcsim import`: write a world to a file, and make a world from a file.

use super::{
    files::write_document,
    input::read_document,
    output::{cell, print, print_json},
    server::Server,
};
use clap::Args;
use std::path::PathBuf;

/// Write a whole world to a file, exactly as the server sends it. The file's SHA-256 is the name of the document in the journal. The file
/// holds the world's credentials.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim export --output world.json
  vmcsim export --world ID | jq .world.clock")]
pub(super) struct Export {
    /// The file. Default: standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    server: Server,
}

/// Make a world from a file that `vmcsim export` wrote.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim import world.json          one world more, with its own keys
  vmcsim import world.json --replace --world default")]
pub(super) struct Import {
    /// The file; - for standard input.
    file: PathBuf,
    /// Replace the world that --world names.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    server: Server,
}

impl Export {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let document = control.send("GET", &control.world_path("/export"), None)?;
        write_document(self.output.as_deref(), &document)
    }
}

impl Import {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let (control, document) = (self.server.control()?, read_document(&self.file)?);
        let answer = if self.replace {
            control.send("PUT", &control.world_path("/import"), Some(document))?
        } else {
            control.send("POST", "/_vmcsim/worlds", Some(format!(r#"{{"from":{{"export":{document}}}}}"#)))?
        };
        let shown = serde_json::from_str(&answer)?;
        if self.server.json {
            print_json(&shown);
        } else {
            print(&format!("world {}  API token {}", cell(&shown["id"]), cell(&shown["api_token"])));
        }
        Ok(())
    }
}
