//! Checks that reading changes nothing: a world that is read all the time ends in the same state as one that is not
//! read.

use crate::{
    course::{Course, Look, Move, Paces, any_look, any_move, paces},
    kept,
    local_world::{LocalWorld, as_sent},
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use vmc_contract::Answer;

const CASES: u32 = 100;

proptest! {
    #![proptest_config(tried(CASES, kept!("polling")))]

    /// The moves are the same in both worlds; in one of them somebody looks between the moves, and also while time passes.
    #[test]
    fn polling_is_invisible(paces in paces(), steps in vec((any_move(), vec(any_look(), 0..4)), 1..24)) {
        let (mut watched, mut alone) = (begin(paces), begin(paces));
        for (step, looks) in &steps {
            let (seen, alone_plays) = (play_watched(&mut watched, step, looks), alone.play(step));
            prop_assert_eq!(told(&watched, &seen), told(&alone, &alone_plays));
        }
        let (seen, expected) = (watched.look_around(), alone.look_around());
        for (seen, expected) in std::iter::zip(&seen, &expected) {
            prop_assert_eq!(told(&watched, seen), told(&alone, expected));
        }
    }
}

fn begin(paces: Paces) -> Course {
    Course::new(LocalWorld::new(json!({"pacing": paces.body()})))
}

/// An answer without the one thing in which the two worlds differ: their own id, in the path of their control.
fn told(course: &Course, answer: &Answer) -> String {
    as_sent(answer).replace(course.world.view["id"].as_str().unwrap(), "{world}")
}

/// Makes a move and looks around it. A span of time passes in pieces, with a look after each.
fn play_watched(course: &mut Course, step: &Move, looks: &[Look]) -> Answer {
    if let Move::Advance { millis } = step {
        let pieces = looks.len() as u64 + 1;
        for look in looks {
            course.world.advance(millis / pieces);
            course.look(look);
        }
        return course.world.advance(millis - millis / pieces * (pieces - 1));
    }
    for look in looks {
        course.look(look);
    }
    let answer = course.play(step);
    for look in looks {
        course.look(look);
    }
    answer
}
