//! The records of the autoscaler, for each cluster and for each SDDC.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::{ClusterId, TaskId};

/// The smallest and the largest number of hosts in a policy. (known from clients)
pub const HOSTS: std::ops::RangeInclusive<u32> = 2..=16;

/// The numbers of hosts that `rapid-scaleup` can add at once. (assumption)
pub const INCREMENTS: std::ops::RangeInclusive<u32> = 2..=12;

/// What the autoscaler keeps about a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClusterScaling {
    /// The policy that was last set. `None` as long as none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// True if failed hosts are left as they are.
    #[serde(skip_serializing_if = "is_false")]
    pub leaves_failed_hosts: bool,
    /// The task that is changing one of these, if any. Only the end of the task ends the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<TaskId>,
    /// The load that the control has set, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
    /// The last change of the number of hosts by the policy, since the load was set or the control removed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Attempt>,
}

/// The load of a cluster, in percent of what its hosts have. It stays as it was set, whatever the number of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    pub cpu: u8,
    pub memory: u8,
    pub storage: u8,
    /// The time at which it was set.
    pub since: Timestamp,
}

impl Load {
    /// The largest load of a resource.
    pub const MAX: u8 = 100;
}

/// A change of the number of hosts by a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The task that changes it.
    pub task: TaskId,
    /// The time at which the task started.
    pub at: Timestamp,
}

/// A scaling policy. Every policy is on: one that is switched off is replaced by `storage-scaleup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub kind: PolicyKind,
    pub min_hosts: u32,
    pub max_hosts: u32,
    /// The number of hosts that are added at once, if it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<u32>,
}

/// A kind of scaling policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKind {
    Cost,
    Performance,
    StorageScaleup,
    RapidScaleup,
}

/// What the autoscaler keeps about an SDDC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SddcScaling {
    /// True if the management VMs were made large after the SDDC was created.
    #[serde(skip_serializing_if = "is_false")]
    pub is_large: bool,
    /// The task that is making them large, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resizing: Option<TaskId>,
    /// The clusters that were analysed last, at most [`BALANCED_MAX`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub analyzed: Vec<ClusterId>,
    /// The task that analyses or balances clusters, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balancing: Option<TaskId>,
    /// The task that stops the balancing, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping: Option<TaskId>,
}

/// The largest number of clusters that are balanced together. (published)
pub const BALANCED_MAX: usize = 4;

impl ClusterScaling {
    /// Returns true if nothing differs from a new cluster.
    pub fn is_new(&self) -> bool {
        *self == Self::default()
    }

    /// Returns true if its numbers are within their limits.
    pub fn is_possible(&self) -> bool {
        let resources = |load: Load| [load.cpu, load.memory, load.storage];
        self.policy.is_none_or(|policy| policy.is_possible())
            && self.load.is_none_or(|load| resources(load).into_iter().all(|percent| percent <= Load::MAX))
    }
}

impl Policy {
    fn is_possible(&self) -> bool {
        HOSTS.contains(&self.min_hosts)
            && HOSTS.contains(&self.max_hosts)
            && self.min_hosts <= self.max_hosts
            && self.increment.is_none_or(|increment| INCREMENTS.contains(&increment))
    }
}

impl SddcScaling {
    /// Returns true if nothing differs from a new SDDC.
    pub fn is_new(&self) -> bool {
        *self == Self::default()
    }

    /// Returns true if its lists are within their limits.
    pub fn is_possible(&self) -> bool {
        self.analyzed.len() <= BALANCED_MAX
    }

    /// Ends what waits for a task, because the SDDC is being deleted.
    pub(crate) fn let_go(&mut self) {
        (self.resizing, self.balancing, self.stopping) = (None, None, None);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}
