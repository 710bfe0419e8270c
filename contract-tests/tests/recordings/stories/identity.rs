//! Recordings of clients, users and their roles.

use serde_json::{Value, json};
use vmc_contract::{Judge, User, World, csp::TOKEN};

/// The form holds the right credentials, as the recorded one may have.
pub(crate) async fn a_client_without_a_header(judge: &mut Judge) {
    let world = World::new().await;
    let form = judge.request(4);
    let keys = [world.text("client_id"), world.text("client_secret")];
    let form = keys.iter().fold(form.as_str().unwrap().to_owned(), |form, key| form.replacen("REDACTED", key, 1));
    judge.judge(4, &world.target().anyone().send_form(TOKEN, form).await);
}

/// The recorded roles of a user, given to it.
async fn give(owner: &User, user: &str, recorded: &Value) {
    let named =
        |roles: &Value| roles.as_array().unwrap().iter().map(|role| json!({"name": role["name"]})).collect::<Vec<_>>();
    let service = &recorded["serviceRoles"][0];
    let service =
        json!({"serviceDefinitionId": service["serviceDefinitionId"], "rolesToAdd": named(&service["serviceRoles"])});
    let change = json!({
        "organizationRoles": {"rolesToAdd": named(&recorded["organizationRoles"])},
        "serviceRoles": [service],
    });
    let path = format!("/csp/gateway/am/api/v3/users/{user}/orgs/{}/roles", owner.org());
    owner.patch(&path, &change).await.expect(200);
}

pub(crate) async fn a_user_is_found(judge: &mut Judge) {
    let world = World::new().await;
    let recorded = judge.recording(6).customer_body()["results"][0].clone();
    let name = recorded["user"]["username"].as_str().unwrap();
    let token = world.welcome(name, &["org_member"], &[]).await;
    let (owner, ada) = (world.owner().await, world.target().anyone().sign_in(&token, world.org()).await);
    give(&owner, &ada.id().await, &recorded).await;
    judge.judge(6, &owner.get(&owner.csp_path(&format!("/users/search?userSearchTerm={name}"))).await);
}

/// The recorded user is alone in an organization, so she makes one of her own.
pub(crate) async fn the_only_user_of_an_organization(judge: &mut Judge) {
    let world = World::new().await;
    let recorded = judge.recording(5).customer_body()["results"][0].clone();
    let name = recorded["user"]["username"].as_str().unwrap();
    let token = world.welcome(name, &["org_owner"], &[]).await;
    let ada = world.target().anyone().sign_in(&token, world.org()).await;
    let id = ada.id().await;
    let made = ada.post("/csp/gateway/am/api/orgs", &json!({"displayName": "second"})).await.expect(200);
    let link = made.text_at("refLink");
    let second = link.rsplit('/').next().unwrap();
    let key = world.make_api_token(&json!({"username": name, "org_id": second})).await.expect(201);
    let ada = world.target().anyone().sign_in(&key.text_at("api_token"), second).await;
    give(&ada, &id, &recorded).await;
    judge.judge(5, &ada.get(&format!("/csp/gateway/am/api/v2/orgs/{second}/users")).await);
}
