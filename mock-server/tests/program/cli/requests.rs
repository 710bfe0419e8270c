//! Subcommands that send requests to the service as a signed-in user, and those that wait.

use super::{Server, exchange};
use serde_json::{Value, json};

#[test]
fn a_token_is_printed_alone_and_is_good() {
    let server = Server::start(&[]);
    let url = server.ready()["url"].as_str().unwrap().to_owned();
    let printed = server.run(&["token"]).expect(0).out;
    let token = printed.strip_suffix('\n').unwrap();
    assert!(!token.contains(char::is_whitespace), "{printed}");
    let orgs = exchange(&url, "GET", "/vmc/api/orgs", token, "");
    assert_eq!(orgs[0]["id"], server.ready()["org_id"]);
    let whole = server.json(&["token"]);
    assert_eq!((&whole["expires_in"], &whole["token_type"]), (&json!(1799), &json!("bearer")));
    // A token of another user of the world, and of another world.
    let other = server.ready()["users"][1]["username"].as_str().unwrap().to_owned();
    let short = other.split('@').next().unwrap();
    for name in [&*other, short] {
        let user = server.json(&["api", "GET", "/csp/gateway/am/api/loggedin/user", "--user", name]);
        assert_eq!(user["username"], json!(other), "{user}");
    }
    let unknown = server.run(&["token", "--user", "nobody"]).expect(2).err;
    assert!(unknown.contains("no user is called nobody; there are ") && unknown.contains(&other), "{unknown}");
    let world = server.json(&["worlds", "create", "--seed", "5"]);
    let orgs = server.json(&["api", "GET", "/vmc/api/orgs", "--world", world["id"].as_str().unwrap()]);
    assert_eq!(orgs[0]["id"], world["org_id"]);
}

#[test]
fn the_api_is_asked_without_token_and_org() {
    let server = Server::start(&["--pace", "instant"]);
    let config = json!({"name": "a", "num_hosts": 2, "provider": "ZEROCLOUD"}).to_string();
    let path = "/vmc/api/orgs/{org}/sddcs";
    let printed = server.run(&["api", "post", path, "-d", &config]).expect(0).out;
    let task: Value = serde_json::from_str(&printed).unwrap();
    assert!(printed.ends_with("}\n"), "{printed:?}");
    assert_eq!(task["task_type"], "SDDC-PROVISION");
    let file = server.folder.path().join("sddc.json");
    // As PowerShell writes it, with a byte order mark.
    std::fs::write(&file, format!("\u{feff}{}", config.replace("\"a\"", "\"b\""))).unwrap();
    server.run(&["api", "POST", path, "--data", &format!("@{}", file.display())]).expect(0);
    let names = |sddcs: &Value| -> Vec<String> {
        sddcs.as_array().unwrap().iter().map(|sddc| sddc["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&server.json(&["api", "GET", path])), ["a", "b"]);
    assert_eq!(names(&server.json(&["sddcs"])), ["a", "b"]);
    let table = server.run(&["sddcs"]).expect(0).out;
    let rows: Vec<_> = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    assert_eq!(rows[0], ["SDDC", "name", "state", "provider", "region", "hosts"]);
    assert_eq!((rows[1][1], rows[1][2], *rows[1].last().unwrap(), rows.len()), ("a", "READY", "2", 3));
    let tasks = server.run(&["tasks"]).expect(0).out;
    assert!(tasks.contains(task["id"].as_str().unwrap()) && tasks.contains("FINISHED"), "{tasks}");
    assert_eq!(server.json(&["tasks"]).as_array().unwrap().len(), 2);
    let gone = format!("{path}/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    server.run(&["api", "GET", &gone]).expect(8);
    let refused = server.run(&["api", "POST", path, "-d", "{}"]).expect(7);
    assert!(refused.out.is_empty() && !refused.err.is_empty());
    let id = server.json(&["sddcs"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.json(&["api", "DELETE", &format!("{path}/{id}")])["task_type"], "SDDC-DELETE");
}

/// Under manual pace a wait would never end, so it says what does.
#[test]
fn a_held_task_is_named_by_wait_and_by_skip() {
    let server = Server::start(&["--pace", "manual"]);
    let (sddc, task) = server.create_sddc("a");
    let waiting = server.run(&["wait", &task, "--timeout", "0s"]).expect(6);
    let hint = format!("vmcsim: the task is held (manual pace) until `vmcsim clock skip {task}` releases it\n");
    assert_eq!(waiting.err, hint);
    let waiting = server.run(&["wait", &task, "--timeout", "0s", "--json"]).expect(6);
    assert_eq!(serde_json::from_str::<Value>(&waiting.out).unwrap()["status"], "STARTED");
    assert!(serde_json::from_str::<Value>(&waiting.err).unwrap()["notice"].to_string().contains(&task));
    let skipped = server.run(&["clock", "skip"]).expect(0).out;
    let released = format!("released SDDC-PROVISION {task} of resource {sddc}");
    assert_eq!((skipped.lines().next(), skipped.lines().count()), (Some(&*released), 2), "{skipped}");
    assert_eq!(server.run(&["wait", &task]).expect(0).err, "");
    let (_, task) = server.create_sddc("b");
    let skipped = server.json(&["clock", "skip", &task]);
    assert_eq!((&skipped["released"]["task_id"], &skipped["rate"]), (&json!(task), &json!(1.0)));
    // A skip that released nothing names nothing.
    assert_eq!(server.run(&["clock", "skip"]).expect(0).out.lines().count(), 1);
}

/// Off a terminal there is no bar, so each phase is a line.
#[test]
fn a_wait_prints_a_line_for_each_phase() {
    let server = Server::start(&["--pace", "realistic", "--on-poll", "stay", "--rate", "0"]);
    let (_, task) = server.create_sddc("a");
    let before = server.run(&["wait", &task, "--timeout", "0s"]).expect(6).out;
    assert_eq!(before.lines().count(), 1, "{before}");
    server.run(&["clock", "on-poll", "jump"]).expect(0);
    let ended = server.run(&["wait", &task]).expect(0).out;
    assert_eq!(ended, "SDDC-PROVISION FINISHED\n");
    // The clock runs so fast that the task goes through its phases while it is waited for.
    server.run(&["clock", "on-poll", "stay"]).expect(0);
    let (_, task) = server.create_sddc("b");
    server.run(&["clock", "rate", "40"]).expect(0);
    let lines = server.run(&["wait", &task, "--every", "10ms"]).expect(0).out;
    let phases: Vec<_> = lines.lines().map(|line| line.split(", about").next().unwrap()).collect();
    assert!(phases.len() > 1 && phases.last() == Some(&"SDDC-PROVISION FINISHED"), "{lines}");
    assert!(phases.windows(2).all(|pair| pair[0] != pair[1]), "{lines}");
}

/// What the program under test did can still be verified after somebody looked with this tool, and faults wait for the program.
#[test]
fn requests_of_the_tool_are_not_those_of_the_program() {
    let server = Server::start(&["--pace", "realistic", "--rate", "0"]);
    let (_, task) = server.create_sddc("a");
    let fails = r#"{"when": {"caller": "owner"}, "times": 1, "then": {"error": {"status": 503}}}"#;
    server.run(&["faults", "add", fails]).expect(0);
    server.run(&["wait", &task, "--timeout", "0s"]).expect(6);
    server.run(&["clock", "skip", &task]).expect(0);
    for line in [&["wait", &task][..], &["tasks"], &["sddcs"], &["health"], &["worlds", "show"], &["journal"]] {
        server.run(line).expect(0);
    }
    for (operation, times) in
        [("GetTask", "0"), ("ListTasks", "0"), ("ListSddcs", "0"), ("AuthorizeApiToken", "1"), ("CreateSddc", "1")]
    {
        server.run(&["journal", "verify", operation, "--times", times]).expect(0);
    }
    assert_eq!(server.json(&["faults"])[0]["hits"], 0);
}
