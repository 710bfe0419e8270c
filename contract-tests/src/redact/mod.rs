//! Takes out of an exchange whatever belongs to somebody, before it is written anywhere: tokens, passwords, mail addresses, names, AWS
//! accounts, public addresses and names of hosts. Ids are replaced by others of the same form.
//!
//! - What the name of a field tells: [`vmc_client::secrets`] and `keys`. What a text shows by its form: `patterns`. What was met before:
//!   `learned`.
//! - What stands in place of a secret (`placeholders`) has its form and follows from it by a keyed hash, so the same secret has the same
//!   placeholder in a whole session, and nobody can try out guesses without the key.
//! - `texts` looks through encodings: percent, base64, JSON in a text, and tokens (`jwt`), whose claims are cleaned. `exchange` takes a
//!   request and its answer apart.
//!
//! Dates, versions, private addresses, states and everything else that says nothing about anybody stays. What no name, form or earlier
//! meeting tells cannot be known: a name that stands in a sentence alone. Such words can be named beforehand ([`Redactor::hide`]).

mod exchange;
mod jwt;
mod keys;
mod kind;
mod learned;
mod patterns;
mod placeholders;
mod texts;

pub use self::{
    exchange::{BODY_MAX, Exchange},
    learned::LEARNED_MAX,
};

use self::{kind::Kind, learned::Learned, placeholders::Placeholders};
use serde_json::Value;

/// How a text is looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// In how many encodings it was wrapped.
    depth: usize,
    /// Four numbers with dots are a version here.
    version: bool,
}

impl Look {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

/// Replaces secrets. It holds them, so it shows nothing of itself.
pub struct Redactor {
    placeholders: Placeholders,
    learned: Learned,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Redactor {{ learned: {} }}", self.learned.count())
    }
}

/// Bytes of a key that is drawn.
const KEY_LENGTH: usize = 32;

impl Redactor {
    /// With a key that nobody knows, not even afterwards.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn new() -> anyhow::Result<Self> {
        let mut key = [0; KEY_LENGTH];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| anyhow::anyhow!("the system gives no randomness"))?;
        Ok(Self::with_key(&key))
    }

    /// With a key of one's own: the same secrets have the same placeholders in every session that has it. Whoever has it can try out
    /// guesses.
    pub fn with_key(key: &[u8]) -> Self {
        Self { placeholders: Placeholders::new(key), learned: Learned::default() }
    }

    /// Names a text that must not be written, wherever it stands. Shorter ones than four bytes cannot be looked for.
    pub fn hide(&mut self, text: &str) {
        let placeholder = self.placeholders.of(Kind::Name, text);
        self.learned.learn(text, &placeholder, 4);
    }

    /// Whether more secrets were met than can be kept in mind. What comes then cannot be trusted to be clean.
    pub fn is_full(&self) -> bool {
        self.learned.is_full()
    }

    /// A text without the secrets that it shows or that were met.
    ///
    /// # Errors
    /// More secrets were met than can be searched for.
    pub fn clean(&mut self, text: &str) -> anyhow::Result<String> {
        self.learned.freeze()?;
        Ok(self.text(text, Look::default()))
    }

    /// Cleans a JSON document that stands below a field of this name.
    fn document(&mut self, value: &mut Value, name: &str, look: Look) {
        self.member(value, ("", name), keys::kind_of("", name), look);
    }

    /// Cleans a value that stands under a name, and that in something that has a name too.
    fn member(&mut self, value: &mut Value, (above, name): (&str, &str), kind: Option<Kind>, look: Look) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(_) => self.number(value, name, kind),
            Value::String(text) => {
                let look = Look { version: look.version || keys::is_version(name), ..look };
                *text = self.value(kind, text, look);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.member(item, (above, name), kind, look)),
            Value::Object(members) => {
                let inherited = kind.filter(|kind| *kind == Kind::Secret);
                let version = look.version || keys::is_version(name);
                let both = format!("{above}.{name}");
                let clean = std::mem::take(members).into_iter().map(|(key, mut member)| {
                    let kind = keys::kind_of(&both, &key).or(inherited);
                    self.member(&mut member, (name, &key), kind, Look { version, ..look });
                    let key = if keys::is_word_of_the_service(&key) { key } else { self.text(&key, look) };
                    (key, member)
                });
                let clean: Vec<_> = clean.collect();
                *members = clean.into_iter().collect();
            }
        }
    }

    /// A number stays one. Under `code` it is no secret but the code of an error.
    fn number(&mut self, value: &mut Value, name: &str, kind: Option<Kind>) {
        let text = value.to_string();
        let is_account = kind == Some(Kind::Account) && text.len() == 12 && value.is_u64();
        let is_secret = kind == Some(Kind::Secret) && !name.eq_ignore_ascii_case("code");
        let known = self.learned.placeholder(&text).is_some();
        if is_account || known {
            let other = self.value(Some(if is_account { Kind::Account } else { Kind::Secret }), &text, Look::default());
            *value = other.parse::<u64>().unwrap_or_else(|_| self.placeholders.number(&text)).into();
        } else if is_secret {
            // As a text it is kept in mind as well.
            self.value(kind, &text, Look::default());
            *value = self.placeholders.number(&text).into();
        }
    }
}
