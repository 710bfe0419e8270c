//! Connects the operations of sign-in and identity (CSP) to the functions that carry them out.

mod tokens;

use super::routes::Routes;
use crate::world::identity::{
    api_tokens, clients, definitions, groups, invitations, members, oauth_apps, orgs, tokens as session,
    tokens::authorize, tos, users,
};
use vmc_client::endpoints::csp as table;

/// Adds one line for each simulated operation, with the right that it needs.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = people(sign_in(routes));
    programs(organizations(routes))
}

fn sign_in(routes: Routes) -> Routes {
    use table::{logged_in::*, tokens::*};
    routes
        // Tokens.
        .sign_in::<AuthorizeApiToken, _>(tokens::key_of_sign_in, authorize, tokens::sign)
        .with_api_token::<GetApiTokenDetails>(tokens::key_of_details, api_tokens::details)
        .with_credential::<AuthorizeGrant>(tokens::grant)
        .with_credential::<GetToken>(tokens::grant)
        .with_credential::<IntrospectToken>(tokens::introspect)
        .with_credential::<Logout>(tokens::logout)
        .with_credential::<RevokeToken>(tokens::revoke)
        .shell::<GetTokenPublicKey>(tokens::public_key)
        .shell::<GetOpenIdConfiguration>(tokens::open_id_configuration)
        .shell::<GetAuthOpenIdConfiguration>(tokens::open_id_configuration)
        .read_world::<GetOidcUserInfo>(session::user_info)
        // The caller.
        .read_world::<GetLoggedInUser>(users::logged_in)
        .read_world::<GetLoggedInProfile>(users::profile)
        .read_world::<GetDefaultOrg>(users::default_org)
        .write_world::<SetDefaultOrg>(users::set_default_org)
        .read_world::<ListLoggedInOrgs>(users::own_orgs)
        .read_world::<ListLoggedInOrgsPaged>(users::own_orgs_paged)
        .read_world::<GetLoggedInRoles>(users::roles_of)
        .read_world::<GetLoggedInServiceRoles>(users::service_roles_of)
        .read_world::<GetLoggedInInfo>(users::info_of)
        .read_world::<GetLoggedInGroups>(groups::own)
}

/// Adds operations that need no right beyond membership, because every user may read their own data. The functions in [`users`] check for
/// more rights when the request is about another user.
fn people(routes: Routes) -> Routes {
    use table::{tos::*, users::*};
    routes
        .read_world::<GetUser>(users::get)
        .read_world::<ListUserOrgs>(users::orgs_of)
        .read_world::<GetUserInfo>(users::info_of)
        .read_world::<GetUserRoles>(users::roles_of)
        .write_world::<UpdateUserRoles>(users::update_roles)
        .read_world::<GetUserServiceRoles>(users::service_roles_of)
        .write_world::<UpdateUserServiceRoles>(users::update_service_roles)
        .read_world::<GetUserById>(users::get_by_id)
        .read_world::<ListUserOrgsById>(users::orgs_of)
        .read_world::<GetUserInfoById>(users::info_of)
        .read_world::<GetUserRolesById>(users::roles_of)
        .write_world::<UpdateUserRolesById>(users::update_roles)
        .read_world::<GetUserServiceRolesById>(users::service_roles_of)
        .write_world::<UpdateUserServiceRolesById>(users::update_service_roles)
        .write_world::<UpdateMemberRoles>(users::update_all_roles)
        .read_world::<SearchIdpUsers>(users::search)
        .read_world::<GetUsersLocales>(users::locales)
        // Terms of use.
        .read_world::<ListTosSignatures>(tos::list)
        .write_world::<SignTos>(tos::sign)
        .read_world::<GetTosSignature>(tos::get)
}

fn organizations(routes: Routes) -> Routes {
    use table::{groups::*, invitations::*, orgs::*};
    routes
        .write_world::<CreateOrganization>(orgs::create)
        .read_world::<GetOrganization>(orgs::get)
        .write_world::<UpdateOrganization>(orgs::update)
        .read_world::<ListSubOrganizations>(orgs::sub_orgs)
        .read_world::<ListOrganizationRoles>(orgs::roles)
        // Members.
        .read_world::<ListOrgUsers>(members::list)
        .read_world::<GetOrgUsers>(members::list_paged)
        .read_world::<SearchOrgUsers>(members::search)
        .read_world::<SearchOrgUsersByRoles>(members::search_by_roles)
        .write_world::<RemoveUsersByEmail>(members::remove_by_email)
        .write_world::<RemoveUsersByName>(members::remove_by_name)
        .write_world::<RemoveUsersById>(members::remove_by_id)
        // Invitations.
        .read_world::<ListOrgInvitations>(invitations::list)
        .write_world::<InviteUsers>(invitations::create)
        .read_world::<GetInvitation>(invitations::get)
        .write_world::<RevokeInvitation>(invitations::revoke)
        .read_world::<ListUserInvitations>(invitations::list_for_user)
        // Groups.
        .read_world::<SearchIdpGroups>(groups::search_idp)
        .read_world::<ListGroups>(groups::list)
        .write_world::<CreateGroup>(groups::create)
        .write_world::<RemoveGroups>(groups::remove)
        .read_world::<SearchGroupsByRoles>(groups::search_by_roles)
        .read_world::<SearchOrgGroups>(groups::search)
        .read_world::<GetGroup>(groups::get)
        .write_world::<UpdateGroup>(groups::update)
        .read_world::<ListGroupUsers>(groups::users)
        .write_world::<AddGroupUsers>(groups::add_users)
        .write_world::<RemoveGroupUsers>(groups::remove_users)
        .read_world::<ListNestedGroups>(groups::nested)
        .read_world::<GetGroupRoles>(groups::roles)
        .write_world::<UpdateGroupRoles>(groups::update_roles)
}

fn programs(routes: Routes) -> Routes {
    use table::{clients::*, definitions::*, oauth_apps::*};
    routes
        .read_world::<ListServiceDefinitions>(definitions::list)
        .read_world::<ListConsoleServices>(definitions::list_for_console)
        .write_world::<CreateOauthApp>(oauth_apps::create)
        .read_world::<ListOauthApps>(oauth_apps::list)
        .write_world::<DeleteOauthApps>(oauth_apps::delete)
        .read_world::<GetOauthApp>(oauth_apps::get)
        .write_world::<UpdateOauthApp>(oauth_apps::update)
        .write_world::<RotateOauthAppSecret>(oauth_apps::rotate)
        .write_world::<ReplaceOauthAppSecret>(oauth_apps::replace_secret)
        .write_world::<DeleteOldOauthAppSecret>(oauth_apps::delete_old_secret)
        // The rights of OAuth apps.
        .read_world::<ListClients>(clients::list)
        .write_world::<AssignClientRoles>(clients::assign)
        .write_world::<RemoveClients>(clients::remove)
        .read_world::<GetClientRoles>(clients::roles)
        .write_world::<UpdateClientRoles>(clients::update_roles)
        // The secrets of OAuth apps.
        .with_credential::<RotateClientSecret>(tokens::rotate_own_secret)
        .with_credential::<DeleteOldClientSecret>(tokens::delete_own_old_secret)
}
