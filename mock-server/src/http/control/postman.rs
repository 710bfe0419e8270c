//! The operations from which Postman imports a collection of requests and the environment to run it in, with their types. The types have the
//! fields of Postman's format of collections, version 2.1, that the server writes.

use super::WorldPath;
use serde::{Deserialize, Serialize};
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::Secret,
};

endpoints! {
    service Control;
    /// Get a Postman collection with requests that run from top to bottom and remove what they create. It is the same for every world.
    GetPostmanCollection: GET "/_vmcsim/postman/collection.json" (Nothing, Nothing, Empty) -> OK Json<PostmanCollection>, admin;
    /// Get the Postman environment of a world, with which the collection runs in that world. It contains an API token.
    GetPostmanEnvironment: GET "/_vmcsim/worlds/{world}/postman-environment.json" (WorldPath, Nothing, Empty)
        -> OK Json<PostmanEnvironment>, admin;
}

/// A Postman environment: the values of the variables of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanEnvironment {
    /// Id of the environment, which is that of the world.
    pub id: String,
    /// Name of the environment.
    pub name: String,
    pub values: Vec<PostmanValue>,
    /// Kind of the document: `environment`.
    #[serde(rename = "_postman_variable_scope")]
    pub scope: String,
}

/// The value of a variable in a Postman environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanValue {
    /// Name of the variable.
    pub key: String,
    pub value: Secret,
    /// `secret` if Postman should hide the value, otherwise `default`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the variable is used.
    pub enabled: bool,
}

/// A Postman collection: a folder for each family of operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanCollection {
    /// What the collection is.
    pub info: PostmanInfo,
    /// How requests carry their token, unless they say otherwise.
    pub auth: PostmanAuth,
    /// The folders, in the order in which their requests run.
    pub item: Vec<PostmanFamily>,
    /// The variables that requests set for later ones.
    pub variable: Vec<PostmanPair>,
}

/// What a Postman collection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanInfo {
    /// Name of the collection.
    pub name: String,
    /// How the collection is used, in Markdown.
    pub description: String,
    /// Version of the server that made the collection.
    pub version: String,
    /// The format of the document.
    pub schema: String,
}

/// A folder of a Postman collection for a family of operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanFamily {
    /// Name of the folder.
    pub name: String,
    /// What is in the folder.
    pub description: String,
    /// A folder for each resource.
    pub item: Vec<PostmanFolder>,
}

/// A folder of a Postman collection for a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanFolder {
    /// Name of the folder.
    pub name: String,
    /// The requests, in their order.
    pub item: Vec<PostmanItem>,
}

/// A request of a Postman collection, with its tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanItem {
    /// Name of the request.
    pub name: String,
    /// The scripts that run after the request.
    pub event: Vec<PostmanEvent>,
    pub request: PostmanRequest,
}

/// A script of a Postman collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanEvent {
    /// When the script runs: `test`, after the request.
    pub listen: String,
    pub script: PostmanScript,
}

/// The text of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanScript {
    /// Media type of the script.
    #[serde(rename = "type")]
    pub kind: String,
    /// The lines of the script.
    pub exec: Vec<String>,
}

/// A request of a Postman collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanRequest {
    /// HTTP method.
    pub method: String,
    /// The address.
    pub url: PostmanUrl,
    /// The headers besides that of the token.
    pub header: Vec<PostmanPair>,
    /// How the request carries its token, if otherwise than the collection says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<PostmanAuth>,
    /// The body, if the request has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<PostmanBody>,
    /// What the operation does, and its name.
    pub description: String,
}

/// The address of a request, whole and in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanUrl {
    /// The whole address.
    pub raw: String,
    /// The server.
    pub host: Vec<String>,
    /// The segments of the path.
    pub path: Vec<String>,
    /// The parameters of the query.
    pub query: Vec<PostmanPair>,
}

/// A name with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanPair {
    /// The name.
    pub key: String,
    pub value: String,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanBody {
    /// Which of the other fields has the body: `raw` or `urlencoded`.
    pub mode: String,
    /// The text of a JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The fields of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urlencoded: Option<Vec<PostmanPair>>,
}

/// How a request carries its credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PostmanAuth {
    /// Which of the other fields applies: `apikey`, `basic`, or `noauth` for none.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name and value of a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apikey: Option<Vec<PostmanPair>>,
    /// User name and password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<Vec<PostmanPair>>,
}
