//! A world's journal: looking through it, clearing it, and checking that what should have happened did.

use super::WorldPath;
use crate::{
    http::{Shell, refusals, routes::Routes},
    journal::{
        Page,
        entry::Entry,
        filter::{Filter, PAGE_DEFAULT, PAGE_MAX, StatusPattern},
        recordings::RecordedExchange,
        verification::{Verdict, Verification},
    },
    world::{
        Call,
        kernel::refusal::{ApiResult, Refusal},
    },
    worlds::Outcome,
};
use http::request::Parts;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};
use vmcsim_world::kernel::near_names::near;

endpoints! {
    service Control;
    /// Look through a world's journal: its requests and their answers, the oldest first, without their secrets.
    ListJournal: GET "/_vmcsim/worlds/{world}/journal" (WorldPath, JournalQuery, Empty) -> OK Json<JournalView>, admin;
    /// Clear a world's journal. Numbers go on where they were.
    ClearJournal: DELETE "/_vmcsim/worlds/{world}/journal" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Export a world's journal in the form in which exchanges with the service are recorded. Without `control` what the control did is
    /// left out, and without `limit` and `last` everything else is in.
    ExportJournal: GET "/_vmcsim/worlds/{world}/journal/recordings" (WorldPath, JournalQuery, Empty) -> OK Json<Vec<RecordedExchange>>, admin;
    /// Get an entry of a world's journal by its number.
    GetJournalEntry: GET "/_vmcsim/worlds/{world}/journal/{number}" (EntryPath, Nothing, Empty) -> OK Json<Entry>, admin;
    /// Check how often a request like this was made in a world.
    VerifyJournal: POST "/_vmcsim/worlds/{world}/journal/verifications" (WorldPath, Nothing, Json<Verification>) -> OK Json<Verdict>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .shell::<ListJournal>(list)
        .shell::<ClearJournal>(clear)
        .shell::<ExportJournal>(export)
        .shell::<GetJournalEntry>(get)
        .shell::<VerifyJournal>(verify)
}

/// Whether an operation's path is one of the journal: those are not written down.
pub(in crate::http) fn is_of_journal(path: &str) -> bool {
    path.starts_with("/_vmcsim/worlds/{world}/journal")
}

/// An entry in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryPath {
    /// A world's id, or `default`.
    pub world: String,
    /// The entry's number.
    pub number: u64,
}

/// Which entries are asked for. All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JournalQuery {
    /// Name of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Status of the answer: `404`, or a hundred of them: `4xx`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusPattern>,
    /// Method of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Name of the user, or client id of the OAuth app, who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// Not before this time of the world, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// Not after this time of the world, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// Whether a fault struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<bool>,
    /// Whether something was sent that nobody looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    /// Whether it is an operation of the control of the simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<bool>,
    /// Behind the entry of this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// At most so many, from the oldest on: 1 to 1000. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// Instead of the oldest the latest, so many of them: 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<usize>,
}

/// A page of a journal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JournalView {
    /// Entries written since the world began, or since the journal was cleared.
    pub recorded: u64,
    /// Those among them that are there no more: the oldest made room.
    pub dropped: u64,
    /// What was asked for, the oldest first.
    pub entries: Vec<Entry>,
    /// Where there is more of it: what to ask for next, as `after`.
    pub next: Option<u64>,
}

impl JournalQuery {
    fn read(&self, page: usize) -> ApiResult<Filter> {
        let Self { operation, status, method, caller, since, until, fault, unread, control, after, limit, last } =
            self.clone();
        let bounded = |count: Option<usize>, name: &str| match count {
            Some(count) if !(1..=PAGE_MAX).contains(&count) => {
                Err(Refusal::invalid(format!("`{name}` is 1 to {PAGE_MAX}.")))
            }
            count => Ok(count),
        };
        if last.is_some() && (after.is_some() || limit.is_some()) {
            return Err(Refusal::invalid(
                "`last` counts from the end, `after` and `limit` from the beginning: one or the other.",
            ));
        }
        let (limit, last) = (bounded(limit, "limit")?, bounded(last, "last")?);
        let (limit, after) = (last.or(limit).unwrap_or(page), after.unwrap_or(0));
        known_operation(operation.as_deref())?;
        Ok(Filter { operation, status, method, caller, since, until, fault, unread, control, after, limit, last })
    }
}

/// Refuses a name that no operation has.
///
/// # Errors
/// It names those that come near.
pub(crate) fn known_operation(name: Option<&str>) -> ApiResult<()> {
    let Some(name) = name else { return Ok(()) };
    let lines = || vmc_client::endpoints::all().chain(super::table());
    if lines().any(|line| line.name == name) {
        return Ok(());
    }
    let near = near(name, lines()).join(", ");
    let hint = if near.is_empty() { String::new() } else { format!(" Near: {near}.") };
    Err(Refusal::invalid(format!("There is no operation of that name.{hint}")))
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListJournal>) -> Outcome<JournalView> {
    let found = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, call.query.read(PAGE_DEFAULT)?)));
    match found {
        Ok((id, filter)) => shell.worlds.journal(id, |journal| Ok(JournalView::of(journal.page(&filter)))),
        Err(error) => Outcome::refused(error),
    }
}

fn export(shell: &Shell, _: &Parts, call: &Call<ExportJournal>) -> Outcome<Vec<RecordedExchange>> {
    let query = JournalQuery { control: call.query.control.or(Some(false)), ..call.query.clone() };
    let found = shell.worlds.named(&call.path.world).and_then(|id| Ok((id, query.read(usize::MAX)?)));
    match found {
        Ok((id, filter)) => shell.worlds.journal(id, |journal| {
            let recorded = |entry| RecordedExchange::of(entry, id);
            Ok(journal.page(&filter).entries.into_iter().filter_map(recorded).collect())
        }),
        Err(error) => Outcome::refused(error),
    }
}

fn clear(shell: &Shell, _: &Parts, call: &Call<ClearJournal>) -> Outcome<()> {
    match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.journal(id, |journal| {
            journal.clear();
            Ok(())
        }),
        Err(error) => Outcome::refused(error),
    }
}

fn get(shell: &Shell, _: &Parts, call: &Call<GetJournalEntry>) -> Outcome<Entry> {
    let number = call.path.number;
    match shell.worlds.named(&call.path.world) {
        Ok(id) => {
            shell.worlds.journal(id, |journal| journal.entry(number).ok_or_else(|| refusals::entry_not_found(number)))
        }
        Err(error) => Outcome::refused(error),
    }
}

fn verify(shell: &Shell, _: &Parts, call: &Call<VerifyJournal>) -> Outcome<Verdict> {
    let verification = &call.body.0;
    let found = shell.worlds.named(&call.path.world);
    let found = found.and_then(|id| known_operation(verification.operation.as_deref()).map(|()| id));
    match found {
        Ok(id) => shell.worlds.journal(id, |journal| journal.verify(verification)),
        Err(error) => Outcome::refused(error),
    }
}

impl JournalView {
    fn of(page: Page) -> Self {
        let Page { totals, entries, more } = page;
        let next = entries.last().map(|entry| entry.number).filter(|_| more);
        Self { recorded: totals.recorded, dropped: totals.dropped, entries, next }
    }
}
