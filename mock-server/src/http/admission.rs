//! Admits callers: verifies the access token of a request.

use super::{
    Shell,
    auth::{base_url, token},
    call::Received,
    nsx_user::NsxUser,
    pages::ActingUser,
    refusals,
};
use crate::{
    world::{Request, kernel::refusal::Refusal},
    worlds::{CallerRequest, Outcome, refusals::token_invalid},
};
use vmc_client::endpoint::{OperationInfo, Right};

/// Returns the refusal of a text that is not an access token of this server. An API token is named, because many clients want it instead.
fn wrong_token(shell: &Shell, text: &str) -> Refusal {
    let is_api_token = shell.worlds.world_of_key(text).is_some_and(|world| shell.worlds.has(world));
    if is_api_token { refusals::api_token_sent() } else { token_invalid() }
}

/// Verifies the caller's access token and runs the operation as that caller.
pub(super) fn with_caller<T>(
    shell: &Shell,
    received: &Received,
    info: &'static OperationInfo,
    needs: Right,
    run: impl FnOnce(&CallerRequest) -> Outcome<T>,
) -> Outcome<T> {
    let parts = received.parts;
    let known = parts.extensions.get::<NsxUser>().map(|NsxUser(user)| user);
    let token = match known.or_else(|| parts.extensions.get::<ActingUser>().map(|ActingUser(user)| user)) {
        Some(user) => user.clone(),
        None => {
            let Some(text) = token(&parts.headers) else { return Outcome::refused(refusals::token_missing()) };
            let Some(token) = shell.tokens.verify(text) else { return Outcome::refused(wrong_token(shell, text)) };
            token
        }
    };
    let (base_url, request) = (base_url(parts), Request::new(info.name, &received.parameters.pairs));
    let outcome = run(&CallerRequest { request, token: &token, base_url: &base_url, needs });
    Outcome { visitor: Some(token), if_deleted: Some(token_invalid), ..outcome }
}
