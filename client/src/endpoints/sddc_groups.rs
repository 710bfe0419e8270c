//! Endpoints of SDDC groups, and of the newer services that take part in them: networks, inventory, operations.

pub mod connectivity;
pub mod inventory;
pub mod operations;

// What operations of several resources share.
mod paths;
mod queries;

use crate::endpoint::{OperationInfo, Rewriter};
pub use paths::{
    ConnectivityConfigPath, CoreClusterPath, CoreHostPath, CoreOrgPath, DeploymentGroupPath, DeploymentPath,
    GatewayPath, OperationPath, RouteTablePath, TraitPath, TransitGatewayPath,
};
pub use queries::{InventoryQuery, RoutesQuery};

/// The tables of SDDC groups, in reading order.
pub const TABLES: [&[&OperationInfo]; 3] = [operations::TABLE, connectivity::TABLE, inventory::TABLE];

/// The rewriters of these tables.
pub const REWRITERS: [&[Rewriter]; 3] = [operations::REWRITERS, connectivity::REWRITERS, inventory::REWRITERS];
