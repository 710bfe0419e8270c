//! Finds paths in tokens that have no grammar of their own: macro calls, bodies of macros, attributes.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// A path found among tokens.
pub(crate) struct Found {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
    /// Whether the path names a module and a glob follows it.
    pub(crate) glob: bool,
    /// Whether it stands in a text, as serde's attributes have it, and may name a module.
    pub(crate) text: bool,
}

/// Keys of attributes whose texts are paths.
const PATH_KEYS: &[&str] = &[
    "bound",
    "crate",
    "default",
    "deserialize_with",
    "from",
    "getter",
    "into",
    "remote",
    "schema_with",
    "serialize_with",
    "skip_serializing_if",
    "try_from",
    "with",
];

/// All identifiers among these tokens.
pub(crate) fn identifiers(tokens: &TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => identifiers(&group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// All paths among these tokens, single identifiers included.
pub(crate) fn paths(tokens: &TokenStream) -> Vec<Found> {
    let mut scan = Scan::default();
    scan.all(tokens, &[]);
    scan.found
}

/// The same, with texts read as paths where an attribute such as `serde(with = "…")` has them.
pub(crate) fn paths_and_texts(tokens: &TokenStream) -> Vec<Found> {
    let mut scan = Scan { texts: true, ..Scan::default() };
    scan.all(tokens, &[]);
    scan.found
}

#[derive(Default)]
struct Scan {
    found: Vec<Found>,
    texts: bool,
}

impl Scan {
    /// Scans tokens; a path that begins a piece between commas continues `prefix`.
    fn all(&mut self, tokens: &TokenStream, prefix: &[String]) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let (mut at, mut begins) = (0, true);
        while at < tokens.len() {
            let prefix = if begins { prefix } else { &[] };
            begins = is_punct(tokens.get(at), ',');
            at = self.one(&tokens, at, prefix);
        }
    }

    /// Scans what begins at a token and returns where the next thing begins.
    fn one(&mut self, tokens: &[TokenTree], at: usize, prefix: &[String]) -> usize {
        match &tokens[at] {
            TokenTree::Group(group) => self.all(&group.stream(), &[]),
            TokenTree::Ident(_) => return self.path(tokens, at, prefix),
            TokenTree::Literal(_) => self.text(tokens, at),
            TokenTree::Punct(punct) => match punct.as_char() {
                // `$crate::a` is a path; `$name` and what follows it is known to callers only.
                '$' if is_word(tokens.get(at + 1), Some("crate")) => return self.path(tokens, at + 1, &[]),
                '$' if is_word(tokens.get(at + 1), None) => return after_path(tokens, at + 2),
                // Names that belong to another crate, to a value (`a.b`) or to a lifetime.
                ':' if is_double_colon(tokens, at) => return after_path(tokens, at),
                '.' if is_punct(tokens.get(at + 1), '.') => return at + 2,
                '.' | '\'' if is_word(tokens.get(at + 1), None) => return at + 2,
                '*' if !prefix.is_empty() => self.push(prefix.to_vec(), &tokens[at], true),
                _ => {}
            },
        }
        at + 1
    }

    fn path(&mut self, tokens: &[TokenTree], mut at: usize, prefix: &[String]) -> usize {
        let start = &tokens[at];
        let mut path = prefix.to_vec();
        path.push(start.to_string());
        at += 1;
        while is_double_colon(tokens, at) {
            match tokens.get(at + 2) {
                Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    self.all(&group.stream(), &path);
                    return at + 3;
                }
                Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => {
                    self.push(path, start, true);
                    return at + 3;
                }
                _ => {
                    at += 2;
                    break;
                }
            }
            at += 3;
        }
        // `a::{self}` names `a`.
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        self.push(path, start, false);
        at
    }

    fn text(&mut self, tokens: &[TokenTree], at: usize) {
        let key = at.checked_sub(2).and_then(|key| tokens.get(key)).map(ToString::to_string).unwrap_or_default();
        if !self.texts || !is_punct(tokens.get(at - usize::from(at > 0)), '=') || !PATH_KEYS.contains(&key.as_str()) {
            return;
        }
        let Ok(text) = syn::parse_str::<syn::LitStr>(&tokens[at].to_string()) else { return };
        let Ok(tokens_of_text) = text.value().parse::<TokenStream>() else { return };
        let line = tokens[at].span().start().line;
        let found = paths(&tokens_of_text).into_iter().map(|found| Found { line, text: true, ..found });
        self.found.extend(found);
    }

    fn push(&mut self, path: Vec<String>, at: &TokenTree, glob: bool) {
        self.found.push(Found { path, line: at.span().start().line, glob, text: false });
    }
}

/// Where a path ends that continues here with `::`.
fn after_path(tokens: &[TokenTree], mut at: usize) -> usize {
    while is_double_colon(tokens, at) && is_word(tokens.get(at + 2), None) {
        at += 3;
    }
    if is_double_colon(tokens, at) { at + 2 } else { at }
}

fn is_double_colon(tokens: &[TokenTree], at: usize) -> bool {
    let joint = matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
    joint && is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

fn is_punct(token: Option<&TokenTree>, letter: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == letter)
}

fn is_word(token: Option<&TokenTree>, word: Option<&str>) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if word.is_none_or(|word| ident == word))
}
