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

/// All recordings, by number.
#[derive(Debug, Clone)]
pub struct Recordings(BTreeMap<u32, Recording>);

/// One exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// `tasks/provision-four-hosts-finished`: its file below `fixtures/recordings`.
    #[serde(skip)]
    pub file: String,
    /// Its number: 1 to 62 in this repository; in a session that was recorded the order in which the answers came.
    pub record: u32,
    /// Name of the operation in the endpoint table; none where the call lies outside the published operations.
    pub endpoint: Option<String>,
    /// Where it was published.
    pub source: Value,
    /// How far to trust it.
    pub grade: Grade,
    /// Why to trust it less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weak: Option<String>,
    /// Whether only what is shown is attested.
    pub partial: bool,
    /// When the request was sent, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// How long the answer took, in milliseconds, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub response: Response,
}

/// How far to trust a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// A body as the service sent it.
    #[serde(rename = "recorded")]
    Recorded,
    /// Single values that a client printed or checked.
    #[serde(rename = "log excerpt")]
    LogExcerpt,
    /// An example by an author.
    #[serde(rename = "documented example")]
    DocumentedExample,
    /// What a client's code sends or expects.
    #[serde(rename = "client source")]
    ClientSource,
    /// What a simulation answered, out of its journal. It attests nothing about the service.
    #[serde(rename = "simulated")]
    Simulated,
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path, with ids or with placeholders such as `{org}`.
    pub path: String,
    /// Query without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Headers that tell something. The values of one that came more than once stand in lines.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Body: JSON, or the text of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Why a body that was sent is not written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_left_out: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Status, if the source printed it or it follows from others.
    pub status: Option<u16>,
    /// Whether it only follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub status_inferred: bool,
    /// Headers that tell something. The values of one that came more than once stand in lines.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// JSON body, if the source shows any of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Why a body that came is not written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_left_out: Option<String>,
}

impl Recordings {
    /// The recordings that are built in, which are those of the package `vmcsim-fixtures`.
    ///
    /// # Errors
    /// A file is not a recording or repeats a number. The error names the file and the place in it.
    pub fn read() -> anyhow::Result<Self> {
        let mut all = Self(BTreeMap::new());
        for file in vmcsim_fixtures::RECORDINGS {
            all.add(file.name, file.text).with_context(|| format!("cannot use {}.json", file.name))?;
        }
        Ok(all)
    }

    /// The recordings in the folders of a folder. Files that lie directly in `folder` are not recordings and are not read.
    ///
    /// # Errors
    /// As [`Recordings::read`], or a file cannot be read, or there is no recording.
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

    /// The recordings in a list, as a journal is exported.
    ///
    /// # Errors
    /// It is no list of recordings, or repeats a number.
    pub fn read_list(text: &str) -> anyhow::Result<Self> {
        let mut all = BTreeMap::new();
        for read in serde_json::from_str::<Vec<Recording>>(text).context("this is no list of recordings")? {
            let number = read.record;
            let other = all.insert(number, read);
            ensure!(other.is_none(), "two recordings say that they are number {number}");
        }
        Ok(Self(all))
    }

    /// A recording by its number.
    ///
    /// # Errors
    /// There is none of that number.
    pub fn get(&self, record: u32) -> anyhow::Result<&Recording> {
        self.0.get(&record).with_context(|| format!("there is no recording {record}"))
    }

    /// All recordings, in order of their numbers.
    pub fn all(&self) -> impl Iterator<Item = &Recording> {
        self.0.values()
    }

    /// The numbers of all recordings, in order.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }
}

/// What is in a folder, in the order of names.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = || std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().with_context(|| format!("cannot list {}", folder.display()))?;
    entries.sort();
    Ok(entries)
}

impl Recording {
    /// Method, path and query, as `POST /vmc/api/orgs/{org}/tasks/{task}?action=cancel`.
    pub fn request_line(&self) -> String {
        let Request { method, path, query, .. } = &self.request;
        match query {
            Some(query) => format!("{method} {path}?{query}"),
            None => format!("{method} {path}"),
        }
    }

    /// The status to expect: what is recorded, and 400 for a refusal whose status was not printed. Nothing where neither is known.
    pub fn expected_status(&self) -> Option<u16> {
        let refused = self.response.body.as_ref().is_some_and(|body| body.get("error_messages").is_some());
        self.response.status.or(refused.then_some(400))
    }

    /// The answer's body as a customer sees it: without the keys that only operators are shown. Null where none was recorded.
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
