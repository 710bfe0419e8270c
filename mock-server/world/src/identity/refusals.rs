//! Refusals of the sign-in service, and refusals for missing rights.
//!
//! The sentences of the sign-in service never repeat the content of the request, because it may be a secret. Only the codes of
//! [`basic_missing`] and [`api_token_invalid`] are recorded; the others are chosen. (assumption)

use crate::{
    kernel::refusal::{CspCode, Refusal},
    state::identity::roles::Right,
};
use http::StatusCode;
use std::borrow::Cow;
use uuid::Uuid;
use vmc_client::wire::OrgId;

/// The module that checks headers. (recorded)
pub const GATEWAY: i64 = 250;
/// The module that exchanges tokens. (recorded)
pub const TOKENS: i64 = 340;
/// The module for users and their roles. Its number is not known. (assumption)
const ACCOUNTS: i64 = 540;

/// The reasons why an API token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApiTokenError {
    /// This server never issued the token, or it was misspelled.
    #[error("the token is unknown")]
    Unknown,
    /// The token has expired, by the world's clock.
    #[error("the token has expired")]
    Expired,
    /// The token has been revoked.
    #[error("the token has been revoked")]
    Revoked,
}

/// The reasons why the credentials of a client are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The header is not a valid header of basic authentication.
    #[error("the authorization header is not one of basic authentication")]
    Unreadable,
    /// The client was never created in this world, or it was deleted.
    #[error("the client is unknown")]
    Unknown,
    /// The secret is wrong.
    #[error("the client secret is wrong")]
    WrongSecret,
    /// The secret was replaced by a rotation and has expired.
    #[error("the client secret has expired")]
    OldSecret,
}

/// The access token was revoked.
pub fn token_revoked() -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, "skyscraper.auth.token.revoked", "The access token has been revoked.")
}

/// The token is for another organization.
pub fn not_in_org(org: OrgId) -> Refusal {
    let message = format!("The caller has no access to organization {org}.");
    Refusal::new(StatusCode::FORBIDDEN, "skyscraper.auth.org.forbidden", message)
}

/// The token's roles do not give the right that is needed. The sentence names the roles that give it.
pub fn role_missing(right: Right) -> Refusal {
    let needs = roles_with(right);
    let message = format!("The caller's roles do not allow this operation; it needs {needs}.");
    Refusal::new(StatusCode::FORBIDDEN, "skyscraper.auth.role.missing", message)
}

/// The roles that give a right, as refusals name them.
fn roles_with(right: Right) -> &'static str {
    match right {
        Right::Read => "vmc-user:read or vmc-user:full",
        Right::Write | Right::Delete | Right::Secrets => "vmc-user:full",
        Right::SeeNetworks => "nsx:cloud_auditor or nsx:cloud_admin",
        Right::ChangeNetworks => "nsx:cloud_admin",
        Right::SeeSelf => "any role",
        Right::SeeOrg => "org_member or org_owner",
        Right::ManageApps => "org_owner or developer",
        Right::ManageOrg => "org_owner",
    }
}

/// An API token that this server does not accept. The beginning of the sentence is recorded.
pub fn api_token_invalid(error: ApiTokenError) -> Refusal {
    let refusal = Refusal::bad_request("340.100", format!("invalid_grant: Invalid refresh token: {error}"));
    Refusal { csp: Some(CspCode { module: TOKENS, code: None }), ..refusal }
}

/// A refusal of the sign-in service.
fn csp(status: StatusCode, module: i64, code: u16, message: impl Into<Cow<'static, str>>) -> Refusal {
    let refusal = Refusal::new(status, "vmcsim.identity.refused", message);
    Refusal { csp: Some(CspCode { module, code: Some(code) }), ..refusal }
}

fn not_found(code: u16, message: impl Into<Cow<'static, str>>) -> Refusal {
    csp(StatusCode::NOT_FOUND, ACCOUNTS, code, message)
}

fn bad_request(code: u16, message: impl Into<Cow<'static, str>>) -> Refusal {
    csp(StatusCode::BAD_REQUEST, ACCOUNTS, code, message)
}

/// The `Authorization` header is missing. (recorded)
pub fn basic_missing() -> Refusal {
    csp(StatusCode::UNAUTHORIZED, GATEWAY, 100, "Missing mandatory request header: authorization")
}

/// The client's credentials are wrong. The names of the errors are those of OAuth 2.0.
pub fn client_invalid(error: ClientError) -> Refusal {
    csp(StatusCode::UNAUTHORIZED, TOKENS, 200, format!("invalid_client: {error}"))
}

/// The client may not sign in with this grant type.
pub(super) fn grant_not_allowed() -> Refusal {
    csp(StatusCode::BAD_REQUEST, TOKENS, 210, "unauthorized_client: the client may not use this grant type")
}

/// The grant type is not simulated or does not exist.
pub(super) fn grant_unsupported(reason: &str) -> Refusal {
    csp(StatusCode::BAD_REQUEST, TOKENS, 220, format!("unsupported_grant_type: {reason}"))
}

pub(super) fn scope_unknown() -> Refusal {
    csp(StatusCode::BAD_REQUEST, TOKENS, 230, "invalid_scope: a requested scope does not exist")
}

pub(super) fn client_not_in_org(org: OrgId) -> Refusal {
    csp(StatusCode::FORBIDDEN, TOKENS, 240, format!("The client has no roles in organization {org}."))
}

/// The user does not exist, or the caller may not see the user.
pub fn user_not_found() -> Refusal {
    not_found(100, "Cannot find the user.")
}

pub(super) fn group_not_found(id: Uuid) -> Refusal {
    not_found(110, format!("Cannot find the group with identifier {id}."))
}

pub(super) fn app_not_found() -> Refusal {
    not_found(120, "Cannot find the OAuth app.")
}

pub(super) fn invitation_not_found(id: Uuid) -> Refusal {
    not_found(130, format!("Cannot find the invitation with identifier {id}."))
}

pub(super) fn signature_not_found(id: Uuid) -> Refusal {
    not_found(140, format!("Cannot find the signature with identifier {id}."))
}

pub(super) fn api_token_not_found(id: Uuid) -> Refusal {
    not_found(150, format!("Cannot find the API token with identifier {id}."))
}

pub(super) fn org_role_unknown() -> Refusal {
    bad_request(
        200,
        "There is no such role in an organization; there are org_owner, org_member, developer and support_user.",
    )
}

pub(super) fn service_role_unknown() -> Refusal {
    bad_request(
        210,
        "There is no such role in the service; there are vmc-user:full, vmc-user:read, nsx:cloud_admin and nsx:cloud_auditor.",
    )
}

pub(super) fn service_unknown() -> Refusal {
    bad_request(220, "There is no such service in the organization.")
}

/// The organization would be left without an owner.
pub(super) fn last_owner(org: OrgId) -> Refusal {
    bad_request(230, format!("Organization {org} must keep at least one owner."))
}

/// The user's last role in an organization cannot be removed, because the user would not be a member any more.
pub(super) fn last_role() -> Refusal {
    bad_request(240, "A user must keep at least one role in the organization; remove the user to take all.")
}

/// The name or id is in use. `what` is the kind of thing, with its article.
pub(super) fn taken(what: &str) -> Refusal {
    csp(StatusCode::CONFLICT, ACCOUNTS, 250, format!("There is already {what} of that name."))
}

/// An OAuth app called an operation that only users can call.
pub(super) fn not_a_user() -> Refusal {
    csp(StatusCode::FORBIDDEN, ACCOUNTS, 260, "The caller is an OAuth app and not a user.")
}

/// The invitation has been accepted, revoked, or has expired.
pub(super) fn invitation_over() -> Refusal {
    bad_request(270, "The invitation is no longer pending.")
}
