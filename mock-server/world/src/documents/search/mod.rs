//! Search among objects by a query such as `resource_type:Group AND display_name:web*`.
//!
//! Attested are fields, quotes, wildcards, escapes and `AND`. The rest follows the query language of Lucene, which NSX names as its own, with
//! these choices: conditions beside each other must all hold, texts are compared without regard to case, a field must be equal as a whole,
//! and a word without a field must be a word of any text of the object. (assumption)

mod query;

pub use query::Query;

use super::{
    kinds::Kind,
    paths::last,
    table::Table,
    view::{parent_object, type_of},
};
use crate::state::networks::Document;
use query::{Bound, Pattern, Test};
use serde_json::{Map, Value};

/// An object that a search looks at.
#[derive(Debug, Clone, Copy)]
pub enum Candidate<'a> {
    Document {
        table: &'static Table,
        kind: &'static Kind,
        path: &'a str,
        document: &'a Document,
    },
    /// An object that is not a document, such as a virtual machine.
    Object(&'a Map<String, Value>),
}

impl Query {
    /// Whether an object fits.
    pub fn fits(&self, candidate: Candidate) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.fits(candidate)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(candidate)),
            Self::Not(part) => !part.fits(candidate),
            Self::Field(name, test) => candidate.field(name, &mut |value| test.holds(value)),
            Self::Word(pattern) => candidate.texts(&mut |text| {
                pattern.fits(text) || text.split(|letter: char| !is_of_word(letter)).any(|word| pattern.fits(word))
            }),
        }
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.".contains(letter)
}

impl Candidate<'_> {
    /// Whether a value of a field, whose name may lead through objects and lists (`tags.tag`), is accepted.
    fn field(self, name: &str, accepts: &mut dyn FnMut(&str) -> bool) -> bool {
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let fields = match self {
            Self::Object(fields) => fields,
            Self::Document { table, kind, path, document } => {
                let of_server = match first {
                    "id" | "relative_path" => Some(last(path).into()),
                    "path" => Some(path.to_owned()),
                    "parent_path" => parent_object(table, path).map(str::to_owned),
                    "resource_type" => Some(type_of(kind, document).to_owned()),
                    "unique_id" | "rule_id" => Some(document.unique.to_string()),
                    "marked_for_delete" | "overridden" | "_system_owned" => Some("false".to_owned()),
                    "_create_time" => Some(document.created.as_millisecond().to_string()),
                    "_create_user" => Some(document.created_by.to_string()),
                    "_last_modified_time" => Some(document.modified.as_millisecond().to_string()),
                    "_last_modified_user" => Some(document.modified_by.to_string()),
                    "_revision" => Some(document.revision.to_string()),
                    _ => None,
                };
                if let Some(text) = of_server {
                    return rest.is_none() && accepts(&text);
                }
                &document.body
            }
        };
        fields.get(first).is_some_and(|value| values(value, rest, accepts))
    }

    /// Whether a text of the object is accepted.
    fn texts(self, accepts: &mut dyn FnMut(&str) -> bool) -> bool {
        let fields = match self {
            Self::Object(fields) => fields,
            Self::Document { path, document, .. } => {
                if accepts(last(path)) || accepts(path) || accepts(&document.unique) {
                    return true;
                }
                &document.body
            }
        };
        fields.values().any(|value| all_texts(value, accepts))
    }
}

fn values(value: &Value, name: Option<&str>, accepts: &mut dyn FnMut(&str) -> bool) -> bool {
    match (value, name) {
        (Value::Array(items), _) => items.iter().any(|item| values(item, name, accepts)),
        (Value::Object(fields), Some(name)) => {
            let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
            fields.get(first).is_some_and(|value| values(value, rest, accepts))
        }
        (Value::String(text), None) => accepts(text),
        (Value::Bool(_) | Value::Number(_), None) => accepts(&value.to_string()),
        _ => false,
    }
}

fn all_texts(value: &Value, accepts: &mut dyn FnMut(&str) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| all_texts(item, accepts)),
        Value::Object(fields) => fields.values().any(|value| all_texts(value, accepts)),
        Value::String(text) => accepts(text),
        _ => false,
    }
}

impl Test {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Equals(pattern) => pattern.fits(value),
            Self::Between(low, high) => {
                low.as_ref().is_none_or(|low| low.holds(value, std::cmp::Ordering::Greater))
                    && high.as_ref().is_none_or(|high| high.holds(value, std::cmp::Ordering::Less))
            }
        }
    }
}

impl Bound {
    /// Whether a value is on the right side of this bound. Two numbers are compared as numbers.
    fn holds(&self, value: &str, side: std::cmp::Ordering) -> bool {
        let found = match (value.parse::<f64>(), self.text.parse::<f64>()) {
            (Ok(value), Ok(bound)) => value.partial_cmp(&bound),
            _ => Some(value.to_lowercase().cmp(&self.text.to_lowercase())),
        };
        found.is_some_and(|found| found == side || (self.is_included && found.is_eq()))
    }
}

impl Pattern {
    /// Whether a text fits as a whole.
    fn fits(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let (mut at, mut piece) = (0, 0);
        // Where the last `*` was, and what it has taken so far.
        let mut star: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(piece) {
                Some(query::Piece::Rest) => {
                    star = Some((piece, at));
                    piece += 1;
                }
                Some(query::Piece::Any) => (at, piece) = (at + 1, piece + 1),
                Some(query::Piece::Byte(byte)) if byte.eq_ignore_ascii_case(&text[at]) => {
                    (at, piece) = (at + 1, piece + 1);
                }
                _ => match star {
                    Some((of, taken)) => {
                        star = Some((of, taken + 1));
                        (at, piece) = (taken + 1, of + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[piece..].iter().all(|piece| matches!(piece, query::Piece::Rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fits(query: &str) -> bool {
        let object = json!({
            "display_name": "Web Server 1", "resource_type": "Group", "sequence_number": 10, "enabled": true,
            "path": "/infra/domains/cgw/groups/web", "tags": [{"scope": "env", "tag": "prod"}],
        });
        Query::read(query)
            .unwrap_or_else(|err| panic!("{query}: {err}"))
            .fits(Candidate::Object(object.as_object().unwrap_or(&Map::new())))
    }

    #[test]
    fn queries_of_clients_fit_as_they_mean() {
        for query in [
            "resource_type:Group",
            "resource_type:group AND display_name:\"Web Server 1\"",
            r"resource_type:Group AND display_name:Web\ Server\ 1",
            "display_name:Web*",
            "display_name:*server?1",
            r"path:\/infra\/domains\/cgw\/groups\/web",
            "path:/infra/domains/*",
            "path:\"/infra/domains/cgw/groups/web\"",
            "tags.tag:prod AND tags.scope:env",
            "sequence_number:10 AND enabled:true",
            "sequence_number:[5 TO 10] AND sequence_number:{9 TO *} AND sequence_number:>=10",
            "resource_type:(Segment OR Group)",
            "resource_type:Segment OR resource_type:Group",
            "(resource_type:Segment OR resource_type:Group) AND NOT display_name:db",
            "resource_type:Group -display_name:db",
            "resource_type:Group && !display_name:db || resource_type:X",
            "server",
            "*",
            "*:*",
        ] {
            assert!(fits(query), "{query}");
        }
        for query in [
            "resource_type:dummy",
            "display_name:Web",
            "sequence_number:{10 TO 20}",
            "tags.tag:test",
            "NOT resource_type:Group",
            "resource_type:Group AND (display_name:a OR display_name:b)",
            "unknown:x",
            "serv",
        ] {
            assert!(!fits(query), "{query}");
        }
    }

    #[test]
    fn malformed_queries_are_refused() {
        let deep = "(".repeat(1000);
        for query in [
            "",
            " ",
            "(",
            "a)",
            "resource_type:",
            ":x",
            "\"open",
            "a AND",
            "OR b",
            "x:[1 TO",
            "NOT",
            "()",
            "a\\",
            &deep,
        ] {
            assert!(Query::read(query).is_err(), "{query}");
        }
    }
}
