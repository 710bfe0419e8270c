//! The variables that clients read.

/// All variables that this subcommand sets, apart from the one in which it keeps former values.
pub(super) const NAMES: [&str; 22] = [
    "VMCSIM_URL",
    "VMCSIM_READY_FILE",
    "VMC_URL",
    "CSP_URL",
    "API_TOKEN",
    "ORG_ID",
    "DCLI_VMC_SERVER",
    "DCLI_VMC_CSP_URL",
    "DCLI_ORG_ID",
    "DCLI_CACERTS_BUNDLE",
    "HTTPS_PROXY",
    "https_proxy",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "PERL_LWP_SSL_CA_FILE",
    "NODE_EXTRA_CA_CERTS",
    "NODE_USE_ENV_PROXY",
    JAVA_OPTIONS,
];

pub(super) const JAVA_OPTIONS: &str = "JAVA_TOOL_OPTIONS";

/// The variables whose values are lists of hosts that are reached without the proxy.
pub(super) const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Returns the present value of a variable. An empty one is as none.
#[expect(
    clippy::disallowed_methods,
    reason = "these variables are what the subcommand is about, not settings of its own"
)]
pub(super) fn present(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
