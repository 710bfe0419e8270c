//! Random activations, nodes, cancellations, failures and deactivations of site recovery, applied to the server and to a model, which must
//! agree on every answer and on every state at every step.

mod model;

use crate::{
    kept,
    ledger::{Ledger, text},
    local_world::{LocalWorld, Raw},
    tried,
    verdict::Verdict,
};
use model::{KINDS, Model, SDDCS, Step, Want, any_step};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use vmc_contract::{Answer, modelled::SITE_RECOVERY, operation};

const CASES: u32 = 400;

/// The most steps of one case.
const STEPS_MAX: usize = 60;

/// How many requests must succeed, and how many must be refused, in all. Sixteen runs had 1,682 to 1,877 and 4,766 to 5,163 of them.
const DONE_MIN: usize = 1_200;
const REFUSED_MIN: usize = 1_500;

/// How long each change takes, in seconds. A cancellation takes a minute, or as long as the change if that is less.
const PACES: [i64; 4] = [0, 10, 10, 70];

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

static DONE: AtomicUsize = AtomicUsize::new(0);
static REFUSED: AtomicUsize = AtomicUsize::new(0);
static ASKED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

#[test]
fn site_recovery_is_as_the_model_says() {
    let config = tried(CASES, kept!("site_recovery"));
    let sequence = (any::<u8>(), select(&PACES[..]), vec(any_step(), 1..=STEPS_MAX));
    let outcome = TestRunner::new(config.clone()).run(&sequence, |(sample, pace, steps)| {
        let mut server = Simulated::new(pace);
        if sample % 8 == 0 {
            server.world.watch_refusals();
        }
        let mut model = Model::new(pace * 1000);
        // In most cases there is something to change from the start.
        let begun = [Step::Ask { sddc: 0, want: Want::Activate { suffix: None } }, Step::Advance { millis: 70_000 }];
        for step in begun.iter().filter(|_| sample % 4 != 0).chain(&steps) {
            server.play(&mut model, step);
            server.agree(&mut model);
        }
        prop_assert_eq!(server.world.changed_by_refusals(), "");
        Ok(())
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
    if config.cases >= CASES {
        let (done, refused) = (DONE.load(Ordering::Relaxed), REFUSED.load(Ordering::Relaxed));
        assert!(done >= DONE_MIN && refused >= REFUSED_MIN, "{done} requests were done and {refused} refused");
        let declared = BTreeSet::from(SITE_RECOVERY);
        assert_eq!(*ASKED.lock().unwrap(), declared, "`modelled::SITE_RECOVERY` lists what is asked for");
    }
}

/// The server's side: a world with SDDCs.
struct Simulated {
    world: LocalWorld,
    sddcs: Vec<String>,
    /// The tasks of site recovery, in the order of their start.
    tasks: Vec<String>,
    ledger: Ledger,
}

impl Simulated {
    fn new(pace: i64) -> Self {
        let kinds = KINDS.iter().map(|kind| ((*kind).to_owned(), json!(format!("{pace}s"))));
        let kinds: Map<_, _> = kinds.collect();
        let mut world = LocalWorld::new(json!({"pacing": {"preset": "instant", "kinds": kinds}}));
        let config = json!({"name": "a", "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2"});
        let sddcs = (0..SDDCS)
            .map(|_| world.send("POST", "/sddcs", Some(&config)).expect(202).text_at("resource_id"))
            .collect();
        Self { world, sddcs, tasks: Vec::new(), ledger: Ledger::default() }
    }

    /// Sends the owner's request to site recovery.
    fn ask(&mut self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        let path = format!("/vmc/draas/api/orgs/{}{rest}", self.world.org());
        if let Some(line) = operation::line_of(method, &path) {
            ASKED.lock().unwrap().insert(line.name);
        }
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let (method, token) = (method.to_owned(), Some(self.world.token().to_owned()));
        self.world.raw(Raw { method, path, token, body, content_type: Some("application/json"), ..Raw::default() })
    }

    fn recovery(&mut self, sddc: usize) -> Answer {
        let rest = format!("/sddcs/{}/site-recovery", self.sddcs[sddc]);
        self.ask("GET", &rest, None)
    }

    /// Lets the server and the model take a step, and holds the server's answer against the model's verdict.
    fn play(&mut self, model: &mut Model, step: &Step) {
        let verdict = model.play(step);
        let answer = match step {
            Step::Advance { millis } => {
                self.world.advance(*millis);
                return;
            }
            Step::Fail { kind, at } => {
                self.world.control("DELETE", "/faults", &Value::Null);
                let rule = json!({"when": {"task_kind": KINDS[*kind]}, "times": 1, "then": {"task_fails": {"at": at}}});
                self.world.control("POST", "/faults", &rule).expect(201);
                return;
            }
            Step::DeleteSddc { sddc } => {
                let rest = format!("/sddcs/{}?force=true", self.sddcs[*sddc]);
                let answer = self.world.send("DELETE", &rest, None);
                verdict.judge(&answer);
                return;
            }
            Step::Cancel { task } => {
                let task = self.tasks.get(*task).map_or(UNKNOWN, String::as_str);
                let rest = format!("/tasks/{task}?action=cancel");
                self.ask("POST", &rest, None)
            }
            Step::Ask { sddc, want } => self.want(*sddc, want),
        };
        verdict.judge(&answer);
        match verdict {
            Verdict::Done(_) => DONE.fetch_add(1, Ordering::Relaxed),
            Verdict::Refused(_) | Verdict::Open => REFUSED.fetch_add(1, Ordering::Relaxed),
        };
        if let (Step::Ask { .. }, 200) = (step, answer.status) {
            self.tasks.push(answer.text_at("id"));
            assert_eq!(answer.body["status"], "STARTED", "{}", answer.text);
        }
    }

    fn want(&mut self, sddc: usize, want: &Want) -> Answer {
        let base = format!("/sddcs/{}/site-recovery", self.sddcs[sddc]);
        match want {
            Want::Activate { suffix } => self.ask("POST", &base, Some(&json!({"srm_extension_key_suffix": suffix}))),
            Want::Deactivate { force: Some(true) } => {
                self.ask("DELETE", &format!("{base}?force=true"), Some(&Value::Null))
            }
            Want::Deactivate { force } => self.ask("DELETE", &base, Some(&json!({"force": force}))),
            Want::CreateNode { suffix } => {
                let body = json!({"srm_extension_key_suffix": suffix});
                self.ask("POST", &format!("{base}/srm-nodes"), Some(&body))
            }
            Want::DeleteNode { place } => {
                let node = self.recovery(sddc).body["srm_nodes"][place]["id"].clone();
                let rest = format!("{base}/srm-nodes/{}", node.as_str().unwrap_or(UNKNOWN));
                self.ask("DELETE", &rest, None)
            }
            Want::ScaleOut { scale_out, servers: true } => {
                self.ask("POST", &format!("{base}/vr-scale-out?scale_out={scale_out}"), None)
            }
            Want::ScaleOut { scale_out, servers: false } => {
                self.ask("PUT", &format!("{base}/vr-scale-out-config?scale_out={scale_out}"), None)
            }
        }
    }

    /// Looks at everything, and finds what the model has.
    fn agree(&mut self, model: &mut Model) {
        model.settle();
        for sddc in 0..SDDCS {
            let answer = self.recovery(sddc);
            let Some(expected) = model.shown(sddc) else {
                assert!(answer.expect(404).refusal()[0].contains("Cannot find site recovery configuration"));
                continue;
            };
            let body = answer.expect(200).body;
            let list = |key: &str| body[key].as_array().unwrap().iter();
            let srm: Vec<_> = list("srm_nodes").map(|srm| json!([srm["srm_extension_key"], srm["state"]])).collect();
            let vrs: Vec<_> = list("vrs_nodes").map(|vrs| vrs["state"].clone()).collect();
            let seen = json!({
                "state": body["site_recovery_state"], "vr": body["vr_node"]["state"], "srm": srm, "vrs": vrs,
            });
            assert_eq!(seen, expected, "{body}");
            within_bounds(&body);
        }
        let tasks = self.ask("GET", "/tasks", None).expect(200).body;
        self.ledger.see(&tasks);
        let tasks = tasks.as_array().unwrap();
        let seen: Vec<_> = tasks.iter().map(|task| (text(task, "task_type"), text(task, "status"))).collect();
        assert_eq!(seen, model.tasks(), "{tasks:?}");
        assert!(std::iter::zip(tasks, &self.tasks).all(|(task, id)| task["id"] == id.as_str()), "{tasks:?}");
    }
}

/// What holds whatever the model says.
fn within_bounds(recovery: &Value) {
    let (state, nodes) = (text(recovery, "site_recovery_state"), recovery["srm_nodes"].as_array().unwrap());
    if state == "ACTIVATED" {
        assert!(recovery["vr_node"]["state"] == "READY" && nodes[0]["state"] == "READY", "{recovery}");
    }
    let coming = |node: &&Value| matches!(node["state"].as_str(), Some("DEPLOYING" | "PROVISIONED"));
    assert!(nodes.iter().filter(coming).count() <= 1, "nodes are deployed one at a time: {recovery}");
    for key in ["id", "hostname", "ip_address", "vm_moref_id"] {
        let others = recovery["vrs_nodes"].as_array().unwrap().iter().chain([&recovery["vr_node"]]);
        let all: Vec<_> =
            nodes.iter().chain(others).filter(|node| !node.is_null()).map(|node| text(node, key)).collect();
        let distinct: BTreeSet<_> = all.iter().map(|text| text.to_lowercase()).collect();
        assert_eq!(distinct.len(), all.len(), "two appliances have the same {key}: {recovery}");
    }
}
