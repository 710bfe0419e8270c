//! The network settings of a server: the methods of its builder, and the resulting addresses.

use super::{
    Builder, MockServer,
    network::{Certificates, from_here},
};
use crate::net::ConnectionLimits;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};
use vmc_client::wire::Secret;

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

    /// Does the same as [`Builder::proxy`], with the proxy at this address.
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

    /// Sets the token that requests to the control of the simulation must have, such as `Authorization: Bearer` or
    /// `x-vmcsim-admin-token`. It has
    /// 16 to 1024 visible ASCII characters. Default: none, or a generated token if the server can be reached from other machines.
    #[must_use]
    pub fn admin_token(mut self, token: impl Into<Secret>) -> Self {
        self.network.admin_token = Some(token.into());
        self
    }

    /// Sets the limits of a connection. This is for tests of the limits; the defaults suit every well-behaved client.
    #[must_use]
    pub fn connection_limits(mut self, limits: ConnectionLimits) -> Self {
        self.network.limits = limits;
        self
    }
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

    /// Returns the address of the proxy, if there is one.
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

    /// Returns the token that callers of the control must send, if one is required.
    pub fn admin_token(&self) -> Option<&Secret> {
        self.reach.admin_token.as_ref()
    }
}
