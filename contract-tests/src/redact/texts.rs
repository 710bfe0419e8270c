//! Texts: whatever a secret can stand in, and however it may be written there.

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

/// How deep encodings within encodings are looked into. What is wrapped more often is replaced as a whole.
const DEPTH_MAX: usize = 8;

/// Shorter texts are not kept in mind: they would be found everywhere.
const SHORTEST_NAME: usize = 4;
const SHORTEST_SECRET: usize = 6;

/// What may stand in a URL as it is: the unreserved characters of RFC 3986.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Parts of a text that may be another text in percent-encoding.
static PERCENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9%._~+-]*%[0-9A-Fa-f]{2}[A-Za-z0-9%._~+-]*"));

/// Parts of a text that may be another text in base64, of either alphabet.
static BASE64: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9+/_-]{8,}={0,2}"));

#[expect(clippy::unwrap_used, reason = "the patterns are constants")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// The shortest base64 that is looked into, and into how many pieces by its hyphens, slashes and the like a part is taken at most: each of
/// them may belong to the base64, or stand before or behind it.
const BASE64_MIN: usize = 8;
const PIECES_MAX: usize = 16;

/// Hosts of the service, which are the same for everybody.
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

/// Domains in which the service names the hosts, by their addresses.
const SERVICE_DOMAINS: &[&str] = &[".vmwarevmc.com", ".amazonaws.com", ".compute.internal"];

/// The domain of the accounts that every vCenter has.
const SERVICE_MAIL: &str = "@vmc.local";

impl Redactor {
    /// A value: by the kind that the name of its field tells, or else by what it shows itself.
    pub(super) fn value(&mut self, kind: Option<Kind>, text: &str, look: Look) -> String {
        match kind {
            _ if text.trim().is_empty() => text.to_owned(),
            Some(Kind::Secret) => self.secret(text),
            Some(Kind::Account) if !is_account(text) => self.text(text, look),
            Some(kind) if !is_of_the_service(kind, text) && !patterns::is_plain(text) => self.learned(kind, text),
            _ => self.text(text, look),
        }
    }

    /// A text that is secret as a whole.
    pub(super) fn secret(&mut self, text: &str) -> String {
        let is_jwt = looks_like_jwt(text) && matches!(&jwts_in(text)[..], [all] if all.len() == text.len());
        if is_jwt { self.jwt(text, Look::default()) } else { self.learned(Kind::Secret, text) }
    }

    /// A text that is replaced as a whole and kept in mind, so that it is found elsewhere.
    fn learned(&mut self, kind: Kind, text: &str) -> String {
        let known = self.learned.placeholder(text).map(str::to_owned);
        known.unwrap_or_else(|| {
            let mail = matches!(kind, Kind::User | Kind::Name) && text.contains('@');
            let placeholder = if mail { self.placeholders.mail(text) } else { self.placeholders.of(kind, text) };
            // What is a word of the service stays in mind for nobody: it would be found everywhere.
            if !keys::is_word_of_the_service(text) {
                let shortest = if kind == Kind::Secret { SHORTEST_SECRET } else { SHORTEST_NAME };
                self.learned.learn(text, &placeholder, shortest);
            }
            placeholder
        })
    }

    /// A text in which anything can stand.
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

    /// A JSON document that travels as a text.
    fn document_in_text(&mut self, text: &str, look: Look) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let mut document: Value = serde_json::from_str(text).ok()?;
        let before = document.clone();
        self.document(&mut document, "", look.deeper());
        // Unchanged, it keeps its blanks.
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

    /// What of a part of a text hides secrets in base64, and how it reads without them.
    fn pieces(&mut self, part: &str, look: Look) -> Vec<(Range<usize>, String)> {
        let separators = part.match_indices(['/', '+', '-', '_']).map(|(at, _)| at);
        let begins: Vec<_> = std::iter::once(0).chain(separators.clone().map(|at| at + 1)).take(PIECES_MAX).collect();
        let ends: Vec<_> = separators.chain([part.len()]).collect();
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        for begin in begins {
            let after = found.last().is_none_or(|(range, _)| range.end <= begin);
            // The longest first: a shorter one would leave a rest that cannot be read.
            let ends = ends.iter().rev().filter(|end| after && **end >= begin + BASE64_MIN).take(PIECES_MAX);
            let first = ends.copied().find_map(|end| Some((begin..end, self.base64(&part[begin..end], look)?)));
            found.extend(first);
        }
        found
    }

    /// A text in base64 as it reads without the secrets in it; nothing where it hides none.
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

    /// A text as it stands: what was learned, and what shows by its form.
    fn plain(&mut self, text: &str, look: Look) -> String {
        let mut spans: Vec<(Range<usize>, String)> =
            self.learned.found_in(text).map(|(range, placeholder)| (range, placeholder.to_owned())).collect();
        for (range, found) in patterns::found_in(text) {
            if let Some(placeholder) = self.in_place_of(found, &text[range.clone()], look) {
                spans.push((range, placeholder));
            }
        }
        // Of two that begin together the longer one counts; what begins within another goes with it, to its end.
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

    /// What stands in place of something that was found; nothing where it stays and may hold something else.
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

    /// `user:password` in base64, as in a header of basic authentication.
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

    /// The name of a host; nothing where it is one that everybody knows, or an address.
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
            // Of these only the address says whose they are, and clients depend on their form.
            return Some(self.labels(name));
        }
        Some(self.learned(Kind::Host, name))
    }

    /// A name whose labels are looked at one by one, so that it is not taken for a name again.
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

/// Whether somebody else than a user of the service chose this: it is a word of the published tables, or a host of the service.
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
