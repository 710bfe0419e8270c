//! The record of a signature of the terms of use.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::OrgId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The organization that is bound by the signature.
    pub org: OrgId,
    /// The name of the person who signed.
    pub display_name: String,
    /// The mail address of that person.
    pub email: String,
    /// The terms that were signed.
    pub terms: Option<String>,
    /// The time of the signature by the client's clock, in milliseconds since 1970.
    pub client_millis: i64,
    /// The time at which the signature arrived.
    pub arrived: Timestamp,
}
