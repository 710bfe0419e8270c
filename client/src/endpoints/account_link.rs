//! Endpoints for the links between SDDCs and the customer's AWS accounts.
//!
//! The operations here that start a task answer with status 200, while other operations that start a task answer with
//! 202. (published)

use super::OrgPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{
        AwsCompatibleSubnets, AwsCustomerConnectedAccount, AwsCustomerLinkedAccount, AwsSddcConnection, AwsSubnet,
        ConnectedAccountId, LinkRequest, MapZonesRequest, OrgId, SddcId, Task,
    },
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Get the URL at which the owner of an AWS account connects it to the organization.
    GetAccountLink: GET "/vmc/api/orgs/{org}/account-link" (OrgPath, Nothing, Empty)
        -> OK Json<LinkRequest>, needs Read,
        method get_account_link(org: OrgId);
    /// List the AWS accounts that are connected to an organization.
    ListConnectedAccounts: GET "/vmc/api/orgs/{org}/account-link/connected-accounts"
        (OrgPath, ListConnectedAccountsQuery, Empty) -> OK Json<Vec<AwsCustomerConnectedAccount>>, needs Read,
        method list_connected_accounts(org: OrgId);
    /// Disconnect an AWS account from an organization.
    DeleteConnectedAccount: DELETE "/vmc/api/orgs/{org}/account-link/connected-accounts/{linkedAccountPathId}"
        (ConnectedAccountPath, DeleteConnectedAccountQuery, Empty) -> OK Json<AwsCustomerConnectedAccount>, needs Write,
        /// Without `force_even_when_sddc_present`, this succeeds only if no SDDC is linked to the account.
        method delete_connected_account(org: OrgId, account: ConnectedAccountId);
    /// List the connected AWS accounts with the subnets that they provide to SDDCs, in the format of 2018.
    ListCustomerAwsAccounts: GET "/vmc/api/orgs/{org}/account-link/customer-aws-account" (OrgPath, Nothing, Empty)
        -> OK Json<Vec<AwsCustomerLinkedAccount>>, needs Read,
        method list_customer_aws_accounts(org: OrgId);
    /// List the connections between SDDCs and subnets.
    ListSddcConnections: GET "/vmc/api/orgs/{org}/account-link/sddc-connections"
        (OrgPath, ListSddcConnectionsQuery, Empty) -> OK Json<Vec<AwsSddcConnection>>, needs Read,
        method list_sddc_connections(org: OrgId);
    /// Get the subnets of an AWS account to which an SDDC can be linked.
    GetCompatibleSubnets: GET "/vmc/api/orgs/{org}/account-link/compatible-subnets"
        (OrgPath, GetCompatibleSubnetsQuery, Empty) -> OK Json<AwsCompatibleSubnets>, needs Read,
        method get_compatible_subnets(org: OrgId);
    /// Link the SDDCs whose link was delayed to the first suitable subnet.
    SetCompatibleSubnet: POST "/vmc/api/orgs/{org}/account-link/compatible-subnets" (OrgPath, Nothing, Empty)
        -> OK Json<AwsSubnet>, needs Write,
        method set_compatible_subnet(org: OrgId);
    /// Start a task that gets the subnets of an AWS account to which an SDDC can be linked. Its result is in
    /// `params.subnet_list_result`.
    GetCompatibleSubnetsAsync: GET "/vmc/api/orgs/{org}/account-link/compatible-subnets-async"
        (OrgPath, GetCompatibleSubnetsAsyncQuery, Empty) -> OK Json<Task>, needs Read,
        method get_compatible_subnets_async(org: OrgId);
    /// Start a task that links the SDDCs whose link was delayed to this subnet.
    SetCompatibleSubnetAsync: POST "/vmc/api/orgs/{org}/account-link/compatible-subnets-async"
        (OrgPath, Nothing, Json<AwsSubnet>) -> OK Json<Task>, needs Write,
        method set_compatible_subnet_async(org: OrgId);
    /// Start a task that maps the availability zones of an AWS account to those of the service.
    MapCustomerZones: POST "/vmc/api/orgs/{org}/account-link/map-customer-zones"
        (OrgPath, Nothing, Json<MapZonesRequest>) -> OK Json<Task>, needs Write,
        method map_customer_zones(org: OrgId);
}

/// `/orgs/{org}/account-link/connected-accounts/{linkedAccountPathId}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConnectedAccountPath {
    /// Organization.
    pub org: OrgId,
    /// Connection of an AWS account.
    #[serde(rename = "linkedAccountPathId")]
    pub account: ConnectedAccountId,
}

/// Query of [`ListConnectedAccounts`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListConnectedAccountsQuery {
    /// Cloud provider of the accounts to list. Default `AWS`.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// Query of [`DeleteConnectedAccount`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeleteConnectedAccountQuery {
    /// Whether to disconnect the account even if SDDCs are linked to it. Their links are then broken. Default false.
    #[serde(
        rename = "forceEvenWhenSddcPresent",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub force_even_when_sddc_present: bool,
}

/// Query of [`ListSddcConnections`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ListSddcConnectionsQuery {
    /// Only those of this SDDC.
    #[serde(default, deserialize_with = "super::parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub sddc: Option<SddcId>,
}

/// Query of [`GetCompatibleSubnets`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GetCompatibleSubnetsQuery {
    /// Connection of an AWS account. Required from binding 1.22.0 on.
    #[serde(rename = "linkedAccountId")]
    pub linked_account_id: ConnectedAccountId,
    /// Region, such as `US_WEST_2` or `us-west-2`. Default: the SDDC's, or all.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// SDDC that is to be linked. Clients send an empty value.
    #[serde(default, deserialize_with = "super::parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub sddc: Option<SddcId>,
    /// Whether to query AWS again instead of using stored data. Default false.
    #[serde(
        rename = "forceRefresh",
        default,
        deserialize_with = "super::lenient_bool",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub force_refresh: bool,
    /// AWS instance type of the hosts, such as `i3.metal`.
    #[serde(
        rename = "instanceType",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub instance_type: Option<String>,
    /// `1NODE`, `SingleAZ` or `MultiAZ`. An empty value is refused. (recorded)
    #[serde(rename = "sddcType", default, skip_serializing_if = "Option::is_none")]
    pub sddc_type: Option<String>,
    /// Number of hosts. 0 has the same meaning as leaving it out.
    #[serde(
        rename = "numOfHosts",
        default,
        deserialize_with = "super::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub num_of_hosts: Option<i32>,
}

/// Query of [`GetCompatibleSubnetsAsync`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GetCompatibleSubnetsAsyncQuery {
    /// Connection of an AWS account. Required from binding 1.22.0 on.
    #[serde(rename = "linkedAccountId")]
    pub linked_account_id: ConnectedAccountId,
    /// Region, such as `US_WEST_2` or `us-west-2`. Default: the SDDC's, or all.
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// SDDC that is to be linked. Clients send an empty value.
    #[serde(default, deserialize_with = "super::parsed_if_any", skip_serializing_if = "Option::is_none")]
    pub sddc: Option<SddcId>,
    /// AWS instance type of the hosts, such as `i3.metal`.
    #[serde(
        rename = "instanceType",
        default,
        deserialize_with = "super::text_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub instance_type: Option<String>,
    /// `1NODE`, `SingleAZ` or `MultiAZ`. An empty value is refused. (recorded)
    #[serde(rename = "sddcType", default, skip_serializing_if = "Option::is_none")]
    pub sddc_type: Option<String>,
    /// Number of hosts. 0 has the same meaning as leaving it out.
    #[serde(
        rename = "numOfHosts",
        default,
        deserialize_with = "super::number_if_any",
        skip_serializing_if = "Option::is_none"
    )]
    pub num_of_hosts: Option<i32>,
}

impl GetCompatibleSubnetsQuery {
    /// Asks for all subnets of an account.
    pub fn of(account: ConnectedAccountId) -> Self {
        Self {
            linked_account_id: account,
            region: None,
            sddc: None,
            force_refresh: false,
            instance_type: None,
            sddc_type: None,
            num_of_hosts: None,
        }
    }
}

impl From<GetCompatibleSubnetsQuery> for GetCompatibleSubnetsAsyncQuery {
    /// The same question. A task always asks AWS again.
    fn from(query: GetCompatibleSubnetsQuery) -> Self {
        Self {
            linked_account_id: query.linked_account_id,
            region: query.region,
            sddc: query.sddc,
            instance_type: query.instance_type,
            sddc_type: query.sddc_type,
            num_of_hosts: query.num_of_hosts,
        }
    }
}
