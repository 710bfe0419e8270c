//! Subscriptions: buying hosts for a term, cancelling, and the end of the term.

pub mod offers;
mod refusals;

use crate::{
    context::{Call, Cx},
    kernel::{
        agenda::Step,
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        orgs::Org,
        subscriptions::{Offer, Phase, SubscriptionFacts},
        tasks::{Plan, TaskFacts, TaskState},
        work::{SubscriptionWork, Work},
    },
    tasks::{self, NewTask},
    vmc::states,
};
use jiff::{SignedDuration, Span, Timestamp, tz::Offset};
use serde_json::{Map, Value, json};
use vmc_client::{
    endpoints::subscriptions::{CreateSubscription, DeleteSubscription, GetSubscription, ListSubscriptions},
    wire::{self, MilliTime, OfferType, SubscriptionDetails, SubscriptionId, SubscriptionStatus},
};

/// The largest number of subscriptions of an organization. When it is reached, the oldest that are over are removed for new ones.
pub const SUBSCRIPTIONS_MAX: usize = 1000;

/// The times that the service takes to buy and to cancel. (assumption)
const PURCHASE: SignedDuration = SignedDuration::from_secs(120);
const CANCELLATION: SignedDuration = SignedDuration::from_secs(60);

impl Phase {
    /// Returns the `status` in the API.
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

/// `GET /orgs/{org}/subscriptions`: the subscriptions in the order of their purchase. (order: assumption)
pub fn list(org: &Org, _: &Cx, call: &Call<ListSubscriptions>) -> ApiResult<Vec<SubscriptionDetails>> {
    match &call.query.offer_type {
        None | Some(OfferType::Term) => Ok(org.subscriptions.values().map(view).collect()),
        // Use on demand has no subscription here.
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
    let work = SubscriptionWork::Create(Box::new(request.clone()));
    let new = NewTask {
        work: Work::Subscription { subscription: id, work },
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
        work: Work::Subscription { subscription: id, work: SubscriptionWork::Cancel },
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

/// Returns the `params` of a task on a subscription.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    match work {
        Work::Subscription { work: SubscriptionWork::Create(request), .. } => {
            Map::from_iter([("subscriptionRequest".to_owned(), json!(request))])
        }
        _ => Map::new(),
    }
}

/// Called when a task has ended. Returns the subscription's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::Subscription { subscription: id, .. } = task.work else { return None };
    let subscription = org.subscriptions.get_mut(&id)?;
    let ends = Step::SubscriptionEnds { subscription: id };
    match (subscription.phase, &task.state) {
        (Phase::Creating(awaited), TaskState::Finished(_)) if awaited == task.id => {
            let end = after_months(at, subscription.months);
            subscription.term = Some((at, end));
            subscription.enter(Phase::Active);
            org.agenda.promise(end, ends);
        }
        (Phase::Creating(awaited), TaskState::Canceled(..)) if awaited == task.id => {
            subscription.enter(Phase::Cancelled)
        }
        (Phase::Creating(awaited), _) if awaited == task.id => subscription.enter(Phase::Failed),
        (Phase::Cancelling(awaited), TaskState::Finished(_)) if awaited == task.id => {
            subscription.term = subscription.term.map(|(begin, end)| (begin, end.min(at)));
            subscription.enter(Phase::Cancelled);
            org.agenda.withdraw(ends);
        }
        (Phase::Cancelling(awaited), _) if awaited == task.id => subscription.enter(Phase::Active),
        _ => {}
    }
    org.subscriptions.get(&id).map(|subscription| subscription.version)
}

/// Ends a subscription whose term is over. One that is being cancelled is left to its task.
pub(crate) fn expire(org: &mut Org, id: SubscriptionId) {
    let active = org.subscriptions.get_mut(&id).filter(|subscription| subscription.phase == Phase::Active);
    if let Some(subscription) = active {
        subscription.enter(Phase::Expired);
    }
}

/// Returns the same day and time the given number of months later.
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

/// Returns a subscription as clients see it. The format of the dates is not published. (assumption)
fn view(facts: &SubscriptionFacts) -> SubscriptionDetails {
    let text = |time: Timestamp| MilliTime::of(time).to_string();
    let day = |time: Timestamp| Offset::UTC.to_datetime(time).date().to_string();
    SubscriptionDetails {
        // A term that is paid at once is next billed at its end; a term that is paid monthly is next billed one month after its begin.
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
