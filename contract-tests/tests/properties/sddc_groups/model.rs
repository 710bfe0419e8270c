//! A model of SDDC groups: which requests are accepted, and what the groups are afterwards. It shares no code with the simulation.

use std::collections::BTreeSet;

/// The networks of the SDDCs. The last one overlaps with the first.
pub(super) const NETWORKS: [&str; 4] = ["10.10.0.0/16", "10.11.0.0/16", "10.12.0.0/16", "10.10.128.0/20"];

/// The number of an SDDC that does not exist.
pub(super) const UNKNOWN: usize = NETWORKS.len();

/// How long a creation takes, in minutes.
const CREATION: u64 = 10;

/// How long a change and a deletion take, in minutes.
const CHANGE: u64 = 5;

/// Something that a client does. SDDCs and groups go by their numbers; a number beyond them stands for one that does not exist.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Validate(Vec<usize>),
    Create(Vec<usize>),
    Change {
        group: usize,
        add: Vec<usize>,
        remove: Vec<usize>,
    },
    Delete(usize),
    /// An SDDC is deleted, which is waited for: one minute.
    DeleteSddc(usize),
    Advance(u64),
}

/// What is answered: a status, and what is said of which SDDCs.
pub(super) type Verdict = (u16, Vec<(&'static str, Vec<usize>)>);

/// What goes on in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Work {
    Creation,
    Change { add: Vec<usize>, remove: Vec<usize>, fails: bool },
    Deletion,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) members: Vec<usize>,
    joining: Vec<usize>,
    /// When it ends, in minutes.
    work: Option<(u64, Work)>,
    pub(super) deleted: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(super) now: u64,
    pub(super) groups: Vec<Group>,
    gone: BTreeSet<usize>,
    pub(super) verdict: Verdict,
}

fn overlap(one: usize, other: usize) -> bool {
    one == other || [(0, 3), (3, 0)].contains(&(one, other))
}

fn once(numbers: &[usize]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    numbers.iter().copied().filter(|number| seen.insert(*number)).collect()
}

impl Group {
    /// Returns the state of the network.
    pub(super) fn state(&self, model: &Model) -> &'static str {
        match &self.work {
            _ if self.deleted => "DELETED",
            Some((_, Work::Creation)) => "PENDING",
            Some((_, Work::Change { .. })) => "UPDATING",
            Some((_, Work::Deletion)) => "DELETING",
            None if self.members.iter().any(|sddc| model.gone.contains(sddc)) => "FAILED",
            None => "CONNECTED",
        }
    }

    fn has(&self, sddc: usize) -> bool {
        !self.deleted && (self.members.contains(&sddc) || self.joining.contains(&sddc))
    }
}

impl Model {
    pub(crate) fn after(mut self, step: &Step) -> Self {
        self.verdict = match step {
            Step::Validate(sddcs) => match self.findings(None, &once(sddcs), &[]) {
                none if none.is_empty() => (204, none),
                findings => (409, findings),
            },
            Step::Create(sddcs) => self.create(once(sddcs)),
            Step::Change { group, add, remove } => self.change(*group, once(add), once(remove)),
            Step::Delete(group) => self.delete(*group),
            Step::DeleteSddc(sddc) => {
                let status = if *sddc == UNKNOWN || !self.gone.insert(*sddc) { 404 } else { 202 };
                self.pass(1);
                (status, Vec::new())
            }
            Step::Advance(minutes) => {
                self.pass(*minutes);
                (200, Vec::new())
            }
        };
        self
    }

    fn pass(&mut self, minutes: u64) {
        self.now += minutes;
        let now = self.now;
        for group in &mut self.groups {
            let Some((end, work)) = group.work.take() else { continue };
            if end > now {
                group.work = Some((end, work));
                continue;
            }
            match work {
                Work::Creation => group.members = std::mem::take(&mut group.joining),
                Work::Change { fails: true, .. } => {}
                Work::Change { add, remove, .. } => {
                    group.members.retain(|sddc| !remove.contains(sddc));
                    group.members.extend(add);
                    group.joining.clear();
                }
                Work::Deletion => group.deleted = true,
            }
        }
    }

    fn findings(&self, group: Option<&Group>, add: &[usize], remove: &[usize]) -> Vec<(&'static str, Vec<usize>)> {
        let exists = |sddc: &usize| *sddc != UNKNOWN && !self.gone.contains(sddc);
        let non_members = remove.iter().copied().filter(|sddc| !group.is_some_and(|group| group.has(*sddc))).collect();
        let missing = add.iter().copied().filter(|sddc| !exists(sddc)).collect();
        let known: Vec<_> = add.iter().copied().filter(exists).collect();
        let taken = known.iter().copied().filter(|sddc| self.groups.iter().any(|group| group.has(*sddc))).collect();
        let staying = group.map_or(&[][..], |group| &group.members);
        let mut there: Vec<_> =
            staying.iter().copied().filter(|sddc| !remove.contains(sddc) && !self.gone.contains(sddc)).collect();
        let gone_but_shown = staying.iter().copied().filter(|sddc| !remove.contains(sddc) && self.gone.contains(sddc));
        there.extend(gone_but_shown);
        let mut overlapping = Vec::new();
        for sddc in known {
            if there.iter().any(|other| overlap(*other, sddc)) {
                overlapping.push(sddc);
            }
            there.push(sddc);
        }
        let all = [
            ("Found deployments that are not members of the group.", non_members),
            ("Found deployments that do not exist.", missing),
            ("Found deployments that already belong to a group.", taken),
            ("Found invalid or overlapping CIDR blocks.", overlapping),
        ];
        all.into_iter().filter(|(_, sddcs): &(_, Vec<usize>)| !sddcs.is_empty()).collect()
    }

    fn create(&mut self, sddcs: Vec<usize>) -> Verdict {
        let findings = self.findings(None, &sddcs, &[]);
        if !findings.is_empty() {
            return (409, findings);
        }
        let work = Some((self.now + CREATION, Work::Creation));
        self.groups.push(Group { joining: sddcs, work, ..Group::default() });
        (200, findings)
    }

    fn change(&mut self, number: usize, add: Vec<usize>, remove: Vec<usize>) -> Verdict {
        let Some(group) = self.groups.get(number) else { return (400, Vec::new()) };
        if group.deleted || group.work.is_some() {
            return (409, Vec::new());
        }
        let findings = self.findings(Some(group), &add, &remove);
        if !findings.is_empty() {
            return (409, findings);
        }
        let group = &mut self.groups[number];
        group.joining.clone_from(&add);
        // The operation on nobody fails before its time is over.
        let fails = add.is_empty() && remove.is_empty();
        group.work = Some((self.now + if fails { 1 } else { CHANGE }, Work::Change { add, remove, fails }));
        (200, findings)
    }

    fn delete(&mut self, number: usize) -> Verdict {
        let Some(group) = self.groups.get(number) else { return (400, Vec::new()) };
        if group.deleted || group.work.is_some() {
            return (409, Vec::new());
        }
        if !group.members.is_empty() {
            return (409, vec![("cannot delete SDDC Group. There are still sddcs attached", Vec::new())]);
        }
        self.groups[number].work = Some((self.now + CHANGE, Work::Deletion));
        (201, Vec::new())
    }
}
