//! Finds the world of a user who signs in to the NSX of an SDDC.

use super::Worlds;
use crate::{
    fingerprint::Fingerprint,
    tokens::Verified,
    world::{Caller, vmc::networking::nsx_user},
};
use jiff::Timestamp;
use std::sync::{Arc, PoisonError};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use vmc_client::wire::{SddcId, UserId};

impl Worlds {
    /// Returns the user of the NSX of an SDDC as a caller. Copies of a world have the same SDDCs and passwords; then it is the SDDC of the
    /// default world, or of none if the default world has no such SDDC.
    pub(crate) fn of_nsx_user(&self, sddc: SddcId, user: &str, password: &str) -> Option<Arc<Verified>> {
        let cells: Vec<_> = {
            let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
            shelf.iter().map(|(id, cell)| (*id, cell.clone())).collect()
        };
        let mut found = Vec::new();
        for (id, cell) in cells {
            let world = cell.read();
            for org in world.state.orgs.values() {
                let Some((name, expected, rights)) = org.sddcs.get(&sddc).and_then(|facts| nsx_user(facts, user))
                else {
                    continue;
                };
                if !bool::from(expected.expose().as_bytes().ct_eq(password.as_bytes())) {
                    continue;
                }
                // The users of an SDDC differ from each other and from those of the organization.
                let own = UserId(Uuid::from_u128(sddc.0.as_u128() ^ rights.len() as u128));
                found.push((id, Caller { user: own, username: name.into(), client: None, org: org.id, rights }));
            }
        }
        let only = found.len() == 1;
        let (world, caller) = found.into_iter().find(|(id, _)| only || *id == self.default)?;
        Some(Arc::new(Verified {
            id: Uuid::nil(),
            world,
            issued: Timestamp::MIN,
            expires: Timestamp::MAX,
            not_before: None,
            subject: caller.username.to_string(),
            caller,
            fingerprint: Fingerprint::of(""),
            of_nsx: true,
        }))
    }
}
