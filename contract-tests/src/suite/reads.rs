//! Sends every GET operation with ids taken from earlier answers, so that the witness checks an answer of each.

use super::{Case, Customer, Needs::Looks, Played, Trial, cases};
use crate::{guard::Guard, user::Answer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vmc_client::{endpoint::OperationInfo, endpoints};

pub(super) const CASES: &[Case] = cases! { "reads", Flow;
    Looks => everything_that_can_be_looked_at;
};

/// Required queries, with ids in braces.
const QUERIES: &[(&str, &str)] = &[
    ("GetCompatibleSubnets", "linkedAccountId={account}&region=us-west-2"),
    ("ListOfferInstances", "region=US_WEST_2&product_type=host"),
    ("ListSubscriptionOfferInstances", "region=US_WEST_2&product_type=host"),
    ("SearchOrgUsers", "userSearchTerm={acct}"),
    ("SearchIdpGroups", "searchTerm=a"),
    ("SearchOrgGroups", "groupSearchTerm=a"),
    ("GetSupportInputs", "userId={user}&orgId={org}"),
    ("GetSddcCustomAttributes", "userId={user}&orgId={org}&inputs-sddc={sddc}"),
    ("GetStorageConstraints", "provider=AWS&num_hosts=3"),
    ("GetTermsOfService", "termsId={terms}"),
];

/// Operations whose parameter is the id of another thing than its name says: the operation, the parameter, and the thing.
const OTHER_IDS: &[(&str, &str, &str)] =
    &[("GetAutoscalerTask", "{task}", "{autoscaler_task}"), ("GetSiteRecoveryTask", "{task}", "{recovery_task}")];

async fn everything_that_can_be_looked_at(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let ids = ids(&customer).await?;
    let guard = Guard::looks_and([]).unwrap_or_default();
    for line in endpoints::all().filter(|line| line.method == "GET" && guard.admit("GET", line.path).is_ok()) {
        let query = QUERIES.iter().find(|(name, _)| *name == line.name).map(|(_, query)| format!("?{query}"));
        let other = OTHER_IDS.iter().find(|(name, ..)| *name == line.name);
        let template = other.map_or(line.path.to_owned(), |(_, name, thing)| line.path.replace(name, thing));
        if let Some(path) = filled(&format!("{template}{}", query.unwrap_or_default()), &ids) {
            let answer = customer.get(&path).await?;
            let sentence = format!("it cannot be looked at: {}", answer.said());
            trial.hold(is_looked_at(line, &answer), &answer, "status", json!(line.status), &sentence);
        }
    }
    Ok(())
}

/// Returns `true` for an acceptable answer: a success, a 403 because the user lacks the role, or a 404 for an operation
/// whose path does not end with an id.
fn is_looked_at(line: &OperationInfo, answer: &Answer) -> bool {
    let asks_for_one = line.path.rsplit('/').next().is_some_and(|last| last.starts_with('{'));
    answer.status < 400 || answer.status == 403 || (answer.status == 404 && !asks_for_one)
}

/// Fills ids into the parameters of a template. Returns `None` if an id is missing.
fn filled(template: &str, ids: &BTreeMap<&str, String>) -> Option<String> {
    let mut parts = template.split('{');
    let mut path = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        path.push_str(ids.get(name)?);
        path.push_str(rest);
    }
    Some(path)
}

/// The sources of ids: the parameters that an id is for, the list that contains it, and its place in an item.
const FOUND: &[(&[&str], &str, &str)] = &[
    (&["sddc", "sddcId"], "/vmc/api/orgs/{org}/sddcs", "$[0].id"),
    (&["cluster"], "/vmc/api/orgs/{org}/sddcs", "$[0].resource_config.clusters[0].cluster_id"),
    (&["esx"], "/vmc/api/orgs/{org}/sddcs", "$[0].resource_config.clusters[0].esx_host_list[0].esx_id"),
    (&["task"], "/vmc/api/orgs/{org}/tasks", "$[0].id"),
    (&["autoscaler_task"], "/vmc/autoscaler/api/orgs/{org}/tasks", "$[0].id"),
    (&["user"], "/vmc/api/orgs/{org}/tasks", "$[0].user_id"),
    (&["recovery_task"], "/vmc/draas/api/orgs/{org}/tasks", "$[0].id"),
    (&["account"], "/vmc/api/orgs/{org}/account-link/connected-accounts", "$[0].id"),
    (&["subscription"], "/vmc/api/orgs/{org}/subscriptions", "$[0].id"),
    (&["templateId"], "/vmc/api/orgs/{org}/sddc-templates", "$[0].id"),
    (&["reservation"], "/vmc/api/orgs/{org}/reservations", "$[0].reservation_id"),
    (&["userId"], "/csp/gateway/am/api/loggedin/user", "$.userId"),
    (&["acct"], "/csp/gateway/am/api/loggedin/user", "$.username"),
    (&["oauthAppId"], "/csp/gateway/am/api/orgs/{org}/oauth-apps", "$.results[0].id"),
    (&["groupId"], "/csp/gateway/am/api/orgs/{org}/groups", "$.results[0].id"),
];

async fn ids(customer: &Customer<'_>) -> Played<BTreeMap<&'static str, String>> {
    let org = customer.org().to_owned();
    let mut ids = BTreeMap::from([("org", org.clone()), ("orgId", org)]);
    for (names, list, path) in FOUND {
        let Some(list) = filled(list, &ids) else { continue };
        let answer = customer.get(&list).await?;
        if let Some(id) = super::played::at(&answer.body, path).and_then(Value::as_str) {
            ids.extend(names.iter().map(|name| (*name, id.to_owned())));
        }
    }
    Ok(ids)
}
