//! Checks that worlds are isolated: requests, clock moves, faults, copies and documents of one world change no byte
//! of another. All results follow from seeds and requests: the same requests to another server produce the same
//! worlds.

use crate::{
    course::{Course, Look, Move, Pace, any_look, any_move, preset},
    faults::{Rule, any_rule},
    garbage::{Garbage, any_garbage},
    kept,
    local_world::{LocalWorld, Raw, as_sent},
    operations::{Operation, any_operation},
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use vmc_contract::{Answer, target::BEGIN};
use vmcsim::MockServer;

const CASES: u32 = 30;

/// What is done in the world of the moment.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Move(Move),
    Look(Look),
    Operation(Operation),
    Garbage(Garbage),
    /// Lets something go wrong from then on, or nothing any more.
    Fault(Rule),
    /// Keeps a document of it.
    Export,
    /// Puts one of the documents kept in its place, whichever world it is of.
    Import(usize),
    /// Lets it begin again.
    Reset,
    /// Goes on in a copy of it; it is left alone from then on.
    Fork,
    /// Goes on in a world made of one of the documents kept.
    MakeOf(usize),
}

/// Worlds on a server: one that is lived in, and those that were left alone, each with a document of how it was left.
pub(crate) struct Lives {
    server: MockServer,
    pub(crate) course: Course,
    left: Vec<(LocalWorld, String)>,
    documents: Vec<String>,
    log: Vec<Answer>,
}

impl Lives {
    /// Begins on a new server, which keeps at most so many bytes of answers.
    pub(crate) fn begin(seed: u64, pace: Pace, answers_max: usize) -> Self {
        let server = MockServer::builder().seed(seed).at(BEGIN.parse().unwrap()).rate(0.0).answers_max(answers_max);
        let server = server.try_start().unwrap();
        let mut bystander = Course::new(LocalWorld::made_in(&server, &json!({"from": {"named": "demo"}, "rate": 0})));
        bystander.play(&Move::Skip);
        let begins = json!({"at": BEGIN, "rate": 0, "pacing": {"preset": pace.text()}});
        let course = Course::new(LocalWorld::made_in(&server, &begins));
        let mut lives = Self { server, course, left: Vec::new(), documents: Vec::new(), log: Vec::new() };
        lives.leave(bystander);
        lives
    }

    /// What the server says of itself.
    pub(crate) fn server_statistics(&mut self) -> Value {
        let (method, path) = ("GET".to_owned(), "/_vmcsim/statistics".to_owned());
        self.course.world.raw(Raw { method, path, ..Raw::default() }).expect(200).body
    }

    pub(crate) fn play(&mut self, step: &Step) {
        match step {
            Step::Move(step) => drop(self.course.play(step)),
            Step::Look(look) => drop(self.course.look(look)),
            Step::Operation(operation) => drop(operation.ask(&mut self.course)),
            Step::Garbage(garbage) => drop(garbage.send_unjudged(&mut self.course)),
            Step::Fault(rule) => drop(rule.set(&mut self.course.world)),
            Step::Export => self.documents.push(self.course.world.export()),
            Step::Import(number) => {
                if let Some(document) = self.documents.get(*number) {
                    self.course.world.import(document);
                }
            }
            Step::Reset => drop(self.course.world.control("POST", "/reset", &Value::Null).expect(200)),
            Step::Fork => {
                let from = json!({"fork": self.course.world.view["id"]});
                self.move_on(&from.to_string());
            }
            Step::MakeOf(number) => {
                if let Some(document) = self.documents.get(*number) {
                    self.move_on(&format!(r#"{{"export": {document}}}"#));
                }
            }
        }
    }

    fn move_on(&mut self, from: &str) {
        let world = LocalWorld::made_of(&self.server, from);
        let next = self.course.moved_to(world);
        let left = std::mem::replace(&mut self.course, next);
        self.leave(left);
    }

    fn leave(&mut self, mut course: Course) {
        let document = course.world.export();
        self.log.append(&mut course.world.log);
        self.left.push((course.world, document));
    }
}

proptest! {
    #![proptest_config(tried(CASES, kept!("isolation")))]

    #[test]
    fn no_other_world_changes_and_all_of_it_can_be_done_again(seed: u64, pace in preset(), steps in vec(any_step(), 1..40)) {
        let (mut lives, mut again) = (Lives::begin(seed, pace, 64 << 20), Lives::begin(seed, pace, 64 << 20));
        for step in &steps {
            lives.play(step);
            again.play(step);
        }
        for (world, left) in &mut lives.left {
            prop_assert_eq!(&world.export(), left);
        }
        prop_assert_eq!(lives.course.world.export(), again.course.world.export());
        for ((_, left), (_, same)) in std::iter::zip(&lives.left, &again.left) {
            prop_assert_eq!(left, same);
        }
        prop_assert_eq!(lives.log.len(), again.log.len());
        for (answer, same) in std::iter::zip(&lives.log, &again.log) {
            prop_assert_eq!(as_sent(answer), as_sent(same));
        }
    }
}

pub(crate) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => any_move().prop_map(Step::Move),
        2 => any_look().prop_map(Step::Look),
        8 => any_operation().prop_map(Step::Operation),
        2 => any_garbage().prop_map(Step::Garbage),
        3 => any_rule().prop_map(Step::Fault),
        2 => Just(Step::Export),
        2 => (0..4usize).prop_map(Step::Import),
        1 => Just(Step::Reset),
        1 => Just(Step::Fork),
        1 => (0..4usize).prop_map(Step::MakeOf),
    ]
}
