//! Sign-in and identity (CSP): its part of the table of contents.

pub mod console;

mod tokens;

pub(super) use tokens::{in_known_world, world_of};

use super::routes::Routes;
use crate::world::{
    identity::{
        api_tokens, clients, groups, invitations, members, oauth_apps, orgs,
        tokens::{self as session, authorize},
        tos, users,
    },
    state::identity::roles::Right::{ManageApps, ManageOrg, SeeOrg, SeeSelf},
};
use vmc_client::endpoints::csp as table;

/// One line for each operation that is simulated, with the right that it takes.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = people(sign_in(routes));
    programs(organizations(routes))
}

fn sign_in(routes: Routes) -> Routes {
    use table::{logged_in::*, tokens::*};
    routes
        // Tokens.
        .sign_in::<AuthorizeApiToken, _>(tokens::key_of_sign_in, authorize, tokens::sign)
        .open::<GetApiTokenDetails>(tokens::key_of_details, api_tokens::details)
        .plain::<AuthorizeGrant>(tokens::grant)
        .plain::<GetToken>(tokens::grant)
        .plain::<IntrospectToken>(tokens::introspect)
        .plain::<Logout>(tokens::logout)
        .plain::<RevokeToken>(tokens::revoke)
        .plain::<GetTokenPublicKey>(tokens::public_key)
        .plain::<GetOpenIdConfiguration>(tokens::open_id_configuration)
        .plain::<GetAuthOpenIdConfiguration>(tokens::open_id_configuration)
        .read_identity::<GetOidcUserInfo>(SeeSelf, session::user_info)
        // The caller.
        .read_identity::<GetLoggedInUser>(SeeSelf, users::logged_in)
        .read_identity::<GetLoggedInProfile>(SeeSelf, users::profile)
        .read_identity::<GetDefaultOrg>(SeeSelf, users::default_org)
        .write_identity::<SetDefaultOrg>(SeeSelf, users::set_default_org)
        .read_identity::<ListLoggedInOrgs>(SeeSelf, users::own_orgs)
        .read_identity::<ListLoggedInOrgsPaged>(SeeSelf, users::own_orgs_paged)
        .read_identity::<GetLoggedInRoles>(SeeSelf, users::roles_of)
        .read_identity::<GetLoggedInServiceRoles>(SeeSelf, users::service_roles_of)
        .read_identity::<GetLoggedInInfo>(SeeSelf, users::info_of)
        .read_identity::<GetLoggedInGroups>(SeeSelf, groups::own)
}

/// Everybody may ask about themselves, so these need no more than that; [`users`] asks for more where somebody else is meant.
fn people(routes: Routes) -> Routes {
    use table::{tos::*, users::*};
    routes
        .read_identity::<GetUser>(SeeSelf, users::get)
        .read_identity::<ListUserOrgs>(SeeSelf, users::orgs_of)
        .read_identity::<GetUserInfo>(SeeSelf, users::info_of)
        .read_identity::<GetUserRoles>(SeeSelf, users::roles_of)
        .write_identity::<UpdateUserRoles>(ManageOrg, users::update_roles)
        .read_identity::<GetUserServiceRoles>(SeeSelf, users::service_roles_of)
        .write_identity::<UpdateUserServiceRoles>(ManageOrg, users::update_service_roles)
        .read_identity::<GetUserById>(SeeSelf, users::get_by_id)
        .read_identity::<ListUserOrgsById>(SeeSelf, users::orgs_of)
        .read_identity::<GetUserInfoById>(SeeSelf, users::info_of)
        .read_identity::<GetUserRolesById>(SeeSelf, users::roles_of)
        .write_identity::<UpdateUserRolesById>(ManageOrg, users::update_roles)
        .read_identity::<GetUserServiceRolesById>(SeeSelf, users::service_roles_of)
        .write_identity::<UpdateUserServiceRolesById>(ManageOrg, users::update_service_roles)
        .write_identity::<UpdateMemberRoles>(ManageOrg, users::update_all_roles)
        .read_identity::<SearchIdpUsers>(SeeOrg, users::search)
        .read_identity::<GetUsersLocales>(SeeOrg, users::locales)
        // Terms of use.
        .read_identity::<ListTosSignatures>(SeeSelf, tos::list)
        .write_identity::<SignTos>(SeeSelf, tos::sign)
        .read_identity::<GetTosSignature>(SeeSelf, tos::get)
}

fn organizations(routes: Routes) -> Routes {
    use table::{groups::*, invitations::*, orgs::*};
    routes
        .write_identity::<CreateOrganization>(ManageOrg, orgs::create)
        .read_identity::<GetOrganization>(SeeSelf, orgs::get)
        .write_identity::<UpdateOrganization>(ManageOrg, orgs::update)
        .read_identity::<ListSubOrganizations>(SeeOrg, orgs::sub_orgs)
        .read_identity::<ListOrganizationRoles>(SeeOrg, orgs::roles)
        // Members.
        .read_identity::<ListOrgUsers>(SeeOrg, members::list)
        .read_identity::<GetOrgUsers>(SeeOrg, members::list_paged)
        .read_identity::<SearchOrgUsers>(SeeOrg, members::search)
        .read_identity::<SearchOrgUsersByRoles>(SeeOrg, members::search_by_roles)
        .write_identity::<RemoveUsersByEmail>(ManageOrg, members::remove_by_email)
        .write_identity::<RemoveUsersByName>(ManageOrg, members::remove_by_name)
        .write_identity::<RemoveUsersById>(ManageOrg, members::remove_by_id)
        // Invitations.
        .read_identity::<ListOrgInvitations>(SeeOrg, invitations::list)
        .write_identity::<InviteUsers>(ManageOrg, invitations::create)
        .read_identity::<GetInvitation>(SeeOrg, invitations::get)
        .write_identity::<RevokeInvitation>(ManageOrg, invitations::revoke)
        .read_identity::<ListUserInvitations>(SeeSelf, invitations::list_for_user)
        // Groups.
        .read_identity::<SearchIdpGroups>(SeeOrg, groups::search_idp)
        .read_identity::<ListGroups>(SeeOrg, groups::list)
        .write_identity::<CreateGroup>(ManageOrg, groups::create)
        .write_identity::<RemoveGroups>(ManageOrg, groups::remove)
        .read_identity::<SearchGroupsByRoles>(SeeOrg, groups::search_by_roles)
        .read_identity::<SearchOrgGroups>(SeeOrg, groups::search)
        .read_identity::<GetGroup>(SeeOrg, groups::get)
        .write_identity::<UpdateGroup>(ManageOrg, groups::update)
        .read_identity::<ListGroupUsers>(SeeOrg, groups::users)
        .write_identity::<AddGroupUsers>(ManageOrg, groups::add_users)
        .write_identity::<RemoveGroupUsers>(ManageOrg, groups::remove_users)
        .read_identity::<ListNestedGroups>(SeeOrg, groups::nested)
        .read_identity::<GetGroupRoles>(SeeOrg, groups::roles)
        .write_identity::<UpdateGroupRoles>(ManageOrg, groups::update_roles)
}

fn programs(routes: Routes) -> Routes {
    use table::{clients::*, oauth_apps::*};
    routes
        .write_identity::<CreateOauthApp>(ManageApps, oauth_apps::create)
        .read_identity::<ListOauthApps>(ManageApps, oauth_apps::list)
        .write_identity::<DeleteOauthApps>(ManageApps, oauth_apps::delete)
        .read_identity::<GetOauthApp>(ManageApps, oauth_apps::get)
        .write_identity::<UpdateOauthApp>(ManageApps, oauth_apps::update)
        .write_identity::<RotateOauthAppSecret>(ManageApps, oauth_apps::rotate)
        .write_identity::<ReplaceOauthAppSecret>(ManageApps, oauth_apps::replace_secret)
        .write_identity::<DeleteOldOauthAppSecret>(ManageApps, oauth_apps::delete_old_secret)
        // What they may do.
        .read_identity::<ListClients>(SeeOrg, clients::list)
        .write_identity::<AssignClientRoles>(ManageOrg, clients::assign)
        .write_identity::<RemoveClients>(ManageOrg, clients::remove)
        .read_identity::<GetClientRoles>(SeeOrg, clients::roles)
        .write_identity::<UpdateClientRoles>(ManageOrg, clients::update_roles)
        // Their own secrets.
        .plain::<RotateClientSecret>(tokens::rotate_own_secret)
        .plain::<DeleteOldClientSecret>(tokens::delete_own_old_secret)
}
