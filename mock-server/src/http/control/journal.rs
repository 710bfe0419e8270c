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
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EntryPath {
    /// A world's id, or `default`.
    pub world: String,
    /// The entry's number.
    pub number: u64,
}

/// Selects entries. An entry must meet all conditions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
    pub since: Option<Timestamp>,
    /// The latest time of the world, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "Option<String>"))]
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
    /// Only entries after the entry with this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// The maximum number of entries to return, starting with the oldest: 1 to 1000. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 1000)))]
    pub limit: Option<usize>,
    /// Return this many of the latest entries instead of the oldest: 1 to 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(range(min = 1, max = 1000)))]
    pub last: Option<usize>,
}

/// A part of a journal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
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

impl JournalView {
    pub(super) fn of(page: Page) -> Self {
        let Page { totals, entries, more } = page;
        let next = entries.last().map(|entry| entry.number).filter(|_| more);
        Self { recorded: totals.recorded, dropped: totals.dropped, entries, next }
    }
}
