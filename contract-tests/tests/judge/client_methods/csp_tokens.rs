//! Calls the client's methods for tokens, keys, OAuth apps and clients.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_client::http::ClientCredentials;
use vmc_contract::csp::VMC_SERVICE;

pub(crate) async fn tokens_and_apps() {
    let stage = Stage::set(json!({})).await;
    let token = stage.world.text("api_token").to_owned();
    said!(stage, api_token_details(&of(json!({"tokenValue": token}))));
    said!(stage, authorize_api_token(plain(), &of(json!({"refresh_token": token}))));
    let grant = of(json!({"grant_type": "refresh_token", "refresh_token": token}));
    said!(stage, get_token(&grant));
    let access = said!(stage, authorize_grant(&grant));
    let access = json!({"token": access.access_token.expose()});
    assert_eq!(said!(stage, introspect_token(&of(access.clone()))).active, Some(true));
    said!(stage, revoke_token(&of(access.clone())));
    assert_eq!(said!(stage, introspect_token(&of(access))).active, Some(false));
    said!(stage, token_public_key(plain()));
    said!(stage, token_public_key(of(json!({"format": "jwks"}))));
    said!(stage, get_open_id_configuration());
    said!(stage, get_auth_open_id_configuration());
    said!(stage, get_oidc_user_info());
    apps(&stage).await;
    said!(stage, logout(None));
}

async fn apps(stage: &Stage) {
    let org = stage.org;
    let app = json!({"displayName": "app", "grantTypes": ["client_credentials"], "secret": "first-secret"});
    let id = said!(stage, create_oauth_app(org, &of(app))).client_id.unwrap();
    said!(stage, list_oauth_apps(org, plain()));
    said!(stage, get_oauth_app(org, &id));
    let change = json!({"displayName": "renamed", "grantTypes": ["client_credentials"]});
    said!(stage, update_oauth_app(org, &id, &of(change)));
    let services = json!([{"serviceDefinitionId": VMC_SERVICE, "roles": [{"name": "vmc-user:read"}]}]);
    let roles = json!({"ids": [id], "organizationRoles": [{"name": "org_member"}], "serviceRoles": services});
    said!(stage, assign_client_roles(org, &of(roles)));
    said!(stage, list_clients(org, plain()));
    said!(stage, get_client_roles(&id, org));
    let change =
        json!({"serviceRoles": [{"serviceDefinitionId": VMC_SERVICE, "rolesToAdd": [{"name": "vmc-user:full"}]}]});
    said!(stage, update_client_roles(&id, org, &of(change)));

    let first = ClientCredentials { id: id.clone(), secret: "first-secret".into() };
    let rotation = json!({"newClientSecret": "second-secret", "secretRotationExpirationInSeconds": 60});
    said!(stage, stage.client.as_oauth_app(&first), rotate_client_secret(&id, &of(rotation)));
    let second = ClientCredentials { id: id.clone(), secret: "second-secret".into() };
    let app = stage.client.as_oauth_app(&second);
    said!(stage, app, delete_old_client_secret(&id));
    let grant = of(json!({"grant_type": "client_credentials"}));
    said!(stage, app, get_token(&grant));
    said!(stage, app, authorize_grant(&grant));
    said!(stage, rotate_oauth_app_secret(org, &id, &of(json!({"newClientSecret": "third-secret"}))));
    said!(stage, delete_old_oauth_app_secret(org, &id));
    said!(stage, replace_oauth_app_secret(org, &id));
    said!(stage, remove_clients(org, &of(json!({"ids": [id]}))));
    said!(stage, delete_oauth_apps(org, &of(json!({"clientIdsToDelete": [id]}))));
}
