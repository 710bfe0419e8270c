//! Reads YAML into the values of a description. JSON is read too, because it is YAML.
//!
//! The work is bounded: a file has a largest size, its values a largest depth, and their number counts each use of an alias.

use crate::world::description::{
    Problem,
    node::{At, Content, Key, Node},
};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use std::collections::BTreeMap;

/// The largest depth of lists and maps in each other.
const DEPTH_MAX: usize = 64;

/// The largest number of values, with those that aliases repeat.
const NODES_MAX: usize = 200_000;

/// Reads one document.
pub(super) fn read(text: &str) -> Result<Node, Problem> {
    let mut reading = Reading { open: Vec::new(), anchors: BTreeMap::new(), nodes: 0, document: None };
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| problem(at(*error.marker()), format!("This is not YAML: {}.", error.info())))?;
        reading.take(event, at(span.start))?;
    }
    Ok(reading.document.unwrap_or(Node { at: None, content: Content::Null }))
}

fn at(marker: Marker) -> At {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    At { line: number(marker.line()), column: number(marker.col() + 1) }
}

fn problem(at: At, message: impl Into<String>) -> Problem {
    Problem { path: String::new(), at: Some(at), message: message.into() }
}

struct Reading {
    /// The lists and maps that are not complete yet.
    open: Vec<Open>,
    /// What each anchor stands for, with the number of values in it.
    anchors: BTreeMap<usize, (Node, usize)>,
    /// The number of values so far.
    nodes: usize,
    document: Option<Node>,
}

/// A list or map that is not complete yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The key of a map whose value comes next.
    key: Option<Key>,
    /// The number of values before it.
    before: usize,
}

impl Reading {
    fn take(&mut self, event: Event, at: At) -> Result<(), Problem> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.document.is_some() => {
                Err(problem(at, "A file describes one world; a second document begins here."))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor) else {
                    return Err(problem(at, "This alias stands for something that it is a part of."));
                };
                let (node, size) = (Node { at: Some(at), ..node.clone() }, *size);
                self.count(size, at)?;
                self.add(node, at)
            }
            Event::Scalar(text, style, anchor, _) => {
                self.count(1, at)?;
                let content = match style {
                    ScalarStyle::Plain => plain(&text),
                    _ => Content::Text(text.into_owned()),
                };
                let node = Node { at: Some(at), content };
                self.anchor(anchor, &node, 1);
                self.add(node, at)
            }
            Event::SequenceStart(anchor, _) => self.open(Content::List(Vec::new()), anchor, at),
            Event::MappingStart(anchor, _) => self.open(Content::Map(Vec::new()), anchor, at),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { node, anchor, before, .. }) = self.open.pop() else { return Ok(()) };
                self.anchor(anchor, &node, self.nodes - before);
                self.add(node, at)
            }
        }
    }

    fn count(&mut self, values: usize, at: At) -> Result<(), Problem> {
        self.nodes += values;
        if self.nodes > NODES_MAX {
            return Err(problem(
                at,
                format!("There are more than {NODES_MAX} values up to here, with those that aliases repeat."),
            ));
        }
        Ok(())
    }

    fn open(&mut self, content: Content, anchor: usize, at: At) -> Result<(), Problem> {
        let before = self.nodes;
        self.count(1, at)?;
        if self.open.len() >= DEPTH_MAX {
            return Err(problem(at, format!("Lists and maps are in each other more than {DEPTH_MAX} times.")));
        }
        self.open.push(Open { node: Node { at: Some(at), content }, anchor, key: None, before });
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: &Node, size: usize) {
        // The parser counts anchors from 1.
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
    }

    fn add(&mut self, node: Node, at: At) -> Result<(), Problem> {
        let Some(Open { node: parent, key, .. }) = self.open.last_mut() else {
            self.document = Some(node);
            return Ok(());
        };
        match (&mut parent.content, key.take()) {
            (Content::List(items), _) => items.push(node),
            (Content::Map(members), Some(key)) => members.push((key, node)),
            (Content::Map(_), None) => *key = Some(as_key(node, at)?),
            _ => {}
        }
        Ok(())
    }
}

fn as_key(node: Node, at: At) -> Result<Key, Problem> {
    let text = match node.content {
        Content::Text(text) => text,
        Content::Bool(bool) => bool.to_string(),
        Content::Number(number) => number.to_string(),
        Content::Null | Content::List(_) | Content::Map(_) => return Err(problem(at, "A key must be a text.")),
    };
    Ok(Key { at: node.at, text })
}

/// Reads a scalar without quotes. A number is what JSON calls a number, so that `012345678901` and `1_000` stay texts.
fn plain(text: &str) -> Content {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Content::Null,
        "true" | "True" | "TRUE" => Content::Bool(true),
        "false" | "False" | "FALSE" => Content::Bool(false),
        text => match text.parse() {
            Ok(number) => Content::Number(number),
            Err(_) => Content::Text(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn value(text: &str) -> Value {
        read(text).unwrap_or_else(|problem| panic!("{problem}")).to_value()
    }

    fn message(text: &str) -> String {
        read(text).expect_err(text).to_string()
    }

    #[test]
    fn yaml_and_json_are_read() {
        let expected = json!({"a": [1, "two", null, true, 1.5], "b": {"c": "012345678901", "d": "x: y"}, "e": 1});
        assert_eq!(value("a: [1, two, ~, true, 1.5]\nb:\n  c: 012345678901\n  d: 'x: y'\ne: &n 1\n"), expected);
        assert_eq!(value(&expected.to_string()), expected);
        assert_eq!(value(""), Value::Null);
        assert_eq!(value("a: &x {b: [1]}\nc: *x\n"), json!({"a": {"b": [1]}, "c": {"b": [1]}}));
    }

    #[test]
    fn values_know_their_places() {
        let Content::Map(members) = read("a: 1\nb:\n  - c\n").unwrap().content else { panic!("it is a map") };
        let Content::List(items) = &members[1].1.content else { panic!("it is a list") };
        assert_eq!(members[1].0.at, Some(At { line: 2, column: 1 }));
        assert_eq!(items[0].at, Some(At { line: 3, column: 5 }));
    }

    #[test]
    fn the_work_is_bounded() {
        let mut doubled = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let item = format!("*a{}, ", level - 1);
            doubled.push_str(&format!("a{level}: &a{level} [{}]\n", item.repeat(10).trim_end_matches(", ")));
        }
        assert!(message(&doubled).contains("more than 200000 values"), "{}", message(&doubled));
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(message(&deep).contains("more than 64 times"), "{}", message(&deep));
        assert!(message(&"[".repeat(100_000)).contains("recursion limit"), "the parser has a limit of its own");
        assert!(message("a: &a [*a]\n").contains("a part of"), "{}", message("a: &a [*a]\n"));
        assert!(message("a: 1\n---\nb: 2\n").contains("second document"));
        assert!(message("[1]: 2\n").contains("A key must be a text"));
        assert!(message("a: [1\nb: 2").starts_with("2:"), "{}", message("a: [1\nb: 2"));
    }
}
