//! Converts single values in request bodies between JSON types, for example `"3"` to 3.
//!
//! The service is written in Java and reads bodies with Jackson, which accepts `"3"` for 3, `"false"` for false and 3 for
//! `"3"`; several public clients send such bodies. The rules here follow Jackson's defaults. The main difference: where
//! a whole number is expected, a number with a fraction is refused, while Jackson would drop the fraction. `1.0` counts as a whole number,
//! as in JSON Schema.
//!
//! Each function returns the converted value, or the unchanged value if it cannot be converted. The caller then refuses it
//! because of its type.

use super::json::Json;
use std::borrow::Cow;

/// A function of this module. It is given the value and its JSON text.
pub(super) type Coerce = for<'de> fn(Json<'de>, &'de str) -> Json<'de>;

/// Reads a whole number from a text, and from a number whose fraction is zero.
pub(super) fn integer<'de>(json: Json<'de>, _: &'de str) -> Json<'de> {
    let read = match &json {
        Json::Float(number) if number.fract() == 0.0 => whole(&format!("{number:.0}")),
        Json::Text(text) => whole(text.trim()),
        _ => None,
    };
    read.unwrap_or(json)
}

fn whole<'de>(text: &str) -> Option<Json<'de>> {
    let unsigned = text.parse().map(Json::Unsigned);
    unsigned.or_else(|_| text.parse().map(Json::Signed)).ok()
}

/// Reads a number from a text.
pub(super) fn number<'de>(json: Json<'de>, _: &'de str) -> Json<'de> {
    let read = match &json {
        Json::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Json::Float),
        _ => None,
    };
    read.unwrap_or(json)
}

/// Reads a boolean from a text, and from a whole number, of which only 0 means false.
pub(super) fn boolean<'de>(json: Json<'de>, _: &'de str) -> Json<'de> {
    match &json {
        Json::Unsigned(number) => Json::Bool(*number != 0),
        Json::Signed(number) => Json::Bool(*number != 0),
        Json::Text(text) => match text.trim() {
            "true" | "True" | "TRUE" => Json::Bool(true),
            "false" | "False" | "FALSE" => Json::Bool(false),
            _ => json,
        },
        _ => json,
    }
}

/// Converts a number or a boolean to a text that contains its JSON text.
pub(super) fn text<'de>(json: Json<'de>, text: &'de str) -> Json<'de> {
    match json {
        Json::Bool(_) | Json::Unsigned(_) | Json::Signed(_) | Json::Float(_) => Json::Text(Cow::Borrowed(text)),
        other => other,
    }
}
