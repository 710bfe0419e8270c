//! The values of filter expressions: their comparison and arithmetic.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::civil::DateTime;

/// Date fields whose six fraction digits are milliseconds padded with zeros on the left: `.000490` means 490 ms. (recorded)
pub(super) const PADDED_MILLIS_FIELDS: [&str; 3] = ["created", "expiration_date", "created_at"];

/// The value of one part of a filter for one document.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// `null`, or an attribute that the document does not have.
    Null,
    Bool(bool),
    Number(Number),
    Text {
        text: Cow<'a, str>,
        /// True if the text comes from one of [`PADDED_MILLIS_FIELDS`].
        padded_millis: bool,
    },
    /// A date literal. Unlike text that has the form of a date, it never compares as text.
    Date(&'a str),
    /// An object or array. It equals nothing.
    Composite,
    /// No value, as after a division by zero. Every comparison with it is false.
    Undefined,
}

/// Whole numbers are exact. A number that does not fit is stored as a floating-point number. Floating-point numbers are finite.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Whole(i64),
    Real(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl<'a> Value<'a> {
    /// Creates a text value that does not come directly from an attribute.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text { text: text.into(), padded_millis: false }
    }

    /// Returns the order of two values, or `None` if they have no order, such as text and a number.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => Some(left.cmp(right)),
            (Self::Number(left), Self::Number(right)) => left.order(*right),
            (Self::Text { text: left, .. }, Self::Text { text: right, .. }) => {
                self.order_as_dates(other).or_else(|| Some(left.cmp(right)))
            }
            _ => self.order_as_dates(other),
        }
    }

    /// Compares two values as dates. A literal is read like the padded field that it is compared with, so that a date copied from an answer
    /// into a filter means the same instant.
    fn order_as_dates(&self, other: &Self) -> Option<Ordering> {
        let padded_millis = self.has_padded_millis() || other.has_padded_millis();
        Some(instant(self.as_date_text()?, padded_millis)?.cmp(&instant(other.as_date_text()?, padded_millis)?))
    }

    fn has_padded_millis(&self) -> bool {
        matches!(self, Self::Text { padded_millis: true, .. })
    }

    fn as_date_text(&self) -> Option<&str> {
        match self {
            Self::Text { text, .. } => Some(text),
            Self::Date(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Composite | Self::Undefined => None,
        }
    }
}

impl Comparison {
    /// Evaluates a comparison. Null equals only null and has no order; values of different types are unequal and have no order.
    pub(super) fn holds(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        let order = match (left, right) {
            (Value::Undefined, _) | (_, Value::Undefined) => return false,
            (Value::Null, Value::Null) => return self == Self::Equal,
            _ => left.order(right),
        };
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Less => order.is_some_and(Ordering::is_lt),
            Self::Greater => order.is_some_and(Ordering::is_gt),
            Self::LessOrEqual => order.is_some_and(Ordering::is_le),
            Self::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
        }
    }
}

impl Arithmetic {
    /// Evaluates an operator. With null the result is null; every other operand without a numeric result gives undefined.
    pub(super) fn apply<'a>(self, left: &Value<'_>, right: &Value<'_>) -> Value<'a> {
        match (left, right) {
            (Value::Number(left), Value::Number(right)) => {
                self.compute(*left, *right).map_or(Value::Undefined, Value::Number)
            }
            (Value::Null, Value::Null | Value::Number(_)) | (Value::Number(_), Value::Null) => Value::Null,
            _ => Value::Undefined,
        }
    }

    fn compute(self, left: Number, right: Number) -> Option<Number> {
        if let (Number::Whole(left), Number::Whole(right)) = (left, right) {
            return match self {
                Self::Add => left.checked_add(right),
                Self::Subtract => left.checked_sub(right),
                Self::Multiply => left.checked_mul(right),
                Self::Divide => left.checked_div(right),
                Self::Remainder => left.checked_rem(right),
            }
            .map(Number::Whole);
        }
        let (left, right) = (left.as_real(), right.as_real());
        Number::real(match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Remainder => left % right,
        })
    }
}

impl Number {
    pub(super) fn from_json(number: &serde_json::Number) -> Option<Self> {
        number.as_i64().map(Self::Whole).or_else(|| Self::real(number.as_f64()?))
    }

    /// Parses `12` or `1.5`. Exponents and shorter forms are not accepted. Returns `None` for other text and for numbers out of range.
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.parse().map(Self::Whole).ok().or_else(|| Self::real(text.parse().ok()?))
    }

    fn real(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Real(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "a whole number beside a real one is only as exact as the real one")]
    fn as_real(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(&right)),
            _ => self.as_real().partial_cmp(&other.as_real()),
        }
    }
}

/// Returns the UTC instant of `yyyy-MM-dd` (midnight) or `yyyy-MM-ddTHH:mm:ss[.S…]Z`, or `None` for any other text.
///
/// The type is a civil date and time because every accepted form is in UTC, and because unlike a timestamp it reaches the end of 9999.
pub(super) fn instant(text: &str, padded_millis: bool) -> Option<DateTime> {
    let text = match text.split_once(['T', 't']) {
        None => fits(text, "dddd-dd-dd").then_some(text)?,
        Some((date, time)) => {
            let time = time.strip_suffix(['Z', 'z'])?;
            let clock = match time.split_once('.') {
                Some((clock, fraction)) if is_digits(fraction) => clock,
                Some(_) => return None,
                None => time,
            };
            (fits(date, "dddd-dd-dd") && fits(clock, "dd:dd:dd")).then_some(&text[..text.len() - 1])?
        }
    };
    match text.split_once('.') {
        Some((seconds, fraction)) if padded_millis && fraction.len() == 6 && fraction.starts_with("000") => {
            format!("{seconds}.{}", &fraction[3..]).parse()
        }
        _ => text.parse(),
    }
    .ok()
}

/// Returns true if the text has the form of the pattern, in which `d` stands for a digit.
pub(super) fn fits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}

/// Returns true if the text consists of at least one digit and nothing else.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
