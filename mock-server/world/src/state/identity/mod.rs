//! The records of users, OAuth apps and their credentials.

pub mod api_tokens;
pub mod everyone;
pub mod groups;
pub mod invitations;
pub mod oauth_apps;
pub mod roles;
pub mod scopes;
pub mod tos;
pub mod users;
