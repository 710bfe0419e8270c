//! Maps of a few entries.

use std::collections::BTreeMap;

/// Collects entries. If a key occurs several times, its last value counts.
///
/// `collect` does the same, but sorts the entries first. The code that sorts is compiled for each type and each iterator, and was a
/// twentieth of this crate; for the few entries of the maps here, it saves no time.
pub fn map_of<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}
