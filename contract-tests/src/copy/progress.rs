//! Keeps what was read in a file, so that a copy can be continued after an interruption.
//!
//! The first line says what is copied. Each further line is the answer to one request, already without secrets. An
//! incomplete last line is what a killed process leaves; it is cut off, and its request is sent again.

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The largest number of answers of a copy.
const ANSWERS_MAX: usize = 100_000;

/// The largest file, in bytes.
const FILE_MAX: u64 = 512 << 20;

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// The body of the answer.
    Answer(Value),
    /// The request was refused, for this reason.
    Refused(String),
}

#[derive(Serialize, Deserialize)]
struct Line {
    request: String,
    kept: Kept,
    /// The number of secrets that were removed from it.
    secrets: usize,
}

/// The answers of a copy, in memory and in a file.
pub(super) struct Progress {
    path: PathBuf,
    file: File,
    kept: HashMap<String, Kept>,
    pub(super) secrets: usize,
}

impl Progress {
    /// Begins a copy, or continues the one whose file is there.
    ///
    /// # Errors
    /// The file belongs to another copy, or cannot be read or written.
    pub(super) fn open(path: &Path, header: &Value) -> anyhow::Result<Self> {
        let context = || format!("cannot use {}", path.display());
        let mut file =
            private().read(true).write(true).create(true).truncate(false).open(path).with_context(context)?;
        ensure!(file.metadata().with_context(context)?.len() <= FILE_MAX, "{} is too large", path.display());
        let text = fs::read(path).with_context(context)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).with_context(context)?;
        file.seek(SeekFrom::End(0)).with_context(context)?;
        let mut progress = Self { path: path.to_owned(), file, kept: HashMap::new(), secrets: 0 };
        let mut lines = text[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        match lines.next() {
            None => progress.append(header)?,
            Some(first) if serde_json::from_slice::<Value>(first).is_ok_and(|first| first == *header) => {}
            Some(_) => bail!("{} belongs to another copy; remove it to begin anew", path.display()),
        }
        for line in lines {
            let Line { request, kept, secrets } = serde_json::from_slice(line).with_context(context)?;
            progress.secrets += secrets;
            progress.kept.insert(request, kept);
        }
        Ok(progress)
    }

    pub(super) fn get(&self, request: &str) -> Option<&Kept> {
        self.kept.get(request)
    }

    /// Keeps an answer. When this returns, the answer is in the file.
    pub(super) fn keep(&mut self, request: String, kept: Kept, secrets: usize) -> anyhow::Result<()> {
        ensure!(self.kept.len() < ANSWERS_MAX, "the organization has more than {ANSWERS_MAX} lists");
        let line = Line { request, kept, secrets };
        self.append(&line)?;
        self.secrets += secrets;
        self.kept.insert(line.request, line.kept);
        Ok(())
    }

    fn append(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Options for a file that only its owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file that only its owner can read.
pub(super) fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = private().write(true).create(true).truncate(true).open(path)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))
}
