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
    /// Returns the user of the NSX of an SDDC as a caller. Worlds with the same seed, and copies of a world, have the same SDDCs and
    /// passwords; if the request names no world, it is the default world, if that has such an SDDC.
    ///
    /// # Errors
    /// No SDDC has this user with this password, or several worlds have one and the request does not say which it means.
    pub(crate) fn of_nsx_user(
        &self,
        (world, sddc): (Option<Uuid>, SddcId),
        user: &str,
        password: &str,
    ) -> Result<Arc<Verified>, NotSignedIn> {
        let cells: Vec<_> = {
            let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
            let asked = shelf.iter().filter(|(id, _)| world.is_none_or(|world| world == **id));
            asked.map(|(id, cell)| (*id, cell.clone())).collect()
        };
        let mut found = Vec::new();
        for (id, cell) in cells {
            let world = cell.read();
            let sddcs = world.state.orgs.values().filter_map(|org| Some((org.id, org.sddcs.get(&sddc)?)));
            for (org, facts) in sddcs {
                let Some((name, expected, rights)) = nsx_user(facts, user) else { continue };
                if bool::from(expected.expose().as_bytes().ct_eq(password.as_bytes())) {
                    // The users of an SDDC differ from each other and from those of the organization.
                    let own = UserId(Uuid::from_u128(sddc.0.as_u128() ^ rights.len() as u128));
                    found.push((id, Caller { user: own, username: name.into(), client: None, org, rights }));
                }
            }
        }
        let is_only = match found.len() {
            0 => return Err(NotSignedIn::Unknown),
            number => number == 1,
        };
        let meant = found.into_iter().find(|(id, _)| is_only || *id == self.default);
        let (world, caller) = meant.ok_or(NotSignedIn::Ambiguous)?;
        Ok(Arc::new(Verified {
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

/// Why a user is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSignedIn {
    Unknown,
    Ambiguous,
}
