//! Checks that a server with an answer cache returns the same bytes as one without. The answers are compared after
//! every step of a random course, for different callers and addresses, whatever changed the world in between.

use crate::{
    course::{Pace, preset},
    isolation::{Lives, Step, any_step},
    kept,
    local_world::as_sent,
    tried,
};
use proptest::{collection::vec, prelude::*};

const CASES: u32 = 30;

/// Addresses under which the server is asked. Answers hold links that begin with them.
const HOSTS: [&str; 2] = ["127.0.0.1:1", "vmc.vmware.com"];

/// Looks at everything in the world twice: the second answer may come from the cache.
fn look(lives: &mut Lives) -> Vec<String> {
    let mut seen = Vec::new();
    let reader = lives.course.world.reader_token();
    for host in HOSTS.into_iter().chain(HOSTS) {
        lives.course.world.host = host;
        seen.extend(lives.course.look_around().iter().map(as_sent));
        if let Some(reader) = &reader {
            seen.push(as_sent(&lives.course.world.get_as(reader, "/sddcs")));
        }
    }
    lives.course.world.host = "127.0.0.1";
    seen
}

fn same(seed: u64, pace: Pace, steps: &[Step]) -> Result<(), TestCaseError> {
    let (mut keeping, mut plain) = (Lives::begin(seed, pace, 64 << 20), Lives::begin(seed, pace, 0));
    for step in steps {
        keeping.play(step);
        plain.play(step);
        prop_assert_eq!(look(&mut keeping), look(&mut plain));
    }
    let statistics = keeping.server_statistics();
    let (hits, answers) = (&statistics["answer_cache"]["hits"], &statistics["answer_cache"]["answers"]);
    prop_assert!(steps.is_empty() || hits.as_u64() > Some(0), "no answer came from the cache: {}", statistics);
    prop_assert!(steps.is_empty() || answers.as_u64() > Some(0), "no answer was kept: {}", statistics);
    prop_assert_eq!(&plain.server_statistics()["answer_cache"]["hits"], 0);
    Ok(())
}

proptest! {
    #![proptest_config(tried(CASES, kept!("answers")))]

    #[test]
    fn kept_answers_are_the_ones_that_the_operations_would_give(
        seed: u64,
        pace in preset(),
        steps in vec(any_step(), 1..16),
    ) {
        same(seed, pace, &steps)?;
    }
}
