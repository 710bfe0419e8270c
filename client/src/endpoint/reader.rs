//! The one reader: whatever is read by a type of the wire is read through [`Reader`], so each type's reading is compiled once.
//!
//! It reads JSON from its text as it goes, and the flat texts of queries, forms and paths; it knows where it stands, so that an error can name the
//! place; it notes, where it is asked to, what no type has a place for. A struct is read from an object alone: the fields of an object could
//! otherwise be given as a list in their order, a form that the service does not have.
//!
//! What is wrong with a document that is no JSON is said by `serde_json`, in its words.

use crate::form::Pair;
use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Unexpected, VariantAccess,
        Visitor,
    },
};
use std::{borrow::Cow, fmt, fmt::Write as _};

/// How deep lists and objects may lie in each other.
const DEPTH_MAX: u8 = 128;

/// The name by which `serde_json` asks for a value as it was written.
const RAW: &str = "$serde_json::private::RawValue";

/// What is read, how far, and where that is.
pub struct Document<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
    path: Vec<Step<'de>>,
    /// Where the first error was met.
    failed: Option<String>,
    /// What nobody has read, if that is asked for.
    unread: Option<Vec<String>>,
    /// Whether nulls and empty texts count as sent.
    strict: bool,
}

enum Step<'de> {
    Key(Cow<'de, str>),
    Index(usize),
    Variant(Cow<'de, str>),
}

/// What comes next.
enum What<'de> {
    /// A value of the document.
    Json,
    /// Names and values, in place of an object.
    Pairs(Vec<Pair<'de>>),
    /// A text, which may be that of a number.
    Text(Cow<'de, str>),
}

/// Reads a value.
pub struct Reader<'r, 'de> {
    document: &'r mut Document<'de>,
    what: What<'de>,
}

/// Why something cannot be read.
#[derive(Debug)]
pub struct Fault(Box<Reason>);

#[derive(Debug)]
struct Reason {
    text: String,
    /// Where the document had been read to.
    at: Option<usize>,
    /// It is no JSON: the reason names its place itself.
    no_json: bool,
}

impl Fault {
    #[cold]
    #[inline(never)]
    fn new(text: String) -> Self {
        Self(Box::new(Reason { text, at: None, no_json: false }))
    }

    #[cold]
    #[inline(never)]
    fn unexpected(what: &str, found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(match found {
            Unexpected::Unit => format!("invalid {what}: null, expected {expected}"),
            Unexpected::Float(number) => {
                let number = serde_json::Number::from_f64(number).map(|number| number.to_string()).unwrap_or_default();
                format!("invalid {what}: floating point `{number}`, expected {expected}")
            }
            found => format!("invalid {what}: {found}, expected {expected}"),
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    #[cold]
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::new(text.to_string())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("type", found, expected)
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("value", found, expected)
    }
}

/// Why a document cannot be read: the place, as `cluster.hosts[2].id`, and what is wrong there.
pub(super) struct Refusal {
    pub(super) path: String,
    pub(super) reason: String,
}

enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

/// A scalar, or how something else begins.
enum Token<'de> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'de, str>),
    List,
    Object,
}

impl<'de> Document<'de> {
    /// A document; what nobody reads is noted where `noting`.
    pub fn new(text: &'de str, noting: bool) -> Self {
        Self { text, at: 0, depth: 0, path: Vec::new(), failed: None, unread: noting.then(Vec::new), strict: false }
    }

    /// A document of which everything counts that nobody reads, nulls and empty texts too.
    pub fn strict(text: &'de str) -> Self {
        Self { strict: true, ..Self::new(text, true) }
    }

    /// What is to be read as JSON.
    pub fn json(&mut self) -> Reader<'_, 'de> {
        Reader { document: self, what: What::Json }
    }

    /// Names and values that are to be read as an object.
    pub fn pairs(&mut self, pairs: Vec<Pair<'de>>) -> Reader<'_, 'de> {
        Reader { document: self, what: What::Pairs(pairs) }
    }

    /// What nobody read.
    pub fn unread(self) -> Vec<String> {
        self.unread.unwrap_or_default()
    }

    /// Nothing but white space may follow.
    ///
    /// # Errors
    /// Something does.
    pub fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_some() { Err(self.no_json()) } else { Ok(()) }
    }

    /// Says what an error means.
    pub(super) fn refusal(&mut self, fault: Fault) -> Refusal {
        let Reason { text: mut reason, at, no_json } = *fault.0;
        if let Some(at) = at
            && !no_json
            && !self.text.is_empty()
        {
            let before = &self.text.as_bytes()[..at];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let column = at - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let _ = write!(reason, " at line {line} column {column}");
        }
        // Where a document breaks off is told by line and column; a key that was read by then may be anything.
        let path = if no_json { String::new() } else { self.failed.take().unwrap_or_default() };
        Refusal { path, reason }
    }

    /// Remembers how far it was read when an error came up.
    fn placed(&self, mut fault: Fault) -> Fault {
        fault.0.at.get_or_insert(self.at);
        fault
    }

    /// Remembers where an error came up.
    #[cold]
    #[inline(never)]
    fn failed(&mut self) {
        if self.failed.is_none() {
            self.failed = Some(self.place(true));
        }
    }

    fn place(&self, variants: bool) -> String {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Index(index) => _ = write!(place, "[{index}]"),
                Step::Variant(_) if !variants => {}
                Step::Key(name) | Step::Variant(name) => {
                    if !place.is_empty() {
                        place.push('.');
                    }
                    place.push_str(name);
                }
            }
        }
        place
    }

    /// What is wrong with a document that is no JSON.
    #[cold]
    #[inline(never)]
    fn no_json(&self) -> Fault {
        match serde_json::from_str::<serde_json::Value>(self.text) {
            Err(err) => Fault(Box::new(Reason { text: err.to_string(), at: None, no_json: true })),
            Ok(_) => self.unfit("trailing characters"),
        }
    }

    /// What is wrong with a document that is JSON and has something where nothing of the kind can stand.
    #[cold]
    #[inline(never)]
    fn unfit(&self, what: &str) -> Fault {
        let before = &self.text.as_bytes()[..self.text.len().min(self.at + 1)];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.len() - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        Fault(Box::new(Reason { text: format!("{what} at line {line} column {column}"), at: None, no_json: true }))
    }

    #[cold]
    #[inline(never)]
    fn one_variant_only(&mut self) -> Fault {
        self.at -= 1;
        let fault = self.unfit("expected value");
        self.at += 1;
        fault
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn take(&mut self, expected: u8) -> Result<(), Fault> {
        if self.peek() == Some(expected) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.no_json())
        }
    }

    /// How the next value begins; of a list or an object nothing is taken.
    fn token(&mut self) -> Result<Token<'de>, Fault> {
        match self.peek() {
            Some(b'n') => self.word("null").map(|()| Token::Null),
            Some(b't') => self.word("true").map(|()| Token::Bool(true)),
            Some(b'f') => self.word("false").map(|()| Token::Bool(false)),
            Some(b'-' | b'0'..=b'9') => self.number().map(Token::Number),
            Some(b'"') => self.string().map(Token::Text),
            Some(b'[') => Ok(Token::List),
            Some(b'{') => Ok(Token::Object),
            _ => Err(self.no_json()),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.no_json())
        }
    }

    fn number(&mut self) -> Result<Number, Fault> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        let text = &rest[..length.unwrap_or(rest.len())];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        if digits.is_empty() || leading_zero || (!plain && serde_json::from_str::<IgnoredAny>(text).is_err()) {
            return Err(self.no_json());
        }
        let number = match (plain, text.starts_with('-')) {
            (true, false) => text.parse().ok().map(Number::Unsigned),
            (true, true) => text.parse().ok().filter(|number| *number != 0).map(Number::Signed),
            (false, _) => None,
        };
        let number = number.or_else(|| text.parse().ok().filter(|number: &f64| number.is_finite()).map(Number::Float));
        let number = number.ok_or_else(|| self.no_json())?;
        self.at += text.len();
        Ok(number)
    }

    /// How far the text that begins here goes, quotes and all, and whether it can be taken as it stands.
    fn quoted(&self) -> Option<(&'de str, bool)> {
        let rest = &self.text[self.at..];
        let (mut plain, mut escaped) = (true, false);
        for (at, byte) in rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => (plain, escaped) = (false, true),
                b'"' => return Some((&rest[..=at], plain)),
                0..=0x1f => plain = false,
                _ => {}
            }
        }
        None
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        let (quoted, plain) = self.quoted().ok_or_else(|| self.no_json())?;
        let text = if plain {
            Cow::Borrowed(&quoted[1..quoted.len() - 1])
        } else {
            Cow::Owned(serde_json::from_str(quoted).map_err(|_| self.no_json())?)
        };
        self.at += quoted.len();
        Ok(text)
    }

    /// Passes over a value, and gives it as it was written.
    fn skip(&mut self) -> Result<&'de str, Fault> {
        self.peek();
        let begin = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => self.at += self.quoted().ok_or_else(|| self.no_json())?.0.len(),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => self.at += 1,
                Some(byte) if !matches!(byte, b'}' | b']' | b',' | b':') => {
                    let rest = &self.text.as_bytes()[self.at..];
                    let end = rest.iter().position(|byte| b" \n\t\r,:]}[{\"".contains(byte));
                    self.at += end.unwrap_or(rest.len());
                }
                _ => return Err(self.no_json()),
            }
            if depth == 0 {
                break;
            }
        }
        let skipped = &self.text[begin..self.at];
        match serde_json::from_str::<IgnoredAny>(skipped) {
            Ok(_) => Ok(skipped),
            Err(_) => Err(self.no_json()),
        }
    }

    /// Passes over a value that no type has a place for. `null` and an empty text count as not sent.
    fn ignore(&mut self) -> Result<(), Fault> {
        let skipped = self.skip()?;
        if self.unread.is_some() && (self.strict || !matches!(skipped, "null" | "\"\"")) {
            let place = self.place(false);
            self.unread.get_or_insert_default().push(place);
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.at += 1;
        self.depth += 1;
        if self.depth >= DEPTH_MAX {
            let mut fault = self.placed(Fault::new("recursion limit exceeded".to_owned()));
            fault.0.no_json = true;
            return Err(fault);
        }
        Ok(())
    }

    /// Enters a list or an object, if one begins here.
    fn enter_if(&mut self, begin: u8, expected: &dyn Expected) -> Result<(), Fault> {
        if self.peek() == Some(begin) { self.enter() } else { Err(self.invalid_type(expected)) }
    }

    /// Leaves a list or an object at its end; `fault` is what went wrong within.
    fn leave(&mut self, end: u8, fault: Option<Fault>) -> Result<(), Fault> {
        self.depth = self.depth.saturating_sub(1);
        match fault {
            None => {
                if end == b']' && self.peek() == Some(b',') {
                    self.at += 1;
                    self.peek();
                }
                self.take(end)
            }
            Some(fault) => {
                if self.peek() == Some(end) {
                    self.at += 1;
                }
                Err(self.placed(fault))
            }
        }
    }

    /// What stands here is of another type.
    #[cold]
    #[inline(never)]
    fn invalid_type(&mut self, expected: &dyn Expected) -> Fault {
        let token = match self.token() {
            Ok(token) => token,
            Err(fault) => return fault,
        };
        let fault = match &token {
            Token::Null => Fault::invalid_type(Unexpected::Unit, expected),
            Token::Bool(value) => Fault::invalid_type(Unexpected::Bool(*value), expected),
            Token::Number(Number::Unsigned(number)) => Fault::invalid_type(Unexpected::Unsigned(*number), expected),
            Token::Number(Number::Signed(number)) => Fault::invalid_type(Unexpected::Signed(*number), expected),
            Token::Number(Number::Float(number)) => Fault::invalid_type(Unexpected::Float(*number), expected),
            Token::Text(text) => Fault::invalid_type(Unexpected::Str(text), expected),
            Token::List => Fault::invalid_type(Unexpected::Seq, expected),
            Token::Object => Fault::invalid_type(Unexpected::Map, expected),
        };
        self.placed(fault)
    }

    /// Whether another item follows in a list.
    fn next_item(&mut self, first: &mut bool) -> Result<bool, Fault> {
        match self.peek() {
            Some(b']') => return Ok(false),
            Some(b',') if !*first => self.at += 1,
            Some(_) if *first => {}
            _ => return Err(self.no_json()),
        }
        *first = false;
        // A comma leads to another item.
        if self.peek() == Some(b']') { Err(self.no_json()) } else { Ok(true) }
    }

    /// The next name in an object.
    fn next_key(&mut self, first: &mut bool) -> Result<Option<Cow<'de, str>>, Fault> {
        match self.peek() {
            Some(b'}') => return Ok(None),
            Some(b',') if !*first => self.at += 1,
            Some(_) if *first => {}
            _ => return Err(self.no_json()),
        }
        *first = false;
        if self.peek() == Some(b'"') { self.string().map(Some) } else { Err(self.no_json()) }
    }
}

impl<'r, 'de> Reader<'r, 'de> {
    fn text(document: &'r mut Document<'de>, text: Cow<'de, str>) -> Self {
        Self { document, what: What::Text(text) }
    }
}

/// Hands a text to whoever reads it.
fn visit_text<'de, V: Visitor<'de>>(
    document: &Document<'de>,
    text: Cow<'de, str>,
    visitor: V,
) -> Result<V::Value, Fault> {
    let read = match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    };
    read.map_err(|fault| document.placed(fault))
}

fn visit_object<'de, V: Visitor<'de>>(document: &mut Document<'de>, visitor: V) -> Result<V::Value, Fault> {
    let read = visitor.visit_map(Fields {
        document: &mut *document,
        rest: Rest::Json { first: true },
        key: None,
        value: None,
    });
    match read {
        Ok(value) => document.leave(b'}', None).map(|()| value),
        Err(fault) => Err(document.leave(b'}', Some(fault)).err().unwrap_or_else(|| Fault::new(String::new()))),
    }
}

fn visit_pairs<'de, V: Visitor<'de>>(
    document: &mut Document<'de>,
    pairs: Vec<Pair<'de>>,
    visitor: V,
) -> Result<V::Value, Fault> {
    visitor.visit_map(Fields { document, rest: Rest::Pairs(pairs.into_iter()), key: None, value: None })
}

fn visit_list<'de, V: Visitor<'de>>(document: &mut Document<'de>, visitor: V) -> Result<V::Value, Fault> {
    let read = visitor.visit_seq(Items { document: &mut *document, first: true, index: 0 });
    match read {
        Ok(value) => document.leave(b']', None).map(|()| value),
        Err(fault) => Err(document.leave(b']', Some(fault)).err().unwrap_or_else(|| Fault::new(String::new()))),
    }
}

fn visit_number<'de, V: Visitor<'de>>(document: &mut Document<'de>, visitor: V) -> Result<V::Value, Fault> {
    if !matches!(document.peek(), Some(b'-' | b'0'..=b'9')) {
        return Err(document.invalid_type(&visitor));
    }
    let read = match document.number()? {
        Number::Unsigned(number) => visitor.visit_u64(number),
        Number::Signed(number) => visitor.visit_i64(number),
        Number::Float(number) => visitor.visit_f64(number),
    };
    read.map_err(|fault| document.placed(fault))
}

macro_rules! numbers {
    ($($read:ident $visit:ident $type:ty;)*) => { $(
        fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.what {
                What::Text(text) => match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(err) => Err(Fault::custom(err)),
                },
                _ => visit_number(self.document, visitor),
            }
        }
    )* };
}

macro_rules! as_text {
    ($($read:ident)*) => { $(
        fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.what {
                What::Text(text) => visit_text(self.document, text, visitor),
                _ => match self.document.peek() {
                    Some(b'"') => {
                        let text = self.document.string()?;
                        visit_text(self.document, text, visitor)
                    }
                    _ => Err(self.document.invalid_type(&visitor)),
                },
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let document = self.document;
        match self.what {
            What::Json => {}
            What::Pairs(pairs) => return visit_pairs(document, pairs, visitor),
            What::Text(text) => return visit_text(document, text, visitor),
        }
        let read = match document.token()? {
            Token::Null => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Number(Number::Unsigned(number)) => visitor.visit_u64(number),
            Token::Number(Number::Signed(number)) => visitor.visit_i64(number),
            Token::Number(Number::Float(number)) => visitor.visit_f64(number),
            Token::Text(text) => return visit_text(document, text, visitor),
            Token::List => {
                document.enter()?;
                return visit_list(document, visitor);
            }
            Token::Object => {
                document.enter()?;
                return visit_object(document, visitor);
            }
        };
        read.map_err(|fault| document.placed(fault))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let value = match (self.what, self.document.peek()) {
            (What::Text(text), _) => match text.parse() {
                Ok(value) => value,
                Err(err) => return Err(Fault::custom::<std::str::ParseBoolError>(err)),
            },
            (_, Some(b't')) => self.document.word("true").map(|()| true)?,
            (_, Some(b'f')) => self.document.word("false").map(|()| false)?,
            _ => return Err(self.document.invalid_type(&visitor)),
        };
        visitor.visit_bool(value).map_err(|fault| self.document.placed(fault))
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    as_text! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        Err(self.document.invalid_type(&visitor))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        Err(self.document.invalid_type(&visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if matches!(self.what, What::Json) && self.document.peek() == Some(b'n') {
            self.document.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match (&self.what, self.document.peek()) {
            (What::Json, Some(b'n')) => {
                self.document.word("null")?;
                visitor.visit_unit()
            }
            _ => Err(self.document.invalid_type(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        if name == RAW && matches!(self.what, What::Json) {
            let raw = self.document.skip()?;
            return visit_pairs(self.document, vec![(RAW.into(), raw.into())], visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.what {
            What::Text(text) => visit_text(self.document, text, visitor),
            _ => {
                self.document.enter_if(b'[', &visitor)?;
                visit_list(self.document, visitor)
            }
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.what {
            What::Pairs(pairs) => visit_pairs(self.document, pairs, visitor),
            What::Text(text) => visit_text(self.document, text, visitor),
            What::Json => {
                self.document.enter_if(b'{', &visitor)?;
                visit_object(self.document, visitor)
            }
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let document = self.document;
        let (variant, has_value) = match (self.what, document.peek()) {
            (What::Text(text), _) => (text, false),
            (_, Some(b'"')) => (document.string()?, false),
            (_, Some(b'{')) => {
                document.enter()?;
                let key = document.next_key(&mut true)?.ok_or_else(|| document.no_json())?;
                document.take(b':')?;
                (key, true)
            }
            _ => return Err(document.unfit("expected value")),
        };
        document.path.push(Step::Variant(variant));
        let read = visitor.visit_enum(Chosen { document: &mut *document, has_value });
        if read.is_err() {
            document.failed();
        }
        document.path.pop();
        if !has_value {
            return read.map_err(|fault| document.placed(fault));
        }
        match read {
            Ok(_) if document.peek() != Some(b'}') => Err(document.one_variant_only()),
            Ok(value) => document.leave(b'}', None).map(|()| value),
            Err(fault) => Err(document.leave(b'}', Some(fault)).err().unwrap_or_else(|| Fault::new(String::new()))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.what {
            What::Json => self.document.ignore()?,
            What::Pairs(_) => {}
            What::Text(text) => {
                if !text.is_empty() && self.document.unread.is_some() {
                    let place = self.document.place(false);
                    self.document.unread.get_or_insert_default().push(place);
                }
            }
        }
        visitor.visit_unit()
    }
}

/// The items of a list.
struct Items<'r, 'de> {
    document: &'r mut Document<'de>,
    first: bool,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        if !self.document.next_item(&mut self.first)? {
            return Ok(None);
        }
        self.document.path.push(Step::Index(self.index));
        self.index += 1;
        let read = seed.deserialize(Reader { document: &mut *self.document, what: What::Json });
        if read.is_err() {
            self.document.failed();
        }
        self.document.path.pop();
        read.map(Some)
    }
}

/// The members of an object, or of what stands for one.
struct Fields<'r, 'de> {
    document: &'r mut Document<'de>,
    rest: Rest<'de>,
    key: Option<Cow<'de, str>>,
    value: Option<Cow<'de, str>>,
}

enum Rest<'de> {
    Json { first: bool },
    Pairs(std::vec::IntoIter<Pair<'de>>),
}

impl<'de> Fields<'_, 'de> {
    fn advance(&mut self) -> Result<Option<Cow<'de, str>>, Fault> {
        let key = match &mut self.rest {
            Rest::Json { first } => self.document.next_key(first)?,
            Rest::Pairs(pairs) => match pairs.next() {
                Some((key, value)) => {
                    self.value = Some(value);
                    Some(key)
                }
                None => None,
            },
        };
        self.key.clone_from(&key);
        Ok(key)
    }

    fn value(&mut self) -> Result<What<'de>, Fault> {
        let what = match self.rest {
            Rest::Json { .. } => {
                self.document.take(b':')?;
                What::Json
            }
            Rest::Pairs(_) => What::Text(self.value.take().unwrap_or_default()),
        };
        self.document.path.push(Step::Key(self.key.take().unwrap_or_default()));
        Ok(what)
    }

    /// An error about a name stands at that name.
    #[cold]
    #[inline(never)]
    fn failed_key(&mut self) {
        self.document.path.push(Step::Key(self.key.take().unwrap_or_default()));
        self.document.failed();
        self.document.path.pop();
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(key) = self.advance()? else { return Ok(None) };
        match seed.deserialize(Reader::text(self.document, key)) {
            Ok(key) => Ok(Some(key)),
            Err(fault) => {
                self.failed_key();
                Err(fault)
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let what = self.value()?;
        let read = seed.deserialize(Reader { document: &mut *self.document, what });
        if read.is_err() {
            self.document.failed();
        }
        self.document.path.pop();
        read
    }
}

/// A variant that was chosen.
struct Chosen<'r, 'de> {
    document: &'r mut Document<'de>,
    has_value: bool,
}

impl<'r, 'de> EnumAccess<'de> for Chosen<'r, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name = match self.document.path.last() {
            Some(Step::Variant(name)) => name.clone(),
            _ => Cow::Borrowed(""),
        };
        match seed.deserialize(Reader::text(self.document, name)) {
            Ok(variant) => Ok((variant, self)),
            Err(fault) => {
                // An error about the variant's name stands where the variant does.
                let variant = self.document.path.pop();
                self.document.failed();
                self.document.path.extend(variant);
                Err(fault)
            }
        }
    }
}

impl<'de> Chosen<'_, 'de> {
    fn reader(&mut self) -> Result<Reader<'_, 'de>, Fault> {
        if self.has_value {
            Ok(Reader { document: &mut *self.document, what: What::Json })
        } else {
            Err(Fault::invalid_type(Unexpected::UnitVariant, &"a value"))
        }
    }
}

impl<'de> VariantAccess<'de> for Chosen<'_, 'de> {
    type Error = Fault;

    fn unit_variant(mut self) -> Result<(), Fault> {
        if self.has_value { <()>::deserialize(self.reader()?) } else { Ok(()) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<S::Value, Fault> {
        if !self.has_value {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &"newtype variant"));
        }
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        if !self.has_value {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &"tuple variant"));
        }
        self.reader()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(mut self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        if !self.has_value {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &"struct variant"));
        }
        self.reader()?.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        endpoint::{Body, Empty, Form, Json, OptionalJson, decode_json, unknown_in_query},
        endpoints::sddcs::CreateSddcQuery,
        wire::{ApiTokenForm, AwsSddcConfig, SddcPatchRequest},
    };
    use serde::{Deserialize, de::DeserializeOwned};
    use std::{collections::BTreeMap, fmt::Debug};

    /// What this reader and the two libraries that it stands for make of a text.
    fn differs<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> Option<String> {
        let reader = &mut serde_json::Deserializer::from_str(text);
        let theirs = serde_path_to_error::deserialize(&mut *reader).map_err(|err| {
            let path = err.path().to_string();
            let reason = err.into_inner();
            let nowhere = path == "." || reason.is_syntax() || reason.is_eof();
            (if nowhere { String::new() } else { path }, reason.to_string())
        });
        let theirs = theirs.and_then(|value: T| match reader.end() {
            Ok(()) => Ok(value),
            Err(err) => Err((String::new(), err.to_string())),
        });
        let ours = decode_json::<T>(text.as_bytes(), None).map_err(|err| (err.path, err.reason));
        (ours != theirs).then(|| format!("{text}: {ours:?} in place of {theirs:?}"))
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        a: i32,
        b: Option<Vec<Choice>>,
        #[serde(default)]
        c: BTreeMap<u8, f64>,
        #[serde(default)]
        d: Option<char>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        Plain,
        New(String),
        Pair(u8, bool),
        Named { x: u64 },
    }

    #[test]
    fn it_reads_and_refuses_as_the_libraries_do_that_it_stands_for() {
        let mut found = Vec::new();
        for text in [
            "",
            " ",
            "{",
            "[",
            "nul",
            "null",
            "tru",
            "{}",
            "[]",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{\"a\":1}x",
            "{\"a\":1} ",
            "{\"a\" 1}",
            "{a:1}",
            "{\"a\":01}",
            "{\"a\":-}",
            "{\"a\":1.}",
            "{\"a\":1.5}",
            "{\"a\":1e2}",
            "{\"a\":-0}",
            "{\"a\":99999999999}",
            "{\"a\":\"1\"}",
            "{\"a\":null}",
            "{\"a\":[1]}",
            "{\"a\":{}}",
            "{\"a\":true}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,\"z\":2}",
            "{\"a\":1,\n \"b\":7}",
            "{\"a\":1,\"b\":[\"plain\",{\"new\":\"x\"},{\"pair\":[1,true]},{\"named\":{\"x\":1}}]}",
            "{\"a\":1,\"b\":[\"nope\"]}",
            "{\"a\":1,\"b\":[\"plain\",]}",
            "{\"a\":1,\"b\":[,]}",
            "{\"a\":1,\"b\":[\"plain\" \"plain\"]}",
            "{\"a\":1,\"b\":[{\"new\":1}]}",
            "{\"a\":1,\"b\":[{\"pair\":[1]}]}",
            "{\"a\":1,\"b\":[{\"pair\":[1,true,2]}]}",
            "{\"a\":1,\"b\":[{\"named\":{\"x\":-1}}]}",
            "{\"a\":1,\"b\":[{\"named\":{}}]}",
            "{\"a\":1,\"b\":[{\"new\":\"x\",\"y\":1}]}",
            "{\"a\":1,\"c\":{\"1\":1.5,\"2\":2}}",
            "{\"a\":1,\"c\":{\"1\":1.5,\"2\":\"x\"}}",
            "{\"a\":1,\"d\":\"x\"}",
            "{\"a\":1,\"d\":\"xy\"}",
            "{\"a\":1,\"d\":\"\\u00e9\"}",
            "{\"a\":1,\"d\":\"\\ud800\"}",
            "{\"a\":1,\"d\":\"\\q\"}",
            "{\"a\":1,\"d\":\"\u{1}\"}",
            "{\"\\u0061\":7}",
            "{\"a\":1.0e400}",
            "{\"b\":[]}",
            "\"x\"",
            "7",
            "\n\n  7",
            "{\"a\":1,\"c\":{\"1\":7.25}}",
        ] {
            // The libraries read a struct from a list too.
            found.extend(differs::<Strict>(text).filter(|_| !text.starts_with('[') && !text.contains("[1]")));
            found.extend(differs::<serde_json::Value>(text));
            found.extend(differs::<Option<BTreeMap<String, serde_json::Value>>>(text));
            found.extend(differs::<Vec<f64>>(text));
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    fn refusal(body: &str) -> String {
        Json::<AwsSddcConfig>::decode(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        assert!(Json::<SddcPatchRequest>::decode(br#"["a"]"#).is_err());
        assert!(OptionalJson::<SddcPatchRequest>::decode(br#"["a"]"#).is_err());
        let nested = refusal(r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_config": [true]}"#);
        assert!(nested.contains("account_link_config"), "the refusal names the place: {nested}");
        let listed = refusal(r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_sddc_config": [[]]}"#);
        assert!(listed.contains("account_link_sddc_config[0]"), "the refusal names the place: {listed}");
    }

    #[test]
    fn what_the_service_has_is_read_as_before() {
        let body = r#"{"name": "a", "num_hosts": 1, "provider": "AWS", "account_link_config": null,
            "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}]}"#;
        let config = Json::<AwsSddcConfig>::decode(body.as_bytes()).unwrap().0;
        let subnets = config.account_link_sddc_config.and_then(|links| links[0].customer_subnet_ids.clone());
        assert_eq!(subnets, Some(vec!["subnet-1".to_owned()]));
        assert_eq!(config.account_link_config, None);
    }

    #[test]
    fn what_the_type_has_no_place_for_is_named_at_any_depth() {
        let body = br#"{"name": "a", "num_hosts": 1, "provider": "AWS", "pizza": 1, "soup": null, "tea": "",
            "account_link_sddc_config": [{"customer_subnet_ids": ["subnet-1"]}, {"pizza": {"size": 1}, "tea": ""}],
            "sddc_template_id": null}"#;
        assert_eq!(Json::<AwsSddcConfig>::unknown(body), ["pizza", "account_link_sddc_config[1].pizza"]);
        assert_eq!(OptionalJson::<SddcPatchRequest>::unknown(br#"{"name": "a", "nmae": "b"}"#), ["nmae"]);
    }

    #[test]
    fn forms_and_queries_have_names() {
        for body in ["refresh_token=a&pizza=1&tea=", r#"{"refresh_token": "a", "pizza": true, "tea": null}"#] {
            assert_eq!(Form::<ApiTokenForm>::unknown(body.as_bytes()), ["pizza"], "{body}");
        }
        assert_eq!(unknown_in_query::<CreateSddcQuery>(b"validateOnly=true&force=true&force=&x="), [""; 0]);
        assert_eq!(unknown_in_query::<CreateSddcQuery>(b"validateOnly=true&x=&force=true"), ["force"]);
    }

    #[test]
    fn nothing_is_sent_by_an_empty_body_or_one_that_cannot_be_read() {
        for body in ["", "{}", "null", "{", r#"{"a": null, "b": ""}"#] {
            assert_eq!(Empty::unknown(body.as_bytes()), [""; 0], "{body}");
            assert_eq!(Json::<SddcPatchRequest>::unknown(body.as_bytes()), [""; 0], "{body}");
        }
        assert_eq!(Json::<AwsSddcConfig>::unknown(br#"{"pizza": 1}"#), [""; 0], "refused as a whole");
        assert_eq!(Empty::unknown(br#"{"a": 1}"#), ["a"]);
    }
}
