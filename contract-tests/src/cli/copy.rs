//! `vmc-contract copy`: copies an organization into the description of a world.

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use std::{fs, path::PathBuf, process::ExitCode, time::Duration};
use vmc_client::{Client, wire::OrgId};
use vmc_contract::copy::{Keep, NOT_COPIED, Settings, Summary, copy};

/// The variable of the environment that has the API token. It is no argument, because other users can see command lines.
const API_TOKEN: &str = "API_TOKEN";

/// The most requests a second.
const RATE_MAX: f64 = 10_000.0;

#[derive(Debug, Args)]
#[command(
    after_help = "The API token is read from the variable API_TOKEN. A token that can only read is enough. Only GET requests are sent, apart
from signing in. Secrets are not written. What has been read is kept in FILE.part; the same command goes on from there.

Example:
  API_TOKEN=… vmc-contract copy --org 058f47c4-92aa-417f-8747-87f3ed61cb45 --output org.yaml
  vmcsim serve --world ./org.yaml"
)]
pub(crate) struct Copy {
    /// Address of the service.
    #[arg(long, env = "VMC_URL", value_name = "URL", default_value = "https://vmc.vmware.com")]
    url: String,
    /// Address of the sign-in service. Default: that of the real service for the real service, and otherwise the address of the service.
    #[arg(long, env = "CSP_URL", value_name = "URL")]
    csp: Option<String>,
    /// File with certificates, in PEM form, that are trusted in addition to those of the system.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Id of the organization.
    #[arg(long, env = "ORG_ID", value_name = "ID")]
    org: uuid::Uuid,
    /// Name of an SDDC to copy. The option may be given several times. Default: all SDDCs.
    #[arg(long, value_name = "NAME")]
    sddc: Vec<String>,
    /// What is not replaced by invented texts: AWS account numbers (ids), people (names), public addresses (addresses).
    #[arg(long, value_delimiter = ',', value_name = "KINDS")]
    keep: Vec<Kept>,
    /// The most requests a second.
    #[arg(long, default_value_t = 5.0, value_name = "NUMBER")]
    rate: f64,
    /// The file to write.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kept {
    Ids,
    Names,
    Addresses,
}

impl Copy {
    #[expect(clippy::disallowed_methods, reason = "the API token must not be an argument")]
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        ensure!(self.rate > 0.0 && self.rate <= RATE_MAX, "a rate is a number above 0, and at most {RATE_MAX}");
        let token = std::env::var(API_TOKEN).ok().filter(|token| !token.is_empty());
        let token = token.with_context(|| format!("set {API_TOKEN} to an API token that may read the organization"))?;
        let csp = match &self.csp {
            Some(csp) => csp.as_str(),
            None if self.url == "https://vmc.vmware.com" => "https://console.cloud.vmware.com",
            None => &self.url,
        };
        let mut client = Client::builder().vmc_url(&self.url).csp_url(csp).api_token(token);
        if let Some(ca) = &self.ca {
            client =
                client.root_certificate_pem(&fs::read(ca).with_context(|| format!("cannot read {}", ca.display()))?);
        }
        let keeps = |kind| self.keep.contains(&kind);
        let summary = copy(Settings {
            client: client.build()?,
            url: self.url.clone(),
            org: OrgId(self.org),
            sddcs: self.sddc.clone(),
            keep: Keep { ids: keeps(Kept::Ids), names: keeps(Kept::Names), addresses: keeps(Kept::Addresses) },
            output: self.output.clone(),
            pause: Duration::from_secs_f64(1.0 / self.rate),
            tell: |line| eprintln!("{line}"),
        })
        .await?;
        self.show(&summary);
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, summary: &Summary) {
        let Summary { sddcs, documents, requests, secrets, replaced, missing } = summary;
        println!("{} has {sddcs} SDDCs with {documents} documents of networks", self.output.display());
        println!("  {requests} requests were sent, and {secrets} secrets were not written");
        println!(
            "  replaced: {} names of people, {} account numbers, {} public addresses",
            replaced.people, replaced.accounts, replaced.addresses
        );
        for (what, reason) in missing {
            println!("  missing: {what}: {reason}");
        }
        println!("  never copied: {}", NOT_COPIED.join(", "));
    }
}
