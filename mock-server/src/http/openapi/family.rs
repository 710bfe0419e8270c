//! The families of operations. Each family has an OpenAPI document of its own.

use vmc_client::endpoint::{OperationInfo, Service};

/// A family of operations that has an OpenAPI document of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// VMware Cloud on AWS, below `/vmc/api`.
    Vmc,
    /// Sign-in and identity.
    Csp,
    /// What is added to SDDCs by services of their own: the autoscaler, site recovery and SDDC groups.
    AddOns,
    /// The networks of SDDCs.
    Networking,
    /// The control of the simulation.
    Control,
}

/// The beginnings of the paths of add-ons that refuse as VMC does.
const ADD_ONS: [&str; 2] = ["/vmc/autoscaler/", "/vmc/draas/"];

impl Family {
    /// All families.
    pub const ALL: [Self; 5] = [Self::Vmc, Self::Csp, Self::AddOns, Self::Networking, Self::Control];

    /// Returns the family of an operation.
    pub fn of(info: &OperationInfo) -> Self {
        match info.service {
            Service::Vmc if ADD_ONS.iter().any(|beginning| info.path.starts_with(beginning)) => Self::AddOns,
            Service::Vmc => Self::Vmc,
            Service::Csp => Self::Csp,
            Service::Core => Self::AddOns,
            Service::Nsx | Service::NsxV => Self::Networking,
            Service::Control => Self::Control,
        }
    }

    /// Returns the name of the family, which is also the name of its document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vmc => "vmc",
            Self::Csp => "csp",
            Self::AddOns => "addons",
            Self::Networking => "networking",
            Self::Control => "control",
        }
    }

    /// Returns the family with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}
