//! The six recorded exchanges of the sign-in service: what was seen there is seen here.

use serde_json::{Value, json};
use vmc_contract::{Answer, World};

fn recording(name: &str) -> Value {
    let path = format!("{}/../fixtures/recordings/csp/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Whether an answer has what a recording has: every key, and a value of its kind. Lists are compared by their first items. Keys of the
/// recording that are null are there and null.
fn has(answer: &Value, recorded: &Value, place: &str) {
    match (answer, recorded) {
        (Value::Object(answer), Value::Object(recorded)) => {
            for (key, recorded) in recorded {
                let value = answer.get(key).unwrap_or_else(|| panic!("{place} has no {key}"));
                has(value, recorded, &format!("{place}.{key}"));
            }
        }
        (Value::Array(answer), Value::Array(recorded)) => {
            if let Some(recorded) = recorded.first() {
                has(answer.first().unwrap_or_else(|| panic!("{place} is empty")), recorded, &format!("{place}[0]"));
            }
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => {}
        (Value::Null, Value::Null) => {}
        _ => panic!("{place} is {answer} and was recorded as {recorded}"),
    }
}

/// Judges status and body. With `exactly`, no key is there at the top that was not recorded.
fn judge(answer: &Answer, recording: &Value, exactly: bool) {
    let recorded = &recording["response"];
    assert_eq!(json!(answer.status), recorded["status"], "{}", answer.text);
    has(&answer.body, &recorded["body"], "answer");
    if exactly {
        let keys = |value: &Value| {
            let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&answer.body), keys(&recorded["body"]));
    }
}

#[tokio::test]
async fn an_api_token_is_exchanged_as_recorded() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    for (name, exactly) in [("authorize-with-form", true), ("authorize-with-multipart", false)] {
        let recording = recording(name);
        let (path, kind) =
            (recording["request"]["path"].as_str().unwrap(), &recording["request"]["headers"]["Content-Type"]);
        let form = format!("refresh_token={}", world.text("api_token")).into_bytes();
        let answer = anyone.send_bytes("POST", path, kind.as_str().unwrap(), form).await;
        judge(&answer, &recording, exactly);
        for key in ["expires_in", "scope", "token_type"] {
            let recorded = &recording["response"]["body"][key];
            assert!(recorded.is_null() || answer.body[key] == *recorded, "{key}");
        }
    }
}

#[tokio::test]
async fn bad_keys_are_refused_as_recorded() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let invalid = recording("authorize-with-invalid-refresh-token");
    let path = invalid["request"]["path"].as_str().unwrap();
    let answer = anyone.send_form(path, "refresh_token=REDACTED".to_owned()).await;
    judge(&answer, &invalid, true);
    let seen = invalid["response"]["body"]["message"].as_str().unwrap().trim_end_matches('…').to_owned();
    assert!(answer.text_at("message").starts_with(&seen));
    assert_eq!(answer.body["moduleCode"], invalid["response"]["body"]["moduleCode"]);

    let missing = recording("token-without-authorization-header");
    let form = missing["request"]["body"].as_str().unwrap().to_owned();
    let answer = anyone.send_form(missing["request"]["path"].as_str().unwrap(), form).await;
    judge(&answer, &missing, true);
    for key in ["statusCode", "cspErrorCode", "message", "moduleCode"] {
        assert_eq!(answer.body[key], missing["response"]["body"][key], "{key}");
    }
}

#[tokio::test]
async fn users_are_shown_as_recorded() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (listed, searched) = (recording("list-org-users"), recording("search-org-users"));
    judge(&owner.get(&format!("/csp/gateway/am/api/v2/orgs/{}/users", world.org())).await, &listed, true);
    judge(&owner.get(&owner.csp_path("/users/search?userSearchTerm=member")).await, &searched, true);

    // Every name of a role that was recorded is one that can be given, and comes back with its recorded name for people.
    let user = &listed["response"]["body"]["results"][0];
    let named =
        |roles: &Value| roles.as_array().unwrap().iter().map(|role| json!({"name": role["name"]})).collect::<Vec<_>>();
    let service = &user["serviceRoles"][0];
    let change = json!({
        "organizationRoles": {"rolesToAdd": named(&user["organizationRoles"])},
        "serviceRoles": [{"serviceDefinitionId": service["serviceDefinitionId"], "rolesToAdd": named(&service["serviceRoles"])}],
    });
    let path =
        format!("/csp/gateway/am/api/v3/users/{}/orgs/{}/roles", world.user("member").await.id().await, world.org());
    owner.patch(&path, &change).await.expect(200);
    let now = owner.get(&owner.csp_path("/users/search?userSearchTerm=member")).await.expect(200);
    let now = &now.body["results"][0];
    for role in user["organizationRoles"].as_array().unwrap() {
        let same = |held: &&Value| held["name"] == role["name"] && held["displayName"] == role["displayName"];
        assert!(now["organizationRoles"].as_array().unwrap().iter().any(|held| same(&held)), "{role}");
    }
    assert_eq!(now["serviceRoles"][0]["serviceRoles"].as_array().unwrap().len(), 3);
}
