//! The operations on a world's journal: looking through it, clearing it, and checking that what should have happened did.

use super::WorldPath;
use crate::journal::{
    Page,
    entry::Entry,
    filter::StatusPattern,
    recordings::RecordedExchange,
    verification::{Verdict, Verification},
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

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

impl JournalView {
    pub(super) fn of(page: Page) -> Self {
        let Page { totals, entries, more } = page;
        let next = entries.last().map(|entry| entry.number).filter(|_| more);
        Self { recorded: totals.recorded, dropped: totals.dropped, entries, next }
    }
}
