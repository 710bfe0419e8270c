//! Random documents, references and deletions in the networks of an SDDC, applied to the server and to a small model. Afterwards no object
//! names one that does not exist, revisions have only grown, what was refused has changed nothing, and an imported copy has the same
//! objects.

mod model;

use crate::{
    kept,
    local_world::{LocalWorld, Raw},
    tried,
};
use model::{Model, Step, any_step};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};
use vmc_contract::Answer;
use vmcsim::MockServer;

const CASES: u32 = 500;

/// The most steps of one case; the number is drawn evenly from 1 to this.
const STEPS_MAX: usize = 104;

/// How many steps there must be in all. On average there are 26,250, with a standard deviation of 670, so chance does not make them too few.
const PLAYED_MIN: usize = 20_000;

static PLAYED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn documents_are_what_the_model_says() {
    let config = tried(CASES, kept!("networking"));
    let steps = (any::<u8>(), vec(any_step(), 1..=STEPS_MAX));
    let outcome = TestRunner::new(config.clone()).run(&steps, |(sample, steps)| {
        let mut networks = Networks::new();
        if sample % 8 == 0 {
            networks.world.watch_refusals();
        }
        steps.iter().for_each(|step| networks.play(step));
        prop_assert_eq!(networks.world.changed_by_refusals(), "");
        networks.check_objects();
        if sample % 4 == 0 {
            networks.check_copy();
        }
        Ok(())
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
    if config.cases >= CASES {
        let played = PLAYED.load(Ordering::Relaxed);
        assert!(played >= PLAYED_MIN, "too few operations: {played}");
    }
}

/// A world with an SDDC, and what its networks should be.
struct Networks {
    world: LocalWorld,
    sddc: String,
    model: Model,
}

impl Networks {
    fn new() -> Self {
        let mut world = LocalWorld::new(json!({"pacing": {"preset": "instant"}}));
        let account = &world.view["connected_accounts"][0];
        let subnet = account["subnets"]["us-west-2"][0].clone();
        let link = json!([{"connected_account_id": account["id"], "customer_subnet_ids": [subnet]}]);
        let config = json!({
            "name": "a", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2", "account_link_sddc_config": link,
        });
        let sddc = world.send("POST", "/sddcs", Some(&config)).expect(202).text_at("resource_id");
        Self { world, sddc, model: Model::default() }
    }

    /// A path below `/infra`.
    fn ask(&mut self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        let path =
            format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}/policy/api/v1/infra{rest}", self.world.org(), self.sddc);
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let (method, token) = (method.to_owned(), Some(self.world.token().to_owned()));
        self.world.raw(Raw { method, path, token, body, content_type: Some("application/json"), ..Raw::default() })
    }

    /// Asks the server and the model, which must agree on the status.
    fn play(&mut self, step: &Step) {
        PLAYED.fetch_add(1, Ordering::Relaxed);
        let (method, path, body) = self.model.request(step);
        let expected = self.model.play(step);
        let answer = self.ask(method, &path, body.as_ref());
        assert!(expected.contains(&answer.status), "{step:?}: {} -> {}, not {expected:?}", answer.request, answer.text);
    }

    /// Compares all objects with those of the model.
    fn check_objects(&mut self) {
        let groups = self.ask("GET", "/domains/cgw/groups", None).expect(200).body;
        let seen: BTreeMap<String, Value> = results(&groups)
            .map(|group| (text(&group["id"]), json!([group["_revision"], group["expression"][0]["paths"]])))
            .collect();
        assert_eq!(seen, self.model.groups());
        let policies = self.ask("GET", "/domains/cgw/security-policies", None).expect(200).body;
        let names: Vec<_> =
            results(&policies).map(|policy| text(&policy["id"])).filter(|id| !is_of_system(id)).collect();
        let mut seen = BTreeMap::new();
        for name in names {
            let policy = self.ask("GET", &format!("/domains/cgw/security-policies/{name}"), None).expect(200).body;
            let rules: BTreeMap<_, _> = policy["rules"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|rule| (text(&rule["id"]), rule["source_groups"].clone()))
                .collect();
            seen.insert(name, json!([policy["_revision"], rules]));
        }
        assert_eq!(seen, self.model.policies());
    }

    /// A copy of the world, made from its document, has the same objects.
    fn check_copy(&mut self) {
        let document = self.world.export();
        let server = MockServer::builder().try_start().unwrap();
        let mut copy = self.world.moved_to(&server, &document);
        assert_eq!(copy.export(), document);
        std::mem::swap(&mut self.world, &mut copy);
        self.check_objects();
        std::mem::swap(&mut self.world, &mut copy);
    }
}

fn results(list: &Value) -> impl Iterator<Item = &Value> {
    list["results"].as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn is_of_system(id: &str) -> bool {
    id.starts_with("default-")
}
