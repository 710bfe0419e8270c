//! The values with which a place is tried, according to its shape.

use super::{Expected, chance::Chance};
use crate::published::{Published, Shape};
use serde_json::{Value, json};

/// An id that no thing has.
pub(super) const NOBODY: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

/// A text that is in no list of known values.
const UNKNOWN: &str = "PIZZA";

/// A change of one value in a JSON document.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) change: String,
    pub(super) to: To,
    pub(super) expected: Expected,
}

/// The replacement of a value.
#[derive(Debug, Clone)]
pub(super) enum To {
    Value(Value),
    /// Replaces the value with these bytes, whether they are JSON or not.
    Raw(Vec<u8>),
    Missing,
    /// Repeats the key with this value.
    Twice(Value),
}

/// The number of optional texts that are drawn for each place.
const TEXTS_DRAWN: usize = 4;

/// Returns texts with which any text place may be tried, each with a name: some are used at every place, and a few
/// others are drawn for each place.
pub(super) fn texts(chance: &mut Chance, longest: usize) -> Vec<(String, String)> {
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    let mut texts: Vec<_> = [
        ("empty", ""),
        ("a blank", " "),
        ("umlauts and an emoji", "Zürich 😀"),
        ("with a NUL", "a\0b"),
        ("a number", "7"),
        ("an id that nothing has", NOBODY),
    ]
    .map(owned)
    .into();
    let mut others: Vec<_> = [
        ("written right to left", "\u{202e}abc"),
        ("with a combining accent", "e\u{301}"),
        ("with line ends", "a\r\nb"),
        ("with quotes", "a'b\"c\\d"),
        ("markup", "<script>alert(1)</script>"),
        ("a piece of SQL", "' OR '1'='1"),
        ("a path", "../../etc/passwd"),
        ("a template", "${x}%s%n"),
        ("the word null", "null"),
        ("an id of zeros", "00000000-0000-0000-0000-000000000000"),
        ("blanks around it", " a "),
        ("a list", "a,b"),
    ]
    .map(owned)
    .into();
    others.extend([128, 129, 255, 256].map(|length| (format!("{length} letters"), "x".repeat(length))));
    others.push(("emojis alone".to_owned(), "😀".repeat(longest / 12)));
    texts.extend(chance.some(TEXTS_DRAWN, others));
    texts.push((format!("{longest} letters"), "x".repeat(longest)));
    texts.push(("drawn text".to_owned(), chance.text()));
    texts
}

/// Returns the changes of a value of this shape, without those of the values inside it.
pub(super) fn changes(
    published: &Published,
    shape: &Shape,
    required: bool,
    now: &Value,
    chance: &mut Chance,
) -> Vec<Change> {
    let mut made = Made(Vec::new());
    let absent = if required { Expected::Refused } else { Expected::Either };
    made.push("missing", To::Missing, absent);
    made.value("null", Value::Null, if matches!(shape, Shape::Any) { Expected::Either } else { absent });
    made.push("twice", To::Twice(now.clone()), Expected::Either);
    made.push("twice, the second time another", To::Twice(other(now)), Expected::Either);
    made.push("not JSON", To::Raw(b"nonsense".to_vec()), Expected::Refused);
    match shape {
        Shape::Text { format, values } => {
            text_changes(&mut made, *format, chance);
            for value in values.iter().flatten() {
                made.value(&format!("the known value {value}"), json!(value), Expected::Either);
                made.value(&format!("{value} in other letters"), json!(swapped(value)), Expected::Either);
            }
            if values.is_some() {
                made.value("an unknown value", json!(UNKNOWN), Expected::Refused);
                made.value("an unknown value, empty but for a blank", json!(" "), Expected::Refused);
            }
        }
        Shape::Integer(format) => integer_changes(&mut made, *format, chance),
        Shape::Number(_) => number_changes(&mut made),
        Shape::Boolean => {
            made.values("the value", [json!(true), json!(false)], Expected::Either);
            made.values("the text", ["true", "false"].map(Value::from), Expected::Either);
            made.values("the text", ["yes", "1", ""].map(Value::from), Expected::Refused);
            made.values("the number", [json!(0), json!(1)], Expected::Either);
            made.values("the number", [json!(1.5)], Expected::Refused);
        }
        Shape::List(item) => list_changes(&mut made, published, item, now),
        Shape::Map(value) => {
            made.value("an empty object", json!({}), Expected::Either);
            made.value("an empty key", json!({"": least(published, value, 0)}), Expected::Either);
            let many = (0..1000).map(|number| (format!("k{number}"), least(published, value, 0)));
            made.value("1000 keys", many.collect(), Expected::Either);
        }
        Shape::Object(object) => {
            let demanding = published.fields(object.name).is_some_and(|all| all.values().any(|field| field.required));
            made.value("an empty object", json!({}), if demanding { Expected::Refused } else { Expected::Either });
            let extra = with(now, "vmc_contract_unknown", json!({"a": [1, null]}));
            made.value("with an unknown field", extra, Expected::Taken);
        }
        Shape::Any | Shape::OneOf(_) => {}
    }
    wrong_types(&mut made, shape);
    made.0
}

/// Returns the smallest value of a shape: objects have only their required fields.
pub(super) fn least(published: &Published, shape: &Shape, depth: usize) -> Value {
    /// The maximum depth. It is more than the required fields of any type need.
    const DEPTH_MAX: usize = 12;
    match shape {
        Shape::Text { format: Some("date-time"), .. } => json!("2026-01-05T08:00:00Z"),
        Shape::Text { values, .. } => json!(values.iter().flatten().next().unwrap_or(&"x")),
        Shape::Integer(_) | Shape::Number(_) => json!(1),
        Shape::Boolean => json!(false),
        Shape::List(_) => json!([]),
        Shape::Map(_) => json!({}),
        Shape::Object(object) if depth < DEPTH_MAX => {
            let fields = published.fields(object.name).into_iter().flatten().filter(|(_, field)| field.required);
            let least = |shape| least(published, &shape, depth + 1);
            fields.map(|(name, field)| (name.clone(), least(published.shape_of_field(field)))).collect()
        }
        Shape::OneOf(choices) => choices.first().map_or(Value::Null, |choice| least(published, choice, depth + 1)),
        Shape::Object(_) | Shape::Any => json!({}),
    }
}

struct Made(Vec<Change>);

impl Made {
    fn push(&mut self, change: &str, to: To, expected: Expected) {
        self.0.push(Change { change: change.to_owned(), to, expected });
    }

    fn value(&mut self, change: &str, value: Value, expected: Expected) {
        self.push(change, To::Value(value), expected);
    }

    fn values(&mut self, what: &str, values: impl IntoIterator<Item = Value>, expected: Expected) {
        for value in values {
            self.value(&format!("{what} {value}"), value, expected);
        }
    }
}

fn text_changes(made: &mut Made, format: Option<&str>, chance: &mut Chance) {
    let of_time = format == Some("date-time");
    for (name, text) in texts(chance, 10_000) {
        let odd = of_time && !text.trim().is_empty();
        made.value(&name, json!(text), if odd { Expected::Refused } else { Expected::Either });
    }
    made.push("half of a surrogate pair", To::Raw(br#""\ud800""#.to_vec()), Expected::Refused);
    made.push("bytes that are no UTF-8", To::Raw(b"\"a\xff\xc0b\"".to_vec()), Expected::Refused);
    made.push("a bare control character", To::Raw(b"\"a\x01b\"".to_vec()), Expected::Refused);
    if of_time {
        made.values(
            "the time",
            ["2026-01-05T08:00:00.123456789Z", "2026-01-05T08:00:00+01:00"].map(Value::from),
            Expected::Either,
        );
        made.values("the time", ["2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z"].map(Value::from), Expected::Refused);
    }
}

fn integer_changes(made: &mut Made, format: Option<&str>, chance: &mut Chance) {
    let wide = if format == Some("int32") { Expected::Refused } else { Expected::Either };
    made.values("the number", [0, 1, -1, 2, 3, 16, 17].map(Value::from), Expected::Either);
    made.values("the number", [i32::MAX, i32::MIN].map(Value::from), Expected::Either);
    made.values("the number", [1_i64 << 31, i64::from(i32::MIN) - 1, i64::MAX, i64::MIN].map(Value::from), wide);
    made.value("a drawn number", json!(chance.below(u32::MAX) >> 1), Expected::Either);
    made.value("2 to the power of 63", json!(1_u64 << 63), Expected::Refused);
    let odd =
        ["1e300", "1e400", "123456789012345678901234567890", "-0.5", "01", "+1", "0x10", "NaN", "Infinity", ".5", "1."];
    for raw in ["1.5"].into_iter().chain(chance.some(4, odd.into())) {
        made.push(&format!("the number {raw}"), To::Raw(raw.into()), Expected::Refused);
    }
    made.push("the number 1.0", To::Raw(b"1.0".to_vec()), Expected::Either);
    made.push("the number -0", To::Raw(b"-0".to_vec()), Expected::Either);
    made.values("the text", ["7"].map(Value::from), Expected::Either);
    made.values("the text", ["", "seven", "1.5", "0x10"].map(Value::from), Expected::Refused);
}

fn number_changes(made: &mut Made) {
    made.values("the number", [json!(0), json!(-1), json!(1.5), json!(1e300), json!(i64::MAX)], Expected::Either);
    for raw in ["1e400", "NaN", "01", "+1"] {
        made.push(&format!("the number {raw}"), To::Raw(raw.into()), Expected::Refused);
    }
    made.values("the text", ["7", "1.5"].map(Value::from), Expected::Either);
    made.values("the text", ["", "seven", "NaN"].map(Value::from), Expected::Refused);
}

fn list_changes(made: &mut Made, published: &Published, item: &Shape, now: &Value) {
    let first = now.get(0).cloned().unwrap_or_else(|| least(published, item, 0));
    made.value("an empty list", json!([]), Expected::Either);
    made.value("the same item twice", json!([first, first]), Expected::Either);
    made.value("1000 items", Value::from(vec![first.clone(); 1000]), Expected::Either);
    made.value(
        "a list in a list",
        json!([[first]]),
        if matches!(item, Shape::Any | Shape::List(_)) { Expected::Either } else { Expected::Refused },
    );
    made.value(
        "an item without its list",
        first,
        if matches!(item, Shape::Any) { Expected::Either } else { Expected::Refused },
    );
}

/// Adds a value of each wrong JSON type. A scalar may have the form of another scalar if it has a meaning there: the
/// service reads bodies with Jackson.
fn wrong_types(made: &mut Made, shape: &Shape) {
    let kinds: [(&str, &[Value]); 5] = [
        ("text", &[json!("x")]),
        ("number", &[json!(7), json!(-1.5)]),
        ("boolean", &[json!(true)]),
        ("list", &[json!([]), json!(["x"]), json!([7])]),
        ("object", &[json!({}), json!({"a": 1})]),
    ];
    let own = match shape {
        Shape::Any | Shape::OneOf(_) => "any",
        Shape::Text { .. } => "text",
        Shape::Integer(_) | Shape::Number(_) => "number",
        Shape::Boolean => "boolean",
        Shape::List(_) => "list",
        Shape::Map(_) | Shape::Object(_) => "object",
    };
    for (kind, values) in kinds.iter().filter(|(kind, _)| *kind != own) {
        for value in *values {
            let meant = match shape {
                Shape::Text { format, values: None } => *format != Some("date-time") && is_scalar(value),
                Shape::Boolean => value.is_u64(),
                _ => own == "any",
            };
            let expected = if meant { Expected::Either } else { Expected::Refused };
            made.value(&format!("a {kind} instead: {value}"), value.clone(), expected);
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// Returns another value of the same type.
fn other(now: &Value) -> Value {
    match now {
        Value::String(text) => json!(format!("{text}x")),
        Value::Number(_) => json!(2),
        Value::Bool(value) => json!(!value),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        Value::Null => json!("x"),
    }
}

/// Returns the object with one more field.
pub(super) fn with(now: &Value, key: &str, value: Value) -> Value {
    let mut more = now.clone();
    if let Value::Object(fields) = &mut more {
        fields.insert(key.to_owned(), value);
    }
    more
}

fn swapped(text: &str) -> String {
    let swap =
        |letter: char| if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}
