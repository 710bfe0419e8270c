//! The answers of a world to every GET, and how those of two worlds differ.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::endpoints;
use vmc_contract::{User, World};

/// Operations and fields that are drawn anew in a copy, with the reason of each.
const DRAWN_ANEW: &str = include_str!("../../../copy-drawn-anew.json");

/// Where the ids of the parameters of a path come from.
const LISTS: [(&[&str], &str, &str); 9] = [
    (&["sddc", "sddcId"], "/vmc/api/orgs/{org}/sddcs", "/id"),
    (&["account", "linkedAccountPathId"], "/vmc/api/orgs/{org}/account-link/connected-accounts", "/id"),
    (&["subscription"], "/vmc/api/orgs/{org}/subscriptions", "/csp_subscription_id"),
    (&["reservation"], "/vmc/api/orgs/{org}/reservations", "/reservation_id"),
    (&["templateId"], "/vmc/api/orgs/{org}/sddc-templates", "/id"),
    (&["userId"], "/csp/gateway/am/api/v2/orgs/{org}/users", "/user/userId"),
    (&["acct"], "/csp/gateway/am/api/v2/orgs/{org}/users", "/user/username"),
    (&["oauthAppId", "clientId"], "/csp/gateway/am/api/orgs/{org}/oauth-apps", "/id"),
    (&["groupId"], "/csp/gateway/am/api/orgs/{org}/groups", "/id"),
];

/// Queries that operations require.
const QUERIES: [(&str, &str); 7] = [
    ("ListOfferInstances", "?region=US_WEST_2&product_type=host"),
    ("ListSubscriptionOfferInstances", "?region=US_WEST_2&product_type=host"),
    ("SearchIdpGroups", "?searchTerm=a"),
    ("SearchOrgGroups", "?groupSearchTerm=a"),
    ("SearchOrgUsers", "?userSearchTerm=u"),
    ("GetStorageConstraints", "?provider=AWS&num_hosts=3"),
    ("GetCompatibleSubnets", "?linkedAccountId={account}"),
];

/// Answers by the request, in which the place of a thing in its list stands for its id.
pub(super) struct AllAnswers(BTreeMap<String, Value>);

impl AllAnswers {
    pub(super) async fn of(world: &World) -> Self {
        let token = world.view["api_token"].as_str().unwrap();
        let user = world.target().anyone().sign_in(token, world.org()).await;
        let things = things(&user).await;
        let drawn: Value = serde_json::from_str(DRAWN_ANEW).unwrap();
        let mut answers = BTreeMap::new();
        for line in endpoints::all().filter(|line| line.method == "GET" && drawn["operations"][line.name].is_null()) {
            let query = QUERIES.iter().find(|(name, _)| *name == line.name).map_or("", |(_, query)| query);
            for (name, path) in filled(&format!("{}{query}", line.path), &things) {
                let answer = user.get(&path).await;
                answers.insert(format!("{} {name}", line.name), json!([answer.status, answer.body]));
            }
        }
        networks(&user, &things, &mut answers).await;
        Self(answers)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The differences apart from what was replaced, one to one, and what is drawn anew.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let drawn: Value = serde_json::from_str(DRAWN_ANEW).unwrap();
        let fields = |key: &str| drawn[key].as_object().unwrap().keys().map(String::as_str).collect();
        let (drawn, changes) = (fields("one_to_one"), fields("changes"));
        let mut compared =
            Compared { drawn, changes, forth: BTreeMap::new(), back: BTreeMap::new(), found: Vec::new() };
        let names: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        for name in names {
            match (self.0.get(name), other.0.get(name)) {
                (Some(one), Some(other)) => compared.compare(one, other, name, ""),
                (one, _) => {
                    compared.found.push(format!("{name} is asked of one world alone (first: {})", one.is_some()))
                }
            }
        }
        compared.found
    }
}

/// The things in an organization, by the names of parameters: what a path says, and the place.
type Things = BTreeMap<&'static str, Vec<(String, String)>>;

async fn things(user: &User) -> Things {
    let mut things = Things::new();
    let org = vec![("org".to_owned(), user.org().to_owned())];
    things.extend(["org", "orgId"].map(|name| (name, org.clone())));
    for (names, list, id) in LISTS {
        let answer = user.get(&list.replace("{org}", user.org())).await.expect(200).body;
        let items = answer.as_array().or(answer["results"].as_array()).cloned().unwrap_or_default();
        let of = items.iter().enumerate().filter_map(|(place, item)| {
            let id = item.pointer(id)?.as_str()?.to_owned();
            Some((format!("{place}"), id))
        });
        let of: Vec<_> = of.collect();
        things.extend(names.iter().map(|name| (*name, of.clone())));
    }
    things
}

/// The paths of a template for all things in it. Clusters and hosts are in the answers of their SDDCs.
fn filled(template: &str, things: &Things) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), template.to_owned())];
    while let Some((_, rest)) = all.first().and_then(|(_, path)| path.split_once('{')) {
        let parameter = rest.split_once('}').unwrap().0.to_owned();
        let Some(found) = things.get(parameter.as_str()) else { return Vec::new() };
        let mut more = Vec::new();
        for (name, path) in &all {
            for (place, id) in found {
                let path = path.replacen(&format!("{{{parameter}}}"), id, 1);
                more.push((format!("{name}/{parameter}={place}"), path));
            }
        }
        all = more;
    }
    all
}

/// All documents of networks, each by itself and in the list that it is in.
async fn networks(user: &User, things: &Things, answers: &mut BTreeMap<String, Value>) {
    for (place, sddc) in &things["sddc"] {
        let base = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/sks-nsxt-manager/policy/api/v1", user.org());
        let found = user.get(&format!("{base}/search/query?query=resource_type:*&page_size=1000")).await;
        let documents = found.body["results"].as_array().cloned().unwrap_or_default();
        let mut paths = BTreeSet::new();
        for document in &documents {
            let path = document["path"].as_str().unwrap_or_default();
            paths.extend([path, path.rsplit_once('/').map_or(path, |(list, _)| list)].map(str::to_owned));
        }
        answers.insert(format!("networks of {place}"), json!([found.status, paths]));
        for path in paths {
            let answer = user.get(&format!("{base}{path}")).await;
            answers.insert(format!("networks of {place} {path}"), json!([answer.status, answer.body]));
        }
    }
}

struct Compared<'d> {
    /// Fields whose values differ, each standing for one of the other world.
    drawn: BTreeSet<&'d str>,
    /// Fields that are not compared.
    changes: BTreeSet<&'d str>,
    /// The texts of the second world by those of the first, and the other way round.
    forth: BTreeMap<String, String>,
    back: BTreeMap<String, String>,
    found: Vec<String>,
}

impl Compared<'_> {
    fn compare(&mut self, one: &Value, other: &Value, at: &str, field: &str) {
        if self.changes.contains(field) {
            return;
        }
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => {
                let keys: Vec<_> = one.keys().filter(|key| !self.changes.contains(key.as_str())).collect();
                let others: Vec<_> = other.keys().filter(|key| !self.changes.contains(key.as_str())).collect();
                if keys != others {
                    self.found.push(format!("{at}: {keys:?} and {others:?}"));
                }
                for (key, value) in one {
                    self.compare(value, other.get(key).unwrap_or(&Value::Null), &format!("{at}.{key}"), key);
                }
            }
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                for (place, (one, other)) in one.iter().zip(other).enumerate() {
                    self.compare(one, other, &format!("{at}[{place}]"), field);
                }
            }
            (Value::String(one), Value::String(other)) if self.drawn.contains(field) && self.is_pair(one, other) => {}
            (Value::String(one), Value::String(other)) if one != other => self.replaced(one, other, at),
            _ if one == other => {}
            _ => self.found.push(format!("{at}: {} and {}", short(one), short(other))),
        }
    }

    /// Notes that two texts stand for each other. Returns false if one of them stands for another one.
    fn is_pair(&mut self, one: &str, other: &str) -> bool {
        self.forth.entry(one.to_owned()).or_insert_with(|| other.to_owned()) == other
            && self.back.entry(other.to_owned()).or_insert_with(|| one.to_owned()) == one
    }

    /// Two texts that differ are alike if the same text stands for the same one everywhere.
    fn replaced(&mut self, one: &str, other: &str, at: &str) {
        let words = |text: &str| -> Vec<String> { text.split([' ', ':', '/', ',', '"']).map(str::to_owned).collect() };
        let (ones, others) = (words(one), words(other));
        let is_invented = |text: &str| {
            text.contains("@vmcsim.example")
                || text.starts_with("1000000000")
                || text.starts_with("198.18.")
                || text == "User"
                || text.parse::<u32>().is_ok()
        };
        let is_alike = ones.len() == others.len()
            && ones.iter().zip(&others).all(|(one, other)| {
                one == other
                    || is_invented(other)
                        && self.forth.entry(one.clone()).or_insert_with(|| other.clone()) == other
                        && (self.back.entry(other.clone()).or_insert_with(|| one.clone()) == one || other == "User")
            });
        if !is_alike {
            self.found.push(format!("{at}: {one} and {other}"));
        }
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}
