//! Subscriptions: buying hosts for a term, letting the term run out, cancelling.

pub mod offers;
mod refusals;

use super::{
    Call, Cx,
    agenda::Step,
    ids::Kind,
    orgs::Org,
    refusal::{ApiResult, Refusal},
    states,
    task_kinds::TaskKind,
    tasks::{self, NewTask, Plan, Subject, TaskState},
};
use jiff::{SignedDuration, Span, Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;
use vmc_client::{
    endpoints::subscriptions::{CreateSubscription, DeleteSubscription, GetSubscription, ListSubscriptions},
    wire::{self, MilliTime, OfferType, SubscriptionDetails, SubscriptionId, SubscriptionStatus, TaskId},
};

/// Subscriptions that an organization may have. The oldest that are over make room for new ones.
pub const SUBSCRIPTIONS_MAX: usize = 1000;

/// How long the service takes to buy and to cancel. (assumption)
const PURCHASE: SignedDuration = SignedDuration::from_secs(120);
const CANCELLATION: SignedDuration = SignedDuration::from_secs(60);

/// What is true of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionFacts {
    /// Its id.
    pub id: SubscriptionId,
    /// Its id in billing.
    pub billing_id: Uuid,
    /// Region, `US_WEST_2`.
    pub region: String,
    /// Term in months.
    pub months: u16,
    /// How many hosts.
    pub quantity: i32,
    /// Which hosts, `i3.metal`.
    pub host: String,
    /// `Upfront` or `Monthly`.
    pub billing_frequency: String,
    /// The offer.
    pub offer: Offer,
    /// Where it stands.
    pub phase: Phase,
    /// Begin and end of the term, once it has begun.
    pub term: Option<(Timestamp, Timestamp)>,
    /// Number of writes.
    pub version: i32,
}

/// The offer that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Where a subscription stands. A phase that a task ends names the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being bought by a task.
    Creating(TaskId),
    /// In use.
    Active,
    /// Being cancelled by a task; in use until it ends.
    Cancelling(TaskId),
    /// Cancelled.
    Cancelled,
    /// Its term is over.
    Expired,
    /// It could not be bought.
    Failed,
}

impl Phase {
    /// `status` on the wire.
    fn status(self) -> SubscriptionStatus {
        match self {
            Self::Creating(_) => SubscriptionStatus::Created,
            Self::Active | Self::Cancelling(_) => SubscriptionStatus::Activated,
            Self::Cancelled => SubscriptionStatus::Cancelled,
            Self::Expired => SubscriptionStatus::Expired,
            Self::Failed => SubscriptionStatus::Failed,
        }
    }

    fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Expired | Self::Failed)
    }
}

/// `GET /orgs/{org}/subscriptions`: in the order in which they were bought. (order: assumption)
pub fn list(org: &Org, _: &Cx, call: &Call<ListSubscriptions>) -> ApiResult<Vec<SubscriptionDetails>> {
    match &call.query.offer_type {
        None | Some(OfferType::Term) => Ok(org.subscriptions.values().map(view).collect()),
        // What is used without a term needs no subscription here.
        Some(OfferType::OnDemand) => Ok(Vec::new()),
        Some(OfferType::Other(other)) => {
            Err(Refusal::invalid(format!("Invalid offer type {other}; it is TERM or ON_DEMAND.")))
        }
    }
}

/// `GET /orgs/{org}/subscriptions/{subscription}`
pub fn get(org: &Org, _: &Cx, call: &Call<GetSubscription>) -> ApiResult<SubscriptionDetails> {
    find(org, call.path.subscription).map(view)
}

/// `POST /orgs/{org}/subscriptions`: the term begins when the task ends.
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreateSubscription>) -> ApiResult<wire::Task> {
    let request = &call.body.0;
    let accepted = offers::check(org, request)?;
    make_room(org)?;
    let id = SubscriptionId(org.ids.uuid(Kind::Subscription));
    let billing_id = org.ids.uuid(Kind::Subscription);
    let request_text = serde_json::to_value(request).unwrap_or(Value::Null);
    let new = NewTask {
        kind: TaskKind::SubscriptionCreate,
        subject: Subject::Subscription(id),
        params: Map::from_iter([("subscriptionRequest".to_owned(), request_text)]),
        realistic: PURCHASE,
        plan: Plan::Succeed,
        start_version: 1,
    };
    let task = tasks::start(org, cx, new);
    let facts = SubscriptionFacts {
        id,
        billing_id,
        region: accepted.region,
        months: accepted.months,
        quantity: accepted.quantity,
        host: accepted.host.to_owned(),
        billing_frequency: accepted.billing_frequency.to_owned(),
        offer: Offer { name: request.offer_name.clone(), version: request.offer_version.clone() },
        phase: Phase::Creating(task.entity.id),
        term: None,
        version: 1,
    };
    org.subscriptions.insert(id, facts);
    Ok(task)
}

/// `DELETE /orgs/{org}/subscriptions/{subscription}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSubscription>) -> ApiResult<wire::Task> {
    let id = call.path.subscription;
    let subscription = find(org, id)?;
    let status = match subscription.phase {
        Phase::Cancelling(_) => "CANCELLING".to_owned(),
        phase => phase.status().to_string(),
    };
    states::check::<DeleteSubscription, states::Subscription>(&id, &status)?;
    let new = NewTask {
        kind: TaskKind::SubscriptionCancel,
        subject: Subject::Subscription(id),
        params: Map::new(),
        realistic: CANCELLATION,
        plan: Plan::Succeed,
        start_version: subscription.version,
    };
    let task = tasks::start(org, cx, new);
    if let Some(subscription) = org.subscriptions.get_mut(&id) {
        subscription.enter(Phase::Cancelling(task.entity.id));
    }
    Ok(task)
}

fn find(org: &Org, id: SubscriptionId) -> ApiResult<&SubscriptionFacts> {
    org.subscriptions.get(&id).ok_or_else(|| refusals::not_found(id))
}

fn make_room(org: &mut Org) -> ApiResult<()> {
    if org.subscriptions.len() < SUBSCRIPTIONS_MAX {
        return Ok(());
    }
    let over = org.subscriptions.values().find(|subscription| subscription.phase.is_over()).map(|over| over.id);
    let over = over.ok_or_else(|| Refusal::full("subscriptions", SUBSCRIPTIONS_MAX))?;
    org.subscriptions.shift_remove(&over);
    Ok(())
}

/// A task has ended. Returns the subscription's version after that.
pub(super) fn ended(org: &mut Org, id: SubscriptionId, task: TaskId, state: &TaskState, at: Timestamp) -> Option<i32> {
    let subscription = org.subscriptions.get_mut(&id)?;
    let ends = Step::SubscriptionEnds { subscription: id };
    match (subscription.phase, state) {
        (Phase::Creating(awaited), TaskState::Finished(_)) if awaited == task => {
            let end = after_months(at, subscription.months);
            subscription.term = Some((at, end));
            subscription.enter(Phase::Active);
            org.agenda.promise(end, ends);
        }
        (Phase::Creating(awaited), TaskState::Canceled(..)) if awaited == task => subscription.enter(Phase::Cancelled),
        (Phase::Creating(awaited), _) if awaited == task => subscription.enter(Phase::Failed),
        (Phase::Cancelling(awaited), TaskState::Finished(_)) if awaited == task => {
            subscription.term = subscription.term.map(|(begin, end)| (begin, end.min(at)));
            subscription.enter(Phase::Cancelled);
            org.agenda.withdraw(ends);
        }
        (Phase::Cancelling(awaited), _) if awaited == task => subscription.enter(Phase::Active),
        _ => {}
    }
    org.subscriptions.get(&id).map(|subscription| subscription.version)
}

/// The term of a subscription is over. One that is just being cancelled is left to its task.
pub(super) fn expire(org: &mut Org, id: SubscriptionId) {
    let active = org.subscriptions.get_mut(&id).filter(|subscription| subscription.phase == Phase::Active);
    if let Some(subscription) = active {
        subscription.enter(Phase::Expired);
    }
}

/// The same day and time so many months later.
fn after_months(at: Timestamp, months: u16) -> Timestamp {
    let later = Offset::UTC.to_datetime(at).checked_add(Span::new().months(months));
    later.and_then(|later| Offset::UTC.to_timestamp(later)).unwrap_or(Timestamp::MAX)
}

impl SubscriptionFacts {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.version = self.version.saturating_add(1);
    }
}

/// What a client sees. The form of the dates is not published. (assumption)
fn view(facts: &SubscriptionFacts) -> SubscriptionDetails {
    let text = |time: Timestamp| MilliTime::of(time).to_string();
    let day = |time: Timestamp| Offset::UTC.to_datetime(time).date().to_string();
    SubscriptionDetails {
        // Paid at once, it is next billed when its term is over; paid by the month, a month after its begin.
        anniversary_billing_date: facts.term.map(|(begin, end)| match facts.billing_frequency.as_str() {
            "Monthly" => day(after_months(begin, 1)),
            _ => day(end),
        }),
        auto_renewed_allowed: Some("false".to_owned()),
        billing_frequency: Some(facts.billing_frequency.clone()),
        billing_subscription_id: Some(facts.billing_id.to_string()),
        commitment_term: Some(facts.months.to_string()),
        commitment_term_uom: Some("MONTHS".to_owned()),
        csp_subscription_id: Some(facts.id),
        description: Some(format!("{} x {} in {}", facts.quantity, facts.host, facts.region)),
        end_date: facts.term.map(|(_, end)| text(end)),
        offer_name: Some(facts.offer.name.clone()),
        offer_type: Some(OfferType::Term),
        offer_version: Some(facts.offer.version.clone()),
        product_id: Some(offers::product_id(&facts.host)),
        product_name: Some(facts.host.clone()),
        quantity: Some(facts.quantity.to_string()),
        region: Some(facts.region.clone()),
        start_date: facts.term.map(|(begin, _)| text(begin)),
        status: Some(facts.phase.status()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Caller, World, WorldSpec,
        clock::{Clock, OnPoll},
        faults::Faults,
        identity::Right,
        pacing::{Pacing, Preset},
    };
    use std::{collections::BTreeMap, sync::Arc};
    use vmc_client::{
        endpoint::Json,
        endpoints::OrgPath,
        wire::{SubscriptionRequest, UserId},
    };

    /// A world with a subscription of 12 months that began at its beginning.
    fn world(now: Timestamp) -> World {
        let pacing = Pacing::preset(Preset::Instant);
        let spec = WorldSpec {
            id: Uuid::nil(),
            seed: 7,
            clock: Clock::new(now, now),
            on_poll: OnPoll::Stay,
            pacing: pacing.clone(),
            properties: BTreeMap::new(),
            faults: Vec::new(),
        };
        let mut world = World::new(spec, now).unwrap();
        let org = world.orgs.values_mut().next().unwrap();
        let caller = Caller {
            user: UserId(Uuid::nil()),
            client: None,
            username: Arc::from("owner"),
            org: org.id,
            rights: vec![Right::Write],
        };
        let faults = Faults::new(7);
        let cx = Cx {
            now,
            caller: &caller,
            operation: "CreateSubscription",
            pacing: &pacing,
            faults: &faults,
            base_url: "",
        };
        let request = SubscriptionRequest {
            offer_name: "VMware Cloud on AWS".to_owned(),
            offer_version: "1.0".to_owned(),
            product_type: "host".to_owned(),
            commitment_term: "12".to_owned(),
            region: "US_WEST_2".to_owned(),
            quantity: 1,
            ..SubscriptionRequest::default()
        };
        let call = Call { path: OrgPath { org: org.id }, query: vmc_client::endpoint::Nothing {}, body: Json(request) };
        create(org, &cx, &call).unwrap();
        world
    }

    /// A leap year is among them: a term is twelve months, not a number of days.
    #[test]
    fn a_subscription_expires_when_its_term_is_over() {
        let mut world = world("2028-01-31T08:00:00Z".parse().unwrap());
        let status = |world: &mut World, now: &str| {
            world.settle(now.parse().unwrap());
            let org = world.home().unwrap();
            org.subscriptions.values().map(|subscription| subscription.phase.status()).next()
        };
        assert_eq!(status(&mut world, "2028-01-31T08:00:00Z"), Some(SubscriptionStatus::Activated));
        assert_eq!(status(&mut world, "2029-01-31T07:59:59.999Z"), Some(SubscriptionStatus::Activated));
        assert_eq!(status(&mut world, "2029-01-31T08:00:00Z"), Some(SubscriptionStatus::Expired));
        assert_eq!(world.next_due(), None);
    }
}
