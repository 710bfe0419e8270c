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
    /// Address of the server. If the server can create worlds (`/_vmcsim/`), each case gets a new world. Other servers are checked with the
    /// API token.
    #[arg(long, env = "VMC_URL", value_name = "URL")]
    target: Option<String>,
    /// Address of the sign-in service, if it differs from the address of the server.
    #[arg(long, env = "CSP_URL", value_name = "URL")]
    csp: Option<String>,
    /// Check a simulator that is started in this process.
    #[arg(long)]
    in_process: bool,
    /// API token to sign in with if the server cannot create worlds. Set it in the environment, because other users can see command lines.
    #[arg(long, env = "API_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    api_token: Option<Secret>,
    /// Use the API token even if the server can create worlds.
    #[arg(long, requires_all = ["api_token", "org"], conflicts_with = "in_process")]
    as_customer: bool,
    /// Id of the organization to read.
    #[arg(long, env = "ORG_ID", value_name = "ID")]
    org: Option<String>,
    /// Allow an operation that may change or cost something, such as `UpdateSddc`. The option may be given several times. Without it, only
    /// reading requests are sent.
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
            bail!("there is no server to check: give --target URL, --in-process, or VMC_URL with API_TOKEN and ORG_ID")
        };
        let target = self.csp.as_deref().into_iter().fold(Target::at(address(url)?), Target::with_csp_at);
        if let Some(csp) = &self.csp {
            address(csp)?;
        }
        if self.makes_worlds(&target).await? && !self.as_customer {
            return Ok(Subject::simulator(target));
        }
        let (Some(api_token), Some(org)) = (self.api_token.clone(), self.org.clone()) else {
            bail!("{url} creates no worlds, so an API token is needed: set API_TOKEN and ORG_ID")
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
