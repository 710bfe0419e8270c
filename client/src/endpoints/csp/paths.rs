//! Paths of several operations of the sign-in service.

use crate::{endpoint::Nothing, endpoints::InOrg, wire::OrgId};
use serde::{Deserialize, Serialize};

/// A path that may name an organization. Where it does, the caller's token must be for that one.
pub trait MayNameOrg {
    /// The organization in the path.
    fn named_org(&self) -> Option<OrgId>;
}

impl MayNameOrg for Nothing {
    fn named_org(&self) -> Option<OrgId> {
        None
    }
}

/// `/orgs/{orgId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CspOrgPath {
    /// Organization.
    #[serde(rename = "orgId")]
    pub org: OrgId,
}

impl InOrg for CspOrgPath {
    fn org(&self) -> OrgId {
        self.org
    }
}

macro_rules! names_org {
    ($($path:ty),*) => { $(
        impl $crate::endpoints::csp::MayNameOrg for $path {
            fn named_org(&self) -> Option<$crate::wire::OrgId> {
                Some(self.org)
            }
        }
    )* };
}
pub(crate) use names_org;
names_org!(CspOrgPath);
