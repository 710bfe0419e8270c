//! Links between SDDCs and the customer's AWS accounts.

use super::entity::{ConnectedAccountId, empty_as_none};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a new SDDC is linked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountLinkConfig {
    /// Provision first and link later. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_account_link: Option<bool>,
}

/// One link that a new SDDC is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountLinkSddcConfig {
    /// Subnets of the customer's VPC, as `subnet-0abc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_subnet_ids: Option<Vec<String>>,
    /// The linked AWS account.
    #[serde(default, deserialize_with = "empty_as_none", skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
}

/// One link that an SDDC has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SddcLinkConfig {
    /// Subnets of the customer's VPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_subnet_ids: Option<Vec<String>>,
    /// The linked AWS account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_account_id: Option<ConnectedAccountId>,
}
