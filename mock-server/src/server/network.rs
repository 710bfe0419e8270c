//! The network side of a server: its addresses, certificates and proxy, and the rules for which callers it admits.

use super::{Builder, MockServer, StartError};
use crate::{
    http::Gate,
    names::Names,
    net::{
        ConnectionLimits, Door, Kind,
        tls::{Kept, Tls, TlsError},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
};
use vmc_client::wire::Secret;

/// Bytes of a generated admin token, and the minimum and maximum length of a given one.
const ADMIN_TOKEN_BYTES: usize = 24;
const ADMIN_TOKEN_MIN: usize = 16;
const ADMIN_TOKEN_MAX: usize = 1024;

/// The network settings of a server.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    tls: bool,
    proxy: Option<SocketAddr>,
    certificates: Certificates,
    allowed_hosts: Vec<String>,
    admin_token: Option<Secret>,
    limits: ConnectionLimits,
}

#[derive(Debug, Clone, Default)]
enum Certificates {
    /// A new authority that exists as long as the server.
    #[default]
    ShortLived,
    /// An authority that is kept in this folder.
    Kept(PathBuf),
    /// The user's own certificate and key, in PEM form.
    Users { chain: String, key: Secret },
}

/// The addresses, certificates and token of a server after it opened its listeners.
#[derive(Debug)]
pub(super) struct Reach {
    pub(super) address: SocketAddr,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) serves_tls: bool,
    proxy: Option<SocketAddr>,
    kept: Option<Kept>,
    admin_token: Option<Secret>,
}

impl Builder {
    /// Serves TLS too, on the same port. The server detects TLS by the first byte of a connection. Certificates come from the server's own
    /// authority, and clients must trust [`MockServer::ca_pem`], unless [`Builder::certificate`] sets a certificate.
    ///
    /// ```
    /// use vmc_client::Client;
    /// use vmcsim::MockServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::builder().tls().start().await;
    /// let (url, ca_pem) = (mock.tls_url().unwrap(), mock.ca_pem().unwrap());
    /// let client = Client::builder()
    ///     .vmc_url(&url)
    ///     .csp_url(&url)
    ///     .root_certificate_pem(ca_pem.as_bytes())
    ///     .api_token(mock.api_token())
    ///     .build()?;
    /// assert_eq!(client.list_orgs().await?[0].entity.id, mock.org_id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.network.tls = true;
        self
    }

    /// Opens a proxy on a free port of 127.0.0.1, for clients with hard-coded addresses of the service. The simulator answers the requests
    /// that they send through it to `vmc.vmware.com`, `console.cloud.vmware.com` and `*.vmwarevmc.com`. The proxy refuses all other hosts.
    #[must_use]
    pub fn proxy(self) -> Self {
        self.proxy_on(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))
    }

    /// As [`Builder::proxy`], at this address.
    #[must_use]
    pub fn proxy_on(mut self, address: SocketAddr) -> Self {
        self.network.proxy = Some(address);
        self
    }

    /// Keeps the certificate authority in this folder, so clients need to trust it only once. By default each server has a new authority in
    /// memory.
    #[must_use]
    pub fn ca_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.network.certificates = Certificates::Kept(dir.into());
        self
    }

    /// Uses this certificate (PEM, with its chain) for every client, instead of certificates of the server's own authority.
    #[must_use]
    pub fn certificate(mut self, chain_pem: impl Into<String>, key_pem: impl Into<Secret>) -> Self {
        self.network.certificates = Certificates::Users { chain: chain_pem.into(), key: key_pem.into() };
        self
    }

    /// Allows one more host name for this server: `mock`, or `*.test.example` for all names below it. The server makes certificates for the
    /// name, and accepts it in requests to the control. IP addresses, `localhost` and the service's own names are always allowed.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.network.allowed_hosts.push(name.into());
        self
    }

    /// Sets the token that callers of the control must send as `Authorization: Bearer` or `x-vmcsim-admin-token`: 16 to 1024 visible ASCII
    /// characters. By default no token is needed, unless the server can be reached from other machines; then a token is generated.
    #[must_use]
    pub fn admin_token(mut self, token: impl Into<Secret>) -> Self {
        self.network.admin_token = Some(token.into());
        self
    }

    /// Sets the limits of a connection. Only tests of these limits need it; the defaults suit every well-behaved client.
    #[must_use]
    pub fn connection_limits(mut self, limits: ConnectionLimits) -> Self {
        self.network.limits = limits;
        self
    }
}

impl Network {
    pub(super) fn limits(&self) -> ConnectionLimits {
        self.limits
    }

    /// Opens the listeners and the proxy, and prepares TLS and the admin token.
    ///
    /// # Errors
    /// Returns a [`StartError`]; nothing remains open then.
    pub(super) fn open(&self, listen: SocketAddr) -> Result<(Vec<Door>, Gate, Reach), StartError> {
        let mut names = Names::default();
        for name in &self.allowed_hosts {
            names.allow(name)?;
        }
        let mut doors = Vec::new();
        let address = open_door(&mut doors, listen, Kind::Server)?;
        let proxy = self.proxy.map(|proxy| open_door(&mut doors, proxy, Kind::Proxy)).transpose()?;
        let (tls, kept) = match self.tls || proxy.is_some() {
            true => self.certificates(&names).map(|(tls, kept)| (Some(Arc::new(tls)), kept))?,
            false => (None, None),
        };
        let open = [Some(address), proxy].into_iter().flatten().any(|address| !address.ip().is_loopback());
        let admin_token = match &self.admin_token {
            Some(token) if is_token(token.expose()) => Some(token.clone()),
            Some(_) => return Err(StartError::AdminToken),
            None if open => Some(new_token()?),
            None => None,
        };
        let gate = Gate { names, admin_token: admin_token.clone() };
        Ok((doors, gate, Reach { address, tls, serves_tls: self.tls, proxy, kept, admin_token }))
    }

    fn certificates(&self, names: &Names) -> Result<(Tls, Option<Kept>), TlsError> {
        match &self.certificates {
            Certificates::ShortLived => Ok((Tls::short_lived(names.clone())?, None)),
            Certificates::Kept(dir) => Tls::kept(dir, names.clone()).map(|(tls, kept)| (tls, Some(kept))),
            Certificates::Users { chain, key } => {
                Ok((Tls::of_user(chain.as_bytes(), key.expose().as_bytes(), names.clone())?, None))
            }
        }
    }
}

fn open_door(doors: &mut Vec<Door>, at: SocketAddr, kind: Kind) -> Result<SocketAddr, StartError> {
    let failed = |reason| StartError::Listen { address: at, reason };
    let listener = TcpListener::bind(at).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    doors.push(Door { listener, kind });
    Ok(address)
}

fn is_token(text: &str) -> bool {
    (ADMIN_TOKEN_MIN..=ADMIN_TOKEN_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Draws a token from the system's randomness, unlike the random values in a world.
fn new_token() -> Result<Secret, StartError> {
    let mut bytes = [0; ADMIN_TOKEN_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| StartError::NoRandomness)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
}

/// Returns the address that clients on this machine can use. An unspecified address (all interfaces) becomes the loopback address.
pub(super) fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

impl MockServer {
    /// Returns `https://127.0.0.1:port` if the server serves TLS.
    pub fn tls_url(&self) -> Option<String> {
        self.reach.serves_tls.then(|| format!("https://{}", from_here(self.reach.address)))
    }

    /// Returns `http://127.0.0.1:port` of the proxy, if there is one.
    pub fn proxy_url(&self) -> Option<String> {
        self.reach.proxy.map(|address| format!("http://{}", from_here(address)))
    }

    /// Returns the address that the proxy listens on, if there is one.
    pub fn proxy_address(&self) -> Option<SocketAddr> {
        self.reach.proxy
    }

    /// Returns the certificate of the server's own authority, if it has one. Clients must trust it.
    pub fn ca_pem(&self) -> Option<&str> {
        self.reach.tls.as_ref().and_then(|tls| tls.authority_pem())
    }

    /// Returns the file of [`MockServer::ca_pem`], if the authority is kept in a folder.
    pub fn ca_file(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.ca_file.as_path())
    }

    /// Returns the file of the same certificate as a Java keystore with the password `changeit`.
    pub fn java_truststore(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.java_truststore.as_path())
    }

    /// Returns the token that callers of the control must send, if one is needed.
    pub fn admin_token(&self) -> Option<&Secret> {
        self.reach.admin_token.as_ref()
    }
}
