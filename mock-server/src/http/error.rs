//! The one place that knows error statuses: what each refusal looks like on the wire, and how answers are put together.
//!
//! VMC and CSP have different error bodies, and CSP has two. No public source shows a whole error body of VMC, nor any error code but
//! that they are dotted and begin with `skyscraper.`: the codes are chosen in that style. (assumption)

mod csp;
mod gate;
mod injected;

use crate::{
    world::{export::Unreadable, kernel::{error::ApiError, faults::error::FaultError}},
    worlds::Outcome,
};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use jiff::{Timestamp, fmt::rfc2822};
use std::cell::RefCell;
use vmc_client::wire::ErrorResponse;

/// Status and `error_code` of each refusal.
#[expect(clippy::too_many_lines, reason = "a table, a row for each refusal")]
fn status_and_code(error: &ApiError) -> (StatusCode, &'static str) {
    use ApiError as E;
    match error {
        E::TokenMissing => (StatusCode::UNAUTHORIZED, "skyscraper.auth.token.missing"),
        E::TokenInvalid => (StatusCode::UNAUTHORIZED, "skyscraper.auth.token.invalid"),
        E::TokenExpired => (StatusCode::UNAUTHORIZED, "skyscraper.auth.token.expired"),
        E::TokenRevoked => (StatusCode::UNAUTHORIZED, "skyscraper.auth.token.revoked"),
        E::NotInOrg(_) => (StatusCode::FORBIDDEN, "skyscraper.auth.org.forbidden"),
        E::RoleMissing { .. } => (StatusCode::FORBIDDEN, "skyscraper.auth.role.missing"),
        E::ApiTokenInvalid(_) => (StatusCode::BAD_REQUEST, "340.100"),
        E::ParameterMissing(_) => (StatusCode::BAD_REQUEST, "skyscraper.request.parameter.missing"),
        E::Identity(fault) => (csp::status_and_code(*fault).0, "vmcsim.identity.refused"),
        E::OrgNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.org.not.found"),
        E::SddcNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.sddc.not.found"),
        E::TaskNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.task.not.found"),
        E::TemplateNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.sddc.template.not.found"),
        E::ManagementVmNotFound { .. } => (StatusCode::NOT_FOUND, "skyscraper.management.vm.not.found"),
        E::PublicIpNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.public.ip.not.found"),
        E::EnablementNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.enablement.not.found"),
        E::CredentialsNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.addon.credentials.not.found"),
        E::ReservationNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.reservation.not.found"),
        E::SupportWindowNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.support.window.not.found"),
        E::ConnectedAccountNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.account.link.account.not.found"),
        E::SubscriptionNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.subscription.not.found"),
        E::ServiceQuotaRequestNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.service.quota.request.not.found"),
        E::NoTemplateOfSddc(_) => (StatusCode::NOT_FOUND, "skyscraper.sddc.template.missing"),
        E::Invalid(_) => (StatusCode::BAD_REQUEST, "skyscraper.request.invalid"),
        E::Filter(_) => (StatusCode::BAD_REQUEST, "skyscraper.request.filter.invalid"),
        E::Gate(fault) => gate::status_and_code(fault),
        E::NoSuchOperation { .. } => (StatusCode::NOT_FOUND, "skyscraper.request.path.unknown"),
        E::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "skyscraper.request.method.not.allowed"),
        E::NotSimulated { .. } => (StatusCode::NOT_IMPLEMENTED, "vmcsim.not.simulated"),
        E::TooFewHosts { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.config.min.hosts"),
        E::TooManyHosts { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.config.max.hosts"),
        E::HostLimit { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.host.limit"),
        E::SddcLimit { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.sddc.limit"),
        E::NotAvailable { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.not.available"),
        E::LinkNotWanted(_) => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.link.not.allowed"),
        E::LinkRequired => (StatusCode::BAD_REQUEST, "skyscraper.sddc.provision.link.required"),
        E::SddcNotDeletable => (StatusCode::BAD_REQUEST, "skyscraper.sddc.delete.invalid.state"),
        E::NotInState { .. } => (StatusCode::BAD_REQUEST, "skyscraper.resource.invalid.state"),
        E::NoPrimaryCluster(_) => (StatusCode::BAD_REQUEST, "skyscraper.sddc.primary.cluster.missing"),
        E::ClusterNotFound(_) => (StatusCode::NOT_FOUND, "skyscraper.cluster.not.found"),
        E::ClusterNotDeletable(_) => (StatusCode::BAD_REQUEST, "skyscraper.cluster.delete.invalid.state"),
        E::PrimaryCluster(_) => (StatusCode::BAD_REQUEST, "skyscraper.cluster.delete.primary"),
        E::ClusterCreationInProgress => (StatusCode::BAD_REQUEST, "skyscraper.cluster.create.in.progress"),
        E::Busy { .. } => (StatusCode::BAD_REQUEST, "skyscraper.resource.busy"),
        E::ClusterLimit { .. } => (StatusCode::BAD_REQUEST, "skyscraper.cluster.create.cluster.limit"),
        E::TooFewHostsInCluster { .. } => (StatusCode::BAD_REQUEST, "skyscraper.cluster.create.min.hosts"),
        E::TooFewHostsToConvert { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.convert.min.hosts"),
        E::TooManyHostsInSddc { .. } => (StatusCode::BAD_REQUEST, "skyscraper.sddc.max.hosts"),
        E::TwoNodeCluster(_) => (StatusCode::BAD_REQUEST, "skyscraper.esx.delete.two.node.cluster"),
        E::LeastHosts { .. } => (StatusCode::BAD_REQUEST, "skyscraper.esx.delete.min.hosts"),
        E::ConvertFirst(_) => (StatusCode::BAD_REQUEST, "skyscraper.sddc.single.host"),
        E::LinkBeforeScaleUp(_) => (StatusCode::BAD_REQUEST, "skyscraper.sddc.link.required"),
        E::NotConvertible(_) => (StatusCode::METHOD_NOT_ALLOWED, "skyscraper.sddc.convert.not.allowed"),
        E::NotReconfigurable(_) => (StatusCode::METHOD_NOT_ALLOWED, "skyscraper.cluster.reconfigure.not.allowed"),
        E::TaskNotCancelable { .. } => (StatusCode::BAD_REQUEST, "skyscraper.task.cancel.invalid.state"),
        E::PartNotInState { .. } => (StatusCode::BAD_REQUEST, "skyscraper.resource.part.invalid.state"),
        E::PublicIpLimit { .. } => (StatusCode::BAD_REQUEST, "skyscraper.public.ip.limit"),
        E::CredentialsExist(_) => (StatusCode::CONFLICT, "skyscraper.addon.credentials.exist"),
        E::MaintenanceUnderWay(_) => (StatusCode::CONFLICT, "skyscraper.reservation.under.way"),
        E::SddcTypeInvalid => (StatusCode::BAD_REQUEST, "skyscraper.sddc.type.invalid"),
        E::AccountInUse(_) => (StatusCode::BAD_REQUEST, "skyscraper.account.link.account.in.use"),
        E::NothingToLink(_) => (StatusCode::BAD_REQUEST, "skyscraper.account.link.nothing.to.link"),
        E::ProductUnsupported => (StatusCode::BAD_REQUEST, "skyscraper.subscription.product.not.supported"),
        E::WorldNotFound(_)
        | E::EntryNotFound(_)
        | E::Clock(_)
        | E::Unreadable(_)
        | E::NotSaved(_)
        | E::Fault(_)
        | E::Full { .. } => of_the_simulator(error),
        E::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "skyscraper.internal.error"),
    }
}

/// Status and `error_code` of what the service would not refuse: it has no worlds, no clocks to move, no fault rules, and no such limits.
fn of_the_simulator(error: &ApiError) -> (StatusCode, &'static str) {
    match error {
        ApiError::WorldNotFound(_) => (StatusCode::NOT_FOUND, "vmcsim.world.not.found"),
        ApiError::NotSaved(_) => (StatusCode::SERVICE_UNAVAILABLE, "vmcsim.state.not.saved"),
        ApiError::EntryNotFound(_) => (StatusCode::NOT_FOUND, "vmcsim.journal.entry.not.found"),
        ApiError::Unreadable(Unreadable::TooLarge { .. }) => (StatusCode::PAYLOAD_TOO_LARGE, "vmcsim.export.too.large"),
        ApiError::Unreadable(_) => (StatusCode::BAD_REQUEST, "vmcsim.export.unreadable"),
        ApiError::Fault(fault) => injected::status_and_code(fault),
        ApiError::Full { .. } => (StatusCode::TOO_MANY_REQUESTS, "vmcsim.limit.reached"),
        _ => (StatusCode::BAD_REQUEST, "vmcsim.clock.invalid"),
    }
}

/// The body of a refusal, for whoever writes down what was answered.
#[derive(Debug, Clone)]
pub(super) struct Refusal(pub(super) Bytes);

/// The answer to a request that was refused, in the shape of the service that the path belongs to.
pub(super) fn refuse<T>(path: &str, outcome: &Outcome<T>) -> Response {
    let error = outcome.result.as_ref().err().unwrap_or(&ApiError::Internal);
    let (status, code) = status_and_code(error);
    let body = if path.starts_with("/csp/") {
        csp::body(path, status, error, outcome.now)
    } else {
        let (error_code, error_messages) = match error {
            ApiError::Fault(FaultError::Injected(injected)) => injected::words(injected, code),
            _ => (code.to_owned(), vec![error.to_string()]),
        };
        serde_json::to_vec(&ErrorResponse {
            status: status.as_u16(),
            path: path.to_owned(),
            retryable: matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS),
            error_code,
            error_messages,
        })
    };
    let body = Bytes::from(body.unwrap_or_default());
    let mut response = dated(json(status, body.clone()), outcome.now);
    response.extensions_mut().insert(Refusal(body));
    if let ApiError::Fault(FaultError::Throttled { retry_after }) = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

/// An answer with a JSON body.
pub(super) fn json(status: StatusCode, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Gives an answer the world's date.
pub(super) fn dated(mut response: Response, now: Option<Timestamp>) -> Response {
    if let Some(date) = now.and_then(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

thread_local! {
    /// The last date that was written, and the second that it tells: most answers share theirs with the one before.
    static LAST_DATE: RefCell<Option<(i64, HeaderValue)>> = const { RefCell::new(None) };
}

fn date(now: Timestamp) -> Option<HeaderValue> {
    let second = now.as_second();
    LAST_DATE.with_borrow_mut(|last| {
        if let Some((_, date)) = last.as_ref().filter(|(written, _)| *written == second) {
            return Some(date.clone());
        }
        let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
        let date = HeaderValue::try_from(text).ok()?;
        *last = Some((second, date.clone()));
        Some(date)
    })
}
