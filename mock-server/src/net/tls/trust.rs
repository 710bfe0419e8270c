//! The certificates that this machine trusts, for connections that the program opens.

use std::sync::Arc;
use tokio_rustls::{
    TlsConnector,
    rustls::{self, ClientConfig, RootCertStore, crypto::ring},
};

/// There can be no connection over TLS.
#[derive(Debug, thiserror::Error)]
pub enum NoTrust {
    /// The system names no certificates.
    #[error("no certificates to trust were found. {0}")]
    NoCertificates(String),
    /// There is no version of TLS.
    #[error(transparent)]
    Version(#[from] rustls::Error),
}

/// Trusts the certificates that the system trusts, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
///
/// # Errors
/// No certificates are found.
pub fn trusting_system() -> Result<TlsConnector, NoTrust> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reasons: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
        return Err(NoTrust::NoCertificates(reasons.join(". ")));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
