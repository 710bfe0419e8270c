//! Hosts.

use super::ids::{Ids, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vmc_client::wire::{AwsEsxHost, EsxId, EsxState, HostInstanceType, MilliTime, Provider};

/// What is true of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsxFacts {
    /// Its id.
    pub id: EsxId,
    /// Its name.
    pub name: String,
    /// Its DNS name.
    pub hostname: String,
    /// Address of its first network card.
    pub mac_address: String,
    /// `us-west-2a`; none for hosts that were added later to a ZEROCLOUD SDDC. [recorded]
    pub availability_zone: Option<String>,
    /// Where it stands.
    pub state: EsxState,
    /// Since when.
    pub since: Timestamp,
}

impl EsxFacts {
    /// A host that has just been asked for. `number` counts the hosts of its SDDC from 0.
    pub fn new(ids: &mut Ids, provider: &Provider, zone: Option<&str>, number: u32, now: Timestamp) -> Self {
        let id = EsxId(ids.uuid(Kind::Esx));
        let [name, hostname, mac_address] = match provider {
            // A host of the simulated provider says that it is none. [recorded]
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
        Self { id, name, hostname, mac_address, availability_zone, state: EsxState::Deploying, since: now }
    }

    /// Moves the host to a state, unless it is there already.
    pub fn enter(&mut self, state: EsxState, at: Timestamp) {
        if self.state != state {
            (self.state, self.since) = (state, at);
        }
    }

    /// What a client sees.
    pub fn view(&self, provider: &Provider, instance_type: &HostInstanceType) -> AwsEsxHost {
        AwsEsxHost {
            esx_id: Some(self.id),
            name: Some(self.name.clone()),
            hostname: Some(self.hostname.clone()),
            mac_address: Some(self.mac_address.clone()),
            provider: provider.clone(),
            esx_state: Some(self.state.clone()),
            custom_properties: Some(BTreeMap::new()),
            availability_zone: self.availability_zone.clone(),
            state_last_updated: Some(MilliTime::of(self.since)),
            instance_type: Some(instance_type.to_string()),
            ..AwsEsxHost::default()
        }
    }
}
