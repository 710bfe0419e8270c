//! What the variables were before `vmcsim env` set them, so that `vmcsim env --unset` can take them back.

use super::{
    java,
    names::{JAVA_OPTIONS, NAMES, NO_PROXY, present},
    proxy,
};
use std::collections::BTreeMap;

/// The variable that keeps the former values.
pub(super) const KEPT: &str = "VMCSIM_ENV_BEFORE";

/// The former values by name. `None` is a variable that was not set.
pub(super) struct Before(BTreeMap<String, Option<String>>);

impl Before {
    /// Reads what an earlier `vmcsim env` in this shell kept, if there was one.
    pub(super) fn read() -> Self {
        Self(present(KEPT).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Adds the present values of variables that are about to be set for the first time, and returns all as one text.
    pub(super) fn with(&self, names: impl Iterator<Item = &'static str>) -> String {
        let mut all = self.0.clone();
        for name in names {
            all.entry(name.to_owned()).or_insert_with(|| present(name));
        }
        serde_json::to_string(&all).unwrap_or_default()
    }

    fn value(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned().flatten()
    }

    /// Returns the values that the variables have to get. If nothing was kept, all variables that this program sets are removed, apart from
    /// what others added to lists.
    pub(super) fn former(&self) -> Vec<(&'static str, Option<String>)> {
        let names = NAMES.into_iter().filter(|name| self.0.is_empty() || self.0.contains_key(*name));
        let former = names.map(|name| {
            let before = self.value(name);
            let other = NO_PROXY.into_iter().find(|other| *other != name).and_then(|other| self.value(other));
            let value = match present(name) {
                Some(now) if NO_PROXY.contains(&name) => {
                    Some(proxy::taken_out(&now, before.as_deref(), other.as_deref()))
                }
                Some(now) if name == JAVA_OPTIONS => Some(java::taken_out(&now, before.as_deref())),
                _ => before,
            };
            (name, value.filter(|value| !value.is_empty()))
        });
        former.chain([(KEPT, None)]).collect()
    }
}
