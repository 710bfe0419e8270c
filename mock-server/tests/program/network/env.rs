//! `vmcsim env`: its output, read by the shells that it is for.

use crate::network::program::{Program, VMCSIM};
use std::{collections::BTreeMap, process::Command};

fn env(arguments: &[&str]) -> String {
    let ran = Command::new(VMCSIM).arg("env").args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// Returns the variables that a shell has after it read these lines, and did not have before.
fn evaluated(lines: &str) -> BTreeMap<String, String> {
    let script = format!("{lines}\nexec env -0");
    let ran = Command::new("sh").args(["-c", &script]).env_clear().env("PATH", "/usr/bin:/bin").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = String::from_utf8(ran.stdout).unwrap();
    let pairs = text.split_terminator('\0').filter_map(|pair| pair.split_once('='));
    let own = ["PATH", "PWD", "OLDPWD", "SHLVL", "_"];
    pairs.filter(|(name, _)| !own.contains(name)).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_shell_that_reads_it_has_all_variables() {
    let dir = tempfile::tempdir().unwrap();
    // A path that needs quotes in every shell and in Java's options.
    let ca = dir.path().join("it's a $HOME \"ca\"");
    let program = Program::serve(dir.path(), &["--tls", "--proxy", "127.0.0.1:0", "--ca-dir", ca.to_str().unwrap()]);
    let variables = evaluated(&env(&["--ready-file", program.ready_file.to_str().unwrap()]));
    let text = |name: &str| program.text(name).to_owned();
    let java = variables["JAVA_TOOL_OPTIONS"].clone();
    let store =
        r#""-Djavax.net.ssl.trustStore=DIR/it's a $HOME "'"'"ca"'"'"/ca.jks" -Djavax.net.ssl.trustStorePassword"#;
    let store = store.replace("DIR", dir.path().to_str().unwrap());
    assert!(java.starts_with(&store) && java.contains(" -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort="), "{java}");
    let expected = [
        ("VMCSIM_URL", text("url")),
        ("VMCSIM_READY_FILE", program.ready_file.to_str().unwrap().to_owned()),
        ("VMC_URL", text("url")),
        ("CSP_URL", text("url")),
        ("API_TOKEN", text("api_token")),
        ("ORG_ID", text("org_id")),
        ("DCLI_VMC_SERVER", text("url")),
        ("DCLI_VMC_CSP_URL", text("url")),
        ("DCLI_ORG_ID", text("org_id")),
        ("DCLI_CACERTS_BUNDLE", text("ca_file")),
        ("HTTPS_PROXY", text("proxy_url")),
        ("https_proxy", text("proxy_url")),
        ("NO_PROXY", "localhost,127.0.0.1,::1".to_owned()),
        ("no_proxy", "localhost,127.0.0.1,::1".to_owned()),
        ("CURL_CA_BUNDLE", text("ca_file")),
        ("REQUESTS_CA_BUNDLE", text("ca_file")),
        ("SSL_CERT_FILE", text("ca_file")),
        ("NODE_EXTRA_CA_CERTS", text("ca_file")),
        ("NODE_USE_ENV_PROXY", "1".to_owned()),
        ("JAVA_TOOL_OPTIONS", java),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(variables, expected);
}

#[test]
fn what_is_given_goes_before_the_ready_file_and_what_is_not_known_is_left_out() {
    let names = |arguments: &[&str]| evaluated(&env(arguments));
    let plain = names(&[]);
    assert_eq!(plain["VMC_URL"], "http://127.0.0.1:8080");
    for name in ["API_TOKEN", "HTTPS_PROXY", "SSL_CERT_FILE", "NODE_USE_ENV_PROXY", "JAVA_TOOL_OPTIONS"] {
        assert!(!plain.contains_key(name), "{name}");
    }
    let dir = tempfile::tempdir().unwrap();
    let ready = dir.path().join("ready.json");
    std::fs::write(&ready, r#"{"url":"http://127.0.0.1:1","api_token":"a","ca_file":null}"#).unwrap();
    let both = names(&["--ready-file", ready.to_str().unwrap(), "--api-token", "b'c", "--ca-file", "ca.pem"]);
    assert_eq!((&*both["VMC_URL"], &*both["API_TOKEN"]), ("http://127.0.0.1:1", "b'c"));
    let ca = std::env::current_dir().unwrap().join("ca.pem");
    assert_eq!(both["SSL_CERT_FILE"], ca.to_str().unwrap(), "good in every folder");
    std::fs::write(&ready, "{").unwrap();
    let ran = Command::new(VMCSIM).args(["env", "--ready-file", ready.to_str().unwrap()]).output().unwrap();
    assert!(!ran.status.success() && String::from_utf8_lossy(&ran.stderr).contains("is no ready file"));
}

#[test]
fn other_shells_are_told_in_their_own_words() {
    let fish = env(&["--shell", "fish", "--api-token", "a'b"]);
    assert!(fish.contains("set -gx API_TOKEN 'a\\'b'") && !fish.contains("export"), "{fish}");
    let powershell = env(&["--shell", "powershell", "--api-token", "a'b"]);
    assert!(powershell.contains("$env:API_TOKEN = 'a''b'") && !powershell.contains("export"), "{powershell}");
}
