//! Secrets that were found before. They are recognized in every later text, even where neither a name nor a form
//! identifies them.

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use std::{collections::HashMap, ops::Range};

/// The maximum number of remembered texts. A session with more of them is not recorded any further.
pub const LEARNED_MAX: usize = 20_000;

/// A text shorter than this is only found as a whole word.
const WHOLE_WORD_BELOW: usize = 8;

/// The maximum length of a remembered text.
const LENGTH_MAX: usize = 4096;

/// Remembered texts and their placeholders. Letter case is ignored.
#[derive(Default)]
pub(super) struct Learned {
    terms: Vec<Term>,
    /// The index of a term, by its text in lower case.
    by_text: HashMap<String, usize>,
    finder: Option<AhoCorasick>,
    /// The number of terms that the finder contains.
    found: usize,
    full: bool,
}

struct Term {
    text: String,
    placeholder: String,
    whole_word: bool,
}

impl Learned {
    /// Returns the placeholder of a text, if it is known.
    pub(super) fn placeholder(&self, text: &str) -> Option<&str> {
        self.by_text.get(&text.to_lowercase()).map(|number| self.terms[*number].placeholder.as_str())
    }

    /// Remembers a text, and the base64 encodings that it has inside longer texts.
    pub(super) fn learn(&mut self, text: &str, placeholder: &str, shortest: usize) {
        if !(shortest..=LENGTH_MAX).contains(&text.len()) {
            return;
        }
        let text_is_short = text.len() < WHOLE_WORD_BELOW;
        // The finder ignores letter case only for ASCII letters.
        for text in [text.to_lowercase(), text.to_uppercase().to_ascii_lowercase()] {
            self.add(text, placeholder, text_is_short);
        }
        for encoded in in_base64(text) {
            self.add(encoded.to_ascii_lowercase(), placeholder, false);
        }
    }

    fn add(&mut self, text: String, placeholder: &str, whole_word: bool) {
        if self.by_text.contains_key(&text) {
            return;
        }
        if self.terms.len() >= LEARNED_MAX {
            self.full = true;
            return;
        }
        self.by_text.insert(text.clone(), self.terms.len());
        self.terms.push(Term { text, placeholder: placeholder.to_owned(), whole_word });
    }

    /// Returns the number of remembered texts.
    pub(super) fn count(&self) -> usize {
        self.terms.len()
    }

    /// Returns `true` if a text could not be remembered.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Adds the texts learned since the last call to the finder.
    ///
    /// # Errors
    /// There are more texts than can be searched for.
    pub(super) fn freeze(&mut self) -> anyhow::Result<()> {
        if self.found < self.terms.len() {
            let texts = self.terms.iter().map(|term| term.text.as_bytes());
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true);
            self.finder = Some(builder.build(texts)?);
            self.found = self.terms.len();
        }
        Ok(())
    }

    /// Returns the ranges of known texts in a text, with their placeholders.
    pub(super) fn found_in<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (Range<usize>, &'s str)> {
        let matches = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        matches.filter_map(move |found| {
            let term = &self.terms[found.pattern().as_usize()];
            let stands_alone = !touches_a_word(text, found.range());
            let whole = text.is_char_boundary(found.start()) && text.is_char_boundary(found.end());
            (whole && (stands_alone || !term.whole_word)).then_some((found.range(), term.placeholder.as_str()))
        })
    }
}

fn touches_a_word(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric)
}

/// Returns the characters that must occur in the base64 encoding of any text that contains this one: three sequences,
/// one for each possible offset, in both alphabets.
fn in_base64(text: &str) -> Vec<String> {
    const SHORTEST: usize = 8;
    let mut found = Vec::new();
    for offset in 0..3 {
        let bytes = [&b"\0\0"[..offset], text.as_bytes()].concat();
        let encoded = BASE64_STANDARD_NO_PAD.encode(&bytes);
        // The first characters also depend on the preceding text, and the last one on the following text.
        let (begin, end) = (offset + usize::from(offset > 0), bytes.len() * 8 / 6);
        let sure = encoded.get(begin..end).unwrap_or_default();
        if sure.len() >= SHORTEST {
            found.push(sure.to_owned());
            let url_safe = sure.replace('+', "-").replace('/', "_");
            if url_safe != sure {
                found.push(url_safe);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(learned: &Learned, text: &str) -> Vec<String> {
        learned.found_in(text).map(|(range, _)| text[range].to_owned()).collect()
    }

    #[test]
    fn what_was_learned_is_found_in_any_case_and_in_base64() {
        let mut learned = Learned::default();
        learned.learn("Rosebud-1941", "name-1", 4);
        learned.learn("Kane", "name-2", 4);
        learned.learn("abc", "name-3", 4);
        learned.freeze().unwrap();
        assert_eq!(found(&learned, "xROSEBUD-1941y, kane, Hurricane, abc"), ["ROSEBUD-1941", "kane"]);
        assert_eq!(learned.placeholder("KANE"), Some("name-2"));
        learned.learn("Müller & Söhne", "name-4", 4);
        learned.freeze().unwrap();
        assert_eq!(found(&learned, "MÜLLER & SÖHNE, müller & söhne").len(), 2);
        for before in ["", "x", "xy", "xyz"] {
            let hidden = BASE64_STANDARD_NO_PAD.encode(format!("{before}Rosebud-1941 and more"));
            assert_eq!(found(&learned, &hidden).len(), 1, "{before}");
        }
    }

    #[test]
    fn there_is_an_end_to_learning() {
        let mut learned = Learned::default();
        for number in 0..LEARNED_MAX {
            learned.learn(&format!("n{number:05}"), "x", 4);
        }
        assert!(learned.is_full() && learned.count() == LEARNED_MAX);
    }
}
