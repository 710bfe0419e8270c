//! Requests on their way to a world, and the check of their callers.

use super::refusals;
use crate::{
    tokens::Verified,
    world::{
        Caller, Cx, Request, Settings, WorldState, identity,
        kernel::{
            faults::AdmittedRequest,
            refusal::{ApiResult, Refusal},
        },
        state::{
            identity::{oauth_apps::ClientId, roles::Right},
            not_found,
        },
    },
};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;
use vmc_client::wire::{OrgId, UserId};

/// A request of a signed-in caller to a world, with its access token, the address it used, and the right that it needs.
#[derive(Debug, Clone, Copy)]
pub struct CallerRequest<'a> {
    pub request: Request<'a>,
    /// The verified access token.
    pub token: &'a Arc<Verified>,
    /// `http://host:port` as the client used it.
    pub base_url: &'a str,
    /// The right that the caller must have.
    pub needs: Right,
}

/// A request that authenticates with its own credential (API token, client id or session) instead of the caller's access token.
#[derive(Debug, Clone, Copy)]
pub struct CredentialRequest<'a> {
    pub request: Request<'a>,
    pub key: Credential<'a>,
}

/// The credential of a caller that is not signed in.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'a> {
    ApiToken(&'a str),
    /// The client id of an OAuth app.
    Client(&'a ClientId),
    /// An access token or an id token of any user.
    Session,
}

impl<'a> CallerRequest<'a> {
    pub(super) fn cx(&self, settings: Settings<'a>, now: Timestamp) -> Cx<'a> {
        Cx::new(settings, now, &self.token.caller, self.request.operation, self.base_url)
    }

    pub(super) fn asked(&self) -> AdmittedRequest<'a> {
        let Request { operation, parameters, .. } = self.request;
        AdmittedRequest { operation, parameters, caller: self.token.caller.asking() }
    }
}

/// Checks only an access token's expiry, revocation and membership.
///
/// # Errors
/// The token has expired or has been revoked.
pub(crate) fn check_session(world: &WorldState, token: &Verified, now: Timestamp) -> ApiResult<()> {
    if token.expires <= now {
        return Err(Refusal::token_expired());
    }
    if token.issued > now || token.not_before.is_some_and(|begin| begin > now) {
        // The token is not valid yet, or the world was reset after it was issued.
        return Err(refusals::token_invalid());
    }
    // The users of the NSX of an SDDC are not users of the organization.
    if token.of_nsx { Ok(()) } else { world.identity.check(token.id, &token.caller) }
}

/// Checks the caller before every operation. An organization that does not exist gives 404, and an organization of another user gives 403.
/// No source shows which of the two the service gives. (assumption)
pub(super) fn admit(world: &WorldState, request: &CallerRequest, now: Timestamp) -> ApiResult<()> {
    let token = request.token;
    check_session(world, token, now)?;
    match request.request.org {
        Some(org) if !world.orgs.contains_key(&org) => return Err(not_found::org(org)),
        Some(org) if org != token.caller.org => return Err(identity::refusals::not_in_org(org)),
        _ => {}
    }
    if token.caller.may(request.needs) { Ok(()) } else { Err(identity::refusals::role_missing(request.needs)) }
}

/// The caller of operations that need no caller.
pub(crate) fn nobody() -> Caller {
    Caller { user: UserId(Uuid::nil()), username: "".into(), client: None, org: OrgId(Uuid::nil()), rights: Vec::new() }
}
