//! Endpoints for requests to raise the quotas of the AWS account behind an organization.

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{OrgId, ServiceQuotaRequest, ServiceQuotaRequestId},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// List the requests to raise quotas.
    ListServiceQuotaRequests: GET "/vmc/api/orgs/{org}/aws/resources/servicequotas/requests" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<ServiceQuotaRequest>>, needs Read,
        method list_service_quota_requests(org: OrgId);
    /// Get one request to raise quotas.
    GetServiceQuotaRequest: GET "/vmc/api/orgs/{org}/aws/resources/servicequotas/requests/{serviceQuotaRequestId}"
        (ServiceQuotaRequestPath, Nothing, Empty) -> OK Json<ServiceQuotaRequest>, needs Read,
        method get_service_quota_request(org: OrgId, request: ServiceQuotaRequestId);
}

/// `/orgs/{org}/aws/resources/servicequotas/requests/{serviceQuotaRequestId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ServiceQuotaRequestPath {
    /// Organization.
    pub org: OrgId,
    /// Request.
    #[serde(rename = "serviceQuotaRequestId")]
    pub request: ServiceQuotaRequestId,
}
