//! `vmcsim env`: prints the environment variables that direct unmodified clients to a running server, or runs a command with them.

mod before;
mod java;
mod names;
mod proxy;
mod shell;

use super::{
    output::{complain, print_exactly},
    server::{Chosen, Selection},
};
use anyhow::Context;
use before::Before;
use clap::Args;
use names::{JAVA_OPTIONS, NO_PROXY, present};
use shell::Shell;
use std::{ffi::OsString, path::PathBuf, process::Command};

/// Print the environment variables that direct clients to a running server: curl, Python, Go, Node, Java, Ruby, Perl, Terraform and DCLI.
/// With a command, run it with these variables instead.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  eval \"$(vmcsim env --ready-file ready.json)\"
  vmcsim env --ready-file ready.json -- terraform apply
  vmcsim env --ready-file ready.json --shell fish | source
  vmcsim env --ready-file ready.json --shell powershell | Out-String | Invoke-Expression
  eval \"$(vmcsim env --unset)\"      the variables are as they were before

Values of NO_PROXY and JAVA_TOOL_OPTIONS are added to and not replaced. Node uses the proxy from version 22.21 or 24 on.")]
pub(super) struct Env {
    #[command(flatten)]
    selection: Selection,
    /// Address of the server's proxy. This and the values below override those in the ready file.
    #[arg(long, value_name = "URL")]
    proxy_url: Option<String>,
    /// Certificate of the server's authority.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// The same certificate as a Java keystore.
    #[arg(long, value_name = "FILE")]
    java_truststore: Option<PathBuf>,
    /// API token to sign in with.
    #[arg(long, value_name = "TOKEN")]
    api_token: Option<String>,
    /// Id of the organization.
    #[arg(long, value_name = "ID")]
    org_id: Option<String>,
    /// The shell that the output is for.
    #[arg(long, value_enum, default_value = "bash")]
    shell: Shell,
    /// Print what takes the variables back: those that were set before get their former values, and the others are removed.
    #[arg(long)]
    unset: bool,
    /// A command to run with these variables, and its arguments.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The known addresses, files and credentials of a server.
struct Found {
    url: String,
    proxy_url: Option<String>,
    ca_file: Option<String>,
    java_truststore: Option<String>,
    ready_file: Option<String>,
    api_token: Option<String>,
    org_id: Option<String>,
}

/// Variables and their values.
type Variables = Vec<(&'static str, String)>;

impl Env {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let before = Before::read();
        if self.unset {
            let former = before.former();
            return if self.command.is_empty() { self.print_former(&former) } else { self.run_command(former) };
        }
        let groups = self.find()?.variables()?;
        let set = groups.iter().flat_map(|(_, variables)| variables).cloned().collect::<Variables>();
        let kept = before.with(set.iter().map(|(name, _)| *name));
        if !self.command.is_empty() {
            return self.run_command(set.into_iter().map(|(name, value)| (name, Some(value))).collect());
        }
        let mut lines = Vec::new();
        for (whose, variables) in groups.iter().filter(|(_, variables)| !variables.is_empty()) {
            lines.push(format!("# {whose}"));
            lines.extend(variables.iter().map(|(name, value)| self.shell.set(name, value)));
        }
        lines.push("# what the variables were before, for `vmcsim env --unset`".to_owned());
        lines.push(self.shell.set(before::KEPT, &kept));
        print_exactly(&lines.join("\n"));
        Ok(())
    }

    fn print_former(&self, former: &[(&'static str, Option<String>)]) -> anyhow::Result<()> {
        let lines = former.iter().map(|(name, value)| match value {
            Some(value) => self.shell.set(name, value),
            None => self.shell.unset(name),
        });
        print_exactly(&lines.collect::<Vec<_>>().join("\n"));
        Ok(())
    }

    /// Replaces this program by the command, where the system can do that, and otherwise ends as the command does.
    fn run_command(&self, variables: Vec<(&'static str, Option<String>)>) -> anyhow::Result<()> {
        let [program, arguments @ ..] = &self.command[..] else { return Ok(()) };
        let mut command = Command::new(program);
        command.args(arguments);
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let cannot = || format!("cannot run {}", program.to_string_lossy());
        #[cfg(unix)]
        {
            Err(std::os::unix::process::CommandExt::exec(&mut command)).with_context(cannot)
        }
        #[cfg(not(unix))]
        {
            let status = command.status().with_context(cannot)?;
            std::process::exit(status.code().unwrap_or(1));
        }
    }

    fn find(&self) -> anyhow::Result<Found> {
        let Chosen { url, ready } = self.selection.choose()?;
        let text = |name: &str, given: &Option<String>| {
            let of_file = || ready.as_ref()?.text(name).map(str::to_owned);
            given.clone().or_else(of_file).filter(|text| !text.is_empty())
        };
        let absolute = |path: &PathBuf| -> anyhow::Result<String> {
            std::path::absolute(path)?.into_os_string().into_string().ok().context("the path of a file is no text")
        };
        let file = |name: &str, given: &Option<PathBuf>| -> anyhow::Result<Option<String>> {
            given.as_ref().map_or_else(|| Ok(text(name, &None)), |given| absolute(given).map(Some))
        };
        let is_its = |_: &&super::ready_file::ReadyFile| self.selection.url.is_none();
        Ok(Found {
            ready_file: ready.as_ref().filter(is_its).map(|ready| absolute(&ready.path)).transpose()?,
            proxy_url: text("proxy_url", &self.proxy_url),
            ca_file: file("ca_file", &self.ca_file)?,
            java_truststore: file("java_truststore", &self.java_truststore)?,
            api_token: text("api_token", &self.api_token),
            org_id: text("org_id", &self.org_id),
            url: self.selection.url.clone().unwrap_or(url),
        })
    }
}

impl Found {
    /// Returns the variables, grouped by the client that reads them.
    fn variables(&self) -> anyhow::Result<Vec<(&'static str, Variables)>> {
        let all = |names: &[&'static str], value: &Option<String>| -> Variables {
            value.iter().flat_map(|value| names.iter().map(|name| (*name, value.clone()))).collect()
        };
        let url = Some(self.url.clone());
        let mut vmcsim = all(&["VMCSIM_URL"], &url);
        // The ready file also holds the admin token, if there is one.
        vmcsim.extend(all(&["VMCSIM_READY_FILE"], &self.ready_file));
        let node = self.proxy_url.as_ref().map(|_| "1".to_owned());
        let mut terraform = all(&["VMC_URL", "CSP_URL"], &url);
        terraform.extend(all(&["API_TOKEN"], &self.api_token));
        terraform.extend(all(&["ORG_ID"], &self.org_id));
        let mut dcli = all(&["DCLI_VMC_SERVER", "DCLI_VMC_CSP_URL"], &url);
        dcli.extend(all(&["DCLI_ORG_ID"], &self.org_id));
        dcli.extend(all(&["DCLI_CACERTS_BUNDLE"], &self.ca_file));
        let mut proxy = all(&["HTTPS_PROXY", "https_proxy"], &self.proxy_url);
        if self.proxy_url.is_some() {
            proxy.extend(NO_PROXY.map(|name| (name, proxy::without_proxy(NO_PROXY.map(present), name))));
            for entry in proxy::hides_service(&NO_PROXY.map(present)) {
                complain(&format!("`{entry}` in NO_PROXY keeps clients from reaching the service through the proxy"));
            }
        }
        let mut of_node = all(&["NODE_EXTRA_CA_CERTS"], &self.ca_file);
        of_node.extend(all(&["NODE_USE_ENV_PROXY"], &node));
        let java = java::options(self.java_truststore.as_deref(), self.proxy_url.as_deref())?;
        let java = (!java.is_empty()).then(|| java::added(present(JAVA_OPTIONS).as_deref(), &java));
        Ok(vec![
            ("vmcsim", vmcsim),
            ("Terraform", terraform),
            ("DCLI", dcli),
            ("whoever has the service's addresses wired in; other hosts cannot be reached through it", proxy),
            ("Ruby, which uses it for https too", all(&["http_proxy"], &self.proxy_url)),
            ("curl", all(&["CURL_CA_BUNDLE"], &self.ca_file)),
            ("Python (requests)", all(&["REQUESTS_CA_BUNDLE"], &self.ca_file)),
            ("Python (ssl), Go, Ruby, and all that use OpenSSL", all(&["SSL_CERT_FILE"], &self.ca_file)),
            ("Perl (LWP)", all(&["PERL_LWP_SSL_CA_FILE"], &self.ca_file)),
            ("Node; it uses the proxy from version 22.21 or 24 on", of_node),
            ("Java", all(&[JAVA_OPTIONS], &java)),
        ])
    }
}
