//! Decoding of JSON documents and of names and values, all with [`Reader`].

use super::reader::{Context, ReadError, Reader};
use crate::{decode_error::DecodeError, form::Pair};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Returns text without the byte order mark that some programs write before it, Windows PowerShell 5.1 among them. JSON has none (RFC 8259,
/// section 8.1), but a reader may ignore it.
pub fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Decodes a JSON document. The places of members that the type does not have are added to `unread`; nulls and empty strings count as
/// not sent.
///
/// # Errors
/// The bytes are not UTF-8 or not JSON, or a value does not fit its type.
pub fn decode_json<T: DeserializeOwned>(bytes: &[u8], unread: Option<&mut Vec<String>>) -> Result<T, DecodeError> {
    decode_in(Context::new(unread.is_some()), bytes, unread)
}

/// Decodes a request body as [`decode_json`] does. Numbers, booleans and texts are also accepted in the JSON form of
/// another of these types, as `"3"` for 3. A body that sets only fields that the type does not have is refused, because it would change
/// nothing.
///
/// # Errors
/// The same as for [`decode_json`].
pub(super) fn decode_body<T: DeserializeOwned>(
    bytes: &[u8],
    unread: Option<&mut Vec<String>>,
) -> Result<T, DecodeError> {
    decode_in(Context::body(unread.is_some()), bytes, unread)
}

fn decode_in<'de, T: DeserializeOwned>(
    context: Context<'de>,
    bytes: &'de [u8],
    unread: Option<&mut Vec<String>>,
) -> Result<T, DecodeError> {
    let mut value = None;
    json(context, bytes, unread, &mut |reader| T::deserialize(reader).map(|read| value = Some(read)))?;
    value.ok_or_else(unread_value)
}

/// Decodes a JSON document and returns the places of all members that the type does not have, including nulls and
/// empty strings.
///
/// # Errors
/// The same as for [`decode_json`].
pub fn decode_strictly<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, Vec<String>), DecodeError> {
    let (mut value, mut unread) = (None, Vec::new());
    json(Context::strict(), bytes, Some(&mut unread), &mut |reader| {
        T::deserialize(reader).map(|read| value = Some(read))
    })?;
    value.map(|value| (value, unread)).ok_or_else(unread_value)
}

/// Decodes `a=1&b=2` into a flat struct. If a name occurs several times, its last value counts, so a shell user can
/// append a correction. Names that the struct does not have are added to `unread` unless their value is empty.
///
/// # Errors
/// A required name is missing, or a value has the wrong form.
pub fn decode_pairs<T: DeserializeOwned>(
    pairs: Vec<Pair<'_>>,
    unread: Option<&mut Vec<String>>,
) -> Result<T, DecodeError> {
    let pairs = last_of_each(pairs, unread.is_some());
    let mut value = None;
    let mut context = Context::new(unread.is_some());
    let read = T::deserialize(context.pairs(pairs)).map(|read| value = Some(read));
    finish(context, read, unread)?;
    value.ok_or_else(unread_value)
}

/// The part of JSON decoding that does not depend on the type.
fn json<'de>(
    mut context: Context<'de>,
    bytes: &'de [u8],
    unread: Option<&mut Vec<String>>,
    read: &mut dyn FnMut(Reader<'_, 'de>) -> Result<(), ReadError>,
) -> Result<(), DecodeError> {
    let text = std::str::from_utf8(without_byte_order_mark(bytes)).map_err(DecodeError::whole)?;
    let read = context.json(text).and_then(read);
    finish(context, read, unread)
}

fn finish(
    context: Context<'_>,
    read: Result<(), ReadError>,
    unread: Option<&mut Vec<String>>,
) -> Result<(), DecodeError> {
    match read.and_then(|()| context.no_known_field().map_or(Ok(()), Err)) {
        Ok(()) => {
            if let Some(unread) = unread {
                unread.extend(context.into_unread());
            }
            Ok(())
        }
        Err(err) => Err(DecodeError { path: context.place(), reason: err.to_string() }),
    }
}

/// The error for a read that returned no value. This does not happen.
#[cold]
fn unread_value() -> DecodeError {
    DecodeError::whole("nothing was read")
}

/// Returns the last value of each name. If `set_only` is true, empty values are left out.
fn last_of_each(mut pairs: Vec<Pair<'_>>, set_only: bool) -> Vec<Pair<'_>> {
    if pairs.len() > 1 {
        let last: BTreeMap<_, _> = pairs.into_iter().collect();
        pairs = last.into_iter().collect();
    }
    pairs.retain(|(_, value)| !set_only || !value.is_empty());
    pairs
}
