//! Flows about the sign-in service: tokens, users, organizations and OAuth apps.

mod api_tokens;
mod oauth_apps;
mod orgs;
mod refusals;
mod tokens;
mod users;

use crate::suite::Case;

/// Returns all cases about the sign-in service.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    let of_people = [api_tokens::CASES, tokens::CASES, orgs::CASES, users::CASES];
    of_people.into_iter().chain([oauth_apps::CASES, refusals::CASES]).flatten()
}
