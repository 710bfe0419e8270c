//! Removes private data from an exchange before it is written to a file: tokens, passwords, mail addresses, names,
//! AWS accounts, public addresses and host names. Ids are replaced by others of the same form.
//!
//! - Secrets are recognized by the name of their field ([`vmc_client::secrets`] and `keys`), by the form of a text
//!   (`patterns`), or because they occurred before (`learned`).
//! - A placeholder (`placeholders`) has the form of the secret and is derived from it by a keyed hash. The same
//!   secret therefore has the same placeholder in a whole session, and nobody can test guesses without the key.
//! - `texts` decodes nested encodings: percent-encoding, base64, JSON in a text, and tokens (`jwt`), whose claims are
//!   redacted. `exchange` splits a request and its answer into parts.
//!
//! Dates, versions, private addresses, states and all other impersonal values stay unchanged. A secret that no name,
//! form or earlier occurrence identifies cannot be recognized, for example a name inside a sentence. Such words can
//! be listed beforehand ([`Redactor::hide`]).

mod exchange;
mod jwt;
mod keys;
mod kind;
mod learned;
mod patterns;
mod placeholders;
mod texts;
mod witnesses;

pub use self::{
    exchange::{BODY_MAX, Exchange},
    learned::LEARNED_MAX,
    witnesses::{WITNESSES, Witness},
};

pub(crate) use self::patterns::{Personal, personal_in, secrets_in};

use self::{kind::Kind, learned::Learned, placeholders::Placeholders};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;

/// How a text is looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// The number of encodings around the text.
    depth: usize,
    /// If `true`, four numbers with dots are a version.
    version: bool,
    /// If `true`, only secrets that were found before are replaced, because the text was redacted before.
    again: bool,
}

impl Look {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

/// Replaces secrets. It contains them, so its `Debug` output shows nothing of them.
pub struct Redactor {
    placeholders: Placeholders,
    learned: Learned,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Redactor {{ learned: {} }}", self.learned.count())
    }
}

/// The length of a random key in bytes.
const KEY_LENGTH: usize = 32;

impl Redactor {
    /// Creates a redactor with a random key that is never shown or stored.
    ///
    /// # Errors
    /// The system provides no randomness.
    pub fn new() -> anyhow::Result<Self> {
        let mut key = [0; KEY_LENGTH];
        SystemRandom::new().fill(&mut key).map_err(|_| anyhow::anyhow!("the system gives no randomness"))?;
        Ok(Self::with_key(&key))
    }

    /// Creates a redactor with the given key. The same secrets have the same placeholders in every session with this
    /// key. Anyone who has the key can test guesses.
    pub fn with_key(key: &[u8]) -> Self {
        Self { placeholders: Placeholders::new(key), learned: Learned::default() }
    }

    /// Adds a text that must not be recorded anywhere. Texts shorter than four bytes cannot be searched for.
    pub fn hide(&mut self, text: &str) {
        let placeholder = self.placeholders.of(Kind::Name, text);
        self.learned.learn(text, &placeholder, 4);
    }

    /// Returns `true` if there were more secrets than can be remembered. Later texts are then not guaranteed to be
    /// redacted.
    pub fn is_full(&self) -> bool {
        self.learned.is_full()
    }

    /// Returns a text without the secrets that its form reveals or that occurred before.
    ///
    /// # Errors
    /// There are more secrets than can be searched for.
    pub fn clean(&mut self, text: &str) -> anyhow::Result<String> {
        self.learned.freeze()?;
        Ok(self.text(text, Look::default()))
    }

    /// Returns how many secrets are remembered.
    pub fn known(&self) -> usize {
        self.learned.count()
    }

    /// Redacts a document that was redacted before: replaces secrets that were found since then.
    ///
    /// # Errors
    /// There are more secrets than can be searched for.
    pub fn redact_again(&mut self, document: &mut Value) -> anyhow::Result<()> {
        self.learned.freeze()?;
        self.document(document, "", Look { again: true, ..Look::default() });
        Ok(())
    }

    /// Redacts a JSON document that is the value of a field with this name.
    fn document(&mut self, value: &mut Value, name: &str, look: Look) {
        self.member(value, ("", name), keys::kind_of("", name), look);
    }

    /// Redacts a value. `name` is its field and `above` is the field of the object around it.
    fn member(&mut self, value: &mut Value, (above, name): (&str, &str), kind: Option<Kind>, look: Look) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(_) if look.again => {}
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

    /// Redacts a number; the result is a number. Under `code` it is an error code, not a secret.
    fn number(&mut self, value: &mut Value, name: &str, kind: Option<Kind>) {
        let text = value.to_string();
        let is_account = kind == Some(Kind::Account) && text.len() == 12 && value.is_u64();
        let is_secret = kind == Some(Kind::Secret) && !name.eq_ignore_ascii_case("code");
        let known = self.learned.placeholder(&text).is_some();
        if is_account || known {
            let other = self.value(Some(if is_account { Kind::Account } else { Kind::Secret }), &text, Look::default());
            *value = other.parse::<u64>().unwrap_or_else(|_| self.placeholders.number(&text)).into();
        } else if is_secret {
            // The number is also remembered as a text.
            self.value(kind, &text, Look::default());
            *value = self.placeholders.number(&text).into();
        }
    }
}
