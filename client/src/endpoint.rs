//! The types that describe an endpoint. Each endpoint is declared once, by a line of a table of
//! [`endpoints!`](crate::endpoints!).
//!
//! Routes, rights, client methods, the OpenAPI documents, coverage and fault rules use these declarations.

mod body;
mod call;
mod client_methods;
mod decode;
mod raw;
mod reader;
#[cfg(feature = "schemas")]
mod schemas;
mod table;

#[cfg(feature = "schemas")]
pub use self::schemas::{BodySchema, Described, ReplySchema, Schemas};
pub use self::{
    body::{Body, Empty, Form, Json, JsonList, OptionalJson, Reply},
    call::{Call, decode_call, encode_call, unread_fields},
    decode::{decode_json, decode_pairs, decode_strictly, without_byte_order_mark},
    raw::{AnyCall, CallError, DecodedCall, EncodedCall, RawRequest},
    reader::{ReadError, Reader},
};
pub use crate::decode_error::DecodeError;

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One operation of a service, with its types.
///
/// `endpoints!` implements the functions that a server needs for each endpoint. They are not generic, so each is compiled once, in the crate
/// that declares the endpoint. What only clients need is compiled where it is used.
pub trait Endpoint: Send + Sync + 'static {
    /// The properties of the operation that do not depend on its types.
    const INFO: &'static OperationInfo;
    /// The name of the operation.
    const NAME: &'static str = Self::INFO.name;
    /// The HTTP method.
    const METHOD: Method;
    /// The path parameters. Each field has the name of its parameter when serialized.
    type Path: Parameters;
    /// The query parameters. Each field has the name of its parameter when serialized.
    type Query: Parameters;
    /// The request body and its encoding.
    type Body: Body;
    /// The body of a successful answer and its encoding.
    type Reply: Reply;

    /// Returns the status of a successful answer to a request with this query and this body.
    fn status(query: &Self::Query, body: &Self::Body) -> StatusCode;
    /// Decodes a request. See [`decode_call`].
    ///
    /// # Errors
    /// A part of the request cannot be decoded. The error names the part, the place in it and the reason.
    fn decode_call(request: RawRequest<'_>) -> Result<DecodedCall, CallError>;
    /// Returns the query parameters and the places in the body that the types do not have. See [`unread_fields`].
    fn unread_fields(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>);
    /// Encodes an answer.
    ///
    /// # Errors
    /// The value cannot be represented in the encoding.
    fn encode_output(output: Output<Self>) -> Result<Vec<u8>, DecodeError>
    where
        Self: Sized;
    /// Decodes an answer.
    ///
    /// # Errors
    /// The answer cannot be decoded. The error names the place and the reason.
    fn decode_output(bytes: &[u8]) -> Result<Output<Self>, DecodeError>
    where
        Self: Sized,
    {
        Self::Reply::decode(bytes)
    }
}

/// The content of the answer of an endpoint, which its client method returns.
pub type Output<E> = <<E as Endpoint>::Reply as Reply>::Content;

/// Path or query parameters: a struct with one field for each parameter.
pub trait Parameters: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Parameters for T {}

/// The parameters of an operation that has none in its path or in its query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Nothing {}

/// The properties of an operation that do not depend on its types. Two operations are equal if their names are equal.
#[derive(Debug, Clone, Copy)]
pub struct OperationInfo {
    /// Name of the operation, such as `CreateSddc`. No other operation has the same name.
    pub name: &'static str,
    /// What the operation does, in one or two sentences.
    pub doc: &'static str,
    pub service: Service,
    /// HTTP method, in upper case.
    pub method: &'static str,
    /// Path template, with each parameter as `{name}`.
    pub path: &'static str,
    /// Another path template that leads to the operation, with the same parameters in the same order.
    pub other_path: Option<&'static str>,
    pub access: Access,
    /// Status of a successful answer.
    pub status: u16,
    /// A second status of a successful answer, which the query or the body of the request selects; `None` if there is none.
    pub other_status: Option<u16>,
    /// Whether a request without a body is refused.
    pub body_required: bool,
    /// Media type of the request body; `None` if the operation has no body.
    pub body_media_type: Option<&'static str>,
    /// Media type of the answer; `None` if the body of the answer is empty.
    pub reply_media_type: Option<&'static str>,
    /// Name of the client method that calls the operation; `None` if the table is not declared `with methods`.
    pub client_method: Option<&'static str>,
}

/// Returns the status with this number, or 200 if there is none.
pub fn status_of(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or_default()
}

impl PartialEq for OperationInfo {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for OperationInfo {}

/// The service that an operation belongs to. Each service has its own format of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// VMware Cloud on AWS.
    Vmc,
    /// Sign-in and identity: Cloud Services Platform.
    Csp,
    /// NSX-T, the networking of an SDDC, behind the reverse proxy of VMC.
    Nsx,
    /// NSX-V, the networking preview of 2018.
    NsxV,
    /// The newer services of VMC, which SDDC groups use: networks, inventory and operations, below `/api/`.
    Core,
    /// The simulator's own control interface.
    Control,
}

impl Service {
    /// Returns the service that answers a request for a path that no operation has. The service of an operation is
    /// [`OperationInfo::service`].
    pub fn at(path: &str) -> Self {
        match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
            Some(("csp", _)) => Self::Csp,
            Some(("api", rest)) if is_core(rest) => Self::Core,
            Some(("_vmcsim", _)) => Self::Control,
            Some(("api", rest)) if rest.starts_with("4.0/") || rest == "versions" => Self::NsxV,
            Some(("api", rest)) if rest.starts_with("v1/") => Self::Nsx,
            Some(("policy" | "cloud-service", rest)) if rest.starts_with("api/") => Self::Nsx,
            Some((first, rest)) if is_of_nsx(first) => {
                let of_nsx_t = ["/policy/api/", "/cloud-service/api/", "/api/v1/"];
                let is_nsx_t = |path: &str| of_nsx_t.iter().any(|part| path.contains(part));
                if is_nsx_t(&["/", rest].concat()) { Self::Nsx } else { Self::NsxV }
            }
            Some(("vmc", rest)) if rest.starts_with("reverse-proxy/") => Self::Nsx,
            Some(("vmc", rest)) if is_preview(rest) => Self::NsxV,
            _ => Self::Vmc,
        }
    }
}

/// Returns `true` for a path of one of the newer services. `rest` is the path after `/api/`.
fn is_core(rest: &str) -> bool {
    ["network/", "inventory/", "operation/", "organization/"].iter().any(|service| rest.starts_with(service))
}

/// Returns `true` for the first part of the paths at which the simulator has the NSX of an SDDC: its own, and the host name of NSX Manager
/// in `nsx_mgr_url`.
fn is_of_nsx(first: &str) -> bool {
    let host = "nsxmanager.sddc-";
    first == "_nsx" || first.get(..host.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(host))
}

/// Returns `true` for a path below an SDDC's `networks`. `rest` is the path after `/vmc/`.
fn is_preview(rest: &str) -> bool {
    let mut segments = rest.split('/');
    segments.next() == Some("api")
        && segments.next() == Some("orgs")
        && segments.nth(1) == Some("sddcs")
        && segments.nth(1) == Some("networks")
}

/// What a request must contain to be admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing. The answer is public.
    Anonymous,
    /// A credential instead of an access token: an API token or another token in the body, or the id and the secret of an
    /// OAuth app.
    Credential,
    /// The access token of the session that the operation ends, or the id token of that session in the body.
    Session,
    /// An access token whose roles give this right.
    Needs(Right),
    /// The admin token, if the server has one.
    Admin,
}

/// A right that the caller's roles must give before an operation is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read SDDCs and the resources that belong to them.
    Read,
    /// Change SDDCs and the resources that belong to them.
    Write,
    /// Delete SDDCs and clusters.
    Delete,
    /// See the passwords of SDDCs.
    Secrets,
    /// Read the networks of SDDCs.
    SeeNetworks,
    /// Change the networks of SDDCs.
    ChangeNetworks,
    /// See the caller's own user. Every access token gives this right.
    SeeSelf,
    /// See an organization, its users and their roles.
    SeeOrg,
    /// Manage the OAuth apps of an organization.
    ManageApps,
    /// Manage an organization: its users, groups, roles and invitations.
    ManageOrg,
}

/// Decodes bytes as a type and encodes the value again. The result lacks fields that the type does not have, and contains
/// fields that the type always writes.
pub type Rewrite = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

/// Functions that rewrite the bodies of an operation. Only tests use them.
#[derive(Debug, Clone, Copy)]
pub struct Rewriter {
    /// Name of the operation.
    pub name: &'static str,
    pub body: Rewrite,
    pub reply: Rewrite,
}

impl Rewriter {
    /// Returns the rewriter of an endpoint.
    pub const fn of<E: Endpoint>() -> Self {
        Self { name: E::NAME, body: rewrite_body::<E::Body>, reply: rewrite_reply::<E::Reply> }
    }
}

fn rewrite_body<B: Body>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    B::decode(bytes, None)?.encode()
}

fn rewrite_reply<R: Reply>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    R::encode(&R::decode(bytes)?)
}
