//! What an endpoint is, and the `endpoints!` table in which each is declared exactly once.
//!
//! Routes, client methods, the OpenAPI document, coverage, metrics labels and fault names are all read from these
//! declarations, so none of them can disagree with another.

mod reader;

pub use reader::{Document, Fault, Reader};

use crate::form::{self, Pair};
use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{any::Any, collections::BTreeMap};

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

    // What follows is written out for each endpoint by `endpoints!`, so that it is compiled once, where the endpoint is declared, and not again
    // in each crate that uses it.

    /// Reads a request. `see` is shown the parameters of the path as soon as they are read.
    ///
    /// # Errors
    /// Names the part, the place and the reason.
    fn read_call(sent: Sent<'_>, see: &mut dyn FnMut(&dyn Any)) -> Result<ReadCall, Unread>;
    /// What of query and body nobody reads.
    fn unread(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>);
    /// Writes an answer.
    ///
    /// # Errors
    /// Where a value has no representation in the encoding.
    fn write_answer(answer: Answer<Self>) -> Result<Vec<u8>, DecodeError>
    where
        Self: Sized;
    /// Reads an answer.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn read_answer(bytes: &[u8]) -> Result<Answer<Self>, DecodeError>
    where
        Self: Sized;
    /// Writes a request.
    ///
    /// # Errors
    /// Where a value has no representation in the encoding.
    fn write_call(path: &Self::Path, query: &Self::Query, body: &Self::Body) -> Result<WrittenCall, DecodeError>;
    /// A request body, read by the operation's type and written again.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn rewrite_body(bytes: &[u8]) -> Result<Vec<u8>, DecodeError>;
    /// An answer, read by the operation's type and written again.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn rewrite_reply(bytes: &[u8]) -> Result<Vec<u8>, DecodeError>;
    /// The schemas of path, query, body and answer.
    fn schemas(generator: &mut SchemaGenerator) -> Schemas;
}

/// The schemas of an endpoint's types.
pub struct Schemas {
    /// Of the path's parameters.
    pub path: Schema,
    /// Of the query's parameters.
    pub query: Schema,
    /// Of the body, with its media type.
    pub body: Option<(&'static str, Schema)>,
    /// Of the answer, with its media type.
    pub reply: Option<(&'static str, Schema)>,
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
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::read(bytes, None)
    }
    /// Where in what a client sent stands something that the type has no place for, as `config.hosts[2].pizza`. Nulls and empty texts
    /// count as not sent; nothing is found where the body cannot be read.
    fn unknown(bytes: &[u8]) -> Vec<String> {
        let mut unread = Vec::new();
        if Self::read(bytes, Some(&mut unread)).is_ok() { unread } else { Vec::new() }
    }
    /// Reads what a client sent, and notes what stands there that the type has no place for.
    ///
    /// # Errors
    /// Names the place and the reason.
    fn read(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError>;
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

/// A request: what an endpoint's line in the table says comes in.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    /// Path parameters.
    pub path: E::Path,
    /// Query parameters.
    pub query: E::Query,
    /// Body.
    pub body: E::Body,
}

/// A request as it came in.
#[derive(Debug)]
pub struct Sent<'s> {
    /// What stands in the path, by the names in its template.
    pub path: Vec<Pair<'s>>,
    /// The query.
    pub query: &'s str,
    /// The body, unless it could not be taken in.
    pub body: Option<&'s [u8]>,
}

/// A request that was read, without its types.
pub struct ReadCall {
    /// The [`Call`].
    pub call: Box<dyn Any + Send + Sync>,
    /// Status of a successful answer.
    pub status: StatusCode,
}

/// The part of a request that cannot be read.
#[derive(Debug)]
pub enum Unread {
    /// The path.
    Path(DecodeError),
    /// The query.
    Query(DecodeError),
    /// The body.
    Body(DecodeError),
    /// There is no body to read.
    NoBody,
}

/// A request as it is sent.
#[derive(Debug)]
pub struct WrittenCall {
    /// Path and query.
    pub target: String,
    /// The body.
    pub body: Vec<u8>,
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

/// Reads a JSON document by a type. What the type has no place for is noted where that is asked for.
///
/// # Errors
/// Names the place and the reason.
pub fn decode_json<T: DeserializeOwned>(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<T, DecodeError> {
    let mut read = None;
    let text = text_of(bytes)?;
    let document = Document::new(text, unread.is_some());
    through(document, unread, None, &mut |reader| T::deserialize(reader).map(|value| read = Some(value)))?;
    read.ok_or_else(unmet)
}

/// Reads a JSON document by a type, and names everything in it that the type has no place for, nulls and empty texts too.
///
/// # Errors
/// Names the place and the reason.
pub fn decode_strictly<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Vec<String>), DecodeError> {
    let (mut read, mut unread) = (None, Vec::new());
    let document = Document::strict(text_of(bytes)?);
    through(document, Some(&mut unread), None, &mut |reader| T::deserialize(reader).map(|value| read = Some(value)))?;
    read.map(|read| (read, unread)).ok_or_else(unmet)
}

/// Lets a reader pass over what is to be read; all that there is to it but the type.
fn through<'de>(
    mut document: Document<'de>,
    unread: Option<&mut Vec<String>>,
    pairs: Option<Vec<Pair<'de>>>,
    read: &mut dyn FnMut(Reader<'_, 'de>) -> Result<(), Fault>,
) -> Result<(), DecodeError> {
    let reader = match pairs {
        Some(pairs) => document.pairs(pairs),
        None => document.json(),
    };
    match read(reader).and_then(|()| document.end()) {
        Ok(()) => {
            if let Some(unread) = unread {
                unread.extend(document.unread());
            }
            Ok(())
        }
        Err(fault) => Err(refused(&mut document, fault)),
    }
}

#[cold]
fn unmet() -> DecodeError {
    DecodeError { path: String::new(), reason: String::new() }
}

fn text_of(bytes: &[u8]) -> Result<&str, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(err) => Err(DecodeError { path: String::new(), reason: err.to_string() }),
    }
}

#[cold]
#[inline(never)]
fn refused(document: &mut Document<'_>, fault: Fault) -> DecodeError {
    let reader::Refusal { path, reason } = document.refusal(fault);
    DecodeError { path, reason }
}

/// A body is text throughout, also where nobody looks, and never a list at this service: the fields of an object could
/// otherwise be given as a list in their order.
fn no_list(bytes: &[u8]) -> Result<(), DecodeError> {
    let refused = |reason: String| Err(DecodeError { path: String::new(), reason });
    match std::str::from_utf8(bytes) {
        Err(err) => refused(err.to_string()),
        Ok(text) if text.trim_ascii_start().starts_with('[') => {
            refused("a list where an object is expected".to_owned())
        }
        Ok(_) => Ok(()),
    }
}

fn decode_body<T: DeserializeOwned>(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<T, DecodeError> {
    no_list(bytes)?;
    decode_json(bytes, unread)
}

impl<T: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for Json<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    const REQUIRED: bool = true;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        encode_json(&self.0)
    }
    fn read(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        decode_body(bytes, unread).map(Self)
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
    fn read(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        let trimmed = bytes.trim_ascii();
        if matches!(trimmed, b"" | b"null") {
            return Ok(Self(None));
        }
        match decode_body(trimmed, unread) {
            Err(_) if trimmed == b"{}" => Ok(Self(None)),
            read => read.map(Some).map(Self),
        }
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
    fn read(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        read_pairs(form::pairs(bytes)?, unread).map(Self)
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
    fn read(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        if let Some(unread) = unread {
            unread.extend(unread_by_nobody(bytes));
        }
        Ok(Self)
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
        decode_json(bytes, None).map(Self)
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

/// Everything in a JSON document, for an endpoint that reads none.
fn unread_by_nobody(bytes: &[u8]) -> Vec<String> {
    match serde_json::from_slice(bytes) {
        Ok(serde_json::Value::Object(members)) => {
            let set = |value: &serde_json::Value| !value.is_null() && *value != "";
            members.into_iter().filter(|(_, value)| set(value)).map(|(name, _)| name).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads `a=1&b=2` into a flat struct. Where a name is given more than once its last value counts, as for a shell user who appends
/// a correction; names that the struct does not have are ignored.
///
/// # Errors
/// A required name is missing, or a value has the wrong form.
pub fn decode_pairs<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeError> {
    read_pairs(form_urlencoded::parse(text).collect(), None)
}

/// Names in `a=1&b=2` that the type does not have. An empty value counts as not sent.
pub fn unknown_in_query<T: DeserializeOwned>(text: &[u8]) -> Vec<String> {
    let mut unread = Vec::new();
    let read: Result<T, _> = read_pairs(form_urlencoded::parse(text).collect(), Some(&mut unread));
    if read.is_ok() { unread } else { Vec::new() }
}

/// Reads names and values into a flat struct.
///
/// # Errors
/// A required name is missing, or a value has the wrong form.
pub fn read_pairs<T: DeserializeOwned>(
    pairs: Vec<Pair<'_>>,
    unread: Option<&mut Vec<String>>,
) -> Result<T, DecodeError> {
    read_each(last_of_each(pairs, unread.is_some()), unread)
}

/// As [`read_pairs`], of names each of which is there once.
fn read_each<T: DeserializeOwned>(pairs: Vec<Pair<'_>>, unread: Option<&mut Vec<String>>) -> Result<T, DecodeError> {
    let mut read = None;
    let document = Document::new("", unread.is_some());
    through(document, unread, Some(pairs), &mut |reader| T::deserialize(reader).map(|value| read = Some(value)))?;
    read.ok_or_else(unmet)
}

fn last_of_each(mut pairs: Vec<Pair<'_>>, set_only: bool) -> Vec<Pair<'_>> {
    if pairs.len() < 2 {
        pairs.retain(|(_, value)| !set_only || !value.is_empty());
        return pairs;
    }
    let last: BTreeMap<_, _> = pairs.into_iter().collect();
    last.into_iter().filter(|(_, value)| !set_only || !value.is_empty()).collect()
}

/// Reads a request.
///
/// # Errors
/// Names the part, the place and the reason.
pub fn read_call<E: Endpoint>(sent: Sent<'_>, see: &mut dyn FnMut(&dyn Any)) -> Result<ReadCall, Unread> {
    let Sent { path, query, body } = sent;
    let path = read_each(path, None).map_err(Unread::Path)?;
    see(&path);
    let Some(body) = body else { return Err(Unread::NoBody) };
    let query = decode_pairs(query.as_bytes()).map_err(Unread::Query)?;
    let status = E::status(&query);
    let body = E::Body::decode(body).map_err(Unread::Body)?;
    Ok(ReadCall { call: Box::new(Call::<E> { path, query, body }), status })
}

/// Writes a request.
///
/// # Errors
/// Where a value has no representation in the encoding.
pub fn write_call<E: Endpoint>(path: &E::Path, query: &E::Query, body: &E::Body) -> Result<WrittenCall, DecodeError> {
    target(E::PATH, serde_json::to_value(path), serde_urlencoded::to_string(query), body.encode())
}

fn target(
    template: &str,
    parameters: Result<Value, serde_json::Error>,
    query: Result<String, serde_urlencoded::ser::Error>,
    body: Result<Vec<u8>, DecodeError>,
) -> Result<WrittenCall, DecodeError> {
    let top = |reason: String| DecodeError { path: String::new(), reason };
    let mut target = fill(template, &parameters.map_err(|err| top(err.to_string()))?)?;
    let query = query.map_err(|err| top(err.to_string()))?;
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    Ok(WrittenCall { target, body: body? })
}

/// What one path segment may hold as it is: the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Puts the parameters into a path template.
fn fill(template: &str, parameters: &Value) -> Result<String, DecodeError> {
    let mut path = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let unfit = |reason: &str| DecodeError { path: name.to_owned(), reason: reason.to_owned() };
        let value = match &parameters[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(unfit("a path parameter must be one value"));
            }
        };
        // These would name another path, however they are written: URLs are normalized on the way.
        if matches!(value.as_str(), "" | "." | "..") {
            return Err(unfit("a path parameter must not be empty, `.` or `..`"));
        }
        path.push_str(before);
        path.extend(utf8_percent_encode(&value, SEGMENT));
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// The schemas of an endpoint's types.
pub fn schemas<E: Endpoint>(schemas: &mut SchemaGenerator) -> Schemas {
    Schemas {
        path: E::Path::json_schema(schemas),
        query: E::Query::json_schema(schemas),
        reply: E::Reply::MEDIA_TYPE.zip(E::Reply::schema(schemas)),
        body: E::Body::MEDIA_TYPE.zip(E::Body::schema(schemas)),
    }
}

/// Reads bytes by a type and writes them again. What the type does not carry is lost on the way, and what it always writes is added.
pub type Rewrite = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

/// What reads and writes again what travels for an operation.
#[derive(Debug, Clone, Copy)]
pub struct Rewriter {
    /// Operation name.
    pub name: &'static str,
    /// For a request body.
    pub body: Rewrite,
    /// For an answer.
    pub reply: Rewrite,
}

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
                fn read_call(
                    sent: $crate::endpoint::Sent<'_>,
                    see: &mut dyn FnMut(&dyn std::any::Any),
                ) -> Result<$crate::endpoint::ReadCall, $crate::endpoint::Unread> {
                    $crate::endpoint::read_call::<Self>(sent, see)
                }
                fn unread(query: &[u8], body: &[u8]) -> (Vec<String>, Vec<String>) {
                    let query = $crate::endpoint::unknown_in_query::<Self::Query>(query);
                    (query, <Self::Body as $crate::endpoint::Body>::unknown(body))
                }
                fn write_answer(
                    answer: $crate::endpoint::Answer<Self>,
                ) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    $crate::endpoint::Reply::encode(&<$reply as $crate::endpoint::Reply>::of(answer))
                }
                fn read_answer(
                    bytes: &[u8],
                ) -> Result<$crate::endpoint::Answer<Self>, $crate::endpoint::DecodeError> {
                    <$reply as $crate::endpoint::Reply>::decode(bytes).map($crate::endpoint::Reply::content)
                }
                fn write_call(
                    path: &Self::Path,
                    query: &Self::Query,
                    body: &Self::Body,
                ) -> Result<$crate::endpoint::WrittenCall, $crate::endpoint::DecodeError> {
                    $crate::endpoint::write_call::<Self>(path, query, body)
                }
                fn rewrite_body(bytes: &[u8]) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    $crate::endpoint::Body::encode(&<$body as $crate::endpoint::Body>::decode(bytes)?)
                }
                fn rewrite_reply(bytes: &[u8]) -> Result<Vec<u8>, $crate::endpoint::DecodeError> {
                    $crate::endpoint::Reply::encode(&<$reply as $crate::endpoint::Reply>::decode(bytes)?)
                }
                fn schemas(generator: &mut schemars::SchemaGenerator) -> $crate::endpoint::Schemas {
                    $crate::endpoint::schemas::<Self>(generator)
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
            },
        )*];
        /// What reads and writes again, for each line of this table.
        pub const REWRITERS: &[$crate::endpoint::Rewriter] = &[$(
            $crate::endpoint::Rewriter {
                name: stringify!($name),
                body: <$name as $crate::endpoint::Endpoint>::rewrite_body,
                reply: <$name as $crate::endpoint::Endpoint>::rewrite_reply,
            },
        )*];
    };
    (@other) => { None };
    (@other $other:ident) => { Some(http::StatusCode::$other) };
    (@other_number) => { None };
    (@other_number $other:ident) => { Some(http::StatusCode::$other.as_u16()) };
}
