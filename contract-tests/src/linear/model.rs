//! A sequential model of an organization, based on the service's public material and the simulator's assumptions. It
//! shares no code with the simulator.
//!
//! Ids cannot be predicted: the model takes each id from the first answer that contains it and remembers which thing
//! has it. Every task takes [`LASTS`] seconds in the model.

mod clusters;
mod public_ips;
mod sddcs;
mod sign_in;
mod subscriptions;
mod tasks;
mod templates;

use super::{
    call::{Call, Seen},
    history::{Event, History},
    parts::{Touches, is_alone, parts},
    search::{Objection, Sequential},
};
use crate::compare::{Comparison, Keys, Values};
use sddcs::Sddc;
use serde_json::{Value, json};
use sign_in::Tokens;
use std::{collections::BTreeMap, sync::Arc};
use subscriptions::Subscription;
pub use tasks::KINDS;
use tasks::Task;
use templates::Template;

/// The duration of every task in seconds.
pub const LASTS: u32 = 60;

/// The short name of a thing.
type Id = Arc<str>;

/// The quotas of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// SDDCs that are not deleted.
    pub sddcs: usize,
    /// Hosts of all these SDDCs together.
    pub hosts: usize,
    /// Hosts of one SDDC.
    pub hosts_per_sddc: usize,
    /// Clusters of one SDDC.
    pub clusters_per_sddc: usize,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Model {
    limits: Limits,
    /// The time in seconds since the world began.
    now: u32,
    /// The SDDCs by their ids. All maps of the model are ordered by id, because the service's order of lists is not
    /// published, and because the search must recognize states that differ only in an order as equal.
    sddcs: BTreeMap<Id, Arc<Sddc>>,
    tasks: BTreeMap<Id, Arc<Task>>,
    /// The templates, by the SDDCs that they were saved from.
    templates: BTreeMap<Id, Template>,
    subscriptions: BTreeMap<Id, Subscription>,
    tokens: Tokens,
}

/// Identifies something that has no known id yet: the task that creates it, and its index among the things that the
/// task creates.
type Made = (Id, u32);

/// The answer that a call must receive.
enum Reply {
    Done(u16, Value),
    /// The call must be refused with one of these statuses.
    Refused(&'static [u16]),
}

const BAD: Reply = Reply::Refused(&[400]);
const UNKNOWN: Reply = Reply::Refused(&[404]);
/// The refusal if a thing does not exist and its parent is also in the wrong state.
const BAD_OR_UNKNOWN: Reply = Reply::Refused(&[400, 404]);

impl Model {
    /// Creates an organization that has only the initial tokens.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            now: 0,
            sddcs: BTreeMap::new(),
            tasks: BTreeMap::new(),
            templates: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            tokens: Tokens::default(),
        }
    }

    fn ask(&mut self, call: &Call, seen: &Value) -> Reply {
        match call {
            Call::CreateSddc { name, hosts, template } => self.create_sddc(seen, name, *hosts, template.as_deref()),
            Call::GetSddc { sddc } => self.get_sddc(seen, sddc),
            Call::ListSddcs => self.list_sddcs(seen),
            Call::UpdateSddc { sddc, name } => self.update_sddc(seen, sddc, name),
            Call::DeleteSddc { sddc, force, keep } => self.delete_sddc(seen, sddc, *force, *keep),
            Call::GetTask { task } => self.get_task(task),
            Call::ListTasks => Reply::Done(200, self.tasks.values().map(|task| task.view()).collect()),
            Call::UpdateTask { task } => self.cancel(task),
            Call::CreateCluster { sddc, hosts } => self.create_cluster(seen, sddc, *hosts),
            Call::DeleteCluster { sddc, cluster } => self.delete_cluster(seen, sddc, cluster),
            Call::ChangeEsxs { sddc, cluster, change, hosts } => {
                self.change_esxs(seen, (sddc, cluster), *change, *hosts)
            }
            Call::CreatePublicIps { sddc, names } => self.create_public_ips(seen, sddc, names),
            Call::ListPublicIps { sddc } => self.list_public_ips(seen, sddc),
            Call::UpdatePublicIp { sddc, ip, name } => self.update_public_ip(seen, sddc, ip, name),
            Call::DeletePublicIp { sddc, ip } => self.delete_public_ip(seen, sddc, ip),
            Call::ListSddcTemplates => self.list_templates(seen),
            Call::DeleteSddcTemplate { template } => self.delete_template(seen, template),
            Call::CreateSubscription { quantity } => self.create_subscription(seen, *quantity),
            Call::GetSubscription { subscription } => self.get_subscription(subscription),
            Call::ListSubscriptions => Reply::Done(200, self.subscriptions.values().map(Subscription::view).collect()),
            Call::DeleteSubscription { subscription } => self.delete_subscription(seen, subscription),
            Call::CreateApiToken
            | Call::AuthorizeApiToken { .. }
            | Call::ListOrgs { .. }
            | Call::RevokeToken { .. } => self.tokens.ask(call, seen),
            Call::AdvanceClock { by } => {
                self.now += by;
                self.settle();
                Reply::Done(200, Value::Null)
            }
        }
    }

    /// Splits a history into independent parts. A refusal because of a quota depends on all SDDCs, and so does a list
    /// of them.
    pub fn parts(&self, history: &History<Call, Seen>) -> Vec<History<Call, Seen>> {
        let ties = |event: &Event<Call, Seen>| match event.call {
            Call::AdvanceClock { .. } => !is_alone(event, history),
            _ => event.call.is_about_all_sddcs(),
        };
        let tied = self.limits.is_tight() || history.iter().any(ties);
        parts(history, &|call, seen| touches(call, seen, tied))
    }
}

impl Limits {
    /// Quotas so high that no history reaches them.
    pub const NONE: Self = Self { sddcs: 10_000, hosts: 100_000, hosts_per_sddc: 100_000, clusters_per_sddc: 10_000 };

    fn is_tight(&self) -> bool {
        *self != Self::NONE
    }
}

fn touches(call: &Call, seen: &Seen, tied: bool) -> Touches {
    let mut things: Vec<String> = match call {
        Call::AdvanceClock { .. } => return Touches::Time(vec![EVERY_SDDC.to_owned(), SUBSCRIPTIONS.to_owned()]),
        Call::GetSddc { sddc }
        | Call::UpdateSddc { sddc, .. }
        | Call::DeleteSddc { sddc, .. }
        | Call::CreateCluster { sddc, .. }
        | Call::DeleteCluster { sddc, .. }
        | Call::ChangeEsxs { sddc, .. }
        | Call::CreatePublicIps { sddc, .. }
        | Call::ListPublicIps { sddc }
        | Call::UpdatePublicIp { sddc, .. }
        | Call::DeletePublicIp { sddc, .. } => vec![sddc.clone()],
        Call::GetTask { task } | Call::UpdateTask { task } => vec![task.clone()],
        Call::CreateSubscription { .. }
        | Call::GetSubscription { .. }
        | Call::ListSubscriptions
        | Call::DeleteSubscription { .. } => vec![SUBSCRIPTIONS.to_owned()],
        Call::ListTasks => vec![SUBSCRIPTIONS.to_owned(), EVERY_SDDC.to_owned()],
        Call::CreateSddc { .. } | Call::ListSddcs | Call::ListSddcTemplates | Call::DeleteSddcTemplate { .. } => {
            vec![if tied { EVERY_SDDC } else { "" }.to_owned()]
        }
        Call::CreateApiToken => Vec::new(),
        Call::AuthorizeApiToken { api_token: token }
        | Call::ListOrgs { access_token: token }
        | Call::RevokeToken { token } => vec![token.clone()],
    };
    things.retain(|thing| !thing.is_empty());
    for key in ["task", "on", "api_token", "access_token"] {
        things.extend(seen.body[key].as_str().map(str::to_owned));
    }
    if tied && things.iter().any(|thing| thing.starts_with("sddc-")) {
        things.push(EVERY_SDDC.to_owned());
    }
    Touches::Things(things)
}

/// The key for calls that depend on all SDDCs.
const EVERY_SDDC: &str = "every SDDC";
const SUBSCRIPTIONS: &str = "subscriptions";

/// The expected value in an objection where a new id is required.
const NEW: &str = "(a new id)";

/// Returns the id at this key of an answer, which must be new.
fn new_id(seen: &Value, key: &str, is_known: impl Fn(&str) -> bool) -> Id {
    seen[key].as_str().filter(|id| !is_known(id)).unwrap_or(NEW).into()
}

/// Returns the stored id. If there is none, stores the id at this key of the answer, which must be new.
fn learn(id: &mut Option<Id>, seen: &Value, key: &str, is_known: impl Fn(&str) -> bool) -> Id {
    id.get_or_insert_with(|| new_id(seen, key, is_known)).clone()
}

impl Sequential for Model {
    type Call = Call;
    type Answer = Seen;

    fn only_looks(call: &Call, answer: &Seen) -> bool {
        call.only_looks() || answer.status >= 300
    }

    fn after(&self, call: &Call, answer: &Seen) -> Result<Self, Box<Objection>> {
        let mut next = self.clone();
        let object = |path: &str, expected: Value, actual: Value, sentence: String| {
            Box::new(Objection { path: path.to_owned(), expected: Some(expected), actual: Some(actual), sentence })
        };
        match next.ask(call, &answer.body) {
            Reply::Done(status, _) if status != answer.status => {
                let sentence = format!("the status is {}, not {status}", answer.status);
                Err(object("status", json!(status), json!(answer.status), sentence))
            }
            Reply::Done(_, body) if body == answer.body => Ok(next),
            Reply::Done(_, body) => {
                let found = Comparison::new(Values::Exact).compare(call.operation(), Keys::All, &body, &answer.body);
                Err(match found.into_iter().next() {
                    Some(first) => Box::new(Objection {
                        sentence: format!("{}: {}", first.path, first.sentence),
                        path: first.path,
                        expected: first.expected,
                        actual: first.actual,
                    }),
                    None => object("$", body.clone(), answer.body.clone(), "another body".to_owned()),
                })
            }
            Reply::Refused(statuses) if statuses.contains(&answer.status) => Ok(self.clone()),
            Reply::Refused(statuses) => {
                let sentence = format!("the status is {}, and should be a refusal with {statuses:?}", answer.status);
                Err(object("status", json!(statuses), json!(answer.status), sentence))
            }
        }
    }
}
