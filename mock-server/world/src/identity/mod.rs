//! Users, OAuth apps, roles and credentials. VMC and the sign-in service (CSP) share this data.
//!
//! - [`roles`]: the roles and the rights that they give. [`scopes`]: the limits of a credential.
//! - [`tokens`]: signing in and access tokens. [`api_tokens`]: the credentials of users. [`oauth_apps`], [`clients`]: OAuth apps.
//! - [`users`], [`members`], [`groups`], [`invitations`], [`orgs`], [`tos`], [`definitions`]: the other resources, one file for each.

pub mod api_tokens;
pub mod clients;
pub mod definitions;
pub mod demo;
pub mod directory;
pub mod groups;
pub mod invitations;
pub mod mark;
pub mod members;
pub mod oauth_apps;
pub mod orgs;
pub mod people;
pub mod refusals;
pub mod roles;
pub mod scopes;
pub mod tokens;
pub mod tos;
pub mod users;

mod bindings;
mod checks;
mod paging;
