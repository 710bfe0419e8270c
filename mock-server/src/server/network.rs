//! The network side of a server: its addresses, certificates and proxy, and the rules for which callers it admits.

use super::error::StartError;
use crate::{
    http::{ExternalUrl, HostGuard, Origins},
    names::Names,
    net::{
        ConnectionLimits, Kind, Listener, ProxiedHosts,
        tls::{Kept, Tls, TlsError},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::PathBuf,
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
    pub(super) tls: bool,
    pub(super) proxy: Option<SocketAddr>,
    pub(super) certificates: Certificates,
    pub(super) allowed_hosts: Vec<String>,
    pub(super) allowed_origins: Vec<String>,
    pub(super) external_url: Option<String>,
    pub(super) admin_token: Option<Secret>,
    /// Addresses of targets of notifications, which can hold credentials.
    pub(super) notify: Vec<Secret>,
    pub(super) limits: ConnectionLimits,
}

#[derive(Debug, Clone, Default)]
pub(super) enum Certificates {
    /// An authority that ends with the server.
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
    pub(super) proxy: Option<SocketAddr>,
    pub(super) kept: Option<Kept>,
    pub(super) admin_token: Option<Secret>,
}

/// The open listeners of a server, and what they need.
pub(super) struct Opened {
    pub(super) listeners: Vec<Listener>,
    pub(super) proxied: Arc<ProxiedHosts>,
    pub(super) host_guard: HostGuard,
    pub(super) reach: Reach,
}

impl Network {
    pub(super) fn limits(&self) -> ConnectionLimits {
        self.limits
    }

    /// Opens the listeners and the proxy, and prepares TLS and the admin token.
    ///
    /// # Errors
    /// Returns a [`StartError`]; nothing remains open then.
    pub(super) fn open(&self, listen: SocketAddr) -> Result<Opened, StartError> {
        let external_url = self.external_url.as_deref().map(ExternalUrl::read).transpose()?;
        let (mut names, mut origins) = (Names::default(), Origins::default());
        let external = external_url.as_ref().map(ExternalUrl::host_and_port);
        let external_name = external.map(|(host, _)| host).filter(|host| host.parse::<IpAddr>().is_err());
        for name in self.allowed_hosts.iter().map(String::as_str).chain(external_name) {
            names.allow(name)?;
        }
        for origin in &self.allowed_origins {
            origins.allow(origin)?;
        }
        let mut listeners = Vec::new();
        let address = open_door(&mut listeners, listen, Kind::Server)?;
        let proxy = self.proxy.map(|proxy| open_door(&mut listeners, proxy, Kind::Proxy)).transpose()?;
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
        let proxied = Arc::new(ProxiedHosts::new(names.clone(), address, external));
        let host_guard = HostGuard { names, origins, external_url, admin_token: admin_token.clone() };
        let reach = Reach { address, tls, serves_tls: self.tls, proxy, kept, admin_token };
        Ok(Opened { listeners, proxied, host_guard, reach })
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

fn open_door(listeners: &mut Vec<Listener>, at: SocketAddr, kind: Kind) -> Result<SocketAddr, StartError> {
    let failed = |reason| StartError::Listen { address: at, reason };
    let listener = TcpListener::bind(at).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    listeners.push(Listener { listener, kind });
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
