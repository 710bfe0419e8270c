//! Endpoints of the sign-in service (CSP): tokens, OAuth apps, users, roles, groups, organizations.
//!
//! The names, paths and types come from the published CSP client bindings. They state no statuses; every success is
//! taken to be 200. (assumption)

pub mod clients;
pub mod definitions;
pub mod groups;
pub mod invitations;
pub mod logged_in;
pub mod oauth_apps;
pub mod orgs;
pub mod tokens;
pub mod tos;
pub mod users;

// What operations of several resources share.
mod paths;
mod queries;

use crate::endpoint::{OperationInfo, Rewriter};
pub(crate) use paths::names_org;
pub use paths::{CspOrgPath, MayNameOrg};
pub use queries::{ExpandQuery, PageQuery, ProfileQuery};

/// The tables of all resources of the sign-in service, in reading order.
pub const TABLES: [&[&OperationInfo]; 10] = [
    tokens::TABLE,
    logged_in::TABLE,
    users::TABLE,
    orgs::TABLE,
    invitations::TABLE,
    groups::TABLE,
    oauth_apps::TABLE,
    clients::TABLE,
    tos::TABLE,
    definitions::TABLE,
];

/// The rewriters of these tables.
pub const REWRITERS: [&[Rewriter]; 10] = [
    tokens::REWRITERS,
    logged_in::REWRITERS,
    users::REWRITERS,
    orgs::REWRITERS,
    invitations::REWRITERS,
    groups::REWRITERS,
    oauth_apps::REWRITERS,
    clients::REWRITERS,
    tos::REWRITERS,
    definitions::REWRITERS,
];
