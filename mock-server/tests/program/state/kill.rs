//! Kills the program with `kill -9` while it writes, many times. Every change that was answered must be there afterwards.

use crate::state::{
    process::Program,
    wire::{Wire, expect, sddc},
};
use proptest::prelude::RngExt as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

/// The total number of kills.
const KILLS: usize = 200;

/// The number of programs that run in parallel. Each has its own folder.
const PROGRAMS: usize = 4;

/// The number of writers for each program. They write at the same time, each to its own world.
const WRITERS: usize = 3;

/// The most answers before a kill.
const ANSWERS_MAX: usize = 12;

/// The changes of a writer's world that were answered, and those that may or may not have happened.
#[derive(Debug)]
struct Known {
    world: String,
    org: String,
    access: String,
    /// The name that each SDDC must have, and another that it may have instead.
    sddcs: BTreeMap<String, (String, Option<String>)>,
    /// The texts of API tokens by their ids. `None` if it is unknown whether the token was revoked.
    tokens: BTreeMap<String, Option<String>>,
    /// Copies that were made of this world, with their API tokens.
    forks: BTreeMap<String, String>,
    /// The last time that the clock showed.
    now: String,
    written: usize,
}

impl Known {
    fn begin(wire: Wire) -> Self {
        let properties = json!({"sddcLimit": "100000", "hostLimit": "100000"});
        let world = expect(wire.ask("POST", "/_vmcsim/worlds", None, &json!({"org_properties": properties})), 201);
        let text = |key: &str| world[key].as_str().unwrap().to_owned();
        let access = expect(wire.sign_in(&text("api_token")), 200)["access_token"].as_str().unwrap().to_owned();
        let (sddcs, tokens, forks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { world: text("id"), org: text("org_id"), access, sddcs, tokens, forks, now: String::new(), written: 0 }
    }

    fn control(&self, rest: &str) -> String {
        format!("/_vmcsim/worlds/{}{rest}", self.world)
    }

    fn sddc_path(&self, rest: &str) -> String {
        format!("/vmc/api/orgs/{}/sddcs{rest}", self.org)
    }

    /// Makes a change. Returns `None` if there was no answer; the change may have happened or not.
    fn write(&mut self, wire: Wire, chance: u32) -> Option<()> {
        self.written += 1;
        let name = format!("name-{}", self.written);
        match chance % 8 {
            0 if self.sddcs.len() < 12 => {
                let task = expect(Some(wire.ask("POST", &self.sddc_path(""), Some(&self.access), &sddc(&name))?), 202);
                self.sddcs.insert(task["resource_id"].as_str()?.to_owned(), (name, None));
            }
            1 => {
                let token =
                    wire.ask("POST", &self.control("/api-tokens"), None, &json!({"username": "owner@vmcsim.example"}))?;
                let token = expect(Some(token), 201);
                let text = token["api_token"].as_str()?.to_owned();
                self.tokens.insert(token["id"].as_str()?.to_owned(), Some(text));
            }
            2 if self.tokens.len() > 4 => {
                let id = self.tokens.keys().next()?.clone();
                self.tokens.insert(id.clone(), None);
                expect(Some(wire.ask("DELETE", &self.control(&format!("/api-tokens/{id}")), None, &Value::Null)?), 204);
                self.tokens.remove(&id);
            }
            3 => {
                let clock = wire.ask("POST", &self.control("/clock/advance"), None, &json!({"by": "50ms"}))?;
                self.now = expect(Some(clock), 200)["now"].as_str()?.to_owned();
            }
            4 if self.forks.len() < 2 => {
                let fork = wire.ask("POST", "/_vmcsim/worlds", None, &json!({"from": {"fork": self.world}}))?;
                let fork = expect(Some(fork), 201);
                self.forks.insert(fork["id"].as_str()?.to_owned(), fork["api_token"].as_str()?.to_owned());
            }
            5 if self.forks.len() > 1 => {
                // It is known to be gone only after an answer.
                let (id, _) = self.forks.pop_first()?;
                expect(Some(wire.ask("DELETE", &format!("/_vmcsim/worlds/{id}"), None, &Value::Null)?), 204);
            }
            _ => {
                let Some((id, known)) = self.sddcs.iter_mut().nth(chance as usize / 8 % 12) else { return Some(()) };
                known.1 = Some(name.clone());
                let path = format!("/vmc/api/orgs/{}/sddcs/{id}", self.org);
                expect(Some(wire.ask("PATCH", &path, Some(&self.access), &json!({"name": name}))?), 200);
                *known = (name, None);
            }
        }
        Some(())
    }

    /// Checks that all answered changes are there, under the same ids and credentials.
    fn check(&mut self, wire: Wire) {
        let list = expect(wire.ask("GET", &self.sddc_path(""), Some(&self.access), &Value::Null), 200);
        for (id, known) in &mut self.sddcs {
            let there = list.as_array().unwrap().iter().find(|sddc| sddc["id"] == **id);
            let name = there.unwrap_or_else(|| panic!("SDDC {id} is gone"))["name"].as_str().unwrap();
            assert!(name == known.0 || Some(name) == known.1.as_deref(), "{id} is called {name}, not as in {known:?}");
            *known = (name.to_owned(), None);
        }
        let list = expect(wire.ask("GET", &self.control("/api-tokens"), None, &Value::Null), 200);
        self.tokens.retain(|id, text| {
            let there = list.as_array().unwrap().iter().find(|token| token["id"] == **id).unwrap();
            assert!(text.is_none() || there["revoked"].is_null(), "API token {id} was not revoked");
            text.is_some()
        });
        if let Some(Some(text)) = self.tokens.values().next_back() {
            self.access = expect(wire.sign_in(text), 200)["access_token"].as_str().unwrap().to_owned();
        }
        for (id, token) in &self.forks {
            let fork = expect(wire.ask("GET", &format!("/_vmcsim/worlds/{id}"), None, &Value::Null), 200);
            assert_eq!(fork["api_token"], **token);
        }
        let clock = expect(wire.ask("GET", &self.control("/clock"), None, &Value::Null), 200);
        let now = clock["now"].as_str().unwrap().to_owned();
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap_or_default();
        assert!(at(&now) >= at(&self.now), "the clock went back from {} to {now}", self.now);
        self.now = now;
    }
}

#[test]
fn what_was_answered_outlives_every_kill() {
    let mut rng =
        TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha)).new_rng();
    let seeds: [[u8; 32]; PROGRAMS] = std::array::from_fn(|_| rng.random());
    std::thread::scope(|scope| {
        for seed in seeds {
            scope.spawn(move || outlives(KILLS / PROGRAMS, TestRng::from_seed(RngAlgorithm::ChaCha, &seed)));
        }
    });
}

fn outlives(kills: usize, mut rng: TestRng) {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path());
    let mut writers: Vec<_> = (0..WRITERS).map(|_| Known::begin(program.wire)).collect();
    for _ in 0..kills {
        let (wire, answers, enough) = (program.wire, AtomicUsize::new(0), rng.random_range(1..=ANSWERS_MAX));
        let seeds: Vec<u32> = writers.iter().map(|_| rng.random()).collect();
        std::thread::scope(|scope| {
            let write = |known: &mut Known, mut chance: u32| {
                while known.write(wire, chance >> 8).is_some() {
                    answers.fetch_add(1, Ordering::Relaxed);
                    chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                }
            };
            for (known, chance) in writers.iter_mut().zip(seeds) {
                scope.spawn(move || write(known, chance));
            }
            while answers.load(Ordering::Relaxed) < enough {
                std::thread::yield_now();
            }
            program.kill();
        });
        program = Program::start(folder.path());
        writers.iter_mut().for_each(|known| known.check(program.wire));
    }
    assert!(writers.iter().all(|known| known.written > kills), "all of them wrote");
}
