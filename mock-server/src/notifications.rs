//! Notifications: the targets that the user names, the queue of each target, and what became of them.
//!
//! Whoever changes a world puts its notifications into the queues, which never waits. `net/notify.rs` sends them.

mod target;

pub(crate) use target::Target;
pub use target::TargetError;

use crate::world::state::notifications::Notice;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::mpsc;
use vmc_client::wire::Secret;

/// The largest number of targets.
const TARGETS_MAX: usize = 16;

/// The largest number of notifications that wait for one target. More are dropped, and counted.
const QUEUE_MAX: usize = 1000;

/// The queues of all targets. There are none unless the user names targets.
#[derive(Debug, Default)]
pub(crate) struct Notifications {
    lanes: Vec<Lane>,
}

/// The way to one target.
#[derive(Debug)]
struct Lane {
    shown: String,
    queue: mpsc::Sender<Arc<Notice>>,
    counts: Arc<Counts>,
}

/// The end of a queue, from which a target is served.
pub(crate) struct Outlet {
    pub(crate) target: Target,
    pub(crate) queue: mpsc::Receiver<Arc<Notice>>,
    pub(crate) counts: Arc<Counts>,
}

/// What became of the notifications for a target.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    waiting: AtomicU64,
    delivered: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    last_failure: Mutex<Option<String>>,
}

/// What became of the notifications for a target, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// Scheme, host and port of the target.
    pub(crate) target: String,
    /// Those that wait or are under way.
    pub(crate) waiting: u64,
    pub(crate) delivered: u64,
    /// Those that the target did not accept.
    pub(crate) failed: u64,
    /// Those for which there was no room.
    pub(crate) dropped: u64,
    /// Why the last one failed.
    pub(crate) last_failure: Option<String>,
}

impl Notifications {
    /// Reads the addresses of the targets and makes a queue for each.
    ///
    /// # Errors
    /// An address is not one, or there are too many.
    pub(crate) fn to(addresses: &[Secret]) -> Result<(Self, Vec<Outlet>), TargetError> {
        if addresses.len() > TARGETS_MAX {
            return Err(TargetError::TooMany(TARGETS_MAX));
        }
        let (mut lanes, mut outlets) = (Vec::new(), Vec::new());
        for address in addresses {
            let target = Target::read(address.expose())?;
            let (sender, receiver) = mpsc::channel(QUEUE_MAX);
            let counts = Arc::new(Counts::default());
            lanes.push(Lane { shown: target.to_string(), queue: sender, counts: counts.clone() });
            outlets.push(Outlet { target, queue: receiver, counts });
        }
        Ok((Self { lanes }, outlets))
    }

    /// Puts notifications into the queues of all targets. `lost` others came about before them and were not kept. This never waits.
    pub(crate) fn put(&self, notices: Vec<Notice>, lost: u64) {
        if self.lanes.is_empty() {
            return;
        }
        for lane in &self.lanes {
            lane.counts.dropped.fetch_add(lost, Ordering::Relaxed);
        }
        for notice in notices.into_iter().map(Arc::new) {
            for Lane { queue, counts, .. } in &self.lanes {
                // It counts as waiting before it can be sent.
                counts.waiting.fetch_add(1, Ordering::Relaxed);
                if queue.try_send(notice.clone()).is_err() {
                    counts.waiting.fetch_sub(1, Ordering::Relaxed);
                    counts.dropped.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    /// Returns what became of the notifications for each target, in the order in which the targets were named.
    pub(crate) fn reports(&self) -> Vec<Report> {
        self.lanes.iter().map(Lane::report).collect()
    }
}

impl Lane {
    fn report(&self) -> Report {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Counts { waiting, delivered, failed, dropped, last_failure } = &*self.counts;
        Report {
            target: self.shown.clone(),
            waiting: count(waiting),
            delivered: count(delivered),
            failed: count(failed),
            dropped: count(dropped),
            last_failure: last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

impl Counts {
    /// Notes that a notification was accepted by its target, or why it was not.
    pub(crate) fn done(&self, result: Result<(), String>) {
        match result {
            Ok(()) => self.delivered.fetch_add(1, Ordering::Relaxed),
            Err(reason) => {
                *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
                self.failed.fetch_add(1, Ordering::Relaxed)
            }
        };
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{kernel::task_kind::TaskKind, state::notifications::Moment};
    use uuid::Uuid;
    use vmc_client::wire::{Notification, OrgId, SddcId, TaskId};

    fn notices(number: usize) -> Vec<Notice> {
        let body = Notification {
            org_id: OrgId(Uuid::nil()),
            org_name: String::new(),
            resource_id: SddcId(Uuid::nil()),
            resource: "SDDC".to_owned(),
            resource_name: String::new(),
            message_username: String::new(),
            message: String::new(),
        };
        let (task, kind, moment) = (TaskId(Uuid::nil()), TaskKind::SddcProvision, Moment::Started);
        vec![Notice { task, kind, moment, body }; number]
    }

    #[test]
    fn a_full_queue_drops_what_is_new_and_counts_it() {
        let (first, second) = (Secret::from("http://127.0.0.1:1"), Secret::from("http://127.0.0.1:2"));
        let (notifications, mut outlets) = Notifications::to(&[first, second]).unwrap();
        notifications.put(notices(QUEUE_MAX), 0);
        // The second target takes one, so it has room for another.
        outlets[1].queue.try_recv().unwrap();
        outlets[1].counts.done(Ok(()));
        notifications.put(notices(1), 3);
        let counts = |report: &Report| (report.waiting, report.delivered, report.failed, report.dropped);
        let reports = notifications.reports();
        let full = QUEUE_MAX as u64;
        assert_eq!(counts(&reports[0]), (full, 0, 0, 4), "three were lost before, and one has no room");
        assert_eq!(counts(&reports[1]), (full, 1, 0, 3));
    }

    #[test]
    fn there_are_so_many_targets_and_no_more() {
        let addresses = vec![Secret::from("http://127.0.0.1:1"); TARGETS_MAX + 1];
        assert_eq!(Notifications::to(&addresses[1..]).unwrap().1.len(), TARGETS_MAX);
        assert!(matches!(Notifications::to(&addresses), Err(TargetError::TooMany(TARGETS_MAX))));
    }
}
