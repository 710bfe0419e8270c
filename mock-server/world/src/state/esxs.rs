//! The record of a host.

use crate::kernel::ids::{Ids, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vmc_client::wire::{EsxId, EsxState, Provider};

/// The number of disk groups of a host with storage of its own. (assumption)
pub const DISK_GROUPS: u8 = 2;

/// The state of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsxFacts {
    pub id: EsxId,
    /// The host's number in its SDDC, counted from 0.
    pub number: u32,
    pub name: String,
    /// The DNS name.
    pub hostname: String,
    /// The MAC address of the first network card.
    pub mac_address: String,
    /// The availability zone, `us-west-2a`; `None` for hosts that were added later to a ZEROCLOUD SDDC. (recorded)
    pub availability_zone: Option<String>,
    pub state: EsxState,
    /// The time at which the host entered its state.
    pub since: Timestamp,
    /// The number of its disk groups, at most [`DISK_GROUPS`].
    pub disk_groups: u8,
}

impl EsxFacts {
    /// Creates a requested host. `number` counts the hosts of its SDDC from 0.
    pub fn new(ids: &mut Ids, provider: &Provider, zone: Option<&str>, number: u32, now: Timestamp) -> Self {
        let id = EsxId(ids.id(Kind::Esx));
        let [name, hostname, mac_address] = match provider {
            // The name of a host of the simulated provider says that the host is not real. (recorded)
            Provider::ZeroCloud => [
                format!("Not Really ESX{}", ids.uuid(Kind::Esx)),
                format!("zerocloud.esx.local{}", ids.uuid(Kind::Esx)),
                "01-23-45-67-89-ab".to_owned(),
            ],
            Provider::Aws | Provider::Other(_) => {
                let mac = ids.number(Kind::Esx).to_be_bytes();
                [
                    format!("esx-{number}"),
                    format!("esx-{number}.sddc.vmwarevmc.example"),
                    format!("06:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4]),
                ]
            }
        };
        let availability_zone = zone.map(str::to_owned);
        Self {
            id,
            number,
            name,
            hostname,
            mac_address,
            availability_zone,
            state: EsxState::Deploying,
            since: now,
            disk_groups: DISK_GROUPS,
        }
    }

    /// Returns true while the host is being added.
    pub fn is_coming(&self) -> bool {
        use EsxState::{AddingToVcenter, Deploying, Initializing, Provisioned};
        matches!(self.state, Deploying | Initializing | Provisioned | AddingToVcenter)
    }

    /// Returns true while the host is being removed.
    pub fn is_going(&self) -> bool {
        matches!(self.state, EsxState::Deleting | EsxState::DeletingFromVcenter | EsxState::PendingCloudDeletion)
    }

    /// Moves the host to a state, unless it is in that state already.
    pub fn enter(&mut self, state: EsxState, at: Timestamp) {
        if self.state != state {
            (self.state, self.since) = (state, at);
        }
    }
}
