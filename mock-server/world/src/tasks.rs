//! Tasks: starting them, taking their steps, ending them, and what a client sees of them.
//!
//! A task's facts are its start, its end and how it will end. Percentage, phase, sub status, remaining minutes, version and time of
//! the last write are derived from those and the time of the look, so a task that is never polled is the same as one polled a
//! thousand times.

mod fault;
pub mod refusals;
mod view;

use view::{percent, view};

use super::{
    Author, Call, Cx, account_link,
    agenda::Step,
    clusters, connectivity, dns,
    filter::Filter,
    ids::Kind,
    memo::{Memo, Written},
    orgs::Org,
    pacing::Takes,
    public_ips,
    refusal::{ApiResult, Refusal},
    sddcs, subscriptions,
    task_kinds::TaskKind,
    templates,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;
use vmc_client::{
    endpoints::tasks::{GetTask, ListTasks, UpdateTask},
    wire,
    wire::{ConnectedAccountId, ResourceId, SddcId, SddcTemplateId, SubscriptionId, TaskId, TaskStatus},
};

/// Where there are so many tasks and another one starts, those that are over are forgotten, oldest first, until nine tenths of this number
/// are left; looking one up then answers 404. (assumption)
pub const TASKS_KEPT_MAX: usize = 1000;

/// How long the service takes to carry out a cancellation. (assumption)
const CANCELLATION: SignedDuration = SignedDuration::from_secs(60);

/// What is true of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// Its id.
    pub id: TaskId,
    /// What it does.
    pub kind: TaskKind,
    /// To what.
    pub subject: Subject,
    /// For whom.
    pub author: Author,
    /// `params` as the client sees them.
    pub params: Map<String, Value>,
    /// When it was accepted.
    pub start: Timestamp,
    /// When it would end if left alone; `None` while it is held back.
    pub planned_end: Option<Timestamp>,
    /// How it will end if left alone.
    pub plan: Plan,
    /// How long after its end a host fails, if one is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_fails: Option<SignedDuration>,
    /// Where it stands.
    pub state: TaskState,
    /// The resource's version when the task began.
    pub start_version: i32,
    /// The resource's version when it ended.
    pub end_version: Option<i32>,
    /// How it was last shown.
    #[serde(skip)]
    pub shown: Memo<GetTask>,
}

/// The resource that a task acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An SDDC.
    Sddc(SddcId),
    /// Clusters of this SDDC: those whose phase names the task. On the wire the resource is the SDDC. (recorded)
    Clusters(SddcId),
    /// Public addresses of an SDDC.
    PublicIps(SddcId),
    /// What the names of an SDDC's management VMs resolve to.
    Dns(SddcId),
    /// Nothing that would change: connectivity from an SDDC is tested.
    Connectivity(SddcId),
    /// A connected AWS account.
    ConnectedAccount(ConnectedAccountId),
    /// A subscription.
    Subscription(SubscriptionId),
    /// A template.
    Template(SddcTemplateId),
    /// None: the request was only checked.
    Nothing,
}

/// How a task will end if nothing comes between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// It does what it was started for.
    Succeed,
    /// It fails on the way.
    Fail {
        /// After this share of its duration, in thousandths.
        at: u16,
        /// `error_message` of the failed task.
        message: String,
    },
    /// It gets stuck and never ends by itself.
    Stick {
        /// After this share of its duration, in thousandths.
        at: u16,
    },
    /// The service cancels it on the way.
    Cancel {
        /// After this share of its duration, in thousandths.
        at: u16,
    },
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Under way.
    Running,
    /// A cancellation was asked for at this time and is being carried out.
    Canceling(Timestamp),
    /// Done.
    Finished(Timestamp),
    /// Failed, with `error_message`.
    Failed(Timestamp, String),
    /// Cancelled: when it stopped, and how far it had come by then, in percent.
    Canceled(Timestamp, i64),
}

/// Everything needed to start a task.
pub(super) struct NewTask {
    pub(super) kind: TaskKind,
    pub(super) subject: Subject,
    pub(super) params: Map<String, Value>,
    /// What it would take at the service.
    pub(super) realistic: SignedDuration,
    pub(super) plan: Plan,
    pub(super) start_version: i32,
}

/// Starts a task and promises its steps. The caller records the task's id in the facts of the resource.
pub(super) fn start(org: &mut Org, cx: &Cx, new: NewTask) -> wire::Task {
    make_room(org);
    let course = fault::course(org, cx, &new);
    let mut task = TaskFacts {
        id: TaskId(org.ids.uuid(Kind::Task)),
        kind: new.kind,
        subject: new.subject,
        author: cx.caller.author(),
        params: new.params,
        start: cx.now,
        planned_end: None,
        plan: course.plan,
        host_fails: course.host_fails,
        state: TaskState::Running,
        start_version: new.start_version,
        end_version: None,
        shown: Memo::default(),
    };
    match cx.pacing.takes(new.kind, new.realistic) {
        Takes::Time(time) => schedule(org, &mut task, cx.now, time.saturating_mul(course.factor)),
        Takes::UntilTold => org.agenda.hold(task.id),
    }
    let seen = view(&task, org, cx.now);
    org.tasks.insert(task.id, Arc::new(task));
    seen
}

/// Records that a request was checked and found good: a task of its own, over at once, that touched nothing.
pub(super) fn record_validation(org: &mut Org, cx: &Cx, kind: TaskKind, mut params: Map<String, Value>) -> wire::Task {
    make_room(org);
    params.insert("input_validated".to_owned(), Value::Bool(true));
    let task = TaskFacts {
        id: TaskId(org.ids.uuid(Kind::Task)),
        kind,
        subject: Subject::Nothing,
        author: cx.caller.author(),
        params,
        start: cx.now,
        planned_end: Some(cx.now),
        plan: Plan::Succeed,
        host_fails: None,
        state: TaskState::Finished(cx.now),
        start_version: 0,
        end_version: None,
        shown: Memo::default(),
    };
    let seen = view(&task, org, cx.now);
    org.tasks.insert(task.id, Arc::new(task));
    seen
}

/// Puts the whole course of a held task into the present. Tells whether it was held.
pub fn release(org: &mut Org, id: TaskId, now: Timestamp) -> bool {
    if !org.agenda.let_go(id) {
        return false;
    }
    if let Some(task) = org.tasks.get(&id) {
        let mut task = TaskFacts::clone(task);
        schedule(org, &mut task, now, SignedDuration::ZERO);
        org.tasks.insert(id, Arc::new(task));
    }
    true
}

fn schedule(org: &mut Org, task: &mut TaskFacts, from: Timestamp, time: SignedDuration) {
    let at = |share: u16| later(from, time * i32::from(share) / 1000);
    let last = match task.plan {
        Plan::Succeed => 1000,
        Plan::Fail { at, .. } | Plan::Stick { at } | Plan::Cancel { at } => at.min(1000),
    };
    for (number, (share, _)) in (0u16..).zip(task.kind.row().milestones) {
        if *share <= last {
            org.agenda.promise(at(*share), Step::Milestone { task: task.id, number });
        }
    }
    if !matches!(task.plan, Plan::Stick { .. }) {
        org.agenda.promise(at(last), Step::End { task: task.id });
    }
    task.planned_end = Some(later(from, time));
}

/// The instant after `from` by `time`, at the end of all time at the latest.
pub(super) fn later(from: Timestamp, time: SignedDuration) -> Timestamp {
    super::clock::to_millis(from.checked_add(time).unwrap_or(Timestamp::MAX))
}

fn make_room(org: &mut Org) {
    if org.tasks.len() >= TASKS_KEPT_MAX {
        let mut surplus = org.tasks.len() - TASKS_KEPT_MAX / 10 * 9;
        org.tasks.retain(|_, task| {
            let forget = surplus > 0 && task.state.is_over();
            surplus -= usize::from(forget);
            !forget
        });
    }
}

/// Takes one step of the agenda, at its own time. A step of a task that is over changes nothing.
pub(super) fn take(org: &mut Org, id: TaskId, step: Step, at: Timestamp) {
    let Some(task) = org.tasks.get(&id).filter(|task| !task.state.is_over()) else { return };
    match (step, &task.state) {
        (Step::Milestone { number, .. }, TaskState::Running) => {
            if let Some((_, milestone)) = task.kind.row().milestones.get(usize::from(number)) {
                match task.subject {
                    Subject::Sddc(sddc) => sddcs::reach(org, sddc, id, *milestone, at),
                    Subject::Clusters(sddc) => clusters::reach(org, sddc, id, *milestone, at),
                    // Nothing else is done step by step.
                    Subject::PublicIps(_)
                    | Subject::Dns(_)
                    | Subject::Connectivity(_)
                    | Subject::ConnectedAccount(_)
                    | Subject::Subscription(_)
                    | Subject::Template(_)
                    | Subject::Nothing => {}
                }
            }
        }
        (Step::End { .. }, TaskState::Running) => {
            let state = match &task.plan {
                Plan::Succeed => TaskState::Finished(at),
                Plan::Fail { message, .. } => TaskState::Failed(at, message.clone()),
                Plan::Cancel { .. } => TaskState::Canceled(at, percent(task, at)),
                Plan::Stick { .. } => return,
            };
            end(org, id, &state, at);
        }
        (Step::Cancel { .. }, TaskState::Canceling(since)) => {
            let percent = percent(task, *since);
            end(org, id, &TaskState::Canceled(at, percent), at);
        }
        _ => {}
    }
}

/// Ends a task at once: stops what was promised for it, and tells its resource.
pub(super) fn end(org: &mut Org, id: TaskId, state: &TaskState, at: Timestamp) {
    let Some(task) = find_mut(org, id).filter(|task| !task.state.is_over()) else { return };
    let (kind, subject) = (task.kind, task.subject);
    task.state = state.clone();
    let end_version = match subject {
        Subject::Sddc(sddc) => sddcs::ended(org, sddc, id, kind, state, at),
        Subject::Clusters(sddc) => clusters::ended(org, sddc, id, state, at),
        Subject::PublicIps(sddc) => public_ips::ended(org, sddc, id, state, at),
        Subject::Dns(sddc) => dns::ended(org, sddc, id, state, at),
        Subject::Connectivity(sddc) => connectivity::ended(org, sddc, id, state),
        Subject::ConnectedAccount(account) => account_link::ended(org, account, id, state, at),
        Subject::Subscription(subscription) => subscriptions::ended(org, subscription, id, state, at),
        Subject::Template(template) => templates::ended(org, template, id, state),
        Subject::Nothing => None,
    };
    if let Some(task) = find_mut(org, id) {
        task.end_version = end_version;
    }
    fault::promise_host_failure(org, id, at);
    org.agenda.wake(id, at);
}

/// Stops a task because something stronger has come (a forced deletion). Its resource is the caller's business.
pub(super) fn overtake(org: &mut Org, id: TaskId, at: Timestamp) {
    org.agenda.forget(id);
    if let Some(task) = find_mut(org, id).filter(|task| !task.state.is_over()) {
        let percent = percent(task, at);
        task.state = TaskState::Canceled(at, percent);
    }
}

/// Stops all tasks on an SDDC because it goes. The SDDC is the caller's business.
pub(super) fn overtake_all(org: &mut Org, sddc: SddcId, at: Timestamp) {
    let on_it = |task: &TaskFacts| task.subject.id() == Some(sddc.into()) && !task.state.is_over();
    let running: Vec<_> = org.tasks.values().filter(|task| on_it(task)).map(|task| task.id).collect();
    running.into_iter().for_each(|task| overtake(org, task, at));
}

/// A task, to be changed.
fn find_mut(org: &mut Org, id: TaskId) -> Option<&mut TaskFacts> {
    let task = Arc::make_mut(org.tasks.get_mut(&id)?);
    task.shown.forget();
    Some(task)
}

/// Adds to what a task's `params` tell.
pub(super) fn note(org: &mut Org, id: TaskId, key: &str, value: Value) {
    if let Some(task) = find_mut(org, id) {
        task.params.insert(key.to_owned(), value);
    }
}

/// `GET /orgs/{org}/tasks`: in the order in which they were started. (order: assumption)
pub fn list(org: &Org, cx: &Cx, call: &Call<ListTasks>) -> ApiResult<Vec<wire::Task>> {
    let filter = call.query.filter.as_deref().map(Filter::parse).transpose()?;
    let tasks = org.tasks.values().map(|task| view(task, org, cx.now));
    Ok(match filter {
        None => tasks.collect(),
        Some(filter) => tasks
            .filter(|task| serde_json::to_value(task).is_ok_and(|document| filter.matches(&document, "task")))
            .collect(),
    })
}

/// `GET /orgs/{org}/tasks/{task}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetTask>) -> ApiResult<Written<GetTask>> {
    let task = org.tasks.get(&call.path.task).ok_or_else(|| refusals::not_found(call.path.task))?;
    let show = || view(task, org, cx.now);
    // Once a task is over, nothing of it depends on the time.
    if task.state.is_over() { task.shown.get_or("", false, show) } else { Written::new(show()) }
}

/// `POST /orgs/{org}/tasks/{task}?action=cancel`
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdateTask>) -> ApiResult<wire::Task> {
    match call.query.action.as_deref() {
        Some("cancel") => cancel(org, cx, call.path.task),
        Some(other) => Err(Refusal::invalid(format!("Invalid action {other}; the one action on a task is cancel."))),
        None => Err(Refusal::invalid("The query parameter action is required; the one action on a task is cancel.")),
    }
}

fn cancel(org: &mut Org, cx: &Cx, id: TaskId) -> ApiResult<wire::Task> {
    let task = org.tasks.get(&id).ok_or_else(|| refusals::not_found(id))?;
    if !task.kind.row().cancelable || task.state != TaskState::Running {
        return Err(refusals::not_cancelable(id, task.state.status().as_str()));
    }
    let kind = task.kind;
    org.agenda.forget(id);
    if let Some(task) = find_mut(org, id) {
        task.state = TaskState::Canceling(cx.now);
    }
    let takes = match cx.pacing.takes(kind, CANCELLATION) {
        Takes::Time(time) => time.min(CANCELLATION),
        // A cancellation is already someone's word, so it does not wait for another.
        Takes::UntilTold => SignedDuration::ZERO,
    };
    org.agenda.promise(later(cx.now, takes), Step::Cancel { task: id });
    let task = org.tasks.get(&id).ok_or_else(|| refusals::not_found(id))?;
    Ok(view(task, org, cx.now))
}

impl TaskState {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Finished(_) | Self::Failed(..) | Self::Canceled(..))
    }

    /// `status` on the wire.
    pub fn status(&self) -> TaskStatus {
        match self {
            Self::Running => TaskStatus::Started,
            Self::Canceling(_) => TaskStatus::Canceling,
            Self::Finished(_) => TaskStatus::Finished,
            Self::Failed(..) => TaskStatus::Failed,
            Self::Canceled(..) => TaskStatus::Canceled,
        }
    }

    fn ended_at(&self) -> Option<Timestamp> {
        match self {
            Self::Running | Self::Canceling(_) => None,
            Self::Finished(at) | Self::Failed(at, _) | Self::Canceled(at, _) => Some(*at),
        }
    }
}

impl Subject {
    /// `resource_id` on the wire. It is a UUID, which public addresses do not have: tasks on a part of an SDDC name the SDDC. (assumption)
    pub fn id(self) -> Option<ResourceId> {
        match self {
            Self::Sddc(id) | Self::Clusters(id) | Self::PublicIps(id) | Self::Dns(id) | Self::Connectivity(id) => {
                Some(id.into())
            }
            Self::ConnectedAccount(id) => Some(id.into()),
            Self::Subscription(id) => Some(id.into()),
            Self::Template(id) => Some(id.into()),
            Self::Nothing => None,
        }
    }
}
