//! The HTTP shell: the only code that knows axum. It turns requests into calls of plain functions, and their results into bytes.

pub mod control;
pub(crate) mod csp;

mod auth;
mod call;
mod error;
mod openapi;
mod routes;

use crate::{
    tokens::Tokens,
    world::{clusters, error::ApiError, orgs, sddcs, tasks},
    worlds::{Outcome, Worlds},
};
use axum::{Router, extract::Request, response::Response};
use bytes::Bytes;
use http::{StatusCode, Uri, uri::PathAndQuery};
use routes::Routes;
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;
use vmc_client::endpoints::{orgs as table_orgs, sddcs as table_sddcs, tasks as table_tasks};

/// What every request can reach.
#[derive(Debug)]
pub struct Shell {
    /// The worlds.
    pub worlds: Worlds,
    /// The signing key and the tokens that it has verified.
    pub tokens: Tokens,
}

/// The table of contents: one line for each operation that is simulated.
fn routes() -> Routes {
    csp::routes(Routes::new())
        // Organizations.
        .read_world::<table_orgs::ListOrgs>(orgs::list)
        .read::<table_orgs::GetOrg>(orgs::get)
        // SDDCs.
        .read::<table_sddcs::ListSddcs>(sddcs::list)
        .write::<table_sddcs::CreateSddc>(sddcs::create)
        .read::<table_sddcs::GetSddc>(sddcs::get)
        .write::<table_sddcs::UpdateSddc>(sddcs::update)
        .write::<table_sddcs::DeleteSddc>(sddcs::delete)
        .read::<table_sddcs::GetPrimaryCluster>(clusters::primary)
        // Tasks.
        .read::<table_tasks::ListTasks>(tasks::list)
        .read::<table_tasks::GetTask>(tasks::get)
        .write::<table_tasks::UpdateTask>(tasks::update)
        // Control of the simulation.
        .plain::<control::CreateWorld>(control::create_world)
        .plain::<control::GetWorld>(control::get_world)
        .plain::<control::DeleteWorld>(control::delete_world)
        .plain::<control::GetClock>(control::get_clock)
        .plain::<control::UpdateClock>(control::update_clock)
        .plain::<control::AdvanceClock>(control::advance_clock)
        .plain::<control::SkipClock>(control::skip_clock)
        .plain::<control::SetPacing>(control::set_pacing)
}

/// The names of all operations that this server answers, the control of the simulation among them.
pub fn routed() -> Vec<&'static str> {
    routes().names().to_vec()
}

/// The OpenAPI 3.1 document of everything that is routed.
pub fn openapi() -> Value {
    routes().finish().1
}

/// The whole HTTP surface of a server, as a value that answers requests: with a listener in front of it or without.
#[derive(Debug, Clone)]
pub struct App {
    router: Router,
}

impl App {
    /// Everything routed.
    pub fn new(shell: Arc<Shell>) -> Self {
        let (router, document) = routes().finish();
        let document = Bytes::from(serde_json::to_vec_pretty(&document).unwrap_or_default());
        let answer = |text: &'static str| {
            move || async move { error::json(StatusCode::OK, Bytes::from_static(text.as_bytes())) }
        };
        let router = router
            .route(
                "/openapi.json",
                axum::routing::get(move || async move { error::json(StatusCode::OK, document.clone()) }),
            )
            .route("/healthz", axum::routing::get(answer(r#"{"status":"ok"}"#)))
            .route("/readyz", axum::routing::get(answer(r#"{"status":"ready"}"#)))
            .fallback(unknown)
            .method_not_allowed_fallback(wrong_method)
            .with_state(shell);
        Self { router }
    }

    /// Answers a request. There is always an answer.
    pub async fn answer(&self, request: Request) -> Response {
        match self.router.clone().oneshot(plain_path(request)).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Clients send `//csp/…` and `…/sddcs/{id}/`; both mean the plain path.
fn plain_path(mut request: Request) -> Request {
    let path = request.uri().path();
    if path.len() > 1 && (path.ends_with('/') || path.contains("//")) {
        let mut plain: String = path.split('/').filter(|part| !part.is_empty()).flat_map(|part| ["/", part]).collect();
        if plain.is_empty() {
            plain.push('/');
        }
        if let Some(query) = request.uri().query() {
            plain.push('?');
            plain.push_str(query);
        }
        let mut parts = request.uri().clone().into_parts();
        if let Ok(path) = plain.parse::<PathAndQuery>() {
            parts.path_and_query = Some(path);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request
}

async fn unknown(request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let error = match not_simulated(&path) {
        Some(what) => ApiError::NotSimulated(what.to_owned()),
        None => ApiError::NoSuchOperation { method: request.method().to_string(), path: path.clone() },
    };
    call::drain(request.into_body()).await;
    error::refuse(&path, &Outcome::<()>::refused(error))
}

/// What the service has and this server has not, by where it lies.
fn not_simulated(path: &str) -> Option<&'static str> {
    [
        ("/vmc/reverse-proxy/api/", "NSX"),
        ("/vcenter.", "vCenter"),
        ("/nsxManager.", "NSX Manager"),
        ("/vmc/autoscaler/api/", "The autoscaler"),
        ("/vmc/draas/api/", "Site recovery"),
        ("/api/network/", "SDDC groups"),
        ("/api/inventory/", "SDDC groups"),
        ("/api/operation/", "The operations API"),
    ]
    .into_iter()
    .find_map(|(prefix, what)| path.starts_with(prefix).then_some(what))
}

async fn wrong_method(request: Request) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    call::drain(request.into_body()).await;
    error::refuse(&path, &Outcome::<()>::refused(ApiError::MethodNotAllowed { method, path: path.clone() }))
}
