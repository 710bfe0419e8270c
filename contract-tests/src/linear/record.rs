//! Runs concurrent clients in a world and records their answers.

use super::{
    Plan, Theme,
    call::{
        Body, Call, GROUP_NETWORK, GroupCall, MEMBER, MemberCall, NETWORK, RECOVERED, RecoveryCall, SDDC_GROUP, Seen,
    },
    draw::{CLOCK_MAX, draw, draw_advance},
    history::{Event, History},
    model::LASTS,
    names::Names,
};
use crate::{
    sddc_config::{simulated, with},
    target::World,
    user::{Answer, User},
};
use fastrand::Rng;
use serde_json::json;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use tokio::{sync::Barrier, task::JoinSet};

/// The result of a run.
pub(super) struct Recorded {
    pub(super) history: History<Call, Seen>,
    /// Calls that received no answer, with the reasons. A client stops after such a call.
    pub(super) unanswered: Vec<(Call, String)>,
}

/// The state that all clients of a history share.
struct Stage {
    user: User,
    world: String,
    plan: Plan,
    names: Mutex<Names>,
    counter: AtomicU64,
    /// The number of seconds by which the clock may still move.
    clock_left: Mutex<u32>,
    round: Barrier,
}

/// A client and the things that it has seen.
struct Client {
    number: usize,
    stage: Arc<Stage>,
    rng: Rng,
    events: Vec<Event<Call, Seen>>,
    unanswered: Option<(Call, String)>,
}

/// Runs the plan. Before each round and after the last, one client moves the clock while the others wait.
pub(super) async fn record(world: &World, plan: &Plan) -> Recorded {
    let mut names = Names::default();
    let own = match plan.theme {
        Theme::Networks => Some(NETWORK),
        Theme::Recovery => Some(RECOVERED),
        Theme::Spread | Theme::Crowded | Theme::Members => None,
    };
    if let Some(kind) = own {
        let (_, sddc) = world.ready_sddc(&world.linked_config(kind, 2)).await;
        names.name_of(kind, &sddc.into());
    }
    if plan.theme == Theme::Members {
        group_sddcs(world, &mut names).await;
    }
    let stage = Arc::new(Stage {
        user: world.owner().await,
        world: world.text("id").to_owned(),
        plan: *plan,
        names: Mutex::new(names),
        counter: AtomicU64::new(0),
        clock_left: Mutex::new(CLOCK_MAX),
        round: Barrier::new(plan.clients),
    });
    let mut seeds = Rng::with_seed(plan.seed);
    let mut clients = JoinSet::new();
    for number in 0..plan.clients {
        let rng = seeds.fork();
        let client = Client { number, stage: stage.clone(), rng, events: Vec::new(), unanswered: None };
        clients.spawn(client.play());
    }
    let clients = clients.join_all().await;
    let unanswered = clients.iter().filter_map(|client| client.unanswered.clone()).collect();
    let events = clients.into_iter().flat_map(|client| client.events).collect();
    Recorded { history: History::new(events), unanswered }
}

/// Makes three SDDCs whose networks do not overlap, and an SDDC group without members.
async fn group_sddcs(world: &World, names: &mut Names) {
    for number in 0..3 {
        let config = with(simulated(MEMBER, 1), "vpc_cidr", format!("10.{}.0.0/16", 10 + number));
        let (_, sddc) = world.ready_sddc(&config).await;
        names.name_of(MEMBER, &sddc.into());
    }
    let path =
        format!("/api/network/{}/core/network-connectivity-configs/create-group-network-connectivity", world.org());
    let made = world.owner().await.post(&path, &json!({"name": "group", "members": []})).await.expect(200).body;
    names.name_of(SDDC_GROUP, &made["group_id"]);
    names.name_of(GROUP_NETWORK, &made["config_id"]);
    world.advance(&format!("{LASTS}s")).await.expect(200);
}

impl Client {
    async fn play(mut self) -> Self {
        for _ in 0..self.stage.plan.rounds {
            for _ in 0..self.stage.plan.calls {
                let call = self.next();
                self.call(call).await;
            }
            if self.stage.round.wait().await.is_leader() {
                for call in self.interlude() {
                    self.call(call).await;
                }
            }
            self.stage.round.wait().await;
        }
        self
    }

    fn next(&mut self) -> Call {
        let theme = self.stage.plan.theme;
        if theme == Theme::Crowded
            && self.rng.u32(0..30) == 0
            && let Some(advance) = self.advance()
        {
            return advance;
        }
        draw(&mut self.rng, &lock(&self.stage.names), theme)
    }

    /// Makes the calls between rounds, while no other client sends any.
    fn interlude(&mut self) -> Vec<Call> {
        let mut calls: Vec<_> = self.advance().into_iter().collect();
        match self.stage.plan.theme {
            Theme::Spread => {}
            Theme::Crowded => calls.extend([Call::ListSddcs, Call::ListTasks]),
            Theme::Networks => calls.push(Call::Group(GroupCall::List)),
            Theme::Recovery => calls.push(Call::Recovery(RecoveryCall::Get)),
            Theme::Members => calls.push(Call::Member(MemberCall::Get)),
        }
        calls
    }

    /// Moves the clock, if its limit permits it.
    fn advance(&mut self) -> Option<Call> {
        let call = draw_advance(&mut self.rng);
        let Call::AdvanceClock { by } = call else { return None };
        let mut left = lock(&self.stage.clock_left);
        *left = left.checked_sub(by)?;
        Some(call)
    }

    async fn call(&mut self, call: Call) {
        if self.unanswered.is_some() {
            return;
        }
        let request = call.request(&self.stage.world, self.stage.user.org(), &lock(&self.stage.names));
        let user = match &request.access_token {
            Some(token) => self.stage.user.with_token(Some(token)),
            None => self.stage.user.clone(),
        };
        let invoked = self.stage.counter.fetch_add(1, Ordering::SeqCst);
        let answer = user.try_send(request.method, &request.path, request.body).await;
        let returned = self.stage.counter.fetch_add(1, Ordering::SeqCst);
        match answer {
            Ok(answer) => self.keep(call, &answer, invoked, returned),
            Err(reason) => self.unanswered = Some((call, reason)),
        }
    }

    fn keep(&mut self, call: Call, answer: &Answer, invoked: u64, returned: u64) {
        let mut names = lock(&self.stage.names);
        let seen = call.seen(answer, &mut names);
        call.note(&seen, &mut names);
        let client = self.number;
        self.events.push(Event { client, invoked, returned: Some(returned), call, answer: seen });
    }
}

impl User {
    /// Sends a request. A missing answer does not cause a panic; it is recorded as a finding.
    async fn try_send(&self, method: &str, path: &str, body: Option<Body>) -> Result<Answer, String> {
        let mut request = self.request(method, path);
        match body {
            Some(Body::Json(body)) => request = request.json(&body),
            Some(Body::Form(form)) => {
                request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
            }
            None => {}
        }
        self.try_answer(method, path, request).await.map_err(|no_answer| format!("{method} {path}: {no_answer}"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
