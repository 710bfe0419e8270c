//! Tests of the list of refused requests that led to no world.

use serde_json::{Value, json};
use vmc_contract::Target;
use vmcsim::MockServer;

async fn unmatched(target: &Target, query: &str) -> Value {
    target.anyone().get(&format!("/_vmcsim/unmatched{query}")).await.expect(200).body
}

fn lines(view: &Value) -> Vec<(String, u64)> {
    let line = |entry: &Value| (format!("{} {}", entry["method"], entry["path"]), entry["status"].as_u64().unwrap());
    view["entries"].as_array().unwrap().iter().map(line).map(|(line, status)| (line.replace('"', ""), status)).collect()
}

#[tokio::test]
async fn a_refused_request_without_a_world_is_listed_and_no_other() {
    let server = MockServer::start().await;
    let target = Target::at(&server.url());
    let world = target.world(json!({})).await;
    let (anyone, owner) = (target.anyone(), world.owner().await);
    // These are in a world's journal, or are no mistake.
    anyone.get("/_vmcsim/worlds").await.expect(200);
    anyone.get("/healthz").await.expect(200);
    owner.get("/vmc/api/orgz").await.expect(404);
    owner.get("/vmc/api/orgs/pizza").await.expect(400);
    assert_eq!(lines(&unmatched(&target, "").await), []);

    anyone.get("/vmc/api/orgs").await.expect(401);
    anyone.get("/orgs").await.expect(404);
    anyone.post("/_vmcsim/worlds/pizza/reset", &Value::Null).await.expect(404);
    anyone.get("/_vmcsim/pizza").await.expect(404);
    anyone.delete("/vmc/api/orgs").await.expect(405);
    anyone.post("/csp/gateway/am/api/auth/api-tokens/authorize", &json!({"refresh_token": "0aB1cD2eF3"})).await;
    let listed = unmatched(&target, "").await;
    let expected = [
        ("GET /vmc/api/orgs", 401),
        ("GET /orgs", 404),
        ("POST /_vmcsim/worlds/pizza/reset", 404),
        ("GET /_vmcsim/pizza", 404),
        ("DELETE /vmc/api/orgs", 405),
        ("POST /csp/gateway/am/api/auth/api-tokens/authorize", 400),
    ];
    assert_eq!(lines(&listed), expected.map(|(line, status)| (line.to_owned(), status)));
    assert!(!listed.to_string().contains("0aB1cD2eF3"), "{listed}");
    assert_eq!(listed["entries"][0]["operation"], "ListOrgs");
    assert_eq!(lines(&unmatched(&target, "?status=405").await).len(), 1);
    assert_eq!(server.unmatched().len(), 6);

    anyone.delete("/_vmcsim/unmatched").await.expect(204);
    assert_eq!(unmatched(&target, "").await["recorded"], 0);
}

#[tokio::test]
async fn the_list_is_bounded() {
    let server = MockServer::start().await;
    let target = Target::at(&server.url());
    let anyone = target.anyone();
    for number in 0..1003 {
        anyone.get(&format!("/pizza/{number}")).await.expect(404);
    }
    let listed = unmatched(&target, "?last=1").await;
    assert_eq!((&listed["recorded"], &listed["dropped"]), (&json!(1003), &json!(3)));
    assert_eq!(listed["entries"][0]["path"], "/pizza/1002");
}

#[tokio::test]
async fn a_path_without_its_prefix_is_refused_with_the_prefix() {
    let server = MockServer::start().await;
    let anyone = Target::at(&server.url()).anyone();
    for (path, meant) in [
        ("/orgs", "/vmc/api/orgs"),
        ("/orgs/a/sddcs", "/vmc/api/orgs/a/sddcs"),
        ("/loggedin/user/orgs", "/csp/gateway/am/api/loggedin/user/orgs"),
    ] {
        let refusal = anyone.get(path).await.expect(404).refusal();
        assert!(refusal[0].contains(&format!(": {meant}.")), "{path}: {refusal:?}");
    }
    let refusal = anyone.get("/pizza").await.expect(404).refusal();
    assert_eq!(refusal, ["GET /pizza is not an operation of this service."]);
}
