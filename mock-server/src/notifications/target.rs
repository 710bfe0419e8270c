//! The address of a target of notifications, as the user gives it. It may hold credentials, and its path may be a secret too, so that only
//! scheme, host and port are ever shown.

use base64::{Engine, prelude::BASE64_STANDARD};
use http::Uri;
use percent_encoding::percent_decode_str;
use std::fmt;

/// An `http` or `https` address that notifications are sent to.
pub(crate) struct Target {
    pub(crate) is_tls: bool,
    /// Host name or address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The value of the header `Host`.
    pub(crate) authority: String,
    /// Path and query.
    pub(crate) path: String,
    /// The value of the header `Authorization`, if the address holds a user name.
    pub(crate) authorization: Option<String>,
}

/// A text that cannot be a target of notifications. The text is not part of the error, because it can hold credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is no such address.
    #[error("a target of notifications is an address such as http://127.0.0.1:9000/hook, without a fragment")]
    NoAddress,
    /// There are too many targets.
    #[error("there can be {0} targets of notifications at most")]
    TooMany(usize),
    /// It needs TLS, which this build cannot do as a client.
    #[error("notifications are sent to https addresses only by a build with the feature `cli`")]
    NoTls,
    /// It needs TLS, and the system names no certificates to trust.
    #[error("notifications cannot be sent to https addresses: {0}")]
    NoTrust(String),
}

impl Target {
    /// Reads the address of a target.
    ///
    /// # Errors
    /// [`TargetError::NoAddress`].
    pub(super) fn read(text: &str) -> Result<Self, TargetError> {
        let read = || {
            let uri: Uri = text.parse().ok().filter(|_| !text.contains('#'))?;
            let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
            let is_tls = match scheme {
                "http" => false,
                "https" => true,
                _ => return None,
            };
            let host_and_port = authority.as_str().rsplit('@').next()?;
            let host = authority.host().trim_matches(['[', ']']);
            if host.is_empty() {
                return None;
            }
            // Whatever follows the host must be a port.
            if host_and_port.len() > authority.host().len() && authority.port_u16().is_none() {
                return None;
            }
            Some(Self {
                is_tls,
                host: host.to_owned(),
                port: authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
                authority: host_and_port.to_owned(),
                path: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
                authorization: authority.as_str().rsplit_once('@').map(|(user, _)| basic(user)),
            })
        };
        read().ok_or(TargetError::NoAddress)
    }
}

/// Returns the value of `Authorization` for the part of an address before the `@`.
fn basic(user: &str) -> String {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let decoded: Vec<u8> = percent_decode_str(name).chain(*b":").chain(percent_decode_str(password)).collect();
    format!("Basic {}", BASE64_STANDARD.encode(decoded))
}

/// Shows scheme, host and port.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_tls { "https" } else { "http" }, self.authority)
    }
}

/// Shows the same as `Display`.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_its_secrets_are_not_shown() {
        for (text, host, port, path, shown) in [
            ("http://127.0.0.1:9000/hook?key=a", "127.0.0.1", 9000, "/hook?key=a", "http://127.0.0.1:9000"),
            ("https://u:p@hooks.test.example", "hooks.test.example", 443, "/", "https://hooks.test.example"),
            ("http://[::1]/a/b", "::1", 80, "/a/b", "http://[::1]"),
            ("http://a?b=c", "a", 80, "/?b=c", "http://a"),
        ] {
            let target = Target::read(text).unwrap();
            assert_eq!((&*target.host, target.port, &*target.path), (host, port, path), "{text}");
            assert_eq!((target.to_string(), format!("{target:?}")), (shown.to_owned(), shown.to_owned()));
        }
        for bad in [
            "",
            "127.0.0.1:9000",
            "ftp://a",
            "http://",
            "/hook",
            "http://a#b",
            "http://a:b/",
            "http://a:/",
            "http://a b/",
        ] {
            assert_eq!(Target::read(bad).err(), Some(TargetError::NoAddress), "{bad}");
        }
    }

    /// The example is that of RFC 7617, section 2.
    #[test]
    fn a_user_in_an_address_is_sent_as_basic_authentication() {
        let target = Target::read("http://Aladdin:open%20sesame@127.0.0.1/").unwrap();
        assert_eq!(target.authorization.unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(target.authority, "127.0.0.1");
    }
}
