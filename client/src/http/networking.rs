//! The networks of an SDDC, as documents at paths.

use super::{Client, Error, call::Request};
use crate::{
    endpoint::{DecodeError, Service, decode_json},
    wire::{OrgId, SddcId},
};
use bytes::Bytes;
use http::Method;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::Arc;

/// The largest number of pages that a list is read in. A page has up to 1000 objects.
const PAGES_MAX: usize = 1000;

/// The characters of a path and a query that are escaped. `/`, `?` and others that have a meaning there stay.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// The networks of one SDDC. [`Client::networking`] returns it.
///
/// A path that begins with `/infra` or `/search` is one of the policy interface. Other paths begin with the name of
/// their interface: `/policy/api/v1`, `/cloud-service/api/v1`, or `/networks/4.0` for the preview of 2018.
///
/// ```no_run
/// # async fn example(client: vmc_client::Client, org: vmc_client::wire::OrgId, sddc: vmc_client::wire::SddcId) -> Result<(), vmc_client::Error> {
/// use vmc_client::wire::networking::Group;
///
/// let networks = client.networking(org, sddc);
/// let mut group: Group = networks.get("/infra/domains/cgw/groups/web").await?;
/// group.common.description = Some("front ends".to_owned());
/// let group: Group = networks.put("/infra/domains/cgw/groups/web", &group).await?;
/// for group in networks.list::<Group>("/infra/domains/cgw/groups").await? {
///     println!("{:?}", group.common.display_name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Networking<'c> {
    client: &'c Client,
    org: OrgId,
    sddc: SddcId,
}

impl Client {
    /// Returns the networks of an SDDC. Nothing is sent yet.
    pub fn networking(&self, org: OrgId, sddc: SddcId) -> Networking<'_> {
        Networking { client: self, org, sddc }
    }
}

/// A page of a list.
#[derive(Deserialize)]
struct Page<T> {
    results: Vec<T>,
    cursor: Option<String>,
}

impl Networking<'_> {
    /// Reads the object at a path.
    ///
    /// # Errors
    /// See [`Error`]; a refusal is an [`Error::NetworkRefused`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.send("networking get", Method::GET, path, None).await
    }

    /// Reads all objects of a collection, page by page.
    ///
    /// # Errors
    /// See [`Error`]. A list that does not end after 1000 pages is an [`Error::Undecodable`].
    pub async fn list<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Error> {
        const OPERATION: &str = "networking list";
        let mut all = Vec::new();
        let mut target = path.to_owned();
        for _ in 0..PAGES_MAX {
            let Page { results, cursor }: Page<T> = self.send(OPERATION, Method::GET, &target, None).await?;
            let is_last = results.is_empty();
            all.extend(results);
            let Some(cursor) = cursor.filter(|_| !is_last) else { return Ok(all) };
            let separator = if path.contains('?') { '&' } else { '?' };
            let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            target = format!("{path}{separator}cursor={cursor}");
        }
        let reason = format!("the list has more than {PAGES_MAX} pages");
        Err(Error::Undecodable { operation: OPERATION, path: "cursor".to_owned(), reason })
    }

    /// Creates or replaces the object at a path and returns it. Replacing needs the current revision in the body.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn put<T: DeserializeOwned>(&self, path: &str, body: &(impl Serialize + Sync)) -> Result<T, Error> {
        self.send("networking put", Method::PUT, path, Some(encoded("networking put", body)?)).await
    }

    /// Creates the object at a path, or lays the fields of the body over it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn patch(&self, path: &str, body: &(impl Serialize + Sync)) -> Result<(), Error> {
        let body = encoded("networking patch", body)?;
        self.send::<Value>("networking patch", Method::PATCH, path, Some(body)).await.map(drop)
    }

    /// Deletes the object at a path.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete(&self, path: &str) -> Result<(), Error> {
        self.send::<Value>("networking delete", Method::DELETE, path, None).await.map(drop)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        method: Method,
        path: &str,
        body: Option<Bytes>,
    ) -> Result<T, Error> {
        let (service, path) = self.target(path);
        let request = Request {
            operation,
            service,
            open: false,
            repeatable: method.is_idempotent(),
            credentials: None,
            method,
            path_and_query: utf8_percent_encode(&path, ESCAPED).to_string(),
            accept: Some("application/json"),
            media_type: body.as_ref().map(|_| "application/json"),
            body: body.unwrap_or_default(),
        };
        let (answer, tokens) = self.client.exchange(&request).await?;
        let tokens = self.client.secrets(tokens.as_ref());
        answer.into_document(&request, &tokens, |bytes| {
            // A change may be answered with nothing.
            let bytes = if bytes.is_empty() { b"null" } else { bytes };
            decode_json(bytes, None)
        })
    }

    /// Returns the service and the whole path of a request.
    fn target(&self, path: &str) -> (Service, String) {
        let Self { org, sddc, .. } = self;
        if path.starts_with("/networks/") {
            return (Service::NsxV, format!("/vmc/api/orgs/{org}/sddcs/{sddc}{path}"));
        }
        let is_short = ["/infra", "/search"].iter().any(|beginning| path.starts_with(beginning));
        let base = if is_short { "/policy/api/v1" } else { "" };
        (Service::Nsx, format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}/sks-nsxt-manager{base}{path}"))
    }
}

fn encoded(operation: &'static str, body: &impl Serialize) -> Result<Bytes, Error> {
    let bytes = serde_json::to_vec(body).map_err(DecodeError::whole);
    bytes.map(Bytes::from).map_err(|source| Error::Encode { operation, source: Arc::new(source) })
}
