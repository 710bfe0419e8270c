//! Tests of access tokens at VMC: the headers that may carry them, their refusal, and the rights of their roles.

use serde_json::json;
use vmc_contract::{Target, User, World};
use vmcsim::MockServer;

#[tokio::test]
async fn either_header_carries_the_token() {
    let world = World::new().await;
    let owner = world.owner().await;
    let token = owner.token().unwrap();
    let path = owner.org_path("/sddcs");
    let bearer = format!("Bearer {token}");
    let odd = format!("bearer   {token}");
    let wrong = format!("Bearer {}", &token[..token.len() - 2]);
    for (headers, status) in [
        (&[("csp-auth-token", token)][..], 200),
        (&[("CSP-Auth-Token", token)], 200),
        (&[("Authorization", &*bearer)], 200),
        (&[("authorization", &*odd)], 200),
        // Both, alike or not: VMC's own header counts, unless it is empty.
        (&[("csp-auth-token", token), ("Authorization", &*bearer)], 200),
        (&[("csp-auth-token", token), ("Authorization", "Basic dXNlcjpwYXNz")], 200),
        (&[("csp-auth-token", token), ("Authorization", &*wrong)], 200),
        (&[("csp-auth-token", ""), ("Authorization", &*bearer)], 200),
        (&[("csp-auth-token", "x"), ("Authorization", &*bearer)], 401),
        (&[("Authorization", token)], 401),
        (&[("Authorization", "Bearer")], 401),
        (&[("Authorization", "Bearer ")], 401),
        (&[("Authorization", "Basic dXNlcjpwYXNz")], 401),
        (&[("csp-auth-token", &*bearer)], 401),
    ] {
        let answer = owner.ask("GET", &path, headers, "").await;
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.text);
        if status == 401 {
            answer.refusal();
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    let good = owner.token().unwrap();
    let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.");
    let other = world.reader().await.token().unwrap().to_owned();
    let other_signature = other.rsplit('.').next().unwrap();
    let long = "x".repeat(20_000);
    for token in [
        "x",
        "a.b.c",
        "..",
        &format!("{head}.{body}"),
        &format!("{head}.{body}."),
        &format!("{head}.{body}.{other_signature}"),
        &format!("{head}.{}.{signature}", other.split('.').nth(1).unwrap()),
        &format!("{good}.{good}"),
        &unsigned,
        &long,
    ] {
        let answer = owner.with_token(Some(token)).sddcs().await;
        assert_eq!(answer.status, 401, "{token}: {}", answer.text);
        assert_eq!(answer.refusal(), ["The access token is not valid."]);
    }
    owner.with_token(None).sddcs().await.expect(401).refusal();
    owner.sddcs().await.expect(200);
}

/// Two servers of the same seed have the same default world: a token of one is right for the other in everything but its signature.
#[tokio::test]
async fn a_token_of_another_signer_is_refused() {
    const OTHER_KEY: &str = include_str!("../keys/public-other-signing-key.pem");
    let judged = MockServer::start().await;
    let (same, other) = (MockServer::start().await, MockServer::builder().signing_key(OTHER_KEY).start().await);
    for (signer, status) in [(&same, 200), (&other, 401)] {
        let org = signer.org_id().to_string();
        let owner = Target::at(&signer.url()).anyone().sign_in(signer.api_token().expose(), &org).await;
        owner.sddcs().await.expect(200);
        let guest = Target::at(&judged.url()).anyone().with_token(owner.token());
        guest.get(&owner.org_path("/sddcs")).await.expect(status);
    }
}

#[tokio::test]
async fn a_token_lives_1799_seconds() {
    let world = World::with(json!({"at": "2026-01-05T08:00:00Z"})).await;
    let owner = world.owner().await;
    world.advance("1798s 999ms").await;
    owner.sddcs().await.expect(200);
    world.advance("1ms").await;
    let expired = ["The access token has expired, by the world's clock: sign in again with the API token."];
    assert_eq!(owner.sddcs().await.expect(401).refusal(), expired);
    // That is said even where the request is wrong otherwise: only who is told so signs in again.
    let answer = owner.ask("POST", &owner.org_path("/sddcs"), &[], "{").await.expect(401);
    assert_eq!(answer.refusal(), expired);
    world.owner().await.sddcs().await.expect(200);
}

#[tokio::test]
async fn a_token_ends_with_its_world() {
    let world = World::new().await;
    let owner = world.owner().await;
    world.control("DELETE", "", &json!({})).await.expect(204);
    assert_eq!(owner.sddcs().await.expect(401).refusal(), ["The access token is not valid."]);
}

/// Whether a strange organization is answered with 403 or 404 no source decides; one of another world does not exist in this one.
#[tokio::test]
async fn other_organizations_are_not_there() {
    let (world, elsewhere) = (World::new().await, World::with(json!({"seed": 8})).await);
    let (owner, stranger) = (world.owner().await, elsewhere.owner().await);
    let sddc = owner.create_sddc("mine").await.expect(202).text_at("resource_id");
    for org in [elsewhere.org(), "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"] {
        for path in ["", "/sddcs", "/tasks", "/sddcs/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"] {
            let answer = owner.get(&format!("/vmc/api/orgs/{org}{path}")).await.expect(404);
            assert_eq!(answer.refusal(), [format!("Organization {org} doesn't exist.")]);
        }
        owner.delete(&format!("/vmc/api/orgs/{org}/sddcs/{sddc}")).await.expect(404).refusal();
    }
    // Nor is the SDDC of one organization to be found under another.
    stranger.sddc(&sddc).await.expect(404).refusal();
    stranger.delete_sddc(&sddc).await.expect(404).refusal();
    assert_eq!(owner.sddc(&sddc).await.expect(200).body["sddc_state"], "DEPLOYING");
    let orgs = owner.get("/vmc/api/orgs").await.expect(200).body;
    assert_eq!(orgs.as_array().map(Vec::len), Some(1));
    assert_eq!(orgs[0]["id"], world.org());
    assert_eq!(owner.get(&owner.org_path("")).await.expect(200).body, orgs[0]);
}

#[tokio::test]
async fn a_reader_looks_and_changes_nothing() {
    let world = World::new().await;
    let (owner, reader) = (world.owner().await, world.reader().await);
    let task = owner.create_sddc("a").await.expect(202);
    let sddc = task.text_at("resource_id");
    let path = reader.org_path(&format!("/sddcs/{sddc}"));
    let cancel = reader.org_path(&format!("/tasks/{}?action=cancel", task.text_at("id")));
    let refused = "The caller's roles do not allow this operation; it needs vmc-user:full.";
    for (method, path, body) in [
        ("POST", reader.org_path("/sddcs"), r#"{"name":"b","num_hosts":1,"provider":"ZEROCLOUD"}"#),
        ("POST", reader.org_path("/sddcs?validateOnly=true"), r#"{"name":"b","num_hosts":1,"provider":"ZEROCLOUD"}"#),
        ("POST", reader.org_path("/sddcs"), "{"),
        ("PATCH", path.clone(), r#"{"name":"b"}"#),
        ("DELETE", path.clone(), ""),
        ("POST", cancel, ""),
    ] {
        let answer = reader.ask(method, &path, &[], body).await.expect(403);
        assert_eq!(answer.refusal(), [refused], "{method} {path}");
    }
    for path in ["", "/sddcs", "/tasks"] {
        reader.get(&reader.org_path(path)).await.expect(200);
    }
    let seen = reader.sddc(&sddc).await.expect(200);
    assert_eq!((&seen.body["name"], &seen.body["sddc_state"]), (&json!("a"), &json!("DEPLOYING")));
}

#[tokio::test]
async fn passwords_are_for_those_who_may_change() {
    let world = World::new().await;
    let sddc = world.owner().await.create_sddc("a").await.expect(202).text_at("resource_id");
    let passwords = ["cloud_password", "nsx_cloud_admin_password", "nsx_cloud_audit_password"];
    let seen = |user: User| {
        let sddc = sddc.clone();
        async move {
            let config = user.sddc(&sddc).await.expect(200).body["resource_config"].clone();
            (config["cloud_username"].clone(), passwords.map(|name| config[name].is_string()))
        }
    };
    assert_eq!(seen(world.owner().await).await, (json!(null), [false; 3]), "nothing is there yet");
    world.advance("74s").await;
    let name = json!("clouduser@vmc.local");
    assert_eq!(seen(world.owner().await).await, (name.clone(), [true; 3]));
    assert_eq!(seen(world.user("member").await).await, (name.clone(), [true; 3]));
    assert_eq!(seen(world.reader().await).await, (name, [false; 3]));
}
