//! Tests of exchanging API tokens for access tokens, in every encoding that clients use, and of the information about
//! tokens and keys.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::{Answer, World};

const AUTHORIZE: &str = "/csp/gateway/am/api/auth/api-tokens/authorize";
const DETAILS: &str = "/csp/gateway/am/api/auth/api-tokens/details";
const REVOKE: &str = "/csp/gateway/am/api/auth/revoke";
const PUBLIC_KEY: &str = "/csp/gateway/am/api/auth/token-public-key";

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const MULTIPART: (&str, &str) =
    ("Content-Type", "multipart/form-data; boundary=------------------------d74496d66958873e");

fn api_token(world: &World) -> String {
    world.view["api_token"].as_str().expect("the owner's token").to_owned()
}

fn multipart(name: &str, value: &str) -> String {
    let boundary = "--------------------------d74496d66958873e";
    format!("{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n{boundary}--\r\n")
}

/// The part of a token between the dots, decoded without looking at the signature.
fn claims(token: &str) -> Value {
    let decoded = jsonwebtoken::dangerous::insecure_decode::<Value>(token);
    decoded.expect("an access token is a JWT").claims
}

#[tokio::test]
async fn every_form_of_the_request_is_taken() {
    let world = World::new().await;
    let token = api_token(&world);
    let (refresh, api) = (format!("refresh_token={token}"), format!("api_token={token}"));
    let in_query = |parameter: &str| format!("{AUTHORIZE}?{parameter}");
    let plain = AUTHORIZE.to_owned();
    for (path, headers, body) in [
        (plain.clone(), &[FORM][..], refresh.clone()),
        (plain.clone(), &[FORM], api.clone()),
        (plain.clone(), &[FORM], format!("{refresh}&grant_type=x&api_token=")),
        // Mislabelled, or not labelled at all.
        (plain.clone(), &[JSON], refresh.clone()),
        (plain.clone(), &[], refresh.clone()),
        (plain.clone(), &[("Content-Type", "text/plain")], api.clone()),
        // In the query, with a body that says nothing.
        (in_query(&refresh), &[JSON], String::new()),
        (in_query(&refresh), &[JSON], "{}".to_owned()),
        (in_query(&refresh), &[FORM], String::new()),
        (in_query(&refresh), &[], "irrelevant=1".to_owned()),
        (in_query(&api), &[], String::new()),
        (plain.clone(), &[MULTIPART], multipart("refresh_token", &token)),
        (plain.clone(), &[MULTIPART], multipart("api_token", &token)),
        (plain.clone(), &[FORM], multipart("refresh_token", &token)),
        (plain.clone(), &[JSON], json!({"refresh_token": token}).to_string()),
        (plain.clone(), &[FORM], json!({"api_token": token, "refresh_token": null}).to_string()),
        // Some clients join the base address and the path with one slash too many.
        (format!("/{AUTHORIZE}"), &[FORM], refresh.clone()),
        (format!("{AUTHORIZE}/"), &[FORM], refresh.clone()),
    ] {
        let case = format!("{path} {headers:?} {body}");
        let answer = world.target().anyone().ask("POST", &path, headers, body).await;
        assert_eq!(answer.status, 200, "{case}: {}", answer.text);
        let keys: BTreeSet<_> = answer.body.as_object().expect("an object").keys().map(String::as_str).collect();
        let recorded = ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"];
        assert_eq!(keys, BTreeSet::from(recorded), "{case}");
        assert_eq!(answer.body["expires_in"], 1799, "{case}");
        assert_eq!(answer.body["token_type"], "bearer", "{case}");
        assert_eq!(answer.body["refresh_token"], json!(token), "{case}");
        let user = world.target().anyone().with_token(Some(&answer.text_at("access_token")));
        user.get("/vmc/api/orgs").await.expect(200);
    }
}

#[tokio::test]
async fn what_is_no_api_token_is_refused() {
    let world = World::new().await;
    let token = api_token(&world);
    let anyone = world.target().anyone();
    let mut misspelt = token.clone();
    misspelt.pop();
    misspelt.push(if token.ends_with('A') { 'B' } else { 'A' });
    // As long as a token, of a world that never was.
    let elsewhere = format!("{}1{}", "0".repeat(21), &token[22..]);
    for wrong in [&*misspelt, &elsewhere, &token[1..], "x", "d9b5a8b0-0e5d-4f6e-8f6a-1c2d3e4f5a6b", "%00", "é"] {
        let answer = anyone.send_form(AUTHORIZE, format!("refresh_token={wrong}")).await.expect(400);
        let message = answer.csp_refusal();
        assert!(message.starts_with("invalid_grant: Invalid refresh token: "), "{wrong}: {message}");
        assert_eq!(answer.body["moduleCode"], 340);
        assert!(!answer.text.contains(wrong) || wrong == "x", "a refusal repeats the token: {}", answer.text);
    }
    let broken = multipart("refresh_token", &token).replace("873e--", "873f--");
    for nothing in
        ["", "{}", "refresh_token=", "token=x", "[]", "{\"refresh_token\":", "{\"refresh_token\":[]}", &broken]
    {
        let answer = anyone.ask("POST", AUTHORIZE, &[FORM], nothing).await.expect(400);
        assert_eq!(answer.body["statusCode"], 400, "{nothing}: {}", answer.text);
        answer.csp_refusal();
    }
}

#[tokio::test]
async fn an_api_token_lives_six_months() {
    let world = World::new().await;
    let form = format!("refresh_token={}", api_token(&world));
    let anyone = world.target().anyone();
    world.advance("179d 23h 59m 59s").await;
    anyone.send_form(AUTHORIZE, form.clone()).await.expect(200);
    world.advance("1s").await;
    let message = anyone.send_form(AUTHORIZE, form).await.expect(400).csp_refusal();
    assert_eq!(message, "invalid_grant: Invalid refresh token: the token has expired");
    anyone.post(DETAILS, &json!({"tokenValue": api_token(&world)})).await.expect(400).csp_refusal();
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing() {
    let world = World::new().await;
    let (owner, reader) = (world.owner().await, world.reader().await);
    let anyone = world.target().anyone();
    // The access token: this one alone, even where its owner has others.
    let other = world.owner().await;
    let revoked =
        anyone.send_form(REVOKE, format!("token={}&token_type_hint=access_token", owner.token().unwrap())).await;
    assert_eq!(revoked.expect(200).text, "");
    owner.sddcs().await.expect(401).refusal();
    other.sddcs().await.expect(200);
    // The API token: no more access tokens from it; those that are out live on.
    let form = format!("token={}", api_token(&world));
    anyone.send_form(REVOKE, form.clone()).await.expect(200);
    let refused = anyone.send_form(AUTHORIZE, format!("refresh_token={}", api_token(&world))).await.expect(400);
    assert_eq!(refused.csp_refusal(), "invalid_grant: Invalid refresh token: the token has been revoked");
    other.sddcs().await.expect(200);
    reader.sddcs().await.expect(200);
    // Once more does no harm; an unknown token is refused.
    anyone.send_form(REVOKE, form).await.expect(200);
    for unknown in ["token=x", "", "token="] {
        anyone.send_form(REVOKE, unknown.to_owned()).await.expect(400).csp_refusal();
    }
}

#[tokio::test]
async fn a_token_can_be_asked_about() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let ask = || async { anyone.post(DETAILS, &json!({"tokenValue": api_token(&world)})).await };
    let details = ask().await.expect(200).body;
    assert_eq!(details["orgId"], world.org());
    assert_eq!(details["username"], "owner@vmcsim.example");
    assert_eq!(details["lastUsedAt"], Value::Null);
    // Milliseconds: 2026-01-05T08:00:00.123Z, and 180 days later.
    assert_eq!(details["createdAt"], 1_767_600_000_123_i64);
    assert_eq!(details["expiresAt"], 1_767_600_000_123_i64 + 180 * 86_400_000);
    world.advance("1h").await;
    world.owner().await;
    assert_eq!(ask().await.expect(200).body["lastUsedAt"], 1_767_600_000_123_i64 + 3_600_000);
    for wrong in
        [json!({"tokenValue": "x"}), json!({}), json!({"tokenValue": null}), json!({"tokenValue": 7}), json!([])]
    {
        anyone.post(DETAILS, &wrong).await.expect(400).csp_refusal();
    }
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
    let key = DecodingKey::from_rsa_pem(pem.text_at("value").as_bytes()).expect("a PEM block");
    assert_eq!(verify(&key).expect("the key fits"), claims(&token));

    let set: JwkSet =
        serde_json::from_str(&anyone.get(&format!("{PUBLIC_KEY}?format=jwks")).await.expect(200).text).unwrap();
    let id = jsonwebtoken::decode_header(&token).unwrap().kid.expect("the header names the key");
    let key = DecodingKey::from_jwk(set.find(&id).expect("the set has the key")).unwrap();
    verify(&key).expect("the key fits");
}

/// Scripts cut a token at the dots and decode the middle with plain base64, which knows neither `-` nor `_`.
#[tokio::test]
async fn a_token_says_who_what_and_how_long_in_plain_base64() {
    let world = World::new().await;
    for (name, org_role, service_role) in [
        ("owner", "csp:org_owner", "vmc-user:full"),
        ("member", "csp:org_member", "vmc-user:full"),
        ("reader", "csp:org_member", "vmc-user:read"),
    ] {
        let token = world.user(name).await.token().unwrap().to_owned();
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        assert!(!parts[1].contains(['-', '_', '=']), "{}", parts[1]);
        let claims = claims(&token);
        let names: BTreeSet<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        let published = [
            "acct",
            "aud",
            "azp",
            "context",
            "context_name",
            "domain",
            "exp",
            "iat",
            "iss",
            "jti",
            "perms",
            "sub",
            "username",
        ];
        assert_eq!(names, published.into_iter().chain(["user", "world"]).collect());
        assert_eq!(claims["context_name"], world.org());
        assert_eq!(claims["username"], format!("{name}@vmcsim.example"));
        assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(1_767_600_000), Some(1_767_601_799)));
        let perms: Vec<_> = claims["perms"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(perms.contains(&org_role), "{perms:?}");
        let of_service = |perm: &&str| perm.starts_with("external/") && perm.ends_with(service_role);
        assert!(perms.iter().any(of_service), "{perms:?}");
    }
}

#[tokio::test]
async fn no_two_access_tokens_are_alike() {
    let world = World::new().await;
    let form = format!("refresh_token={}", api_token(&world));
    let mut ids = BTreeSet::new();
    for _ in 0..5 {
        let answer: Answer = world.target().anyone().send_form(AUTHORIZE, form.clone()).await.expect(200);
        ids.insert(claims(&answer.text_at("access_token"))["jti"].to_string());
    }
    assert_eq!(ids.len(), 5);
}
