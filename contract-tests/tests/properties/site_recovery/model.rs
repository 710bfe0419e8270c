//! A model of the site recovery of some SDDCs, by the published states and the simulator's assumptions.
//!
//! States have their wire names. Times are milliseconds since the world began.

use crate::verdict::{Ground, Verdict};
use proptest::{option, prelude::*, sample::select};
use serde_json::{Value, json};

/// How many SDDCs there are.
pub(super) const SDDCS: usize = 2;

/// The kinds of task.
pub(super) const KINDS: [&str; 5] =
    ["SITE-RECOVERY-ACTIVATE", "SITE-RECOVERY-DEACTIVATE", "SRM-NODE-CREATE", "SRM-NODE-DELETE", "VR-SCALE-OUT"];
const ACTIVATE: usize = 0;
const DEACTIVATE: usize = 1;
const CREATE: usize = 2;
const DELETE: usize = 3;
const SCALE_OUT: usize = 4;

/// How long a cancellation takes at most. (assumption)
const CANCELLATION: i64 = 60_000;

/// The share of a deployment, in thousandths, after which the VMs are there. (assumption)
const PROVISIONED: i64 = 600;

/// The most Site Recovery Managers, and how many servers replications are spread over. (assumption)
const NODES_MAX: usize = 10;
const SERVERS: usize = 2;

/// Suffixes: good ones, of which two differ in case alone, and three that break the rules.
const SUFFIXES: [&str; 10] = ["a", "A", "b", "c-1.d", "e", "f", "abcdefghijklm", "-a", "abcdefghijklmn", "a_b"];

/// Something that a client does, or that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Ask {
        sddc: usize,
        want: Want,
    },
    /// A task is cancelled, by its number among those of site recovery.
    Cancel {
        task: usize,
    },
    Advance {
        millis: u64,
    },
    /// The next task of a kind fails after this share of its time, in percent.
    Fail {
        kind: usize,
        at: i64,
    },
    DeleteSddc {
        sddc: usize,
    },
}

/// A change of a site recovery.
#[derive(Debug, Clone)]
pub(super) enum Want {
    Activate { suffix: Option<&'static str> },
    Deactivate { force: Option<bool> },
    CreateNode { suffix: Option<&'static str> },
    DeleteNode { place: usize },
    ScaleOut { scale_out: bool, servers: bool },
}

pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let suffix = || option::weighted(0.8, select(&SUFFIXES[..]));
    let want = prop_oneof![
        6 => suffix().prop_map(|suffix| Want::Activate { suffix }),
        2 => option::of(any::<bool>()).prop_map(|force| Want::Deactivate { force }),
        8 => suffix().prop_map(|suffix| Want::CreateNode { suffix }),
        4 => (0..4usize).prop_map(|place| Want::DeleteNode { place }),
        3 => (any::<bool>(), any::<bool>()).prop_map(|(scale_out, servers)| Want::ScaleOut { scale_out, servers }),
    ];
    // Most is asked of the first SDDC, so that much happens to it.
    let sddc = || prop_oneof![4 => Just(0), 1 => 0..SDDCS];
    let millis = prop_oneof![0..9_000u64, Just(6_000u64), Just(10_000u64), Just(60_000u64), Just(70_000u64)];
    prop_oneof![
        20 => (sddc(), want).prop_map(|(sddc, want)| Step::Ask { sddc, want }),
        3 => (0..12usize).prop_map(|task| Step::Cancel { task }),
        16 => millis.prop_map(|millis| Step::Advance { millis }),
        3 => (0..KINDS.len(), select(vec![0, 50, 70, 100])).prop_map(|(kind, at)| Step::Fail { kind, at }),
        1 => prop_oneof![1 => Just(0), 9 => Just(1)].prop_map(|sddc| Step::DeleteSddc { sddc }),
    ]
}

/// A world as the service would have it.
#[derive(Debug)]
pub(super) struct Model {
    now: i64,
    /// How long each change takes.
    pace: i64,
    sddcs: Vec<Sddc>,
    tasks: Vec<Task>,
    /// The kind of which the next task fails, and after which share of its time, in percent.
    failing: Option<(usize, i64)>,
}

#[derive(Debug, Default)]
struct Sddc {
    is_gone: bool,
    recovery: Option<Recovery>,
}

/// What a task will end has the number of that task.
#[derive(Debug)]
struct Recovery {
    state: &'static str,
    task: Option<usize>,
    vr: Option<Node>,
    srm: Vec<(Option<&'static str>, Node)>,
    vrs: Vec<Node>,
    scaling: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    state: &'static str,
    task: Option<usize>,
}

#[derive(Debug)]
struct Task {
    kind: usize,
    sddc: usize,
    status: &'static str,
    /// When the VMs that it deploys are there.
    milestone: Option<i64>,
    due: i64,
    /// How it ends.
    outcome: &'static str,
}

impl Node {
    fn new(task: usize) -> Self {
        Self { state: "DEPLOYING", task: Some(task) }
    }

    fn is_broken(self) -> bool {
        matches!(self.state, "FAILED" | "CANCELED")
    }

    fn is_coming(self) -> bool {
        matches!(self.state, "DEPLOYING" | "PROVISIONED")
    }
}

impl Recovery {
    fn nodes(&mut self) -> impl Iterator<Item = &mut Node> {
        self.vr.iter_mut().chain(self.srm.iter_mut().map(|(_, node)| node)).chain(&mut self.vrs)
    }

    fn is_busy(&mut self) -> bool {
        self.scaling.is_some() || self.nodes().any(|node| node.task.is_some())
    }

    /// Ends what waits for a task.
    fn end(&mut self, number: usize, outcome: &'static str) {
        if self.scaling == Some(number) {
            self.scaling = None;
        }
        let is_gone = |node: &Node| outcome == "FINISHED" && node.state == "DELETING" && node.task == Some(number);
        self.vr = self.vr.filter(|node| !is_gone(node));
        self.srm.retain(|(_, node)| !is_gone(node));
        self.vrs.retain(|node| !is_gone(node));
        for node in self.nodes().filter(|node| node.task == Some(number)) {
            *node = Node { state: if outcome == "FINISHED" { "READY" } else { outcome }, task: None };
        }
        if self.task == Some(number) {
            self.task = None;
            self.state = match (self.state, outcome) {
                ("ACTIVATING", "FINISHED") => "ACTIVATED",
                (_, "FINISHED") => "DEACTIVATED",
                (_, other) => other,
            };
        }
    }
}

/// Returns true if a suffix obeys the documented rules.
fn is_good(suffix: Option<&str>) -> bool {
    let good = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-".contains(letter));
    let at_ends = |text: &str| !text.starts_with(['.', '-']) && !text.ends_with(['.', '-']);
    suffix.is_none_or(|text| text.len() <= 13 && good(text) && at_ends(text))
}

fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    one.map(str::to_lowercase) == other.map(str::to_lowercase)
}

fn key(suffix: Option<&str>) -> String {
    suffix.map_or("com.vmware.vcDr".to_owned(), |suffix| format!("com.vmware.vcDr-{suffix}"))
}

impl Model {
    pub(super) fn new(pace: i64) -> Self {
        let sddcs = (0..SDDCS).map(|_| Sddc::default()).collect();
        Self { now: 0, pace, sddcs, tasks: Vec::new(), failing: None }
    }

    /// Kinds and statuses of all tasks.
    pub(super) fn tasks(&self) -> Vec<(String, String)> {
        self.tasks.iter().map(|task| (KINDS[task.kind].to_owned(), task.status.to_owned())).collect()
    }

    /// What is shown of the site recovery of an SDDC; `None` if it is not found.
    pub(super) fn shown(&self, sddc: usize) -> Option<Value> {
        let recovery = self.sddcs[sddc].recovery.as_ref()?;
        let srm = recovery.srm.iter().map(|(suffix, node)| json!([key(*suffix), node.state]));
        let vrs = recovery.vrs.iter().map(|node| node.state);
        Some(json!({
            "state": recovery.state,
            "vr": recovery.vr.map(|node| node.state),
            "srm": srm.collect::<Vec<_>>(),
            "vrs": vrs.collect::<Vec<_>>(),
        }))
    }

    /// Lets what is due happen, the earliest first.
    pub(super) fn settle(&mut self) {
        loop {
            let running = (0..self.tasks.len()).filter(|task| !self.tasks[*task].is_over());
            let next = running.filter_map(|number| {
                let task = &self.tasks[number];
                let (at, is_end) = task.milestone.map_or((task.due, true), |at| (at, false));
                (at <= self.now).then_some((at, is_end, number))
            });
            match next.min() {
                Some((_, true, number)) => self.end(number, self.tasks[number].outcome),
                Some((_, false, number)) => {
                    self.tasks[number].milestone = None;
                    let recovery = self.sddcs[self.tasks[number].sddc].recovery.as_mut();
                    for node in recovery.into_iter().flat_map(Recovery::nodes) {
                        if node.task == Some(number) && node.state == "DEPLOYING" {
                            node.state = "PROVISIONED";
                        }
                    }
                }
                None => return,
            }
        }
    }

    fn end(&mut self, number: usize, outcome: &'static str) {
        let task = &mut self.tasks[number];
        if !task.is_over() {
            task.status = outcome;
            if let Some(recovery) = self.sddcs[task.sddc].recovery.as_mut() {
                recovery.end(number, outcome);
            }
        }
    }

    pub(super) fn play(&mut self, step: &Step) -> Verdict {
        self.settle();
        match step {
            Step::Ask { sddc, want } => self.want(*sddc, want),
            Step::Cancel { task } => self.cancel(*task),
            Step::Advance { millis } => {
                self.now += i64::try_from(*millis).unwrap();
                Verdict::Open
            }
            Step::Fail { kind, at } => {
                self.failing = Some((*kind, *at));
                Verdict::Open
            }
            Step::DeleteSddc { sddc } => {
                if self.sddcs[*sddc].is_gone {
                    return Verdict::Refused(vec![Ground::UNKNOWN]);
                }
                for number in 0..self.tasks.len() {
                    if self.tasks[number].sddc == *sddc {
                        self.end(number, "CANCELED");
                    }
                }
                self.sddcs[*sddc] = Sddc { is_gone: true, recovery: None };
                Verdict::Done(202)
            }
        }
    }

    fn cancel(&mut self, number: usize) -> Verdict {
        let (time, now) = (self.pace.min(CANCELLATION), self.now);
        let Some(task) = self.tasks.get_mut(number) else { return Verdict::Refused(vec![Ground::UNKNOWN]) };
        if task.status != "STARTED" || !matches!(task.kind, ACTIVATE | CREATE) {
            return Verdict::Refused(vec![Ground(400, "Cannot cancel task: ")]);
        }
        (task.status, task.outcome, task.milestone, task.due) = ("CANCELING", "CANCELED", None, now + time);
        Verdict::Done(200)
    }

    fn want(&mut self, sddc: usize, want: &Want) -> Verdict {
        let mut grounds = Vec::new();
        if let Want::Activate { suffix } | Want::CreateNode { suffix } = want
            && !is_good(*suffix)
        {
            grounds.push(Ground(400, "suffix"));
        }
        if self.sddcs[sddc].is_gone {
            grounds.push(Ground::NO);
        }
        let is_activation = matches!(want, Want::Activate { .. });
        match self.sddcs[sddc].recovery.as_mut() {
            None if is_activation => {}
            None => grounds.push(Ground(404, "Cannot find site recovery configuration for sddc identifier")),
            Some(recovery) => grounds.extend(obstacles(recovery, want)),
        }
        let verdict = Verdict::of(grounds, 200);
        if let Verdict::Done(_) = verdict {
            self.carry_out(sddc, want);
        }
        verdict
    }

    fn carry_out(&mut self, sddc: usize, want: &Want) {
        if let Want::Deactivate { .. } = want {
            // What is under way there is stopped at once.
            for number in 0..self.tasks.len() {
                if self.tasks[number].sddc == sddc {
                    self.end(number, "CANCELED");
                }
            }
        }
        let kind = match want {
            Want::Activate { .. } => ACTIVATE,
            Want::Deactivate { .. } => DEACTIVATE,
            Want::CreateNode { .. } => CREATE,
            Want::DeleteNode { .. } => DELETE,
            Want::ScaleOut { .. } => SCALE_OUT,
        };
        let number = self.start(kind, sddc);
        let Some(recovery) = self.sddcs[sddc].recovery.as_mut() else {
            let Want::Activate { suffix } = want else { return };
            self.sddcs[sddc].recovery = Some(Recovery::begun(*suffix, number));
            return;
        };
        match want {
            Want::Activate { suffix } => *recovery = Recovery::begun(*suffix, number),
            Want::Deactivate { .. } => {
                (recovery.state, recovery.task) = ("DEACTIVATING", Some(number));
                recovery.nodes().for_each(|node| *node = Node { state: "DELETING", task: Some(number) });
            }
            Want::CreateNode { suffix } => {
                recovery.srm.retain(|(other, node)| !(is_same(*other, *suffix) && node.is_broken()));
                recovery.srm.push((*suffix, Node::new(number)));
            }
            Want::DeleteNode { place } => recovery.srm[*place].1 = Node { state: "DELETING", task: Some(number) },
            Want::ScaleOut { scale_out, servers } => {
                recovery.scaling = Some(number);
                if *servers && *scale_out {
                    recovery.vrs.retain(|node| !node.is_broken());
                    recovery.vrs.resize(SERVERS, Node::new(number));
                } else if *servers {
                    recovery.vrs.iter_mut().for_each(|node| *node = Node { state: "DELETING", task: Some(number) });
                }
            }
        }
    }

    fn start(&mut self, kind: usize, sddc: usize) -> usize {
        let (mut time, mut outcome) = (self.pace, "FINISHED");
        let deploys = matches!(kind, ACTIVATE | CREATE | SCALE_OUT);
        let mut milestone = deploys.then_some(self.now + time * PROVISIONED / 1000);
        if let Some((_, at)) = self.failing.take_if(|(failing, _)| *failing == kind) {
            (time, outcome) = (time * at / 100, "FAILED");
            milestone = milestone.filter(|_| at * 10 >= PROVISIONED);
        }
        self.tasks.push(Task { kind, sddc, status: "STARTED", milestone, due: self.now + time, outcome });
        self.tasks.len() - 1
    }
}

impl Recovery {
    fn begun(suffix: Option<&'static str>, task: usize) -> Self {
        let node = Node::new(task);
        let srm = vec![(suffix, node)];
        Self { state: "ACTIVATING", task: Some(task), vr: Some(node), srm, vrs: Vec::new(), scaling: None }
    }
}

/// Why a change of a site recovery is refused.
fn obstacles(recovery: &mut Recovery, want: &Want) -> Vec<Ground> {
    let mut grounds = Vec::new();
    let mut refuse = |when: bool, ground: Ground| grounds.extend(when.then_some(ground));
    match want {
        Want::Activate { .. } => {
            refuse(!matches!(recovery.state, "DEACTIVATED" | "FAILED" | "CANCELED"), Ground(400, "Site recovery"));
        }
        Want::Deactivate { force } => {
            let forced = *force == Some(true);
            let is_open = matches!(recovery.state, "ACTIVATED" | "FAILED" | "CANCELED");
            refuse(!(is_open || forced && recovery.state == "ACTIVATING"), Ground(400, "Site recovery"));
            refuse(is_open && !forced && recovery.is_busy(), Ground::NO);
        }
        Want::CreateNode { suffix } => {
            refuse(recovery.state != "ACTIVATED", Ground(400, "Site recovery"));
            refuse(recovery.srm.iter().any(|(_, node)| node.is_coming()), Ground(400, "one at a time"));
            let same = |(other, node): &&(Option<&str>, Node)| is_same(*other, *suffix) && !node.is_broken();
            refuse(recovery.srm.iter().any(|one| same(&one)), Ground(400, "is in use"));
            let kept = recovery.srm.iter().filter(|(other, _)| !is_same(*other, *suffix)).count();
            refuse(kept >= NODES_MAX, Ground::NO);
        }
        Want::DeleteNode { place } => {
            refuse(recovery.state != "ACTIVATED", Ground(400, "Site recovery"));
            refuse(*place == 0, Ground(400, "made by the activation"));
            let node = recovery.srm.get(*place).map(|(_, node)| *node);
            refuse(node.is_none(), Ground::UNKNOWN);
            refuse(node.is_some_and(|node| node.task.is_some()), Ground(400, "Site recovery node"));
        }
        Want::ScaleOut { .. } => {
            refuse(recovery.state != "ACTIVATED", Ground(400, "Site recovery"));
            refuse(recovery.scaling.is_some(), Ground(400, "is being changed"));
        }
    }
    grounds
}

impl Task {
    fn is_over(&self) -> bool {
        matches!(self.status, "FINISHED" | "FAILED" | "CANCELED")
    }
}
