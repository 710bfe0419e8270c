//! TLS: which certificate is presented to a client, and how long certificates are valid.
//!
//! Either the user provides a certificate, which is presented to every client, or the server has its own certificate authority and creates
//! a certificate for each name that a client asks for, if the name is one of the server's names.

mod authority;
mod certificate;
mod config;
mod error;
mod kept;
mod keystore;
mod scope;
#[cfg(feature = "cli")]
mod trust;

pub use self::error::TlsError;
pub(crate) use self::kept::Kept;
#[cfg(feature = "cli")]
pub use self::trust::{NoTrust, trusting_system};

use self::{
    authority::{Authority, Leaf},
    config::config,
    scope::Scope,
};
use crate::{clock::machine_now, names::Names};
use quick_cache::sync::Cache;
use std::{
    fmt, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::net::TcpStream;
use tokio_rustls::{
    LazyConfigAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::Acceptor,
    },
    server::TlsStream,
};

/// The maximum number of certificates that are cached. A limit is needed because clients choose the host name.
const LEAVES_MAX: usize = 256;

/// The source of the certificates that clients receive.
#[derive(Debug)]
enum Source {
    Own { authority: Box<Authority>, leaves: Cache<String, Arc<Leaf>> },
    Users(Arc<ServerConfig>),
}

/// The certificates of the server, and the TLS handshake.
pub(crate) struct Tls {
    source: Source,
    names: Names,
    /// A configuration without a certificate. It ends a handshake in which the client asks for a name that is not the server's.
    nobody: Arc<ServerConfig>,
}

/// The text in the PEM form of a key that is encrypted with a passphrase.
const ENCRYPTED: &[u8] = b"ENCRYPTED";

impl Tls {
    /// Creates an authority that exists as long as the server runs.
    ///
    /// # Errors
    /// [`TlsError::Make`].
    pub(crate) fn short_lived(names: Names) -> Result<Self, TlsError> {
        Ok(Self::own(Authority::make(Scope::of_server(&names), machine_now())?, names))
    }

    /// Opens the authority in a folder, and creates one if there is none.
    ///
    /// # Errors
    /// [`TlsError`].
    pub(crate) fn kept(dir: &Path, names: Names) -> Result<(Self, Kept), TlsError> {
        let (authority, kept) = kept::open(dir, Scope::of_server(&names), machine_now())?;
        Ok((Self::own(authority, names), kept))
    }

    fn own(authority: Authority, names: Names) -> Self {
        Self {
            source: Source::Own { authority: Box::new(authority), leaves: Cache::new(LEAVES_MAX) },
            names,
            nobody: nobody(),
        }
    }

    /// Uses a certificate of the user. `chain` is in PEM form, the certificate first and then its chain. `key` is its private key in PEM
    /// form.
    ///
    /// # Errors
    /// [`TlsError::Certificate`].
    pub(crate) fn of_user(chain: &[u8], key: &[u8], names: Names) -> Result<Self, TlsError> {
        let unusable = |what: &str, err: &dyn fmt::Display| TlsError::Certificate(format!("{what}: {err}"));
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(|err| unusable("its file is no PEM", &err))?;
        if chain.is_empty() {
            return Err(TlsError::Certificate("there is none in its file".to_owned()));
        }
        if key.windows(ENCRYPTED.len()).any(|part| part == ENCRYPTED) {
            return Err(TlsError::Certificate("its key is encrypted; write it without a passphrase".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|err| unusable("the file of its key is no PEM", &err))?;
        let config = config(chain, key).map_err(|err| unusable("certificate and key do not serve", &err))?;
        Ok(Self { source: Source::Users(config), names, nobody: nobody() })
    }

    /// Returns the certificate of the server's own authority, which clients must trust. Returns `None` if the user provided the
    /// certificate.
    pub(crate) fn authority_pem(&self) -> Option<&str> {
        match &self.source {
            Source::Own { authority, .. } => Some(authority.pem()),
            Source::Users(_) => None,
        }
    }

    /// Returns the server's names, and those of these addresses, that the server's authority may not vouch for. Clients do not accept its
    /// certificates for them.
    pub(crate) fn outside(&self, addresses: &[IpAddr]) -> Vec<String> {
        let Source::Own { authority, .. } = &self.source else { return Vec::new() };
        let scope = authority.scope();
        let names: Vec<_> = match self.names.domains() {
            Some(names) => names.filter(|name| !scope.has_name(name)).map(str::to_owned).collect(),
            None if scope.is_unlimited() => Vec::new(),
            None => vec!["*".to_owned()],
        };
        let is_outside = |address: &IpAddr| !address.is_unspecified() && !scope.has_address(*address);
        let addresses =
            addresses.iter().map(IpAddr::to_canonical).filter(is_outside).map(|address| address.to_string());
        names.into_iter().chain(addresses).collect()
    }

    /// Returns whether the server's authority may vouch for any name although the server does not need that. Authorities of earlier
    /// versions may.
    pub(crate) fn is_unlimited(&self) -> bool {
        let Source::Own { authority, .. } = &self.source else { return false };
        authority.is_ours() && authority.scope().is_unlimited() && self.names.domains().is_some()
    }

    /// Performs the TLS handshake. A client that sends no host name is presented a certificate for the host that it asked the proxy for, or
    /// otherwise for the address that it connected to.
    ///
    /// # Errors
    /// The client ends the handshake, or asks for a name that is not one of the server's names.
    pub(super) async fn accept(&self, stream: TcpStream, asked: Option<&str>) -> io::Result<TlsStream<TcpStream>> {
        let address = stream.local_addr()?.ip().to_canonical();
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let named = start.client_hello().server_name().map(str::to_ascii_lowercase);
        // Clients name only hosts here. Whoever asked the proxy for an address expects a certificate for that address.
        let (asked, address) = match asked.map(str::parse) {
            Some(Ok(address)) => (None, address),
            _ => (asked, address),
        };
        let config = self.config_for(named.as_deref().or(asked), address).unwrap_or_else(|| {
            tracing::warn!(
                name = named,
                "a client asked for a certificate of a name that is none of ours; see --allow-host"
            );
            self.nobody.clone()
        });
        start.into_stream(config).await
    }

    fn config_for(&self, name: Option<&str>, address: IpAddr) -> Option<Arc<ServerConfig>> {
        let (authority, leaves) = match &self.source {
            Source::Users(config) => return Some(config.clone()),
            Source::Own { authority, leaves } => (authority, leaves),
        };
        let name = match name {
            Some(name) if self.names.has(name) => name.to_owned(),
            Some(_) => return None,
            None => address.to_string(),
        };
        let now = machine_now();
        if let Some(leaf) = leaves.get(&name).filter(|leaf| leaf.is_fresh(now)) {
            return Some(leaf.config.clone());
        }
        let made = authority.leaf(&subjects(&name, address), now);
        let leaf = made.inspect_err(|err| tracing::error!(%err, name, "no certificate could be made")).ok()?;
        let leaf = Arc::new(leaf);
        leaves.insert(name, leaf.clone());
        Some(leaf.config.clone())
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Replaces the certificate authority in a folder by a new one, which may vouch for the names of the service, of this machine, and for
/// these names: hosts, or `*.` and a domain. Clients must trust the new certificate, whose file is returned.
///
/// # Errors
/// [`TlsError`].
pub fn new_authority(dir: &Path, allowed: &[String]) -> Result<PathBuf, TlsError> {
    let mut names = Names::default();
    for name in allowed {
        names.allow(name)?;
    }
    Ok(kept::renew(dir, Scope::of_server(&names), machine_now())?.ca_file)
}

/// Returns the names of a certificate. This machine has several names, and a certificate for one of them contains all of them.
fn subjects(name: &str, address: IpAddr) -> Vec<String> {
    let mut subjects = vec![name.to_owned()];
    if name == "localhost" || name == address.to_string() {
        for own in ["localhost", "127.0.0.1", "::1"] {
            if own != name {
                subjects.push(own.to_owned());
            }
        }
    }
    subjects
}

/// Has no certificate for anybody, so that the client is told that its name is not known.
fn nobody() -> Arc<ServerConfig> {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("the provider speaks TLS 1.2 and 1.3");
    Arc::new(
        config.with_no_client_auth().with_cert_resolver(Arc::new(rustls::server::ResolvesServerCertUsingSni::new())),
    )
}
