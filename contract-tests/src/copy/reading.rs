//! Reads an organization, with GET requests alone.

use super::{
    answers::Answers,
    documents,
    progress::{Kept, Progress},
    secrets,
    settings::Settings,
};
use anyhow::{Context, bail, ensure};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::{future::Future, time::Duration};
use tokio::time::Instant;
use vmc_client::{
    Error,
    endpoint::{Empty, Endpoint, Nothing},
    endpoints::{
        OrgPath, SddcPath,
        account_link::{
            GetCompatibleSubnets, GetCompatibleSubnetsQuery, ListConnectedAccounts, ListConnectedAccountsQuery,
            ListSddcConnections, ListSddcConnectionsQuery,
        },
        csp::{
            CspOrgPath,
            clients::{ClientOrgPath, GetClientRoles},
            oauth_apps::{ListOauthApps, OauthAppsQuery},
            orgs::{GetOrgUsers, OrgUsersQuery},
        },
        orgs::GetOrg,
        public_ips::ListPublicIps,
        sddcs::{ListSddcs, ListSddcsQuery},
        subscriptions::{ListSubscriptions, ListSubscriptionsQuery},
        tasks::{ListTasks, ListTasksQuery},
    },
    wire::{ConnectedAccountId, OrgId, SddcId},
};

/// How often a request is sent again that the service was too busy for.
const ATTEMPTS_MAX: u32 = 6;

/// The pause before a request is sent again, if the service names none. It doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause that is waited for.
const PAUSE_MAX: Duration = Duration::from_secs(300);

/// The largest number of pages of a list.
const PAGES_MAX: usize = 200;

/// The objects on a page of users or OAuth apps.
const PAGE: i32 = 100;

/// Sends the requests of a copy.
pub(super) struct Reader {
    settings: Settings,
    progress: Progress,
    /// When the next request may be sent.
    next: Instant,
    pub(super) requests: usize,
    pub(super) missing: Vec<(String, String)>,
}

impl Reader {
    pub(super) fn new(settings: Settings, progress: Progress) -> Self {
        Self { settings, progress, next: Instant::now(), requests: 0, missing: Vec::new() }
    }

    pub(super) fn secrets(&self) -> usize {
        self.progress.secrets
    }

    /// Reads everything that a description can say.
    pub(super) async fn read(&mut self) -> anyhow::Result<Answers> {
        let org = self.settings.org;
        let mut answers = Answers::default();
        let path = OrgPath { org };
        let found = self.get::<GetOrg>("the organization", path, Nothing {}).await?;
        answers.org = found.with_context(|| format!("the organization {org} cannot be read"))?;
        let sddcs = self.get::<ListSddcs>("SDDCs", path, ListSddcsQuery::default()).await?;
        answers.sddcs = self.chosen(items(sddcs.context("the SDDCs cannot be read")?))?;
        let accounts =
            self.get::<ListConnectedAccounts>("connected accounts", path, ListConnectedAccountsQuery::default());
        answers.accounts = items(accounts.await?.unwrap_or_default());
        for account in answers.accounts.clone() {
            self.subnets(org, &account, &mut answers).await?;
        }
        let connections =
            self.get::<ListSddcConnections>("connections", path, ListSddcConnectionsQuery::default()).await?;
        answers.connections = items(connections.unwrap_or_default());
        let bought = self.get::<ListSubscriptions>("subscriptions", path, ListSubscriptionsQuery::default()).await?;
        answers.subscriptions = items(bought.unwrap_or_default());
        if answers.sddcs.iter().any(|sddc| matches!(sddc["sddc_state"].as_str(), Some("DEPLOYING" | "DELETING"))) {
            let tasks = self.get::<ListTasks>("tasks", path, ListTasksQuery::default()).await?;
            answers.tasks = items(tasks.unwrap_or_default());
        }
        self.people(org, &mut answers).await?;
        for sddc in answers.sddcs.clone() {
            self.belongings(org, &sddc, &mut answers).await?;
        }
        Ok(answers)
    }

    /// The SDDCs that were named, or all.
    fn chosen(&self, sddcs: Vec<Value>) -> anyhow::Result<Vec<Value>> {
        let wanted = &self.settings.sddcs;
        for name in wanted {
            ensure!(sddcs.iter().any(|sddc| sddc["name"] == **name), "the organization has no SDDC called {name}");
        }
        let is_wanted = |sddc: &Value| wanted.is_empty() || wanted.iter().any(|name| sddc["name"] == **name);
        Ok(sddcs.into_iter().filter(is_wanted).collect())
    }

    async fn subnets(&mut self, org: OrgId, account: &Value, answers: &mut Answers) -> anyhow::Result<()> {
        let id = account["id"].as_str().unwrap_or_default();
        let Ok(linked_account_id) = id.parse::<uuid::Uuid>().map(ConnectedAccountId) else { return Ok(()) };
        let query = GetCompatibleSubnetsQuery { linked_account_id, ..GetCompatibleSubnetsQuery::of(linked_account_id) };
        let what = format!("the subnets of account {}", account["account_number"].as_str().unwrap_or(id));
        if let Some(subnets) = self.get::<GetCompatibleSubnets>(&what, OrgPath { org }, query).await? {
            answers.subnets.insert(id.to_owned(), subnets);
        }
        Ok(())
    }

    /// Users and OAuth apps, which only owners of an organization may list.
    async fn people(&mut self, org: OrgId, answers: &mut Answers) -> anyhow::Result<()> {
        let path = CspOrgPath { org };
        let mut users = Vec::new();
        for page in 0.. {
            let query = OrgUsersQuery { start: Some(page * PAGE + 1), limit: Some(PAGE), ..OrgUsersQuery::default() };
            let Some(found) = self.get::<GetOrgUsers>("users", path, query).await? else { break };
            let results = items(found["results"].clone());
            let is_last = results.len() < usize::try_from(PAGE).unwrap_or(0) || users.len() > PAGES_MAX * 100;
            users.extend(results);
            if is_last {
                answers.users = Some(users);
                break;
            }
        }
        let apps = self.get::<ListOauthApps>("OAuth apps", path, OauthAppsQuery::default()).await?;
        for app in items(apps.map(|page| page["results"].clone()).unwrap_or_default()) {
            let client = app["id"].as_str().unwrap_or_default().to_owned();
            let what = format!("the roles of OAuth app {}", app["displayName"].as_str().unwrap_or_default());
            let path = ClientOrgPath { client, org };
            let roles = self.get::<GetClientRoles>(&what, path, Nothing {}).await?.unwrap_or_default();
            answers.apps.push(json!({"name": app["displayName"], "roles": roles}));
        }
        Ok(())
    }

    /// Public addresses and networks of an SDDC.
    async fn belongings(&mut self, org: OrgId, sddc: &Value, answers: &mut Answers) -> anyhow::Result<()> {
        let (id, name) = (sddc["id"].as_str().unwrap_or_default(), sddc["name"].as_str().unwrap_or_default());
        let Ok(sddc_id) = id.parse::<uuid::Uuid>().map(SddcId) else { return Ok(()) };
        let path = SddcPath { org, sddc: sddc_id };
        (self.settings.tell)(&format!("SDDC {name}"));
        if let Some(addresses) =
            self.get::<ListPublicIps>(&format!("the public addresses of {name}"), path, Nothing {}).await?
        {
            answers.public_ips.insert(id.to_owned(), items(addresses));
        }
        let config = &sddc["resource_config"];
        if config["nsxt"] != true || sddc["sddc_state"] != "READY" {
            if config["provider"] != "ZEROCLOUD" && sddc["sddc_state"] == "READY" {
                self.missing.push((format!("the networks of {name}"), "they are not NSX-T".to_owned()));
            }
            return Ok(());
        }
        for of_type in documents::types() {
            let Some(found) = self.documents(org, sddc_id, name, of_type).await? else { continue };
            answers.documents.entry(id.to_owned()).or_default().extend(found);
            answers.types_read.entry(id.to_owned()).or_default().insert(of_type.to_owned());
        }
        Ok(())
    }

    /// The documents of one type, page by page.
    async fn documents(
        &mut self,
        org: OrgId,
        sddc: SddcId,
        name: &str,
        of_type: &str,
    ) -> anyhow::Result<Option<Vec<Value>>> {
        let what = format!("documents of type {of_type} of {name}");
        let (mut all, mut cursor) = (Vec::new(), String::new());
        for _ in 0..PAGES_MAX {
            let path = format!("/search/query?query=resource_type:{of_type}&page_size=1000{cursor}");
            let client = self.settings.client.clone();
            let send = || {
                let (client, path) = (client.clone(), path.clone());
                async move { client.networking(org, sddc).get::<Value>(&path).await }
            };
            let Some(page) = self.exchange(&what, format!("{sddc} {path}"), send).await? else { return Ok(None) };
            let results = items(page["results"].clone());
            let next = page["cursor"].as_str().filter(|_| !results.is_empty());
            let next = next.map(|text| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
            all.extend(results);
            match next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(Some(all)),
            }
        }
        bail!("{what} have more than {PAGES_MAX} pages")
    }

    /// Reads an answer. `None` means that the service refused, which is noted.
    async fn get<E>(&mut self, what: &str, path: E::Path, query: E::Query) -> anyhow::Result<Option<Value>>
    where
        E: Endpoint<Body = Empty>,
        E::Path: Clone,
        E::Query: Clone,
    {
        ensure!(E::METHOD == Method::GET, "a copy sends GET alone, and not {}", E::NAME);
        let key = format!("{} {} {}", E::NAME, serde_json::to_string(&path)?, serde_json::to_string(&query)?);
        let client = self.settings.client.clone();
        let send = || {
            let (client, path, query) = (client.clone(), path.clone(), query.clone());
            async move {
                let output = client.call::<E>(path, query, Empty {}).await?;
                let bytes = E::encode_output(output).map_err(|error| unreadable(E::NAME, &error.to_string()))?;
                serde_json::from_slice(&bytes).map_err(|error| unreadable(E::NAME, &error.to_string()))
            }
        };
        self.exchange(what, key, send).await
    }

    /// Answers a request from the file, or sends it when its turn has come.
    async fn exchange<F>(&mut self, what: &str, key: String, send: impl Fn() -> F) -> anyhow::Result<Option<Value>>
    where
        F: Future<Output = Result<Value, Error>>,
    {
        let kept = match self.progress.get(&key) {
            Some(kept) => kept.clone(),
            None => {
                let mut kept = self.send_until_answered(what, send).await?;
                let secrets = match &mut kept {
                    Kept::Answer(body) => secrets::remove(body),
                    Kept::Refused(_) => 0,
                };
                self.progress.keep(key, kept.clone(), secrets)?;
                kept
            }
        };
        match kept {
            Kept::Answer(body) => Ok(Some(body)),
            Kept::Refused(reason) => {
                self.missing.push((what.to_owned(), reason));
                Ok(None)
            }
        }
    }

    async fn send_until_answered<F>(&mut self, what: &str, send: impl Fn() -> F) -> anyhow::Result<Kept>
    where
        F: Future<Output = Result<Value, Error>>,
    {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..=ATTEMPTS_MAX {
            tokio::time::sleep_until(self.next).await;
            self.next = Instant::now() + self.settings.pause;
            self.requests += 1;
            let error = match send().await {
                Ok(body) => return Ok(Kept::Answer(body)),
                Err(error) => error,
            };
            let status = error.status();
            let busy = matches!(status, Some(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE));
            if (busy || error.is_retryable()) && attempt < ATTEMPTS_MAX {
                let wait = error.retry_after().unwrap_or(pause).min(PAUSE_MAX);
                (self.settings.tell)(&format!("{what}: waiting {} s ({error})", wait.as_secs_f32()));
                self.next = Instant::now() + wait.max(self.settings.pause);
                pause *= 2;
                continue;
            }
            return match status {
                // The API token, or the service, is not usable. What was read is kept.
                None | Some(StatusCode::UNAUTHORIZED) => Err(error).with_context(|| format!("cannot read {what}")),
                Some(_) if busy => Err(error).with_context(|| format!("cannot read {what}")),
                Some(status) => Ok(Kept::Refused(format!("the service answers {}", status.as_u16()))),
            };
        }
        bail!("cannot read {what}")
    }
}

fn unreadable(operation: &'static str, reason: &str) -> Error {
    Error::Undecodable { operation, path: String::new(), reason: reason.to_owned() }
}

/// The items of a list; nothing if it is none.
fn items(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}
