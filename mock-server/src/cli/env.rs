//! `vmcsim env`: prints the environment variables that direct unmodified clients to a running server.

use super::{input::read_json_as, print};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;
use std::path::PathBuf;

/// Print the environment variables that direct clients to a running server: curl, Python, Go, Node, Java, Terraform and DCLI.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  eval \"$(vmcsim env --ready-file ready.json)\"
  vmcsim env --ready-file ready.json --shell fish | source
  vmcsim env --ready-file ready.json --shell powershell | Out-String | Invoke-Expression")]
pub(super) struct Env {
    /// Read all values from the file that `vmcsim serve --ready-file` wrote. Values that are given as arguments override the file.
    #[arg(long, env = "VMCSIM_READY_FILE", value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Address of the server. Default, without a ready file: http://127.0.0.1:8080.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Address of the server's proxy.
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    /// Bash, and other shells with the same syntax.
    Bash,
    Fish,
    Powershell,
}

/// The address of a server that was started without arguments.
const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// Hosts that clients must not reach through the proxy. Go and Python's requests exclude them by themselves; other clients do not.
const NO_PROXY: &str = "localhost,127.0.0.1,::1";

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

type Variables = Vec<(&'static str, String)>;

impl Env {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let found = self.find()?;
        let mut lines = Vec::new();
        for (whose, variables) in found.variables()? {
            if !variables.is_empty() {
                lines.push(format!("# {whose}"));
                lines.extend(variables.iter().map(|(name, value)| self.shell.set(name, value)));
            }
        }
        print(&lines.join("\n"));
        Ok(())
    }

    fn find(&self) -> anyhow::Result<Found> {
        let ready = match &self.ready_file {
            Some(file) => read_json_as(file, "ready file")?,
            None => Value::Null,
        };
        let text = |name: &str, given: &Option<String>| {
            given.clone().or_else(|| ready[name].as_str().map(str::to_owned)).filter(|text| !text.is_empty())
        };
        let file = |name: &str, given: &Option<PathBuf>| -> anyhow::Result<Option<String>> {
            let Some(given) = given else { return Ok(text(name, &None)) };
            let path = std::path::absolute(given)?;
            Ok(Some(path.into_os_string().into_string().ok().context("the path of a file is no text")?))
        };
        let is_its = |_: &PathBuf| self.url.is_none();
        Ok(Found {
            ready_file: file("", &self.ready_file.clone().filter(is_its))?,
            url: text("url", &self.url).unwrap_or_else(|| DEFAULT_URL.to_owned()),
            proxy_url: text("proxy_url", &self.proxy_url),
            ca_file: file("ca_file", &self.ca_file)?,
            java_truststore: file("java_truststore", &self.java_truststore)?,
            api_token: text("api_token", &self.api_token),
            org_id: text("org_id", &self.org_id),
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
        let no_proxy = self.proxy_url.as_ref().map(|_| NO_PROXY.to_owned());
        let mut terraform = all(&["VMC_URL", "CSP_URL"], &url);
        terraform.extend(all(&["API_TOKEN"], &self.api_token));
        terraform.extend(all(&["ORG_ID"], &self.org_id));
        let mut dcli = all(&["DCLI_VMC_SERVER", "DCLI_VMC_CSP_URL"], &url);
        dcli.extend(all(&["DCLI_ORG_ID"], &self.org_id));
        dcli.extend(all(&["DCLI_CACERTS_BUNDLE"], &self.ca_file));
        let mut proxy = all(&["HTTPS_PROXY", "https_proxy"], &self.proxy_url);
        proxy.extend(all(&["NO_PROXY", "no_proxy"], &no_proxy));
        let mut of_node = all(&["NODE_EXTRA_CA_CERTS"], &self.ca_file);
        of_node.extend(all(&["NODE_USE_ENV_PROXY"], &node));
        Ok(vec![
            ("vmcsim", vmcsim),
            ("Terraform", terraform),
            ("DCLI", dcli),
            ("whoever has the service's addresses wired in; other hosts cannot be reached through it", proxy),
            ("curl", all(&["CURL_CA_BUNDLE"], &self.ca_file)),
            ("Python (requests)", all(&["REQUESTS_CA_BUNDLE"], &self.ca_file)),
            ("Python (ssl), Go, and all that use OpenSSL", all(&["SSL_CERT_FILE"], &self.ca_file)),
            ("Node", of_node),
            ("Java", all(&["JAVA_TOOL_OPTIONS"], &self.java()?)),
        ])
    }

    fn java(&self) -> anyhow::Result<Option<String>> {
        let mut options = Vec::new();
        if let Some(store) = &self.java_truststore {
            options.push(format!("-Djavax.net.ssl.trustStore={store}"));
            options.push("-Djavax.net.ssl.trustStorePassword=changeit".to_owned());
        }
        if let Some(proxy) = &self.proxy_url {
            let authority = proxy.trim_start_matches("http://").trim_end_matches('/');
            let Some((host, port)) = authority.rsplit_once(':') else {
                bail!("the proxy's address has no port: {proxy}")
            };
            options.push(format!("-Dhttps.proxyHost={}", host.trim_matches(['[', ']'])));
            options.push(format!("-Dhttps.proxyPort={port}"));
        }
        let quoted: Vec<_> = options.iter().map(|option| java_word(option)).collect();
        Ok((!quoted.is_empty()).then(|| quoted.join(" ")))
    }
}

/// Quotes one of Java's options. An option ends at a blank unless it is quoted, and Java has no escape characters.
fn java_word(option: &str) -> String {
    if !option.contains([' ', '\t', '\'', '"']) {
        return option.to_owned();
    }
    option.split('"').map(|part| format!("\"{part}\"")).collect::<Vec<_>>().join("'\"'")
}

impl Shell {
    fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash => format!("export {name}='{}'", value.replace('\'', r"'\''")),
            Self::Fish => format!("set -gx {name} '{}'", value.replace('\\', r"\\").replace('\'', r"\'")),
            // PowerShell treats four curly quotes as the straight single quote.
            Self::Powershell => {
                let quotes = ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];
                let doubled: String = value
                    .chars()
                    .flat_map(|letter| [Some(letter), quotes.contains(&letter).then_some(letter)])
                    .flatten()
                    .collect();
                format!("$env:{name} = '{doubled}'")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_as_each_shell_wants() {
        let value = r#"it's a\b $x "y" `z`"#;
        for (shell, line) in [
            (Shell::Bash, r#"export X='it'\''s a\b $x "y" `z`'"#),
            (Shell::Fish, r#"set -gx X 'it\'s a\\b $x "y" `z`'"#),
            (Shell::Powershell, r#"$env:X = 'it''s a\b $x "y" `z`'"#),
        ] {
            assert_eq!(shell.set("X", value), line);
        }
        assert_eq!(Shell::Powershell.set("X", "a\u{2019}b"), "$env:X = 'a\u{2019}\u{2019}b'");
    }

    #[test]
    fn options_of_java_are_words() {
        assert_eq!(java_word("-Da=/b/c"), "-Da=/b/c");
        assert_eq!(java_word("-Da=/b c"), "\"-Da=/b c\"");
        assert_eq!(java_word("-Da='\"b"), "\"-Da='\"'\"'\"b\"");
    }
}
