//! Checks that the same seed and the same requests give the same bytes, including tokens, on independent servers.

use crate::{
    course::Course,
    kept,
    local_world::{LocalWorld, as_sent},
    request::{Request, any_request},
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use vmc_contract::{Answer, target::BEGIN};
use vmcsim::MockServer;

const CASES: u32 = 40;

proptest! {
    #![proptest_config(tried(CASES, kept!("repetition")))]

    #[test]
    fn the_same_requests_give_the_same_bytes(seed: u64, another: bool, requests in vec(any_request(), 1..40)) {
        let (first, second) = (run(seed, another, &requests), run(seed, another, &requests));
        prop_assert_eq!(first.len(), second.len());
        for (first, second) in std::iter::zip(&first, &second) {
            prop_assert_eq!(as_sent(first), as_sent(second));
        }
    }
}

/// All answers of a new server to these requests, in its default world or in another one made for them.
fn run(seed: u64, another: bool, requests: &[Request]) -> Vec<Answer> {
    let server = MockServer::builder().seed(seed).at(BEGIN.parse().unwrap()).rate(0.0).try_start().unwrap();
    let world = if another {
        LocalWorld::made_in(&server, &json!({"at": BEGIN, "rate": 0}))
    } else {
        LocalWorld::default_of(&server)
    };
    let mut course = Course::new(world);
    for request in requests {
        request.play(&mut course);
    }
    course.look_around();
    std::mem::take(&mut course.world.log)
}
