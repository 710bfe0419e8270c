//! Finds credentials inside longer texts: by the form that their issuer gave them, or by the name before them.

use super::{is_secret_key, jwts_in, looks_like_api_token};
use std::ops::Range;

/// The start of a credential whose issuer marks it, and the number of characters that follow at least. The characters are letters, digits,
/// `-` and `_`. (published by the issuers)
const MARKS: &[(&str, usize)] = &[
    // GitHub and GitLab.
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("gldt-", 20),
    ("glrt-", 20),
    // Slack.
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xoxe-", 10),
    ("xapp-", 10),
    // Clouds and registries.
    ("AIza", 35),
    ("npm_", 36),
    ("pypi-AgEIcHlwaS5vcmc", 50),
    ("dop_v1_", 64),
    ("doo_v1_", 64),
    ("hvs.", 24),
    ("hf_", 34),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("dckr_pat_", 27),
    ("AGE-SECRET-KEY-1", 58),
];

/// The starts of AWS access key ids, which have 16 more capital letters and digits. (published by AWS)
const AWS_MARKS: &[&str] = &["AKIA", "ASIA", "ABIA", "ACCA"];
const AWS_LENGTH: usize = 20;

/// The path of a Slack webhook. Whoever knows it can post.
const WEBHOOK: &str = "hooks.slack.com/services/";

const PEM_START: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";

/// The minimum length of a user name in a URL that counts as a token because no password follows.
const USER_MIN: usize = 20;

/// Returns the byte ranges of the credentials in a text, in order and without overlaps. A credential is a JWT, an API token, a key that its
/// issuer marks (AWS, GitHub, GitLab, Slack and others), a private key in PEM, the password in a URL, or a value after the name of a secret:
/// `password=x`, `--password x`, `<password>x</password>`.
///
/// ```
/// use vmc_client::secrets::credentials_in;
/// let text = "curl --password hunter2 https://ada:rosebud@host/";
/// let found: Vec<_> = credentials_in(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(found, ["hunter2", "rosebud"]);
/// ```
pub fn credentials_in(text: &str) -> Vec<Range<usize>> {
    let mut found = jwts_in(text);
    for (mark, least) in MARKS {
        found.extend(marked(
            text,
            mark,
            |letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'),
            *least,
        ));
    }
    for mark in AWS_MARKS {
        let keys = marked(text, mark, |letter| letter.is_ascii_uppercase() || letter.is_ascii_digit(), AWS_LENGTH - 4);
        found.extend(keys.into_iter().filter(|range| range.len() == AWS_LENGTH));
    }
    found.extend(marked(text, WEBHOOK, |letter| letter.is_ascii_alphanumeric() || letter == '/', 16));
    found.extend(words(text).filter(|range| looks_like_api_token(&text[range.clone()])));
    found.extend(private_keys(text));
    found.extend(passwords_in_urls(text));
    found.extend(named(text));
    merged(found)
}

/// Returns the parts of a text that begin with a mark. A mark inside a word counts only after a percent-encoded character.
fn marked(text: &str, mark: &str, belongs: fn(char) -> bool, least: usize) -> Vec<Range<usize>> {
    let starts = text.match_indices(mark).map(|(start, _)| start).filter(|start| {
        let before = &text[..*start];
        let encoded = before.len() >= 3 && before.as_bytes()[before.len() - 3] == b'%';
        encoded || !before.ends_with(|letter: char| letter.is_ascii_alphanumeric())
    });
    let range = |start: usize| {
        let from = start + mark.len();
        let end = text[from..].find(|letter| !belongs(letter)).map_or(text.len(), |length| from + length);
        (end - from >= least).then_some(start..end)
    };
    starts.filter_map(range).collect()
}

/// Returns the ranges of the words that consist of letters, digits, `-` and `_`.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let belongs = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let start = rest + text[rest..].find(belongs)?;
        let end = text[start..].find(|letter| !belongs(letter)).map_or(text.len(), |length| start + length);
        rest = end;
        Some(start..end)
    })
}

/// Returns the ranges of private keys in PEM (RFC 7468). A key whose end is missing extends to the end of the text.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices(PEM_START).map(|(start, _)| start);
    let private = starts.filter(|start| {
        let label = &text[start + PEM_START.len()..];
        label.split("-----").next().is_some_and(|label| label.contains("PRIVATE KEY"))
    });
    let range = |start: usize| {
        let end = text[start..].find(PEM_END).map(|end| start + end + PEM_END.len());
        let end = end.and_then(|end| text[end..].find("-----").map(|length| end + length + 5));
        start..end.unwrap_or(text.len())
    };
    private.map(range).collect()
}

/// Returns the ranges of passwords in URLs (`https://user:password@host`), and of long user names without a password, which are tokens.
fn passwords_in_urls(text: &str) -> Vec<Range<usize>> {
    let authority = |(at, _): (usize, &str)| {
        let start = at + 3;
        let ends = |letter: char| matches!(letter, '/' | '?' | '#' | '"' | '\'' | '<' | '>') || letter.is_whitespace();
        let length = text[start..].find(ends).unwrap_or(text.len() - start);
        let user = start..start + text[start..start + length].rfind('@')?;
        match text[user.clone()].find(':') {
            Some(colon) => Some(user.start + colon + 1..user.end),
            None => (user.len() >= USER_MIN).then_some(user),
        }
    };
    text.match_indices("://").filter_map(authority).filter(|range| !range.is_empty()).collect()
}

/// Returns the ranges of values that follow the name of a secret: `name=value`, `--name value`, and `<name>value</name>`.
fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for name in words(text).filter(|range| is_secret_key(&text[range.clone()])) {
        let (before, after) = (&text[..name.start], &text[name.end..]);
        let is_option = text[name.clone()].starts_with("--");
        // The name of an element may have a namespace: `<ns:password>`.
        let namespace = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':');
        let is_element = before.trim_end_matches(namespace).ends_with('<');
        let skipped = if is_element {
            // The element may have attributes.
            after.find('>').map(|length| length + 1)
        } else if after.starts_with('=') {
            Some(1)
        } else if is_option {
            Some(after.len() - after.trim_start().len()).filter(|length| *length > 0)
        } else {
            None
        };
        let Some(skipped) = skipped else { continue };
        let start = name.end + skipped;
        let quote = text[start..].chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let start = start + quote.map_or(0, char::len_utf8);
        let ends = |letter: char| match quote {
            Some(quote) => letter == quote,
            None if is_element => letter == '<',
            None => letter.is_whitespace() || matches!(letter, '&' | ';' | ',' | '"' | '\'' | '<'),
        };
        let end = text[start..].find(ends).map_or(text.len(), |length| start + length);
        found.push(start..end);
    }
    found.retain(|range| !range.is_empty());
    found
}

/// Sorts ranges and merges those that overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        credentials_in(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn credentials_are_found_by_form_and_by_name() {
        let github = format!("ghp_{}", "a1B2c3D4e".repeat(4));
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----";
        for (text, found) in [
            ("X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/2026", vec!["AKIAIOSFODNN7EXAMPLE"]),
            ("X-Amz-Credential%3DAKIAIOSFODNN7EXAMPLE%2F2026", vec!["AKIAIOSFODNN7EXAMPLE"]),
            ("AKIAIOSFODNN7EXAMPLEX is too long, AKIA too short", vec![]),
            (&format!("push to {github}."), vec![&github[..]]),
            ("xoxb-123456789012-abcdefABCDEF", vec!["xoxb-123456789012-abcdefABCDEF"]),
            (
                "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXX",
                vec!["hooks.slack.com/services/T00000000/B00000000/XXXXXXXX"],
            ),
            (&format!("key: {pem} and more"), vec![pem]),
            ("-----BEGIN PRIVATE KEY-----\nMIIB", vec!["-----BEGIN PRIVATE KEY-----\nMIIB"]),
            ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", vec![]),
            ("git+https://ada:rose:bud@host:8443/x?y=a@b", vec!["rose:bud"]),
            ("https://ada@host/ and http://host/@x", vec![]),
            ("https://0123456789abcdef0123@host/", vec!["0123456789abcdef0123"]),
            ("<password>x y</password><Name>z</Name>", vec!["x y"]),
            ("<ns:password type=\"text\">x</ns:password>", vec!["x"]),
            ("<apiToken a=\"b\">x</apiToken>", vec!["x"]),
            ("tool --password x --name y --api-token='a b'", vec!["x", "a b"]),
            ("--password", vec![]),
            ("a=b&pwd=hunter2;c=d, authToken=\"x y\"", vec!["hunter2", "x y"]),
            ("token_type=bearer, password: must be longer", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(shown(text), found, "{text}");
        }
    }
}
