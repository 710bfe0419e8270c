//! Random requests that are applied to the server and to a model of the life cycle of SDDCs, which must agree at
//! every step.

mod model;

use crate::{
    course::{Course, HOSTS_MAX, Look, Move, Pace, Paces, Wish, advance, cancel, create, delete, number, rename},
    garbage::{Garbage, any_garbage},
    kept,
    ledger::{Ledger, padded, text},
    local_world::LocalWorld,
    tried,
};
use jiff::{SignedDuration, Timestamp};
use model::{Model, ORG_HOSTS_MAX, SDDCS_MAX};
use proptest::{prelude::*, sample::select};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};
use vmc_contract::Answer;

const CASES: u32 = 160;

/// The course of provisioning is told in steps; that many are allowed for before its end.
const STEPS_MAX: usize = 64;

prop_state_machine! {
    #![proptest_config(tried(CASES, kept!("life_cycle")))]

    #[test]
    fn the_server_lives_as_the_model_does(sequential 1..60 => LifeCycle);
}

/// Something that a client does.
#[derive(Debug, Clone)]
pub(crate) enum Transition {
    Move(Move),
    Sddc(usize),
    Task(usize),
    LookAround,
    Garbage(Garbage),
}

struct LifeCycle;

/// The server's side.
struct Simulated {
    course: Course,
    begun: Timestamp,
    ledger: Ledger,
}

impl ReferenceStateMachine for LifeCycle {
    type State = Model;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Model> {
        (any::<bool>(), known_paces()).prop_map(|(watched, paces)| Model::new(watched, paces)).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Transition> {
        let moves = prop_oneof![
            6 => create(),
            2 => rename(),
            5 => delete(),
            3 => cancel(),
            4 => advance(),
            4 => Just(Move::Skip),
            1 => known_paces().prop_map(Move::Pace),
        ];
        prop_oneof![
            12 => moves.prop_map(Transition::Move),
            1 => number().prop_map(Transition::Sddc),
            1 => number().prop_map(Transition::Task),
            1 => Just(Transition::LookAround),
            4 => any_garbage().prop_map(Transition::Garbage),
        ]
        .boxed()
    }

    fn apply(model: Model, transition: &Transition) -> Model {
        model.after(transition)
    }
}

impl StateMachineTest for LifeCycle {
    type SystemUnderTest = Simulated;
    type Reference = Self;

    fn init_test(model: &Model) -> Simulated {
        let quotas = json!({
            "sddcLimit": SDDCS_MAX.to_string(),
            "hostLimit": ORG_HOSTS_MAX.to_string(),
            "maxHostsPerSddcOnCreate": HOSTS_MAX.to_string(),
        });
        let world = LocalWorld::new(json!({"org_properties": quotas, "pacing": model.paces.body()}));
        let begun = world.now();
        Simulated { course: Course::new(world), begun, ledger: Ledger::default() }
    }

    fn apply(mut server: Simulated, model: &Model, transition: Transition) -> Simulated {
        match &transition {
            Transition::Move(Move::Skip) => server.skip(model),
            Transition::Move(step) => {
                let answer = server.course.play(step);
                model.verdict.judge(&answer);
                server.ledger.see(&answer.body);
                server.follow(model, step, &answer);
            }
            Transition::Sddc(sddc) => server.look(model, &Look::Sddc(*sddc)),
            Transition::Task(task) => server.look(model, &Look::Task(*task)),
            Transition::LookAround => server.agree(model),
            Transition::Garbage(garbage) => drop(garbage.send(&mut server.course)),
        }
        assert_eq!(server.course.world.now(), server.at(model.now), "the clocks show different times");
        if model.watched {
            server.agree(model);
        }
        server
    }

    fn teardown(mut server: Simulated, model: Model) {
        server.agree(&model);
    }
}

impl Simulated {
    fn at(&self, millis: i64) -> Timestamp {
        self.begun + SignedDuration::from_millis(millis)
    }

    fn look(&mut self, model: &Model, look: &Look) {
        let answer = self.course.look(look);
        model.verdict.judge(&answer);
        self.ledger.see(&answer.body);
    }

    /// Skips to where the model has something ending. What a task does on the way is not the model's business, so that may take several
    /// skips; none of them may pass by the end, and until then everything is as it was.
    fn skip(&mut self, model: &Model) {
        let goal = self.at(model.now);
        let moves = self.course.world.now() < goal;
        for _ in 0..STEPS_MAX {
            let answer = self.course.play(&Move::Skip);
            model.verdict.judge(&answer);
            let now = self.course.world.now();
            if !moves || now >= goal {
                return;
            }
            if model.watched {
                let now = now.as_millisecond() - self.begun.as_millisecond();
                self.agree(&model.before(now));
            }
        }
    }

    /// What an answer says of the resource that the request was about.
    fn follow(&self, model: &Model, step: &Move, answer: &Answer) {
        let (body, line) = (&answer.body, &answer.request);
        match (step, answer.status) {
            (Move::Create { validate_only: false, .. }, 202) => {
                assert_eq!(body["task_type"], "SDDC-PROVISION", "{line}");
                assert_eq!(body["status"], "STARTED", "{line}");
            }
            (Move::Create { validate_only: true, wish }, 200) => {
                let valid = *wish != Wish::Doomed;
                assert_eq!(body["params"]["input_validated"], valid, "{line}");
                assert_eq!(body["status"], if valid { "FINISHED" } else { "FAILED" }, "{line}");
            }
            (Move::Delete { sddc, .. }, 202) => {
                assert_eq!(body["task_type"], "SDDC-DELETE", "{line}");
                assert_eq!(body["status"], "STARTED", "{line}");
                assert_eq!(body["resource_id"], self.course.sddc(*sddc), "{line}");
            }
            (Move::Cancel { .. }, 200) => assert_eq!(body["status"], "CANCELING", "{line}"),
            (Move::Rename { sddc, name }, 200) => {
                assert_eq!(body["name"], name.as_str(), "{line}");
                assert_eq!(body["sddc_state"], model.sddcs[*sddc].state, "{line}");
            }
            _ => {}
        }
    }

    /// Looks at everything, and finds what the model has.
    fn agree(&mut self, model: &Model) {
        let mut model = model.clone();
        model.settle();
        let mut list = |look: Look| {
            let body = self.course.look(&look).expect(200).body;
            self.ledger.see(&body);
            body.as_array().unwrap().clone()
        };
        let (all, there) = (list(Look::Sddcs { deleted: true }), list(Look::Sddcs { deleted: false }));
        let tasks = list(Look::Tasks);
        assert_eq!((all.len(), tasks.len()), (model.sddcs.len(), model.tasks.len()), "{all:?} {tasks:?}");
        for (expected, id) in std::iter::zip(&model.sddcs, &self.course.sddcs) {
            let sddc = all.iter().find(|sddc| sddc["id"] == id.as_str()).expect("an SDDC that was promised");
            assert_eq!(text(sddc, "sddc_state"), expected.state, "{sddc}");
            assert_eq!(text(sddc, "name"), expected.name, "{sddc}");
            assert_eq!(hosts(sddc), expected.hosts as usize, "{sddc}");
            let expires = sddc["expiration_date"].as_str().map(padded);
            assert_eq!(expires, expected.expires.map(|at| self.at(at)), "{sddc}");
            assert_eq!(there.contains(sddc), expected.state != "DELETED", "the plain list shows what is there: {sddc}");
        }
        for (number, expected) in model.tasks.iter().enumerate() {
            let asked = model.asked.iter().position(|asked| *asked == number);
            let subject = expected.sddc.map(|sddc| self.course.sddc(sddc));
            let is_it = |task: &&Value| match asked {
                Some(asked) => task["id"] == self.course.task(asked),
                // What nobody asked for is known by what it acts on.
                None => task["resource_id"].as_str() == subject && task["task_type"] == expected.kind,
            };
            let task = tasks.iter().find(is_it).expect("every task that was begun");
            assert_eq!(text(task, "task_type"), expected.kind, "{task}");
            assert_eq!(text(task, "status"), expected.status, "{task}");
            assert_eq!(task["resource_id"].as_str(), subject, "{task}");
            assert_eq!(time(task, "start_time"), Some(self.at(expected.started)), "{task}");
            assert_eq!(time(task, "end_time"), expected.ended.map(|at| self.at(at)), "{task}");
        }
        within_bounds(&all, &there, &tasks);
    }
}

/// What holds whatever the model says.
fn within_bounds(all: &[Value], there: &[Value], tasks: &[Value]) {
    assert!(there.len() <= SDDCS_MAX, "more SDDCs than the organization may have");
    assert!(there.iter().map(hosts).sum::<usize>() <= ORG_HOSTS_MAX as usize, "more hosts than it may have");
    for sddc in all.iter().filter(|sddc| sddc["sddc_state"] == "READY") {
        let made = |task: &Value| {
            task["resource_id"] == sddc["id"] && task["task_type"] == "SDDC-PROVISION" && task["status"] == "FINISHED"
        };
        assert!(tasks.iter().any(made), "an SDDC is ready before its task has finished: {sddc}");
    }
}

fn hosts(sddc: &Value) -> usize {
    let clusters = sddc["resource_config"]["clusters"].as_array().into_iter().flatten();
    clusters.map(|cluster| cluster["esx_host_list"].as_array().map_or(0, Vec::len)).sum()
}

fn time(task: &Value, key: &str) -> Option<Timestamp> {
    task[key].as_str().map(|text| text.parse().unwrap())
}

/// Paces of which the model knows what they mean: how long the service takes to delete is not published.
fn known_paces() -> impl Strategy<Value = Paces> {
    let provision = vec![Pace::Realistic, Pace::Instant, Pace::Manual];
    let delete = vec![Pace::Instant, Pace::Manual];
    let seconds = || (0..300u32).prop_map(Pace::Seconds);
    let either = (
        prop_oneof![select(provision).boxed(), seconds().boxed()],
        prop_oneof![select(delete).boxed(), seconds().boxed()],
    );
    either.prop_map(|(provision, delete)| Paces { provision, delete })
}
