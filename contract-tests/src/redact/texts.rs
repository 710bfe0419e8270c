//! Redacts texts that may contain secrets in any encoding.

use super::{
    Kind, Look, Redactor, keys,
    patterns::{self, Found},
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::Regex;
use serde_json::Value;
use std::{ops::Range, sync::LazyLock};
use vmc_client::secrets::{jwts_in, looks_like_jwt};

/// The maximum depth of nested encodings. Text with more levels is replaced as a whole.
const DEPTH_MAX: usize = 8;

/// The minimum length of a remembered text. Shorter texts would be found everywhere.
const SHORTEST_NAME: usize = 4;
const SHORTEST_SECRET: usize = 6;

/// The characters that need no escaping in a URL: the unreserved characters of RFC 3986.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Matches parts of a text that may be percent-encoded.
static PERCENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9%._~+-]*%[0-9A-Fa-f]{2}[A-Za-z0-9%._~+-]*"));

/// Matches parts of a text that may be base64, in either alphabet.
static BASE64: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9+/_-]{8,}={0,2}"));

#[expect(clippy::unwrap_used, reason = "the patterns are constants")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// The minimum length of base64 that is decoded, and the maximum number of pieces into which a part is split at its
/// hyphens, slashes and similar characters. Each of these characters may belong to the base64 or separate it from
/// other text.
const BASE64_MIN: usize = 8;
const PIECES_MAX: usize = 16;

/// Hosts of the service, which are the same for all customers.
const SERVICE_HOSTS: &[&str] = &[
    "vmc.vmware.com",
    "console.cloud.vmware.com",
    "cloud.vmware.com",
    "csp.vmware.com",
    "vmware.com",
    "gaz.csp-vidm-prod.com",
    "vmc.local",
    "localhost",
    "example.com",
    "example.net",
    "example.org",
];

/// Domains in which the service names hosts after their addresses.
const SERVICE_DOMAINS: &[&str] = &[".vmwarevmc.com", ".amazonaws.com", ".compute.internal"];

/// The domain of the accounts that exist in every vCenter.
const SERVICE_MAIL: &str = "@vmc.local";

impl Redactor {
    /// Redacts a value, by the kind derived from its field name or else by its form.
    pub(super) fn value(&mut self, kind: Option<Kind>, text: &str, look: Look) -> String {
        match kind {
            _ if text.trim().is_empty() => text.to_owned(),
            _ if look.again => self.pairs_again(text, look).unwrap_or_else(|| self.text(text, look)),
            Some(Kind::Secret) => self.secret(text),
            Some(Kind::Account) if !is_account(text) => self.text(text, look),
            Some(kind) if !is_of_the_service(kind, text) && !patterns::is_plain(text) => self.learned(kind, text),
            _ => self.text(text, look),
        }
    }

    /// Redacts a query or a form that was redacted before. Returns `None` if it is none, or if nothing in it changes.
    fn pairs_again(&mut self, text: &str, look: Look) -> Option<String> {
        if !text.contains('=') || text.contains(char::is_whitespace) {
            return None;
        }
        let before: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
        let clean: Vec<_> =
            before.iter().map(|(name, value)| (self.text(name, look), self.text(value, look))).collect();
        let changed = before.iter().zip(&clean).any(|((name, value), clean)| *name != clean.0 || *value != clean.1);
        changed.then(|| form_urlencoded::Serializer::new(String::new()).extend_pairs(clean).finish())
    }

    /// Replaces a text that is secret as a whole.
    pub(super) fn secret(&mut self, text: &str) -> String {
        let is_jwt = looks_like_jwt(text) && matches!(&jwts_in(text)[..], [all] if all.len() == text.len());
        if is_jwt { self.jwt(text, Look::default()) } else { self.learned(Kind::Secret, text) }
    }

    /// Replaces a text as a whole and remembers it, so that it is found elsewhere.
    fn learned(&mut self, kind: Kind, text: &str) -> String {
        let known = self.learned.placeholder(text).map(str::to_owned);
        known.unwrap_or_else(|| {
            let mail = matches!(kind, Kind::User | Kind::Name) && text.contains('@');
            let placeholder = if mail { self.placeholders.mail(text) } else { self.placeholders.of(kind, text) };
            // A word of the service is not remembered, because it would be found everywhere.
            if !keys::is_word_of_the_service(text) {
                let shortest = if kind == Kind::Secret { SHORTEST_SECRET } else { SHORTEST_NAME };
                self.learned.learn(text, &placeholder, shortest);
            }
            placeholder
        })
    }

    /// Redacts a text that may contain anything.
    pub(super) fn text(&mut self, text: &str, look: Look) -> String {
        if look.depth > DEPTH_MAX {
            return self.learned(Kind::Secret, text);
        }
        if let Some(clean) = self.document_in_text(text, look) {
            return clean;
        }
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        for token in jwts_in(text) {
            clean += &self.without_tokens(&text[at..token.start], look);
            clean += &self.jwt(&text[token.clone()], look.deeper());
            at = token.end;
        }
        clean + &self.without_tokens(&text[at..], look)
    }

    /// Redacts a JSON document inside a text.
    fn document_in_text(&mut self, text: &str, look: Look) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let mut document: Value = serde_json::from_str(text).ok()?;
        let before = document.clone();
        self.document(&mut document, "", look.deeper());
        // An unchanged document keeps its white space.
        Some(if document == before { text.to_owned() } else { document.to_string() })
    }

    fn without_tokens(&mut self, text: &str, look: Look) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        for part in PERCENT.find_iter(text) {
            let Ok(decoded) = percent_decode_str(part.as_str()).decode_utf8() else { continue };
            let without = self.text(&decoded, look.deeper());
            if without != decoded {
                clean += &self.without_percent(&text[at..part.start()], look);
                clean.extend(utf8_percent_encode(&without, UNRESERVED));
                at = part.end();
            }
        }
        clean + &self.without_percent(&text[at..], look)
    }

    fn without_percent(&mut self, text: &str, look: Look) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        for part in BASE64.find_iter(text) {
            for (range, decoded) in self.pieces(part.as_str(), look) {
                clean += &self.plain(&text[at..part.start() + range.start], look);
                clean += &decoded;
                at = part.start() + range.end;
            }
        }
        clean + &self.plain(&text[at..], look)
    }

    /// Returns the ranges of a part that contain secrets in base64, with their replacements.
    fn pieces(&mut self, part: &str, look: Look) -> Vec<(Range<usize>, String)> {
        let separators = part.match_indices(['/', '+', '-', '_']).map(|(at, _)| at);
        let begins: Vec<_> = std::iter::once(0).chain(separators.clone().map(|at| at + 1)).take(PIECES_MAX).collect();
        let ends: Vec<_> = separators.chain([part.len()]).collect();
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        for begin in begins {
            let after = found.last().is_none_or(|(range, _)| range.end <= begin);
            // The longest piece is tried first, because a shorter one would leave an undecodable remainder.
            let ends = ends.iter().rev().filter(|end| after && **end >= begin + BASE64_MIN).take(PIECES_MAX);
            let first = ends.copied().find_map(|end| Some((begin..end, self.base64(&part[begin..end], look)?)));
            found.extend(first);
        }
        found
    }

    /// Redacts a text in base64. Returns `None` if it contains no secrets.
    fn base64(&mut self, part: &str, look: Look) -> Option<String> {
        let url_safe = part.contains(['-', '_']);
        let decoded = if url_safe { URL_SAFE.decode(part) } else { STANDARD.decode(part) }.ok()?;
        let decoded = String::from_utf8(decoded).ok().filter(|text| is_readable(text))?;
        let clean = self.text(&decoded, look.deeper());
        (clean != decoded).then(|| {
            let encoded = if url_safe { URL_SAFE.encode(&clean) } else { STANDARD.encode(&clean) };
            if part.ends_with('=') { encoded } else { encoded.trim_end_matches('=').to_owned() }
        })
    }

    /// Redacts a text without decoding it: remembered texts, and secrets recognized by their form.
    fn plain(&mut self, text: &str, look: Look) -> String {
        let mut spans: Vec<(Range<usize>, String)> =
            self.learned.found_in(text).map(|(range, placeholder)| (range, placeholder.to_owned())).collect();
        let found = if look.again { Vec::new() } else { patterns::found_in(text) };
        for (range, found) in found {
            if let Some(placeholder) = self.in_place_of(found, &text[range.clone()], look) {
                spans.push((range, placeholder));
            }
        }
        // If two ranges begin at the same place, the longer one counts. A range that begins inside another is merged
        // with it.
        spans.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let (mut clean, mut at) = (String::with_capacity(text.len()), 0);
        for (range, placeholder) in spans {
            if range.start >= at {
                clean += &text[at..range.start];
                clean += &placeholder;
            }
            at = at.max(range.end);
        }
        clean + &text[at..]
    }

    /// Returns the replacement of a recognized part; `None` if the part stays and may contain something else.
    fn in_place_of(&mut self, found: Found, text: &str, look: Look) -> Option<String> {
        match found {
            Found::Date => Some(text.to_owned()),
            Found::Mail if text.ends_with(SERVICE_MAIL) => None,
            Found::Mail => Some(self.learned(Kind::User, text)),
            Found::Uuid => Some(self.placeholders.uuid(text)),
            Found::Hex if text.len() == 32 => Some(self.placeholders.uuid(text)),
            Found::Hex | Found::Aws => Some(self.placeholders.hex(text)),
            Found::Account => Some(self.learned(Kind::Account, text)),
            Found::Token | Found::Secret => Some(self.secret(text)),
            Found::Basic => Some(self.basic(text)),
            Found::UserInfo => {
                let parts: Vec<_> = text.split(':').map(|part| self.learned(Kind::Secret, part)).collect();
                Some(parts.join(":"))
            }
            Found::UrlHost | Found::Host => self.host(text, look),
            Found::Address(_) if look.version => None,
            Found::Address(address) => self.placeholders.address(address).map(|other| other.to_string()),
            Found::DashedAddress(address) => {
                self.placeholders.address(address).map(|other| other.to_string().replace('.', "-"))
            }
            Found::AddressV6(address) => self.placeholders.address_v6(address).map(|other| other.to_string()),
        }
    }

    /// Redacts `user:password` in base64, as in a header of basic authentication.
    pub(super) fn basic(&mut self, credentials: &str) -> String {
        let decoded = STANDARD.decode(credentials).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        match decoded.as_deref().and_then(|text| text.split_once(':')) {
            Some((user, password)) => {
                let user = self.value(Some(Kind::Client), user, Look::default());
                let password = self.value(Some(Kind::Secret), password, Look::default());
                STANDARD.encode(format!("{user}:{password}"))
            }
            None => self.learned(Kind::Secret, credentials),
        }
    }

    /// Redacts a host name. Returns `None` if it is generally known or is an address.
    fn host(&mut self, name: &str, look: Look) -> Option<String> {
        let lower = name.to_ascii_lowercase();
        let bare = lower.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse() {
            return if look.version { None } else { self.placeholders.address(address).map(|other| other.to_string()) };
        }
        if let Ok(address) = bare.parse() {
            return self.placeholders.address_v6(address).map(|other| format!("[{other}]"));
        }
        if is_service_host(&lower) {
            return None;
        }
        if SERVICE_DOMAINS.iter().any(|domain| lower.ends_with(domain)) {
            // In these domains only the address identifies the customer, and clients depend on the form of the name.
            return Some(self.labels(name));
        }
        Some(self.learned(Kind::Host, name))
    }

    /// Redacts the labels of a name one by one, so that the result is not recognized as a name again.
    fn labels(&mut self, name: &str) -> String {
        let labels: Vec<_> = name.split('.').map(|label| self.plain(label, Look::default())).collect();
        labels.join(".")
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_service_host(lower: &str) -> bool {
    SERVICE_HOSTS.contains(&lower) || lower.ends_with(".localhost") || lower.ends_with(".example")
}

/// Returns `true` if the text was not chosen by a user: it is a word of the published tables or a host of the
/// service.
fn is_of_the_service(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Host => {
            is_service_host(&text.to_ascii_lowercase()) || SERVICE_DOMAINS.iter().any(|domain| text.ends_with(domain))
        }
        Kind::User | Kind::Name => keys::is_word_of_the_service(text) || text.ends_with(SERVICE_MAIL),
        Kind::Secret | Kind::Client | Kind::Account => false,
    }
}

fn is_readable(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() && !letter.is_whitespace())
}
