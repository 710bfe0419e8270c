//! Copies an organization of a service into a description, from which vmcsim makes a world.
//!
//! `reading` sends the requests: after signing in, only GET, a few in each second. What it reads is kept in a file
//! (`progress`), so that a copy can be continued. Secrets are removed before anything is kept (`secrets`). The
//! answers become a description (`describing` and its parts), in which people, account numbers and public addresses
//! are replaced (`replacing`). At last the world is made once from the description (`fitting`), so that what the
//! simulator does not accept is left out and named.

mod answers;
mod describing;
mod documents;
mod fitting;
mod progress;
mod reading;
mod replacing;
mod secrets;
mod settings;

pub use self::{
    replacing::{Keep, Replaced},
    secrets::remove as remove_secrets,
    settings::Settings,
};

use self::{progress::Progress, reading::Reader};
use anyhow::{Context, ensure};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
};
use vmcsim::description::{LeftOut, to_yaml};

/// Kinds of things that a description has no words for, so that they are not read.
pub const NOT_COPIED: [&str; 12] = [
    "tasks of the past",
    "SDDC templates",
    "SDDC groups",
    "site recovery",
    "scaling policies",
    "add-ons and their credentials",
    "the DNS setting of management VMs",
    "maintenance windows",
    "public addresses of NSX",
    "networks of NSX-V",
    "groups of users and invitations",
    "requests to raise quotas, and payment methods",
];

/// What a copy contains, and what it does not.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub sddcs: usize,
    /// The number of documents of networks.
    pub documents: usize,
    /// The number of requests of this run. Those of earlier runs are not counted.
    pub requests: usize,
    /// The number of secrets that were removed.
    pub secrets: usize,
    pub replaced: Replaced,
    /// What could not be read, or is not part of a description, with the reason.
    pub missing: Vec<(String, String)>,
}

/// Copies an organization. If it is interrupted, the next run with the same settings continues it.
///
/// # Errors
/// The service cannot be reached or refuses the API token or the organization; an SDDC that was named does not exist; the
/// output exists; or a file cannot be written.
pub async fn copy(settings: Settings) -> anyhow::Result<Summary> {
    let output = settings.output.clone();
    ensure!(!output.exists(), "{} exists already", output.display());
    let header = json!({
        "copy_of": settings.url,
        "org": settings.org,
        "sddcs": settings.sddcs,
    });
    let part = beside(&output, "part");
    let progress = Progress::open(&part, &header)?;
    let keep = settings.keep;
    let mut reader = Reader::new(settings, progress);
    let answers = reader.read().await?;
    let mut summary = Summary {
        requests: reader.requests,
        secrets: reader.secrets(),
        missing: reader.missing.clone(),
        ..Summary::default()
    };
    let mut description = describing::describe(&answers);
    summary.replaced = replacing::replace(&mut description, keep);
    let (description, left_out) = fitting::fit(description, &answers.read_documents())?;
    summary.missing.extend(left_out);
    summary.sddcs = description["sddcs"].as_array().map_or(0, Vec::len);
    summary.documents = documents::count(&description);
    let missing: Vec<_> =
        summary.missing.iter().map(|(what, reason)| LeftOut { what: format!("{what} ({reason})"), count: 1 }).collect();
    let text = to_yaml(&description, &missing).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    let whole = beside(&output, "new");
    progress::write_private(&whole, &text)?;
    fs::rename(&whole, &output).with_context(|| format!("cannot write {}", output.display()))?;
    let _ = fs::remove_file(&part);
    Ok(summary)
}

/// The file beside another one with a further extension.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(end);
    file.with_file_name(name)
}
