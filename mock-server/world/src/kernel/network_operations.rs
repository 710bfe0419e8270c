//! The names of the operations on networks, which have no lines in the table of endpoints.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::LazyLock;
use vmcsim_fixtures::published;

/// An operation on the networks of an SDDC.
#[derive(Debug, Deserialize)]
pub struct NetworkOperation {
    pub name: &'static str,
    /// HTTP method, in upper case.
    pub method: &'static str,
}

#[derive(Deserialize)]
struct Published {
    #[serde(borrow)]
    operations: &'static RawValue,
}

/// All operations on networks. The tables are read when they are first needed.
pub fn all() -> &'static [NetworkOperation] {
    static ALL: LazyLock<Vec<NetworkOperation>> = LazyLock::new(|| {
        let tables = [published::NSXT_POLICY, published::NSXT_CLOUD_SERVICE, published::NSXV];
        let read = |text: &'static str| -> serde_json::Result<Vec<NetworkOperation>> {
            serde_json::from_str(serde_json::from_str::<Published>(text)?.operations.get())
        };
        // A table that cannot be read has no operations; tests of the fixtures exclude that.
        tables.into_iter().flat_map(|text| read(text).unwrap_or_default()).collect()
    });
    &ALL
}

/// Returns the operation with this name.
pub fn named(name: &str) -> Option<&'static NetworkOperation> {
    all().iter().find(|operation| operation.name == name)
}
