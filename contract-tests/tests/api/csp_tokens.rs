//! Tests of tokens: how they are obtained, their claims, and their expiry and revocation.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_contract::{
    World,
    csp::{AUTHORIZE, TOKEN, claims},
    sddc_config::simulated,
};

const LOGGED_IN: &str = "/csp/gateway/am/api/loggedin/user";
const REVOKE: &str = "/csp/gateway/am/api/auth/revoke";
const INTROSPECT: &str = "/csp/gateway/am/api/auth/introspect";
const LOGOUT: &str = "/csp/gateway/am/api/auth/logout";

/// Every form in which real clients send an API token is understood, and answered alike.
#[tokio::test]
async fn an_api_token_is_exchanged_in_every_form() {
    let world = World::new().await;
    let (anyone, token) = (world.target().anyone(), world.text("api_token"));
    let form = "application/x-www-form-urlencoded";
    for (path, content_type, body) in [
        (AUTHORIZE.to_owned(), form, format!("refresh_token={token}")),
        (AUTHORIZE.to_owned(), form, format!("api_token={token}")),
        (AUTHORIZE.to_owned(), "multipart/form-data", format!("refresh_token={token}")),
        (format!("{AUTHORIZE}?refresh_token={token}"), "application/json", String::new()),
        (format!("{AUTHORIZE}?api_token={token}"), form, String::new()),
        (format!("/{AUTHORIZE}"), form, format!("refresh_token={token}")),
    ] {
        let answer = anyone.send_bytes("POST", &path, content_type, body.into_bytes()).await.expect(200);
        assert_eq!(answer.body["refresh_token"], token);
        assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("bearer"), &json!(1799)));
        anyone.in_org(&answer.text_at("access_token"), world.org()).get(LOGGED_IN).await.expect(200);
    }
}

/// What tokens say, with ids and times by name: the claims that clients read, and no more rights in an id token.
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
async fn a_key_is_refused_by_reason() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let exchange = async |token: &str| anyone.send_form(AUTHORIZE, format!("refresh_token={token}")).await;
    let short = world.make_api_token(&json!({"username": "owner@vmcsim.example", "life": "1h"})).await.expect(201);
    let (short, long) = (short.text_at("api_token"), world.text("api_token"));
    exchange(&short).await.expect(200);
    world.advance("1h").await;
    let expired = exchange(&short).await.expect(400).csp_refusal();
    assert_eq!(expired, "invalid_grant: Invalid refresh token: the token has expired");
    anyone.send_form(REVOKE, format!("token={long}")).await.expect(200);
    let revoked = exchange(long).await.expect(400).csp_refusal();
    assert_eq!(revoked, "invalid_grant: Invalid refresh token: the token has been revoked");
    let unknown = format!("{}x", &long[..63]);
    for token in [unknown.as_str(), "nonsense", "0000000000000000000000000000000000000000000000000000000000000000"] {
        let answer = exchange(token).await.expect(400);
        assert_eq!(answer.csp_refusal(), "invalid_grant: Invalid refresh token: the token is unknown");
        assert_eq!(answer.body["moduleCode"], 340);
    }
    anyone.send_form(AUTHORIZE, String::new()).await.expect(400).csp_refusal();
}

#[tokio::test]
async fn an_api_token_lives_for_six_months() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let details = json!({"tokenValue": world.text("api_token")});
    let path = "/csp/gateway/am/api/auth/api-tokens/details";
    let answer = anyone.post(path, &details).await.expect(200);
    let life = answer.body["expiresAt"].as_i64().unwrap() - answer.body["createdAt"].as_i64().unwrap();
    assert_eq!(life, 180 * 24 * 60 * 60 * 1000);
    assert_eq!(answer.text_at("orgId"), world.org());
    assert_eq!(answer.text_at("username"), "owner@vmcsim.example");
    assert_eq!(answer.body["allowedScopes"]["organizationScopes"]["allRoles"], true);
    world.advance("180d").await;
    assert!(anyone.post(path, &details).await.expect(400).csp_refusal().ends_with("the token has expired"));
    for life in ["181d", "0s", "a while"] {
        let request = json!({"username": "owner@vmcsim.example", "life": life});
        world.make_api_token(&request).await.expect(400).refusal();
    }
}

/// The console's list and end of API tokens; the text of one is shown once.
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

/// A token that is limited to a role is limited, whatever its owner may do.
#[tokio::test]
async fn scopes_limit_a_token() {
    let world = World::new().await;
    let service = json!({"serviceDefinitionId": "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_", "roles": [{"name": "vmc-user:full"}]});
    let org = json!({"roles": [{"name": "org_member"}]});
    let sddc = simulated("a", 1);
    for (scopes, see_org, read, write) in [
        (json!({"servicesScopes": [service]}), 403, 200, 200),
        (json!({"organizationScopes": {"allRoles": true}}), 200, 403, 403),
        // The owner is no member, so a token limited to the member's role holds nothing.
        (json!({"organizationScopes": org}), 403, 403, 403),
        (json!({"generalScopes": ["openid"]}), 403, 403, 403),
        (json!({"generalScopes": ["ALL_PERMISSIONS"]}), 200, 200, 200),
    ] {
        let request = json!({"username": "owner@vmcsim.example", "allowed_scopes": scopes});
        let token = world.make_api_token(&request).await.expect(201).text_at("api_token");
        let user = world.target().anyone().sign_in(&token, world.org()).await;
        user.get(&user.csp_path("/users")).await.expect(see_org);
        user.get(&user.org_path("/sddcs")).await.expect(read);
        user.post(&user.org_path("/sddcs?validateOnly=true"), &sddc).await.expect(write);
        user.get(LOGGED_IN).await.expect(200);
    }
    for scopes in [
        json!({"organizationScopes": {"roles": [{"name": "king"}]}}),
        json!({"servicesScopes": [{"serviceDefinitionId": "else", "allRoles": true}]}),
        json!({"generalScopes": ["else"]}),
    ] {
        let request = json!({"username": "owner@vmcsim.example", "allowed_scopes": scopes});
        world.make_api_token(&request).await.expect(400).refusal();
    }
}

#[tokio::test]
async fn the_refresh_token_grant_gives_what_the_other_address_gives() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let grant = format!("grant_type=refresh_token&refresh_token={}", world.text("api_token"));
    for path in [TOKEN, "/csp/gateway/am/api/auth/authorize"] {
        let answer = anyone.send_form(path, grant.clone()).await.expect(200);
        assert_eq!(answer.text_at("scope"), "ALL_PERMISSIONS customer_number openid group_ids group_names");
        anyone.in_org(&answer.text_at("access_token"), world.org()).get("/vmc/api/orgs").await.expect(200);
        let narrow = format!("{grant}&scope=openid%20csp%3Aorg_owner&accessTokenValiditySeconds=60");
        let answer = anyone.send_form(path, narrow).await.expect(200);
        assert_eq!(answer.body["expires_in"], 60);
        assert_eq!(claims(&answer.text_at("access_token"))["perms"], json!(["csp:org_owner"]));
        for (form, word) in [
            (format!("{grant}&scope=world-peace"), "invalid_scope"),
            ("grant_type=refresh_token".to_owned(), "refresh_token"),
            ("grant_type=refresh_token&refresh_token=nonsense".to_owned(), "invalid_grant"),
            ("grant_type=password&username=a&password=b".to_owned(), "unsupported_grant_type"),
            ("grant_type=authorization_code&code=a".to_owned(), "unsupported_grant_type"),
            ("grant_type=divination".to_owned(), "unsupported_grant_type"),
            (String::new(), "grant_type"),
        ] {
            let refusal = anyone.send_form(path, form).await.expect(400).csp_refusal();
            assert!(refusal.contains(word), "{refusal}");
        }
    }
}

/// Revocation, logout and time end an access token; introspection knows of each.
#[tokio::test]
async fn access_tokens_end() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    let active = async |token: &str| {
        let answer = anyone.send_form(INTROSPECT, format!("token={token}")).await.expect(200);
        let active = answer.body["active"].as_bool().unwrap();
        assert_eq!(answer.body.as_object().unwrap().len() > 1, active, "an ended token tells nothing: {}", answer.text);
        active
    };
    let user = world.owner().await;
    let (token, other) = (user.token().unwrap(), world.owner().await);
    assert!(active(token).await && active(world.text("api_token")).await);
    user.send_form(REVOKE, format!("token={token}")).await.expect(200);
    user.get(LOGGED_IN).await.expect(401).csp_refusal();
    user.get("/vmc/api/orgs").await.expect(401).refusal();
    assert!(!active(token).await && active(other.token().unwrap()).await);

    let url = other.post(LOGOUT, &json!({})).await.expect(200).text_at("url");
    assert!(url.starts_with(world.target().url()));
    other.get(LOGGED_IN).await.expect(401).csp_refusal();

    // An id token ends its session too.
    let form = format!("refresh_token={}", world.text("api_token"));
    let answer = anyone.send_form(AUTHORIZE, form).await.expect(200);
    let session = anyone.in_org(&answer.text_at("access_token"), world.org());
    session.get(LOGGED_IN).await.expect(200);
    anyone.post(LOGOUT, &json!({"idToken": answer.text_at("id_token")})).await.expect(200);
    session.get(LOGGED_IN).await.expect(401).csp_refusal();
    anyone.post(LOGOUT, &json!({})).await.expect(401).csp_refusal();

    let late = world.owner().await;
    world.advance("1798s").await;
    late.get(LOGGED_IN).await.expect(200);
    world.advance("1s").await;
    late.get(LOGGED_IN).await.expect(401).csp_refusal();
    assert!(!active(late.token().unwrap()).await && !active("nonsense").await);
    anyone.send_form(REVOKE, "token=nonsense".to_owned()).await.expect(400).csp_refusal();
    // Whoever proves itself must do so rightly, even where no proof is needed.
    anyone.send_form_as("nobody", "nothing", INTROSPECT, "token=a").await.expect(401).csp_refusal();
}

/// Both addresses tell where things are, and the things are there.
#[tokio::test]
async fn open_id_clients_find_their_way() {
    let world = World::new().await;
    let (anyone, owner) = (world.target().anyone(), world.owner().await);
    for path in [
        "/csp/gateway/am/api/.well-known/openid-configuration",
        "/csp/gateway/am/api/auth/.well-known/openid-configuration",
    ] {
        let found = anyone.get(path).await.expect(200);
        let local = |key: &str| {
            let address = found.text_at(key);
            address.strip_prefix(world.target().url()).unwrap_or_else(|| panic!("{key} is {address}")).to_owned()
        };
        let issuer = claims(owner.token().unwrap())["iss"].clone();
        assert_eq!(found.body["issuer"], issuer);
        let keys = anyone.get(&local("jwks_uri")).await.expect(200);
        assert_eq!(keys.body["keys"][0]["kty"], "RSA");
        let who = owner.get(&local("userinfo_endpoint")).await.expect(200);
        assert_eq!((who.text_at("acct"), who.text_at("sub")), ("owner@vmcsim.example".to_owned(), owner.id().await));
        anyone.send_form(&local("token_endpoint"), String::new()).await.expect(400);
        owner.get(&local("authorization_endpoint")).await.expect(501).csp_refusal();
    }
}
