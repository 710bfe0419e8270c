//! Admits callers: verifies the access token of a request.

use super::{
    Shell,
    auth::{base_url, token},
    path, refusals,
};
use crate::worlds::{CallerRequest, Outcome, refusals::token_invalid};
use http::request::Parts;
use vmc_client::{
    endpoint::{OperationInfo, Right},
    wire::{OrgId, TaskId},
};

/// Verifies the caller's access token and runs the operation as that caller.
pub(super) fn with_caller<T>(
    shell: &Shell,
    parts: &Parts,
    info: &'static OperationInfo,
    needs: Right,
    run: impl FnOnce(&CallerRequest) -> Outcome<T>,
) -> Outcome<T> {
    let Some(text) = token(&parts.headers) else { return Outcome::refused(refusals::token_missing()) };
    let Some(token) = shell.tokens.verify(text) else { return Outcome::refused(token_invalid()) };
    let (base_url, path) = (base_url(parts), parts.uri.path());
    let org = path::id(info.path, path, &["org", "orgId"]).map(OrgId);
    let task = path::id(info.path, path, &["task"]).map(TaskId);
    let outcome =
        run(&CallerRequest { operation: info.name, path, token: &token, base_url: &base_url, org, task, needs });
    Outcome { visitor: Some(token), if_deleted: Some(token_invalid), ..outcome }
}
