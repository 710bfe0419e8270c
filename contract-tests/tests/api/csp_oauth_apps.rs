//! Tests of OAuth apps: their creation, sign-in and permissions, and the rotation of their secrets.

use serde_json::{Value, json};
use vmc_contract::{
    Answer, User, World,
    csp::{TOKEN, claims},
};

const SERVICE: &str = "ybUdoTC05kYFC9ZG560kpsn0I8M_";

/// An app with all that one must have, made by the owner.
async fn make(owner: &User, with: Value) -> Answer {
    let mut request = json!({"displayName": "app", "grantTypes": ["client_credentials"]});
    request.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    owner.post(&owner.csp_path("/oauth-apps"), &request).await.expect(200)
}

/// Gives an app roles in the organization.
async fn assign(owner: &User, app: &str, org_role: &str, service_role: &str) {
    let services = json!([{"serviceDefinitionId": SERVICE, "serviceRoles": [{"name": service_role}]}]);
    let request = json!({"ids": [app], "organizationRoles": [{"name": org_role}], "serviceRoles": services});
    let answer = owner.post(&owner.csp_path("/clients"), &request).await.expect(200);
    assert_eq!(answer.body["failures"], json!([]));
}

#[tokio::test]
async fn the_app_of_a_world_works_with_sddcs() {
    let world = World::new().await;
    let app = world.app().await;
    let task = app.create_sddc("by a program").await.expect(202);
    let token = claims(app.token().unwrap());
    assert_eq!((&task.body["user_name"], &task.body["user_id"]), (&token["username"], &token["user"]));
    app.get("/csp/gateway/am/api/loggedin/user").await.expect(403).csp_refusal();
    let answer = world.target().anyone().client_token(world.text("client_id"), world.text("client_secret")).await;
    assert_eq!((&answer.body["expires_in"], &answer.body["id_token"]), (&json!(1799), &Value::Null));
    assert!(answer.body["refresh_token"].is_null());
}

#[tokio::test]
async fn an_app_is_made_given_roles_changed_and_deleted() {
    let world = World::new().await;
    let (owner, anyone) = (world.owner().await, world.target().anyone());
    let made = make(&owner, json!({"accessTokenTTL": 600, "redirectUris": ["https://example.com/back"]})).await;
    let (id, secret) = (made.text_at("clientId"), made.text_at("clientSecret"));
    // Without roles it is nothing in the organization.
    anyone.client_token(&id, &secret).await.expect(403).csp_refusal();
    assign(&owner, &id, "org_member", "vmc-user:read").await;
    let answer = anyone.client_token(&id, &secret).await.expect(200);
    assert_eq!(answer.body["expires_in"], 599);
    let app = anyone.in_org(&answer.text_at("access_token"), world.org());
    app.sddcs().await.expect(200);
    app.create_sddc("a").await.expect(403).refusal();

    let path = owner.csp_path(&format!("/oauth-apps/{id}"));
    let seen = owner.get(&path).await.expect(200);
    assert_eq!(seen.text_at("createdBy"), "owner@vmcsim.example");
    assert!(!seen.text.contains(&secret), "a secret is shown once");
    let change = json!({"displayName": "renamed", "grantTypes": ["client_credentials", "refresh_token"]});
    let seen = owner.patch(&path, &change).await.expect(200);
    assert_eq!((seen.text_at("displayName"), &seen.body["accessTokenTTL"]), ("renamed".to_owned(), &json!(600)));

    let found = owner.get(&owner.csp_path("/oauth-apps?searchTerm=RENAMED&pageLimit=1")).await.expect(200);
    assert_eq!(found.texts("results", "id"), [id.as_str()]);
    assert_eq!(owner.get(&owner.csp_path("/oauth-apps")).await.expect(200).body["totalResults"], 2);

    let roles = format!("/csp/gateway/am/api/clients/{id}/orgs/{}/roles", world.org());
    let change = json!({"serviceRoles": [{"serviceDefinitionId": SERVICE, "rolesToAdd": [{"name": "vmc-user:full"}]}]});
    owner.patch(&roles, &change).await.expect(200);
    app.create_sddc("a").await.expect(403).refusal();
    anyone.sign_in_as(&id, &secret, world.org()).await.create_sddc("a").await.expect(202);
    assert_eq!(owner.get(&roles).await.expect(200).texts("organizationRoles", "name"), ["org_member"]);
    let clients = owner.get(&owner.csp_path("/clients")).await.expect(200);
    assert_eq!(clients.texts("results", "displayName"), ["demo app", "renamed"]);

    // Taken out of the organization, its tokens end at once; deleted, it is unknown.
    let removed =
        owner.send("DELETE", &owner.csp_path("/clients"), Some(&json!({"ids": [id, "else"]}))).await.expect(200);
    assert_eq!(
        (removed.texts("succeeded", ""), removed.texts("failed", "")),
        (vec![id.clone()], vec!["else".to_owned()])
    );
    app.sddcs().await.expect(401).refusal();
    let gone = json!({"clientIdsToDelete": [id]});
    owner.send("DELETE", &owner.csp_path("/oauth-apps"), Some(&gone)).await.expect(200);
    owner.get(&path).await.expect(404).csp_refusal();
    let refusal = anyone.client_token(&id, &secret).await.expect(401).csp_refusal();
    assert_eq!(refusal, "invalid_client: the client is unknown");
}

/// After a rotation two secrets are good for a while; a replacement leaves one.
#[tokio::test]
async fn secrets_rotate() {
    let world = World::new().await;
    let (owner, anyone) = (world.owner().await, world.target().anyone());
    let made = make(&owner, json!({"secret": "first-secret"})).await;
    let id = made.text_at("clientId");
    assign(&owner, &id, "org_member", "vmc-user:full").await;
    let works = async |secret: &str| anyone.client_token(&id, secret).await.status == 200;
    let path = owner.csp_path(&format!("/oauth-apps/{id}/secret"));
    let rotation = json!({"newClientSecret": "second-secret", "secretRotationExpirationInSeconds": 60});
    owner.post(&path, &rotation).await.expect(200);
    assert!(works("first-secret").await && works("second-secret").await && !works("third-secret").await);
    world.advance("60s").await;
    let refusal = anyone.client_token(&id, "first-secret").await.expect(401).csp_refusal();
    assert_eq!(refusal, "invalid_client: the client secret has expired");
    assert!(works("second-secret").await);

    // The client itself may do the same.
    let own = format!("/csp/gateway/am/api/clients/{id}/secrets");
    let rotation = json!({"newClientSecret": "third-secret"});
    anyone.send_as(&id, "second-secret", "POST", &own, &rotation).await.expect(200);
    assert!(works("second-secret").await && works("third-secret").await);
    anyone.send_as(&id, "third-secret", "DELETE", &own, &json!({})).await.expect(200);
    assert!(!works("second-secret").await && works("third-secret").await);
    anyone.post(&own, &rotation).await.expect(401).csp_refusal();
    let other = format!("/csp/gateway/am/api/clients/{}/secrets", world.text("client_id"));
    anyone.send_as(&id, "third-secret", "POST", &other, &rotation).await.expect(404).csp_refusal();

    let relogin = world.owner().await;
    relogin.post(&path, &json!({"newClientSecret": "fourth-secret"})).await.expect(200);
    relogin.delete(&path).await.expect(200);
    assert!(!works("third-secret").await && works("fourth-secret").await);
    let replaced = relogin.send("PUT", &path, None).await.expect(200);
    assert_eq!(replaced.text_at("clientId"), id);
    assert!(!works("fourth-secret").await && works(&replaced.text_at("clientSecret")).await);
    let guarded =
        make(&relogin, json!({"ownerOnlySecretRotation": true, "secret": "first-secret"})).await.text_at("clientId");
    let own = format!("/csp/gateway/am/api/clients/{guarded}/secrets");
    anyone.send_as(&guarded, "first-secret", "POST", &own, &rotation).await.expect(403).csp_refusal();
}

#[tokio::test]
async fn clients_are_refused_by_reason() {
    let world = World::new().await;
    let (owner, anyone) = (world.owner().await, world.target().anyone());
    let (id, secret) = (world.text("client_id"), world.text("client_secret"));
    let refusal = async |id: &str, secret: &str, form: &str, status: u16| {
        anyone.send_form_as(id, secret, TOKEN, form).await.expect(status).csp_refusal()
    };
    let grant = "grant_type=client_credentials";
    assert_eq!(refusal(id, "wrong", grant, 401).await, "invalid_client: the client secret is wrong");
    assert_eq!(refusal("nobody", secret, grant, 401).await, "invalid_client: the client is unknown");
    let elsewhere = format!("{grant}&orgId=c31d7746-018e-4693-ba7c-37ab84be169f");
    assert!(refusal(id, secret, &elsewhere, 403).await.contains("has no roles in organization"));
    assert!(refusal(id, secret, &format!("{grant}&orgId=here"), 400).await.contains("orgId"));
    let form = format!("grant_type=refresh_token&refresh_token={}", world.text("api_token"));
    assert!(refusal(id, secret, &form, 400).await.starts_with("unauthorized_client"));
    // Credentials in the form are none: the header is missing, as recorded.
    let form = format!("{grant}&client_id={id}&client_secret={secret}");
    let answer = anyone.send_form(TOKEN, form).await.expect(401);
    assert_eq!(answer.csp_refusal(), "Missing mandatory request header: authorization");
    // An app that a person may use as well: the token says through which.
    let made = make(&owner, json!({"grantTypes": ["refresh_token"]})).await;
    let form = format!("grant_type=refresh_token&refresh_token={}", world.text("api_token"));
    let answer =
        anyone.send_form_as(&made.text_at("clientId"), &made.text_at("clientSecret"), TOKEN, &form).await.expect(200);
    assert_eq!(claims(&answer.text_at("access_token"))["azp"], made.body["clientId"]);
}

/// An app can do no more than its scopes say, whatever roles it is given, and no more than a form asks for.
#[tokio::test]
async fn scopes_limit_an_app() {
    let world = World::new().await;
    let (owner, anyone) = (world.owner().await, world.target().anyone());
    let scopes = json!({"servicesScopes": [{"serviceDefinitionId": SERVICE, "roles": [{"name": "vmc-user:read"}]}]});
    let made = make(&owner, json!({"allowedScopes": scopes, "id": "my-app"})).await;
    let (id, secret) = (made.text_at("clientId"), made.text_at("clientSecret"));
    assert!(id.ends_with("my-app") && id != "my-app", "a client id carries its world: {id}");
    assign(&owner, &id, "org_owner", "vmc-user:full").await;
    assign(&owner, &id, "org_member", "vmc-user:read").await;
    let app = anyone.sign_in_as(&id, &secret, world.org()).await;
    assert_eq!(claims(app.token().unwrap())["perms"].as_array().unwrap().len(), 1);
    app.sddcs().await.expect(200);
    app.create_sddc("a").await.expect(403).refusal();
    app.get(&app.csp_path("/users")).await.expect(403).csp_refusal();

    let (id, secret) = (world.text("client_id"), world.text("client_secret"));
    let form = "grant_type=client_credentials&scope=csp%3Aorg_member";
    let answer = anyone.send_form_as(id, secret, TOKEN, form).await.expect(200);
    assert_eq!(claims(&answer.text_at("access_token"))["perms"], json!(["csp:org_member"]));
    assert_eq!(answer.text_at("scope"), "customer_number openid group_ids group_names csp:org_member");
}

#[tokio::test]
async fn an_app_that_cannot_be_is_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    let path = owner.csp_path("/oauth-apps");
    for (name, value, status) in [
        ("displayName", json!(""), 400),
        ("grantTypes", json!([]), 400),
        ("grantTypes", json!(["divination"]), 400),
        ("secret", json!("short"), 400),
        ("id", json!("a b"), 400),
        ("accessTokenTTL", json!(0), 400),
        ("secretRotationExpirationInSeconds", json!(-1), 400),
        ("allowedOrgs", json!(["c31d7746-018e-4693-ba7c-37ab84be169f"]), 404),
        ("allowedOrgs", json!(["here"]), 400),
        ("redirectUris", json!(vec!["https://example.com"; 51]), 400),
        ("allowedScopes", json!({"organizationScopes": {"roles": [{"name": "king"}]}}), 400),
        ("accessTokenTTL", json!("ten"), 400),
    ] {
        let mut request = json!({"displayName": "app", "grantTypes": ["client_credentials"]});
        request[name] = value;
        owner.post(&path, &request).await.expect(status).csp_refusal();
    }
    let made = make(&owner, json!({"id": "twice"})).await.text_at("clientId");
    for id in ["twice", made.as_str()] {
        let request = json!({"displayName": "app", "grantTypes": ["client_credentials"], "id": id});
        owner.post(&path, &request).await.expect(409).csp_refusal();
    }
}
