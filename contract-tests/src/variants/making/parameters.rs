//! Variants of path and query parameters, and of the fields of forms.

use super::{Maker, encoded, pair};
use crate::{
    published::Shape,
    variants::{Expected, values},
};

/// A length that no value of a parameter needs and that still fits into a request line.
const LONGEST: usize = 8000;

/// Encoded values of path parameters that are not the id of any thing.
const NO_IDS: [(&str, &str); 6] = [
    ("a word", "pizza"),
    ("0", "0"),
    ("an id that nothing has", values::NOBODY),
    ("bytes that are no UTF-8", "%ff%fe"),
    ("a NUL", "%00"),
    ("an escaped slash", "a%2Fb"),
];

/// Further values of this kind. A few of them are drawn for each place.
const OTHER_NO_IDS: [(&str, &str); 16] = [
    ("-1", "-1"),
    ("2 to the power of 63", "9223372036854775808"),
    ("an id of zeros", "00000000-0000-0000-0000-000000000000"),
    ("a blank", "%20"),
    ("half of an escape", "%zz"),
    ("a percent sign", "%25"),
    ("two escaped dots", "%2e%2e"),
    ("umlauts and an emoji", "%C3%BC%F0%9F%98%80"),
    ("a quote", "a'b"),
    ("a wildcard", "*"),
    ("a list", "a,b"),
    ("a parameter of the path", "a;b=c"),
    ("the word null", "null"),
    ("the word undefined", "undefined"),
    ("a template", "%7Bid%7D"),
    ("a line end", "a%0D%0Ab"),
];

impl Maker<'_> {
    pub(super) fn paths(&mut self) {
        for number in 0..self.parts.path.len() {
            let (name, value) = self.parts.path[number].clone();
            let place = format!("path {{{name}}}");
            let mut tried: Vec<(String, String, Expected)> = Vec::new();
            let others = self.chance.some(5, OTHER_NO_IDS.into());
            for (change, text) in NO_IDS.into_iter().chain(others) {
                tried.push((change.to_owned(), text.to_owned(), Expected::Refused));
            }
            tried.push((format!("{LONGEST} letters"), "x".repeat(LONGEST), Expected::Refused));
            tried.push(("drawn text".to_owned(), encoded(&self.chance.text()), Expected::Refused));
            tried.push(("empty".to_owned(), String::new(), Expected::Elsewhere));
            tried.push(("one dot".to_owned(), ".".to_owned(), Expected::Elsewhere));
            tried.push(("two dots".to_owned(), "..".to_owned(), Expected::Elsewhere));
            match value.strip_suffix('}') {
                Some(thing) => {
                    tried.push(("in capitals".to_owned(), format!("{thing}|upper}}"), Expected::Either));
                    tried.push(("without hyphens".to_owned(), format!("{thing}|plain}}"), Expected::Either));
                    tried.push(("every byte escaped".to_owned(), format!("{thing}|encoded}}"), Expected::Either));
                    tried.push(("without its beginning".to_owned(), format!("{thing}|cut}}"), Expected::Refused));
                }
                None => {
                    tried.push(("in capitals".to_owned(), value.to_uppercase(), Expected::Either));
                    tried.push(("in small letters".to_owned(), value.to_lowercase(), Expected::Either));
                }
            }
            tried.push(("with a letter more".to_owned(), format!("{value}x"), Expected::Refused));
            tried.push(("with a blank behind it".to_owned(), format!("{value}%20"), Expected::Refused));
            tried.push(("in braces".to_owned(), format!("%7B{value}%7D"), Expected::Either));
            for (change, text, expected) in tried {
                self.push(&place, &change, expected, |parts| parts.path[number].1 = text);
            }
        }
    }

    pub(super) fn queries(&mut self) {
        for parameter in &self.operation.query_params {
            let shape = self.published.shape_of_parameter(parameter);
            let place = format!("query ?{}", parameter.name);
            let tried = self.pairs(&parameter.name, &shape, parameter.required);
            for Tried { change, pairs, expected } in tried {
                let name = encoded(&parameter.name);
                self.push(&place, &change, expected, |parts| replace(&mut parts.query, &name, pairs));
            }
        }
        for (change, pairs) in [
            ("an unknown parameter", &["vmc_contract_unknown=1"][..]),
            ("an unknown parameter twice", &["unknown=1", "unknown=2"]),
            ("empty pairs", &["", "", "=", "=x"]),
            ("bytes that are no UTF-8", &["%ff=%ff"]),
            ("half of an escape", &["a=%zz", "b=%"]),
            ("100 unknown parameters", &["x=1"; 100]),
        ] {
            let more = |parts: &mut super::Parts| parts.query.extend(pairs.iter().map(|pair| (*pair).to_owned()));
            self.push("query", change, Expected::Taken, more);
        }
    }

    /// Returns the values with which a parameter or a form field is tried.
    pub(super) fn pairs(&mut self, name: &str, shape: &Shape, required: bool) -> Vec<Tried> {
        let mut tried = Vec::new();
        let mut push = |change: &str, pairs: Vec<String>, expected| {
            tried.push(Tried { change: change.to_owned(), pairs, expected });
        };
        let absent = if required { Expected::Refused } else { Expected::Either };
        let bare = encoded(name);
        push("missing", Vec::new(), absent);
        push("without a value", vec![bare.clone()], Expected::Either);
        push("as a list", vec![format!("{bare}%5B%5D=1")], absent);
        push("in other letters", vec![format!("{}=1", name.to_uppercase().replace('$', "%24"))], Expected::Either);
        push("bytes that are no UTF-8", vec![format!("{bare}=%ff%fe")], Expected::Either);
        push("half of an escape", vec![format!("{bare}=%zz%")], Expected::Either);
        push("twice", vec![pair(name, "a"), pair(name, "b")], Expected::Either);
        for (change, text, expected) in of_shape(shape) {
            push(&change, vec![pair(name, &text)], expected);
        }
        for (change, text) in values::texts(&mut self.chance, LONGEST) {
            let number = text.trim() == "7";
            let expected = match shape {
                // An empty value counts as not sent, because clients send it that way.
                Shape::Integer(_) if number || text.trim().is_empty() => Expected::Either,
                Shape::Boolean if text.trim().is_empty() => Expected::Either,
                Shape::Integer(_) | Shape::Boolean => Expected::Refused,
                Shape::Text { values: Some(_), .. } if !text.trim().is_empty() => Expected::Refused,
                _ => Expected::Either,
            };
            push(&change, vec![pair(name, &text)], expected);
        }
        tried
    }
}

/// Pairs with which a parameter is tried.
pub(super) struct Tried {
    pub(super) change: String,
    pub(super) pairs: Vec<String>,
    pub(super) expected: Expected,
}

/// Returns the values that test a shape.
fn of_shape(shape: &Shape) -> Vec<(String, String, Expected)> {
    let all = |values: &[&str], expected| -> Vec<(String, String, Expected)> {
        values.iter().map(|text| (format!("the text `{text}`"), (*text).to_owned(), expected)).collect()
    };
    match shape {
        Shape::Integer(_) => {
            let mut tried = all(&["0", "1", "-1", "16", "2147483647", "2147483648", "007"], Expected::Either);
            tried.extend(all(
                &["1.5", "1e3", "0x10", "one", "NaN", "9223372036854775808", "1,2", "1 2", "١"],
                Expected::Refused,
            ));
            tried
        }
        Shape::Boolean => {
            let mut tried = all(&["true", "false", "True", "FALSE", "1", "0"], Expected::Either);
            tried.extend(all(&["maybe", "2", "yes no", "truefalse", "-"], Expected::Refused));
            tried
        }
        Shape::Text { values, .. } => {
            let mut tried = Vec::new();
            for value in values.iter().flatten() {
                tried.extend(all(&[value, &value.to_lowercase()], Expected::Either));
            }
            if values.is_some() {
                tried.extend(all(&["PIZZA"], Expected::Refused));
            }
            tried
        }
        _ => Vec::new(),
    }
}

/// Replaces the pairs of a name.
pub(super) fn replace(all: &mut Vec<String>, name: &str, pairs: Vec<String>) {
    all.retain(|pair| pair.split('=').next() != Some(name));
    all.extend(pairs);
}
