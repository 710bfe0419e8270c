//! A model of the contents of SDDCs and their changes over time, based on the service's public material and the
//! simulator's assumptions. [`super::rules`] defines which requests are allowed and which are refused.
//!
//! Times are milliseconds since the world began. Clusters, hosts and addresses have unique serial numbers of the
//! model.

use super::moves::{Spans, Step};
use crate::{course::Pace, verdict::Verdict};
use std::collections::VecDeque;

/// A world as the service would have it.
#[derive(Debug, Clone)]
pub(super) struct Model {
    /// Whether everything is looked at after each step, or only at the end.
    pub(super) watched: bool,
    pub(super) spans: Spans,
    pub(super) now: i64,
    pub(super) sddcs: Vec<Sddc>,
    /// Whether the organization has an AWS account.
    pub(super) account: bool,
    /// In the order of their start.
    pub(super) tasks: Vec<Task>,
    /// The tasks that answers promised, in their order. The others nobody asked for.
    pub(super) asked: Vec<usize>,
    /// Tasks that wait to be told, in the order of their start.
    held: VecDeque<usize>,
    /// How the last request must be answered.
    pub(super) verdict: Verdict,
    serials: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Sddc {
    pub(super) state: &'static str,
    pub(super) aws: bool,
    pub(super) link: Link,
    /// Whether it is of the type that has one host.
    pub(super) single: bool,
    /// When the service takes it down.
    pub(super) expires: Option<i64>,
    /// The first holds the management VMs.
    pub(super) clusters: Vec<Cluster>,
    /// In the order in which they were asked for.
    pub(super) ips: Vec<Ip>,
    /// Whether the names of vCenter and of NSX Manager resolve to private addresses.
    pub(super) private: [bool; 2],
    /// Whether that is being changed.
    pub(super) resolving: bool,
}

/// How an SDDC is linked to the AWS account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Not at all.
    None,
    /// Not before a subnet is chosen.
    Delayed,
    /// As soon as it can be used.
    Promised,
    There,
}

#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) serial: usize,
    /// `n` of `Cluster-n`.
    pub(super) number: usize,
    pub(super) doing: Doing,
    pub(super) hosts: Vec<Host>,
}

/// What is being done to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Making,
    Growing,
    Shrinking,
    Deleting,
}

#[derive(Debug, Clone)]
pub(super) struct Host {
    pub(super) serial: usize,
    pub(super) way: Way,
}

/// Where a host is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Coming,
    Staying,
    Going,
}

#[derive(Debug, Clone)]
pub(super) struct Ip {
    pub(super) serial: usize,
    /// Not before it is allocated.
    pub(super) shown: bool,
    pub(super) changing: bool,
    pub(super) name: Option<String>,
    pub(super) private: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) kind: &'static str,
    /// On which SDDC; or on the AWS account.
    pub(super) sddc: Option<usize>,
    pub(super) status: &'static str,
    pub(super) started: i64,
    pub(super) ended: Option<i64>,
    /// When its end is due, unless it is held back.
    due: Option<i64>,
    effect: Effect,
}

/// What is different when a task has finished.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    /// The SDDC can be used.
    Made,
    /// The SDDC is gone.
    Ended,
    /// What was being done to the cluster with this serial is done.
    Cluster(usize),
    /// These addresses are there.
    Allocated(Vec<usize>),
    /// An address has another name.
    Named(usize, String),
    /// An address has another workload behind it, or none.
    Attached(usize, Option<String>),
    /// An address is given back.
    Released(usize),
    /// What waits for its link has it.
    Linked,
    /// Names of vCenter and NSX Manager resolve so, where this speaks of them.
    Resolved([Option<bool>; 2]),
}

impl Model {
    pub(super) fn new(watched: bool, spans: Spans) -> Self {
        Self {
            watched,
            spans,
            now: 0,
            sddcs: Vec::new(),
            account: true,
            tasks: Vec::new(),
            asked: Vec::new(),
            held: VecDeque::new(),
            verdict: Verdict::Open,
            serials: 0,
        }
    }

    /// The world after this step; what is due by then is settled before the next one.
    pub(super) fn after(mut self, step: &Step) -> Self {
        self.settle();
        self.verdict = match step {
            Step::Advance { millis } => {
                self.now += i64::try_from(*millis).unwrap();
                Verdict::Done(200)
            }
            Step::Skip => {
                self.skip();
                Verdict::Done(200)
            }
            Step::Pace(spans) => {
                self.spans = *spans;
                Verdict::Done(200)
            }
            Step::LookAround => Verdict::Open,
            request => self.asked_for(request),
        };
        self
    }

    /// To the next thing due. What is held back does not wait for a date.
    fn skip(&mut self) {
        let ends = self.tasks.iter().filter_map(|task| task.due).min();
        let dates = self.sddcs.iter().filter_map(Sddc::expires).min();
        match self.held.front() {
            Some(task) if ends.is_none() => {
                self.tasks[*task].due = Some(self.now);
                self.held.pop_front();
            }
            _ => self.now = ends.into_iter().chain(dates).min().unwrap_or(self.now),
        }
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
                (_, Some((end, task))) if end <= self.now => self.finish(task, end),
                _ => return,
            }
        }
    }

    /// A number that nothing had before.
    pub(super) fn serial(&mut self) -> usize {
        self.serials += 1;
        self.serials
    }

    /// Hosts that begin to come.
    pub(super) fn coming(&mut self, number: u32) -> Vec<Host> {
        (0..number).map(|_| Host { serial: self.serial(), way: Way::Coming }).collect()
    }

    /// Begins a task that a request asked for.
    pub(super) fn begin(&mut self, kind: &'static str, sddc: impl Into<Option<usize>>, effect: Effect) {
        self.asked.push(self.tasks.len());
        self.start(kind, sddc.into(), effect, self.now);
    }

    /// Begins to delete an SDDC; what is under way there is stopped at once.
    pub(super) fn take_down(&mut self, number: usize, at: i64) {
        self.stop(Some(number), at);
        self.sddcs[number].state = "DELETING";
        self.start("SDDC-DELETE", Some(number), Effect::Ended, at);
    }

    /// Disconnects the AWS account; what is under way for it is stopped at once.
    pub(super) fn disconnect(&mut self) {
        self.account = false;
        self.stop(None, self.now);
    }

    /// Stops what is under way on an SDDC, or for the AWS account.
    fn stop(&mut self, sddc: Option<usize>, at: i64) {
        for (place, task) in self.tasks.iter_mut().enumerate() {
            if task.sddc == sddc && task.ended.is_none() {
                (task.status, task.ended, task.due) = ("CANCELED", Some(at), None);
                self.held.retain(|held| *held != place);
            }
        }
    }

    fn start(&mut self, kind: &'static str, sddc: Option<usize>, effect: Effect, at: i64) {
        let pace =
            if kind.starts_with("SDDC-") && kind != "SDDC-CONVERT" { self.spans.lives } else { self.spans.changes };
        let due = match pace {
            Pace::Seconds(seconds) => Some(at + i64::from(seconds) * 1000),
            Pace::Instant => Some(at),
            Pace::Manual => None,
            Pace::Realistic | Pace::Demo => unreachable!("how long the service takes is the other machine's business"),
        };
        if due.is_none() {
            self.held.push_back(self.tasks.len());
        }
        self.tasks.push(Task { kind, sddc, status: "STARTED", started: at, ended: None, due, effect });
    }

    fn finish(&mut self, number: usize, at: i64) {
        let task = &mut self.tasks[number];
        (task.status, task.ended, task.due) = ("FINISHED", Some(at), None);
        let effect = task.effect.clone();
        let concerned = task.sddc;
        // A task for the account concerns all SDDCs in use.
        let is_it = |number: usize, sddc: &Sddc| concerned.map_or(sddc.state == "READY", |it| it == number);
        for (number, sddc) in self.sddcs.iter_mut().enumerate() {
            if is_it(number, sddc) {
                sddc.meet(&effect);
            }
        }
    }
}

impl Sddc {
    /// When the service will take it down, if nobody does before.
    fn expires(&self) -> Option<i64> {
        self.expires.filter(|_| !matches!(self.state, "DELETING" | "DELETED"))
    }

    /// All hosts, on whatever way they are.
    pub(super) fn hosts(&self) -> usize {
        self.clusters.iter().map(|cluster| cluster.hosts.len()).sum()
    }

    /// The public addresses that can be seen.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Ip> {
        self.ips.iter().filter(|ip| ip.shown)
    }

    fn meet(&mut self, effect: &Effect) {
        match effect {
            Effect::Made => {
                self.state = "READY";
                if self.link == Link::Promised {
                    self.link = Link::There;
                }
                self.clusters.iter_mut().for_each(Cluster::done);
            }
            Effect::Ended => {
                self.state = "DELETED";
                self.ips.clear();
            }
            Effect::Cluster(serial) => {
                let is_it = |cluster: &&mut Cluster| cluster.serial == *serial;
                self.clusters.retain(|cluster| cluster.serial != *serial || cluster.doing != Doing::Deleting);
                self.clusters.iter_mut().filter(is_it).for_each(Cluster::done);
                // More than one host: no single host any more, and no end.
                let first = &self.clusters[0].hosts;
                if first.iter().filter(|host| host.way != Way::Coming).count() > 1 && self.single {
                    (self.single, self.expires) = (false, None);
                }
            }
            Effect::Allocated(serials) => self.change(serials, |ip| ip.shown = true),
            Effect::Named(serial, name) => self.change(&[*serial], |ip| ip.name = Some(name.clone())),
            Effect::Attached(serial, private) => self.change(&[*serial], |ip| ip.private.clone_from(private)),
            Effect::Linked if self.link == Link::Delayed => self.link = Link::There,
            Effect::Linked => {}
            Effect::Released(serial) => self.ips.retain(|ip| ip.serial != *serial),
            Effect::Resolved(names) => {
                for (private, to) in self.private.iter_mut().zip(names) {
                    *private = to.unwrap_or(*private);
                }
                self.resolving = false;
            }
        }
    }

    fn change(&mut self, serials: &[usize], change: impl Fn(&mut Ip)) {
        for ip in self.ips.iter_mut().filter(|ip| serials.contains(&ip.serial)) {
            change(ip);
            ip.changing = false;
        }
    }
}

impl Cluster {
    /// What was being done to it is done: who came stays, and who went is gone.
    fn done(&mut self) {
        self.doing = Doing::Nothing;
        self.hosts.retain(|host| host.way != Way::Going);
        self.hosts.iter_mut().for_each(|host| host.way = Way::Staying);
    }
}
