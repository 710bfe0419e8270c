//! Calls of the API as the commands that a person can paste into a shell.

use http::Method;
use serde_json::Value;

/// A call of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    /// The body, as JSON.
    pub(super) body: Option<String>,
}

impl Call {
    pub(super) fn get(target: &str) -> Self {
        Self { method: Method::GET, target: target.to_owned(), body: None }
    }

    pub(super) fn delete(target: &str) -> Self {
        Self { method: Method::DELETE, target: target.to_owned(), body: None }
    }

    pub(super) fn post(target: &str) -> Self {
        Self { method: Method::POST, target: target.to_owned(), body: None }
    }

    pub(super) fn with(method: Method, target: &str, body: &Value) -> Self {
        Self { method, target: target.to_owned(), body: Some(body.to_string()) }
    }

    /// Whether the call is one of the control, which needs no access token.
    fn is_control(&self) -> bool {
        self.target.starts_with("/_vmcsim/")
    }

    /// Returns the call as a command. It uses the variable `TOKEN`, which [`sign_in`] sets.
    pub(super) fn command(&self, base: &str, needs_admin_token: bool) -> String {
        let mut command = String::from("curl -s");
        if self.method != Method::GET && (self.method != Method::POST || self.body.is_none()) {
            command += &format!(" -X {}", self.method);
        }
        command += &format!(" {}", quoted(&[base, &*self.target].concat()));
        if !self.is_control() {
            command += " -H \"csp-auth-token: $TOKEN\"";
        } else if needs_admin_token {
            command += " -H \"Authorization: Bearer $ADMIN_TOKEN\"";
        }
        if let Some(body) = &self.body {
            command += " -H 'content-type: application/json'";
            command += &format!(" -d {}", quoted(body));
        }
        command
    }
}

/// Returns the command that signs in and sets `TOKEN`.
pub(super) fn sign_in(base: &str, api_token: &str) -> String {
    let target = format!("{base}/csp/gateway/am/api/auth/api-tokens/authorize");
    format!(
        "TOKEN=$(curl -s {target} -d refresh_token={api_token} | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"
    )
}

/// Quotes a text for a POSIX shell, if it needs that.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+,=".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn texts_survive_the_shell() {
        for (text, written) in
            [("http://a:1/b", "http://a:1/b"), ("a&b", "'a&b'"), ("", "''"), ("it's $HOME", r"'it'\''s $HOME'")]
        {
            assert_eq!(quoted(text), written);
        }
    }
}
