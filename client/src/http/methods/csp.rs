//! Methods for sign-in and identity, one file per resource.

mod clients;
mod definitions;
mod groups;
mod invitations;
mod logged_in;
mod oauth_apps;
mod orgs;
mod tokens;
mod tos;
mod users;
