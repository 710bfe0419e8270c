//! `vmcsim journal`: shows and checks the requests to a world and their answers.

use super::{
    failure::{Ended, Failure},
    files::write_document,
    output::{cell, plain, print, print_json},
    server::{Control, Server},
};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Show and check the requests to a world.
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  vmcsim journal                    the last twenty requests, a line each
  vmcsim journal show --status 4xx --last 50
  vmcsim journal show --unread      requests with parameters or fields that nobody looked at
  vmcsim journal get 7              one request and its answer, whole
  vmcsim journal verify CreateSddc --body '{"num_hosts":3}' --times 1
  vmcsim journal verify CreateSddc --then CreateCluster --then DeleteSddc
  vmcsim journal verify ListSddcs --nothing-else
  vmcsim journal export recordings  as recordings, a file each

Exit codes of verify: 0 it is so, 4 it is not."#)]
pub(super) struct Journal {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    server: Server,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the requests, one line each.
    Show(Which),
    /// Show one request and its answer.
    Get {
        /// The entry's number.
        number: u64,
    },
    /// Check how often a request was made, what followed it, and whether there were others.
    Verify(Verify),
    /// Write the requests as recordings, which vmc-contract can replay.
    Export {
        /// The folder to write them to.
        folder: PathBuf,
    },
    /// Remove all entries. Later entries continue the numbering.
    Clear,
}

#[derive(Debug, Default, Args)]
struct Which {
    /// Name of the operation, such as CreateSddc.
    #[arg(long)]
    operation: Option<String>,
    /// Status of the answer: 404, or 4xx.
    #[arg(long)]
    status: Option<String>,
    /// User or client that made the request.
    #[arg(long)]
    caller: Option<String>,
    /// The earliest time of the world, RFC 3339.
    #[arg(long)]
    since: Option<String>,
    /// Only requests with fields that the simulator ignored.
    #[arg(long)]
    unread: bool,
    /// The refused requests that led to no world, such as those without a token.
    #[arg(long)]
    unmatched: bool,
    /// How many of the latest entries to show.
    #[arg(long, default_value = "20")]
    last: u16,
}

#[derive(Debug, Args)]
struct Verify {
    /// Name of the operation.
    operation: String,
    /// JSON that the request body must contain. The body may have more fields.
    #[arg(long, value_name = "JSON")]
    body: Option<String>,
    /// Status of the answer: 202, or 4xx.
    #[arg(long)]
    status: Option<String>,
    /// User or client that made the request.
    #[arg(long)]
    caller: Option<String>,
    /// The exact number of requests. Default: at least one.
    #[arg(long, conflicts_with_all = ["at_least", "at_most"])]
    times: Option<u64>,
    /// The smallest number of requests.
    #[arg(long)]
    at_least: Option<u64>,
    /// The largest number of requests.
    #[arg(long)]
    at_most: Option<u64>,
    /// A header that the request must have, such as "user-agent: my-tool/1.0". Can be repeated.
    #[arg(long, value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// An operation that must follow. Can be repeated: each must follow the one before.
    #[arg(long, value_name = "OPERATION")]
    then: Vec<String>,
    /// Also check that there were no requests but these.
    #[arg(long)]
    nothing_else: bool,
}

impl Journal {
    pub(super) fn run(&self) -> anyhow::Result<Ended> {
        let control = self.server.control()?;
        match &self.what {
            None => self.show(&control, &Which { last: 20, ..Which::default() })?,
            Some(What::Show(which)) => self.show(&control, which)?,
            Some(What::Get { number }) => print_json(&control.world("GET", &format!("/journal/{number}"), None)?),
            Some(What::Verify(verify)) => return self.verify(&control, verify),
            Some(What::Export { folder }) => export(&control, folder, self.server.json)?,
            Some(What::Clear) => {
                control.world("DELETE", "/journal", None)?;
            }
        }
        Ok(Ended::Well)
    }

    fn show(&self, control: &Control, which: &Which) -> anyhow::Result<()> {
        let unread = which.unread.then(|| "true".to_owned());
        let query = [
            ("operation", which.operation.clone()),
            ("status", which.status.clone()),
            ("caller", which.caller.clone()),
            ("since", which.since.clone()),
            ("unread", unread),
            ("last", Some(which.last.to_string())),
        ];
        let pairs = query.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let shown = if which.unmatched {
            control.any("GET", &format!("/unmatched?{query}"), None)?
        } else {
            control.world("GET", &format!("/journal?{query}"), None)?
        };
        if self.server.json {
            print_json(&shown);
            return Ok(());
        }
        for entry in shown["entries"].as_array().into_iter().flatten() {
            print(&line(entry));
            let unread: Vec<_> = entry["unread"].as_array().into_iter().flatten().map(cell).collect();
            if !unread.is_empty() {
                print(&format!("    unread: {}", unread.join(", ")));
            }
        }
        let dropped = if shown["dropped"] == 0 { String::new() } else { format!(", {} dropped", shown["dropped"]) };
        print(&format!("({} recorded{dropped})", shown["recorded"]));
        Ok(())
    }

    fn verify(&self, control: &Control, verify: &Verify) -> anyhow::Result<Ended> {
        let mut times = Map::new();
        for (name, number) in [("exactly", verify.times), ("at_least", verify.at_least), ("at_most", verify.at_most)] {
            if let Some(number) = number {
                times.insert(name.to_owned(), json!(number));
            }
        }
        let mut wanted = json!({"operation": verify.operation, "times": times});
        if let Some(body) = &verify.body {
            wanted["body"] =
                serde_json::from_str(body).map_err(|err| Failure::Misuse(format!("--body is no JSON: {err}")))?;
        }
        for (name, text) in [("status", &verify.status), ("caller", &verify.caller)] {
            if let Some(text) = text {
                wanted[name] = json!(text);
            }
        }
        let mut headers = Map::new();
        for header in &verify.header {
            let (name, value) = header
                .split_once(':')
                .ok_or_else(|| Failure::Misuse(format!("--header {header:?} is not NAME: VALUE")))?;
            headers.insert(name.trim().to_owned(), json!(value.trim()));
        }
        wanted["headers"] = Value::Object(headers);
        wanted["then"] = verify.then.iter().map(|operation| json!({"operation": operation})).collect();
        wanted["nothing_else"] = json!(verify.nothing_else);
        let verdict = control.world("POST", "/journal/verifications", Some(&wanted))?;
        if self.server.json {
            print_json(&verdict);
        } else {
            print(&cell(&verdict["message"]));
            for near in verdict["closest"].as_array().into_iter().flatten() {
                print(&format!("  {}", cell(&near["line"])));
                for difference in near["differences"].as_array().into_iter().flatten() {
                    print(&format!("    {}: {}", cell(&difference["place"]), cell(&difference["sentence"])));
                }
            }
        }
        Ok(if verdict["satisfied"] == true { Ended::Well } else { Ended::Failed })
    }
}

/// Returns an entry as one line.
fn line(entry: &Value) -> String {
    let or_dash = |key: &str| plain(entry[key].as_str().unwrap_or("-")).into_owned();
    let query = entry["query"].as_str().map(|query| format!("?{}", plain(query))).unwrap_or_default();
    let fault = match &entry["fault"] {
        Value::Null => String::new(),
        fault => format!("  fault {}", cell(fault)),
    };
    format!(
        "{} {} {} {} {}{query} {} {}{fault}",
        entry["number"],
        or_dash("at"),
        or_dash("caller"),
        or_dash("method"),
        or_dash("path"),
        entry["status"],
        or_dash("operation"),
    )
}

fn export(control: &Control, folder: &std::path::Path, json: bool) -> anyhow::Result<()> {
    let recordings = control.world("GET", "/journal/recordings", None)?;
    let recordings: Vec<Value> = serde_json::from_value(recordings)?;
    std::fs::create_dir_all(folder)?;
    for recording in &recordings {
        // It becomes a part of a file's name.
        let endpoint = recording["endpoint"].as_str().unwrap_or("unknown").replace(|c: char| !c.is_alphanumeric(), "");
        let name = format!("{:05}-{endpoint}.json", recording["record"].as_u64().unwrap_or(0));
        write_document(Some(&folder.join(name)), &format!("{recording:#}\n"))?;
    }
    if json {
        print_json(&serde_json::json!({"recordings": recordings.len(), "folder": folder.to_string_lossy()}));
    } else {
        print(&format!("{} recordings in {}", recordings.len(), folder.display()));
    }
    Ok(())
}
