//! The gateways of an SDDC as NSX-V has them: the configurations of their features, and the logical networks.
//!
//! Only what somebody has changed is kept. All else follows from the SDDC.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::Arc};

/// The configurations and networks of one SDDC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edges {
    /// The configurations that were changed, by edge and feature, as `edge-2/firewall`.
    pub configs: BTreeMap<Arc<str>, Arc<Configuration>>,
    /// The logical networks in the order of their creation.
    pub networks: Vec<Arc<Map<String, Value>>>,
    /// The last ids that were given.
    pub last: LastIds,
}

/// The configuration of one feature of an edge, such as its firewall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// A number that grows by 1 with every change. It begins with 1.
    pub version: u64,
    /// The configuration in its published form, without the rules and fields that the service adds.
    pub body: Map<String, Value>,
}

/// The last numbers that were used in ids. They never shrink, so no id is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastIds {
    pub firewall_rule: u64,
    pub nat_rule: u64,
    /// Of `ipsecsite-1`.
    pub ipsec_site: u64,
    /// Of `l2vpnsite-1`.
    pub l2vpn_site: u64,
    /// Of `virtualwire-1`.
    pub network: u64,
}

impl Edges {
    /// Returns a configuration by the id of the edge and the name of the feature, if it was changed.
    pub fn config(&self, edge: &str, feature: &str) -> Option<&Configuration> {
        self.configs.get([edge, "/", feature].concat().as_str()).map(Arc::as_ref)
    }

    /// Writes a configuration.
    pub fn set_config(&mut self, edge: &str, feature: &str, config: Configuration) {
        self.configs.insert([edge, "/", feature].concat().into(), Arc::new(config));
    }

    /// The ids of the NAT rules that users added to an edge.
    pub fn nat_rules(&self, edge: &str) -> impl Iterator<Item = u64> {
        let rules =
            self.config(edge, "nat").and_then(|config| config.body.get("rules")?.get("natRulesDtos")?.as_array());
        rules.into_iter().flatten().filter_map(|rule| rule.get("ruleId")?.as_u64())
    }

    /// The number of changes of the configurations of an edge.
    pub fn changes(&self, edge: &str) -> u64 {
        let of_edge = |key: &str| key.strip_prefix(edge).is_some_and(|rest| rest.starts_with('/'));
        let versions = self.configs.iter().filter(|(key, _)| of_edge(key)).map(|(_, config)| config.version);
        versions.fold(0, |sum, version| sum.saturating_add(version.saturating_sub(1)))
    }
}
