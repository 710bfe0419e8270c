//! What an endpoint is, and the `endpoints!` table in which each is declared exactly once.
//!
//! Routes, client methods, the OpenAPI document, coverage, metrics labels and fault names are all read from these
//! declarations, so none of them can disagree with another.

mod objects;
mod unknown;

pub use unknown::in_query as unknown_in_query;

use crate::form;
use http::{Method, StatusCode};
use objects::ObjectsOnly;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// One operation of the service: its name, address, types and success status.
pub trait Endpoint: Send + Sync + 'static {
    /// Operation name, unique over the whole table (`CreateSddc`).
    const NAME: &'static str;
    /// One sentence on what the operation does.
    const DOC: &'static str;
    /// HTTP method.
    const METHOD: Method;
    /// Path template with `{name}` parameters.
    const PATH: &'static str;
    /// Status of a successful answer.
    const STATUS: StatusCode;
    /// A second success status, where the request can ask for one.
    const OTHER_STATUS: Option<StatusCode>;
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
}

/// Path or query parameters: a flat struct whose fields are the parameter names.
pub trait Parameters: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {}
impl<T: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Parameters for T {}

/// No path parameters, or no query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// The request could not be read as the endpoint's type.
#[derive(Debug, thiserror::Error)]
#[error("{}{reason}", if path.is_empty() { String::new() } else { format!("at `{path}`: ") })]
pub struct DecodeError {
    /// Where in the document, as `cluster.hosts[2].id`; empty at the top.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

/// How a request body travels.
pub trait Body: Sized + Send + Sync + 'static {
    /// Media type that a client sends; `None` where no body is sent.
    const MEDIA_TYPE: Option<&'static str>;
    /// Whether a request without it is refused.
    const REQUIRED: bool = false;
    /// Bytes to send.
    ///
    /// # Errors
    /// Where a value has no representation in the encoding.
    fn encode(&self) -> Result<Vec<u8>, DecodeError>;
    /// Reads what a client sent. The declared content type is not consulted: real clients mislabel bodies.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError>;
    /// Where in what a client sent stands something that the type has no place for, as `config.hosts[2].pizza`. Nulls and empty texts
    /// count as not sent; nothing is found where the body cannot be read.
    fn unknown(bytes: &[u8]) -> Vec<String>;
    /// The schema of the body, for the OpenAPI document.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

/// How an answer travels.
pub trait Reply: Sized + Send + Sync + 'static {
    /// What it carries.
    type Content;
    /// Wraps what is to travel.
    fn of(content: Self::Content) -> Self;
    /// Unwraps what travelled.
    fn content(self) -> Self::Content;
    /// Media type of the answer; `None` for an empty body.
    const MEDIA_TYPE: Option<&'static str>;
    /// Bytes to answer with.
    ///
    /// # Errors
    /// Where a value has no representation in the encoding.
    fn encode(&self) -> Result<Vec<u8>, DecodeError>;
    /// Reads an answer.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError>;
    /// The schema of the answer, for the OpenAPI document.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

/// What an endpoint's answer carries.
pub type Answer<E> = <<E as Endpoint>::Reply as Reply>::Content;

/// A JSON body or answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

/// A JSON body that may be left out. Empty bytes, `{}` and `null` all read as `None` when `T` cannot be read from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalJson<T>(pub Option<T>);

/// An `application/x-www-form-urlencoded` body. On the way in, the same fields as `multipart/form-data` (recorded) or as a JSON object
/// will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form<T>(pub T);

/// No body. On the way in, anything is accepted and ignored: the official SDKs send `{}` even with GET and DELETE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Empty;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn encode_json(value: &impl Serialize) -> Result<Vec<u8>, DecodeError> {
    // Most answers are a few kilobytes; growing to that step by step would copy them several times.
    let mut bytes = Vec::with_capacity(8 * 1024);
    serde_json::to_writer(&mut bytes, value)
        .map(|()| bytes)
        .map_err(|err| DecodeError { path: String::new(), reason: err.to_string() })
}

fn decode_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(ObjectsOnly(&mut *reader)).map_err(|err| {
        let path = err.path().to_string();
        let reason = err.into_inner();
        // Where a document breaks off is told by line and column; a key that was read by then may be anything.
        let nowhere = path == "." || reason.is_syntax() || reason.is_eof();
        DecodeError { path: if nowhere { String::new() } else { path }, reason: reason.to_string() }
    })?;
    reader.end().map_err(|err| DecodeError { path: String::new(), reason: err.to_string() })?;
    Ok(value)
}

/// Reads a body. It is text throughout, also where nobody looks, and never a list at this service: the fields of an object could
/// otherwise be given as a list in their order.
fn decode_body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    let refused = |reason: String| Err(DecodeError { path: String::new(), reason });
    match std::str::from_utf8(bytes) {
        Err(err) => refused(err.to_string()),
        Ok(text) if text.trim_ascii_start().starts_with('[') => {
            refused("a list where an object is expected".to_owned())
        }
        Ok(_) => decode_json(bytes),
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for Json<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    const REQUIRED: bool = true;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        encode_json(&self.0)
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode_body(bytes).map(Self)
    }
    fn unknown(bytes: &[u8]) -> Vec<String> {
        unknown::in_json::<T>(bytes)
    }
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for OptionalJson<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        self.0.as_ref().map_or(Ok(Vec::new()), encode_json)
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        match bytes.trim_ascii() {
            b"" | b"null" => Ok(Self(None)),
            b"{}" => Ok(Self(decode_json(b"{}").ok())),
            bytes => decode_body(bytes).map(Some).map(Self),
        }
    }
    fn unknown(bytes: &[u8]) -> Vec<String> {
        unknown::in_json::<T>(bytes)
    }
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for Form<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(FORM);
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        serde_urlencoded::to_string(&self.0)
            .map(String::into_bytes)
            .map_err(|err| DecodeError { path: String::new(), reason: err.to_string() })
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        from_pairs(form::pairs(bytes)?).map(Self)
    }
    fn unknown(bytes: &[u8]) -> Vec<String> {
        unknown::in_form::<T>(bytes)
    }
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl Body for Empty {
    const MEDIA_TYPE: Option<&'static str> = None;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        Ok(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self)
    }
    fn unknown(bytes: &[u8]) -> Vec<String> {
        unknown::of_nothing(bytes)
    }
    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Reply for Json<T> {
    type Content = T;
    fn of(content: T) -> Self {
        Self(content)
    }
    fn content(self) -> T {
        self.0
    }
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        encode_json(&self.0)
    }
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode_json(bytes).map(Self)
    }
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl Reply for Empty {
    type Content = ();
    fn of((): ()) -> Self {
        Self
    }
    fn content(self) {}
    const MEDIA_TYPE: Option<&'static str> = None;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        Ok(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self)
    }
    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

/// Reads `a=1&b=2` into a flat struct. Where a name is given more than once its last value counts, as for a shell user who appends
/// a correction; names that the struct does not have are ignored.
///
/// # Errors
/// A required name is missing, or a value has the wrong form.
pub fn decode_pairs<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeError> {
    from_pairs(form_urlencoded::parse(text))
}

fn from_pairs<'a, T: DeserializeOwned>(pairs: impl IntoIterator<Item = form::Pair<'a>>) -> Result<T, DecodeError> {
    let plain = last_of_each(pairs);
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(plain.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|err| {
        let path = err.path().to_string();
        DecodeError { path: if path == "." { String::new() } else { path }, reason: err.into_inner().to_string() }
    })
}

fn last_of_each<'a>(pairs: impl IntoIterator<Item = form::Pair<'a>>) -> String {
    let last: BTreeMap<_, _> = pairs.into_iter().collect();
    form_urlencoded::Serializer::new(String::new()).extend_pairs(last).finish()
}

/// Reads bytes by a type and writes them again. What the type does not carry is lost on the way, and what it always writes is added.
pub type Rewrite = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

/// One line of the table, without its types: what coverage, fault rules and metrics need. Its name tells it from all others.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Operation name.
    pub name: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// HTTP method, upper case.
    pub method: &'static str,
    /// Path template.
    pub path: &'static str,
    /// Success status.
    pub status: u16,
    /// A second success status, where the request can ask for one.
    pub other_status: Option<u16>,
    /// Media type of the answer; `None` for an empty body.
    pub reply_media_type: Option<&'static str>,
    /// A request body, read by the operation's type and written again.
    pub rewrite_body: Rewrite,
    /// An answer, read by the operation's type and written again.
    pub rewrite_reply: Rewrite,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Line {}

/// Declares endpoints. One line each:
///
/// ```text
/// /// Provision an SDDC.
/// CreateSddc: POST "/vmc/api/orgs/{org}/sddcs" (OrgPath, CreateSddcQuery, Json<AwsSddcConfig>)
///     -> ACCEPTED Json<Task>, or OK when |query| query.validate_only;
/// ```
///
/// The invocation also leaves a `TABLE` of its lines in the module.
#[macro_export]
macro_rules! endpoints {
    ($( $(#[doc = $doc:literal])* $name:ident: $method:ident $path:literal
        ($path_ty:ty, $query:ty, $body:ty) -> $status:ident $reply:ty
        $(, or $other:ident when |$q:ident| $when:expr)?; )*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl $crate::endpoint::Endpoint for $name {
                const NAME: &'static str = stringify!($name);
                const DOC: &'static str = concat!($($doc),*).trim_ascii();
                const METHOD: http::Method = http::Method::$method;
                const PATH: &'static str = $path;
                const STATUS: http::StatusCode = http::StatusCode::$status;
                const OTHER_STATUS: Option<http::StatusCode> = $crate::endpoints!(@other $($other)?);
                type Path = $path_ty;
                type Query = $query;
                type Body = $body;
                type Reply = $reply;
                fn status(query: &Self::Query) -> http::StatusCode {
                    let _ = query;
                    $( let $q = query; if $when { return http::StatusCode::$other; } )?
                    Self::STATUS
                }
            }
        )*
        /// The lines of this table, in reading order.
        pub const TABLE: &[$crate::endpoint::Line] = &[$(
            $crate::endpoint::Line {
                name: stringify!($name),
                doc: concat!($($doc),*).trim_ascii(),
                method: stringify!($method),
                path: $path,
                status: http::StatusCode::$status.as_u16(),
                other_status: $crate::endpoints!(@other_number $($other)?),
                reply_media_type: <$reply as $crate::endpoint::Reply>::MEDIA_TYPE,
                rewrite_body: |bytes| $crate::endpoint::Body::encode(&<$body as $crate::endpoint::Body>::decode(bytes)?),
                rewrite_reply: |bytes| $crate::endpoint::Reply::encode(&<$reply as $crate::endpoint::Reply>::decode(bytes)?),
            },
        )*];
    };
    (@other) => { None };
    (@other $other:ident) => { Some(http::StatusCode::$other) };
    (@other_number) => { None };
    (@other_number $other:ident) => { Some(http::StatusCode::$other.as_u16()) };
}
