//! The operations on SDDC groups and of the inventory: one line for each that is simulated.

use super::routes::Routes;
use crate::world::vmc::{clusters, sddc_groups};
use vmc_client::endpoints::sddc_groups::{
    connectivity as table_connections, inventory as table_inventory, operations as table_operations,
};

/// Adds the operations on SDDC groups.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .read::<table_operations::ValidateGroupMembers>(sddc_groups::validate_members)
        .write::<table_operations::CreateSddcGroup>(sddc_groups::create)
        .read::<table_operations::ValidateGroupDeletion>(sddc_groups::validate_deletion)
        .read::<table_operations::ValidateAccountRemoval>(sddc_groups::validate_account_removal)
        .write::<table_operations::ChangeSddcGroup>(sddc_groups::change)
        .write::<table_operations::UpdateGroupMembers>(sddc_groups::update_members)
        .poll::<table_operations::GetOperation>(sddc_groups::get_operation)
        .read::<table_connections::ListConnectivityConfigs>(sddc_groups::list_configs)
        .read::<table_connections::ListGroupRegions>(sddc_groups::regions)
        .read::<table_connections::GetConnectivityConfig>(sddc_groups::get_config)
        .read::<table_connections::GetConnectivityTrait>(sddc_groups::get_trait)
        .read::<table_connections::ListGatewayPeeringRegions>(sddc_groups::gateway_regions)
        .read::<table_connections::ListTransitGatewayPeeringRegions>(sddc_groups::transit_gateway_regions)
        .read::<table_connections::ListRouteTables>(sddc_groups::tables)
        .read::<table_connections::GetRouteTable>(sddc_groups::get_table)
        .read::<table_connections::ListRoutes>(sddc_groups::routes)
        .read::<table_connections::ListOverlappingRoutes>(sddc_groups::overlapping)
        .with(inventory)
}

/// Adds the operations of the inventory.
fn inventory(routes: Routes) -> Routes {
    routes
        .read::<table_inventory::ListDeploymentGroups>(sddc_groups::groups)
        .read::<table_inventory::GetDeploymentGroup>(sddc_groups::group)
        .read::<table_inventory::ListDeploymentGroupMembers>(sddc_groups::group_members)
        .read::<table_inventory::ListDeployments>(sddc_groups::deployments)
        .read::<table_inventory::GetDeployment>(sddc_groups::deployment)
        .read::<table_inventory::GetDeploymentNetworkSummary>(sddc_groups::network_summary)
        .read::<table_inventory::GetDeploymentOverviewSummary>(sddc_groups::overview_summary)
        .read::<table_inventory::GetDeploymentVcenterSummary>(sddc_groups::vcenter_summary)
        .read::<table_inventory::GetNsxDetails>(sddc_groups::nsx_details)
        .read::<table_inventory::ListInventoryClusters>(sddc_groups::clusters)
        .read::<table_inventory::GetInventoryCluster>(sddc_groups::cluster)
        .read::<table_inventory::ListInventoryHosts>(sddc_groups::hosts)
        .read::<table_inventory::GetInventoryHost>(sddc_groups::host)
        .write::<table_inventory::RenameCluster>(clusters::rename)
        .read::<table_inventory::GetCoreOrganization>(sddc_groups::organization)
}
