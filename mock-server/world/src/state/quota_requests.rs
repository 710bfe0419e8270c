//! The record of a request to raise a quota.

use crate::kernel::ids::{Hex, Ids, Kind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};
use vmc_client::wire::ServiceQuotaRequestId;

/// A request to raise a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaRequest {
    pub id: ServiceQuotaRequestId,
    pub created: Timestamp,
    /// The region, in the form `US_WEST_2`.
    pub region: Arc<str>,
    /// The number of the AWS account, twelve digits.
    pub account_number: Arc<str>,
    /// The quota's name at AWS.
    pub quota: Arc<str>,
    /// The requested value.
    pub desired: i32,
    /// The id of the request at AWS.
    pub aws_request: Hex<32>,
}

/// The quotas that a new organization has asked for, and the values.
static FIRST_QUOTAS: LazyLock<[(Arc<str>, i32); 2]> =
    LazyLock::new(|| [("Running Dedicated i3 Hosts".into(), 16), ("Running Dedicated i4i Hosts".into(), 32)]);

impl QuotaRequest {
    /// Creates the requests that a new organization has.
    pub(super) fn first(ids: &mut Ids, region: &str, now: Timestamp) -> Vec<Self> {
        let account_number: Arc<str> =
            format!("{:012}", ids.number(Kind::ServiceQuotaRequest) % 1_000_000_000_000).into();
        let region = Arc::<str>::from(region);
        let long_ago = now.checked_sub(SignedDuration::from_hours(24 * 30)).unwrap_or(Timestamp::MIN);
        [long_ago, now]
            .into_iter()
            .zip(&*FIRST_QUOTAS)
            .map(|(created, (quota, desired))| Self {
                id: ServiceQuotaRequestId(ids.uuid(Kind::ServiceQuotaRequest)),
                created,
                region: region.clone(),
                account_number: account_number.clone(),
                quota: quota.clone(),
                desired: *desired,
                aws_request: ids.digits(Kind::ServiceQuotaRequest),
            })
            .collect()
    }
}
