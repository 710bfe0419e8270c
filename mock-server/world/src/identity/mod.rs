//! Who may do what: users and programs, their roles and keys. VMC and the sign-in service (CSP) share this one identity.
//!
//! - [`roles`]: what there is to hold, and what it allows. [`scopes`]: how a key is held to less.
//! - [`tokens`]: signing in, and what becomes of access tokens. [`api_tokens`]: the keys of users. [`oauth_apps`], [`clients`]: programs.
//! - [`users`], [`members`], [`groups`], [`invitations`], [`orgs`], [`tos`]: the rest, one file per resource.

pub mod api_tokens;
pub mod clients;
pub mod demo;
pub mod directory;
pub mod groups;
pub mod invitations;
pub mod mark;
pub mod members;
pub mod oauth_apps;
pub mod orgs;
pub mod refusals;
pub mod roles;
pub mod scopes;
pub mod tokens;
pub mod tos;
pub mod users;

mod bindings;
mod checks;
mod paging;
