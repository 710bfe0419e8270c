//! Tests of the service's operations, one by one and in flows of several operations.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account_link;
mod auth;
mod bad_input;
mod convert;
mod csp_oauth_apps;
mod csp_older;
mod csp_orgs;
mod csp_refusals;
mod csp_tokens;
mod csp_users;
mod life;
mod reservations;
mod sddc_create;
mod sddc_life;
mod sign_in;
mod subscriptions;
mod typed_client;
mod wire;
