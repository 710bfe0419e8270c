//! Links between SDDCs and the customer's AWS accounts.

use super::super::{Client, Error};
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints::{
        OrgPath,
        account_link::{
            ConnectedAccountPath, DeleteConnectedAccount, DeleteConnectedAccountQuery, GetAccountLink,
            GetCompatibleSubnets, GetCompatibleSubnetsAsync, GetCompatibleSubnetsAsyncQuery, GetCompatibleSubnetsQuery,
            ListConnectedAccounts, ListConnectedAccountsQuery, ListCustomerAwsAccounts, ListSddcConnections,
            ListSddcConnectionsQuery, MapCustomerZones, SetCompatibleSubnet, SetCompatibleSubnetAsync,
        },
    },
    wire::{
        AwsCompatibleSubnets, AwsCustomerConnectedAccount, AwsCustomerLinkedAccount, AwsSddcConnection, AwsSubnet,
        ConnectedAccountId, LinkRequest, MapZonesRequest, OrgId, SddcId, Task,
    },
};

impl Client {
    /// Gets the URL at which the owner of an AWS account connects it to the organization.
    pub async fn get_account_link(&self, org: OrgId) -> Result<LinkRequest, Error> {
        self.call::<GetAccountLink>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Lists the AWS accounts that are connected to an organization.
    pub async fn list_connected_accounts(&self, org: OrgId) -> Result<Vec<AwsCustomerConnectedAccount>, Error> {
        self.call::<ListConnectedAccounts>(OrgPath { org }, ListConnectedAccountsQuery::default(), Empty).await
    }

    /// Disconnects an AWS account. Without force, this succeeds only if no SDDC is linked to the account.
    pub async fn delete_connected_account(
        &self,
        org: OrgId,
        account: ConnectedAccountId,
        force: bool,
    ) -> Result<AwsCustomerConnectedAccount, Error> {
        let query = DeleteConnectedAccountQuery { force_even_when_sddc_present: force };
        self.call::<DeleteConnectedAccount>(ConnectedAccountPath { org, account }, query, Empty).await
    }

    /// Lists the connected AWS accounts with the subnets that they provide to SDDCs, in the format of 2018.
    pub async fn list_customer_aws_accounts(&self, org: OrgId) -> Result<Vec<AwsCustomerLinkedAccount>, Error> {
        self.call::<ListCustomerAwsAccounts>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Lists the connections between SDDCs and subnets, optionally of one SDDC only.
    pub async fn list_sddc_connections(
        &self,
        org: OrgId,
        sddc: Option<SddcId>,
    ) -> Result<Vec<AwsSddcConnection>, Error> {
        self.call::<ListSddcConnections>(OrgPath { org }, ListSddcConnectionsQuery { sddc }, Empty).await
    }

    /// Gets the subnets of an AWS account to which an SDDC can be linked.
    pub async fn get_compatible_subnets(
        &self,
        org: OrgId,
        query: GetCompatibleSubnetsQuery,
    ) -> Result<AwsCompatibleSubnets, Error> {
        self.call::<GetCompatibleSubnets>(OrgPath { org }, query, Empty).await
    }

    /// Does the same as [`get_compatible_subnets`](Self::get_compatible_subnets) with a task. The result is in the
    /// task's `params.subnet_list_result`.
    pub async fn get_compatible_subnets_async(
        &self,
        org: OrgId,
        query: GetCompatibleSubnetsAsyncQuery,
    ) -> Result<Task, Error> {
        self.call::<GetCompatibleSubnetsAsync>(OrgPath { org }, query, Empty).await
    }

    /// Links the SDDCs whose link was delayed to the first suitable subnet.
    pub async fn set_compatible_subnet(&self, org: OrgId) -> Result<AwsSubnet, Error> {
        self.call::<SetCompatibleSubnet>(OrgPath { org }, Nothing {}, Empty).await
    }

    /// Links the SDDCs whose link was delayed to this subnet, with a task.
    pub async fn set_compatible_subnet_async(&self, org: OrgId, subnet: &AwsSubnet) -> Result<Task, Error> {
        self.call::<SetCompatibleSubnetAsync>(OrgPath { org }, Nothing {}, Json(subnet.clone())).await
    }

    /// Maps the availability zones of an AWS account to those of the service, with a task.
    pub async fn map_customer_zones(&self, org: OrgId, request: &MapZonesRequest) -> Result<Task, Error> {
        self.call::<MapCustomerZones>(OrgPath { org }, Nothing {}, Json(request.clone())).await
    }
}
