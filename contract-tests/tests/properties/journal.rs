//! A world follows from its seed and its journal: what was written down of it, asked again of a world like it, makes the same world and the
//! same journal.

use crate::{
    course::{Course, Look, Move, any_look, any_move},
    faults::{Rule, any_rule},
    kept,
    local_world::{AUTHORIZE, LocalWorld, Raw},
    tried,
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use vmc_contract::target::BEGIN;
use vmcsim::MockServer;

const CASES: u32 = 25;

#[derive(Debug, Clone)]
enum Step {
    Move(Move),
    Look(Look),
    Fault(Rule),
    /// Lets the world begin again.
    Reset,
    /// Copies the world, and leaves the copy alone.
    Fork,
}

proptest! {
    #![proptest_config(tried(CASES, kept!("journal")))]

    #[test]
    fn a_world_follows_from_its_seed_and_its_journal(seed: u64, steps in vec(step(), 1..40)) {
        let (server, like_it) = (server(), server());
        let mut course = Course::new(begun(&server, seed));
        for step in &steps {
            match step {
                Step::Move(step) => drop(course.play(step)),
                Step::Look(look) => drop(course.look(look)),
                Step::Fault(rule) => drop(rule.set(&mut course.world)),
                Step::Reset => drop(course.world.control("POST", "/reset", &Value::Null).expect(200)),
                Step::Fork => {
                    let from = json!({"fork": course.world.view["id"]});
                    drop(LocalWorld::made_of(&server, &from.to_string()));
                }
            }
        }
        let written = journal(&mut course.world);
        let mut again = begun(&like_it, seed);
        replay(&mut again, &written);
        prop_assert_eq!(journal(&mut again), written);
        prop_assert_eq!(again.export(), course.world.export());
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any_move().prop_map(Step::Move),
        3 => any_look().prop_map(Step::Look),
        2 => any_rule().prop_map(Step::Fault),
        1 => Just(Step::Reset),
        1 => Just(Step::Fork),
    ]
}

/// A server whose worlds have the same ids and keys in every run.
fn server() -> MockServer {
    MockServer::builder().seed(7).at(BEGIN.parse().unwrap()).rate(0.0).try_start().unwrap()
}

/// A world whose owner is signed in: the first two lines of its journal.
fn begun(server: &MockServer, seed: u64) -> LocalWorld {
    LocalWorld::made_in(server, &json!({"seed": seed, "at": BEGIN, "rate": 0, "pacing": {"preset": "realistic"}}))
}

fn journal(world: &mut LocalWorld) -> Vec<Value> {
    let page = world.control("GET", "/journal?limit=1000", &Value::Null).expect(200).body;
    assert_eq!((&page["dropped"], &page["next"]), (&json!(0), &Value::Null), "the whole journal");
    serde_json::from_value(page["entries"].clone()).unwrap()
}

/// Asks everything again that is written down after the beginning. Keys are not: the world has the same ones.
fn replay(world: &mut LocalWorld, written: &[Value]) {
    let began: Vec<_> = written.iter().take(2).map(|entry| entry["operation"].clone()).collect();
    assert_eq!(began, ["CreateWorld", "AuthorizeApiToken"]);
    let (api_token, mut token) = (world.view["api_token"].as_str().unwrap().to_owned(), world.token().to_owned());
    for entry in &written[2..] {
        let text = |key: &str| entry[key].as_str().map(str::to_owned);
        let signs_in = entry["path"] == AUTHORIZE;
        let body = match &entry["request_body"] {
            _ if signs_in => format!("refresh_token={api_token}").into_bytes(),
            Value::Null => Vec::new(),
            body => body.to_string().into_bytes(),
        };
        let content_type = match entry["headers"]["content-type"].as_str() {
            Some("application/json") => Some("application/json"),
            Some("application/x-www-form-urlencoded") => Some("application/x-www-form-urlencoded"),
            None => None,
            Some(other) => panic!("nobody sends {other} here"),
        };
        let path =
            text("query").map_or_else(|| text("path").unwrap(), |query| format!("{}?{query}", text("path").unwrap()));
        let is_caller = !signs_in && entry["control"] == false;
        let token_sent = is_caller.then(|| token.clone());
        let method = text("method").unwrap();
        let answer = world.raw(Raw { method, path, content_type, token: token_sent, body });
        assert_eq!(json!(answer.status), entry["status"], "{entry}");
        if signs_in && answer.status == 200 {
            token = answer.text_at("access_token");
        }
    }
}
