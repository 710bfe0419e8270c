//! Calls the client's methods for organizations and users of the sign-in service, by account name and by id, and for
//! the calling user.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;
use vmc_contract::csp::VMC_SERVICE;

const READER: &str = "reader@vmcsim.example";

pub(crate) async fn people() {
    let stage = Stage::set(json!({})).await;
    let org = stage.org;
    for name in ["a@vmcsim.example", "b@vmcsim.example", "c@vmcsim.example"] {
        stage.world.welcome(name, &["org_member"], &["vmc-user:read"]).await;
    }
    said!(stage, get_logged_in_user(plain()));
    said!(stage, get_logged_in_profile());
    let default = said!(stage, get_default_org());
    said!(stage, set_default_org(&default));
    said!(stage, list_logged_in_orgs(plain()));
    said!(stage, list_logged_in_orgs_paged(plain()));
    said!(stage, get_logged_in_roles(org));
    said!(stage, get_logged_in_service_roles(org, plain()));
    said!(stage, get_logged_in_info(org));
    said!(stage, get_logged_in_groups(org));

    said!(stage, list_service_definitions(of(json!({"expand": "1"}))));
    said!(stage, list_console_services(of(json!({"orgId": org}))));

    let second = said!(stage, create_organization(&of(json!({"displayName": "second"}))));
    assert!(second.ref_link.is_some());
    let own = said!(stage, get_organization(org));
    said!(stage, update_organization(org, &own));
    said!(stage, list_sub_organizations(org, plain()));
    said!(stage, list_organization_roles(org, plain()));
    said!(stage, list_org_users(org, plain()));
    let users = said!(stage, get_org_users(org, plain()));
    assert_eq!(users.total_results, 6);
    said!(stage, search_org_users(org, of(json!({"userSearchTerm": "reader"}))));
    let by_role = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_member"}]}});
    said!(stage, search_org_users_by_roles(org, &of(by_role)));
    said!(stage, search_idp_users(&of(json!({"searchTerm": "reader"}))));
    said!(stage, get_users_locales(&of(json!({"usernames": [READER]}))));

    let reader = stage.world.reader().await.id().await;
    stage.tap.last();
    roles(&stage, &reader).await;
    said!(stage, remove_users_by_email(org, &of(json!({"emails": ["a@vmcsim.example"]}))));
    said!(stage, remove_users_by_name(org, &of(json!({"users": [{"username": "b@vmcsim.example"}]}))));
    said!(stage, remove_users_by_id(org, &of(json!({"ids": [reader]}))));
    assert_eq!(said!(stage, get_org_users(org, plain())).total_results, 3);

    let organization = format!("/csp/gateway/am/api/orgs/{org}");
    let request = json!({"displayName": "Ada", "email": "ada@example.com", "orgLink": organization,
        "clientUtcTimestamp": 1});
    let signed = said!(stage, sign_tos(&of(request))).ref_link.unwrap();
    said!(stage, list_tos_signatures(plain()));
    said!(stage, get_tos_signature(signed.rsplit('/').next().unwrap().parse().unwrap()));
}

/// The same roles by name and by id.
async fn roles(stage: &Stage, reader: &str) {
    let org = stage.org;
    let link = format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}");
    said!(stage, get_user(READER, plain()));
    said!(stage, list_user_orgs(READER));
    said!(stage, get_user_info(READER, org, plain()));
    said!(stage, update_user_roles(READER, org, &of(json!({"rolesToAdd": [{"name": "developer"}]}))));
    assert_eq!(said!(stage, get_user_roles(READER, org)).len(), 2);
    let grant = json!({"serviceDefinitionLink": link, "rolesToAdd": [{"name": "vmc-user:full"}]});
    said!(stage, update_user_service_roles(READER, org, &of(grant)));
    let by_name = said!(stage, get_user_service_roles(READER, org, plain()));
    said!(stage, get_user_by_id(reader, plain()));
    said!(stage, list_user_orgs_by_id(reader));
    said!(stage, get_user_info_by_id(reader, org));
    assert_eq!(said!(stage, get_user_service_roles_by_id(reader, org, plain())), by_name);
    said!(stage, update_user_roles_by_id(reader, org, &of(json!({"rolesToRemove": [{"name": "developer"}]}))));
    assert_eq!(said!(stage, get_user_roles_by_id(reader, org)).len(), 1);
    let revoke = json!({"serviceDefinitionLink": link, "rolesToRemove": [{"name": "vmc-user:full"}]});
    said!(stage, update_user_service_roles_by_id(reader, org, &of(revoke)));
    let change = json!({"organizationRoles": {"rolesToAdd": [{"name": "support_user"}]}});
    said!(stage, update_member_roles(reader, org, &of(change)));
    assert_eq!(said!(stage, get_user_roles(READER, org)).len(), 2);
}
