//! The HTTP shell, which is the only code that uses axum. It turns requests into calls of plain functions, and their results into bytes.

pub mod control;
pub(crate) mod csp;

pub(crate) mod acting;
mod admission;
pub(crate) mod answers;
mod auth;
mod call;
mod credential;
mod dcli;
mod direct;
mod document_call;
mod documents;
mod effort;
mod encoding;
mod error;
mod external_url;
mod faults;
mod host_guard;
mod journal;
pub(crate) mod long;
mod networking;
mod not_simulated;
mod nsx_user;
mod openapi;
pub(crate) mod openapi_values;
mod operations;
mod origins;
mod page_paths;
pub(crate) mod pages;
mod path;
pub(crate) mod refusals;
mod routes;
mod sddc_groups;
mod shell;

pub(crate) use self::{
    auth::Scheme,
    call::TooSlow,
    external_url::ExternalUrl,
    host_guard::{HostGuard, check_host_header},
    origins::Origins,
    shell::Shell,
};
pub use self::{
    external_url::ExternalUrlError,
    not_simulated::{NotSimulated, not_simulated},
    openapi::Family,
    origins::OriginError,
};

use crate::{
    world::{
        kernel::{faults::WireFault, refusal::Refusal},
        tasks,
        vmc::{
            account_link, addons, agreements, autoscaler, clusters, connectivity, customer_support, dns, esxs, locale,
            networking::NsxAddress,
            orgs, provision_spec, public_ips, quota_requests, reservations, sddcs, site_recovery,
            subscriptions::{self, offers},
            templates,
        },
    },
    worlds::Outcome,
};
use axum::{
    body::{Body, HttpBody as _},
    extract::Request,
    response::Response,
};
use bytes::Bytes;
use direct::Direct;
use documents::{Fixed, FixedAnswers};
use host_guard::Admitted;
use http::{HeaderValue, Method, Uri, header, uri::PathAndQuery};
use operations::{BODY_MAX, Found, Operations, methods};
use page_paths::{PAGES, is_page, is_visit_of_root};
use pages::PagesOf;
use routes::Routes;
use std::{fmt, sync::Arc};
use vmc_client::endpoint::Service;
use vmc_client::endpoints::{
    account_link as table_link, addons as table_addons, agreements as table_agreements, autoscaler as table_autoscaler,
    clusters as table_clusters, connectivity as table_connectivity, customer_support as table_customer_support,
    dns as table_dns, esxs as table_esxs, locale as table_locale, orgs as table_orgs, public_ips as table_public_ips,
    quota_requests as table_quotas, reservations as table_reservations, sddcs as table_sddcs,
    site_recovery as table_recovery, storage as table_storage, subscriptions as table_subscriptions,
    tasks as table_tasks, templates as table_templates,
};

/// The table of contents: one line for each operation that is simulated.
fn routes() -> Routes {
    csp::routes(Routes::new())
        // Organizations.
        .read_world::<table_orgs::ListOrgs>(orgs::list)
        .read::<table_orgs::GetOrg>(orgs::get)
        .read::<table_orgs::ListProviders>(orgs::providers)
        // SDDCs.
        .read::<table_sddcs::ListSddcs>(sddcs::list)
        .write::<table_sddcs::CreateSddc>(sddcs::create)
        .read::<table_sddcs::GetSddc>(sddcs::get)
        .write::<table_sddcs::UpdateSddc>(sddcs::update)
        .write::<table_sddcs::DeleteSddc>(sddcs::delete)
        .read::<table_sddcs::GetPrimaryCluster>(clusters::primary)
        .write::<table_sddcs::ConvertSddc>(sddcs::convert)
        .write::<table_sddcs::ScaleUpSddc>(sddcs::scale_up)
        .read::<table_sddcs::GetProvisionSpec>(provision_spec::get)
        .read::<table_sddcs::GetClusterProvisionSpec>(provision_spec::of_clusters)
        // Clusters and hosts.
        .write::<table_clusters::CreateCluster>(clusters::create)
        .write::<table_clusters::DeleteCluster>(clusters::delete)
        .read::<table_clusters::GetClusterConstraints>(clusters::constraints)
        .write::<table_clusters::ReconfigureCluster>(clusters::reconfigure)
        .read::<table_clusters::GetHostProvisionSpec>(provision_spec::of_hosts)
        .write::<table_clusters::PublishMsftLicensing>(clusters::publish_licensing)
        .read::<table_storage::GetStorageConstraints>(clusters::storage_constraints)
        .write::<table_esxs::ChangeEsxs>(esxs::change)
        .write::<table_esxs::PrecheckAddHosts>(esxs::precheck)
        .read::<table_esxs::GetStorageSpecs>(esxs::storage_specs)
        // Tasks.
        .read::<table_tasks::ListTasks>(tasks::list)
        .poll::<table_tasks::GetTask>(tasks::get)
        .write::<table_tasks::UpdateTask>(tasks::update)
        .with(finished_sddcs)
        .with(accounts_and_purchases)
        .with(autoscaler_routes)
        .with(site_recovery)
        .with(sddc_groups::routes)
        .with(control::routes)
}

/// Adds the operations on a finished SDDC.
fn finished_sddcs(routes: Routes) -> Routes {
    routes
        // Public addresses.
        .read::<table_public_ips::ListPublicIps>(public_ips::list)
        .write::<table_public_ips::CreatePublicIps>(public_ips::create)
        .read::<table_public_ips::GetPublicIp>(public_ips::get)
        .write::<table_public_ips::UpdatePublicIp>(public_ips::update)
        .write::<table_public_ips::DeletePublicIp>(public_ips::delete)
        .read::<table_public_ips::ListMgwPublicIps>(public_ips::list_of_gateway)
        .read::<table_public_ips::GetMgwPublicIp>(public_ips::get_of_gateway)
        // Names of management VMs.
        .write::<table_dns::UpdateDnsPrivate>(dns::make_private)
        .write::<table_dns::UpdateDnsPublic>(dns::make_public)
        .write::<table_dns::UpdateManagementVmDns>(dns::update_management_vm)
        // Connectivity tests.
        .read::<table_connectivity::GetConnectivityTests>(connectivity::get)
        .write::<table_connectivity::StartConnectivityTests>(connectivity::start)
        // Additions.
        .read::<table_addons::ListEnablements>(addons::list_enablements)
        .write::<table_addons::UpdateEnablement>(addons::update_enablement)
        .read::<table_addons::ListAddonCredentials>(addons::list)
        .write::<table_addons::CreateAddonCredentials>(addons::create)
        .read::<table_addons::GetAddonCredentials>(addons::get)
        .write::<table_addons::UpdateAddonCredentials>(addons::update)
        // Maintenance.
        .read::<table_reservations::ListReservations>(reservations::list)
        .read::<table_reservations::GetMaintenanceWindow>(reservations::get_window)
        .write::<table_reservations::UpdateMaintenanceWindow>(reservations::update_window)
        .read::<table_reservations::FindReservationWindows>(reservations::find_windows)
        .read::<table_reservations::ListSupportWindows>(reservations::list_support)
        .write::<table_reservations::UpdateSupportWindow>(reservations::update_support)
        // Users. Each user may set their own language, so a read-only user may set it too.
        .write_world::<table_locale::SetLocale>(locale::set)
        .read_world::<table_customer_support::GetSupportInputs>(customer_support::inputs)
        .read_world::<table_customer_support::GetSddcCustomAttributes>(customer_support::custom_attributes)
}

/// Adds the operations of the autoscaler.
fn autoscaler_routes(routes: Routes) -> Routes {
    routes
        .read::<table_autoscaler::ListEdrsPolicies>(autoscaler::list_policies)
        .read::<table_autoscaler::GetEdrsPolicy>(autoscaler::get_policy)
        .write::<table_autoscaler::SetEdrsPolicy>(autoscaler::set_policy)
        .read::<table_autoscaler::GetEdrsProvisioningSpec>(autoscaler::provisioning_spec)
        .read::<table_autoscaler::ListRemediationPolicies>(autoscaler::list_remediation)
        .write::<table_autoscaler::UpdateRemediationPolicies>(autoscaler::update_all_remediation)
        .read::<table_autoscaler::GetRemediationPolicy>(autoscaler::get_remediation)
        .write::<table_autoscaler::UpdateRemediationPolicy>(autoscaler::update_remediation)
        .write::<table_autoscaler::ScaleSddcSize>(autoscaler::scale_size)
        .write::<table_autoscaler::AnalyzeBalance>(autoscaler::analyze)
        .write::<table_autoscaler::RunBalance>(autoscaler::run_balance)
        .write::<table_autoscaler::StopBalance>(autoscaler::stop_balance)
        .read::<table_autoscaler::ListAutoscalerTasks>(autoscaler::list_tasks)
        .poll::<table_autoscaler::GetAutoscalerTask>(autoscaler::get_task)
        .write::<table_autoscaler::UpdateAutoscalerTask>(autoscaler::update_task)
}

/// Adds the operations on the customer's AWS accounts, on purchases, and on quotas and agreements.
fn accounts_and_purchases(routes: Routes) -> Routes {
    routes
        // Account link.
        .read::<table_link::GetAccountLink>(account_link::link)
        .read::<table_link::ListConnectedAccounts>(account_link::list)
        .write::<table_link::DeleteConnectedAccount>(account_link::delete)
        .read::<table_link::ListCustomerAwsAccounts>(account_link::list_2018)
        .read::<table_link::ListSddcConnections>(account_link::connections::list)
        .read::<table_link::GetCompatibleSubnets>(account_link::compatible)
        .write::<table_link::SetCompatibleSubnet>(account_link::choose)
        .write::<table_link::GetCompatibleSubnetsAsync>(account_link::compatible_async)
        .write::<table_link::SetCompatibleSubnetAsync>(account_link::choose_async)
        .write::<table_link::MapCustomerZones>(account_link::map_zones)
        // Subscriptions.
        .read::<table_subscriptions::ListSubscriptions>(subscriptions::list)
        .write::<table_subscriptions::CreateSubscription>(subscriptions::create)
        .read::<table_subscriptions::ListSubscriptionProducts>(offers::products)
        .read::<table_subscriptions::ListSubscriptionOfferInstances>(offers::list)
        .read::<table_subscriptions::ListOfferInstances>(offers::list_2018)
        .read::<table_subscriptions::GetSubscription>(subscriptions::get)
        .write::<table_subscriptions::DeleteSubscription>(subscriptions::delete)
        // Templates.
        .read::<table_templates::ListSddcTemplates>(templates::list)
        .read::<table_templates::GetSddcTemplate>(templates::get)
        .write::<table_templates::DeleteSddcTemplate>(templates::delete)
        .read::<table_templates::GetTemplateOfSddc>(templates::of_sddc)
        // Quotas and agreements.
        .read::<table_quotas::ListServiceQuotaRequests>(quota_requests::list)
        .read::<table_quotas::GetServiceQuotaRequest>(quota_requests::get)
        .read::<table_agreements::ListPaymentMethods>(agreements::payment_methods)
        .read::<table_agreements::GetTermsOfService>(agreements::terms_of_service)
}

/// Adds the operations of site recovery.
fn site_recovery(routes: Routes) -> Routes {
    routes
        .read::<table_recovery::GetSiteRecovery>(site_recovery::get)
        .write::<table_recovery::ActivateSiteRecovery>(site_recovery::activate)
        .write::<table_recovery::DeactivateSiteRecovery>(site_recovery::deactivate)
        .write::<table_recovery::CreateSrmNode>(site_recovery::create_srm_node)
        .write::<table_recovery::DeleteSrmNode>(site_recovery::delete_srm_node)
        .read::<table_recovery::ExportSrmConfig>(site_recovery::export_config)
        .write::<table_recovery::GenerateOauthClient>(site_recovery::generate_oauth_client)
        .read::<table_recovery::GetSiteRecoveryVersions>(site_recovery::versions)
        .write::<table_recovery::ScaleOutReplication>(site_recovery::scale_out)
        .write::<table_recovery::SetReplicationScaleOut>(site_recovery::set_scale_out)
        .read::<table_recovery::GetReplicationsCount>(site_recovery::count)
        .read::<table_recovery::ListReplications>(site_recovery::list)
        .read::<table_recovery::GetReplicaData>(site_recovery::replica_data)
        .read::<table_recovery::ListReplicaDiskCollections>(site_recovery::replica_disks)
        .read::<table_recovery::ListReplicationIssues>(site_recovery::replication_issues)
        .read::<table_recovery::ListReplicationSiteIssues>(site_recovery::site_issues)
        .read::<table_recovery::ListSiteRecoveryTasks>(site_recovery::tasks::list)
        .poll::<table_recovery::GetSiteRecoveryTask>(site_recovery::tasks::get)
        .write::<table_recovery::UpdateSiteRecoveryTask>(site_recovery::tasks::update)
}

/// Returns the names of all operations that this server answers, including the control of the simulation.
pub fn routed() -> Vec<&'static str> {
    routes().infos().iter().map(|info| info.name).collect()
}

/// The whole HTTP surface of a server, as a value that answers requests, with or without a listener.
#[derive(Clone)]
pub struct App {
    surface: Arc<Surface>,
    shell: Arc<Shell>,
    pages: PagesOf,
}

/// The operations and fixed answers behind an [`App`].
struct Surface {
    operations: Operations,
    fixed: FixedAnswers,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("shell", &self.shell).finish_non_exhaustive()
    }
}

impl App {
    /// Makes the HTTP surface with all operations.
    pub fn new(shell: Arc<Shell>) -> Self {
        let (operations, draft) = routes().finish();
        let surface = Arc::new(Surface { operations, fixed: FixedAnswers::new(draft) });
        Self { surface, shell, pages: PagesOf::default() }
    }

    /// Answers a request. Every request gets a response.
    pub async fn answer(&self, request: Request) -> Response {
        let mut request = plain_path(origin_form(request));
        journal::RequestStart::note(&mut request);
        let guard = &self.shell.host_guard;
        let Admitted { page, is_preflight } = match guard.admit(request.method(), request.uri(), request.headers()) {
            Ok(admitted) => admitted,
            Err(refusal) => return self.turn_away(request, refusal).await,
        };
        if let Some(base_url) = guard.external_url.as_ref().and_then(|url| url.base_for(request.headers())) {
            request.extensions_mut().insert(base_url);
        }
        let (head_only, wants_gzip) = (request.method() == Method::HEAD, encoding::wants_gzip(request.headers()));
        let of_token = is_of_token(request.uri().path());
        let response = match page.as_ref().filter(|_| is_preflight) {
            Some(page) => page.preflight(request.headers()),
            None if direct::is_direct(&request) => self.answer_direct(request).await,
            None if is_page(request.uri().path()) => self.answer_page(request).await,
            None if self.pages.0.is_some() && is_visit_of_root(&request) => error::redirect(&[PAGES, "/"].concat()),
            None => self.answer_admitted(request).await,
        };
        // A fault of the connection counts the bytes of the answer as the operation gave it.
        let is_struck = response.extensions().get::<WireFault>().is_some();
        let mut response = if is_struck { response } else { encoding::compressed(response, wants_gzip).await };
        if let Some(page) = page {
            page.may_read(response.headers_mut());
        }
        if of_token {
            response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        }
        let response = guarded(response);
        if head_only { without_body(response) } else { response }
    }

    /// Refuses a request that may not come in.
    pub(crate) async fn turn_away(&self, request: Request, refusal: Refusal) -> Response {
        let (parts, body) = request.into_parts();
        call::discard(&parts.headers, body).await;
        let path = parts.uri.path();
        let pending = journal::PendingEntry::unrouted(&parts, Bytes::new(), refusal.clone());
        let refused = error::refuse(Service::at(path), path, &Outcome::<()>::refused(refusal));
        guarded(pending.note(&self.shell, refused, None))
    }

    /// Returns whether a host is the private address of an NSX. A host name is none, because it can be made to point elsewhere and back.
    pub(crate) fn has_nsx_at(&self, host: &str) -> bool {
        let address = NsxAddress::of_host(host).filter(|found| matches!(found, NsxAddress::Private(_)));
        address.is_some_and(|address| self.shell.worlds.have_nsx(address))
    }

    /// Answers a request that came over a connection, and so must name its host.
    pub(crate) async fn answer_received(&self, request: Request) -> Response {
        match check_host_header(request.version(), request.headers()) {
            Ok(()) => self.answer(request).await,
            Err(refusal) => self.turn_away(request, refusal).await,
        }
    }

    /// Answers a request to the NSX of an SDDC from premises.
    async fn answer_direct(&self, request: Request) -> Response {
        match direct::admit(&self.shell, request).await {
            Direct::Same(request, form) => direct::in_form(form, self.answer_admitted(request).await).await,
            Direct::Answered(response) => response,
            Direct::Refused(request, refusal, form) => {
                direct::in_form(form, self.turn_away(request, refusal).await).await
            }
        }
    }

    /// Answers a request to a page for people. Without such pages there is nothing at their paths.
    async fn answer_page(&self, request: Request) -> Response {
        match &self.pages.0 {
            Some(pages) => pages.answer(Arc::new(self.clone()), request).await,
            None => self.answer_admitted(request).await,
        }
    }

    async fn answer_admitted(&self, request: Request) -> Response {
        let fixed = match Fixed::at(request.uri()) {
            Ok(fixed) => fixed,
            Err(refusal) => return self.turn_away(request, refusal).await,
        };
        if let Some(fixed) = fixed {
            return match *request.method() {
                Method::GET | Method::HEAD => self.surface.fixed.response(fixed, &request.into_parts().0),
                _ => wrong_method(&self.shell, request, methods([&Method::GET].into_iter())).await,
            };
        }
        let (method, uri) = (request.method(), request.uri());
        let found = match self.surface.operations.find(method, uri.path()) {
            Found::Nothing => networking::find(method, uri),
            found => found,
        };
        match found {
            Found::Operation(operation) => operation.answer(&self.shell, request).await,
            Found::OtherMethods(methods) => wrong_method(&self.shell, request, methods).await,
            Found::Nothing => {
                let meant = self.surface.operations.meant(request.uri().path());
                refuse_unless_known(&self.shell, request, |method, path| {
                    refusals::no_such_operation(method, path, meant.as_deref())
                })
                .await
            }
        }
    }
}

/// Returns whether answers at a path are about tokens. No cache may keep them, not even one of HTTP/1.0. (RFC 6749, section 5.1)
fn is_of_token(path: &str) -> bool {
    Service::at(path) == Service::Csp && path.contains("/auth/")
}

/// Adds to a response that no cache may keep it, and that browsers must not guess its type. Answers depend on the caller and on a world's
/// time, and many hold credentials. A response that says itself how long it may be kept, such as a style sheet, stays so.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Returns the response without its body, but with the length that the body would have.
fn without_body(mut response: Response) -> Response {
    let length = response.body().size_hint().exact();
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response.map(|_| Body::empty())
}

/// Converts a request that names the whole URL, as requests to a proxy do. The host in the URL counts, whatever the `Host` header contains.
pub(crate) fn origin_form(mut request: Request) -> Request {
    let host = request.uri().authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = path.map(Uri::from).unwrap_or_default();
    }
    request
}

/// Normalizes the path. Clients send `//csp/…` and `…/sddcs/{id}/`, and both mean the plain path.
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

async fn wrong_method(shell: &Shell, request: Request, allowed: String) -> Response {
    let refusal = refuse_unless_known(shell, request, refusals::method_not_allowed);
    let mut response = refusal.await;
    if let Ok(allowed) = HeaderValue::try_from(allowed) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Refuses a request that is not routed. It gets 501 if the service has such an operation, and otherwise the refusal that `unknown` makes.
async fn refuse_unless_known(shell: &Shell, request: Request, unknown: impl FnOnce(&str, &str) -> Refusal) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let error = match NotSimulated::find(request.method(), &path) {
        Some(NotSimulated { what, reason, .. }) => refusals::not_simulated(what, reason),
        None => unknown(&method, &path),
    };
    let (parts, body) = request.into_parts();
    let sent = if call::awaits_continue(&parts.headers) {
        Bytes::new()
    } else {
        call::receive(&parts.headers, body, BODY_MAX).await.unwrap_or_default()
    };
    let pending = journal::PendingEntry::unrouted(&parts, sent, error.clone());
    let outcome = Outcome::<()>::refused(error);
    pending.note(shell, error::refuse(Service::at(&path), &path, &outcome), None)
}
