//! `vmcsim api`: sends one request to the simulated service.

use super::{
    failure::Failure,
    input::read_text,
    output::{escaped_json, put},
    server::Server,
    user::Whose,
};
use anyhow::bail;
use clap::Args;
use std::path::Path;

/// Send a request to the simulated service as a signed-in user, and print the answer's body.
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  vmcsim api GET /vmc/api/orgs/{org}/sddcs
  vmcsim api POST /vmc/api/orgs/{org}/sddcs -d '{"name":"a","num_hosts":1,"provider":"ZEROCLOUD"}'
  vmcsim api POST /vmc/api/orgs/{org}/sddcs -d @sddc.json
  vmcsim api GET /csp/gateway/am/api/loggedin/user --user reader

Exit codes: 0 done, 7 refused, 8 not found."#)]
pub(super) struct Api {
    /// GET, POST, PUT, PATCH or DELETE.
    #[arg(value_parser = read_method)]
    method: String,
    /// The path with its query. {org} stands for the id of the organization.
    path: String,
    /// The body, as JSON; @FILE reads it from a file, and - from standard input.
    #[arg(long, short, value_name = "JSON")]
    data: Option<String>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    server: Server,
}

fn read_method(text: &str) -> Result<String, String> {
    let method = text.to_ascii_uppercase();
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(&&*method);
    if known { Ok(method) } else { Err("a method is GET, HEAD, POST, PUT, PATCH or DELETE".to_owned()) }
}

impl Api {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        if !self.path.starts_with('/') || self.path.contains(char::is_whitespace) {
            bail!(Failure::Misuse(
                "a path begins with a slash, and has no blanks: /vmc/api/orgs/{org}/sddcs".to_owned()
            ));
        }
        let control = self.server.control()?;
        let user = self.whose.find(&control)?;
        let path = self.path.replace("{org}", &user.org).replace("%7Borg%7D", &user.org);
        let answer = user.send(&self.method, &path, self.body()?)?;
        if !answer.is_empty() {
            put(&escaped_json(&answer));
            if !answer.ends_with('\n') {
                put("\n");
            }
        }
        Ok(())
    }

    fn body(&self) -> anyhow::Result<Option<String>> {
        let Some(data) = &self.data else { return Ok(None) };
        match data.strip_prefix('@') {
            Some(file) => read_text(Path::new(file)).map(Some),
            None if data == "-" => read_text(Path::new(data)).map(Some),
            None => Ok(Some(data.clone())),
        }
    }
}
