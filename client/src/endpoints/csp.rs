//! Endpoints of the sign-in service (CSP): tokens, OAuth apps, users, roles, groups, organizations.
//!
//! The names, paths and types come from the published CSP client bindings. They state no statuses; every success is
//! taken to be 200. (assumption)

pub mod clients;
pub mod groups;
pub mod invitations;
pub mod logged_in;
pub mod oauth_apps;
pub mod orgs;
pub mod tokens;
pub mod tos;
pub mod users;

use super::InOrg;
use crate::{
    endpoint::{Nothing, OperationInfo, Rewriter},
    wire::OrgId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The tables of all resources of the sign-in service, in reading order.
pub const TABLES: [&[&OperationInfo]; 9] = [
    tokens::TABLE,
    logged_in::TABLE,
    users::TABLE,
    orgs::TABLE,
    invitations::TABLE,
    groups::TABLE,
    oauth_apps::TABLE,
    clients::TABLE,
    tos::TABLE,
];

/// The rewriters of these tables.
pub const REWRITERS: [&[Rewriter]; 9] = [
    tokens::REWRITERS,
    logged_in::REWRITERS,
    users::REWRITERS,
    orgs::REWRITERS,
    invitations::REWRITERS,
    groups::REWRITERS,
    oauth_apps::REWRITERS,
    clients::REWRITERS,
    tos::REWRITERS,
];

/// A path that may name an organization. Where it does, the caller's token must be for that one.
pub trait MayNameOrg {
    /// The organization in the path.
    fn named_org(&self) -> Option<OrgId>;
}

impl MayNameOrg for Nothing {
    fn named_org(&self) -> Option<OrgId> {
        None
    }
}

/// `/orgs/{orgId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CspOrgPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

impl InOrg for CspOrgPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

macro_rules! names_org {
    ($($path:ty),*) => { $(
        impl $crate::endpoints::csp::MayNameOrg for $path {
            fn named_org(&self) -> Option<$crate::wire::OrgId> {
                Some(self.org)
            }
        }
    )* };
}
pub(crate) use names_org;
names_org!(CspOrgPath);

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageQuery {
    /// Number of the first result, from 1. Default 1.
    #[serde(
        rename = "pageStart",
        default,
        deserialize_with = "super::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub start: Option<i32>,
    /// The most results. Default and maximum are the server's.
    #[serde(
        rename = "pageLimit",
        default,
        deserialize_with = "super::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub limit: Option<i32>,
}

/// Whether to show more than paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpandQuery {
    /// Anything but `0`, `false` or nothing asks for the whole. Clients send `1` and `true`.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub expand: Option<String>,
}

/// Whether to show a user's settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileQuery {
    /// Show them. Default false.
    #[serde(
        rename = "expandProfile",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "super::is_false"
    )]
    pub expand_profile: bool,
}

impl ExpandQuery {
    /// Whether the whole is asked for.
    pub fn is_set(&self) -> bool {
        self.expand.as_deref().is_some_and(|text| !matches!(text.to_ascii_lowercase().as_str(), "0" | "false"))
    }
}
