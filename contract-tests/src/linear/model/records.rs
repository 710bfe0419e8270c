//! The records of the model, as data with their views.

pub(crate) mod clusters;
pub(crate) mod groups;
pub(crate) mod members;
pub(crate) mod public_ips;
pub(crate) mod recovery;
pub(crate) mod sddcs;
pub(crate) mod sign_in;
pub(crate) mod subscriptions;
pub(crate) mod tasks;
pub(crate) mod templates;
