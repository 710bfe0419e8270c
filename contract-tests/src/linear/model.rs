//! A sequential model of an organization, based on the service's public material and the simulator's assumptions. It
//! shares no code with the simulator.
//!
//! Ids cannot be predicted: the model takes each id from the first answer that contains it and remembers which thing
//! has it. Every task takes [`LASTS`] seconds in the model.

mod ids;
mod operations;
mod records;
mod reply;
mod state;

pub use self::{
    operations::{
        members::MEMBER_KINDS,
        recovery::RECOVERY_KINDS,
        tasks::{KINDS, LASTS},
    },
    state::{Limits, Model},
};

use super::{
    call::{Call, Seen},
    history::{Event, History},
    parts::{Touches, is_alone, parts},
    search::{Objection, Sequential},
};
use crate::compare::{Comparison, Keys, Values};
use reply::Reply;
use serde_json::{Value, json};

impl Model {
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

fn touches(call: &Call, seen: &Seen, tied: bool) -> Touches {
    let mut things: Vec<String> = match call {
        Call::AdvanceClock { .. } => {
            return Touches::Time([EVERY_SDDC, SUBSCRIPTIONS, RECOVERY, MEMBERS].map(str::to_owned).to_vec());
        }
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
        Call::Group(_) => vec![GROUPS.to_owned()],
        Call::Recovery(_) => vec![RECOVERY.to_owned()],
        Call::Member(_) => vec![MEMBERS.to_owned()],
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
const GROUPS: &str = "groups";
const RECOVERY: &str = "site recovery";
const MEMBERS: &str = "members";

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
