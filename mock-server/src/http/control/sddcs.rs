//! The SDDCs of a world, for the simulator's own command line and for test frameworks. Reading them here needs no access token, meets no
//! fault, and does not count as a request of the program under test.

use super::WorldPath;
use crate::{
    http::{Shell, routes::Routes},
    world::{Call, Caller, Cx, settings, vmc::sddcs},
    worlds::Outcome,
};
use http::request::Parts;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::sddcs::{ListSddcs, ListSddcsQuery},
    wire::Sddc,
};

endpoints! {
    service Control;
    /// List the SDDCs of a world without the deleted ones.
    ListWorldSddcs: GET "/_vmcsim/worlds/{world}/sddcs" (WorldPath, Nothing, Empty) -> OK Json<Vec<Sddc>>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<ListWorldSddcs>(list)
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListWorldSddcs>) -> Outcome<Vec<Sddc>> {
    let id = match shell.worlds.named(&call.path.world) {
        Ok(id) => id,
        Err(refusal) => return Outcome::refused(refusal),
    };
    shell.worlds.inspect(id, |world, now| {
        let mut found = Vec::new();
        for org in world.state.orgs.values() {
            let service = Caller::service(org);
            let cx = Cx::due(settings(&world.settings), now, &service);
            let path = vmc_client::endpoints::OrgPath { org: org.id };
            let call = Call::<ListSddcs> { path, query: ListSddcsQuery::default(), body: Empty };
            found.extend(sddcs::list(org, &cx, &call)?);
        }
        Ok(found)
    })
}
