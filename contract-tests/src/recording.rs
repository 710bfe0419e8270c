//! Recorded exchanges with the service: `fixtures/recordings/<resource>/<scenario>.json`, as its README describes them.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};
use vmc_client::wire::OPERATOR_ONLY_KEYS;
use vmcsim_fixtures::File;

/// All recordings, by number.
#[derive(Debug, Clone)]
pub struct Recordings(BTreeMap<u32, Recording>);

/// One exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The file below `fixtures/recordings`: `tasks/provision-four-hosts-finished`.
    #[serde(skip)]
    pub file: String,
    /// The number of the recording: 1 to 103 in this repository; in a recorded session, the position of its answer.
    pub record: u32,
    /// The name of the operation in the endpoint table, or for networking in the published table; `None` if the call
    /// is not a published operation.
    pub endpoint: Option<String>,
    /// The place where the exchange was published.
    pub source: Value,
    /// The degree to which the recording can be trusted.
    pub grade: Grade,
    /// The reason why the recording is less reliable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak: Option<String>,
    /// If `true`, the recording is evidence only for the values that it shows.
    pub partial: bool,
    /// The time at which the request was sent, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The time until the answer in milliseconds, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    pub request: Request,
    pub response: Response,
}

/// The degree to which a recording can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// The body is as the service sent it.
    #[serde(rename = "recorded")]
    Recorded,
    /// The recording contains single values that a client printed or checked.
    #[serde(rename = "log excerpt")]
    LogExcerpt,
    /// The recording is an example by the author of a document.
    #[serde(rename = "documented example")]
    DocumentedExample,
    /// The recording shows what the code of a client sends or expects.
    #[serde(rename = "client source")]
    ClientSource,
    /// The recording is the answer of a simulation, exported from its journal. It is no evidence about the service.
    #[serde(rename = "simulated")]
    Simulated,
}

/// A recorded request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: String,
    /// The path, with ids or with placeholders such as `{org}`.
    pub path: String,
    /// The query without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The informative headers. If a header occurs more than once, its values are separated by line breaks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body: JSON, or the text of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The reason why a body that was sent is not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_left_out: Option<String>,
}

/// A recorded response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status, if the source printed it or it can be inferred.
    pub status: Option<u16>,
    /// If `true`, the status is inferred.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub status_inferred: bool,
    /// The informative headers. If a header occurs more than once, its values are separated by line breaks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The JSON body, if the source shows any part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The reason why a body that was received is not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_left_out: Option<String>,
}

impl Recordings {
    /// Returns the built-in recordings of VMC and CSP, which come from the package `vmcsim-fixtures`.
    ///
    /// # Errors
    /// A file is not a recording, or a number occurs twice. The error names the file and the place in it.
    pub fn read() -> anyhow::Result<Self> {
        Self::of_files(vmcsim_fixtures::RECORDINGS)
    }

    /// Returns the built-in recordings of NSX-T and NSX-V. Their operations are named as in the published tables of
    /// networking.
    ///
    /// # Errors
    /// The errors of [`Recordings::read`].
    pub fn read_networking() -> anyhow::Result<Self> {
        Self::of_files(vmcsim_fixtures::NETWORKING_RECORDINGS)
    }

    /// Returns the built-in recordings of [`Recordings::read`] and [`Recordings::read_networking`] together.
    ///
    /// # Errors
    /// The errors of [`Recordings::read`].
    pub fn read_all() -> anyhow::Result<Self> {
        let (mut all, networking) = (Self::read()?, Self::read_networking()?);
        all.0.extend(networking.0);
        Ok(all)
    }

    fn of_files(files: &[File]) -> anyhow::Result<Self> {
        let mut all = Self(BTreeMap::new());
        for file in files {
            all.add(file.name, file.text).with_context(|| format!("cannot use {}.json", file.name))?;
        }
        Ok(all)
    }

    /// Reads the recordings in the subfolders of a folder. Files directly in `folder` are not recordings and are not
    /// read.
    ///
    /// # Errors
    /// The errors of [`Recordings::read`] can occur; also, a file may be unreadable, or there may be no recording.
    pub fn read_from(folder: &Path) -> anyhow::Result<Self> {
        let mut all = Self(BTreeMap::new());
        for resource in entries(folder)?.into_iter().filter(|entry| entry.is_dir()) {
            for path in entries(&resource)? {
                let name = path.strip_prefix(folder).unwrap_or(&path).with_extension("").display().to_string();
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                all.add(&name, &text).with_context(|| format!("cannot use {}", path.display()))?;
            }
        }
        ensure!(!all.0.is_empty(), "there are no recordings in {}", folder.display());
        Ok(all)
    }

    fn add(&mut self, name: &str, text: &str) -> anyhow::Result<()> {
        let read: Recording = serde_json::from_str(text).context("this is not a recording")?;
        let number = read.record;
        if let Some(other) = self.0.insert(number, Recording { file: name.to_owned(), ..read }) {
            anyhow::bail!("{} has the number {number} too", other.file);
        }
        Ok(())
    }

    /// Parses a list of recordings, the form in which a journal is exported.
    ///
    /// # Errors
    /// The text is not a list of recordings, or a number occurs twice.
    pub fn read_list(text: &str) -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for read in serde_json::from_str::<Vec<Recording>>(text).context("this is no list of recordings")? {
            let number = read.record;
            let other = all.insert(number, read);
            ensure!(other.is_none(), "two recordings say that they are number {number}");
        }
        Ok(Self(all))
    }

    /// Returns a recording by its number.
    ///
    /// # Errors
    /// There is no recording with that number.
    pub fn get(&self, record: u32) -> anyhow::Result<&Recording> {
        self.0.get(&record).with_context(|| format!("there is no recording {record}"))
    }

    /// Returns all recordings, ordered by number.
    pub fn all(&self) -> impl Iterator<Item = &Recording> {
        self.0.values()
    }

    /// Returns the numbers of all recordings, in ascending order.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }
}

/// Returns the entries of a folder, ordered by name.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = || std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().with_context(|| format!("cannot list {}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

impl Recording {
    /// Returns method, path and query, such as `POST /vmc/api/orgs/{org}/tasks/{task}?action=cancel`.
    pub fn request_line(&self) -> String {
        let Request { method, path, query, .. } = &self.request;
        match query {
            Some(query) => format!("{method} {path}?{query}"),
            None => format!("{method} {path}"),
        }
    }

    /// Returns the expected status: the recorded one, or 400 for a refusal whose status was not printed. Returns
    /// `None` if neither is known.
    pub fn expected_status(&self) -> Option<u16> {
        let refused = self.response.body.as_ref().is_some_and(|body| body.get("error_messages").is_some());
        self.response.status.or(refused.then_some(400))
    }

    /// Returns the body of the answer as a customer receives it, without the keys that only operators receive.
    /// Returns null if no body was recorded.
    pub fn customer_body(&self) -> Value {
        let mut body = self.response.body.clone().unwrap_or(Value::Null);
        remove_operator_keys(&mut body, "");
        body
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.endpoint.as_deref().unwrap_or(&self.request.path);
        write!(f, "{operation} (recording {}, {})", self.record, self.file)
    }
}

fn remove_operator_keys(value: &mut Value, parent: &str) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !is_operator_key(parent, key));
            for (key, member) in members {
                remove_operator_keys(member, key);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| remove_operator_keys(item, parent)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_operator_key(parent: &str, key: &str) -> bool {
    OPERATOR_ONLY_KEYS.iter().any(|known| match known.split_once('.') {
        Some(qualified) => qualified == (parent, key),
        None => *known == key,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error_of(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        format!("{:#}", Recordings::read_from(folder.path()).unwrap_err())
    }

    #[test]
    fn a_broken_file_is_named_with_the_place() {
        let whole = r#"{"record": 7, "endpoint": null, "source": {}, "grade": "recorded", "partial": true,
            "request": {"method": "GET", "path": "/"}, "response": {"status": null}}"#;
        let grade = error_of(&[("orgs/list.json", &whole.replace("\"recorded\"", "\"rumour\""))]);
        assert!(grade.contains("orgs/list.json: this is not a recording") && grade.contains("`rumour`"), "{grade}");
        let key = error_of(&[("orgs/list.json", &whole.replace("\"status\"", "\"statsu\""))]);
        assert!(key.contains("unknown field `statsu`") && key.contains("line 2"), "{key}");
        let twice = error_of(&[("orgs/a.json", whole), ("tasks/b.json", whole)]);
        assert!(twice.ends_with("tasks/b.json: orgs/a has the number 7 too"), "{twice}");
        assert!(error_of(&[]).contains("there are no recordings"));
    }

    #[test]
    fn a_customer_sees_no_operator_keys() {
        let mut body = json!({
            "locale": "en_US", "created": "a",
            "vpc_info": {"created": false, "id": "b"},
            "clusters": [{"esx_host_list": [{"instance_id": "c", "esx_id": "d"}], "instance_id": "e"}],
        });
        remove_operator_keys(&mut body, "");
        let seen = json!({
            "created": "a",
            "vpc_info": {"id": "b"},
            "clusters": [{"esx_host_list": [{"esx_id": "d"}], "instance_id": "e"}],
        });
        assert_eq!(body, seen);
    }
}
