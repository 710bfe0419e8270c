//! The table of all operations, one file per resource, in the order in which a user meets them.

pub mod csp;
pub mod orgs;
pub mod sddcs;
pub mod tasks;

use crate::{
    endpoint::Line,
    wire::{OrgId, SddcId, TaskId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Every operation of the contract, in reading order.
pub fn all() -> impl Iterator<Item = &'static Line> {
    csp::TABLES.into_iter().chain([orgs::TABLE, sddcs::TABLE, tasks::TABLE]).flatten()
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
in_org!(OrgPath, SddcPath, TaskPath);

/// Reads a boolean as the clients write it: `true`, `True`, `TRUE`, `1`, or the opposite; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn lenient_bool<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(serde::de::Error::custom("this is neither true nor false")),
    }
}

/// Reads an optional text parameter; an empty value counts as not given.
///
/// # Errors
/// Only where the text itself cannot be read.
pub(crate) fn text_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(reader)?).filter(|text| !text.is_empty()))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
