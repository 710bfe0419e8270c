//! The shape of a request body: its keys and the kinds of their values.

use serde_json::{Map, Value};

/// The comparison of bodies by shape.
pub(super) struct Shape;

impl Shape {
    /// Returns a body in the form for comparison: a form becomes an object of its fields, and an empty body becomes
    /// null.
    pub(super) fn body(body: Value) -> Value {
        match body {
            Value::String(text) if text.is_empty() => Value::Null,
            Value::String(text) if text.contains('=') && !text.contains(char::is_whitespace) => {
                let fields = form_urlencoded::parse(text.as_bytes()).into_owned();
                Value::Object(fields.map(|(name, value)| (name, Value::String(value))).collect())
            }
            // The official clients send an empty object with every request that has no body.
            Value::Object(fields) if fields.is_empty() => Value::Null,
            body => body,
        }
    }

    /// Returns the places at which the shape of a body differs from a recorded one.
    pub(super) fn differences(recorded: &Value, asked: &Value) -> Vec<String> {
        let mut places = Vec::new();
        walk("$", recorded, asked, &mut places);
        places
    }
}

fn walk(place: &str, recorded: &Value, asked: &Value, places: &mut Vec<String>) {
    match (recorded, asked) {
        (Value::Object(recorded), Value::Object(asked)) => members(place, recorded, asked, places),
        (Value::Array(recorded), Value::Array(asked)) => {
            let Some(first) = recorded.first() else { return };
            asked
                .iter()
                .enumerate()
                .for_each(|(number, item)| walk(&format!("{place}[{number}]"), first, item, places));
        }
        (Value::Null, Value::Null)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_)) => {}
        _ => places.push(place.to_owned()),
    }
}

fn members(place: &str, recorded: &Map<String, Value>, asked: &Map<String, Value>, places: &mut Vec<String>) {
    for (key, recorded) in recorded {
        let place = format!("{place}.{key}");
        match asked.get(key) {
            Some(asked) => walk(&place, recorded, asked, places),
            None => places.push(place),
        }
    }
    places.extend(asked.keys().filter(|key| !recorded.contains_key(*key)).map(|key| format!("{place}.{key}")));
}

/// Returns `true` if a text matches the recorded text, in which placeholders match anything.
pub(super) fn is_like(recorded: &str, asked: &str) -> bool {
    if recorded == asked {
        return true;
    }
    let pieces = pieces(recorded);
    let [first, middle @ .., last] = &pieces[..] else { return false };
    let Some(mut rest) = asked.strip_prefix(first) else { return false };
    for piece in middle {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Returns `true` if a recorded text contains a placeholder.
pub(super) fn has_placeholder(recorded: &str) -> bool {
    pieces(recorded).len() > 1
}

/// Splits a recorded text at its placeholders, `{name}` and `…`. A text without placeholders is one piece.
fn pieces(mut recorded: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(at) = recorded[from..].find(['{', '…']).map(|at| from + at) {
        let rest = &recorded[at..];
        let length = if rest.starts_with('…') {
            Some('…'.len_utf8())
        } else {
            let end = rest.find('}');
            end.filter(|end| *end > 1 && rest[1..*end].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
                .map(|end| end + 1)
        };
        match length {
            Some(length) => {
                pieces.push(&recorded[..at]);
                recorded = &recorded[at + length..];
                from = 0;
            }
            None => from = at + 1,
        }
    }
    pieces.push(recorded);
    pieces
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn placeholders_stand_for_anything() {
        for (recorded, asked, like) in [
            ("a", "a", true),
            ("a", "b", false),
            ("{org}", "4869937b", true),
            ("…", "x y", true),
            ("(created gt {iso}z and org_id eq {org} and x)", "(created gt 2018z and org_id eq 7 and x)", true),
            ("(created gt {iso}z and org_id eq {org} and x)", "(created gt 2018z and x)", false),
            ("{Not One}", "x", false),
        ] {
            assert_eq!(is_like(recorded, asked), like, "{recorded} and {asked}");
        }
    }
}
