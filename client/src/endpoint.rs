//! What an endpoint is. The [`endpoints!`](crate::endpoints!) table declares each one exactly once.
//!
//! Routes, rights, client methods, the OpenAPI document, coverage and fault rules all read these declarations.

mod body;
mod call;
mod decode;
mod raw;
mod reader;
mod table;

pub use self::{
    body::{Body, Empty, Form, Json, OptionalJson, Reply},
    call::{Call, decode_call, encode_call, schemas, unread_fields},
    decode::{decode_json, decode_pairs, decode_strictly},
    raw::{AnyCall, CallError, DecodedCall, EncodedCall, RawRequest},
    reader::{ReadError, Reader},
};
pub use crate::decode_error::DecodeError;

use http::{Method, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One operation of a service, with its types.
///
/// The functions are written out for each endpoint by `endpoints!` and are not generic, so they are compiled once, in the crate that
/// declares the endpoint.
pub trait Endpoint: Send + Sync + 'static {
    /// What does not depend on the types.
    const INFO: &'static OperationInfo;
    /// Name of the operation.
    const NAME: &'static str = Self::INFO.name;
    /// HTTP method.
    const METHOD: Method;
    /// Path parameters, by field name.
    type Path: Parameters;
    /// Query parameters, by (renamed) field name.
    type Query: Parameters;
    /// Request body with its encoding.
    type Body: Body;
    /// Answer body with its encoding.
    type Reply: Reply;

    /// The success status that answers a request with this query.
    fn status(query: &Self::Query) -> StatusCode;
    /// Decodes a request. See [`decode_call`].
    ///
    /// # Errors
    /// Names the part of the request, the place in it and the reason.
    fn decode_call(request: RawRequest<'_>) -> Result<DecodedCall, CallError>;
    /// Names in the query, and places in the body, that the types do not have.
    fn unread_fields(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>);
    /// Encodes an answer.
    ///
    /// # Errors
    /// The value has no representation in the encoding.
    fn encode_output(output: Output<Self>) -> Result<Vec<u8>, DecodeError>
    where
        Self: Sized;
    /// Decodes an answer.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn decode_output(bytes: &[u8]) -> Result<Output<Self>, DecodeError>
    where
        Self: Sized;
    /// Encodes a request.
    ///
    /// # Errors
    /// A value has no representation in the encoding.
    fn encode_call(path: &Self::Path, query: &Self::Query, body: &Self::Body) -> Result<EncodedCall, DecodeError>;
    /// The schemas of path, query, body and answer.
    fn schemas(generator: &mut SchemaGenerator) -> Schemas;
}

/// What an operation returns: the content of its answer.
pub type Output<E> = <<E as Endpoint>::Reply as Reply>::Content;

/// Path or query parameters: a flat struct whose fields are the parameter names.
pub trait Parameters: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {}
impl<T: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Parameters for T {}

/// No path parameters, or no query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// A line of the table without its types. Operations are equal when their names are.
#[derive(Debug, Clone, Copy)]
pub struct OperationInfo {
    /// Unique over the whole table, as `CreateSddc`.
    pub name: &'static str,
    /// One sentence on what the operation does.
    pub doc: &'static str,
    pub service: Service,
    /// Upper case.
    pub method: &'static str,
    /// Path template with `{name}` parameters.
    pub path: &'static str,
    pub access: Access,
    /// Status of a successful answer.
    pub status: u16,
    /// A second success status, where the request can ask for one.
    pub other_status: Option<u16>,
    /// Whether a request without a body is refused.
    pub body_required: bool,
    /// Media type of the request body; `None` where none is read.
    pub body_media_type: Option<&'static str>,
    /// Media type of the answer; `None` where its body is empty.
    pub reply_media_type: Option<&'static str>,
}

impl PartialEq for OperationInfo {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for OperationInfo {}

/// The service that an operation belongs to. It decides the form of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// VMware Cloud on AWS.
    Vmc,
    /// Sign-in and identity: Cloud Services Platform.
    Csp,
    /// The simulator's own control interface.
    Control,
}

impl Service {
    /// The service that answers a request for a path which no operation has. For other paths, [`OperationInfo::service`] says it.
    pub fn at(path: &str) -> Self {
        match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
            Some(("csp", _)) => Self::Csp,
            Some(("_vmcsim", _)) => Self::Control,
            _ => Self::Vmc,
        }
    }
}

/// What a request must bring to be admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the answer is public.
    Anonymous,
    /// A credential of its own instead of an access token: an API token or token in the body, or an OAuth app's id and secret.
    Credential,
    /// The access token of the session that it ends, or that session's id token in the body.
    Session,
    /// An access token whose roles give this right.
    Needs(Right),
    /// The admin token, where the server has one.
    Admin,
}

/// What an operation requires of the caller's roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read SDDCs and what belongs to them.
    Read,
    /// Change SDDCs and what belongs to them.
    Write,
    /// See the passwords of SDDCs.
    Secrets,
    /// See oneself. Every access token gives it.
    SeeSelf,
    /// See an organization, its users and their roles.
    SeeOrg,
    /// Manage the OAuth apps of an organization.
    ManageApps,
    /// Manage an organization: its users, groups, roles and invitations.
    ManageOrg,
}

/// The schemas of an endpoint's types.
pub struct Schemas {
    pub path: Schema,
    pub query: Schema,
    /// Schema of the body, with its media type.
    pub body: Option<(&'static str, Schema)>,
    /// Schema of the answer, with its media type.
    pub reply: Option<(&'static str, Schema)>,
}

/// Decodes bytes by a type and encodes them again. What the type does not carry is lost on the way, and what it always writes is added.
pub type Rewrite = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

/// Rewrites the bodies of an operation. Only tests use it.
#[derive(Debug, Clone, Copy)]
pub struct Rewriter {
    /// Operation name.
    pub name: &'static str,
    pub body: Rewrite,
    pub reply: Rewrite,
}
