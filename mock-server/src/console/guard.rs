//! Who may use the console, and which forms are its own.
//!
//! Where the control of the simulation needs the admin token, so does the console: it is asked for on a page, and a cookie stands for it
//! afterwards. Every form carries a text that only pages of this server know, so that no other page can send it.

use super::refusals;
use crate::http::HostGuard;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use ring::{
    hmac::{self, HMAC_SHA256},
    rand::SystemRandom,
};
use std::fmt;

/// The length of the texts that are made with the key, in hexadecimal digits.
const DIGITS: usize = 24;

/// The console cannot be made: the system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random numbers")]
pub(crate) struct NoRandomness;

/// The secret of a console. It is drawn at each start and leaves the process only as the texts made with it.
pub(super) struct Keys {
    key: hmac::Key,
    /// The text that each form carries.
    pub(super) form: String,
    /// The name of the cookie. Cookies do not tell ports apart, so two servers of one machine need two names.
    cookie: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    pub(super) fn draw() -> Result<Self, NoRandomness> {
        let key = hmac::Key::generate(HMAC_SHA256, &SystemRandom::new()).map_err(|_| NoRandomness)?;
        let (form, name) = (text(&key, "form"), text(&key, "cookie"));
        Ok(Self { key, form, cookie: format!("vmcsim-{}", &name[..8]) })
    }

    /// Returns whether a form was made by a page of this server.
    pub(super) fn made_form(&self, sent: &str) -> bool {
        is_text(&self.key, "form", sent)
    }

    /// Returns whether a browser has signed in, where that is necessary.
    pub(super) fn admits(&self, guard: &HostGuard, headers: &HeaderMap) -> bool {
        if !guard.needs_token() {
            return true;
        }
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| name == self.cookie && is_text(&self.key, "session", value))
    }

    /// Returns the response to a sign-in with the right token: the cookie, and the way to a page.
    pub(super) fn signed_in(&self, to: &str) -> Response {
        let cookie =
            format!("{}={}; Path=/console; HttpOnly; SameSite=Strict", self.cookie, text(&self.key, "session"));
        with_cookie(refusals::see_other(to), &cookie)
    }

    /// Returns the response to a sign-out.
    pub(super) fn signed_out(&self) -> Response {
        let cookie = format!("{}=; Path=/console; HttpOnly; SameSite=Strict; Max-Age=0", self.cookie);
        with_cookie(refusals::see_other("/console/sign-in"), &cookie)
    }
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn text(key: &hmac::Key, purpose: &str) -> String {
    let mut text: String =
        hmac::sign(key, purpose.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(DIGITS);
    text
}

fn is_text(key: &hmac::Key, purpose: &str, sent: &str) -> bool {
    use subtle::ConstantTimeEq;
    text(key, purpose).as_bytes().ct_eq(sent.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_console_are_no_texts_of_another() {
        let (one, other) = (Keys::draw().unwrap(), Keys::draw().unwrap());
        assert!(one.made_form(&one.form) && !one.made_form(&other.form) && !one.made_form(""));
        assert!(!is_text(&one.key, "session", &one.form));
    }
}
