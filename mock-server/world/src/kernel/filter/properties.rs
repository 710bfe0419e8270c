//! Property tests of filters: no text makes the parser panic, and an independent evaluator gives the same results.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::kernel::filter::Filter;

proptest! {
    #[test]
    fn no_text_is_too_strange_to_judge(text in prop_oneof![any::<String>(), "[ -~]{0,60}", tokens()], document in document()) {
        match Filter::parse(&text) {
            Ok(filter) => {
                let wrapped = if text.trim().is_empty() { String::new() } else { format!("({text})") };
                let wrapped = Filter::parse(&wrapped).map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert_eq!(filter.matches(&document, "task"), wrapped.matches(&document, "task"));
            }
            Err(error) => prop_assert!(error.position <= text.chars().count()),
        }
    }

    #[test]
    fn agrees_with_the_reference(tree in condition(), document in document()) {
        let text = tree.print(0);
        let filter = Filter::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(filter.matches(&document, "task"), tree.is_true(&document), "{}", text);
    }
}

/// A filter as the reference evaluator represents it.
#[derive(Debug, Clone)]
enum Tree {
    Number(i64),
    Text(&'static str),
    Null,
    Attribute(&'static str),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
}

/// The result of the reference evaluator; `None` is undefined.
type Reference = Option<Json>;

impl Tree {
    fn level(&self) -> usize {
        match self {
            Self::Binary("or", ..) => 0,
            Self::Binary("and", ..) => 1,
            Self::Not(_) => 2,
            Self::Binary("eq" | "ne" | "lt" | "gt" | "le" | "ge", ..) => 3,
            Self::Binary("add" | "sub", ..) => 4,
            Self::Binary(..) => 5,
            Self::Number(_) | Self::Text(_) | Self::Null | Self::Attribute(_) => 6,
        }
    }

    /// Prints the tree with the fewest parentheses that the precedence levels allow.
    fn print(&self, least: usize) -> String {
        let level = self.level();
        let text = match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("'{text}'"),
            Self::Null => "null".into(),
            Self::Attribute(name) => (*name).into(),
            Self::Not(inner) => format!("not {}", inner.print(level)),
            Self::Binary(operator, left, right) => {
                let chains = level != 3;
                let left = left.print(if chains { level } else { level + 1 });
                format!("{left} {operator} {}", right.print(level + 1))
            }
        };
        if level < least { format!("({text})") } else { text }
    }

    fn evaluate(&self, document: &Json) -> Reference {
        match self {
            Self::Number(number) => Some(json!(number)),
            Self::Text(text) => Some(json!(text)),
            Self::Null => Some(Json::Null),
            Self::Attribute(name) => Some(document.get(name).cloned().unwrap_or_default()),
            Self::Not(inner) => Some(json!(!inner.is_true(document))),
            Self::Binary("or", left, right) => Some(json!(left.is_true(document) | right.is_true(document))),
            Self::Binary("and", left, right) => Some(json!(left.is_true(document) & right.is_true(document))),
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.evaluate(document), right.evaluate(document));
                match (*operator, left, right) {
                    ("eq" | "ne" | "lt" | "gt" | "le" | "ge", left, right) => {
                        Some(json!(compare(operator, left, right)))
                    }
                    (_, left, right) => compute(operator, &left?, &right?),
                }
            }
        }
    }

    fn is_true(&self, document: &Json) -> bool {
        self.evaluate(document) == Some(Json::Bool(true))
    }
}

fn compare(operator: &str, left: Reference, right: Reference) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    let less = |left: &Json, right: &Json| match (left, right) {
        (Json::Number(left), Json::Number(right)) => left.as_i64() < right.as_i64(),
        (Json::String(left), Json::String(right)) => left < right,
        _ => false,
    };
    match operator {
        "eq" => left == right,
        "ne" => left != right,
        "lt" => less(&left, &right),
        "gt" => less(&right, &left),
        "le" => !left.is_null() && left == right || less(&left, &right),
        _ => !left.is_null() && left == right || less(&right, &left),
    }
}

fn compute(operator: &str, left: &Json, right: &Json) -> Reference {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => {
            let (left, right) = (left.as_i64()?, right.as_i64()?);
            Some(json!(match operator {
                "add" => left.checked_add(right)?,
                "sub" => left.checked_sub(right)?,
                "mul" => left.checked_mul(right)?,
                "div" => left.checked_div(right)?,
                _ => left.checked_rem(right)?,
            }))
        }
        (Json::Null | Json::Number(_), Json::Null | Json::Number(_)) => Some(Json::Null),
        _ => None,
    }
}

/// Generates operands that are mostly plain numbers from a small set, so that most arithmetic has a result and many comparisons are between
/// equal values.
fn operand() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        4 => (0..3_i64).prop_map(Tree::Number),
        4 => prop::sample::select(vec!["one", "two", "three"]).prop_map(Tree::Attribute),
        1 => prop::sample::select(vec!["", "a", "b"]).prop_map(Tree::Text),
        1 => Just(Tree::Null),
    ];
    let arithmetic = leaf.clone().prop_recursive(3, 8, 2, |inner| binary(&["add", "sub", "mul", "div", "mod"], inner));
    prop_oneof![2 => leaf, 1 => arithmetic]
}

fn binary(
    operators: &'static [&'static str],
    inner: impl Strategy<Value = Tree> + Clone,
) -> impl Strategy<Value = Tree> {
    (prop::sample::select(operators), inner.clone(), inner)
        .prop_map(|(operator, left, right)| Tree::Binary(operator, Box::new(left), Box::new(right)))
}

fn condition() -> impl Strategy<Value = Tree> {
    binary(&["eq", "ne", "lt", "gt", "le", "ge"], operand().boxed()).prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            3 => binary(&["and", "or"], inner.clone()),
            1 => inner.prop_map(|inner| Tree::Not(Box::new(inner))),
        ]
    })
}

fn document() -> impl Strategy<Value = Json> {
    let value = prop::sample::select(vec![Json::Null, json!(0), json!(1), json!(2), json!(-2), json!("a"), json!("b")]);
    prop::collection::btree_map(prop::sample::select(vec!["one", "two", "three"]), value, 0..=3)
        .prop_map(|fields| json!(fields))
}

fn tokens() -> impl Strategy<Value = String> {
    let tokens = "( ) , - ' '' 'a' eq ne lt gt le ge add sub mul div mod and or not true null 0 1.5 2016-08-09 \
                  2016-08-09T13:00:00.000490Z 9999-99-99 a.b created sddc.status 27ff4e-6b6d é startswith( length( tolower(";
    prop::collection::vec(prop::sample::select(tokens.split_whitespace().collect::<Vec<_>>()), 0..24)
        .prop_map(|tokens| tokens.join(" "))
}
