//! Cases for recordings of clients, users and their roles.

use crate::{
    csp::TOKEN,
    suite::{Customer, Played, Trial},
};
use serde_json::{Value, json};

/// The form contains valid credentials, which may also be true of the recorded one.
pub(super) async fn a_client_without_a_header(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let form = trial.request(4)?;
    let keys = [setting.text("$.client_id")?, setting.text("$.client_secret")?];
    let form = form.as_str().unwrap_or_default().to_owned();
    let form = keys.iter().fold(form, |form, key| form.replacen("REDACTED", key, 1));
    trial.judge(4, &setting.anyone().send_form(TOKEN, form).await?);
    Ok(())
}

/// Assigns the recorded roles of a user to `user`.
async fn give(owner: &Customer<'_>, user: &str, recorded: &Value) -> Played {
    let named = |roles: &Value| {
        let roles = roles.as_array().into_iter().flatten();
        roles.map(|role| json!({"name": role["name"]})).collect::<Vec<_>>()
    };
    let roles = &recorded["serviceRoles"][0];
    let change = json!({
        "organizationRoles": {"rolesToAdd": named(&recorded["organizationRoles"])},
        "serviceRoles": [{
            "serviceDefinitionId": roles["serviceDefinitionId"],
            "rolesToAdd": named(&roles["serviceRoles"]),
        }],
    });
    let path = format!("/csp/gateway/am/api/v3/users/{user}/orgs/{}/roles", owner.org());
    owner.patch(&path, &change).await?.require(200).map(drop)
}

pub(super) async fn a_user_is_found(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let recorded = trial.recording(6)?.customer_body()["results"][0].clone();
    let name = recorded["user"]["username"].as_str().unwrap_or_default();
    let token = setting.welcome(name, "org_member", &[]).await?;
    let (owner, ada) = (setting.owner().await?, setting.sign_in(&token, setting.org()).await?);
    give(&owner, &ada.id().await?, &recorded).await?;
    trial.judge(6, &owner.get(&owner.csp_path(&format!("/users/search?userSearchTerm={name}"))).await?);
    Ok(())
}

/// The recorded user is the only member of an organization, so the user of this case creates an organization.
pub(super) async fn the_only_user_of_an_organization(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let recorded = trial.recording(5)?.customer_body()["results"][0].clone();
    let name = recorded["user"]["username"].as_str().unwrap_or_default();
    let token = setting.welcome(name, "org_owner", &[]).await?;
    let ada = setting.sign_in(&token, setting.org()).await?;
    let id = ada.id().await?;
    let made = ada.post("/csp/gateway/am/api/orgs", &json!({"displayName": "second"})).await?.require(200)?;
    let link = made.string("$.refLink")?;
    let second = link.rsplit('/').next().unwrap_or_default();
    let token = setting.make_api_token(&json!({"username": name, "org_id": second})).await?;
    let ada = setting.sign_in(&token, second).await?;
    give(&ada, &id, &recorded).await?;
    trial.judge(5, &ada.get(&format!("/csp/gateway/am/api/v2/orgs/{second}/users")).await?);
    Ok(())
}
