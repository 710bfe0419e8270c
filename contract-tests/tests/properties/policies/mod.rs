//! Random changes of a scaling policy, applied to the server and to a small model: what was last set, by a task that is finished, is what
//! is read.

mod model;

use crate::{
    kept,
    local_world::{LocalWorld, Raw},
    tried,
};
use model::{HOSTS, Model, Step, any_step};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use vmc_contract::Answer;

const CASES: u32 = 200;

/// The most steps of one case.
const STEPS_MAX: usize = 40;

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

proptest! {
    #![proptest_config(tried(CASES, kept!("policies")))]

    #[test]
    fn what_was_set_and_finished_is_read(steps in vec(any_step(), 1..=STEPS_MAX)) {
        let (mut cluster, mut model) = (Cluster::new(), Model::new());
        prop_assert_eq!(cluster.read(), model.read());
        for step in &steps {
            let (answer, expected) = (cluster.play(step), model.play(step));
            prop_assert_eq!(answer.status, expected, "{:?}: {} -> {}", step, answer.request, answer.text);
            prop_assert_eq!(cluster.read(), model.read(), "after {:?}", step);
        }
    }
}

/// A cluster of a world, and the task that changed its policy last.
struct Cluster {
    world: LocalWorld,
    sddc: String,
    path: String,
    task: String,
}

impl Cluster {
    fn new() -> Self {
        let mut world = LocalWorld::new(json!({}));
        let config = json!({"name": "a", "num_hosts": HOSTS, "provider": "ZEROCLOUD", "region": "US_WEST_2"});
        let sddc = world.send("POST", "/sddcs", Some(&config)).expect(202).text_at("resource_id");
        world.advance(74_000).expect(200);
        let cluster = world.get(&format!("/sddcs/{sddc}/primarycluster")).expect(200).text_at("cluster_id");
        let path = format!("/sddcs/{sddc}/clusters/{cluster}/edrs-policy");
        Self { world, sddc, path, task: UNKNOWN.to_owned() }
    }

    /// Asks the autoscaler.
    fn ask(&mut self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        let path = format!("/vmc/autoscaler/api/orgs/{}{rest}", self.world.org());
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let (method, token) = (method.to_owned(), Some(self.world.token().to_owned()));
        self.world.raw(Raw { method, path, token, body, content_type: Some("application/json"), ..Raw::default() })
    }

    fn read(&mut self) -> Value {
        let path = self.path.clone();
        self.ask("GET", &path, None).expect(200).body
    }

    fn play(&mut self, step: &Step) -> Answer {
        match step {
            Step::Set(asked) => {
                let path = self.path.clone();
                let answer = self.ask("POST", &path, Some(&asked.body()));
                if answer.status == 200 {
                    self.task = answer.text_at("id");
                }
                answer
            }
            Step::Cancel => {
                let path = format!("/tasks/{}?action=cancel", self.task);
                self.ask("POST", &path, None)
            }
            Step::AddHost => {
                let path = format!("/sddcs/{}/esxs", self.sddc);
                self.world.send("POST", &path, Some(&json!({"num_hosts": 1})))
            }
            Step::Advance { millis } => self.world.advance(*millis),
            Step::Reload => {
                let document: Value = serde_json::from_str(&self.world.export()).unwrap();
                self.world.control("PUT", "/import", &document)
            }
        }
    }
}
