//! Checks that a world follows from its seed and its journal: sending the journaled requests to a server of the same
//! kind produces the same world and the same journal. The journal does not contain exported documents, because they
//! contain keys; a replay must be given the documents from elsewhere and identifies them by their checksums. The
//! journal contains no other secrets either, so the only secret in these requests is the API token for signing in,
//! which follows from the seed.

use crate::{
    course::{Course, Look, Move, any_look, any_move, preset},
    faults::{Rule, any_rule},
    kept,
    local_world::{AUTHORIZE, LocalWorld, Raw},
    operations::{Operation, any_open_operation},
    tried,
};
use proptest::{collection::vec, prelude::*, sample::Index};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::OnceLock};
use vmc_contract::target::BEGIN;
use vmcsim::MockServer;

const CASES: u32 = 25;

#[derive(Debug, Clone)]
enum Step {
    Move(Move),
    Look(Look),
    Operation(Operation),
    Fault(Rule),
    /// Lets the world begin again.
    Reset,
    /// Copies the world, and leaves the copy alone.
    Fork,
    /// Takes the world's document.
    Export,
    /// Puts the world of a document in its place: one of those that were taken of it, or one from elsewhere.
    Import(Index),
}

/// Stands in a journal in place of a document.
const UNSHOWN: &str = "\"[a world]\"";

/// Documents by their sums.
type Documents = HashMap<String, String>;

proptest! {
    #![proptest_config(tried(CASES, kept!("journal")))]

    #[test]
    fn a_world_follows_from_its_seed_and_its_journal(seed: u64, imported: bool, pace in preset(), steps in vec(step(), 1..40)) {
        let (server, like_it) = (server(), server());
        let begun = if imported {
            LocalWorld::made_of(&server, &format!(r#"{{"export": {}}}"#, elsewhere()))
        } else {
            let begins = json!({"seed": seed, "at": BEGIN, "rate": 0, "pacing": {"preset": pace.text()}});
            LocalWorld::made_in(&server, &begins)
        };
        let mut course = Course::new(begun);
        let mut documents = vec![elsewhere().to_owned()];
        for step in &steps {
            match step {
                Step::Move(step) => drop(course.play(step)),
                Step::Look(look) => drop(course.look(look)),
                Step::Operation(operation) => drop(operation.ask(&mut course)),
                Step::Fault(rule) => drop(rule.set(&mut course.world)),
                Step::Reset => drop(course.world.control("POST", "/reset", &Value::Null).expect(200)),
                Step::Fork => {
                    let from = json!({"fork": course.world.view["id"]});
                    drop(LocalWorld::made_of(&server, &from.to_string()));
                }
                Step::Export => documents.push(course.world.export()),
                Step::Import(which) => drop(course.world.import(&documents[which.index(documents.len())])),
            }
        }
        let written = journal(&mut course.world);
        let mut again = replay(&like_it, &written);
        prop_assert_eq!(journal(&mut again), written);
        prop_assert_eq!(again.export(), course.world.export());
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any_move().prop_map(Step::Move),
        3 => any_look().prop_map(Step::Look),
        6 => any_open_operation().prop_map(Step::Operation),
        2 => any_rule().prop_map(Step::Fault),
        1 => Just(Step::Reset),
        1 => Just(Step::Fork),
        1 => Just(Step::Export),
        1 => any::<Index>().prop_map(Step::Import),
    ]
}

/// A server whose worlds have the same ids and keys in every run.
fn server() -> MockServer {
    MockServer::builder().seed(7).at(BEGIN.parse().unwrap()).rate(0.0).try_start().unwrap()
}

/// A document of another server, larger than what is kept of an answer.
fn elsewhere() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let server = MockServer::builder().seed(8).world("busy").rate(0.0).try_start().unwrap();
        let document = LocalWorld::default_of(&server).export();
        assert!(document.len() > 1 << 16, "{} bytes", document.len());
        document
    })
}

fn sum(document: &str) -> String {
    digest(&SHA256, document.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn journal(world: &mut LocalWorld) -> Vec<Value> {
    let page = world.control("GET", "/journal?limit=1000", &Value::Null).expect(200).body;
    assert_eq!((&page["dropped"], &page["next"]), (&json!(0), &Value::Null), "the whole journal");
    serde_json::from_value(page["entries"].clone()).unwrap()
}

/// Makes the world again and asks everything that is written down of it. Keys are not: the world has the same ones.
fn replay(server: &MockServer, written: &[Value]) -> LocalWorld {
    let began: Vec<_> = written.iter().take(2).map(|entry| entry["operation"].clone()).collect();
    assert_eq!(began, ["CreateWorld", "AuthorizeApiToken"]);
    let mut documents = Documents::from([(sum(elsewhere()), elsewhere().to_owned())]);
    let begins = body(&written[0], &documents);
    let mut world = LocalWorld::made_as(server, String::from_utf8(begins).unwrap());
    let (mut api_token, mut token) = (world.view["api_token"].as_str().unwrap().to_owned(), world.token().to_owned());
    for entry in &written[2..] {
        let text = |key: &str| entry[key].as_str().map(str::to_owned);
        let signs_in = entry["path"] == AUTHORIZE;
        let body = if signs_in { format!("refresh_token={api_token}").into_bytes() } else { body(entry, &documents) };
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
        let answer = world.raw(Raw { method, path, content_type, token: token_sent, body, ..Raw::default() });
        assert_eq!(json!(answer.status), entry["status"], "{entry}");
        if signs_in && answer.status == 200 {
            token = answer.text_at("access_token");
        }
        match entry["operation"].as_str() {
            Some("ExportWorld") => drop(documents.insert(sum(&answer.text), answer.text)),
            Some("ImportWorld") => api_token = answer.text_at("api_token"),
            _ => {}
        }
    }
    world
}

/// The body of a request that was written down, with the document that it brought.
fn body(entry: &Value, documents: &Documents) -> Vec<u8> {
    let body = match &entry["request_body"] {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    match entry["document"].as_str() {
        Some(sum) if body.contains(UNSHOWN) => body.replace(UNSHOWN, &documents[sum]).into_bytes(),
        _ => body.into_bytes(),
    }
}
