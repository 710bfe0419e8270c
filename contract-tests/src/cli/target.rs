//! The target of a subcommand: a simulator in this process, a simulator at an address, or any server with
//! credentials.

use anyhow::{Context, bail};
use clap::Args;
use vmc_client::wire::Secret;
use vmc_contract::{
    Target,
    guard::Guard,
    suite::{Access, Subject},
};

#[derive(Debug, Args)]
pub(crate) struct Whom {
    /// Address of a server. One with worlds (`/_vmcsim/`) is judged in worlds of its own, any other with the API token.
    #[arg(long, env = "VMC_URL", value_name = "URL")]
    target: Option<String>,
    /// Address of its sign-in service, if that is another.
    #[arg(long, env = "CSP_URL", value_name = "URL")]
    csp: Option<String>,
    /// Judge a simulator that is started in this process.
    #[arg(long)]
    in_process: bool,
    /// API token with which to sign in to a server that makes no worlds. Better in the environment than in a command line, which others can see.
    #[arg(long, env = "API_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    api_token: Option<Secret>,
    /// Judge with the API token even a server that makes worlds: as a customer of it.
    #[arg(long, requires_all = ["api_token", "org"], conflicts_with = "in_process")]
    as_customer: bool,
    /// Organization to look at there.
    #[arg(long, env = "ORG_ID", value_name = "ID")]
    org: Option<String>,
    /// Let this operation be sent there although it may change or cost something, as `UpdateSddc`; may be repeated. Without it nothing is
    /// sent but what looks.
    #[arg(long, value_name = "OPERATION")]
    allow: Vec<String>,
}

impl Whom {
    /// Returns the server after one successful request to it.
    ///
    /// # Errors
    /// The server cannot be reached, or it creates no worlds and there are no credentials.
    pub(crate) async fn subject(&self) -> anyhow::Result<Subject> {
        if self.in_process {
            return Ok(Subject::simulator(Target::simulator()));
        }
        let Some(url) = &self.target else {
            bail!("nobody to judge: give --target URL, --in-process, or VMC_URL with API_TOKEN and ORG_ID")
        };
        let target = self.csp.as_deref().into_iter().fold(Target::at(address(url)?), Target::with_csp_at);
        if let Some(csp) = &self.csp {
            address(csp)?;
        }
        if self.makes_worlds(&target).await? && !self.as_customer {
            return Ok(Subject::simulator(target));
        }
        let (Some(api_token), Some(org)) = (self.api_token.clone(), self.org.clone()) else {
            bail!("{url} makes no worlds, so it is judged with a key: API_TOKEN and ORG_ID must be set")
        };
        let target = target.guarded(Guard::looks_and(self.allow.iter().cloned())?);
        Ok(Subject { target, access: Access::Key { api_token, org } })
    }

    async fn makes_worlds(&self, target: &Target) -> anyhow::Result<bool> {
        let url = format!("{}/_vmcsim/worlds/default", target.url());
        let answer = target.http().get(url).send().await.map_err(reqwest::Error::without_url);
        let answer = answer.with_context(|| format!("{} cannot be reached", target.url()))?;
        Ok(answer.status().is_success()
            && answer.json::<serde_json::Value>().await.is_ok_and(|world| world["id"].is_string()))
    }
}

/// Checks that requests can be sent to an address, and returns it.
fn address(url: &str) -> anyhow::Result<&str> {
    let parsed: http::Uri = url.parse().with_context(|| format!("{url} is no address"))?;
    if !matches!(parsed.scheme_str(), Some("http" | "https")) || parsed.host().is_none_or(str::is_empty) {
        bail!("{url} is no address: it must begin with http:// or https://");
    }
    Ok(url)
}
