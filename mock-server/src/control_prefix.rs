//! Where the control of the simulation lies.

/// Where the control of the simulation lies: paths that begin otherwise are the service's.
pub const PREFIX: &str = "/_vmcsim/";
