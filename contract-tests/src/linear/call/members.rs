//! Calls about the members of an SDDC group: clients add and remove the same SDDCs.

use super::super::names::Names;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The kinds of name that the SDDC group, its network and the SDDCs have. There is one group in a history.
pub(crate) const SDDC_GROUP: &str = "SDDC group";
pub(crate) const GROUP_NETWORK: &str = "network of the SDDC group";
pub(crate) const MEMBER: &str = "member";

/// A call about the SDDC group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the operations are those of the endpoint table")]
pub enum MemberCall {
    Get,
    Change { add: Vec<String>, remove: Vec<String> },
}

impl MemberCall {
    /// The operation, by its name in the endpoint table.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Get => "GetDeploymentGroup",
            Self::Change { .. } => "ChangeSddcGroup",
        }
    }

    /// Returns `true` if the call changes nothing, whatever its answer.
    pub(in crate::linear) fn only_looks(&self) -> bool {
        matches!(self, Self::Get)
    }

    /// Returns method, path and body.
    pub(in crate::linear) fn request(&self, org: &str, names: &Names) -> (&'static str, String, Option<Value>) {
        let only = |kind: &str| names.kind(kind).first().map(|name| names.id(name)).unwrap_or_default();
        match self {
            Self::Get => ("GET", format!("/api/inventory/{org}/core/deployment-groups/{}", only(SDDC_GROUP)), None),
            Self::Change { add, remove } => {
                let ids = |members: &[String]| -> Value {
                    members.iter().map(|name| json!({"id": names.id(name)})).collect()
                };
                let config = json!({
                    "type": "AwsUpdateDeploymentGroupMembersConfig",
                    "add_members": ids(add),
                    "remove_members": ids(remove),
                });
                let body = json!({
                    "org_id": org,
                    "resource_id": only(GROUP_NETWORK),
                    "resource_type": "network-connectivity-config",
                    "type": "UPDATE_MEMBERS",
                    "config": config,
                });
                ("POST", format!("/api/network/{org}/aws/operations"), Some(body))
            }
        }
    }

    /// Returns the compared parts of an answer: the names of the members in alphabetical order.
    pub(in crate::linear) fn seen(&self, body: &Value, names: &mut Names) -> Value {
        if !self.only_looks() {
            return Value::Null;
        }
        let members = body["membership"]["included"].as_array().into_iter().flatten();
        let members = members.map(|member| names.name_of(MEMBER, &member["deployment_id"]));
        let mut members: Vec<_> = members.map(|name| name.as_str().unwrap_or_default().to_owned()).collect();
        members.sort();
        json!({"members": members})
    }
}
