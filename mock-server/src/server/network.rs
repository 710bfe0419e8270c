//! How a server is reached: its addresses, certificates and proxy, and who may come in.

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

/// Bytes of a generated admin token, and the fewest and most of one that is given.
const ADMIN_TOKEN_BYTES: usize = 24;
const ADMIN_TOKEN_MIN: usize = 16;
const ADMIN_TOKEN_MAX: usize = 1024;

/// What a user wants of it.
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
    /// An authority that ends with the server.
    #[default]
    ShortLived,
    /// An authority kept in this folder.
    Kept(PathBuf),
    /// The user's own, in PEM form.
    Users { chain: String, key: Secret },
}

/// What came of it.
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
    /// Speaks TLS too, on the same port: the first byte of a connection tells. Certificates come from an authority of the server's own, of
    /// which clients must trust [`MockServer::ca_pem`], unless [`Builder::certificate`] brings one.
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

    /// Opens a proxy on a free port of 127.0.0.1, for clients that have the service's addresses wired in: what they send through it to
    /// `vmc.vmware.com`, `console.cloud.vmware.com` and `*.vmwarevmc.com` is answered here, and nothing else is let through.
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

    /// Keeps the certificate authority in this folder, so that clients need to trust it once. Default: a new one for each server, in
    /// memory.
    #[must_use]
    pub fn ca_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.network.certificates = Certificates::Kept(dir.into());
        self
    }

    /// Shows every client this certificate (PEM, with its chain) instead of one of its own authority.
    #[must_use]
    pub fn certificate(mut self, chain_pem: impl Into<String>, key_pem: impl Into<Secret>) -> Self {
        self.network.certificates = Certificates::Users { chain: chain_pem.into(), key: key_pem.into() };
        self
    }

    /// One more host name that leads to this server: `mock`, or `*.test.example` for all below it. Certificates are made for it, and
    /// it may be used to reach the control. Addresses, `localhost` and the service's own names need not be allowed.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.network.allowed_hosts.push(name.into());
        self
    }

    /// What whoever calls the control of the simulation must show, as `Authorization: Bearer` or `x-vmcsim-admin-token`: 16 to 1024
    /// visible ASCII characters. Default: nothing, unless the server can be reached from other machines; then one is generated.
    #[must_use]
    pub fn admin_token(mut self, token: impl Into<Secret>) -> Self {
        self.network.admin_token = Some(token.into());
        self
    }

    /// What a connection may take. Meant for tests of these limits; the default suits every client that means well.
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

    /// Opens what was asked for.
    ///
    /// # Errors
    /// [`StartError`]. Nothing is left open.
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

/// Drawn from the system's randomness, unlike everything in a world.
fn new_token() -> Result<Secret, StartError> {
    let mut bytes = [0; ADMIN_TOKEN_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| StartError::NoRandomness)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
}

/// An address as a client of this machine can use it: who listens everywhere can be reached at home.
pub(super) fn from_here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

impl MockServer {
    /// `https://127.0.0.1:port`, if it speaks TLS.
    pub fn tls_url(&self) -> Option<String> {
        self.reach.serves_tls.then(|| format!("https://{}", from_here(self.reach.address)))
    }

    /// `http://127.0.0.1:port` of the proxy, if there is one.
    pub fn proxy_url(&self) -> Option<String> {
        self.reach.proxy.map(|address| format!("http://{}", from_here(address)))
    }

    /// Where the proxy listens, if there is one.
    pub fn proxy_address(&self) -> Option<SocketAddr> {
        self.reach.proxy
    }

    /// The certificate of the server's own authority, for clients to trust, if it has one.
    pub fn ca_pem(&self) -> Option<&str> {
        self.reach.tls.as_ref().and_then(|tls| tls.authority_pem())
    }

    /// The file of [`MockServer::ca_pem`], if the authority is kept in a folder.
    pub fn ca_file(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.ca_file.as_path())
    }

    /// The same as a keystore of Java with the password `changeit`.
    pub fn java_truststore(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.java_truststore.as_path())
    }

    /// What whoever calls the control must show, if anything.
    pub fn admin_token(&self) -> Option<&Secret> {
        self.reach.admin_token.as_ref()
    }
}
