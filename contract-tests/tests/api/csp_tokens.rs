//! Tests of the contents of tokens: all claims that this server writes, and the signature.

use base64::{Engine, prelude::BASE64_STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_contract::{
    World,
    csp::{AUTHORIZE, claims},
};

/// What precedes an RSA key of 2048 bits and the exponent 65537 in a SubjectPublicKeyInfo (RFC 8017 appendix A.1).
const BEFORE_RSA_KEY: [u8; 24] =
    *b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00";

/// Reads a public key in PEM form.
fn rsa_key(pem: &str) -> DecodingKey {
    let text = pem.trim_end().strip_prefix("-----BEGIN PUBLIC KEY-----").expect("a PEM block");
    let text = text.strip_suffix("-----END PUBLIC KEY-----").expect("the end of the block");
    let der = BASE64_STANDARD.decode(text.split_whitespace().collect::<String>()).expect("base64");
    DecodingKey::from_rsa_der(der.strip_prefix(&BEFORE_RSA_KEY).expect("an RSA key"))
}

const LOGGED_IN: &str = "/csp/gateway/am/api/loggedin/user";
const PUBLIC_KEY: &str = "/csp/gateway/am/api/auth/token-public-key";

/// Ids and times are replaced by names. An id token gives no access to operations.
#[tokio::test]
async fn the_claims_of_tokens_are_these() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let owner = world.owner().await;
    let group = owner.post(&owner.csp_path("/groups"), &json!({"name": "admins"})).await.expect(200).text_at("id");
    let users = owner.csp_path(&format!("/groups/{group}/users"));
    owner.post(&users, &json!({"usernamesToAdd": ["owner@vmcsim.example"]})).await.expect(200);
    let answer = anyone.send_form(AUTHORIZE, format!("refresh_token={}", world.text("api_token"))).await.expect(200);
    let client = anyone.client_token(world.text("client_id"), world.text("client_secret")).await.expect(200);
    assert!(client.body["id_token"].is_null(), "a program is nobody to have an id token");
    let (user, app) = (owner.id().await, claims(&client.text_at("access_token")));
    let known = [
        (world.text("id"), "{world}"),
        (world.org(), "{org}"),
        (group.as_str(), "{group}"),
        (world.text("client_id"), "{client}"),
        (user.rsplit(':').next().unwrap(), "{user}"),
        (app["user"].as_str().unwrap(), "{principal}"),
    ];
    let begin = 1_767_600_000; // 2026-01-05T08:00:00Z
    let symbolic = |token: &str| {
        let mut text = claims(token).to_string();
        for (id, name) in known {
            text = text.replace(id, name);
        }
        let mut claims: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
        claims.insert("jti".to_owned(), json!("{token}"));
        for time in ["iat", "exp"] {
            let after = claims[time].as_i64().unwrap() - begin;
            claims.insert(time.to_owned(), json!(format!("{{begin}} + {after}")));
        }
        claims
    };
    insta::assert_json_snapshot!("access_token", symbolic(&answer.text_at("access_token")));
    insta::assert_json_snapshot!("id_token", symbolic(&answer.text_at("id_token")));
    insta::assert_json_snapshot!("access_token_of_client", symbolic(&client.text_at("access_token")));
    let id = anyone.in_org(&answer.text_at("id_token"), world.org());
    id.get("/vmc/api/orgs").await.expect(401).refusal();
    id.get(LOGGED_IN).await.expect(401).csp_refusal();
}

#[tokio::test]
async fn the_public_key_verifies_tokens() {
    let world = World::new().await;
    let token = world.owner().await.token().unwrap().to_owned();
    let anyone = world.target().anyone();
    let mut validation = Validation::new(Algorithm::RS256);
    // The world's time is not the machine's.
    validation.validate_exp = false;
    validation.set_audience(&["https://vmc.vmware.com"]);
    let verify = |key: &DecodingKey| jsonwebtoken::decode::<Value>(&token, key, &validation).map(|data| data.claims);

    let pem = anyone.get(PUBLIC_KEY).await.expect(200);
    assert_eq!(pem.text_at("issuer"), claims(&token)["iss"]);
    let key = rsa_key(&pem.text_at("value"));
    assert_eq!(verify(&key).expect("the key fits"), claims(&token));

    let set: JwkSet =
        serde_json::from_str(&anyone.get(&format!("{PUBLIC_KEY}?format=jwks")).await.expect(200).text).unwrap();
    let id = jsonwebtoken::decode_header(&token).unwrap().kid.expect("the header names the key");
    let key = DecodingKey::from_jwk(set.find(&id).expect("the set has the key")).unwrap();
    verify(&key).expect("the key fits");
}
