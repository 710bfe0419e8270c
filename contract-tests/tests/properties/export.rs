//! Checks export and import: a world that is imported from its document is equal to the exported one and behaves in
//! the same way from then on.

use crate::{
    course::{Course, preset},
    kept,
    local_world::{LocalWorld, as_sent},
    request::any_request,
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use vmc_contract::target::BEGIN;
use vmcsim::MockServer;

const CASES: u32 = 40;

proptest! {
    #![proptest_config(tried(CASES, kept!("export")))]

    /// A life here; the same life elsewhere, from a document taken in its middle. What comes afterwards is the same to the byte, ids and
    /// tokens included.
    #[test]
    fn a_world_goes_on_elsewhere_as_it_would_have_here(pace in preset(), before in vec(any_request(), 0..24), after in vec(any_request(), 0..16)) {
        let (here, there) = (server(), server());
        let begins = json!({"at": BEGIN, "rate": 0, "pacing": {"preset": pace.text()}});
        let mut here = Course::new(LocalWorld::made_in(&here, &begins));
        before.iter().for_each(|request| drop(request.play(&mut here)));
        let document = here.world.export();
        let mut there = here.moved_to(here.world.moved_to(&there, &document));
        prop_assert_eq!(there.world.export(), document);
        for request in &after {
            let (seen, expected) = (request.play(&mut there), request.play(&mut here));
            prop_assert_eq!(as_sent(&seen), as_sent(&expected));
        }
        let (seen, expected) = (there.look_around(), here.look_around());
        for (seen, expected) in std::iter::zip(&seen, &expected) {
            prop_assert_eq!(as_sent(seen), as_sent(expected));
        }
        prop_assert_eq!(there.world.export(), here.world.export());
    }
}

fn server() -> MockServer {
    MockServer::builder().seed(9).try_start().unwrap()
}
