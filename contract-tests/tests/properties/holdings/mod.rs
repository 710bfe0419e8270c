//! Random requests about the contents of SDDCs (clusters, hosts, public addresses, names, a delayed link) and about
//! conversion. They are applied to the server and to a model of it, which must agree at every step.
//! [`crate::life_cycle`] checks the creation and deletion of SDDCs in the same way.

mod agreement;
mod model;
mod moves;
mod rules;

use crate::{kept, ledger::Ledger, local_world::LocalWorld, tried};
use jiff::{SignedDuration, Timestamp};
use model::{Model, Task};
use moves::{Choice, Step, Vm, Wanted, Wish, any_step, kinds, spans};
use proptest::{prelude::*, test_runner::TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use rules::{CLUSTERS_MAX, ORG_HOSTS_MAX, SDDC_HOSTS_MAX, SDDCS_MAX};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Write,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use vmc_contract::{modelled::HOLDINGS, operation};

const CASES: u32 = 500;

/// The most steps of one case; the number is drawn evenly from 1 to this.
const STEPS_MAX: usize = 100;

/// Many tasks may be under way at once, and each may be told in several steps; that many skips are allowed for before one ends.
const SKIPS_MAX: usize = 1000;

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// How many steps there must be in all. On average there are 25,250, with a standard deviation of 650, so chance does not make them too few.
const PLAYED_MIN: usize = 20_000;

/// Steps played so far, and tasks that requests began, by their kinds.
static PLAYED: AtomicUsize = AtomicUsize::new(0);
static BEGUN: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

/// Operations that were asked for.
static ASKED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

#[test]
fn sddcs_hold_what_the_model_holds() {
    let config = tried(CASES, kept!("holdings"));
    let courses = Holdings::sequential_strategy(1..=STEPS_MAX);
    let outcome = TestRunner::new(config.clone()).run(&courses, |(model, steps, seen)| {
        <Holdings as StateMachineTest>::test_sequential(config.clone(), model, steps, seen);
        Ok(())
    });
    let (played, begun) = (PLAYED.load(Ordering::Relaxed), BEGUN.lock().unwrap());
    // Past the test harness, which shows what is printed only of tests that fail.
    let mut out = std::io::stderr();
    writeln!(out, "holdings: {played} random operations in {} cases began {begun:?}", config.cases).unwrap();
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
    if config.cases >= CASES {
        assert!(played >= PLAYED_MIN, "too few operations: {played}");
        let missing: Vec<_> = kinds().filter(|kind| !begun.contains_key(kind)).collect();
        assert!(missing.is_empty(), "never begun, so never judged: {missing:?}");
        let declared = BTreeSet::from(HOLDINGS);
        assert_eq!(*ASKED.lock().unwrap(), declared, "`modelled::HOLDINGS` lists what is asked for");
    }
}

struct Holdings;

/// The server's side.
struct Simulated {
    world: LocalWorld,
    begun: Timestamp,
    ledger: Ledger,
    /// Ids of SDDCs and tasks, as answers promised them.
    sddcs: Vec<String>,
    tasks: Vec<String>,
    /// Ids of clusters, hosts and addresses by their serial numbers in the model.
    ids: HashMap<usize, String>,
    /// Public addresses by the same numbers.
    addresses: HashMap<usize, String>,
    /// The model before the step that is being played.
    before: Model,
}

impl ReferenceStateMachine for Holdings {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        (prop::bool::weighted(0.2), spans()).prop_map(|(watched, spans)| Model::new(watched, spans)).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Step> {
        let mut model = model.clone();
        model.settle();
        let in_use = |number: &usize| model.sddcs[*number].state == "READY";
        any_step(&(0..model.sddcs.len()).filter(in_use).collect::<Vec<_>>())
    }

    /// That provisioning can be cancelled, or fail for want of an account, is the other machine's business.
    fn preconditions(model: &Model, step: &Step) -> bool {
        match step {
            Step::Cancel { task } => {
                model.asked.get(*task).is_none_or(|task| model.tasks[*task].kind != "SDDC-PROVISION")
            }
            Step::Create { wish: Wish::OneNode { linked: true } } => model.account,
            _ => true,
        }
    }

    fn apply(model: Model, step: &Step) -> Model {
        model.after(step)
    }
}

impl StateMachineTest for Holdings {
    type SystemUnderTest = Simulated;
    type Reference = Self;

    fn init_test(model: &Model) -> Simulated {
        let quotas = json!({
            "sddcLimit": SDDCS_MAX.to_string(),
            "hostLimit": ORG_HOSTS_MAX.to_string(),
            "maxHostsPerSddc": SDDC_HOSTS_MAX.to_string(),
            "maxClustersPerSDDC": CLUSTERS_MAX.to_string(),
        });
        let world = LocalWorld::new(json!({"org_properties": quotas, "pacing": model.spans.body()}));
        Simulated {
            begun: world.now(),
            world,
            ledger: Ledger::default(),
            sddcs: Vec::new(),
            tasks: Vec::new(),
            ids: HashMap::new(),
            addresses: HashMap::new(),
            before: model.clone(),
        }
    }

    fn apply(mut server: Simulated, model: &Model, step: Step) -> Simulated {
        PLAYED.fetch_add(1, Ordering::Relaxed);
        server.before.settle();
        match &step {
            Step::Advance { millis } => model.verdict.judge(&server.world.advance(*millis)),
            Step::Skip => server.skip(model),
            Step::Pace(spans) => model.verdict.judge(&server.world.control("PUT", "/pacing", &spans.body())),
            Step::LookAround => server.agree(model),
            request => server.request(model, request),
        }
        assert_eq!(server.world.now(), server.at(model.now), "the clocks show different times");
        server.before = model.clone();
        if model.watched {
            server.agree(model);
        }
        server
    }

    fn teardown(mut server: Simulated, model: Model) {
        server.agree(&model);
        let asked = server.world.log.iter().filter_map(|answer| answer.request.split_once(' '));
        let asked = asked.filter_map(|(method, path)| operation::line_of(method, path)).map(|line| line.name);
        ASKED.lock().unwrap().extend(asked.filter(|name| *name != "AuthorizeApiToken"));
        let broken = server.world.log.iter().find(|answer| answer.status >= 500);
        assert!(broken.is_none(), "the server broke: {broken:?}");
    }
}

impl Simulated {
    fn at(&self, millis: i64) -> Timestamp {
        self.begun + SignedDuration::from_millis(millis)
    }

    /// Skips to where the model has something ending. What a task does on the way is not the model's business, so that may take several
    /// skips; none of them may pass by the end.
    fn skip(&mut self, model: &Model) {
        let goal = self.at(model.now);
        let moves = self.world.now() < goal;
        for _ in 0..SKIPS_MAX {
            model.verdict.judge(&self.world.skip());
            if !moves || self.world.now() >= goal {
                return;
            }
        }
    }

    /// Sends a request, and holds the answer against the model after it.
    fn request(&mut self, model: &Model, step: &Step) {
        if let Some(sddc) = step.reaches_into() {
            self.look_before(sddc);
        }
        let (method, path, body) = self.written(step);
        let answer = self.world.send(method, &path, body.as_ref());
        model.verdict.judge(&answer);
        if !matches!(answer.status, 200 | 202) || matches!(step, Step::Disconnect) {
            return;
        }
        let (task, body) = (model.tasks.last().unwrap(), &answer.body);
        self.tasks.push(answer.text_at("id"));
        if let Step::Create { .. } = step {
            self.sddcs.push(answer.text_at("resource_id"));
        }
        assert_eq!(body["task_type"], task.kind, "{body}");
        assert_eq!(body["status"], "STARTED", "{body}");
        assert_eq!(body["resource_id"], self.subject(task), "{body}");
        self.ledger.see(body);
        *BEGUN.lock().unwrap().entry(task.kind).or_default() += 1;
    }

    /// A step as a request below the organization.
    fn written(&self, step: &Step) -> (&'static str, String, Option<Value>) {
        match step {
            Step::Create { wish } => ("POST", "/sddcs".to_owned(), Some(wish.body(&self.world.view))),
            Step::Delete { sddc, force } => ("DELETE", self.path(*sddc, if *force { "?force=true" } else { "" }), None),
            Step::Convert { sddc, hosts } => {
                ("POST", self.path(*sddc, "/convert"), hosts.map(|hosts| json!({"num_hosts": hosts})))
            }
            Step::CreateCluster { sddc, hosts } => {
                ("POST", self.path(*sddc, "/clusters"), Some(json!({"num_hosts": hosts})))
            }
            Step::DeleteCluster { sddc, cluster } => {
                let id = self.cluster(*sddc, *cluster);
                ("DELETE", self.path(*sddc, &format!("/clusters/{id}")), None)
            }
            Step::AddHosts { sddc, cluster, hosts } => {
                let body = json!({"num_hosts": hosts, "cluster_id": self.cluster(*sddc, *cluster)});
                ("POST", self.path(*sddc, "/esxs?action=add"), Some(body))
            }
            Step::RemoveHosts { sddc, cluster, hosts, choice, force } => {
                let mut body = json!({"num_hosts": hosts, "cluster_id": self.cluster(*sddc, *cluster)});
                if *choice == Choice::First {
                    body["esxs"] = json!(self.first_hosts(*sddc, *cluster, *hosts));
                }
                let action = if *force { "force-remove" } else { "remove" };
                ("POST", self.path(*sddc, &format!("/esxs?action={action}")), Some(body))
            }
            Step::Allocate { sddc, wanted: Wanted { count, names, private_ips } } => {
                let body = json!({"count": count, "names": names, "private_ips": private_ips});
                ("POST", self.path(*sddc, "/publicips"), Some(body))
            }
            Step::ChangeIp { sddc, ip, change } => {
                let (action, body) = change.request();
                ("PATCH", self.path(*sddc, &format!("/publicips/{}?action={action}", self.ip(*sddc, *ip))), Some(body))
            }
            Step::Release { sddc, ip } => {
                ("DELETE", self.path(*sddc, &format!("/publicips/{}", self.ip(*sddc, *ip))), None)
            }
            Step::Resolve { sddc, vm, private } => {
                let to = if *private { "private" } else { "public" };
                let rest = match vm {
                    None => format!("/dns/{to}"),
                    Some(Vm::Vcenter) => format!("/management-vms/vcenter/dns/{to}"),
                    Some(Vm::NsxManager) => format!("/management-vms/nsx-manager/dns/{to}"),
                };
                ("PUT", self.path(*sddc, &rest), None)
            }
            Step::Link => {
                let account = &self.world.view["connected_accounts"][0];
                let subnet = &account["subnets"]["us-west-2"][0];
                let body = json!({"connected_account_id": account["id"], "subnet_id": subnet});
                ("POST", "/account-link/compatible-subnets-async".to_owned(), Some(body))
            }
            Step::Disconnect => ("DELETE", format!("/account-link/connected-accounts/{}", self.account()), None),
            Step::Cancel { task } => {
                let id = self.tasks.get(*task).map_or(UNKNOWN, String::as_str);
                ("POST", format!("/tasks/{id}?action=cancel"), None)
            }
            Step::Advance { .. } | Step::Skip | Step::Pace(_) | Step::LookAround => unreachable!("no request"),
        }
    }

    /// The id of the AWS account.
    fn account(&self) -> &str {
        self.world.view["connected_accounts"][0]["id"].as_str().unwrap()
    }

    /// The id of what a task acts on.
    fn subject(&self, task: &Task) -> &str {
        task.sddc.map_or(self.account(), |sddc| &self.sddcs[sddc])
    }

    fn path(&self, sddc: usize, rest: &str) -> String {
        format!("/sddcs/{}{rest}", self.sddcs.get(sddc).map_or(UNKNOWN, String::as_str))
    }

    /// The id of a cluster by its place.
    fn cluster(&self, sddc: usize, place: usize) -> &str {
        let cluster = self.before.sddcs.get(sddc).and_then(|sddc| sddc.clusters.get(place));
        cluster.and_then(|cluster| self.ids.get(&cluster.serial)).map_or(UNKNOWN, String::as_str)
    }

    /// The ids of the first hosts of a cluster, as far as there are so many.
    fn first_hosts(&self, sddc: usize, place: usize, number: u32) -> Vec<&str> {
        let cluster = self.before.sddcs.get(sddc).and_then(|sddc| sddc.clusters.get(place));
        let hosts = cluster.into_iter().flat_map(|cluster| &cluster.hosts).take(number as usize);
        hosts.filter_map(|host| self.ids.get(&host.serial)).map(String::as_str).collect()
    }

    /// The id of a public address by its place among those that can be seen.
    fn ip(&self, sddc: usize, place: usize) -> &str {
        let ip = self.before.sddcs.get(sddc).and_then(|sddc| sddc.shown().nth(place));
        ip.and_then(|ip| self.ids.get(&ip.serial)).map_or("eipalloc-0", String::as_str)
    }
}
