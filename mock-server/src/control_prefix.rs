//! The path of the control of the simulation.

/// The beginning of all paths of the control of the simulation. Other paths belong to the service.
pub(crate) const PREFIX: &str = "/_vmcsim/";
