//! Decides which names and texts are secret. Everything that records requests and responses (recordings, journals,
//! logs) uses this one list.
//!
//! [`is_secret_key`] finds every field of the wire types that is a [`Secret`](crate::wire::Secret). It also knows the
//! secrets that the published types show only to operators, and the names that OAuth 2.0 and HTTP use for theirs.
//! Names of headers, of query and form parameters, and of JSON keys are compared in the same way: letter case is
//! ignored, and words may be separated by `_`, by `-` or by nothing.

mod forms;

pub use self::forms::credentials_in;

/// Headers whose whole value is secret or contains a secret.
pub const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "cookie",
    "csp-auth-token",
    "proxy-authorization",
    "set-cookie",
    "x-amz-security-token",
    "x-api-key",
    "x-csrf-token",
    "x-xsrf-token",
];

/// Names of parameters, form fields and JSON keys whose value is secret, written without word separators.
const SECRET_KEYS: &[&str] = &[
    // Sign-in.
    "assertion",
    "clientassertion",
    "code",
    "codeverifier",
    "credential",
    "credentials",
    "idtoken",
    "idtokenhint",
    "jsessionid",
    "passcode",
    "pwd",
    "sessionid",
    "sessionkey",
    "subjecttoken",
    "token",
    "tokenvalue",
    // AWS, also in a presigned address.
    "xamzsignature",
    // Anyone who has the code or link of an invitation can accept it.
    "invitationcode",
    "invitationlink",
    // Keys of an SDDC.
    "keymaterial",
    "nativespeckeymaterial",
    "presharedkey",
    "psk",
];

/// A name that ends with one of these words is secret: `nsx_cloud_admin_password`, `newClientSecret`, `x-auth-token`.
const SECRET_ENDS: &[&str] = &[
    "accesskey",
    "accesskeyid",
    "accesstoken",
    "apikey",
    "apitoken",
    "authtoken",
    "bearertoken",
    "encryptionkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessiontoken",
    "signingkey",
];

/// The first characters of every JWT: `{"` in base64.
const JWT_START: &str = "eyJ";

/// The possible lengths of an API token. The service's tokens have 64 characters (seen in client code).
const API_TOKEN_LENGTHS: std::ops::RangeInclusive<usize> = 60..=72;

/// Returns `true` if the value of this header is secret.
///
/// ```
/// use vmc_client::secrets::is_secret_header;
/// assert!(is_secret_header("CSP-Auth-Token") && !is_secret_header("Content-Type"));
/// ```
pub fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.iter().any(|secret| name.trim().eq_ignore_ascii_case(secret)) || is_secret_key(name)
}

/// Returns `true` if the value of this parameter, form field or JSON key is secret.
///
/// ```
/// use vmc_client::secrets::is_secret_key;
/// assert!(is_secret_key("refresh_token") && is_secret_key("newClientSecret") && is_secret_key("Cloud-Password"));
/// assert!(!is_secret_key("token_type") && !is_secret_key("tokenName") && !is_secret_key("moduleCode"));
/// ```
pub fn is_secret_key(name: &str) -> bool {
    let separates = |letter: &char| !matches!(letter, '_' | '-' | '.' | ' ');
    let words: String = name.chars().filter(separates).map(|letter| letter.to_ascii_lowercase()).collect();
    let header = |secret: &&str| secret.chars().filter(separates).eq(words.chars());
    SECRET_KEYS.contains(&words.as_str())
        || SECRET_ENDS.iter().any(|end| words.ends_with(end))
        || SECRET_HEADERS.iter().any(header)
}

/// Returns `true` if a text is an access or id token or begins like one: a JWT (RFC 7519), even one that was
/// truncated.
pub fn looks_like_jwt(text: &str) -> bool {
    let mut parts = text.split('.');
    let header = parts.next().unwrap_or_default();
    header.starts_with(JWT_START) && header.len() > JWT_START.len() && header.bytes().all(is_base64url)
}

/// Returns the byte ranges of the tokens in a text. Each range extends from the start of a JWT to the last character
/// that a JWT can contain.
pub fn jwts_in(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(JWT_START).map(|start| from + start) {
        let ends = |letter: char| !(letter.is_ascii() && (is_base64url(letter as u8) || matches!(letter, '.' | '=')));
        let end = text[start..].find(ends).map_or(text.len(), |length| start + length);
        found.push(start..end);
        from = end;
    }
    found
}

/// Returns `true` if a text has the form of an API token or of another random key of that length: letters, digits,
/// `-` and `_`, including at least one capital letter, one small letter and one digit. Digests written in one letter
/// case do not match.
pub fn looks_like_api_token(text: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| text.bytes().any(|byte| kind(&byte));
    API_TOKEN_LENGTHS.contains(&text.len())
        && text.bytes().all(is_base64url)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The wire names of all secret fields of the wire types.
    const WIRE_SECRETS: &[&str] = &[
        "access_token",
        "api_token",
        "client_secret",
        "clientSecret",
        "cloud_password",
        "code",
        "code_verifier",
        "idToken",
        "id_token",
        "newClientSecret",
        "nsx_cloud_admin_password",
        "nsx_cloud_audit_password",
        "password",
        "pre_shared_key",
        "refresh_token",
        "secret",
        "token",
        "tokenValue",
    ];

    #[test]
    fn every_secret_of_the_wire_types_is_known_by_its_name() {
        for name in WIRE_SECRETS.iter().chain(SECRET_HEADERS) {
            assert!(is_secret_key(name), "{name}");
            assert!(is_secret_key(&name.to_uppercase()), "{name} in capitals");
        }
        assert_eq!(secret_fields_in_the_sources(), WIRE_SECRETS.iter().map(|name| words(name)).collect());
    }

    #[test]
    fn secrets_that_are_not_the_services_own_are_known_by_their_names() {
        for name in [
            "accessKeyId",
            "AWS_ACCESS_KEY_ID",
            "aws_secret_access_key",
            "authToken",
            "X-Auth-Token",
            "session_id",
            "JSESSIONID",
            "pwd",
            "credentials",
            "ssh_private_key",
            "encryption-key",
            "X-Amz-Signature",
            "vmc_refresh_token",
        ] {
            assert!(is_secret_key(name) && is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn names_that_look_like_it_are_none() {
        for name in [
            "session_identity",
            "token_type",
            "token_type_hint",
            "tokenName",
            "tokenId",
            "nextToken",
            "pageToken",
            "token_endpoint",
            "accessTokenValiditySeconds",
            "secretRotationExpirationInSeconds",
            "code_challenge_method",
            "error_code",
            "cspErrorCode",
            "key_name",
            "cloud_username",
            "content-type",
            "",
        ] {
            assert!(!is_secret_key(name) && !is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn tokens_are_known_by_their_form() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        assert!(looks_like_jwt(jwt) && looks_like_jwt("eyJhbGciOiJSUzI1NiJ9.eyJz") && !looks_like_jwt("eyJ"));
        assert!(!looks_like_jwt("eyJ hello") && !looks_like_jwt(""));
        let text = format!("Bearer {jwt}, then \u{e4}{jwt}==; eyJ");
        let found: Vec<_> = jwts_in(&text).into_iter().map(|range| text[range].to_owned()).collect();
        assert_eq!(found, [jwt.to_owned(), format!("{jwt}=="), "eyJ".to_owned()]);

        let api_token = "0aB1cD2eF3".repeat(6) + "zz_-";
        assert!(looks_like_api_token(&api_token));
        assert!(!looks_like_api_token(&api_token[..59]) && !looks_like_api_token(&api_token.to_lowercase()));
        assert!(!looks_like_api_token(&format!("{api_token} ")));
    }

    fn words(name: &str) -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    }

    /// Returns the fields of type `Secret` in the sources of the wire types.
    fn secret_fields_in_the_sources() -> std::collections::BTreeSet<String> {
        let mut found = std::collections::BTreeSet::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/wire"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("the sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(path).expect("a source file");
                let fields = text.lines().filter(|line| line.ends_with("Secret,") || line.ends_with("Secret>,"));
                let names = fields.filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
                found.extend(names.map(|(name, _)| words(name)));
            }
        }
        found
    }
}
