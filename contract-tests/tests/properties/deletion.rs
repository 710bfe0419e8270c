//! Checks that deleted things stay deleted, whatever is done before, during and after the deletion.

use crate::{
    course::{Course, Look, Move, Wish, advance, cancel, delete, grow, paces},
    kept,
    ledger::{Ledger, is_over, padded, text},
    local_world::LocalWorld,
    tried,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use std::collections::HashSet;

const CASES: u32 = 100;

/// Longer than anything takes.
const LONG: u64 = 10 * 3600 * 1000;

proptest! {
    #![proptest_config(tried(CASES, kept!("deletion")))]

    #[test]
    fn deletion_is_final(paces in paces(), wishes in vec(wish(), 1..4), moves in vec(interference(), 1..30), watched: bool) {
        let mut course = Course::new(LocalWorld::new(json!({"pacing": paces.body()})));
        let (mut ledger, mut gone) = (Ledger::default(), HashSet::new());
        for wish in wishes {
            course.play(&Move::Create { wish, validate_only: false }).expect(202);
        }
        for step in &moves {
            let answer = course.play(step);
            ledger.see(&answer.body);
            if let (Move::Delete { sddc, .. }, 202) = (step, answer.status) {
                prop_assert!(gone.insert(course.sddc(*sddc).to_owned()), "deleted twice: {}", answer.request);
            }
            if watched {
                check(&mut course, &mut ledger, &gone);
            }
        }
        check(&mut course, &mut ledger, &gone);
        // Lets everything end: what has a time, and what was held back.
        for _ in 0..course.tasks.len() + course.sddcs.len() {
            course.world.advance(LONG);
            course.world.skip();
            check(&mut course, &mut ledger, &gone);
        }
        let left = course.look(&Look::Sddcs { deleted: true }).expect(200).body;
        let left = left.as_array().unwrap().iter().filter(|sddc| gone.contains(&text(sddc, "id")));
        for sddc in left {
            prop_assert_eq!(&sddc["sddc_state"], "DELETED", "{}", sddc);
        }
    }
}

fn check(course: &mut Course, ledger: &mut Ledger, gone: &HashSet<String>) {
    let all = course.look(&Look::Sddcs { deleted: true }).expect(200).body;
    let there = course.look(&Look::Sddcs { deleted: false }).expect(200).body;
    let tasks = course.look(&Look::Tasks).expect(200).body;
    for body in [&all, &there, &tasks] {
        ledger.see(body);
    }
    for sddc in all.as_array().unwrap() {
        let (id, state) = (text(sddc, "id"), text(sddc, "sddc_state"));
        let ending = ["DELETING", "DELETED"].contains(&state.as_str());
        assert_eq!(gone.contains(&id) || is_past(sddc, course), ending, "{sddc}");
        let shown = there.as_array().unwrap().contains(sddc);
        assert_eq!(shown, state != "DELETED", "the plain list shows what is there: {sddc}");
        let of_it = |task: &&Value| task["resource_id"] == sddc["id"];
        let running = tasks.as_array().unwrap().iter().filter(of_it).filter(|task| !is_over(task)).count();
        match state.as_str() {
            "DEPLOYING" | "DELETING" => assert_eq!(running, 1, "one task is at work on what is {state}: {tasks}"),
            "DELETED" => assert_eq!(running, 0, "nothing is at work on what is gone: {tasks}"),
            _ => {}
        }
    }
}

/// Whether a single host's time is over.
fn is_past(sddc: &Value, course: &Course) -> bool {
    sddc["expiration_date"].as_str().is_some_and(|date| padded(date) <= course.world.now())
}

/// An SDDC that can be had.
fn wish() -> impl Strategy<Value = Wish> {
    let wishes = vec![Wish::ZeroCloud { hosts: 1 }, Wish::ZeroCloud { hosts: 3 }, Wish::OneNode, Wish::Doomed];
    select(wishes)
}

fn interference() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => delete(),
        2 => grow(),
        3 => cancel(),
        3 => advance(),
        3 => Just(Move::Skip),
        1 => paces().prop_map(Move::Pace),
    ]
}
