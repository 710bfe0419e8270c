//! The table of all operations. There is one file per resource, in the order in which users first need them.

pub mod account_link;
pub mod agreements;
pub mod clusters;
pub mod csp;
pub mod esxs;
pub mod orgs;
pub mod quota_requests;
pub mod sddc_groups;
pub mod sddcs;
pub mod storage;
pub mod subscriptions;
pub mod tasks;
pub mod templates;
// What is done to a finished SDDC.
pub mod addons;
pub mod autoscaler;
pub mod connectivity;
pub mod customer_support;
pub mod dns;
pub mod locale;
pub mod public_ips;
pub mod reservations;
// Services of their own.
pub mod site_recovery;

// What operations of several resources share.
mod parameters;
mod paths;

use crate::{
    endpoint::{OperationInfo, Rewriter},
    wire::OrgId,
};
pub use parameters::List;
pub(crate) use parameters::{flag_if_any, is_false, lenient_bool, number_if_any, parsed_if_any, text_if_any};
pub use paths::{ClusterPath, InOrg, OrgPath, SddcPath, TaskPath};

/// Every operation of the contract, in reading order.
pub fn all() -> impl Iterator<Item = &'static OperationInfo> {
    csp::TABLES
        .into_iter()
        .chain([orgs::TABLE, sddcs::TABLE, clusters::TABLE, esxs::TABLE, storage::TABLE, tasks::TABLE])
        .chain([public_ips::TABLE, dns::TABLE, connectivity::TABLE, addons::TABLE, reservations::TABLE])
        .chain([locale::TABLE, customer_support::TABLE, autoscaler::TABLE])
        .chain([site_recovery::TABLE])
        .chain(sddc_groups::TABLES)
        .chain([account_link::TABLE, subscriptions::TABLE, templates::TABLE, quota_requests::TABLE, agreements::TABLE])
        .flatten()
        .copied()
}

/// The rewriter of an operation of the contract.
pub fn rewriter(name: &str) -> Option<&'static Rewriter> {
    csp::REWRITERS
        .into_iter()
        .chain([orgs::REWRITERS, sddcs::REWRITERS, clusters::REWRITERS, esxs::REWRITERS, storage::REWRITERS])
        .chain([tasks::REWRITERS, public_ips::REWRITERS, dns::REWRITERS, connectivity::REWRITERS, addons::REWRITERS])
        .chain([reservations::REWRITERS, locale::REWRITERS, customer_support::REWRITERS, autoscaler::REWRITERS])
        .chain([site_recovery::REWRITERS])
        .chain([account_link::REWRITERS, subscriptions::REWRITERS, templates::REWRITERS])
        .chain([quota_requests::REWRITERS, agreements::REWRITERS])
        .chain(sddc_groups::REWRITERS)
        .flatten()
        .find(|rewriter| rewriter.name == name)
}

macro_rules! in_org {
    ($($path:ty),*) => { $(
        impl InOrg for $path {
            fn org(&self) -> OrgId {
                self.org
            }
        }
    )* };
}
in_org!(OrgPath, SddcPath, ClusterPath, TaskPath);
in_org!(esxs::EsxPath);
in_org!(account_link::ConnectedAccountPath, subscriptions::SubscriptionPath);
in_org!(templates::TemplatePath, quota_requests::ServiceQuotaRequestPath);
