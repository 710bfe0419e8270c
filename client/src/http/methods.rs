//! One method per operation, made from the lines of the tables in [`endpoints`].
//!
//! Each is [`Client::call`] with separate arguments and returns the same errors.

use super::{Client, Error};
use crate::{
    endpoint::Nothing,
    endpoints::{
        self, account_link::*, addons::*, agreements::*, autoscaler::*, clusters::*, connectivity::*, csp::clients::*,
        csp::definitions::*, csp::groups::*, csp::invitations::*, csp::logged_in::*, csp::oauth_apps::*, csp::orgs::*,
        csp::tokens::*, csp::tos::*, csp::users::*, csp::*, customer_support::*, dns::*, esxs::*, locale::*, orgs::*,
        public_ips::*, quota_requests::*, reservations::*, sddc_groups::connectivity::*, sddc_groups::inventory::*,
        sddc_groups::operations::*, sddc_groups::*, sddcs::*, site_recovery::*, storage::*, subscriptions::*, tasks::*,
        templates::*, *,
    },
    wire::*,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

endpoints::orgs::methods!();
endpoints::sddcs::methods!();
endpoints::clusters::methods!();
endpoints::esxs::methods!();
endpoints::storage::methods!();
endpoints::tasks::methods!();
endpoints::public_ips::methods!();
endpoints::dns::methods!();
endpoints::connectivity::methods!();
endpoints::addons::methods!();
endpoints::reservations::methods!();
endpoints::locale::methods!();
endpoints::customer_support::methods!();
endpoints::autoscaler::methods!();
endpoints::account_link::methods!();
endpoints::subscriptions::methods!();
endpoints::templates::methods!();
endpoints::quota_requests::methods!();
endpoints::agreements::methods!();

// Services of their own.
endpoints::site_recovery::methods!();
endpoints::sddc_groups::operations::methods!();
endpoints::sddc_groups::connectivity::methods!();
endpoints::sddc_groups::inventory::methods!();

// The sign-in service.
endpoints::csp::tokens::methods!();
endpoints::csp::logged_in::methods!();
endpoints::csp::users::methods!();
endpoints::csp::orgs::methods!();
endpoints::csp::invitations::methods!();
endpoints::csp::groups::methods!();
endpoints::csp::oauth_apps::methods!();
endpoints::csp::clients::methods!();
endpoints::csp::tos::methods!();
endpoints::csp::definitions::methods!();
