//! The ready file: written by `vmcsim serve` when it is ready, read by the other subcommands, removed when the server ends.

use super::{failure::Failure, files::Target, input::read_json_as, process};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A ready file whose server may still run.
#[derive(Debug)]
pub(super) struct ReadyFile {
    pub(super) path: PathBuf,
    content: Value,
}

impl ReadyFile {
    /// Reads a ready file.
    ///
    /// # Errors
    /// There is none, it is none, or its server has ended.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        if fs::metadata(path).is_err_and(|err| err.kind() == io::ErrorKind::NotFound) {
            bail!(Failure::NoServer(format!(
                "there is no ready file {shown}: its server has ended or is not ready yet; start one with \
                 `vmcsim serve --ready-file {shown}`, or name a running one with --url"
            )));
        }
        let content: Value = read_json_as(path, "ready file")?;
        if !content["url"].is_string() {
            bail!("{shown} is no ready file");
        }
        let file = Self { path: path.to_owned(), content };
        if file.server_runs() == Some(false) {
            let ended = &file.content["pid"];
            bail!(Failure::NoServer(format!(
                "the server that wrote {shown} has ended (process {ended}); start it again with \
                 `vmcsim serve --ready-file {shown}`, or name a running one with --url"
            )));
        }
        Ok(file)
    }

    /// Returns the address of the server.
    pub(super) fn url(&self) -> &str {
        self.content["url"].as_str().unwrap_or_default()
    }

    /// Returns a value that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.content[name].as_str()
    }

    /// Whether the server still runs, if that can be known.
    fn server_runs(&self) -> Option<bool> {
        process::runs(self.content["pid"].as_u64()?, self.text("started")?)
    }

    /// Whether this process wrote it.
    fn is_own(&self) -> bool {
        self.content["pid"] == std::process::id() && self.content["started"].as_str() == process::own_start().as_deref()
    }
}

/// The target where a server writes its ready file. Dropping it removes the file that was written there.
#[derive(Debug)]
pub(super) struct Announcement {
    path: PathBuf,
    pub(super) target: Target,
}

impl Announcement {
    /// Prepares to write a ready file, and removes one whose server has ended, so that nobody takes it for the new one.
    ///
    /// # Errors
    /// Nothing can be written there, or the file belongs to a server that still runs.
    pub(super) fn prepare(path: &Path) -> anyhow::Result<Self> {
        let cannot = || format!("cannot write the ready file {}", path.display());
        let target = Target::find(path).with_context(cannot)?;
        if let Target::File(file) = &target {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !folder.is_dir() {
                bail!("{}: there is no folder {}", cannot(), folder.display());
            }
            match (file.exists(), ReadyFile::read(file)) {
                (false, _) => {}
                (true, Ok(other)) if other.server_runs() == Some(true) => {
                    bail!(
                        "{} is the ready file of the server at {}, which still runs (process {}); name another file",
                        path.display(),
                        other.url(),
                        other.content["pid"]
                    );
                }
                (true, Ok(_)) => fs::remove_file(file).with_context(cannot)?,
                (true, Err(err)) if err.is::<Failure>() => fs::remove_file(file).with_context(cannot)?,
                // It is no ready file. It stays until the new one replaces it.
                (true, Err(_)) => {}
            }
        }
        Ok(Self { path: path.to_owned(), target })
    }

    /// Returns the message that the file cannot be written.
    pub(super) fn failure(&self) -> String {
        format!("cannot write the ready file {}", self.path.display())
    }
}

/// Returns the text of a ready file, with what tells whether this process still runs.
pub(super) fn content(mut content: Value) -> anyhow::Result<Vec<u8>> {
    content["pid"] = json!(std::process::id());
    content["started"] = json!(process::own_start());
    Ok(serde_json::to_vec_pretty(&content)?)
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if let Target::File(file) = &self.target
            && ReadyFile::read(file).is_ok_and(|written| written.is_own())
        {
            let _ = fs::remove_file(file);
        }
    }
}
