//! Calls about the groups of an SDDC's networks. Groups name other groups, so that one client's deletion crosses another's reference.

use super::request::{Body, Request};
use crate::linear::names::Names;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The kind of name that the SDDC has whose networks the calls are about. There is one in a history.
pub(crate) const NETWORK: &str = "network";

/// The path of groups below an SDDC's address of NSX, and within the tree.
const GROUPS: &str = "/policy/api/v1/infra/domains/cgw/groups";
const TREE: &str = "/infra/domains/cgw/groups";

/// A call about groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the operations are those of the published table")]
pub enum GroupCall {
    List,
    Get {
        group: String,
    },
    /// Replaces a group, or creates it. `revision` is the one that the client believes to be the current one.
    Put {
        group: String,
        members: Vec<String>,
        revision: Option<u64>,
    },
    /// Changes the members of a group if there are some here, or creates it.
    Patch {
        group: String,
        members: Option<Vec<String>>,
    },
    Delete {
        group: String,
    },
}

impl GroupCall {
    /// The published name of the operation.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::List => "nsx_policy.infra.domains.groups.list",
            Self::Get { .. } => "nsx_policy.infra.domains.groups.get",
            Self::Put { .. } => "nsx_policy.infra.domains.groups.update",
            Self::Patch { .. } => "nsx_policy.infra.domains.groups.patch",
            Self::Delete { .. } => "nsx_policy.infra.domains.groups.delete",
        }
    }

    /// Returns `true` if the call changes nothing, whatever its answer.
    pub(super) fn only_looks(&self) -> bool {
        matches!(self, Self::List | Self::Get { .. })
    }

    /// Returns the call as a request to an organization.
    pub(super) fn request(&self, org: &str, names: &Names) -> Request {
        let network = names.kind(NETWORK).first().map(|name| names.id(name)).unwrap_or_default();
        let path = |group: &str| format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{network}{GROUPS}{group}");
        let (method, path, body) = match self {
            Self::List => ("GET", path(""), None),
            Self::Get { group } => ("GET", path(&format!("/{group}")), None),
            Self::Delete { group } => ("DELETE", path(&format!("/{group}")), None),
            Self::Patch { group, members } => {
                let body = members.as_ref().map_or_else(|| json!({}), |members| expression(members));
                ("PATCH", path(&format!("/{group}")), Some(body))
            }
            Self::Put { group, members, revision } => {
                let mut body = expression(members);
                if let Some(revision) = revision {
                    body["_revision"] = json!(revision);
                }
                ("PUT", path(&format!("/{group}")), Some(body))
            }
        };
        Request { method, path, body: body.map(Body::Json), access_token: None }
    }

    /// Returns the compared parts of an answer. The answers to PATCH and DELETE are empty.
    pub(super) fn seen(&self, body: &Value) -> Value {
        match self {
            Self::List => {
                let mut groups: Vec<_> = body["results"].as_array().into_iter().flatten().map(view).collect();
                groups.sort_by(|one, other| one["group"].as_str().cmp(&other["group"].as_str()));
                groups.into()
            }
            Self::Get { .. } | Self::Put { .. } => view(body),
            Self::Patch { .. } | Self::Delete { .. } => Value::Null,
        }
    }

    /// Remembers the revisions that an answer shows.
    pub(super) fn note(&self, seen: &Value, names: &mut Names) {
        let one = std::slice::from_ref(seen);
        for group in seen.as_array().map_or(one, Vec::as_slice) {
            if let (Some(name), Some(revision)) = (group["group"].as_str(), group["revision"].as_u64()) {
                names.note_revision(name, revision);
            }
        }
    }
}

fn expression(members: &[String]) -> Value {
    let paths: Vec<_> = members.iter().map(|member| format!("{TREE}/{member}")).collect();
    if paths.is_empty() {
        return json!({"expression": []});
    }
    json!({"expression": [{"resource_type": "PathExpression", "paths": paths}]})
}

fn view(group: &Value) -> Value {
    let paths = group["expression"][0]["paths"].as_array().into_iter().flatten();
    let members: Vec<_> = paths.filter_map(Value::as_str).filter_map(|path| path.rsplit('/').next()).collect();
    json!({"group": group["id"], "revision": group["_revision"], "members": members})
}
