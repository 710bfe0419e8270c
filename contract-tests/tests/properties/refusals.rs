//! Checks that a refused request changes nothing at all: the exported world, with the positions of its id streams, stays
//! the same to the byte.

use crate::{
    course::{Course, preset},
    kept,
    local_world::LocalWorld,
    request::any_request,
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

const CASES: u32 = 60;

proptest! {
    #![proptest_config(tried(CASES, kept!("refusals")))]

    /// Any life. Every answer of at least 400 is checked, also those to requests that prepare others.
    #[test]
    fn a_refused_request_changes_nothing(pace in preset(), requests in vec(any_request(), 1..32)) {
        let mut course = Course::new(LocalWorld::new(json!({"pacing": {"preset": pace.text()}})));
        course.world.watch_refusals();
        for request in &requests {
            request.play(&mut course);
        }
        prop_assert_eq!(course.world.changed_by_refusals(), "");
    }
}
