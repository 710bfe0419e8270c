//! Encoding of request bodies and answers.

use super::decode::{decode_body, decode_json, decode_pairs};
use crate::{decode_error::DecodeError, form};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A request body and its encoding.
pub trait Body: Sized + Send + Sync + 'static {
    /// The media type that a client sends; `None` if no body is sent.
    const MEDIA_TYPE: Option<&'static str>;
    /// If `true`, a request without a body is refused.
    const REQUIRED: bool = false;
    /// Encodes the body.
    ///
    /// # Errors
    /// The value has no representation in the encoding.
    fn encode(&self) -> Result<Vec<u8>, DecodeError>;
    /// Decodes a request body. The declared content type is not consulted, because real clients mislabel bodies. The
    /// places of fields that the type does not have, such as `config.hosts[2].pizza`, are added to `unread`; nulls
    /// and empty strings count as not sent.
    ///
    /// # Errors
    /// The body cannot be decoded. The error names the place and the reason.
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError>;
}

/// An answer and its encoding.
pub trait Reply: Sized + Send + Sync + 'static {
    /// The decoded answer.
    type Content;
    /// The media type of the answer; `None` if the body is empty.
    const MEDIA_TYPE: Option<&'static str>;
    /// Encodes an answer.
    ///
    /// # Errors
    /// The value has no representation in the encoding.
    fn encode(content: &Self::Content) -> Result<Vec<u8>, DecodeError>;
    /// Decodes an answer.
    ///
    /// # Errors
    /// The answer cannot be decoded. The error names the place and the reason.
    fn decode(bytes: &[u8]) -> Result<Self::Content, DecodeError>;
}

/// A JSON body or answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

/// A JSON body that may be omitted. Empty bytes and `null` are read as `None`, and so is `{}` if `T` cannot be
/// decoded from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalJson<T>(pub Option<T>);

/// A JSON body that is a list of at least one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JsonList<T>(pub Vec<T>);

/// An `application/x-www-form-urlencoded` body. The server also accepts the same fields as `multipart/form-data` (recorded) or as a JSON
/// object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form<T>(pub T);

/// No body. The server ignores any body that is sent: the official SDKs send `{}` even with GET and DELETE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Empty;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn encode_json(value: &impl Serialize) -> Result<Vec<u8>, DecodeError> {
    // Most answers are a few kilobytes long; growing the buffer to that size step by step would copy them several
    // times.
    let mut bytes = Vec::with_capacity(8 * 1024);
    serde_json::to_writer(&mut bytes, value).map(|()| bytes).map_err(DecodeError::whole)
}

/// Decodes a request body that must be an object.
fn decode_object<T: DeserializeOwned>(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<T, DecodeError> {
    if bytes.trim_ascii_start().starts_with(b"[") && std::str::from_utf8(bytes).is_ok() {
        return Err(DecodeError::whole("a list where an object is expected"));
    }
    decode_body(bytes, unread)
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Body for Json<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    const REQUIRED: bool = true;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        encode_json(&self.0)
    }
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        decode_object(bytes, unread).map(Self)
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Body for JsonList<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    const REQUIRED: bool = true;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        encode_json(&self.0)
    }
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        match decode_body::<Vec<T>>(bytes, unread)? {
            items if items.is_empty() => Err(DecodeError::whole("a list without an item")),
            items => Ok(Self(items)),
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Body for OptionalJson<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        self.0.as_ref().map_or(Ok(Vec::new()), encode_json)
    }
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        let trimmed = bytes.trim_ascii();
        if matches!(trimmed, b"" | b"null") {
            return Ok(Self(None));
        }
        match decode_object(bytes, unread) {
            Err(_) if trimmed == b"{}" => Ok(Self(None)),
            decoded => decoded.map(Some).map(Self),
        }
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Body for Form<T> {
    const MEDIA_TYPE: Option<&'static str> = Some(FORM);
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        serde_urlencoded::to_string(&self.0).map(String::into_bytes).map_err(DecodeError::whole)
    }
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        decode_pairs(form::pairs(bytes)?, unread).map(Self)
    }
}

impl Body for Empty {
    const MEDIA_TYPE: Option<&'static str> = None;
    fn encode(&self) -> Result<Vec<u8>, DecodeError> {
        Ok(Vec::new())
    }
    fn decode(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<Self, DecodeError> {
        if let Some(unread) = unread
            && let Ok(Value::Object(members)) = serde_json::from_slice(bytes)
        {
            let set = |value: &Value| !value.is_null() && *value != "";
            unread.extend(members.into_iter().filter(|(_, value)| set(value)).map(|(name, _)| name));
        }
        Ok(Self)
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Reply for Json<T> {
    type Content = T;
    const MEDIA_TYPE: Option<&'static str> = Some(JSON);
    fn encode(content: &T) -> Result<Vec<u8>, DecodeError> {
        encode_json(content)
    }
    fn decode(bytes: &[u8]) -> Result<T, DecodeError> {
        decode_json(bytes, None)
    }
}

impl Reply for Empty {
    type Content = ();
    const MEDIA_TYPE: Option<&'static str> = None;
    fn encode((): &()) -> Result<Vec<u8>, DecodeError> {
        Ok(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<(), DecodeError> {
        Ok(())
    }
}
