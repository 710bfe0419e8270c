//! The syntax tree of a filter, and its evaluation.

use super::value::{Arithmetic, Comparison, Number, PADDED_MILLIS_FIELDS, Value};
use serde_json::Value as Json;
use std::borrow::Cow;

/// One document of the list that is filtered.
pub(super) struct Listed<'a> {
    pub(super) document: &'a Json,
    pub(super) resource: &'a str,
}

/// The syntax tree. Chains of one operator are stored flat, so the depth of the tree is the nesting depth of the text.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Literal(Literal),
    /// The segments of an attribute's path; never empty.
    Attribute(Vec<String>),
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    Comparison(Box<Expression>, Comparison, Box<Expression>),
    /// The first operand, and the operators with their operands from left to right.
    Arithmetic(Box<Expression>, Vec<(Arithmetic, Expression)>),
    Negative(Box<Expression>),
    /// A test of the first operand for the second operand.
    Test(TextTest, Box<[Expression; 2]>),
    Text(TextFunction, Box<Expression>),
}

#[derive(Debug, Clone)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// A valid date that was written without quotes.
    Date(String),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum TextFunction {
    Length,
    ToLower,
    ToUpper,
}

impl Expression {
    /// Returns true if the expression can be true or false, as the operands of `and`, `or`, `not` and the whole filter must be.
    pub(super) fn is_condition(&self) -> bool {
        match self {
            Self::Literal(literal) => matches!(literal, Literal::Bool(_)),
            Self::Attribute(_) | Self::Any(_) | Self::All(_) | Self::Not(_) | Self::Comparison(..) | Self::Test(..) => {
                true
            }
            Self::Arithmetic(..) | Self::Negative(_) | Self::Text(..) => false,
        }
    }

    /// Evaluates a condition. There is no third value: a condition that is not true is false.
    pub(super) fn holds(&self, listed: &Listed<'_>) -> bool {
        matches!(self.evaluate(listed), Value::Bool(true))
    }

    fn evaluate<'a>(&'a self, listed: &Listed<'a>) -> Value<'a> {
        match self {
            Self::Literal(literal) => literal.value(),
            Self::Attribute(path) => listed.attribute(path),
            Self::Any(terms) => Value::Bool(terms.iter().any(|term| term.holds(listed))),
            Self::All(terms) => Value::Bool(terms.iter().all(|term| term.holds(listed))),
            Self::Not(term) => Value::Bool(!term.holds(listed)),
            Self::Comparison(left, comparison, right) => {
                Value::Bool(comparison.holds(&left.evaluate(listed), &right.evaluate(listed)))
            }
            Self::Arithmetic(first, rest) => rest.iter().fold(first.evaluate(listed), |total, (operator, operand)| {
                operator.apply(&total, &operand.evaluate(listed))
            }),
            Self::Negative(operand) => {
                Arithmetic::Subtract.apply(&Value::Number(Number::Whole(0)), &operand.evaluate(listed))
            }
            Self::Test(test, operands) => {
                let [text, part] = operands.each_ref().map(|operand| operand.evaluate(listed));
                Value::Bool(test.holds(&text, &part))
            }
            Self::Text(function, text) => function.apply(text.evaluate(listed)),
        }
    }
}

impl Literal {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::text(text),
            Self::Date(text) => Value::Date(text),
        }
    }
}

impl TextTest {
    fn holds(self, text: &Value<'_>, part: &Value<'_>) -> bool {
        let (Value::Text { text, .. }, Value::Text { text: part, .. }) = (text, part) else { return false };
        match self {
            Self::StartsWith => text.starts_with(part.as_ref()),
            Self::EndsWith => text.ends_with(part.as_ref()),
            Self::Contains => text.contains(part.as_ref()),
        }
    }
}

impl TextFunction {
    fn apply(self, value: Value<'_>) -> Value<'_> {
        match (self, value) {
            (_, Value::Null) => Value::Null,
            (Self::Length, Value::Text { text, .. }) => i64::try_from(text.chars().count())
                .map_or(Value::Undefined, |count| Value::Number(Number::Whole(count))),
            (Self::ToLower, Value::Text { text, .. }) => Value::text(text.to_lowercase()),
            (Self::ToUpper, Value::Text { text, .. }) => Value::text(text.to_uppercase()),
            (_, Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Composite | Value::Undefined) => {
                Value::Undefined
            }
        }
    }
}

impl<'a> Listed<'a> {
    /// Returns the document's value at this path. A missing attribute is null.
    fn attribute(&self, path: &[String]) -> Value<'a> {
        let path = match path {
            [first, rest @ ..] if first == self.resource && !rest.is_empty() && self.document.get(first).is_none() => {
                rest
            }
            whole => whole,
        };
        match path.iter().try_fold(self.document, |place, segment| place.as_object()?.get(segment)) {
            None | Some(Json::Null) => Value::Null,
            Some(Json::Bool(truth)) => Value::Bool(*truth),
            Some(Json::Number(number)) => Number::from_json(number).map_or(Value::Undefined, Value::Number),
            Some(Json::String(text)) => Value::Text {
                text: Cow::Borrowed(text),
                padded_millis: path.last().is_some_and(|name| PADDED_MILLIS_FIELDS.contains(&name.as_str())),
            },
            Some(Json::Array(_) | Json::Object(_)) => Value::Composite,
        }
    }
}
