//! The form of a text: the text with its ids, times and addresses replaced by the names of their kinds.

use std::fmt::Write;

/// The texts that recordings contain where their source masked or truncated a value, longest first.
const HOLES: [&str; 5] = [" (REDACTED)", "REDACTED", "XXXXX", "***", "…"];

/// The prefixes of AWS ids. 8 or 17 hexadecimal digits follow.
const AWS_IDS: [&str; 11] =
    ["eipalloc-", "subnet-", "vpc-", "ami-", "igw-", "rtb-", "rtbassoc-", "vgw-", "eni-", "sg-", "i-"];

/// The form of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The text with `⟨uuid v4⟩` and the like in place of ids, times and addresses.
    pub shape: String,
    /// The ids of the text, in order.
    pub ids: Vec<String>,
}

impl Form {
    /// Returns the form of a text.
    pub fn of(text: &str) -> Self {
        let mut form = Self::default();
        let (mut rest, mut before) = (text, ' ');
        while let Some(first) = rest.chars().next() {
            let other = || aws_id(rest).or_else(|| request_id(rest)).filter(|_| !before.is_alphanumeric());
            let id = uuid(rest).or_else(other);
            if let Some((length, _)) = id {
                form.ids.push(rest[..length].to_owned());
            }
            let length = match id.or_else(|| time(rest)).or_else(|| address(rest)) {
                Some((length, kind)) => {
                    let _ = write!(form.shape, "⟨{kind}⟩");
                    length
                }
                None => {
                    form.shape.push(first);
                    first.len_utf8()
                }
            };
            before = rest[..length].chars().next_back().unwrap_or(' ');
            rest = &rest[length..];
        }
        form
    }
}

/// Returns `true` if a text matches a recorded text with holes: the text around the holes has the same form, and no
/// hole is empty. Returns `None` if the recorded text has no hole.
pub fn fits_holes(recorded: &str, text: &str) -> Option<bool> {
    let parts: Vec<_> = split_at_holes(recorded).into_iter().map(|part| Form::of(part).shape).collect();
    let (first, [middle @ .., last]) = parts.split_first()? else { return None };
    let shape = Form::of(text).shape;
    Some(fits(first, middle, last, &shape).is_some())
}

fn fits(first: &str, middle: &[String], last: &str, text: &str) -> Option<()> {
    let mut rest = text.strip_prefix(first)?;
    for part in middle {
        let hole = rest.chars().next()?.len_utf8();
        let at = hole + rest[hole..].find(part.as_str())?;
        rest = &rest[at + part.len()..];
    }
    rest.strip_suffix(last).filter(|hole| !hole.is_empty()).map(|_| ())
}

fn split_at_holes(text: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut at) = (Vec::new(), 0, 0);
    while let Some(first) = text[at..].chars().next() {
        match hole(&text[at..]) {
            Some(length) => {
                parts.push(&text[begin..at]);
                at += length;
                begin = at;
            }
            None => at += first.len_utf8(),
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// Returns the length of the hole or the placeholder (such as `{task}`) at the start of a text.
fn hole(text: &str) -> Option<usize> {
    let placeholder = || {
        let end = text.strip_prefix('{')?.find('}')?;
        let name = &text[1..=end];
        (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')).then_some(end + 2)
    };
    HOLES.iter().find(|hole| text.starts_with(**hole)).map(|hole| hole.len()).or_else(placeholder)
}

/// Returns `true` if a text begins with this pattern: `0` matches a digit, `f` a hexadecimal digit, and any other
/// character itself.
fn begins(text: &str, pattern: &str) -> bool {
    text.len() >= pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
            b'0' => byte.is_ascii_digit(),
            b'f' => byte.is_ascii_hexdigit(),
            wanted => byte == wanted,
        })
}

fn uuid(text: &str) -> Option<(usize, String)> {
    if !begins(text, "ffffffff-ffff-ffff-ffff-ffffffffffff") {
        return None;
    }
    let id = &text[..36];
    let case = if id.bytes().any(|byte| byte.is_ascii_uppercase()) { " in capitals" } else { "" };
    let variant = if matches!(id.as_bytes()[19].to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b') { "" } else { "?" };
    Some((36, format!("uuid v{}{variant}{case}", &id[14..15])))
}

fn aws_id(text: &str) -> Option<(usize, String)> {
    AWS_IDS.iter().find_map(|prefix| {
        let digits = text.strip_prefix(prefix)?.bytes().take_while(u8::is_ascii_hexdigit).count();
        matches!(digits, 8 | 17).then(|| (prefix.len() + digits, format!("{prefix}{digits} digits")))
    })
}

/// Matches a request id of the sign-in service (16 digits) or a trace id (32 digits).
fn request_id(text: &str) -> Option<(usize, String)> {
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')).count();
    let ends = !text[digits..].starts_with(|next: char| next.is_alphanumeric());
    (ends && matches!(digits, 16 | 32)).then(|| (digits, format!("{digits} hexadecimal digits")))
}

/// Matches a time. The service writes times in three forms, which differ in the number of fraction digits.
fn time(text: &str) -> Option<(usize, String)> {
    const SECONDS: &str = "0000-00-00T00:00:00";
    if !begins(text, SECONDS) {
        return None;
    }
    let rest = &text[SECONDS.len()..];
    let fraction = rest.strip_prefix('.').unwrap_or_default();
    let fraction = &fraction[..fraction.bytes().take_while(u8::is_ascii_digit).count()];
    let length = SECONDS.len() + if fraction.is_empty() { 0 } else { 1 + fraction.len() };
    if !text[length..].starts_with('Z') {
        return None;
    }
    let how = match (fraction.len(), fraction) {
        (6, "000000") => "whole second in 6 digits".to_owned(),
        (6, padded) if padded.starts_with("000") => "milliseconds padded to 6 digits".to_owned(),
        (6, true_millis) if true_millis.ends_with("000") => "milliseconds and 3 zeros".to_owned(),
        (digits, _) => format!("{digits} digits"),
    };
    Some((length + 1, format!("time, {how}")))
}

/// Matches a URL. Only the file name in its path counts, because the rest depends on the server's location.
fn address(text: &str) -> Option<(usize, String)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (host, path) = rest[..length].split_once('/').unwrap_or((&rest[..length], ""));
    let file = path.rsplit('/').next().filter(|name| name.contains('.'));
    let kind = file.map_or_else(|| "address".to_owned(), |file| format!("address of {file}"));
    (!host.is_empty()).then_some((text.len() - rest.len() + length, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        Form::of(text).shape
    }

    #[test]
    fn ids_times_and_addresses_are_told_apart_by_form() {
        for (text, form) in [
            ("36e30fcd-753d-47cc-bb14-5058f2f5733b", "⟨uuid v4⟩"),
            ("799a8e7a-a450-3c45-8306-c79f7cbf16be", "⟨uuid v3⟩"),
            ("799A8E7A-A450-3C45-8306-C79F7CBF16BE", "⟨uuid v3 in capitals⟩"),
            ("799a8e7a-a450-3c45-7306-c79f7cbf16be", "⟨uuid v3?⟩"),
            ("zerocloud.esx.local17e78e31-db29-4587-86bf-89732bbf59ae", "zerocloud.esx.local⟨uuid v4⟩"),
            ("subnet-0ab670fdc4f9f4795", "⟨subnet-17 digits⟩"),
            ("7a2221ea4f637c0561232dcdd0e57606", "⟨32 hexadecimal digits⟩"),
            ("035f192a21fde17a", "⟨16 hexadecimal digits⟩"),
            ("035f192a21fde17", "035f192a21fde17"),
            ("vpc-zero-mocked-vpc-id", "vpc-zero-mocked-vpc-id"),
            ("2018-08-06T03:28:59.000490Z", "⟨time, milliseconds padded to 6 digits⟩"),
            ("2018-08-06T03:28:56.485000Z", "⟨time, milliseconds and 3 zeros⟩"),
            ("2018-08-06T03:30:08.000000Z", "⟨time, whole second in 6 digits⟩"),
            ("2022-04-28T10:42:03.135Z", "⟨time, 3 digits⟩"),
            ("2022-04-28T10:42:03.135+0000", "2022-04-28T10:42:03.135+0000"),
            ("https://nsxManager.None/login.jsp", "⟨address of login.jsp⟩"),
            ("http://127.0.0.1:8080/vcenter.sddc-198-18-0-1.vmwarevmc.com/", "⟨address⟩"),
            ("127.0.0.1/28", "127.0.0.1/28"),
        ] {
            assert_eq!(shape(text), form, "{text}");
        }
        let cancel = Form::of("Cannot cancel task: 38e69796-92b3-4540-a84e-be738fece49d in FINISHED state.");
        assert_eq!(cancel.shape, "Cannot cancel task: ⟨uuid v4⟩ in FINISHED state.");
        assert_eq!(cancel.ids, ["38e69796-92b3-4540-a84e-be738fece49d"]);
    }

    #[test]
    fn holes_hold_something_and_the_rest_is_as_recorded() {
        let grant = "invalid_grant: Invalid refresh token: …";
        assert_eq!(fits_holes(grant, "invalid_grant: Invalid refresh token: gone"), Some(true));
        assert_eq!(fits_holes(grant, "invalid_grant: Invalid refresh token: "), Some(false));
        let masked = "… not available for this organization. …";
        assert_eq!(fits_holes(masked, "X is not available for this organization. Ask."), Some(true));
        assert_eq!(fits_holes(masked, "not available for this organization."), Some(false));
        assert_eq!(fits_holes("eyJhbGciOi… (REDACTED)", "eyJhbGciOiJSUzI1NiJ9.e30"), Some(true));
        assert_eq!(fits_holes("eyJhbGciOi… (REDACTED)", "token"), Some(false));
        assert_eq!(fits_holes("{cluster_id}", "x"), Some(true));
        assert_eq!(fits_holes("READY", "READY"), None);
        assert_eq!(fits_holes(r#"{"us-east-1":["iad6"]}"#, "x"), None);
    }
}
