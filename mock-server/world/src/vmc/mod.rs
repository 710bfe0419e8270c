//! The resources of VMC. For each of them: its operations, its rules, its representation in answers, and the effects of its tasks.

pub mod account_link;
pub mod agreements;
pub mod clusters;
pub mod esxs;
pub mod host_failure;
pub mod networking;
pub mod orgs;
pub mod provision_spec;
pub mod quota_requests;
pub mod sddc_groups;
pub mod sddcs;
pub mod states;
pub mod subscriptions;
pub mod templates;
// Resources that belong to a finished SDDC.
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
