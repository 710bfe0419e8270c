//! The control of a world's journal: reading and clearing it, and verifying which requests were made.

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
    /// List the requests to a world and their answers, the oldest first and without secrets.
    ListJournal: GET "/_vmcsim/worlds/{world}/journal" (WorldPath, JournalQuery, Empty) -> OK Json<JournalView>, admin;
    /// Remove all entries of a world's journal. Later entries continue the numbering.
    ClearJournal: DELETE "/_vmcsim/worlds/{world}/journal" (WorldPath, Nothing, Empty) -> NO_CONTENT Empty, admin;
    /// Export a world's journal in the format in which exchanges with the service are recorded. Without `control`, operations of the
    /// control are left out. Without `limit` and `last`, all other entries are included.
    ExportJournal: GET "/_vmcsim/worlds/{world}/journal/recordings" (WorldPath, JournalQuery, Empty) -> OK Json<Vec<RecordedExchange>>, admin;
    /// Get an entry of a world's journal by its number.
    GetJournalEntry: GET "/_vmcsim/worlds/{world}/journal/{number}" (EntryPath, Nothing, Empty) -> OK Json<Entry>, admin;
    /// Check how often requests that match a pattern were made to a world.
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

/// Returns `true` for paths of the journal. Requests to them are not recorded.
pub(in crate::http) fn is_of_journal(path: &str) -> bool {
    path.starts_with("/_vmcsim/worlds/{world}/journal")
}

/// The journal entry in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryPath {
    /// A world's id, or `default`.
    pub world: String,
    /// The entry's number.
    pub number: u64,
}

/// Selects entries. An entry must meet all conditions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JournalQuery {
    /// Name of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Status of the answer: `404`, or a class such as `4xx`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusPattern>,
    /// Method of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// User name, or client id of the OAuth app, that made the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The earliest time of the world, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// The latest time of the world, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
    /// Only requests to which a fault was applied (`true`), or only the others (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<bool>,
    /// Only requests with fields that the simulator ignored (`true`), or only the others (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    /// Only operations of the control of the simulation (`true`), or only the others (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<bool>,
    /// Only entries after the entry of this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// The most entries to return, from the oldest on: 1 to 1000. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// Return this many of the latest entries instead of the oldest: 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<usize>,
}

/// A part of a journal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JournalView {
    /// Number of entries since the world began, or since the journal was cleared.
    pub recorded: u64,
    /// Number of these entries that were removed because the journal was full. The oldest are removed first.
    pub dropped: u64,
    /// The selected entries, the oldest first.
    pub entries: Vec<Entry>,
    /// The value of `after` that returns the next entries, if there are more.
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
/// The refusal lists similar names.
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
