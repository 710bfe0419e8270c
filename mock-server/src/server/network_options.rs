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
    /// `vmc.vmware.com`, `console.cloud.vmware.com` and `*.vmwarevmc.com`, to this server's own addresses and to the hosts of
    /// [`Builder::allow_host`] is answered here, and nothing else is let through.
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

    /// Adds a host name that leads to this server: `mock`, or `*.test.example` for all below it. Requests may name it as their host,
    /// certificates are made for it, and the proxy leads to it. Addresses, `localhost` and the service's own names need not be allowed.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.network.allowed_hosts.push(name.into());
        self
    }

    /// Lets the web pages of an origin, such as `http://localhost:3000`, send requests to this server and read the answers (CORS). To use
    /// the control they must send the admin token: without [`Builder::admin_token`] they cannot use it.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.network.allowed_origins.push(origin.into());
        self
    }

    /// Sets the address under which clients reach the server through an ingress, such as `https://vmc.test.example`. Addresses in answers
    /// begin with it, and its host is allowed. `X-Forwarded-*` headers have no effect.
    #[must_use]
    pub fn external_url(mut self, url: impl Into<String>) -> Self {
        self.network.external_url = Some(url.into());
        self
    }

    /// Sets the token that requests to the control of the simulation must have, such as `Authorization: Bearer` or
    /// `x-vmcsim-admin-token`. It has 16 to 1024 visible ASCII characters. Default: none, or a generated token if the server can be reached
    /// from other machines.
    #[must_use]
    pub fn admin_token(mut self, token: impl Into<Secret>) -> Self {
        self.network.admin_token = Some(token.into());
        self
    }

    /// Sends a notification to this `http` or `https` address when a task of an SDDC starts or ends, in any world. It may be called again for
    /// further targets. Default: none. `https` needs the feature `cli`. A user name and password in the address are sent as Basic
    /// authentication. [`control::NotificationsView`](crate::control::NotificationsView) says what was delivered.
    #[must_use]
    pub fn notify(mut self, url: impl Into<Secret>) -> Self {
        self.network.notify.push(url.into());
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

    /// The host names and addresses of this server for which clients do not accept its certificates, because its authority, which was made
    /// once and kept, may not vouch for them. [`new_authority`](crate::new_authority) makes another one.
    pub fn names_outside_ca(&self) -> Vec<String> {
        let addresses = [Some(self.reach.address), self.reach.proxy].into_iter().flatten().map(|address| address.ip());
        self.reach.tls.as_ref().map_or_else(Vec::new, |tls| tls.outside(&addresses.collect::<Vec<_>>()))
    }

    /// Whether the server's authority may vouch for any name. Authorities of earlier versions may.
    pub fn ca_is_unlimited(&self) -> bool {
        self.reach.tls.as_ref().is_some_and(|tls| tls.is_unlimited())
    }

    /// The file of [`MockServer::ca_pem`], if the authority is kept in a folder.
    pub fn ca_file(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.ca_file.as_path())
    }

    /// The same as a keystore of Java with the password `changeit`.
    pub fn java_truststore(&self) -> Option<&Path> {
        self.reach.kept.as_ref().map(|kept| kept.java_truststore.as_path())
    }

    /// Scheme, host and port of each target of notifications.
    pub fn notified(&self) -> Vec<String> {
        self.shell.notifications.reports().into_iter().map(|report| report.target).collect()
    }

    /// The number of connections that are served at once.
    pub fn connections_max(&self) -> usize {
        self.room.connections
    }

    /// The number of files that this process may open, if that is why fewer connections are served than configured.
    pub fn descriptors(&self) -> Option<u64> {
        self.room.descriptors
    }

    /// Returns the token that callers of the control must send, if one is required.
    pub fn admin_token(&self) -> Option<&Secret> {
        self.reach.admin_token.as_ref()
    }
}
