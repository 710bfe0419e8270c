//! A model of the life cycle of SDDCs according to the service's public material. It is small enough to be compared
//! with that material by reading.
//!
//! States and statuses have their wire names. Times are milliseconds since the world began.

use super::Transition;
use crate::{
    course::{Deletion, HOSTS_MAX, Move, Pace, Paces, Wish},
    verdict::{Ground, Verdict},
};
use std::collections::VecDeque;

/// The most SDDCs and hosts that the organization may have.
pub(super) const SDDCS_MAX: usize = 3;
pub(super) const ORG_HOSTS_MAX: u32 = 7;

// How long the service takes. (recorded)
const PROVISION_ZERO_CLOUD: i64 = 73_053;
const PROVISION_ONE_NODE: i64 = 121 * 60_000;

/// How long a single host lives in the worlds of these tests; at the service it was 60 days. (recorded)
const SINGLE_HOST_LIFE: i64 = 24 * 3_600_000;

// What the simulator chose where nothing is published. (assumption)
const CANCELLATION: i64 = 60_000;
const NAME_MAX: usize = 128;
/// A doomed provisioning fails after this share of its time, in thousandths.
const DOOMED_AFTER: i64 = 30;

/// A world as the service would have it.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// Whether everything is looked at after each transition, or only at the end.
    pub(super) watched: bool,
    pub(super) paces: Paces,
    pub(super) now: i64,
    pub(super) sddcs: Vec<Sddc>,
    pub(super) tasks: Vec<Task>,
    /// The tasks that answers promised, in their order. The others nobody asked for.
    pub(super) asked: Vec<usize>,
    /// Tasks that wait to be told, in the order of their start.
    held: VecDeque<usize>,
    /// How the last request must be answered.
    pub(super) verdict: Verdict,
}

#[derive(Debug, Clone)]
pub(super) struct Sddc {
    pub(super) name: String,
    pub(super) hosts: u32,
    pub(super) state: &'static str,
    /// When the service takes it down.
    pub(super) expires: Option<i64>,
    /// The task that made it, or that takes it down.
    task: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) kind: &'static str,
    pub(super) sddc: Option<usize>,
    pub(super) status: &'static str,
    pub(super) started: i64,
    pub(super) ended: Option<i64>,
    /// How it ends if left alone, and when that is due unless it is held back.
    outcome: &'static str,
    due: Option<i64>,
}

const NOT_DELETABLE: Ground = Ground(
    400,
    "Sddc is currently not in a state where it can be deleted. Please try once the status is READY or FAILED.",
);

impl Model {
    pub(super) fn new(watched: bool, paces: Paces) -> Self {
        Self {
            watched,
            paces,
            now: 0,
            sddcs: Vec::new(),
            tasks: Vec::new(),
            asked: Vec::new(),
            held: VecDeque::new(),
            verdict: Verdict::Open,
        }
    }

    /// The world after this transition; what is due by then is settled before the next one.
    pub(super) fn after(mut self, transition: &Transition) -> Self {
        self.settle();
        self.verdict = match transition {
            Transition::Move(step) => self.play(step),
            Transition::Sddc(sddc) => self.look(*sddc, self.sddcs.len()),
            Transition::Task(task) => self.look(*task, self.asked.len()),
            Transition::LookAround | Transition::Garbage(_) => Verdict::Open,
        };
        self
    }

    /// The same world at an earlier time, from which on nothing has happened.
    pub(super) fn before(&self, now: i64) -> Self {
        Self { now, ..self.clone() }
    }

    /// Lets what is due happen, the earliest first.
    pub(super) fn settle(&mut self) {
        loop {
            let ends = (0..self.tasks.len()).filter_map(|task| Some((self.tasks[task].due?, task)));
            let dates = (0..self.sddcs.len()).filter_map(|sddc| Some((self.sddcs[sddc].expires()?, sddc)));
            match (dates.min(), ends.min()) {
                (Some((date, sddc)), end) if date <= self.now && end.is_none_or(|(end, _)| date <= end) => {
                    self.take_down(sddc, date);
                }
                (_, Some((end, task))) if end <= self.now => self.end(task, self.tasks[task].outcome, end),
                _ => return,
            }
        }
    }

    fn play(&mut self, step: &Move) -> Verdict {
        match step {
            Move::Create { wish, validate_only } => self.create(*wish, *validate_only),
            Move::Rename { sddc, name } => self.rename(*sddc, name),
            Move::Delete { sddc, how } => self.delete(*sddc, *how),
            Move::Cancel { task } => self.cancel(*task),
            Move::Advance { millis } => {
                self.now += i64::try_from(*millis).unwrap();
                Verdict::Done(200)
            }
            Move::Skip => {
                let ends = self.tasks.iter().filter_map(|task| task.due).min();
                let dates = self.sddcs.iter().filter_map(Sddc::expires).min();
                // What is held back does not wait for a date.
                match self.held.front() {
                    Some(task) if ends.is_none() => {
                        self.tasks[*task].due = Some(self.now);
                        self.held.pop_front();
                    }
                    _ => self.now = ends.into_iter().chain(dates).min().unwrap_or(self.now),
                }
                Verdict::Done(200)
            }
            Move::Pace(paces) => {
                self.paces = *paces;
                Verdict::Done(200)
            }
            Move::AddCluster { .. } | Move::AddHosts { .. } | Move::Load { .. } => {
                unreachable!("the model has no clusters")
            }
        }
    }

    fn look(&self, number: usize, there: usize) -> Verdict {
        if number < there { Verdict::Done(200) } else { Verdict::Refused(vec![Ground::UNKNOWN]) }
    }

    fn create(&mut self, wish: Wish, validate_only: bool) -> Verdict {
        let mut grounds = match wish {
            Wish::ZeroCloud { .. } | Wish::OneNode | Wish::Doomed => Vec::new(),
            Wish::TooFewHosts => vec![Ground(400, "Sddc provisioning requires a minimum of 2 hosts.")],
            Wish::TooManyHosts => vec![Ground(400, "Maximum host limit of 4 hosts reached for the cluster.")],
            Wish::UnknownRegion => vec![Ground(400, "not available for this organization")],
            Wish::NotLinked | Wish::Nameless => vec![Ground(400, "")],
        };
        let (hosts, name, mut time) = match wish {
            Wish::ZeroCloud { hosts } => (hosts, "z", PROVISION_ZERO_CLOUD),
            Wish::TooManyHosts => (HOSTS_MAX + 1, "z", PROVISION_ZERO_CLOUD),
            Wish::OneNode | Wish::Doomed => (1, "a", PROVISION_ONE_NODE),
            Wish::TooFewHosts | Wish::UnknownRegion | Wish::NotLinked | Wish::Nameless => (1, "", 0),
        };
        let (sddcs, used) = self.used();
        if sddcs >= SDDCS_MAX || used + hosts > ORG_HOSTS_MAX {
            grounds.push(Ground(400, ""));
        }
        let verdict = Verdict::of(grounds, if validate_only { 200 } else { 202 });
        if let Verdict::Done(_) = verdict {
            let task = self.tasks.len();
            let (sddc, outcome) = match wish {
                Wish::Doomed if validate_only => (None, "FAILED"),
                _ if validate_only => (None, "FINISHED"),
                Wish::Doomed => (Some(self.sddcs.len()), "FAILED"),
                _ => (Some(self.sddcs.len()), "FINISHED"),
            };
            match self.paces.provision {
                Pace::Seconds(seconds) => time = i64::from(seconds) * 1000,
                Pace::Instant => time = 0,
                Pace::Realistic | Pace::Demo | Pace::Manual => {}
            }
            if wish == Wish::Doomed {
                time = time * DOOMED_AFTER / 1000;
            }
            self.asked.push(task);
            self.start(Task { outcome, ..Task::new("SDDC-PROVISION", sddc, self.now) }, self.paces.provision, time);
            if validate_only {
                self.end(task, outcome, self.now);
            } else {
                let expires = (hosts == 1).then_some(self.now + SINGLE_HOST_LIFE);
                self.sddcs.push(Sddc { name: name.to_owned(), hosts, state: "DEPLOYING", expires, task });
            }
        }
        verdict
    }

    /// SDDCs and hosts that count against the quotas: all that are not gone.
    fn used(&self) -> (usize, u32) {
        let there = self.sddcs.iter().filter(|sddc| sddc.state != "DELETED");
        (there.clone().count(), there.map(|sddc| sddc.hosts).sum())
    }

    fn rename(&mut self, number: usize, name: &str) -> Verdict {
        let Some(sddc) = self.sddcs.get_mut(number) else {
            return Verdict::Refused(vec![Ground::UNKNOWN, Ground(400, "")]);
        };
        let mut grounds = Vec::new();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            grounds.push(Ground(400, ""));
        }
        if matches!(sddc.state, "DELETING" | "DELETED") {
            grounds.push(Ground(400, ""));
        }
        let verdict = Verdict::of(grounds, 200);
        if let Verdict::Done(_) = verdict {
            name.clone_into(&mut sddc.name);
        }
        verdict
    }

    fn delete(&mut self, number: usize, how: Deletion) -> Verdict {
        let mut grounds = Vec::new();
        if how.template_name && !how.retain {
            grounds.push(Ground(400, ""));
        }
        let Some(sddc) = self.sddcs.get(number) else {
            grounds.push(Ground::UNKNOWN);
            return Verdict::Refused(grounds);
        };
        match sddc.state {
            "DELETED" => grounds.push(Ground::UNKNOWN),
            "DEPLOYING" if how.force => {}
            "DEPLOYING" | "DELETING" => grounds.push(NOT_DELETABLE),
            _ => {}
        }
        if how.retain && sddc.state != "READY" {
            grounds.push(Ground(400, ""));
        }
        let verdict = Verdict::of(grounds, 202);
        if let Verdict::Done(_) = verdict {
            self.asked.push(self.tasks.len());
            self.take_down(number, self.now);
        }
        verdict
    }

    /// Begins to delete an SDDC; what is under way there is stopped at once.
    fn take_down(&mut self, number: usize, at: i64) {
        self.end(self.sddcs[number].task, "CANCELED", at);
        let sddc = &mut self.sddcs[number];
        (sddc.state, sddc.task) = ("DELETING", self.tasks.len());
        let time = if let Pace::Seconds(seconds) = self.paces.delete { i64::from(seconds) * 1000 } else { 0 };
        self.start(Task::new("SDDC-DELETE", Some(number), at), self.paces.delete, time);
    }

    fn cancel(&mut self, number: usize) -> Verdict {
        let Some(number) = self.asked.get(number).copied() else { return Verdict::Refused(vec![Ground::UNKNOWN]) };
        let task = &mut self.tasks[number];
        if task.kind != "SDDC-PROVISION" || task.status != "STARTED" {
            return Verdict::Refused(vec![Ground(400, "Cannot cancel task: ")]);
        }
        let time = match self.paces.provision {
            Pace::Realistic | Pace::Demo => CANCELLATION,
            Pace::Seconds(seconds) => CANCELLATION.min(i64::from(seconds) * 1000),
            Pace::Instant | Pace::Manual => 0,
        };
        (task.status, task.outcome, task.due) = ("CANCELING", "CANCELED", Some(self.now + time));
        self.held.retain(|held| *held != number);
        Verdict::Done(200)
    }

    fn start(&mut self, mut task: Task, pace: Pace, time: i64) {
        task.due = (pace != Pace::Manual).then_some(task.started + time);
        if task.due.is_none() {
            self.held.push_back(self.tasks.len());
        }
        self.tasks.push(task);
    }

    /// Ends a task, unless it is over, and tells its SDDC.
    fn end(&mut self, number: usize, status: &'static str, at: i64) {
        let task = &mut self.tasks[number];
        if task.ended.is_some() {
            return;
        }
        (task.status, task.ended, task.due) = (status, Some(at), None);
        self.held.retain(|held| *held != number);
        if let Some(sddc) = task.sddc {
            self.sddcs[sddc].state = match (task.kind, status) {
                ("SDDC-DELETE", _) => "DELETED",
                (_, "FINISHED") => "READY",
                (_, other) => other,
            };
        }
    }
}

impl Sddc {
    /// When the service will take it down, if nobody does before.
    fn expires(&self) -> Option<i64> {
        self.expires.filter(|_| !matches!(self.state, "DELETING" | "DELETED"))
    }
}

impl Task {
    fn new(kind: &'static str, sddc: Option<usize>, started: i64) -> Self {
        Self { kind, sddc, status: "STARTED", started, ended: None, outcome: "FINISHED", due: None }
    }
}
