//! Tests of the control's list of API tokens, which stands for the console's.

use serde_json::json;
use vmc_contract::{World, csp::AUTHORIZE};

/// The text of a token is shown only once.
#[tokio::test]
async fn api_tokens_are_listed_and_revoked() {
    let world = World::new().await;
    let made = world.make_api_token(&json!({"username": "member@vmcsim.example", "name": "ci"})).await.expect(201);
    let path = "/api-tokens?username=member@vmcsim.example";
    let list = world.control("GET", path, &json!(null)).await.expect(200);
    assert_eq!(list.texts("", "name"), ["member token", "ci"]);
    assert!(!list.text.contains(&made.text_at("api_token")));
    world.control("DELETE", &format!("/api-tokens/{}", made.text_at("id")), &json!(null)).await.expect(204);
    let form = format!("refresh_token={}", made.text_at("api_token"));
    world.target().anyone().send_form(AUTHORIZE, form).await.expect(400).csp_refusal();
    let list = world.control("GET", path, &json!(null)).await.expect(200);
    assert!(list.body[0]["revoked"].is_null() && list.body[1]["revoked"].is_string());
    world
        .control("DELETE", "/api-tokens/6f0f4a52-0000-4000-8000-000000000000", &json!(null))
        .await
        .expect(404)
        .refusal();
}
