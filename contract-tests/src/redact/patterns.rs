//! Recognizes private data by the form of a text: mail addresses, ids, accounts, addresses, host names, and secrets
//! that follow their name.

use regex::{Captures, Regex};
use std::{
    net::{Ipv4Addr, Ipv6Addr},
    ops::Range,
    sync::LazyLock,
};
use vmc_client::secrets::{credentials_in, is_secret_key, looks_like_api_token};

/// A recognized part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A date, alone or with a time. It is not replaced.
    Date,
    /// A mail address.
    Mail,
    /// A UUID.
    Uuid,
    /// At least 16 hexadecimal digits.
    Hex,
    /// The digits of an AWS id, after the prefix of its kind.
    Aws,
    /// The number of an AWS account.
    Account,
    /// A long random key.
    Token,
    /// A value that follows the name of a secret.
    Secret,
    /// The credentials of basic authentication, in base64.
    Basic,
    /// The user in a URL, with or without a password.
    UserInfo,
    /// The host of a URL.
    UrlHost,
    /// The name of a host or domain.
    Host,
    /// An IPv4 address.
    Address(Ipv4Addr),
    /// An IPv4 address with hyphens instead of dots, as in host names.
    DashedAddress(Ipv4Addr),
    /// An IPv6 address.
    AddressV6(Ipv6Addr),
}

/// Patterns that need no context. The first that matches at a place counts.
static FORMS: LazyLock<Regex> = LazyLock::new(|| {
    let aws = "subnet|vpc|vpce|ami|eni|sg|rtb|rtbassoc|igw|eigw|vgw|cgw|vpn|eipalloc|eipassoc|vol|snap|acl|nat|pcx|tgw|tgw-attach|\
        key|pl|fs|lt|lgw|dxcon|dxvif|dopt|ngw|i|r|h";
    one_of(&[
        r"(?P<date>\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)",
        r#"(?:[A-Za-z][A-Za-z0-9+.-]*://(?:(?P<user>[^\s/?#"'<>@]+)@)?(?P<url>\[[^\]\s]*\]|[^\s/?#"'<>:,;)}\]]+))"#,
        r"(?P<mail>[\w.%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
        r"(?P<uuid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})",
        &format!(r"(?:(?:{aws})-(?P<aws>[0-9a-f]{{17}}|[0-9a-f]{{8}}))"),
        r"(?P<v4>\d{1,3}(?:\.\d{1,3}){3})",
        r"(?P<dashed>\d{1,3}(?:-\d{1,3}){3})",
        r"(?P<account>\d{12})",
        r"(?P<hex>[0-9a-fA-F]{16,})",
        r"(?P<v6>(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})",
        r"(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,})",
    ])
});

/// Patterns that depend on the preceding text.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    one_of(&[
        r"(?:(?i:basic)\s+(?P<basic>[A-Za-z0-9+/_-]+={0,2}))",
        r"(?:(?i:bearer)\s+(?P<bearer>[A-Za-z0-9._~+/=-]+))",
        r#"(?:(?P<key>[A-Za-z][\w-]*)(?P<is>=|\\?["']?\s*[:=]\s*\\?["']?)(?P<value>(?:(?i:basic|bearer)\s+)?[^\s"'\\&,;}\]]+))"#,
    ])
});

/// Patterns that depend on the length.
static LONG: LazyLock<Regex> = LazyLock::new(|| one_of(&[r"(?P<token>[A-Za-z0-9_-]{60,72})"]));

fn one_of(patterns: &[&str]) -> Regex {
    #[expect(clippy::unwrap_used, reason = "the patterns are constants, and tested")]
    Regex::new(&patterns.join("|")).unwrap()
}

/// Top-level domains of host names. Domains of two letters (countries) are recognized without a list.
const TOP_LEVELS: &[&str] = &[
    "app",
    "biz",
    "cloud",
    "com",
    "corp",
    "dev",
    "edu",
    "example",
    "gov",
    "home",
    "info",
    "int",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "lab",
    "lan",
    "local",
    "localdomain",
    "mil",
    "net",
    "network",
    "online",
    "org",
    "site",
    "systems",
    "tech",
    "test",
    "xyz",
];

/// Returns everything that is recognized in a text. Matches of different groups of patterns can overlap.
pub(super) fn found_in(text: &str) -> Vec<(Range<usize>, Found)> {
    let mut found: Vec<_> =
        [&FORMS, &BESIDE, &LONG].into_iter().flat_map(|patterns| found_by(patterns, text)).collect();
    let credentials = credentials_in(text).into_iter().map(|range| (range, Found::Secret));
    let is_new = |range: &Range<usize>| {
        let same = |known: &Range<usize>| known.start <= range.start && range.end <= known.end;
        !found.iter().any(|(known, what)| matches!(what, Found::Secret | Found::Token | Found::UserInfo) && same(known))
    };
    let others: Vec<_> = credentials.filter(|(range, _)| is_new(range)).collect();
    found.extend(others);
    found
}

fn found_by(patterns: &Regex, text: &str) -> Vec<(Range<usize>, Found)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(captures) = patterns.captures_at(text, at) {
        let whole = captures.get(0).map_or(at..at, |all| all.range());
        match judge(text, &captures, whole.clone()) {
            Some(parts) => {
                at = parts.iter().fold(whole.end, |end, (part, _)| end.max(part.end));
                found.extend(parts);
            }
            // If the match is rejected, another one may begin one character later.
            None => at = whole.start + text[whole.start..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// Returns the places of secrets in a text, in their order and without overlaps: tokens, keys, and values that follow the
/// name of a secret.
pub(crate) fn secrets_in(text: &str) -> Vec<Range<usize>> {
    let is_secret = |found: &Found| matches!(found, Found::Secret | Found::Token | Found::Basic | Found::UserInfo);
    let mut ranges: Vec<_> =
        found_in(text).into_iter().filter(|(_, found)| is_secret(found)).map(|(range, _)| range).collect();
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Something in a text that belongs to a person or an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Personal {
    Mail,
    Account,
    PublicAddress(Ipv4Addr),
}

/// Returns the mail addresses, AWS account numbers and public IPv4 addresses in a text, in their order.
pub(crate) fn personal_in(text: &str) -> Vec<(Range<usize>, Personal)> {
    let mut found: Vec<_> = found_in(text)
        .into_iter()
        .filter_map(|(range, found)| match found {
            Found::Mail => Some((range, Personal::Mail)),
            Found::Account => Some((range, Personal::Account)),
            Found::Address(address) if is_public(address) => Some((range, Personal::PublicAddress(address))),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Whether an address belongs to somebody: not to private networks, nor to those for documentation, tests and the like.
fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let carrier = first == 100 && second & 0b1100_0000 == 64;
    let tests = first == 198 && (second == 18 || second == 19);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || carrier
        || tests
        || first == 0
        || first >= 240)
}

/// Returns `true` if a text as a whole is an id, a mail address, an account or an address.
pub(super) fn is_plain(text: &str) -> bool {
    let known = |found: &Found| {
        let by_form =
            Found::Uuid == *found || Found::Mail == *found || Found::Account == *found || Found::Aws == *found;
        by_form || matches!(found, Found::Address(_) | Found::AddressV6(_))
    };
    matches!(&found_in(text)[..], [(range, found)] if *range == (0..text.len()) && known(found))
}

fn judge(text: &str, captures: &Captures<'_>, whole: Range<usize>) -> Option<Vec<(Range<usize>, Found)>> {
    let (before, after) = (text[..whole.start].chars().next_back(), text[whole.end..].chars().next());
    let alphanumeric = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let alone = !alphanumeric(before) && !alphanumeric(after);
    let group = |name: &str| captures.name(name);
    let one = |name: &str, found| group(name).map(|part| vec![(part.range(), found)]);
    if let Some(key) = group("key") {
        return (!alphanumeric(before) && before != Some('_')).then(|| beside(text, captures, key.as_str()))?;
    }
    if let Some(host) = group("url") {
        let user = group("user").map(|user| (user.range(), Found::UserInfo));
        return Some(user.into_iter().chain([(host.range(), Found::UrlHost)]).collect());
    }
    if let Some(part) = group("v4") {
        let goes_on =
            text[whole.end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let address = part.as_str().parse().ok()?;
        return (!digit(before) && before != Some('.') && !digit(after) && !goes_on)
            .then_some(vec![(whole, Found::Address(address))]);
    }
    if let Some(part) = group("dashed") {
        let goes_on = |rest: &str, hyphen: bool| hyphen && rest.starts_with(|c: char| c.is_ascii_digit());
        let came_on =
            text[..whole.start].strip_suffix('-').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        let rest = &text[whole.end..];
        let address = part.as_str().replace('-', ".").parse().ok()?;
        let longer = came_on
            || goes_on(rest.trim_start_matches('-'), rest.starts_with('-'))
            || digit(before)
            || alphanumeric(after);
        return (!longer).then_some(vec![(whole, Found::DashedAddress(address))]);
    }
    if let Some(part) = group("v6") {
        let address = part.as_str().parse().ok()?;
        return alone.then_some(vec![(whole, Found::AddressV6(address))]);
    }
    if let Some(part) = group("token") {
        return (alone && looks_like_api_token(part.as_str())).then_some(vec![(whole, Found::Token)]);
    }
    if let Some(part) = group("hex") {
        let number = part.as_str().bytes().all(|byte| byte.is_ascii_digit());
        return (alone && !number).then_some(vec![(whole, Found::Hex)]);
    }
    if let Some(part) = group("host") {
        return (alone && is_host(part.as_str())).then_some(vec![(whole, Found::Host)]);
    }
    one("date", Found::Date)
        .filter(|_| !digit(before) && !digit(after))
        .or_else(|| one("basic", Found::Basic))
        .or_else(|| one("bearer", Found::Secret).filter(|_| group("bearer").is_some_and(|part| part.len() >= 16)))
        .or_else(|| one("mail", Found::Mail))
        .or_else(|| one("uuid", Found::Uuid))
        .or_else(|| one("aws", Found::Aws).filter(|_| alone))
        .or_else(|| one("account", Found::Account).filter(|_| !digit(before) && !digit(after)))
}

/// Matches a value that follows its name, such as `refresh_token=…` or `"password": "…"`. After a colon the value
/// must look like more than a word, because a sentence can say `Password: must be longer`.
fn beside(text: &str, captures: &Captures<'_>, key: &str) -> Option<Vec<(Range<usize>, Found)>> {
    let (is, value) = (captures.name("is")?.as_str(), captures.name("value")?);
    let quoted = is.contains(['"', '\'']);
    let shown = value.as_str();
    let drawn = shown.len() >= 16 || shown.len() >= 6 && shown.bytes().any(|byte| byte.is_ascii_digit());
    let secret = is_secret_key(key) && (is == "=" || quoted || drawn);
    // A quoted value may contain any characters, including spaces, and the text may end before the closing quote.
    let rest = &text[value.start()..];
    let end = if quoted { rest.find(['"', '\'', '\\']).unwrap_or(rest.len()) } else { value.len() };
    secret.then(|| vec![(value.start()..value.start() + end.max(value.len()), Found::Secret)])
}

fn is_host(text: &str) -> bool {
    let end = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    end.len() == 2 || TOP_LEVELS.contains(&end.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, Found)> {
        found_in(text).into_iter().map(|(range, found)| (&text[range], found)).collect()
    }

    #[test]
    fn forms_are_told_apart() {
        let v4 = |text: &str| text.parse::<Ipv4Addr>().unwrap();
        for (text, found) in [
            ("by Ada.K+x@corp.co.uk.", vec![("Ada.K+x@corp.co.uk", Found::Mail)]),
            ("of arn:aws:iam::123456789012:root", vec![("123456789012", Found::Account)]),
            ("at 1234567890123", vec![]),
            ("vcenter.sddc-3-4-5-6.vmwarevmc.com", vec![("vcenter.sddc-3-4-5-6.vmwarevmc.com", Found::Host)]),
            ("sddc-3-4-5-6 01-23-45-67-89-ab", vec![("3-4-5-6", Found::DashedAddress(v4("3.4.5.6")))]),
            ("10.2.3.4/16, 1.2.3.4.5", vec![("10.2.3.4", Found::Address(v4("10.2.3.4")))]),
            ("[2600:1f14::1] at 10:42:03", vec![("2600:1f14::1", Found::AddressV6("2600:1f14::1".parse().unwrap()))]),
            ("eipalloc-00b67b90807f209e0", vec![("00b67b90807f209e0", Found::Aws)]),
            ("2018-08-06T03:28:59.000490Z", vec![("2018-08-06T03:28:59.000490Z", Found::Date)]),
            ("a?x=1&refresh_token=abc&b=2", vec![("abc", Found::Secret)]),
            (r#"{\"password\": \"x y"#, vec![("x y", Found::Secret)]),
            ("Invalid refresh token: 0123456789", vec![("0123456789", Found::Secret)]),
            ("Password: must be longer, token_type=bearer", vec![]),
            ("Authorization: Basic YTpi", vec![("YTpi", Found::Basic)]),
            ("https://u:p@lab-1:8443/x", vec![("u:p", Found::UserInfo), ("lab-1", Found::UrlHost)]),
            ("799a8e7a-a450-3c45-8306-c79f7cbf16be=1", vec![("799a8e7a-a450-3c45-8306-c79f7cbf16be", Found::Uuid)]),
            ("a799a8e7aa4503c458306c79f7cbf16be", vec![("a799a8e7aa4503c458306c79f7cbf16be", Found::Hex)]),
            ("i3.metal com.vmware.vmc.model 1.14.0", vec![]),
            ("skyscraper.sddc.provision.config.too.many.subnets", vec![]),
        ] {
            assert_eq!(shown(text), found, "{text}");
        }
        assert!(is_plain("123456789012") && is_plain("a@b.com") && !is_plain("my a@b.com") && !is_plain("x"));
    }
}
