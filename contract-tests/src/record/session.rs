//! A session: the folder with its recordings, and the counts of the exchanges that could not be recorded.
//!
//! `exchanges/00001-CreateSddc.json` and so on are recordings as [`crate::recording`] reads them. `session.json`
//! contains the start and end of the session and the counts of missing exchanges. Everything that is written has
//! passed through the redactor. A file is written under a temporary name and then renamed, so that nobody reads an
//! incomplete file. When the session ends, every file is redacted once more, because a later exchange may have revealed
//! that a text is a secret. A session that is killed lacks this second pass, and its `session.json` has no end.

use crate::redact::{Exchange, Redactor};
use anyhow::{Context, ensure};
use jiff::Timestamp;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The maximum number of recordings in a session. Polling once a second reaches it in three hours.
pub const RECORDINGS_MAX: u32 = 10_000;

/// The maximum length of an operation's name in a file name.
const NAME_MAX: usize = 60;

/// The number of exchanges that were not recorded, by reason, and of parts that are missing from recordings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The session had reached [`RECORDINGS_MAX`].
    pub beyond_the_limit: u32,
    /// The redactor could no longer guarantee that all secrets are removed.
    pub not_clean: u32,
    /// The file could not be written.
    pub not_written: u32,
    /// The service gave no answer that could be returned.
    pub unanswered: u32,
    /// Bodies that are missing from recordings. The recordings give the reason.
    pub bodies: u32,
}

impl Dropped {
    /// Returns `true` if nothing is missing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The summary of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The addresses of the service.
    pub upstreams: Vec<String>,
    /// The start of the session.
    pub began: Timestamp,
    /// The end of the session; `None` while it runs or if it was interrupted.
    pub ended: Option<Timestamp>,
    /// The number of recorded exchanges.
    pub recordings: u32,
    /// The missing exchanges and parts.
    pub dropped: Dropped,
}

/// A running session.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    redactor: Redactor,
    tell: fn(&str),
    summary: Summary,
    recordings_max: u32,
    /// The files with recordings, and how many secrets were known when each was written.
    written: Vec<(PathBuf, usize)>,
}

impl Session {
    /// Begins a session in a folder that is empty or does not exist.
    ///
    /// # Errors
    /// The folder is not empty or cannot be written to.
    pub(super) fn begin(
        folder: PathBuf,
        upstreams: &[&Url],
        mut redactor: Redactor,
        tell: fn(&str),
    ) -> anyhow::Result<Self> {
        let exchanges = folder.join("exchanges");
        if folder.exists() {
            let mut there = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
            ensure!(there.next().is_none(), "{} is not empty: a session needs a folder of its own", folder.display());
        }
        fs::create_dir_all(&exchanges).with_context(|| format!("cannot make {}", exchanges.display()))?;
        let mut named = upstreams.iter().map(|url| redactor.clean(url.as_str())).collect::<anyhow::Result<Vec<_>>>()?;
        named.dedup();
        let summary =
            Summary { upstreams: named, began: now(), ended: None, recordings: 0, dropped: Dropped::default() };
        let session = Self { folder, redactor, tell, summary, recordings_max: RECORDINGS_MAX, written: Vec::new() };
        session.write_summary()?;
        Ok(session)
    }

    /// Writes an exchange to a file, or counts it as dropped.
    pub(super) fn add(&mut self, exchange: &Exchange) {
        let number = self.summary.recordings + 1;
        if number > self.recordings_max {
            self.summary.dropped.beyond_the_limit += 1;
            return self.tell_dropped(exchange, "the session is full");
        }
        let Ok(recording) = self.redactor.recording(number, exchange) else {
            self.summary.dropped.not_clean += 1;
            return self.tell_dropped(exchange, "too many secrets");
        };
        let name = recording.endpoint.as_deref().unwrap_or(&recording.request.method);
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(NAME_MAX).collect();
        let path = self.folder.join("exchanges").join(format!("{number:05}-{name}.json"));
        if write_whole(&path, &recording).is_err() {
            self.summary.dropped.not_written += 1;
            return self.tell_dropped(exchange, "its file cannot be written");
        }
        let bodies = [&recording.request.body_left_out, &recording.response.body_left_out];
        self.summary.dropped.bodies += u32::try_from(bodies.iter().filter(|why| why.is_some()).count()).unwrap_or(0);
        self.summary.recordings = number;
        self.written.push((path, self.redactor.known()));
        (self.tell)(&format!("{number:>5} {} {}", exchange.status, recording.request_line()));
    }

    /// Counts a request that received no answer from the service.
    pub(super) fn unanswered(&mut self, why: &str) {
        self.summary.dropped.unanswered += 1;
        (self.tell)(&format!("    - unanswered: {why}"));
    }

    fn tell_dropped(&self, exchange: &Exchange, why: &str) {
        (self.tell)(&format!("    - {} dropped: {why}", exchange.status));
    }

    /// Ends the session. A secret that a later exchange revealed is removed from the recordings that were written before.
    pub(super) fn end(&mut self) -> anyhow::Result<Summary> {
        for (path, known) in std::mem::take(&mut self.written) {
            if known < self.redactor.known() {
                self.redact_again(&path).with_context(|| format!("cannot redact {} again", path.display()))?;
            }
        }
        self.summary.ended = Some(now());
        self.write_summary()?;
        Ok(self.summary.clone())
    }

    fn redact_again(&mut self, path: &Path) -> anyhow::Result<()> {
        let Ok(text) = fs::read_to_string(path) else {
            // The user may have moved or removed the file.
            return Ok(());
        };
        let mut document = serde_json::from_str(&text)?;
        let before: serde_json::Value = Clone::clone(&document);
        self.redactor.redact_again(&mut document)?;
        if document == before { Ok(()) } else { write_whole(path, &document) }
    }

    fn write_summary(&self) -> anyhow::Result<()> {
        write_whole(&self.folder.join("session.json"), &self.summary)
    }
}

fn write_whole(path: &Path, content: &impl Serialize) -> anyhow::Result<()> {
    let half = path.with_extension("part");
    let text = serde_json::to_string_pretty(content)? + "\n";
    let written = fs::write(&half, text).and_then(|()| fs::rename(&half, path));
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "a recording says when it was made")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderMap;

    fn exchange(body: Bytes) -> Exchange {
        Exchange {
            at: now(),
            took: jiff::SignedDuration::ZERO,
            method: "GET".to_owned(),
            path: "/vmc/api/orgs".to_owned(),
            query: None,
            request_headers: HeaderMap::new(),
            request_body: Bytes::new(),
            status: 200,
            response_headers: HeaderMap::new(),
            response_body: body,
        }
    }

    fn session(folder: &Path) -> anyhow::Result<Session> {
        let upstream = Url::parse("http://127.0.0.1:1/")?;
        Session::begin(folder.to_owned(), &[&upstream, &upstream], Redactor::with_key(b"key"), |_| {})
    }

    #[test]
    fn what_is_missing_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = session(folder.path()).unwrap();
        session.recordings_max = 4;
        session.add(&exchange(Bytes::from_static(b"[]")));
        session.add(&exchange(Bytes::from_static(b"\xff\xfe")));
        session.add(&exchange(vec![b'x'; crate::redact::BODY_MAX + 1].into()));
        let exchanges = folder.path().join("exchanges");
        fs::remove_dir_all(&exchanges).unwrap();
        session.add(&exchange(Bytes::from_static(b"[]")));
        fs::create_dir(&exchanges).unwrap();
        session.add(&exchange(Bytes::from_static(b"[]")));
        session.add(&exchange(Bytes::from_static(b"[]")));
        session.unanswered("gone");
        let summary = session.end().unwrap();
        let dropped = Dropped { beyond_the_limit: 1, not_clean: 0, not_written: 1, unanswered: 1, bodies: 2 };
        assert_eq!((summary.recordings, summary.dropped), (4, dropped));
        assert_eq!(summary.upstreams, ["http://127.0.0.1:1/"]);
        let written = fs::read_to_string(folder.path().join("session.json")).unwrap();
        assert_eq!(serde_json::from_str::<Summary>(&written).unwrap(), summary);
    }

    #[test]
    fn a_session_has_a_folder_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        session(folder.path()).unwrap();
        let error = format!("{:#}", session(folder.path()).unwrap_err());
        assert!(error.contains("is not empty"), "{error}");
    }
}
