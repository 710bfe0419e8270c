//! The table of all operations. There is one file per resource, in the order in which users first need them.

pub mod account_link;
pub mod agreements;
pub mod clusters;
pub mod csp;
pub mod esxs;
pub mod orgs;
pub mod quota_requests;
pub mod sddcs;
pub mod storage;
pub mod subscriptions;
pub mod tasks;
pub mod templates;
// What is done to a finished SDDC.
pub mod addons;
pub mod connectivity;
pub mod customer_support;
pub mod dns;
pub mod locale;
pub mod public_ips;
pub mod reservations;

use crate::{
    endpoint::{OperationInfo, Rewriter},
    wire::{ClusterId, OrgId, SddcId, TaskId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::IntoDeserializer};

/// Every operation of the contract, in reading order.
pub fn all() -> impl Iterator<Item = &'static OperationInfo> {
    csp::TABLES
        .into_iter()
        .chain([orgs::TABLE, sddcs::TABLE, clusters::TABLE, esxs::TABLE, storage::TABLE, tasks::TABLE])
        .chain([public_ips::TABLE, dns::TABLE, connectivity::TABLE, addons::TABLE, reservations::TABLE])
        .chain([locale::TABLE, customer_support::TABLE])
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
        .chain([reservations::REWRITERS, locale::REWRITERS, customer_support::REWRITERS])
        .chain([account_link::REWRITERS, subscriptions::REWRITERS, templates::REWRITERS])
        .chain([quota_requests::REWRITERS, agreements::REWRITERS])
        .flatten()
        .find(|rewriter| rewriter.name == name)
}

/// A path that names an organization: the request belongs to it, and the caller must too.
pub trait InOrg {
    /// The organization in the path.
    fn org(&self) -> OrgId;
}

/// `/orgs/{org}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrgPath {
    /// Organization.
    pub org: OrgId,
}

/// `/orgs/{org}/sddcs/{sddc}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SddcPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
}

/// `/orgs/{org}/sddcs/{sddc}/clusters/{cluster}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterPath {
    /// Organization.
    pub org: OrgId,
    /// SDDC.
    pub sddc: SddcId,
    /// Cluster.
    pub cluster: ClusterId,
}

/// `/orgs/{org}/tasks/{task}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaskPath {
    /// Organization.
    pub org: OrgId,
    /// Task.
    pub task: TaskId,
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
in_org!(account_link::ConnectedAccountPath, subscriptions::SubscriptionPath);
in_org!(templates::TemplatePath, quota_requests::ServiceQuotaRequestPath);

/// Reads a boolean as the clients write it: `true`, `True`, `TRUE`, `1`, or the opposite; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn lenient_bool<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(serde::de::Error::custom(format_args!("`{text}` is neither true nor false"))),
    }
}

/// Reads an optional text parameter; an empty value counts as not given.
///
/// # Errors
/// Only where the text itself cannot be read.
pub(crate) fn text_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(reader)?).filter(|text| !text.is_empty()))
}

/// Reads an optional boolean parameter as [`lenient_bool`] does; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn flag_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<bool>, D::Error> {
    match std::borrow::Cow::<'de, str>::deserialize(reader)?.as_ref() {
        "" => Ok(None),
        text => lenient_bool(text.into_deserializer()).map(Some),
    }
}

/// Reads an optional whole number parameter; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn number_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<i32>, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format_args!("`{text}` is no whole number")))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

/// Reads an optional id or word; an empty value counts as not given.
///
/// # Errors
/// The text is not one.
pub(crate) fn parsed_if_any<'de, D, T>(reader: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text = text_if_any(reader)?;
    text.map(|text| text.trim().parse().map_err(serde::de::Error::custom)).transpose()
}
