//! Tests of invalid values of the right type, and of unusual but valid spellings. Rules that hold for all operations
//! are tested in `every_operation`.

use serde_json::{Value, json};
use vmc_contract::{User, World};

/// A world with a finished SDDC.
struct Stage {
    world: World,
    owner: User,
    sddc: String,
    task: String,
}

impl Stage {
    async fn set() -> Self {
        let world = World::new().await;
        let owner = world.owner().await;
        let task = owner.create_sddc("a").await.expect(202);
        world.advance("10m").await;
        let (sddc, task) = (task.text_at("resource_id"), task.text_at("id"));
        Self { world, owner, sddc, task }
    }

    async fn seen(&self) -> [String; 3] {
        let text = async |path: &str| self.owner.get(&self.owner.org_path(path)).await.expect(200).text;
        [text("").await, text("/sddcs?includeDeleted=true").await, text("/tasks").await]
    }

    fn sddc_path(&self, rest: &str) -> String {
        self.owner.org_path(&format!("/sddcs/{}{rest}", self.sddc))
    }

    fn task_path(&self, rest: &str) -> String {
        self.owner.org_path(&format!("/tasks/{}{rest}", self.task))
    }
}

/// The least that makes an SDDC, with these changes.
fn config(changes: &Value) -> Value {
    let mut config = json!({"name": "b", "num_hosts": 1, "provider": "ZEROCLOUD"});
    for (name, value) in changes.as_object().into_iter().flatten() {
        config[name] = value.clone();
    }
    config
}

#[tokio::test]
async fn values_that_are_not_allowed() {
    let stage = Stage::set().await;
    let before = stage.seen().await;
    let nobody = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    let long = "x".repeat(129);
    for (changes, status, said) in [
        (json!({"name": ""}), 400, "name"),
        (json!({"name": " \t\n"}), 400, "name"),
        (json!({"name": long}), 400, "128 characters"),
        (json!({"name": "ü".repeat(129)}), 400, "128 characters"),
        (json!({"num_hosts": 0}), 400, "Sddc provisioning requires a minimum of 1 hosts."),
        (json!({"num_hosts": -1}), 400, "Sddc provisioning requires a minimum of 1 hosts."),
        (json!({"num_hosts": i32::MIN}), 400, "Sddc provisioning requires a minimum of 1 hosts."),
        (json!({"num_hosts": i32::MAX}), 400, "Maximum host limit of 16 hosts reached for the cluster."),
        (json!({"num_hosts": 4_294_967_297_u64}), 400, "at `num_hosts`"),
        (json!({"num_hosts": 1e300}), 400, "at `num_hosts`"),
        (json!({"provider": "AZURE"}), 400, "not available for this organization"),
        (json!({"provider": ""}), 400, "not available for this organization"),
        (json!({"provider": "zerocloud"}), 400, "not available for this organization"),
        (json!({"region": "MARS"}), 400, "not available for this organization"),
        (json!({"deployment_type": "TripleAZ"}), 400, "TripleAZ"),
        (json!({"host_instance_type": "i9.metal"}), 400, "i9.metal"),
        (json!({"size": "huge"}), 400, "Invalid size huge."),
        (json!({"software_tier": "free"}), 400, "Invalid software tier free."),
        (json!({"vsan_version": "vsan9"}), 400, "Invalid vSAN version vsan9."),
        (json!({"msft_license_config": {"windows_licensing": "stolen"}}), 400, "Invalid Microsoft licensing stolen."),
        (json!({"num_hosts": "one"}), 400, "at `num_hosts`: invalid type: string, expected a whole number of 32 bits"),
        (
            json!({"account_link_config": 7}),
            400,
            "at `account_link_config`: invalid type: integer `7`, expected an object",
        ),
        (json!({"sddc_type": "2NODE"}), 400, "Invalid sddc type specified."),
        (json!({"sddc_type": "1NODE", "num_hosts": 2}), 400, "1NODE"),
        (json!({"sddc_template_id": nobody}), 404, nobody),
        (json!({"sddc_template_id": "pizza"}), 400, "at `sddc_template_id`"),
        (
            json!({"account_link_sddc_config": [{"customer_subnet_ids": ["a"]}, {"connected_account_id": "pizza"}]}),
            400,
            "at `account_link_sddc_config[1].connected_account_id`",
        ),
    ] {
        let answer = stage.owner.create(&config(&changes)).await.expect(status);
        let messages = answer.refusal();
        assert!(messages[0].contains(said), "{changes}: {messages:?}");
        assert_eq!(answer.body["path"], stage.owner.org_path("/sddcs"));
        assert_eq!(answer.body["retryable"], false);
        assert!(answer.body["error_code"].as_str().unwrap().starts_with("skyscraper."), "{}", answer.text);
    }
    // Numbers that JSON can write and no type can hold; a key twice.
    for body in [
        r#"{"name":"b","num_hosts":1e999,"provider":"ZEROCLOUD"}"#,
        r#"{"name":"b","num_hosts":1000000000000000000000000000000,"provider":"ZEROCLOUD"}"#,
        r#"{"name":"b","name":"c","num_hosts":1,"provider":"ZEROCLOUD"}"#,
    ] {
        stage.owner.ask("POST", &stage.owner.org_path("/sddcs"), &[], body).await.expect(400).refusal();
    }
    assert_eq!(stage.seen().await, before);
}

#[tokio::test]
async fn queries_and_names_that_are_not_allowed() {
    let stage = Stage::set().await;
    let before = stage.seen().await;
    let list = stage.owner.org_path("/sddcs");
    for (method, path, body, said) in [
        ("GET", format!("{list}?includeDeleted=maybe"), "", "at `includeDeleted`: `maybe`"),
        ("GET", format!("{list}?includeDeleted=true&includeDeleted=maybe"), "", "`maybe`"),
        ("GET", format!("{list}?$filter=("), "", "filter"),
        ("GET", format!("{list}?%24filter=%ff"), "", "filter"),
        ("GET", stage.owner.org_path("/tasks?$filter=status%20eq"), "", "filter"),
        (
            "POST",
            format!("{list}?validateOnly=maybe"),
            r#"{"name":"b","num_hosts":1,"provider":"ZEROCLOUD"}"#,
            "`maybe`",
        ),
        ("PATCH", stage.sddc_path(""), r#"{"name":""}"#, "name"),
        ("PATCH", stage.sddc_path(""), r#"{"name":null}"#, "name"),
        ("PATCH", stage.sddc_path(""), "{}", "name"),
        // The fields in their order are not an object.
        ("PATCH", stage.sddc_path(""), r#"["b"]"#, "list"),
        ("DELETE", stage.sddc_path("?force=perhaps"), "", "`perhaps`"),
        ("DELETE", stage.sddc_path("?retain_configuration=2"), "", "`2`"),
        ("DELETE", stage.sddc_path("?template_name=x"), "", "retain_configuration"),
        ("POST", stage.task_path(""), "", "action"),
        ("POST", stage.task_path("?action="), "", "action"),
        ("POST", stage.task_path("?action=pause"), "", "pause"),
        ("POST", stage.task_path("?action=cancel&action=pause"), "", "pause"),
        ("POST", stage.task_path("?action=Cancel"), "", "Cancel"),
    ] {
        let answer = stage.owner.ask(method, &path, &[], body).await;
        assert_eq!(answer.status, 400, "{method} {path} {body}: {}", answer.text);
        let messages = answer.refusal();
        assert!(messages[0].to_lowercase().contains(&said.to_lowercase()), "{method} {path} {body}: {messages:?}");
    }
    assert_eq!(stage.seen().await, before);
}

#[tokio::test]
async fn paths_that_are_nowhere() {
    let world = World::new().await;
    let owner = world.owner().await;
    for (path, status) in [
        ("/", 404),
        ("/vmc", 404),
        ("/vmc/api", 404),
        ("/vmc/api/pizza", 404),
        ("/vmc/api/orgs/", 200),
        ("/vmc/api/%ff", 404),
        ("/VMC/API/ORGS", 404),
        ("/vmc/api/orgs/../orgs", 200),
        ("/csp", 404),
        ("/csp/gateway/am/api/pizza", 404),
        // Known to exist at the service, and not simulated.
        ("/api/network/x/core/troubleshooting/traceflow", 501),
    ] {
        for user in [&owner, &owner.with_token(None)] {
            let answer = user.get(path).await;
            match (status, user.token()) {
                (200, None) => assert_eq!(answer.status, 401, "{path}"),
                _ => assert_eq!(answer.status, status, "{path}: {}", answer.text),
            }
            match answer.status {
                200 => {}
                _ if path.starts_with("/csp/") => assert!(answer.csp_refusal().contains(path)),
                _ => assert_eq!(answer.refusal().len(), 1),
            }
        }
    }
}

/// Clients of different languages write truth in different ways, and the last word counts.
#[tokio::test]
async fn truth_has_many_spellings() {
    let stage = Stage::set().await;
    let path = stage.owner.org_path("/sddcs");
    for (query, status) in [
        ("validateOnly=true", 200),
        ("validateOnly=True", 200),
        ("validateOnly=TRUE", 200),
        ("validateOnly=1", 200),
        ("validateOnly=false&validateOnly=true", 200),
        ("validateOnly=False", 202),
        ("validateOnly=0", 202),
        ("validateOnly=", 202),
        ("validateonly=true", 202),
        ("validateOnly=true&validateOnly=false", 202),
    ] {
        let answer = stage.owner.post(&format!("{path}?{query}"), &config(&json!({}))).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn unset_has_many_spellings() {
    let world = World::new().await;
    let owner = world.owner().await;
    let optional = [
        "vxlan_subnet",
        "sddc_type",
        "deployment_type",
        "region",
        "host_instance_type",
        "sddc_id",
        "sddc_template_id",
        "size",
        "sso_domain",
        "storage_capacity",
        "vpc_cidr",
        "vpc_name",
        "existing_vpc_id",
        "outpost_id",
        "vsan_version",
        "software_tier",
    ];
    let more = ["account_link_config", "account_link_sddc_config", "msft_license_config", "skip_creating_vxlan"];
    let mut shown = Vec::new();
    for (empty, names) in [
        (Value::Null, optional.iter().chain(&more).collect()),
        (json!(""), optional.iter().collect()),
        (json!("unknown fields are ignored"), vec![&"pizza"]),
    ] {
        let changes: serde_json::Map<_, _> =
            names.into_iter().map(|name| ((*name).to_owned(), empty.clone())).collect();
        let id = owner.create(&config(&Value::Object(changes))).await.expect(202).text_at("resource_id");
        let sddc = owner.sddc(&id).await.expect(200).body;
        shown.push(
            ["region", "deployment_type", "sso_domain", "vxlan_subnet"]
                .map(|name| sddc["resource_config"][name].clone()),
        );
    }
    assert_eq!(shown[0], ["US_WEST_2", "SINGLE_AZ", "vmc.local", "192.168.1.0/24"].map(|text| json!(text)));
    assert!(shown.iter().all(|other| *other == shown[0]), "{shown:?}");
}

#[tokio::test]
async fn names_may_be_in_any_script() {
    let world = World::new().await;
    let owner = world.owner().await;
    for name in ["Zürich 数据中心 🏔", "a/b?c=d&e#f%20", "\"quoted\\\"", &"🏔".repeat(128), " x "] {
        let id = owner.create(&config(&json!({"name": name}))).await.expect(202).text_at("resource_id");
        assert_eq!(owner.sddc(&id).await.expect(200).body["name"], name);
        assert_eq!(
            owner.patch(&owner.org_path(&format!("/sddcs/{id}")), &json!({"name": "y"})).await.body["name"],
            "y"
        );
    }
}

/// The official clients send `{}` where nothing is asked for, and one of them ends paths with a slash.
#[tokio::test]
async fn bodies_that_nobody_asked_for_are_ignored() {
    let stage = Stage::set().await;
    let held = stage.owner.create_sddc("b").await.expect(202);
    for (method, path, body, status) in [
        ("GET", stage.sddc_path("/"), "{}", 200),
        ("POST", stage.owner.org_path(&format!("/tasks/{}/?action=cancel", held.text_at("id"))), "{}", 200),
        ("DELETE", stage.sddc_path("/?force=False"), "{}", 202),
    ] {
        let answer = stage.owner.ask(method, &path, &[("Content-Type", "application/json")], body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
    }
    stage.world.advance("10m").await;
    assert_eq!(stage.owner.sddc(&stage.sddc).await.body["sddc_state"], "DELETED");
}
