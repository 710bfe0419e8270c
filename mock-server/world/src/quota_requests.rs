//! Requests to raise the quotas of the AWS account behind an organization.
//!
//! The service makes them itself, so the API only shows them. An organization begins with one that was granted long ago and one that
//! AWS is still to decide; where that one stands follows from the time.

use super::{
    Author, Call, Cx,
    ids::{Ids, Kind},
    orgs::Org,
    refusal::ApiResult,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vmc_client::{
    endpoints::quota_requests::{GetServiceQuotaRequest, ListServiceQuotaRequests},
    wire::{
        RequestDetail, RequestDetailStatus, ServiceQuotaRequest, ServiceQuotaRequestId, ServiceQuotaRequestStatus, Time,
    },
};

/// How long until a request is handed to AWS, and until AWS has decided it. (assumption)
const SUBMITTED_AFTER: SignedDuration = SignedDuration::from_hours(1);
const RESOLVED_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// What is true of a request to raise a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaRequest {
    /// Its id.
    pub id: ServiceQuotaRequestId,
    /// When it was made.
    pub created: Timestamp,
    /// Region, `US_WEST_2`.
    pub region: String,
    /// The number of the AWS account, twelve digits.
    pub account_number: String,
    /// The quota, by AWS's name.
    pub quota: String,
    /// The value asked for.
    pub desired: i32,
    /// AWS's id of the request.
    pub aws_request: String,
}

impl QuotaRequest {
    /// The requests of a new organization.
    pub(super) fn first(ids: &mut Ids, region: &str, now: Timestamp) -> Vec<Self> {
        let account_number = format!("{:012}", ids.number(Kind::ServiceQuotaRequest) % 1_000_000_000_000);
        let long_ago = now.checked_sub(SignedDuration::from_hours(24 * 30)).unwrap_or(Timestamp::MIN);
        [(long_ago, "Running Dedicated i3 Hosts", 16), (now, "Running Dedicated i4i Hosts", 32)]
            .into_iter()
            .map(|(created, quota, desired)| Self {
                id: ServiceQuotaRequestId(ids.uuid(Kind::ServiceQuotaRequest)),
                created,
                region: region.to_owned(),
                account_number: account_number.clone(),
                quota: quota.to_owned(),
                desired,
                aws_request: ids.hex(Kind::ServiceQuotaRequest, 32),
            })
            .collect()
    }

    fn after(&self, time: SignedDuration) -> Timestamp {
        self.created.checked_add(time).unwrap_or(Timestamp::MAX)
    }

    fn view(&self, org: &Org, now: Timestamp) -> ServiceQuotaRequest {
        use RequestDetailStatus as Part;
        use ServiceQuotaRequestStatus as Whole;
        let (submitted, resolved) = (self.after(SUBMITTED_AFTER), self.after(RESOLVED_AFTER));
        let (whole, part, case, updated, version) = if now < submitted {
            (Whole::New, Part::New, None, self.created, 1)
        } else if now < resolved {
            (Whole::Pending, Part::Submitted, Some("CASE_OPENED"), submitted, 2)
        } else {
            (Whole::Resolved, Part::Resolved, Some("CASE_CLOSED"), resolved, 3)
        };
        let detail = RequestDetail {
            aws_quota_request_id: case.map(|_| self.aws_request.clone()),
            aws_support_case_id: case.map(|_| format!("case-{}", &self.aws_request[..12])),
            aws_support_case_status: case.map(str::to_owned),
            desired_value: Some(self.desired),
            resolved_at: (part == Part::Resolved).then(|| Time::padded_millis(resolved)),
            detail_status: Some(part),
        };
        let author: &Author = &org.author;
        ServiceQuotaRequest {
            aws_account_number: Some(self.account_number.clone()),
            org_id: Some(org.id),
            reason: Some("Hosts for SDDCs of this organization".to_owned()),
            region: Some(self.region.clone()),
            request_details: BTreeMap::from([(self.quota.clone(), detail)]),
            request_status: Some(whole),
            requester_email: Some(author.name.to_string()),
            ..ServiceQuotaRequest::from(author.entity(self.id, self.created, updated, version))
        }
    }
}

/// `GET /orgs/{org}/aws/resources/servicequotas/requests`
pub fn list(org: &Org, cx: &Cx, _: &Call<ListServiceQuotaRequests>) -> ApiResult<Vec<ServiceQuotaRequest>> {
    Ok(org.quota_requests.iter().map(|request| request.view(org, cx.now)).collect())
}

/// `GET /orgs/{org}/aws/resources/servicequotas/requests/{serviceQuotaRequestId}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetServiceQuotaRequest>) -> ApiResult<ServiceQuotaRequest> {
    let id = call.path.request;
    let request = org.quota_requests.iter().find(|request| request.id == id);
    Ok(request.ok_or_else(|| refusals::not_found(id))?.view(org, cx.now))
}

mod refusals {
    use crate::refusal::Refusal;
    use vmc_client::wire::ServiceQuotaRequestId;

    pub(super) fn not_found(id: ServiceQuotaRequestId) -> Refusal {
        let message = format!("Cannot find the service quota request with identifier {id}.");
        Refusal::not_found("skyscraper.service.quota.request.not.found", message)
    }
}
