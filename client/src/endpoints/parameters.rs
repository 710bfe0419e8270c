//! Reads query parameters as clients write them.

use serde::{Deserialize, Serialize, de::IntoDeserializer};

/// Reads a boolean as the clients write it: `true`, `True`, `TRUE`, `1`, or the opposite; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn lenient_bool<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(serde::de::Error::custom(format_args!("`{text}` is neither true nor false"))),
    }
}

/// Reads an optional text parameter; an empty value counts as not given.
///
/// # Errors
/// Only where the text itself cannot be read.
pub(crate) fn text_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(reader)?).filter(|text| !text.is_empty()))
}

/// Reads an optional boolean parameter as [`lenient_bool`] does; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn flag_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<bool>, D::Error> {
    match std::borrow::Cow::<'de, str>::deserialize(reader)?.as_ref() {
        "" => Ok(None),
        text => lenient_bool(text.into_deserializer()).map(Some),
    }
}

/// Reads an optional whole number parameter; an empty value counts as not given.
///
/// # Errors
/// Any other text.
pub(crate) fn number_if_any<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Option<i32>, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format_args!("`{text}` is no whole number")))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn is_false(value: &bool) -> bool {
    !value
}

/// Reads an optional id or word; an empty value counts as not given.
///
/// # Errors
/// The text is not one.
pub(crate) fn parsed_if_any<'de, D, T>(reader: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text = text_if_any(reader)?;
    text.map(|text| text.trim().parse().map_err(serde::de::Error::custom)).transpose()
}

/// A parameter that is a list: its values are separated by commas, and empty ones do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(inline))]
pub struct List(pub Vec<String>);

impl List {
    /// Returns `true` if the parameter is not given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for List {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(&self.0.join(","))
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(reader)?;
        Ok(Self(text.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()))
    }
}
