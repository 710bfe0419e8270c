//! Checks that an id never identifies a second thing and follows from the seed, and that secrets do not follow from
//! it.

use crate::{
    course::{Course, Look, Move, any_move},
    kept,
    local_world::LocalWorld,
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use std::collections::HashSet;

const CASES: u32 = 100;

proptest! {
    #![proptest_config(tried(CASES, kept!("ids")))]

    /// Nothing in a world has the id of something else in it, of whatever kind.
    #[test]
    fn ids_never_repeat_in_a_world(seed: u64, moves in vec(any_move(), 1..40)) {
        let mut course = Course::new(LocalWorld::new(json!({"seed": seed})));
        let mut promised = 0;
        for step in &moves {
            let answer = course.play(step);
            promised += usize::from(matches!(step, Move::Create { .. }) && answer.status == 202);
        }
        let sddcs = course.look(&Look::Sddcs { deleted: true }).expect(200).body;
        let sddcs = sddcs.as_array().unwrap();
        prop_assert_eq!(sddcs.len(), promised, "every SDDC that was promised is there");
        let tasks = course.look(&Look::Tasks).expect(200).body;
        let tasks: Vec<_> = tasks.as_array().unwrap().iter().map(|task| id(task, "id")).collect();
        prop_assert!(course.tasks.iter().all(|task| tasks.contains(task)), "every task that was promised is there");
        prop_assert!(course.tasks.iter().collect::<HashSet<_>>().len() == course.tasks.len(), "a task was promised twice");

        let mut all = vec![course.world.org().to_owned()];
        all.extend(tasks);
        for sddc in sddcs {
            all.push(id(sddc, "id"));
            for cluster in sddc["resource_config"]["clusters"].as_array().unwrap() {
                all.push(id(cluster, "cluster_id"));
                all.extend(cluster["esx_host_list"].as_array().unwrap().iter().map(|host| id(host, "esx_id")));
            }
        }
        let different: HashSet<_> = all.iter().collect();
        prop_assert_eq!(different.len(), all.len(), "an id names two things: {:?}", all);
    }

    /// Ids can be written into a test because they follow from the seed; tokens must not be guessed from another world's.
    #[test]
    fn equal_seeds_give_equal_ids_and_different_tokens(seed: u64, other: u64, moves in vec(any_move(), 1..12)) {
        let course = |seed: u64| {
            let mut course = Course::new(LocalWorld::new(json!({"seed": seed})));
            moves.iter().for_each(|step| drop(course.play(step)));
            course
        };
        let (first, second) = (course(seed), course(seed));
        prop_assert_eq!((first.world.org(), &first.sddcs, &first.tasks), (second.world.org(), &second.sddcs, &second.tasks));
        prop_assert_ne!(first.world.token(), second.world.token());
        for (first, second) in std::iter::zip(users(&first), users(&second)) {
            prop_assert_eq!(&first["username"], &second["username"]);
            prop_assert_ne!(id(first, "api_token"), id(second, "api_token"));
        }
        if seed != other {
            prop_assert_ne!(first.world.org().to_owned(), course(other).world.org().to_owned());
        }
    }
}

fn users(course: &Course) -> &[Value] {
    course.world.view["users"].as_array().unwrap()
}

fn id(one: &Value, key: &str) -> String {
    crate::ledger::text(one, key)
}
