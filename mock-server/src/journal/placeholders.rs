//! Placeholders for secrets: `[secret 1]` and so on, numbered in the order of their first appearance. The same secret has the same number.
//!
//! A number reveals nothing about its secret, whereas a short password could be guessed from its digest. Only digests of the secrets are
//! stored, in memory.

use crate::fingerprint::Fingerprint;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The maximum number of secrets of a world that are remembered. A secret that was forgotten gets a new number when it occurs again.
const REMEMBERED_MAX: usize = 10_000;

/// The numbers of a world's secrets. Most worlds have a journal that is never read, and so none.
#[derive(Default)]
pub(super) struct Placeholders(Option<Box<Known>>);

#[derive(Default)]
struct Known {
    numbers: HashMap<Fingerprint, u64>,
    order: VecDeque<Fingerprint>,
    given: u64,
    /// The lengths of the secrets that are sought in other texts, in bytes.
    lengths: BTreeSet<usize>,
}

/// A secret that is shorter than this, in bytes, is not sought in other exchanges, because it would match too much.
const SOUGHT_MIN: usize = 8;

impl Placeholders {
    /// Returns the placeholder of a secret. A new secret gets the next number.
    pub(super) fn of(&mut self, secret: Fingerprint) -> String {
        if let Some(known) = self.known(secret) {
            return known;
        }
        let Known { numbers, order, given, .. } = &mut **self.0.get_or_insert_default();
        if order.len() >= REMEMBERED_MAX
            && let Some(oldest) = order.pop_front()
        {
            numbers.remove(&oldest);
        }
        *given += 1;
        numbers.insert(secret, *given);
        order.push_back(secret);
        placeholder(*given)
    }

    /// Returns the placeholder of a secret whose text is known. From then on the secret is also replaced where it is a word of another
    /// exchange.
    pub(super) fn of_text(&mut self, secret: &str) -> String {
        if secret.len() >= SOUGHT_MIN && is_word(secret) {
            self.0.get_or_insert_default().lengths.insert(secret.len());
        }
        self.of(Fingerprint::of(secret))
    }

    /// Returns how many secrets were found until now.
    pub(super) fn given(&self) -> u64 {
        self.0.as_ref().map_or(0, |known| known.given)
    }

    /// Returns a text in which every word that is a known secret is replaced. Returns `None` if there is none.
    pub(super) fn replaced(&self, text: &str) -> Option<String> {
        let lengths = &self.0.as_ref()?.lengths;
        let mut shown = String::new();
        let mut end = 0;
        let mut rest = 0;
        while let Some(start) = text[rest..].find(belongs).map(|start| rest + start) {
            rest = text[start..].find(|letter| !belongs(letter)).map_or(text.len(), |length| start + length);
            let word = &text[start..rest];
            // Most words have another length than any secret, and need not be hashed.
            let known = lengths.contains(&word.len()).then(|| self.known(Fingerprint::of(word))).flatten();
            if let Some(placeholder) = known {
                shown.push_str(&text[end..start]);
                shown.push_str(&placeholder);
                end = rest;
            }
        }
        (end > 0).then(|| shown + &text[end..])
    }

    /// Returns the placeholder of a secret that occurred before.
    pub(super) fn known(&self, secret: Fingerprint) -> Option<String> {
        self.0.as_ref()?.numbers.get(&secret).map(|number| placeholder(*number))
    }
}

/// Whether a character belongs to a word. Words are separated by white space, quotes, and the punctuation of JSON, forms and addresses.
fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '~' | '+' | '!' | '*' | '$' | '@')
}

fn is_word(text: &str) -> bool {
    text.chars().all(belongs)
}

fn placeholder(number: u64) -> String {
    format!("[secret {number}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_keeps_its_number_until_ten_thousand_others_came_up() {
        let mut placeholders = Placeholders::default();
        let mut of = |text: &str| placeholders.of(Fingerprint::of(text));
        assert_eq!((of("a"), of("b"), of("a")), ("[secret 1]".into(), "[secret 2]".into(), "[secret 1]".into()));
        for other in 3..=REMEMBERED_MAX {
            of(&other.to_string());
        }
        assert_eq!(of("a"), "[secret 1]");
        of("one more");
        assert_eq!((of("a"), of("b")), ("[secret 10002]".into(), "[secret 10003]".into()));
        assert_eq!(placeholders.0.map(|known| known.numbers.len()), Some(REMEMBERED_MAX));
        assert_eq!(format!("{:?}", Fingerprint::of("a")), "..");
    }
}
