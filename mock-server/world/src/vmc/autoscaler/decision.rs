//! What a scaling policy makes of the load of a cluster.
//!
//! A policy adds hosts when the load of one resource has reached its high threshold, and removes hosts when the loads of all have reached
//! their low ones. (documented)

use crate::state::{
    autoscaler::{Load, PolicyKind},
    clusters::ClusterFacts,
};
use jiff::SignedDuration;
use vmc_client::wire::EsxState;

/// The number of hosts that `rapid-scaleup` adds at once if its increment is not set. (assumption)
const RAPID_INCREMENT: u32 = 2;

/// The thresholds of a kind of policy, in percent, and its pauses.
struct Rules {
    /// The loads from which hosts are added; `None` for a resource that is not regarded.
    high: [Option<u8>; 3],
    /// The loads down to which no host is removed; `None` if hosts are never removed.
    low: Option<[u8; 3]>,
    /// The time from the start of a change to the next addition. (assumption)
    add_after: SignedDuration,
    /// The time from the start of a change to the next removal. (assumption)
    remove_after: SignedDuration,
}

impl PolicyKind {
    /// The thresholds for CPU, memory and storage are documented, except the low ones of `rapid-scaleup`. (assumption: those of
    /// `performance`)
    const fn rules(self) -> Rules {
        let half_an_hour = SignedDuration::from_mins(30);
        match self {
            Self::Cost => Rules {
                high: [Some(90), Some(80), Some(80)],
                low: Some([60, 60, 40]),
                add_after: half_an_hour,
                remove_after: half_an_hour,
            },
            Self::Performance => Rules {
                high: [Some(90), Some(80), Some(80)],
                low: Some([50, 50, 20]),
                add_after: half_an_hour,
                remove_after: SignedDuration::from_hours(3),
            },
            Self::StorageScaleup => {
                Rules { high: [None, None, Some(80)], low: None, add_after: half_an_hour, remove_after: half_an_hour }
            }
            Self::RapidScaleup => Rules {
                high: [Some(80), Some(80), Some(80)],
                low: Some([50, 50, 20]),
                add_after: SignedDuration::from_mins(10),
                remove_after: half_an_hour,
            },
        }
    }
}

/// What a policy would do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The load asks for nothing, or none is set.
    Nothing,
    /// So many hosts are added.
    Add(u32),
    /// So many hosts are removed.
    Remove(u32),
    /// Hosts would be added, but the cluster has as many as it may have.
    AtMost,
    /// Hosts would be removed, but the cluster has as few as it may have.
    AtLeast,
    /// Hosts of the cluster have failed, so nothing is done. (assumption)
    HostsFailed,
}

impl Wish {
    /// Returns the time from the start of a change to the next one of this kind.
    pub(super) fn pause(self, kind: PolicyKind) -> SignedDuration {
        match self {
            Self::Remove(_) => kind.rules().remove_after,
            _ => kind.rules().add_after,
        }
    }
}

impl Load {
    fn resources(&self) -> [u8; 3] {
        [self.cpu, self.memory, self.storage]
    }

    fn is_high(&self, rules: &Rules) -> bool {
        self.resources().iter().zip(rules.high).any(|(load, high)| high.is_some_and(|high| *load >= high))
    }

    fn is_low(&self, rules: &Rules) -> bool {
        rules.low.is_some_and(|low| self.resources().iter().zip(low).all(|(load, low)| *load <= low))
    }
}

impl ClusterFacts {
    /// Returns what the policy would do now, if nothing else hindered it.
    pub(super) fn wish(&self) -> Wish {
        if self.hosts.iter().any(|host| host.state == EsxState::Failed) {
            return Wish::HostsFailed;
        }
        let (policy, hosts) = (self.policy(), self.host_count());
        let (Some(load), rules) = (&self.autoscaler.load, policy.kind.rules()) else { return Wish::Nothing };
        // A cluster in two zones changes by pairs. (documented)
        let pair = if self.is_stretched() { 2 } else { 1 };
        let in_pairs = |hosts: u32| hosts / pair * pair;
        if load.is_high(&rules) {
            let increment = match policy.kind {
                PolicyKind::RapidScaleup => policy.increment.unwrap_or(RAPID_INCREMENT).max(pair),
                _ => pair,
            };
            match in_pairs(increment.min(policy.max_hosts.saturating_sub(hosts))) {
                0 => Wish::AtMost,
                more => Wish::Add(more),
            }
        } else if load.is_low(&rules) {
            match in_pairs(pair.min(hosts.saturating_sub(policy.min_hosts))) {
                0 => Wish::AtLeast,
                fewer => Wish::Remove(fewer),
            }
        } else {
            Wish::Nothing
        }
    }
}
