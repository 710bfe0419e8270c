//! Requests to raise the quotas of the AWS account behind an organization.
//!
//! The service creates them itself, so the API only shows them. A new organization has one request that was granted long ago, and one that
//! AWS has not decided yet; the status of the second follows from the time.

use crate::{
    context::{Call, Cx},
    kernel::{collections::map_of, refusal::ApiResult},
    state::{author::Author, orgs::Org, quota_requests::QuotaRequest},
};
use jiff::{SignedDuration, Timestamp};
use vmc_client::{
    endpoints::quota_requests::{GetServiceQuotaRequest, ListServiceQuotaRequests},
    wire::{RequestDetail, RequestDetailStatus, ServiceQuotaRequest, ServiceQuotaRequestStatus, Time},
};

/// The time until a request is submitted to AWS, and the time until AWS has decided it. (assumption)
const SUBMITTED_AFTER: SignedDuration = SignedDuration::from_hours(1);
const RESOLVED_AFTER: SignedDuration = SignedDuration::from_hours(48);

impl QuotaRequest {
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
            aws_quota_request_id: case.map(|_| self.aws_request.to_string()),
            aws_support_case_id: case.map(|_| format!("case-{}", &self.aws_request.as_str()[..12])),
            aws_support_case_status: case.map(str::to_owned),
            desired_value: Some(self.desired),
            resolved_at: (part == Part::Resolved).then(|| Time::padded_millis(resolved)),
            detail_status: Some(part),
        };
        let author: &Author = &org.author;
        ServiceQuotaRequest {
            aws_account_number: Some(self.account_number.to_string()),
            org_id: Some(org.id),
            reason: Some("Hosts for SDDCs of this organization".to_owned()),
            region: Some(self.region.to_string()),
            request_details: map_of([(self.quota.to_string(), detail)]),
            request_status: Some(whole),
            requester_email: Some(author.name.to_string()),
            ..ServiceQuotaRequest::from(author.entity(self.id, self.created, updated, version))
        }
    }
}

/// `GET /orgs/{org}/aws/resources/servicequotas/requests`
pub fn list(org: &Org, cx: &Cx, _: &Call<ListServiceQuotaRequests>) -> ApiResult<Vec<ServiceQuotaRequest>> {
    Ok(org.quota_requests.iter().map(|request| request.view(org, cx.now())).collect())
}

/// `GET /orgs/{org}/aws/resources/servicequotas/requests/{serviceQuotaRequestId}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetServiceQuotaRequest>) -> ApiResult<ServiceQuotaRequest> {
    let id = call.path.request;
    let request = org.quota_requests.iter().find(|request| request.id == id);
    Ok(request.ok_or_else(|| refusals::not_found(id))?.view(org, cx.now()))
}

mod refusals {
    use crate::kernel::refusal::Refusal;
    use vmc_client::wire::ServiceQuotaRequestId;

    pub(super) fn not_found(id: ServiceQuotaRequestId) -> Refusal {
        let message = format!("Cannot find the service quota request with identifier {id}.");
        Refusal::not_found("skyscraper.service.quota.request.not.found", message)
    }
}
