//! Reads queries.

use crate::{documents::refusals, kernel::refusal::ApiResult};
use std::{iter::Peekable, str::Chars};

/// The longest query, in bytes. (assumption)
const QUERY_MAX: usize = 8 << 10;

/// The largest number of parentheses in each other. (assumption)
const DEPTH_MAX: usize = 32;

/// What an object must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    All(Vec<Query>),
    Any(Vec<Query>),
    Not(Box<Query>),
    /// A field has a value.
    Field(String, Test),
    /// Any text has a word.
    Word(Pattern),
}

/// A condition for a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Equals(Pattern),
    Between(Option<Bound>, Option<Bound>),
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    pub text: String,
    pub is_included: bool,
}

/// A text with wildcards.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern(pub Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece {
    Byte(u8),
    /// `?`
    Any,
    /// `*`
    Rest,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `name:`
    Field(String),
    Value(Test),
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// The query is malformed.
    pub fn read(text: &str) -> ApiResult<Self> {
        if text.len() > QUERY_MAX {
            return Err(refusals::query_malformed("it is too long"));
        }
        let mut reader = Reader { tokens: tokens(text)?.into_iter().peekable(), depth: 0 };
        let query = reader.any(None)?;
        match reader.tokens.next() {
            None => Ok(query),
            Some(_) => Err(refusals::query_malformed("a parenthesis is closed that was not opened")),
        }
    }
}

struct Reader {
    tokens: Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

impl Reader {
    /// Reads conditions of which one must hold. Inside `name:(…)` they are about that field.
    fn any(&mut self, field: Option<&str>) -> ApiResult<Query> {
        let mut parts = vec![self.all(field)?];
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            parts.push(self.all(field)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::Any(parts) })
    }

    /// Reads conditions that must all hold.
    fn all(&mut self, field: Option<&str>) -> ApiResult<Query> {
        let mut parts = vec![self.one(field)?];
        loop {
            match self.tokens.peek() {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => {
                    self.tokens.next();
                }
                Some(_) => {}
            }
            parts.push(self.one(field)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::All(parts) })
    }

    fn one(&mut self, field: Option<&str>) -> ApiResult<Query> {
        let value = |field: Option<&str>, test: Test| match (field, test) {
            (Some(name), test) => Ok(Query::Field(name.to_owned(), test)),
            (None, Test::Equals(pattern)) => Ok(Query::Word(pattern)),
            (None, Test::Between(..)) => Err(refusals::query_malformed("a range has no field")),
        };
        match self.tokens.next() {
            Some(Token::Not) => {
                self.deeper()?;
                let part = self.one(field)?;
                self.depth -= 1;
                Ok(Query::Not(Box::new(part)))
            }
            Some(Token::Open) => self.group(field),
            Some(Token::Value(test)) => value(field, test),
            Some(Token::Field(name)) => match self.tokens.next() {
                Some(Token::Value(test)) if name == "*" => Ok(Query::Word(match test {
                    Test::Equals(pattern) => pattern,
                    Test::Between(..) => return Err(refusals::query_malformed("a range has no field")),
                })),
                Some(Token::Value(test)) => value(Some(&name), test),
                Some(Token::Open) => self.group(Some(&name)),
                _ => Err(refusals::query_malformed(&format!("the field {name} has no value"))),
            },
            _ => Err(refusals::query_malformed("a condition is missing")),
        }
    }

    fn group(&mut self, field: Option<&str>) -> ApiResult<Query> {
        self.deeper()?;
        let inner = self.any(field)?;
        self.depth -= 1;
        match self.tokens.next() {
            Some(Token::Close) => Ok(inner),
            _ => Err(refusals::query_malformed("a parenthesis is not closed")),
        }
    }

    fn deeper(&mut self) -> ApiResult<()> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(refusals::query_malformed("it is nested too deeply"));
        }
        Ok(())
    }
}

fn tokens(text: &str) -> ApiResult<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.peek().copied() {
        // What follows the colon of a field is a value, whatever it begins with.
        let is_value = matches!(tokens.last(), Some(Token::Field(_)));
        let single = match letter {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '!' | '-' if !is_value => Some(Token::Not),
            _ => None,
        };
        if let Some(token) = single {
            letters.next();
            tokens.push(token);
        } else if letter.is_whitespace() || (letter == '+' && !is_value) {
            letters.next();
        } else if letter == '"' {
            letters.next();
            tokens.push(Token::Value(Test::Equals(quoted(&mut letters)?)));
        } else if is_value && matches!(letter, '[' | '{') {
            letters.next();
            tokens.push(Token::Value(range(&mut letters, letter == '[')?));
        } else if is_value && matches!(letter, '<' | '>') {
            letters.next();
            let is_included = letters.next_if_eq(&'=').is_some();
            let bound = Some(Bound { text: plain(&word(&mut letters, false)?.0), is_included });
            let test = if letter == '>' { Test::Between(bound, None) } else { Test::Between(None, bound) };
            tokens.push(Token::Value(test));
        } else {
            let (pattern, is_field) = word(&mut letters, !is_value)?;
            tokens.push(match (plain(&pattern).as_str(), is_field) {
                (name, true) => Token::Field(name.to_owned()),
                ("AND" | "&&", _) => Token::And,
                ("OR" | "||", _) => Token::Or,
                ("NOT", _) => Token::Not,
                _ => Token::Value(Test::Equals(pattern)),
            });
        }
    }
    Ok(tokens)
}

/// Reads up to a blank or a parenthesis, or up to a colon where a field may be named. Returns also whether it was a field.
fn word(letters: &mut Peekable<Chars>, may_be_field: bool) -> ApiResult<(Pattern, bool)> {
    let mut pieces = Vec::new();
    while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace() && !matches!(letter, '(' | ')')) {
        match letter {
            ':' if may_be_field => {
                if pieces.is_empty() {
                    return Err(refusals::query_malformed("a field has no name"));
                }
                return Ok((Pattern(pieces), true));
            }
            '\\' => push(&mut pieces, letters.next().ok_or_else(ends_with_escape)?),
            '*' => pieces.push(Piece::Rest),
            '?' => pieces.push(Piece::Any),
            letter => push(&mut pieces, letter),
        }
    }
    Ok((Pattern(pieces), false))
}

fn ends_with_escape() -> crate::kernel::refusal::Refusal {
    refusals::query_malformed("it ends with an escape")
}

/// Reads up to the closing quotation mark. Wildcards have no meaning there.
fn quoted(letters: &mut Peekable<Chars>) -> ApiResult<Pattern> {
    let mut pieces = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Ok(Pattern(pieces)),
            '\\' => push(&mut pieces, letters.next().ok_or_else(ends_with_escape)?),
            letter => push(&mut pieces, letter),
        }
    }
    Err(refusals::query_malformed("a quotation mark is missing"))
}

/// Reads `1 TO 5]`. A bound that is `*` is none.
fn range(letters: &mut Peekable<Chars>, includes_low: bool) -> ApiResult<Test> {
    let text: String = std::iter::from_fn(|| letters.next_if(|letter| !matches!(letter, ']' | '}'))).collect();
    let bounds = text.split_once(" TO ");
    let (Some((low, high)), Some(end)) = (bounds, letters.next()) else {
        return Err(refusals::query_malformed("a range must be like [1 TO 5]"));
    };
    let bound = |text: &str, is_included: bool| {
        let text = text.trim().trim_matches('"').to_owned();
        (text != "*").then_some(Bound { text, is_included })
    };
    Ok(Test::Between(bound(low, includes_low), bound(high, end == ']')))
}

fn push(pieces: &mut Vec<Piece>, letter: char) {
    pieces.extend(letter.encode_utf8(&mut [0; 4]).bytes().map(Piece::Byte));
}

/// Returns a pattern as a text.
fn plain(Pattern(pieces): &Pattern) -> String {
    let bytes = pieces.iter().map(|piece| match piece {
        Piece::Byte(byte) => *byte,
        Piece::Any => b'?',
        Piece::Rest => b'*',
    });
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}
