//! Finds the world and the SDDC of a user who signs in to an NSX.

use super::{Worlds, cell::Cell};
use crate::{
    fingerprint::Fingerprint,
    tokens::Verified,
    world::{
        Caller, WorldState,
        state::sddcs::SddcFacts,
        vmc::networking::{NsxAddress, nsx_user},
    },
};
use jiff::Timestamp;
use std::sync::{Arc, PoisonError};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use vmc_client::wire::{OrgId, SddcId, UserId};

impl Worlds {
    /// Returns the user of an NSX as a caller, and its SDDC. Several SDDCs may have the address; then it is the one that has this user with
    /// this password. Worlds with the same seed, and copies of a world, have the same SDDCs and passwords; if the request names no world,
    /// it is the default world, if that has such an SDDC.
    ///
    /// # Errors
    /// No SDDC has this address and this user with this password, or several worlds have one and the request does not say which it means.
    pub(crate) fn of_nsx_user(
        &self,
        (world, nsx): (Option<Uuid>, NsxAddress),
        user: &str,
        password: &str,
    ) -> Result<(Arc<Verified>, SddcId), NotSignedIn> {
        let cells = self.cells_of(world);
        let mut found = Vec::new();
        for (id, cell) in cells {
            let world = cell.read();
            for (org, facts) in sddcs_at(&world.state, nsx) {
                let Some((name, expected, rights)) = nsx_user(facts, user) else { continue };
                if bool::from(expected.expose().as_bytes().ct_eq(password.as_bytes())) {
                    // The users of an SDDC differ from each other and from those of the organization.
                    let own = UserId(Uuid::from_u128(facts.id.0.as_u128() ^ rights.len() as u128));
                    let caller = Caller { user: own, username: name.into(), client: None, org, rights };
                    found.push((id, caller, facts.id));
                }
            }
        }
        let (is_only, sddc) = match &found[..] {
            [] => return Err(NotSignedIn::Unknown),
            [(_, _, sddc), others @ ..] => (others.is_empty(), *sddc),
        };
        let meant = found.into_iter().find(|(id, ..)| is_only || *id == self.default);
        let (world, caller, sddc) = meant.ok_or(NotSignedIn::Ambiguous(sddc))?;
        let verified = Verified {
            id: Uuid::nil(),
            world,
            issued: Timestamp::MIN,
            expires: Timestamp::MAX,
            not_before: None,
            subject: caller.username.to_string(),
            caller,
            fingerprint: Fingerprint::of(""),
            of_nsx: true,
        };
        Ok((Arc::new(verified), sddc))
    }

    /// Whether the NSX of some SDDC has an address. All SDDCs of all worlds are looked at, whose numbers are limited.
    pub(crate) fn have_nsx(&self, nsx: NsxAddress) -> bool {
        self.cells_of(None).iter().any(|(_, cell)| sddcs_at(&cell.read().state, nsx).next().is_some())
    }

    /// Returns a world, or all of them. They are locked one after the other, and not while the list of worlds is.
    fn cells_of(&self, world: Option<Uuid>) -> Vec<(Uuid, Arc<Cell>)> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        match world {
            Some(world) => shelf.get(&world).map(|cell| (world, cell.clone())).into_iter().collect(),
            None => shelf.iter().map(|(id, cell)| (*id, cell.clone())).collect(),
        }
    }
}

/// Returns the SDDCs whose NSX has an address, each with its organization.
fn sddcs_at(world: &WorldState, nsx: NsxAddress) -> impl Iterator<Item = (OrgId, &SddcFacts)> {
    world.orgs.values().flat_map(move |org| {
        let (one, all) = match nsx {
            NsxAddress::Sddc(id) => (org.sddcs.get(&id), None),
            NsxAddress::Named(_) | NsxAddress::Private(_) => (None, Some(org.sddcs.values())),
        };
        let found = one.into_iter().chain(all.into_iter().flatten()).map(Arc::as_ref);
        found.filter(move |sddc| nsx.is_of(sddc)).map(|sddc| (org.id, sddc))
    })
}

/// Why a user is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotSignedIn {
    Unknown,
    /// Several worlds have this SDDC.
    Ambiguous(SddcId),
}
