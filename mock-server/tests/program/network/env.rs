//! `vmcsim env`: its output, read by the shells that it is for.

use crate::network::program::{Program, VMCSIM};
use std::{collections::BTreeMap, process::Command};

/// Runs `vmcsim env` in an environment with these variables alone, and returns what it prints.
fn env_in(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(VMCSIM);
    command.arg("env").args(arguments).env_clear().env("PATH", PATH).envs(variables.iter().copied());
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn env(arguments: &[&str]) -> String {
    env_in(&[], arguments)
}

const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Returns the variables that a shell has after it read these lines, and did not have before.
fn evaluated(lines: &str) -> BTreeMap<String, String> {
    evaluated_in(&[], lines)
}

fn evaluated_in(variables: &[(&str, &str)], lines: &str) -> BTreeMap<String, String> {
    let script = format!("{lines}\nexec env -0");
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", &script]).env_clear().env("PATH", PATH).envs(variables.iter().copied()).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    listed(&ran.stdout)
}

/// Reads the output of `env -0`.
fn listed(output: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8(output.to_vec()).unwrap();
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
        ("http_proxy", text("proxy_url")),
        ("NO_PROXY", "localhost,127.0.0.1,::1".to_owned()),
        ("no_proxy", "localhost,127.0.0.1,::1".to_owned()),
        ("CURL_CA_BUNDLE", text("ca_file")),
        ("REQUESTS_CA_BUNDLE", text("ca_file")),
        ("SSL_CERT_FILE", text("ca_file")),
        ("PERL_LWP_SSL_CA_FILE", text("ca_file")),
        ("NODE_EXTRA_CA_CERTS", text("ca_file")),
        ("NODE_USE_ENV_PROXY", "1".to_owned()),
        ("JAVA_TOOL_OPTIONS", java),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(name, value)| (name.to_owned(), value)).into();
    // One variable more keeps what was there before, which is nothing.
    let mut own = variables.clone();
    let before: BTreeMap<String, Option<String>> =
        serde_json::from_str(&own.remove("VMCSIM_ENV_BEFORE").unwrap()).unwrap();
    assert_eq!(own, expected);
    assert!(before.keys().eq(expected.keys()) && before.values().all(Option::is_none), "{before:?}");

    // In a shell that has read it, it can be read again, and everything can be taken back.
    let pairs: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(evaluated_in(&pairs, &env_in(&pairs, &["--proxy-url", program.text("proxy_url")])), variables);
    assert_eq!(evaluated_in(&pairs, &env_in(&pairs, &["--unset"])), BTreeMap::new());
    // A command can have them alone.
    let file = program.ready_file.to_str().unwrap();
    let command = env(&["--ready-file", file, "--", "env", "-0"]);
    assert_eq!(listed(command.as_bytes()), expected);
    let unset = env_in(&pairs, &["--unset", "--", "env", "-0"]);
    assert_eq!(listed(unset.as_bytes()), BTreeMap::new());
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

/// What was set before is added to or kept, and is there again afterwards.
#[test]
fn former_values_come_back() {
    let former = [
        ("NO_PROXY", "corp.example,localhost"),
        ("HTTPS_PROXY", "http://corp.example:3128"),
        ("API_TOKEN", "it's a \"former\" token"),
        ("JAVA_TOOL_OPTIONS", "-Xmx1g '-Dx=a b' -Dhttps.proxyHost=corp.example"),
        ("SSL_CERT_FILE", ""),
    ];
    let arguments = [
        "--url",
        "http://127.0.0.1:1",
        "--proxy-url",
        "http://127.0.0.1:2",
        "--ca-file",
        "/ca.pem",
        "--api-token",
        "t",
    ];
    let lines = env_in(&former, &[&arguments[..], &["--java-truststore", "/ca.jks"]].concat());
    let set = evaluated_in(&former, &lines);
    assert_eq!(set["NO_PROXY"], "corp.example,localhost,127.0.0.1,::1");
    assert_eq!(set["no_proxy"], set["NO_PROXY"], "the other spelling means the same");
    assert_eq!((&*set["HTTPS_PROXY"], &*set["http_proxy"]), ("http://127.0.0.1:2", "http://127.0.0.1:2"));
    let java = "-Xmx1g '-Dx=a b' -Djavax.net.ssl.trustStore=/ca.jks -Djavax.net.ssl.trustStorePassword=changeit \
                -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=2";
    assert_eq!(set["JAVA_TOOL_OPTIONS"], java);
    let pairs = |set: &BTreeMap<String, String>| -> Vec<(String, String)> { set.clone().into_iter().collect() };
    let as_texts = |pairs: &[(String, String)]| -> Vec<(&'static str, &'static str)> {
        pairs.iter().map(|(name, value)| (&*name.clone().leak(), &*value.clone().leak())).collect()
    };
    let now = as_texts(&pairs(&set));
    // Read twice, nothing is added twice, and the first values are still known.
    let twice = evaluated_in(&now, &env_in(&now, &[&arguments[..], &["--java-truststore", "/ca.jks"]].concat()));
    assert_eq!(twice, set);
    // What others added meanwhile stays.
    let mut later = set.clone();
    later.insert("NO_PROXY".to_owned(), format!("{},new.example", set["NO_PROXY"]));
    let later = as_texts(&pairs(&later));
    let back = evaluated_in(&later, &env_in(&later, &["--unset"]));
    let mut expected: BTreeMap<_, _> = former.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    expected.remove("SSL_CERT_FILE");
    expected.insert("NO_PROXY".to_owned(), "corp.example,localhost,new.example".to_owned());
    assert_eq!(back, expected);
    for (shell, line) in [("fish", "set -e VMC_URL\n"), ("powershell", "Remove-Item -ErrorAction Ignore Env:VMC_URL\n")]
    {
        assert!(env_in(&now, &["--unset", "--shell", shell]).contains(line), "{shell}");
    }
}

/// A former exception may cover the service itself; then clients would go past the proxy.
#[test]
fn an_exception_that_covers_the_service_is_named() {
    let mut command = Command::new(VMCSIM);
    command.args(["env", "--proxy-url", "http://127.0.0.1:2"]).env_clear().env("no_proxy", "a.example,.vmware.com");
    let told = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(told.contains("`.vmware.com` in NO_PROXY keeps clients from reaching the service"), "{told}");
}

/// The command's own exit code is the exit code.
#[test]
fn a_command_ends_as_it_ends() {
    let run = |words: &[&str]| Command::new(VMCSIM).args(["env", "--"]).args(words).output().unwrap();
    assert_eq!(run(&["sh", "-c", "exit 42"]).status.code(), Some(42));
    let missing = run(&["no-such-program"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("cannot run no-such-program"));
}
