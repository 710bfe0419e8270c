//! The address of the server behind an ingress, as its user gives it. `X-Forwarded-*` headers have no meaning here, because any client can
//! send them.

use super::origins::canonical;
use crate::names::{Names, host_of};
use http::{HeaderMap, Uri, header};
use std::sync::Arc;

/// The address under which clients reach the server through an ingress, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExternalUrl {
    text: Arc<str>,
    origin: String,
    host: String,
    port: u16,
}

/// A text that is not such an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address such as https://vmc.test.example; it has no user name, query or fragment")]
pub struct ExternalUrlError(String);

/// The address that answers to a request begin with, as an extension of the request.
#[derive(Debug, Clone)]
pub(super) struct BaseUrl(pub(super) Arc<str>);

impl ExternalUrl {
    /// Reads an `http` or `https` address. It may have a path, which the ingress takes away from requests.
    ///
    /// # Errors
    /// [`ExternalUrlError`].
    pub(crate) fn read(text: &str) -> Result<Self, ExternalUrlError> {
        let read = || {
            let uri: Uri = text.parse().ok()?;
            let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
            let origin = canonical(&format!("{scheme}://{authority}"))?;
            if uri.query().is_some() || text.contains('#') {
                return None;
            }
            let path = uri.path().trim_end_matches('/');
            Some(Self {
                text: format!("{scheme}://{authority}{path}").into(),
                origin,
                host: host_of(authority).to_owned(),
                port: uri.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 }),
            })
        };
        read().ok_or_else(|| ExternalUrlError(text.to_owned()))
    }

    /// Returns the host of the address, and its port.
    pub(crate) fn host_and_port(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// Returns whether this is the origin of pages at the address.
    pub(super) fn is_origin(&self, origin: &str) -> bool {
        canonical(origin).is_some_and(|origin| origin == self.origin)
    }

    /// Returns the address as the base of addresses in the answer to a request. A client that used a name of the service itself, which no
    /// ingress has, stays with that name.
    pub(super) fn base_for(&self, headers: &HeaderMap) -> Option<BaseUrl> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        (!Names::is_service(host_of(host))).then(|| BaseUrl(self.text.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_one_spelling() {
        for (text, base, host, port) in [
            ("https://vmc.test.example/", "https://vmc.test.example", "vmc.test.example", 443),
            ("http://gateway:8080/vmcsim//", "http://gateway:8080/vmcsim", "gateway", 8080),
            ("http://[::1]", "http://[::1]", "::1", 80),
        ] {
            let url = ExternalUrl::read(text).unwrap();
            assert_eq!((&*url.text, url.host_and_port()), (base, (host, port)));
        }
        for bad in ["", "vmc.test.example", "ftp://a", "https://u:p@a", "https://a?b", "https://a#b", "https://", "/a"]
        {
            assert_eq!(ExternalUrl::read(bad), Err(ExternalUrlError(bad.to_owned())), "{bad}");
        }
    }
}
