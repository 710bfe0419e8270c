//! Calls the client's methods for groups and invitations.

use crate::client_methods::{Stage, of, plain, said};
use serde_json::json;

pub(crate) async fn groups_and_invitations() {
    let stage = Stage::set(json!({})).await;
    let org = stage.org;
    let id = said!(stage, create_group(org, &of(json!({"name": "builders"})))).id.unwrap();
    let group = id.parse().unwrap();
    said!(stage, list_groups(org, plain()));
    said!(stage, update_group(org, group, &of(json!({"name": "masons"}))));
    assert_eq!(said!(stage, get_group(org, group)).display_name.as_deref(), Some("masons"));
    said!(stage, search_org_groups(org, of(json!({"groupSearchTerm": "mason"}))));
    said!(stage, search_idp_groups(of(json!({"searchTerm": "mason"}))));
    let names = json!({"usernamesToAdd": ["reader@vmcsim.example", "nobody@vmcsim.example"]});
    assert_eq!(said!(stage, add_group_users(org, group, &of(names))).succeeded.len(), 1);
    assert_eq!(said!(stage, list_group_users(org, group, plain())).total_results, 1);
    said!(stage, list_nested_groups(org, group, plain()));
    let grant = json!({"organizationRoles": {"rolesToAdd": [{"name": "org_member"}]}});
    said!(stage, update_group_roles(org, group, &of(grant)));
    said!(stage, get_group_roles(org, group));
    let by_role = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_member"}]}});
    assert_eq!(said!(stage, search_groups_by_roles(org, &of(by_role))).total_results, 1);
    let reader = stage.world.reader().await.id().await;
    stage.tap.last();
    said!(stage, remove_group_users(org, group, &of(json!({"ids": [reader]}))));
    said!(stage, remove_groups(org, &of(json!({"ids": [id]}))));

    let invitation = json!({"usernames": ["ada@example.com"], "organizationRoles": [{"name": "org_member"}]});
    said!(stage, invite_users(org, plain(), &of(invitation)));
    said!(stage, list_org_invitations(org, plain()));
    let invitation = said!(stage, list_user_invitations("ada@example.com", plain())).remove(0);
    let id = invitation.ref_link.unwrap().rsplit('/').next().unwrap().parse().unwrap();
    said!(stage, get_invitation(org, id));
    said!(stage, revoke_invitation(org, id));
}
