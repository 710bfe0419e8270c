//! `vmcsim worlds`: lists, makes, resets and ends worlds.

use super::{
    failure::Ended,
    files::write_document,
    output::{cell, complain, print, print_json, print_table},
    server::{Control, Server, segment},
};
use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use vmcsim::description::{self, LeftOut, Problem};

/// List, make, reset and end worlds.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  vmcsim worlds                     all worlds
  vmcsim worlds show                the default world and its keys
  vmcsim worlds create --seed 7 --pace instant
  vmcsim worlds create --named busy
  vmcsim worlds fork                a copy of the default world, with keys of its own
  vmcsim worlds reset --world ID    back to what it was made from
  vmcsim worlds describe -o org.yaml  the default world as a description
  vmcsim worlds check org.yaml      what a description would make, or what is wrong with it
  vmcsim worlds create --description org.yaml --own-credentials
  vmcsim worlds delete ID")]
pub(super) struct Worlds {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List all worlds.
    List,
    /// Show a world and its credentials.
    Show,
    /// Make a world.
    Create(Create),
    /// Copy a world in its present state. The copy has its own credentials.
    Fork,
    /// Reset a world to the state that it was made with. The credentials stay the same.
    Reset,
    /// End a world.
    Delete {
        /// The world's id.
        id: String,
    },
    /// Describe a world: print the description, in YAML, from which a world like it can be made. What it cannot say is in its first lines.
    Describe(Describe),
    /// Check the description of a world without a server: shows what it would make, or every problem. With problems the exit code is 4.
    Check {
        /// A description in YAML or JSON.
        file: PathBuf,
    },
    /// Print the JSON Schema of descriptions, for editors.
    Schema,
}

#[derive(Debug, Args)]
struct Describe {
    /// The world's id. Default: the world that --world names.
    world: Option<String>,
    /// Write API tokens, ids and secrets of OAuth apps, and keys of VPN sessions too.
    #[arg(long)]
    secrets: bool,
    /// The file. Default: standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Create {
    /// Seed of the world's ids.
    #[arg(long, conflicts_with_all = ["named", "description"])]
    seed: Option<u64>,
    /// A built-in world: empty, demo or busy.
    #[arg(long)]
    named: Option<String>,
    /// A description of the world, a file in YAML or JSON.
    #[arg(long, conflicts_with = "named", value_name = "FILE")]
    description: Option<PathBuf>,
    /// Draw credentials instead of those in the description, so that several worlds can be made from it.
    #[arg(long, requires = "description")]
    own_credentials: bool,
    /// The time at which the world's clock starts, RFC 3339.
    #[arg(long)]
    at: Option<Timestamp>,
    /// Speed of its clock. With 0 the clock stands still.
    #[arg(long, value_parser = super::rate::read_rate)]
    rate: Option<f64>,
    /// How long the world's tasks take: realistic, demo, instant or manual.
    #[arg(long)]
    pace: Option<String>,
    /// The networking interfaces of its SDDCs: nsxt, nsxv or both.
    #[arg(long, value_name = "INTERFACE")]
    network_api: Option<String>,
    /// A property of the world's organization, such as sddcLimit=2.
    #[arg(long = "property", value_name = "NAME=VALUE", value_parser = read_property)]
    properties: Vec<(String, String)>,
}

fn read_property(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a property is NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Create {
    fn body(&self) -> anyhow::Result<Value> {
        let mut body = Map::new();
        let description = self.description.as_deref().map(description::read_file).transpose()?;
        let mut put = |name: &str, value: Option<Value>| value.map(|value| body.insert(name.to_owned(), value));
        put("from", self.named.as_ref().map(|name| json!({"named": name})));
        put("from", description.map(|description| json!({"description": description})));
        put("credentials", self.own_credentials.then(|| json!("derived")));
        put("seed", self.seed.map(|seed| json!(seed)));
        put("at", self.at.map(|at| json!(at)));
        put("rate", self.rate.map(|rate| json!(rate)));
        put("network_api", self.network_api.as_ref().map(|interface| json!(interface)));
        put("pacing", self.pace.as_ref().map(|pace| json!({"preset": pace})));
        let properties: Map<_, _> = self.properties.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        put("org_properties", (!properties.is_empty()).then(|| json!(properties)));
        Ok(Value::Object(body))
    }
}

impl Describe {
    fn run(&self, control: &Control, as_json: bool) -> anyhow::Result<()> {
        let query = if self.secrets { "?secrets=true" } else { "" };
        let world = self.world.as_deref().unwrap_or_else(|| control.world_name());
        let view = control.any("GET", &format!("/worlds/{}/description{query}", segment(world)), None)?;
        let left_out: Vec<LeftOut> = serde_json::from_value(view["left_out"].clone())?;
        let text = if as_json {
            format!("{:#}\n", view["description"])
        } else {
            description::to_yaml(&view["description"], &left_out).map_err(|error| anyhow!("{error}"))?
        };
        for LeftOut { what, count } in &left_out {
            complain(&format!("The description does not say: {what} ({count})."));
        }
        write_document(self.output.as_deref(), &text)
    }
}

/// Shows what a description would make.
fn check(file: &Path, as_json: bool) -> anyhow::Result<Ended> {
    let made = description::read_file(file).and_then(|description| description::make(file, &description));
    let world = match made {
        Ok(world) => world,
        Err(faulty) => {
            if as_json {
                let problem = |problem: &Problem| {
                    let (line, column) = problem.at.map(|at| (at.line, at.column)).unzip();
                    json!({"line": line, "column": column, "path": problem.path, "message": problem.message})
                };
                print_json(&faulty.problems.iter().map(problem).collect());
            } else {
                complain(&faulty.to_string());
            }
            return Ok(Ended::Failed);
        }
    };
    let org = world.state.home().context("the world has no organization")?;
    let sddcs: Vec<_> =
        org.sddcs.values().map(|sddc| json!({"id": sddc.id, "name": sddc.name, "hosts": sddc.host_count()})).collect();
    if as_json {
        let users: Vec<_> = world.state.identity.users.values().map(|user| user.username.to_string()).collect();
        print_json(&json!({"org_id": org.id, "users": users, "sddcs": sddcs}));
        return Ok(Ended::Well);
    }
    print(&format!("{:10}{}", "org id", org.id));
    print(&format!("{:10}{}", "users", world.state.identity.users.len()));
    let rows: Vec<_> =
        sddcs.iter().map(|sddc| [cell(&sddc["id"]), cell(&sddc["name"]), cell(&sddc["hosts"])]).collect();
    print_table(["SDDC", "name", "hosts"], &rows, "no SDDCs");
    Ok(Ended::Well)
}

impl Worlds {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        match &self.what {
            Some(What::Check { file }) => return check(file, self.server.json),
            Some(What::Schema) => print_json(&description::schema()),
            what => self.ask(what.as_ref().unwrap_or(&What::List))?,
        }
        Ok(Ended::Well)
    }

    fn ask(&self, what: &What) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let shown = match what {
            What::Check { .. } | What::Schema => return Ok(()),
            What::List => return self.list(&control),
            What::Describe(describe) => return describe.run(&control, self.server.json),
            What::Show => control.world("GET", "", None)?,
            What::Create(create) => control.any("POST", "/worlds", Some(&create.body()?))?,
            What::Fork => control.any("POST", "/worlds", Some(&json!({"from": {"fork": control.world_name()}})))?,
            What::Reset => control.world("POST", "/reset", None)?,
            What::Delete { id } => {
                control.any("DELETE", &format!("/worlds/{}", segment(id)), None)?;
                return Ok(());
            }
        };
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        for (label, key) in [("world", "id"), ("org id", "org_id"), ("API token", "api_token"), ("control", "url")] {
            print(&format!("{label:10}{}", cell(&shown[key])));
        }
        print(&format!("{:10}{}", "time", cell(&shown["clock"]["now"])));
        print(&format!("{:10}{}", "pace", cell(&shown["pacing"]["preset"])));
        Ok(())
    }

    fn list(&self, control: &Control) -> anyhow::Result<()> {
        let shown = control.any("GET", "/worlds", None)?;
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        let row = |world: &Value| {
            let name = if world["default"] == true { "default" } else { "" };
            [
                cell(&world["id"]),
                name.to_owned(),
                cell(&world["seed"]),
                cell(&world["clock"]["now"]),
                cell(&world["sddcs"]),
                cell(&world["tasks_under_way"]),
            ]
        };
        let rows: Vec<_> = shown.as_array().into_iter().flatten().map(row).collect();
        print_table(["world", "name", "seed", "time", "SDDCs", "tasks under way"], &rows, "no worlds");
        Ok(())
    }
}
