//! The states of described SDDCs: how each comes about.

use super::Making;
use crate::{
    description::{model::SddcPart, problems::Problems, reading::Placed},
    kernel::{
        faults::{Fault, FaultRule, Faults},
        pacing::{Pace, Pacing, Preset},
        refusal::ApiResult,
        task_kind::TaskKind,
    },
    state::{sddcs::Phase, tasks::TaskState},
    vmc::sddcs,
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::{
    endpoint::{Call, Empty, Endpoint},
    endpoints::{
        SddcPath,
        sddcs::{DeleteSddc, DeleteSddcQuery},
    },
    wire::{SddcId, SddcState},
};

/// The states that an SDDC of a description can have.
const STATES: [SddcState; 7] = [
    SddcState::Ready,
    SddcState::Deploying,
    SddcState::Failed,
    SddcState::Canceled,
    SddcState::Deleting,
    SddcState::DeletionFailed,
    SddcState::Deleted,
];

/// How far failed and cancelled tasks come, in percent.
const FAILS_AT: u8 = 50;

/// The `error_message` of the failed tasks of described SDDCs. (assumption)
const REASON: &str = "The task failed before this world was first looked at.";

/// Returns the state of an SDDC, or adds a problem.
pub(super) fn read(sddc: &Placed<SddcPart>, problems: &mut Problems) -> Option<SddcState> {
    let Some(wanted) = &sddc.value.state else { return Some(SddcState::Ready) };
    let state = SddcState::from(wanted.value.as_str());
    if STATES.contains(&state) {
        return Some(state);
    }
    let all: Vec<_> = STATES.iter().map(SddcState::as_str).collect();
    wanted.problem(problems, format!("A described SDDC is in one of the states {}.", all.join(", ")));
    None
}

/// Returns true if an SDDC in this state was in use.
pub(super) fn was_ready(state: &SddcState) -> bool {
    !matches!(state, SddcState::Deploying | SddcState::Failed | SddcState::Canceled)
}

/// Returns true if an SDDC in this state was asked to be deleted.
pub(super) fn was_deleted(state: &SddcState) -> bool {
    matches!(state, SddcState::Deleting | SddcState::DeletionFailed | SddcState::Deleted)
}

/// How long the task under way takes that began at this time, if the description says when it ends.
pub(super) fn time_until(sddc: &Placed<SddcPart>, began: Timestamp) -> Option<SignedDuration> {
    let ends = sddc.value.ends.as_ref()?;
    Some(ends.value.duration_since(began).max(SignedDuration::ZERO))
}

/// The fault that ends the last task of an SDDC in this state.
fn fault(state: &SddcState) -> Option<FaultRule> {
    let fails = || Fault::task_fails(FAILS_AT, REASON);
    let (fault, kind) = match state {
        SddcState::Failed => (fails(), TaskKind::SddcProvision),
        SddcState::Canceled => (Fault::TaskIsCanceled { at: FAILS_AT }, TaskKind::SddcProvision),
        SddcState::DeletionFailed => (fails(), TaskKind::SddcDelete),
        _ => return None,
    };
    Some(FaultRule::new(fault).task_kind(kind))
}

impl Making {
    /// Runs `begin`, which starts the last task of an SDDC, so that the task ends in this state. A task that is under way takes `time`, or as
    /// long as in the described world, and others are over at once.
    pub(super) fn towards<T>(
        &mut self,
        state: &SddcState,
        time: Option<SignedDuration>,
        begin: impl FnOnce(&mut Self) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let kind = if *state == SddcState::Deploying { TaskKind::SddcProvision } else { TaskKind::SddcDelete };
        if matches!(state, SddcState::Deploying | SddcState::Deleting) {
            self.world.settings.pacing = self.pacing.clone();
            self.world.settings.pacing.kinds.extend(time.map(|time| (kind, Pace::Takes(time))));
        }
        if let Some(rule) = fault(state) {
            self.world.settings.faults.replace(vec![rule])?;
        }
        let begun = begin(self);
        self.world.settings.pacing = Pacing::preset(Preset::Instant);
        self.world.settings.faults = Faults::new(self.seed);
        begun
    }

    /// Deletes an SDDC that was in use, at a time.
    pub(super) fn delete(
        &mut self,
        (id, at): (SddcId, Timestamp),
        state: &SddcState,
        sddc: &Placed<SddcPart>,
        problems: &mut Problems,
    ) {
        self.world.settle(at);
        if *state == SddcState::Deleted && self.phase(id).is_none_or(|phase| phase == Phase::Deleted) {
            // It was a single host whose time was over.
            return;
        }
        let call = Call::<DeleteSddc> {
            path: SddcPath { org: self.org, sddc: id },
            query: DeleteSddcQuery::default(),
            body: Empty {},
        };
        let time = time_until(sddc, at);
        let begun = self.towards(state, time, |making| {
            let begun = making.run(at, DeleteSddc::NAME, |org, cx| sddcs::delete(org, cx, &call));
            making.world.settle(if *state == SddcState::Deleting { making.at } else { at });
            begun
        });
        if let Err(refusal) = begun {
            sddc.problem(problems, refusal.to_string());
        }
    }

    /// Checks that an SDDC has come to its state.
    pub(super) fn check_state(&self, id: SddcId, state: &SddcState, sddc: &Placed<SddcPart>, problems: &mut Problems) {
        let message = match (self.phase(id), state) {
            (None, SddcState::Deleted) => return,
            (Some(phase), _) if phase.state() == *state => return,
            (_, SddcState::Deploying) => {
                "Its creation is over at the described time. Write later times for `created` or `ends`.".to_owned()
            }
            (_, SddcState::Deleting) => {
                "Its deletion is over at the described time. Write later times for `deleted` or `ends`.".to_owned()
            }
            (Some(Phase::Failed), _) => format!("Its creation fails: {}.", self.why_it_failed(id)),
            _ => format!("It does not come to the state {state}."),
        };
        match &sddc.value.state {
            Some(given) => given.problem(problems, message),
            None => sddc.problem(problems, message),
        }
    }

    fn phase(&self, id: SddcId) -> Option<Phase> {
        self.world.state.orgs.get(&self.org).and_then(|org| org.sddcs.get(&id)).map(|sddc| sddc.phase)
    }

    fn why_it_failed(&self, id: SddcId) -> String {
        let org = self.world.state.orgs.get(&self.org);
        let tasks = org.into_iter().flat_map(|org| org.tasks.values());
        let reason = tasks.rev().find(|task| task.work.sddc() == Some(id)).and_then(|task| match &task.state {
            TaskState::Failed(_, message) => Some(message.clone()),
            _ => None,
        });
        reason.unwrap_or_default()
    }
}
