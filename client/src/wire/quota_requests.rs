//! Types for requests to raise the quotas of the AWS account behind an organization.

use super::{
    entity::{Entity, OrgId, ServiceQuotaRequestId, TaskId, null_as_empty},
    open_enum::open_enum,
    time::Time,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A request to raise quotas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ServiceQuotaRequest {
    /// Identity and history.
    #[serde(flatten)]
    pub entity: Entity<ServiceQuotaRequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_account_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<OrgId>,
    /// Reason for the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Region, such as `US_WEST_2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The requested changes, by quota.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub request_details: BTreeMap<String, RequestDetail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_status: Option<ServiceQuotaRequestStatus>,
    /// Mail address of the requester.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester_email: Option<String>,
    /// Task of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl From<Entity<ServiceQuotaRequestId>> for ServiceQuotaRequest {
    /// A request of which only the identity is known.
    fn from(entity: Entity<ServiceQuotaRequestId>) -> Self {
        Self {
            entity,
            aws_account_number: None,
            org_id: None,
            reason: None,
            region: None,
            request_details: BTreeMap::new(),
            request_status: None,
            requester_email: None,
            task_id: None,
        }
    }
}

/// The requested change of one quota.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RequestDetail {
    /// AWS's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_quota_request_id: Option<String>,
    /// AWS's support case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_support_case_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_support_case_status: Option<String>,
    /// The requested value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired_value: Option<i32>,
    /// State of this part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail_status: Option<RequestDetailStatus>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
}
open_enum! {
    /// Where a request to raise quotas stands.
    pub enum ServiceQuotaRequestStatus {
        New = "NEW",
        Pending = "PENDING",
        Resolved = "RESOLVED",
        Denied = "DENIED",
        Error = "ERROR",
    }

    /// Where a part of such a request stands.
    pub enum RequestDetailStatus {
        New = "NEW",
        PendingSubmit = "PENDINGSUBMIT",
        Submitted = "SUBMITTED",
        /// Misspelt so where it is published.
        PendingVerification = "PENDINGVERFICATION",
        Resolved = "RESOLVED",
        Denied = "DENIED",
        Error = "ERROR",
    }
}
