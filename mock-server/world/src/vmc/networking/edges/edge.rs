//! The edges of an SDDC: the management gateway, the compute gateway, and the router of the logical networks.

use super::refusals;
use crate::{documents::call::DocumentCall, kernel::refusal::ApiResult};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Management,
    Compute,
    /// The distributed router behind the compute gateway.
    Router,
}

/// The features that a distributed router has.
const OF_ROUTERS: [&str; 6] = ["dhcp", "syslog", "bridging", "edge", "firewall", "routing"];

impl Edge {
    /// In the order of their ids. The first two are the gateways, the management gateway first. (client code)
    pub(super) const ALL: [Self; 3] = [Self::Management, Self::Compute, Self::Router];

    /// Returns the edge that the path of a request names.
    ///
    /// # Errors
    /// There is no such edge.
    pub(super) fn of(call: &DocumentCall) -> ApiResult<Self> {
        let id = call.path_parameter("edgeId").unwrap_or_default();
        Self::ALL.into_iter().find(|edge| edge.id() == id).ok_or_else(|| refusals::not_found(id))
    }

    /// Returns the compute gateway that the path of a request names.
    ///
    /// # Errors
    /// There is no such compute gateway.
    pub(super) fn compute(call: &DocumentCall) -> ApiResult<Self> {
        match Self::of(call)? {
            Self::Compute => Ok(Self::Compute),
            other => Err(refusals::not_found(other.id())),
        }
    }

    /// Returns the edge if it is a gateway.
    ///
    /// # Errors
    /// It is the router, which has fewer features.
    pub(super) fn gateway(self) -> ApiResult<Self> {
        if self == Self::Router { Err(refusals::not_a_gateway(self.id())) } else { Ok(self) }
    }

    /// The id. (client code)
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Management => "edge-1",
            Self::Compute => "edge-2",
            Self::Router => "edge-3",
        }
    }

    /// The name. (recorded for the gateways)
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Management => "sddc-mgw",
            Self::Compute => "SDDC-CGW-1-esg",
            Self::Router => "SDDC-CGW-1-dlr",
        }
    }

    pub(super) fn edge_type(self) -> &'static str {
        match self {
            Self::Management | Self::Compute => "gatewayServices",
            Self::Router => "distributedRouter",
        }
    }

    /// Whether the edge has a feature.
    pub(super) fn has(self, feature: &str) -> bool {
        self != Self::Router || OF_ROUTERS.contains(&feature)
    }
}

/// The id of an edge's virtual machine. (form as recorded)
pub(super) fn vm_id(edge: Edge) -> String {
    format!("vm-{}", edge.id().trim_start_matches("edge-"))
}

/// The name of an edge's virtual machine. (form as recorded)
pub(super) fn vm_name(edge: Edge) -> String {
    format!("{}-0", edge.name())
}
