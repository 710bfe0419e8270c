//! A thin async client: it signs in, calls endpoints, and waits for tasks.
//!
//! ```no_run
//! use std::time::Duration;
//! use vmc_client::{Client, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let client = Client::builder().api_token("the API token of a user").build()?;
//! for org in client.list_orgs().await? {
//!     for sddc in client.list_sddcs(org.entity.id, Default::default()).await? {
//!         let task = client.delete_sddc(org.entity.id, sddc.entity.id, Default::default()).await?;
//!         client
//!             .wait_for_task(org.entity.id, task.entity.id)
//!             .deadline(Duration::from_secs(2 * 60 * 60))
//!             .on_progress(|task| println!("{:?} %", task.progress_percent))
//!             .await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The client adds nothing to what the service does: no paging, no defaults, no repeats. The two exceptions are a
//! call that is answered with 401, which is made once more after a new sign-in, and the looks at a task that is waited
//! for. Redirects are not followed, for they would take the token along; a 3xx is an [`Error::Unexpected`].

mod call;
mod error;
mod login;
mod methods;
mod redact;
mod response;
mod target;
mod wait;

pub use self::{
    error::{CspRefusal, Error},
    login::ClientCredentials,
    wait::WaitForTask,
};

use self::{
    call::Request,
    login::{AccessToken, Key, Login},
    response::Response,
    target::Target,
};
use crate::{
    endpoint::{Endpoint, Form, Output, Service},
    endpoints::csp::tokens::{AuthorizeApiToken, GetToken},
    wire::{AccessTokenDto, ApiTokenForm, GrantForm, Secret},
};
use http::{HeaderValue, StatusCode};
use reqwest::{Certificate, Url, redirect};
use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

/// A client of one VMC and its sign-in service. Clones share connections and access token.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    vmc: Target,
    csp: Target,
    login: Login,
}

impl Client {
    /// Starts with the addresses of the real services, a timeout of 60 s, and no API token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Calls one endpoint. The typed methods are this with the arguments spread out.
    ///
    /// A call that needs an access token signs in first if there is none yet, together with all other calls that wait
    /// for it. If the service answers 401, the token is renewed, unless another call has done so, and the call is made
    /// once more; what it is answered then is final.
    ///
    /// # Errors
    /// See [`Error`]. No sign-in is attempted for operations that are open to all.
    pub async fn call<E: Endpoint>(&self, path: E::Path, query: E::Query, body: E::Body) -> Result<Output<E>, Error> {
        let request = Request::new::<E>(&path, &query, &body)?;
        let (answer, token) = self.exchange(&request).await?;
        let key = self.inner.login.key().map_or("", Key::secret);
        let access_token = token.as_ref().map_or("", AccessToken::text);
        answer.into_reply::<E>(&request, &[key, access_token])
    }

    /// Calls one endpoint as an OAuth app that proves itself with its secret, not with a token: signing in and the care for that
    /// secret.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn call_as_client<E: Endpoint>(
        &self,
        credentials: &ClientCredentials,
        path: E::Path,
        query: E::Query,
        body: E::Body,
    ) -> Result<Output<E>, Error> {
        let request = Request::new::<E>(&path, &query, &body)?.of_client(credentials);
        self.target(&request).send(&request, None).await?.into_reply::<E>(&request, &[])
    }

    fn target(&self, request: &Request) -> &Target {
        match request.service {
            Service::Vmc | Service::Control => &self.inner.vmc,
            Service::Csp => &self.inner.csp,
        }
    }

    /// Sends a request, twice if the first token has had its day, and tells which token was sent last.
    async fn exchange(&self, request: &Request) -> Result<(Response, Option<AccessToken>), Error> {
        let target = self.target(request);
        if request.open {
            return Ok((target.send(request, None).await?, None));
        }
        let login = &self.inner.login;
        let Some(key) = login.key() else {
            return Err(Error::NoApiToken { operation: request.operation });
        };
        let mut token = login.token(None, || self.sign_in(key)).await?;
        let mut answer = target.send(request, Some(&token)).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            token = login.token(Some(&token), || self.sign_in(key)).await?;
            answer = target.send(request, Some(&token)).await?;
        }
        Ok((answer, Some(token)))
    }

    async fn sign_in(&self, key: &Key) -> Result<HeaderValue, Error> {
        let (operation, answered) = match key {
            Key::ApiToken(token) => {
                type Authorize = AuthorizeApiToken;
                let form = ApiTokenForm { refresh_token: Some(token.clone()), ..ApiTokenForm::default() };
                let request = Request::new::<Authorize>(&Default::default(), &ApiTokenForm::default(), &Form(form))?;
                let answer = self.inner.csp.send(&request, None).await?;
                (Authorize::NAME, answer.into_reply::<Authorize>(&request, &[key.secret()])?)
            }
            Key::Client(credentials) => (GetToken::NAME, self.client_token(credentials).await?),
        };
        let mut header = HeaderValue::from_str(answered.access_token.expose()).map_err(|_| Error::Undecodable {
            operation,
            path: "access_token".to_owned(),
            reason: "an access token must be fit for a header".to_owned(),
        })?;
        header.set_sensitive(true);
        Ok(header)
    }

    async fn client_token(&self, credentials: &ClientCredentials) -> Result<AccessTokenDto, Error> {
        let form = GrantForm { grant_type: Some("client_credentials".to_owned()), ..GrantForm::default() };
        self.call_as_client::<GetToken>(credentials, Default::default(), Default::default(), Form(form)).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("vmc_url", &self.inner.vmc.base)
            .field("csp_url", &self.inner.csp.base)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Client`] to be.
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientBuilder {
    vmc_url: String,
    csp_url: String,
    key: Option<Key>,
    root_certificates: Vec<Vec<u8>>,
    timeout: Duration,
    user_agent: String,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            vmc_url: "https://vmc.vmware.com".to_owned(),
            csp_url: "https://console.cloud.vmware.com".to_owned(),
            key: None,
            root_certificates: Vec::new(),
            timeout: Duration::from_secs(60),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl ClientBuilder {
    /// Where VMC is: scheme and host, perhaps with a path before `/vmc/api`. Default `https://vmc.vmware.com`.
    pub fn vmc_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.vmc_url);
        self
    }

    /// Where CSP is: scheme and host, perhaps with a path before `/csp/gateway`. Default
    /// `https://console.cloud.vmware.com`.
    pub fn csp_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.csp_url);
        self
    }

    /// The API token (refresh token) to sign in with.
    pub fn api_token(mut self, token: impl Into<Secret>) -> Self {
        self.key = Some(Key::ApiToken(token.into()));
        self
    }

    /// The client id and secret of an OAuth app to sign in with, in place of an API token.
    pub fn client_credentials(mut self, id: &str, secret: impl Into<Secret>) -> Self {
        self.key = Some(Key::Client(ClientCredentials { id: id.to_owned(), secret: secret.into() }));
        self
    }

    /// Trusts these certificates too, one or more in PEM. Can be called more than once.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.root_certificates.push(pem.to_owned());
        self
    }

    /// The most that one exchange may take, from connecting to the last byte. Default 60 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What the client calls itself. Default `vmc-client/` and its version.
    pub fn user_agent(mut self, name: &str) -> Self {
        name.clone_into(&mut self.user_agent);
        self
    }

    /// Checks the settings and makes the client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Builder`] where an address, a certificate or the user agent is not one.
    pub fn build(self) -> Result<Client, Error> {
        let vmc = self.target(
            &self.vmc_url,
            "the address of VMC must be an http or https URL without user, query and fragment",
        )?;
        let csp = self.target(
            &self.csp_url,
            "the address of CSP must be an http or https URL without user, query and fragment",
        )?;
        Ok(Client { inner: Arc::new(Inner { vmc, csp, login: Login::new(self.key) }) })
    }

    fn target(&self, address: &str, demand: &'static str) -> Result<Target, Error> {
        let url = Url::parse(address).map_err(|err| refused(demand, err))?;
        let is_bare =
            url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_bare {
            return Err(Error::Builder { setting: demand, source: None });
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|err| refused("the user agent must be fit for a header", err))?;
        let mut roots = Vec::new();
        for pem in &self.root_certificates {
            let found = Certificate::from_pem_bundle(pem)
                .map_err(|err| refused("the root certificate must be a PEM certificate", err))?;
            if found.is_empty() {
                let setting = "the root certificate must be a PEM certificate; there is none in it";
                return Err(Error::Builder { setting, source: None });
            }
            roots.extend(found);
        }
        let mut http = reqwest::Client::builder()
            .timeout(self.timeout)
            .user_agent(user_agent)
            .redirect(redirect::Policy::none())
            .referer(false);
        // Without TLS the system's certificates are not needed, and a small container may not have any.
        http = if url.scheme() == "https" { http.tls_certs_merge(roots) } else { http.tls_certs_only(roots) };
        if is_loopback(&url) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|err| refused("the HTTP library does not take the settings", err))?;
        Ok(Target { base: url.as_str().trim_end_matches('/').to_owned(), http })
    }
}

fn refused(setting: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Builder { setting, source: Some(Arc::new(source)) }
}

/// Whether a URL leads to this machine, which no proxy could.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
