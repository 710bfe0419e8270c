//! Plans: how many clients ask how often for what.

use super::model::{KINDS, LASTS, Limits, MEMBER_KINDS, RECOVERY_KINDS};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How many clients ask at once in the usual plans.
pub const CLIENTS: usize = 16;

/// What to let loose on a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// From it follows what each client draws; not who comes first.
    pub seed: u64,
    /// How many clients there are.
    pub clients: usize,
    /// How often all wait for each other.
    pub rounds: usize,
    /// How many calls each makes in a round.
    pub calls: usize,
    /// What they ask for.
    pub theme: Theme,
}

/// What clients ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// About many SDDCs that have nothing to do with each other: each is judged apart. Time moves only while nobody asks.
    Spread,
    /// In an organization that may have little, so that one keeps another from something; with lists of everything, templates, and time that
    /// moves in between.
    Crowded,
    /// About a few groups in the networks of one SDDC, which is there from the start.
    Networks,
    /// About the site recovery of one SDDC, which is there from the start.
    Recovery,
    /// About the members of one SDDC group, which is there from the start, and so are the SDDCs.
    Members,
}

impl Plan {
    /// Plans that together drive every operation of the model: many short rounds, and longer ones.
    pub fn usual(seed: u64) -> Vec<Self> {
        let plan = |number, clients, rounds, calls, theme| Self { seed: seed + number, clients, rounds, calls, theme };
        vec![
            plan(0, CLIENTS, 30, 2, Theme::Spread),
            plan(1, CLIENTS, 10, 12, Theme::Spread),
            plan(2, CLIENTS, 30, 1, Theme::Crowded),
            plan(3, CLIENTS, 12, 3, Theme::Crowded),
            // One call after the other, of which each must be answered just so.
            plan(4, 1, 30, 15, Theme::Crowded),
            plan(5, 1, 30, 15, Theme::Crowded),
            plan(6, CLIENTS, 20, 1, Theme::Networks),
            plan(7, 4, 15, 4, Theme::Networks),
            plan(8, 1, 10, 20, Theme::Networks),
            plan(9, CLIENTS, 20, 1, Theme::Recovery),
            plan(10, 4, 15, 4, Theme::Recovery),
            plan(11, CLIENTS, 20, 1, Theme::Members),
            plan(12, 4, 15, 4, Theme::Members),
        ]
    }

    /// The request for the world that it is played in.
    pub fn world(&self) -> Value {
        let Limits { sddcs, hosts, hosts_per_sddc, clusters_per_sddc } = self.limits();
        let kinds = KINDS.iter().chain(&RECOVERY_KINDS).chain(&MEMBER_KINDS);
        let paces: Map<_, _> = kinds.map(|kind| ((*kind).to_owned(), json!(format!("{LASTS}s")))).collect();
        json!({
            "seed": self.seed,
            "pacing": {"preset": "manual", "kinds": paces},
            "org_properties": {
                "sddcLimit": sddcs.to_string(),
                "hostLimit": hosts.to_string(),
                "maxHostsPerSddc": hosts_per_sddc.to_string(),
                "maxClustersPerSDDC": clusters_per_sddc.to_string(),
            },
        })
    }

    pub(super) fn limits(&self) -> Limits {
        match self.theme {
            Theme::Spread | Theme::Networks | Theme::Recovery | Theme::Members => Limits::NONE,
            Theme::Crowded => Limits { sddcs: 3, hosts: 12, hosts_per_sddc: 8, clusters_per_sddc: 3 },
        }
    }
}
