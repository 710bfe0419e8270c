//! A thin async client that signs in, calls endpoints and waits for tasks.
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
//! The client adds no paging, no defaults and no retries, with two exceptions: a call that receives a 401 answer is
//! repeated once after a new sign-in, and a task that is waited for is polled. Redirects are not followed, because
//! they would forward the token; a 3xx is an [`Error::Unexpected`].

mod call;
mod error;
mod login;
mod methods;
mod networking;
mod redact;
mod response;
mod shorthands;
mod target;
mod tls;
mod wait;

pub use self::{
    error::{CspRefusal, Error},
    login::ClientCredentials,
    networking::Networking,
    tls::reqwest_builder,
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

/// A client of one VMC and its sign-in service. Clones share the connections and the access token.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    /// The OAuth app whose secret every request carries instead of an access token.
    app: Option<Arc<ClientCredentials>>,
}

struct Inner {
    vmc: Target,
    csp: Target,
    login: Login,
}

impl Client {
    /// Returns a builder with the addresses of the real services, a timeout of 60 s, and no API token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a client that authenticates as an OAuth app with its secret instead of an access token. This is for
    /// exchanging the app's credentials for a token, and for rotating that secret.
    ///
    /// ```no_run
    /// # async fn example(client: vmc_client::Client) -> Result<(), vmc_client::Error> {
    /// use vmc_client::{http::ClientCredentials, wire::GrantForm};
    ///
    /// let app = ClientCredentials { id: "the app's client id".to_owned(), secret: "its secret".into() };
    /// let grant = GrantForm { grant_type: Some("client_credentials".to_owned()), ..GrantForm::default() };
    /// let token = client.as_oauth_app(&app).get_token(&grant).await?.access_token;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_oauth_app(&self, credentials: &ClientCredentials) -> Self {
        Self { inner: Arc::clone(&self.inner), app: Some(Arc::new(credentials.clone())) }
    }

    /// Calls one endpoint. The typed methods are wrappers of this method.
    ///
    /// A call that needs an access token signs in first if there is no token yet; concurrent calls share one sign-in.
    /// If the service answers 401, the token is renewed, unless another call has already renewed it, and the call is
    /// repeated once. The second answer is final.
    ///
    /// # Errors
    /// See [`Error`]. Operations that need no token never cause a sign-in.
    pub async fn call<E: Endpoint>(&self, path: E::Path, query: E::Query, body: E::Body) -> Result<Output<E>, Error> {
        let mut request = Request::new::<E>(&path, &query, &body)?;
        if let Some(app) = &self.app {
            request = request.of_client(app);
        }
        let (answer, token) = self.exchange(&request).await?;
        answer.into_reply::<E>(&request, &self.secrets(token.as_ref()))
    }

    /// Returns the texts that no error may contain.
    fn secrets<'s>(&'s self, token: Option<&'s AccessToken>) -> [&'s str; 2] {
        let key = self.inner.login.key().map_or("", Key::secret);
        [key, token.map_or("", AccessToken::text)]
    }

    fn target(&self, request: &Request) -> &Target {
        match request.service {
            Service::Vmc | Service::Nsx | Service::NsxV | Service::Core | Service::Control => &self.inner.vmc,
            Service::Csp => &self.inner.csp,
        }
    }

    /// Sends a request, and sends it again if the first token has expired. Also returns the token that was sent last.
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
        let request = Request::new::<GetToken>(&Default::default(), &Default::default(), &Form(form))?;
        let request = request.of_client(credentials);
        self.inner.csp.send(&request, None).await?.into_reply::<GetToken>(&request, &[])
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

/// Settings for a new [`Client`].
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
    /// Sets the address of VMC: scheme and host, and optionally a path before `/vmc/api`. The default is
    /// `https://vmc.vmware.com`.
    pub fn vmc_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.vmc_url);
        self
    }

    /// Sets the address of CSP: scheme and host, and optionally a path before `/csp/gateway`. The default is
    /// `https://console.cloud.vmware.com`.
    pub fn csp_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.csp_url);
        self
    }

    /// Sets the API token (refresh token) to sign in with.
    pub fn api_token(mut self, token: impl Into<Secret>) -> Self {
        self.key = Some(Key::ApiToken(token.into()));
        self
    }

    /// Sets the client id and secret of an OAuth app to sign in with instead of an API token.
    pub fn client_credentials(mut self, id: &str, secret: impl Into<Secret>) -> Self {
        self.key = Some(Key::Client(ClientCredentials { id: id.to_owned(), secret: secret.into() }));
        self
    }

    /// Trusts additional certificates, one or more in PEM. The method can be called more than once.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.root_certificates.push(pem.to_owned());
        self
    }

    /// Sets the maximum duration of one exchange, from connecting to the last byte. The default is 60 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the `User-Agent` header. The default is `vmc-client/` and the version.
    pub fn user_agent(mut self, name: &str) -> Self {
        name.clone_into(&mut self.user_agent);
        self
    }

    /// Checks the settings and creates the client. Nothing is sent yet.
    ///
    /// # Errors
    /// Returns [`Error::Builder`] if an address, a certificate or the user agent is invalid.
    pub fn build(self) -> Result<Client, Error> {
        let vmc = self.target(
            &self.vmc_url,
            "the address of VMC must be an http or https URL without user, query and fragment",
        )?;
        let csp = self.target(
            &self.csp_url,
            "the address of CSP must be an http or https URL without user, query and fragment",
        )?;
        Ok(Client { inner: Arc::new(Inner { vmc, csp, login: Login::new(self.key) }), app: None })
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
        let mut http = reqwest_builder()
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

/// Returns `true` if a URL leads to this machine, which no proxy could reach.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
