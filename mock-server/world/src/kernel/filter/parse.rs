//! Parses filter text by recursive descent, with one function for each level of precedence, from the loosest to the tightest.

use super::{
    expression::{Expression, Literal, TextFunction, TextTest},
    value::{Arithmetic, Comparison, Number, fits, instant, is_digits},
};
use crate::kernel::refusal::Refusal;

/// The longest accepted filter text, in bytes.
pub const MAX_FILTER_BYTES: usize = 4096;

/// The deepest accepted nesting: parentheses, function calls, `not` and `-` each count as one level.
pub const MAX_FILTER_DEPTH: usize = 64;

/// The error for text that is not a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid $filter at position {position}: {reason}.")]
pub struct FilterError {
    /// The position of the error: the number of characters before it, so 0 is the first character.
    pub position: usize,
    /// The error, without a closing full stop.
    pub reason: String,
}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Self {
        Self::bad_request("skyscraper.request.filter.invalid", error.to_string())
    }
}

type Parsed<T> = Result<T, FilterError>;

/// Parses the text into a condition. Returns `None` for blank text.
pub(super) fn parse(text: &str) -> Parsed<Option<Expression>> {
    if text.len() > MAX_FILTER_BYTES {
        let limit = text.floor_char_boundary(MAX_FILTER_BYTES);
        return Err(error(text, limit, format!("the filter is longer than {MAX_FILTER_BYTES} bytes")));
    }
    let mut lexer = Lexer { text, at: 0 };
    let (at, token) = lexer.next()?;
    if token == Token::End {
        return Ok(None);
    }
    let mut parser = Parser { lexer, token, at, depth: 0 };
    let condition = parser.any()?;
    if parser.token != Token::End {
        return Err(parser.unexpected("an operator or the end of the filter"));
    }
    parser.condition(condition, at).map(Some)
}

/// Creates an error. `at` is a byte offset into the text, on a character boundary.
fn error(text: &str, at: usize, reason: impl Into<String>) -> FilterError {
    FilterError { position: text[..at].chars().count(), reason: reason.into() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Open,
    Close,
    Comma,
    Minus,
    /// Letters, digits and the punctuation that dates, paths and ids contain.
    Word(&'t str),
    /// The text between the outer quotes; quotes inside it are still doubled.
    Quoted(&'t str),
    End,
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::Comma => f.write_str("`,`"),
            Self::Minus => f.write_str("`-`"),
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Quoted(text) => write!(f, "`'{text}'`"),
            Self::End => f.write_str("the end of the filter"),
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    /// The byte offset of the unread text.
    at: usize,
}

impl<'t> Lexer<'t> {
    /// Returns the next token and its byte offset.
    fn next(&mut self) -> Parsed<(usize, Token<'t>)> {
        let rest = self.text[self.at..].trim_start();
        let start = self.text.len() - rest.len();
        let (token, length) = match rest.chars().next() {
            None => (Token::End, 0),
            Some('(') => (Token::Open, 1),
            Some(')') => (Token::Close, 1),
            Some(',') => (Token::Comma, 1),
            Some('-') => (Token::Minus, 1),
            Some('\'') => {
                let Some(length) = quoted_length(&rest[1..]) else {
                    return Err(error(self.text, start, "the text that begins here has no closing quote"));
                };
                (Token::Quoted(&rest[1..=length]), length + 2)
            }
            Some(first) => {
                let length = rest.find(|character| !is_word_character(character)).unwrap_or(rest.len());
                if length == 0 {
                    return Err(error(self.text, start, format!("the character `{first}` has no meaning here")));
                }
                (Token::Word(&rest[..length]), length)
            }
        };
        self.at = start + length;
        Ok((start, token))
    }
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | ':' | '-')
}

/// Returns the number of bytes before the closing quote, which is the first quote that is not doubled.
fn quoted_length(text: &str) -> Option<usize> {
    let mut length = text.find('\'')?;
    while text[length + 1..].starts_with('\'') {
        length += 2;
        length += text[length..].find('\'')?;
    }
    Some(length)
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    /// The token that is read next.
    token: Token<'t>,
    /// The byte offset of that token.
    at: usize,
    /// The number of open nesting levels.
    depth: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Parsed<Expression> {
        self.joined("or", Self::all, Expression::Any)
    }

    fn all(&mut self) -> Parsed<Expression> {
        self.joined("and", Self::negation, Expression::All)
    }

    /// Parses terms joined by one word. A single term is returned unchanged.
    fn joined(
        &mut self,
        word: &str,
        term: fn(&mut Self) -> Parsed<Expression>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Parsed<Expression> {
        let at = self.at;
        let first = term(self)?;
        if !self.sees(word) {
            return Ok(first);
        }
        let mut terms = vec![self.condition(first, at)?];
        while self.sees(word) {
            self.advance()?;
            let at = self.at;
            let next = term(self)?;
            terms.push(self.condition(next, at)?);
        }
        Ok(join(terms))
    }

    fn negation(&mut self) -> Parsed<Expression> {
        if !self.sees("not") {
            return self.comparison();
        }
        self.nested(|parser| {
            let at = parser.at;
            let term = parser.negation()?;
            Ok(Expression::Not(Box::new(parser.condition(term, at)?)))
        })
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let left = self.sum()?;
        let Some(comparison) = self.comparison_seen() else { return Ok(left) };
        self.advance()?;
        let right = self.sum()?;
        if self.comparison_seen().is_some() {
            return Err(self.error("comparisons do not chain; join them with `and`, or use parentheses"));
        }
        Ok(Expression::Comparison(Box::new(left), comparison, Box::new(right)))
    }

    fn comparison_seen(&self) -> Option<Comparison> {
        const COMPARISONS: [(&str, Comparison); 6] = [
            ("eq", Comparison::Equal),
            ("ne", Comparison::NotEqual),
            ("lt", Comparison::Less),
            ("gt", Comparison::Greater),
            ("le", Comparison::LessOrEqual),
            ("ge", Comparison::GreaterOrEqual),
        ];
        self.one_of(&COMPARISONS)
    }

    fn sum(&mut self) -> Parsed<Expression> {
        self.arithmetic(&[("add", Arithmetic::Add), ("sub", Arithmetic::Subtract)], Self::product)
    }

    fn product(&mut self) -> Parsed<Expression> {
        let operators = [("mul", Arithmetic::Multiply), ("div", Arithmetic::Divide), ("mod", Arithmetic::Remainder)];
        self.arithmetic(&operators, Self::sign)
    }

    fn arithmetic(
        &mut self,
        operators: &[(&str, Arithmetic)],
        operand: fn(&mut Self) -> Parsed<Expression>,
    ) -> Parsed<Expression> {
        let first = operand(self)?;
        let mut rest = Vec::new();
        while let Some(operator) = self.one_of(operators) {
            self.advance()?;
            rest.push((operator, operand(self)?));
        }
        Ok(if rest.is_empty() { first } else { Expression::Arithmetic(Box::new(first), rest) })
    }

    fn sign(&mut self) -> Parsed<Expression> {
        if self.token != Token::Minus {
            return self.operand();
        }
        self.nested(|parser| Ok(Expression::Negative(Box::new(parser.sign()?))))
    }

    fn operand(&mut self) -> Parsed<Expression> {
        match self.token {
            Token::Open => self.nested(|parser| {
                let inner = parser.any()?;
                parser.expect(Token::Close)?;
                Ok(inner)
            }),
            Token::Quoted(text) => {
                self.advance()?;
                Ok(Expression::Literal(Literal::Text(text.replace("''", "'"))))
            }
            Token::Word(word) => {
                let at = self.at;
                if OPERATORS.iter().any(|operator| word.eq_ignore_ascii_case(operator)) {
                    return Err(self.unexpected("a value"));
                }
                self.advance()?;
                if self.token == Token::Open {
                    return self.call(word, at);
                }
                named(word).map_err(|reason| error(self.lexer.text, at, reason))
            }
            Token::Close | Token::Comma | Token::Minus | Token::End => Err(self.unexpected("a value")),
        }
    }

    /// Parses the rest of a function call. Its name, at `at`, has been read.
    fn call(&mut self, name: &str, at: usize) -> Parsed<Expression> {
        let tests =
            [("startswith", TextTest::StartsWith), ("endswith", TextTest::EndsWith), ("contains", TextTest::Contains)];
        let functions =
            [("length", TextFunction::Length), ("tolower", TextFunction::ToLower), ("toupper", TextFunction::ToUpper)];
        if let Some(test) = chosen(&tests, name) {
            return self.nested(|parser| {
                let text = parser.any()?;
                parser.expect(Token::Comma)?;
                let part = parser.any()?;
                parser.expect(Token::Close)?;
                Ok(Expression::Test(test, Box::new([text, part])))
            });
        }
        if let Some(function) = chosen(&functions, name) {
            return self.nested(|parser| {
                let text = parser.any()?;
                parser.expect(Token::Close)?;
                Ok(Expression::Text(function, Box::new(text)))
            });
        }
        Err(error(self.lexer.text, at, format!("there is no function `{name}`")))
    }

    /// Reads the token that opens a nesting level, then the content of that level.
    fn nested(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<Expression>) -> Parsed<Expression> {
        if self.depth == MAX_FILTER_DEPTH {
            return Err(self.error(format!("the filter is nested deeper than {MAX_FILTER_DEPTH} levels")));
        }
        self.depth += 1;
        self.advance()?;
        let expression = inside(self)?;
        self.depth -= 1;
        Ok(expression)
    }

    /// Returns the expression if it is a condition, and an error otherwise. `at` is the offset at which it begins.
    fn condition(&self, expression: Expression, at: usize) -> Parsed<Expression> {
        if expression.is_condition() {
            Ok(expression)
        } else {
            Err(error(self.lexer.text, at, "a condition such as `status eq 'READY'` is expected, not a mere value"))
        }
    }

    fn advance(&mut self) -> Parsed<()> {
        (self.at, self.token) = self.lexer.next()?;
        Ok(())
    }

    fn expect(&mut self, token: Token<'_>) -> Parsed<()> {
        if self.token == token { self.advance() } else { Err(self.unexpected(&token.to_string())) }
    }

    fn sees(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(seen) if seen.eq_ignore_ascii_case(word))
    }

    fn one_of<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        if let Token::Word(word) = self.token { chosen(choices, word) } else { None }
    }

    fn unexpected(&self, wanted: &str) -> FilterError {
        self.error(format!("{wanted} is expected, not {}", self.token))
    }

    /// Creates an error at the next token.
    fn error(&self, reason: impl Into<String>) -> FilterError {
        error(self.lexer.text, self.at, reason)
    }
}

/// Operator words, which cannot be used as values.
const OPERATORS: [&str; 14] =
    ["or", "and", "not", "eq", "ne", "lt", "gt", "le", "ge", "add", "sub", "mul", "div", "mod"];

/// Returns the choice with this name; letter case does not matter.
fn chosen<T: Copy>(choices: &[(&str, T)], name: &str) -> Option<T> {
    choices.iter().find(|(choice, _)| name.eq_ignore_ascii_case(choice)).map(|(_, value)| *value)
}

/// Returns the meaning of a word without quotes, or an error text if it has none.
fn named(word: &str) -> Result<Expression, String> {
    let constants = [("null", None), ("true", Some(true)), ("false", Some(false))];
    let literal = if let Some(constant) = chosen(&constants, word) {
        constant.map_or(Literal::Null, Literal::Bool)
    } else if begins_as_date(word) {
        if instant(word, false).is_none() {
            return Err(format!("`{word}` is not a date; write yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss[.SSS]Z"));
        }
        Literal::Date(word.into())
    } else if is_decimal(word) {
        Literal::Number(Number::parse(word).ok_or_else(|| format!("the number `{word}` is out of range"))?)
    } else if word.split('.').all(is_identifier) {
        return Ok(Expression::Attribute(word.split('.').map(str::to_owned).collect()));
    } else if word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        Literal::Text(word.into())
    } else {
        return Err(format!("`{word}` is neither an attribute nor a value; text stands in single quotes"));
    };
    Ok(Expression::Literal(literal))
}

/// Returns true if the text can only be a date. No id begins like this: the first group of a UUID is longer than a year.
fn begins_as_date(word: &str) -> bool {
    word.split(['T', 't']).next().is_some_and(|date| fits(date, "dddd-dd-dd"))
}

fn is_decimal(word: &str) -> bool {
    word.split_once('.').map_or_else(|| is_digits(word), |(whole, fraction)| is_digits(whole) && is_digits(fraction))
}

fn is_identifier(segment: &str) -> bool {
    !segment.starts_with(|first: char| first.is_ascii_digit())
        && !segment.is_empty()
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_and_the_reason() {
        let table = [
            ("status eq", 9, "a value is expected, not the end of the filter"),
            ("status eq 'READY", 10, "the text that begins here has no closing quote"),
            ("status eq 'it''s", 10, "the text that begins here has no closing quote"),
            ("status is 'READY'", 7, "an operator or the end of the filter is expected, not `is`"),
            ("(status eq 'READY'", 18, "`)` is expected, not the end of the filter"),
            ("status eq 'READY')", 17, "an operator or the end of the filter is expected, not `)`"),
            ("a eq 1 and or b eq 2", 11, "a value is expected, not `or`"),
            ("1 lt version lt 3", 13, "comparisons do not chain; join them with `and`, or use parentheses"),
            ("name eq 'Ünï' & true", 14, "the character `&` has no meaning here"),
            ("created gt 2016-13-09", 11, "`2016-13-09` is not a date; write yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss[.SSS]Z"),
            (
                "updated gt 2016-08-09T13:00:00",
                11,
                "`2016-08-09T13:00:00` is not a date; write yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss[.SSS]Z",
            ),
            ("a..b eq 1", 0, "`a..b` is neither an attribute nor a value; text stands in single quotes"),
            ("substringof('x', name)", 0, "there is no function `substringof`"),
            ("contains(name)", 13, "`,` is expected, not `)`"),
            ("length(name, 'x') eq 1", 11, "`)` is expected, not `,`"),
            ("'READY'", 0, "a condition such as `status eq 'READY'` is expected, not a mere value"),
            ("true and (a add 1)", 9, "a condition such as `status eq 'READY'` is expected, not a mere value"),
            ("not length(name)", 4, "a condition such as `status eq 'READY'` is expected, not a mere value"),
        ];
        for (text, position, reason) in table {
            let error = parse(text).expect_err(text);
            assert_eq!(error, FilterError { position, reason: reason.into() }, "{text}");
        }
        let huge = format!("version lt {}", "9".repeat(400));
        let error = parse(&huge).expect_err("beyond every number");
        assert!(error.position == 11 && error.reason.ends_with("is out of range"), "{error}");
        let error = parse("status eq").expect_err("incomplete");
        assert_eq!(error.to_string(), "Invalid $filter at position 9: a value is expected, not the end of the filter.");
    }

    #[test]
    fn length_is_limited_before_anything_else() {
        let longest = format!("name eq '{}'", "x".repeat(MAX_FILTER_BYTES - 10));
        assert_eq!(longest.len(), MAX_FILTER_BYTES);
        parse(&longest).expect("as long as allowed");
        let error = parse(&"é".repeat(MAX_FILTER_BYTES / 2 + 1)).expect_err("too long");
        assert_eq!(
            (error.position, error.reason.as_str()),
            (MAX_FILTER_BYTES / 2, "the filter is longer than 4096 bytes")
        );
    }

    #[test]
    fn nesting_is_limited_and_chains_are_not_nesting() {
        for (open, close, refused_at) in [("(", ")", 64), ("not ", "", 256), ("-", "", 64), ("tolower(", ")", 519)] {
            let nested = |levels| parse(&format!("{}name{} eq null", open.repeat(levels), close.repeat(levels)));
            nested(MAX_FILTER_DEPTH).expect("as deep as allowed");
            let error = nested(MAX_FILTER_DEPTH + 1).expect_err(open);
            let reason = "the filter is nested deeper than 64 levels".to_owned();
            assert_eq!(error, FilterError { position: refused_at, reason }, "{open}");
        }
        for chain in [vec!["(a)"; 500].join(" and "), format!("0 lt {}", vec!["-1"; 400].join(" add "))] {
            parse(&chain).expect("a chain is one level");
        }
    }
}
