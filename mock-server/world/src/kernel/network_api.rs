//! Which of the two networking interfaces the SDDCs of a world have.

use serde::{Deserialize, Serialize};

/// The networking interfaces of SDDCs. Until 2018 an SDDC had NSX-V, and NSX-T since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NetworkApi {
    /// NSX-T: the policy interface and the interface to AWS.
    #[default]
    Nsxt,
    /// NSX-V: the preview of 2018.
    Nsxv,
    /// Both at once, which no real SDDC has. Their objects are separate.
    Both,
}

impl NetworkApi {
    /// The setting of documents that name none.
    pub fn both() -> Self {
        Self::Both
    }

    /// Returns true for [`NetworkApi::Both`], which documents need not name.
    pub fn is_both(&self) -> bool {
        *self == Self::Both
    }
}
