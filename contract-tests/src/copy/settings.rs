//! The settings of a copy.

use super::replacing::Keep;
use std::{path::PathBuf, time::Duration};
use vmc_client::{Client, wire::OrgId};

/// What is copied, and how.
pub struct Settings {
    /// A client that has the API token.
    pub client: Client,
    /// Address of the service, which is noted in the file of the progress.
    pub url: String,
    pub org: OrgId,
    /// Names of the SDDCs to copy; empty for all of them.
    pub sddcs: Vec<String>,
    /// What is not replaced.
    pub keep: Keep,
    /// The file that is written.
    pub output: PathBuf,
    /// The least time between two requests.
    pub pause: Duration,
    /// Receives a line for each step.
    pub tell: fn(&str),
}
