//! The TLS library of the HTTP client.

/// Returns a builder of an HTTP client whose TLS uses ring.
///
/// `reqwest` is built without a cryptography library of its own and uses the one that is installed for the process. If
/// the program has already installed another one, that one is used.
pub fn reqwest_builder() -> reqwest::ClientBuilder {
    // The error is the provider that could not be installed because there is one.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
}
