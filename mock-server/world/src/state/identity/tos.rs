//! What is known of a signature of the terms of use.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::OrgId;

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The organization that is bound by it.
    pub org: OrgId,
    /// Who signed.
    pub display_name: String,
    /// Mail address of that person.
    pub email: String,
    /// Which terms.
    pub terms: Option<String>,
    /// When, by the client's clock, in milliseconds since 1970.
    pub client_millis: i64,
    /// When it arrived.
    pub arrived: Timestamp,
}
