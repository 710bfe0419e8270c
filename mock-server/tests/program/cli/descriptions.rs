//! Worlds described in files: `worlds check`, `worlds schema` and `serve --world FILE`.

use super::{Server, exchange_whole, ran, vmcsim};
use serde_json::{Value, json};
use std::{fs, path::Path};

const ORG: &str = "058f47c4-92aa-417f-8747-87f3ed61cb45";
const TOKEN: &str = "a-token-that-a-pipeline-has-11";

const DESCRIPTION: &str = "\
at: 2026-01-05T10:00:00Z
organization: { id: 058f47c4-92aa-417f-8747-87f3ed61cb45 }
users:
  - username: ci@vmcsim.example
    roles: [org_owner, \"vmc-user:full\"]
    api_tokens: [\"${VMCSIM_TEST_TOKEN}\"]
sddcs:
  - { name: prod, provider: AWS, num_hosts: 3 }
";

fn written(folder: &Path, text: &str) -> String {
    let file = folder.join("org.yaml");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_file_is_checked_with_its_lines_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), DESCRIPTION);
    let missing = ran(vmcsim().args(["worlds", "check", &file]).env_remove("VMCSIM_TEST_TOKEN")).expect(4);
    let problem = "org.yaml:6:18: users[0].api_tokens[0]: The environment has no variable VMCSIM_TEST_TOKEN.";
    assert!(missing.err.contains(problem), "{}", missing.err);
    let check =
        |json: &[&str]| ran(vmcsim().args(["worlds", "check", &file]).args(json).env("VMCSIM_TEST_TOKEN", TOKEN));
    let shown = check(&[]).expect(0).out;
    assert!(shown.contains(ORG) && shown.contains("prod") && !shown.contains(TOKEN), "{shown}");
    let shown: Value = serde_json::from_str(&check(&["--json"]).expect(0).out).unwrap();
    assert_eq!((&shown["org_id"], &shown["sddcs"][0]["hosts"]), (&json!(ORG), &json!(3)));
    written(folder.path(), "sddcs:\n  - { name: a, provider: ZEROCLOUD, num_hosts: 300 }\n  - { nam: b }\n");
    let problems: Value = serde_json::from_str(&check(&["--json"]).expect(4).out).unwrap();
    let paths: Vec<_> = problems.as_array().unwrap().iter().map(|problem| &problem["path"]).collect();
    assert_eq!(paths, ["sddcs[1].name", "sddcs[1].provider", "sddcs[1].num_hosts", "sddcs[1].nam"]);
    assert_eq!((&problems[3]["line"], &problems[3]["column"]), (&json!(3), &json!(7)));
    ran(vmcsim().args(["worlds", "check", "no-such-file.yaml"])).expect(4);
}

#[test]
fn a_server_begins_with_a_described_world() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), &DESCRIPTION.replace("${VMCSIM_TEST_TOKEN}", TOKEN));
    let server = Server::start(&["--world", &file]);
    let ready = server.ready();
    assert_eq!((&ready["org_id"], &ready["api_token"]), (&json!(ORG), &json!(TOKEN)));
    let token = server.run(&["token"]).expect(0).out;
    let path = format!("/vmc/api/orgs/{ORG}/sddcs");
    let (status, body) = exchange_whole(ready["url"].as_str().unwrap(), "GET", &path, token.trim(), "");
    let sddcs: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &sddcs[0]["name"], &sddcs[0]["sddc_state"]), (200, &json!("prod"), &json!("READY")), "{body}");
    assert_eq!(sddcs[0]["created"], "2026-01-05T10:00:00.000000Z");
}

#[test]
fn a_world_is_described_in_a_file_that_can_be_served() {
    let folder = tempfile::tempdir().unwrap();
    // A text in a secret that looks like a variable stays as it is.
    let token = format!("{TOKEN}-${{HOME}}");
    let file = written(folder.path(), &DESCRIPTION.replace("${VMCSIM_TEST_TOKEN}", &token.replace('$', "$$")));
    let described = folder.path().join("described.yaml");
    let described = described.to_str().unwrap();
    let first = Server::start(&["--world", &file]);
    assert_eq!(first.ready()["api_token"], json!(token));
    let public = first.run(&["worlds", "describe"]).expect(0);
    assert!(public.out.contains("num_hosts: 3") && !public.out.contains(TOKEN), "{}", public.out);
    assert!(public.out.starts_with("# What this description does not say:\n# - API tokens"), "{}", public.out);
    assert!(public.err.contains("The description does not say: API tokens"), "{}", public.err);
    first.run(&["worlds", "describe", "default", "--secrets", "-o", described]).expect(0);
    first.run(&["worlds", "describe", "no-such-world"]).expect(8);
    drop(first);
    let second = Server::start(&["--world", described]);
    assert_eq!((&second.ready()["org_id"], &second.ready()["api_token"]), (&json!(ORG), &json!(token)));
}

#[test]
fn a_state_keeps_a_described_world_with_its_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), &DESCRIPTION.replace("${VMCSIM_TEST_TOKEN}", TOKEN));
    let state = folder.path().join("state");
    let state = state.to_str().unwrap();
    let first = Server::start(&["--world", &file, "--state", state]);
    // The addresses in it are those of the server.
    let clusters = |server: &Server| {
        let shown = server.run(&["api", "GET", "/vmc/api/orgs/{org}/sddcs"]).expect(0).out;
        let sddcs: Value = serde_json::from_str(&shown).unwrap();
        (sddcs[0]["id"].clone(), sddcs[0]["resource_config"]["clusters"].clone())
    };
    let made = clusters(&first);
    drop(first);
    let second = Server::start(&["--state", state]);
    let ready = second.ready();
    assert_eq!((&ready["org_id"], &ready["api_token"]), (&json!(ORG), &json!(TOKEN)));
    assert!(clusters(&second) == made && made.1.is_array(), "{made:?}");
}

#[test]
fn the_schema_names_the_keys() {
    let schema: Value = serde_json::from_str(&ran(vmcsim().args(["worlds", "schema"])).expect(0).out).unwrap();
    for key in ["seed", "at", "organization", "users", "oauth_apps", "connected_accounts", "sddcs", "subscriptions"] {
        assert!(schema["properties"][key].is_object(), "{key}");
    }
    assert_eq!(schema["additionalProperties"], false);
}
