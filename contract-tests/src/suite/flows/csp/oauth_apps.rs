//! Flows about OAuth apps: their creation, sign-in and permissions, and the rotation of their secrets.

use crate::{
    csp::{TOKEN, VMC_SERVICE, decode_claims},
    sddc_config::simulated,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::Answer,
};

use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/csp/oauth_apps", Flow;
    MovableClock => the_app_of_a_world_works_with_sddcs;
    MovableClock => an_app_is_made_given_roles_changed_and_deleted;
    MovableClock => secrets_rotate;
    MovableClock => clients_are_refused_by_reason;
    MovableClock => scopes_limit_an_app;
    MovableClock => an_app_that_cannot_be_is_refused;
};

/// Creates an OAuth app with the required fields and these.
async fn make(owner: &Customer<'_>, with: Value) -> Played<Answer> {
    let mut request = json!({"displayName": "app", "grantTypes": ["client_credentials"]});
    for (name, value) in with.as_object().needed()? {
        request[name] = value.clone();
    }
    owner.post(&owner.csp_path("/oauth-apps"), &request).await?.require(200)
}

/// Gives an app roles in the organization.
async fn assign(owner: &Customer<'_>, app: &str, org_role: &str, service_role: &str) -> Played {
    let services = json!([{"serviceDefinitionId": VMC_SERVICE, "serviceRoles": [{"name": service_role}]}]);
    let request = json!({"ids": [app], "organizationRoles": [{"name": org_role}], "serviceRoles": services});
    let answer = owner.post(&owner.csp_path("/clients"), &request).await?.require(200)?;
    answer.require_value("$.failures", &json!([]))
}

async fn the_app_of_a_world_works_with_sddcs(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let app = world.app().await?;
    let task = app.create_sddc("by a program").await?;
    let token = decode_claims(app.token().needed()?).needed()?;
    equal!((&task.body["user_name"], &task.body["user_id"]), (&token["username"], &token["user"]));
    app.get("/csp/gateway/am/api/loggedin/user").await?.require(403)?.refused()?;
    let answer = world.anyone().client_token(&world.text("$.client_id")?, &world.text("$.client_secret")?).await?;
    equal!((&answer.body["expires_in"], &answer.body["id_token"]), (&json!(1799), &Value::Null));
    hold!(answer.body["refresh_token"].is_null());
    Ok(())
}

async fn an_app_is_made_given_roles_changed_and_deleted(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, anyone) = (world.owner().await?, world.anyone());
    let made = make(&owner, json!({"accessTokenTTL": 600, "redirectUris": ["https://example.com/back"]})).await?;
    let (id, secret) = (made.string("$.clientId")?, made.string("$.clientSecret")?);
    // Without roles, the app cannot sign in to the organization.
    anyone.client_token(&id, &secret).await?.require(403)?.refused()?;
    assign(&owner, &id, "org_member", "vmc-user:read").await?;
    let answer = anyone.client_token(&id, &secret).await?.require(200)?;
    equal!(answer.body["expires_in"], 599);
    let app = anyone.in_org(&answer.string("$.access_token")?, world.org());
    app.sddcs().await?;
    app.create(&simulated("a", 1)).await?.require(403)?.refused()?;

    let path = owner.csp_path(&format!("/oauth-apps/{id}"));
    let seen = owner.get(&path).await?.require(200)?;
    equal!(seen.string("$.createdBy")?, "owner@vmcsim.example");
    hold!(!seen.text.contains(&secret), "a secret is shown once");
    let change = json!({"displayName": "renamed", "grantTypes": ["client_credentials", "refresh_token"]});
    let seen = owner.patch(&path, &change).await?.require(200)?;
    equal!((seen.string("$.displayName")?, &seen.body["accessTokenTTL"]), ("renamed".to_owned(), &json!(600)));

    let found = owner.get(&owner.csp_path("/oauth-apps?searchTerm=RENAMED&pageLimit=1")).await?.require(200)?;
    equal!(found.texts("results", "id"), [id.as_str()]);
    equal!(owner.get(&owner.csp_path("/oauth-apps")).await?.require(200)?.body["totalResults"], 2);

    let roles = format!("/csp/gateway/am/api/clients/{id}/orgs/{}/roles", world.org());
    let change =
        json!({"serviceRoles": [{"serviceDefinitionId": VMC_SERVICE, "rolesToAdd": [{"name": "vmc-user:full"}]}]});
    owner.patch(&roles, &change).await?.require(200)?;
    app.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    anyone.sign_in_as(&id, &secret, world.org()).await?.create_sddc("a").await?;
    equal!(owner.get(&roles).await?.require(200)?.texts("organizationRoles", "name"), ["org_member"]);
    let clients = owner.get(&owner.csp_path("/clients")).await?.require(200)?;
    equal!(clients.texts("results", "displayName"), ["demo app", "renamed"]);

    // When the app is removed from the organization, its tokens become invalid at once. After its deletion it is
    // unknown.
    let removed =
        owner.send("DELETE", &owner.csp_path("/clients"), Some(&json!({"ids": [id, "else"]}))).await?.require(200)?;
    equal!((removed.texts("succeeded", ""), removed.texts("failed", "")), (vec![id.clone()], vec!["else".to_owned()]));
    app.get(&app.org_path("/sddcs")).await?.require(401)?.refused()?;
    let gone = json!({"clientIdsToDelete": [id]});
    owner.send("DELETE", &owner.csp_path("/oauth-apps"), Some(&gone)).await?.require(200)?;
    owner.get(&path).await?.require(404)?.refused()?;
    let refusal = anyone.client_token(&id, &secret).await?.require(401)?.refused()?;
    equal!(refusal, "invalid_client: the client is unknown");
    Ok(())
}

/// After a rotation, both secrets are valid for a while. After a replacement, only the new one is.
async fn secrets_rotate(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, anyone) = (world.owner().await?, world.anyone());
    let made = make(&owner, json!({"secret": "first-secret"})).await?;
    let id = made.string("$.clientId")?;
    assign(&owner, &id, "org_member", "vmc-user:full").await?;
    let works = async |secret: &str| -> Played<bool> { Ok(anyone.client_token(&id, secret).await?.status == 200) };
    let path = owner.csp_path(&format!("/oauth-apps/{id}/secret"));
    let rotation = json!({"newClientSecret": "second-secret", "secretRotationExpirationInSeconds": 60});
    owner.post(&path, &rotation).await?.require(200)?;
    hold!(works("first-secret").await? && works("second-secret").await? && !works("third-secret").await?);
    world.advance("60s").await?;
    let refusal = anyone.client_token(&id, "first-secret").await?.require(401)?.refused()?;
    equal!(refusal, "invalid_client: the client secret has expired");
    hold!(works("second-secret").await?);

    // The client itself may rotate its secret.
    let own = format!("/csp/gateway/am/api/clients/{id}/secrets");
    let rotation = json!({"newClientSecret": "third-secret"});
    anyone.send_as(&id, "second-secret", "POST", &own, &rotation).await?.require(200)?;
    hold!(works("second-secret").await? && works("third-secret").await?);
    anyone.send_as(&id, "third-secret", "DELETE", &own, &json!({})).await?.require(200)?;
    hold!(!works("second-secret").await? && works("third-secret").await?);
    anyone.post(&own, &rotation).await?.require(401)?.refused()?;
    let other = format!("/csp/gateway/am/api/clients/{}/secrets", world.text("$.client_id")?);
    anyone.send_as(&id, "third-secret", "POST", &other, &rotation).await?.require(404)?.refused()?;

    let relogin = world.owner().await?;
    relogin.post(&path, &json!({"newClientSecret": "fourth-secret"})).await?.require(200)?;
    relogin.delete(&path).await?.require(200)?;
    hold!(!works("third-secret").await? && works("fourth-secret").await?);
    let replaced = relogin.send("PUT", &path, None).await?.require(200)?;
    equal!(replaced.string("$.clientId")?, id);
    hold!(!works("fourth-secret").await? && works(&replaced.string("$.clientSecret")?).await?);
    let guarded = make(&relogin, json!({"ownerOnlySecretRotation": true, "secret": "first-secret"}))
        .await?
        .string("$.clientId")?;
    let own = format!("/csp/gateway/am/api/clients/{guarded}/secrets");
    anyone.send_as(&guarded, "first-secret", "POST", &own, &rotation).await?.require(403)?.refused()?;
    Ok(())
}

async fn clients_are_refused_by_reason(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, anyone) = (world.owner().await?, world.anyone());
    let (id, secret) = (&*world.text("$.client_id")?, &*world.text("$.client_secret")?);
    let refusal = async |id: &str, secret: &str, form: &str, status: u16| -> Played<String> {
        anyone.send_form_as(id, secret, TOKEN, form).await?.require(status)?.refused()
    };
    let grant = "grant_type=client_credentials";
    equal!(refusal(id, "wrong", grant, 401).await?, "invalid_client: the client secret is wrong");
    equal!(refusal("nobody", secret, grant, 401).await?, "invalid_client: the client is unknown");
    let elsewhere = format!("{grant}&orgId=c31d7746-018e-4693-ba7c-37ab84be169f");
    hold!(refusal(id, secret, &elsewhere, 403).await?.contains("has no roles in organization"));
    hold!(refusal(id, secret, &format!("{grant}&orgId=here"), 400).await?.contains("orgId"));
    let form = format!("grant_type=refresh_token&refresh_token={}", world.text("$.api_token")?);
    hold!(refusal(id, secret, &form, 400).await?.starts_with("unauthorized_client"));
    // Credentials in the form are not accepted, because the header is missing. (recorded)
    let form = format!("{grant}&client_id={id}&client_secret={secret}");
    let answer = anyone.send_form(TOKEN, form).await?.require(401)?;
    equal!(answer.refused()?, "Missing mandatory request header: authorization");
    // If a user signs in through an app, the access token names the app.
    let made = make(&owner, json!({"grantTypes": ["refresh_token"]})).await?;
    let form = format!("grant_type=refresh_token&refresh_token={}", world.text("$.api_token")?);
    let answer = anyone
        .send_form_as(&made.string("$.clientId")?, &made.string("$.clientSecret")?, TOKEN, &form)
        .await?
        .require(200)?;
    equal!(decode_claims(&answer.string("$.access_token")?).needed()?["azp"], made.body["clientId"]);
    Ok(())
}

/// The rights of an app are limited by its scopes and by the scopes that the form requests.
async fn scopes_limit_an_app(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, anyone) = (world.owner().await?, world.anyone());
    let scopes =
        json!({"servicesScopes": [{"serviceDefinitionId": VMC_SERVICE, "roles": [{"name": "vmc-user:read"}]}]});
    let made = make(&owner, json!({"allowedScopes": scopes, "id": "my-app"})).await?;
    let (id, secret) = (made.string("$.clientId")?, made.string("$.clientSecret")?);
    hold!(id.ends_with("my-app") && id != "my-app", "a client id carries its world: {id}");
    assign(&owner, &id, "org_owner", "vmc-user:full").await?;
    assign(&owner, &id, "org_member", "vmc-user:read").await?;
    let app = anyone.sign_in_as(&id, &secret, world.org()).await?;
    equal!(decode_claims(app.token().needed()?).needed()?["perms"].as_array().map(Vec::len), Some(1));
    app.sddcs().await?;
    app.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    app.get(&app.csp_path("/users")).await?.require(403)?.refused()?;

    let (id, secret) = (&*world.text("$.client_id")?, &*world.text("$.client_secret")?);
    let form = "grant_type=client_credentials&scope=csp%3Aorg_member";
    let answer = anyone.send_form_as(id, secret, TOKEN, form).await?.require(200)?;
    equal!(decode_claims(&answer.string("$.access_token")?).needed()?["perms"], json!(["csp:org_member"]));
    equal!(answer.string("$.scope")?, "customer_number openid group_ids group_names csp:org_member");
    Ok(())
}

async fn an_app_that_cannot_be_is_refused(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
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
        owner.post(&path, &request).await?.require(status)?.refused()?;
    }
    let made = make(&owner, json!({"id": "twice"})).await?.string("$.clientId")?;
    for id in ["twice", made.as_str()] {
        let request = json!({"displayName": "app", "grantTypes": ["client_credentials"], "id": id});
        owner.post(&path, &request).await?.require(409)?.refused()?;
    }
    Ok(())
}
