//! Runs many clients for a long time: `cargo bench -p vmcsim --bench load -- --seconds 300`.
//!
//! 256 connections in 64 worlds make, read, rename and delete SDDCs, with the journal on and with faults. An unexpected answer ends the run
//! with an error. The effects of the faults are counted on both sides, and the counts must agree. The server's memory is read every ten
//! seconds. The server is the program, in a process of its own.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    error::Error,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const WORLDS: usize = 64;
const CLIENTS_PER_WORLD: usize = 4;

/// How often the server's memory is read.
const SAMPLE: Duration = Duration::from_secs(10);

/// The number of SDDC lifetimes after which a client signs in again. Access tokens are valid for half an hour.
const LIVES_PER_TOKEN: u64 = 500;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Counts of what the clients observed.
#[derive(Default)]
struct Tally {
    requests: AtomicU64,
    lives: AtomicU64,
    /// The observed faults, by name.
    struck: Mutex<BTreeMap<&'static str, u64>>,
}

impl Tally {
    fn strike(&self, fault: &'static str) {
        *self.struck.lock().unwrap_or_else(std::sync::PoisonError::into_inner).entry(fault).or_default() += 1;
    }
}

/// Returns the fault rules of every world: some change the answer, one breaks connections, one makes tasks fail.
fn faults() -> Value {
    json!([
        {"note": "error", "when": {"operation": "GetSddc"}, "every": 50, "then": {"error": {"status": 503}}},
        {"note": "throttle", "when": {"operation": "ListSddcs"}, "every": 40, "then": {"throttle": {"retry_after": 1}}},
        {"note": "reset", "when": {"operation": "UpdateSddc"}, "every": 100, "then": {"reset": "after"}},
        {"note": "latency", "when": {"operation": "GetTask"}, "every": 30,
            "then": {"latency": {"at_least": "2ms", "jitter": "3ms"}}},
        {"note": "task_fails", "when": {"task_kind": "SDDC-PROVISION"}, "every": 10,
            "then": {"task_fails": {"at": 50, "message": "no hosts are left"}}},
    ])
}

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().collect();
    let seconds = arguments.iter().skip_while(|argument| *argument != "--seconds").nth(1);
    let seconds = seconds.map_or(Ok(20), |seconds| seconds.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (mut server, url) = start()?;
    let result = runtime.block_on(run(&url, server.id(), Duration::from_secs(seconds)));
    server.kill()?;
    server.wait()?;
    result
}

fn start() -> Result<(Child, String)> {
    let ready = std::env::temp_dir().join(format!("vmcsim-load-{}.json", std::process::id()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_vmcsim"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--pace", "instant", "--log", "off", "--ready-file"]).arg(&ready);
    let child = command.stdout(Stdio::null()).spawn()?;
    let begun = Instant::now();
    while !ready.exists() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::yield_now();
    }
    let told: Value = serde_json::from_slice(&std::fs::read(&ready)?)?;
    std::fs::remove_file(&ready)?;
    Ok((child, told["url"].as_str().ok_or("no url")?.to_owned()))
}

async fn run(url: &str, server: u32, time: Duration) -> Result<()> {
    let (begun, tally) = (Instant::now(), Arc::new(Tally::default()));
    let http = vmc_client::http::reqwest_builder().no_proxy().build()?;
    let mut worlds = Vec::new();
    let mut clients = tokio::task::JoinSet::new();
    for seed in 0..WORLDS {
        let request = http.post(format!("{url}/_vmcsim/worlds")).json(&json!({"seed": seed, "faults": faults()}));
        let world: Value = request.send().await?.error_for_status()?.json().await?;
        for name in 0..CLIENTS_PER_WORLD {
            let (client, tally) = (Client::new(url, &world)?, tally.clone());
            clients.spawn(async move { client.live(&format!("sddc-{name}"), &tally, begun + time).await });
        }
        worlds.push(world["url"].as_str().ok_or("no url")?.to_owned());
    }
    println!("{} connections in {WORLDS} worlds, {} s", WORLDS * CLIENTS_PER_WORLD, time.as_secs());
    let mut sampling = tokio::time::interval(SAMPLE);
    loop {
        tokio::select! {
            ended = clients.join_next() => match ended {
                Some(ended) => ended??,
                None => break,
            },
            _ = sampling.tick() => {
                let (requests, lives) = (tally.requests.load(Ordering::Relaxed), tally.lives.load(Ordering::Relaxed));
                println!("{:>4} s  {:>6} MiB  {requests:>9} requests  {lives:>8} lives",
                    begun.elapsed().as_secs(), memory_kib(server)? / 1024);
            }
        }
    }
    let requests = tally.requests.load(Ordering::Relaxed);
    println!(
        "end     {:>6} MiB  {requests:>9} requests, {:.0} per second",
        memory_kib(server)? / 1024,
        requests as f64 / begun.elapsed().as_secs_f64()
    );
    agree(&http, &worlds, &tally).await
}

/// Checks that the numbers of faults that the rules report equal those that the clients observed.
async fn agree(http: &reqwest::Client, worlds: &[String], tally: &Tally) -> Result<()> {
    let (mut hits, mut dropped) = (BTreeMap::<String, u64>::new(), 0);
    for world in worlds {
        let rules: Value = http.get(format!("{world}/faults")).send().await?.error_for_status()?.json().await?;
        for rule in rules.as_array().into_iter().flatten() {
            let name = rule["rule"]["note"].as_str().unwrap_or_default().to_owned();
            *hits.entry(name).or_default() += rule["hits"].as_u64().unwrap_or(0);
        }
        let journal: Value =
            http.get(format!("{world}/journal?last=1")).send().await?.error_for_status()?.json().await?;
        dropped += journal["dropped"].as_u64().unwrap_or(0);
    }
    let struck = tally.struck.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    for (fault, hits) in hits {
        let met = struck.get(fault.as_str()).copied();
        println!("{fault:<12} struck {hits} times{}", met.map_or(String::new(), |met| format!(", met {met} times")));
        // A client does not notice that an answer was delayed.
        if fault != "latency" && met.unwrap_or(0) != hits {
            return Err(format!("{fault}: the rules struck {hits} times, and clients met {met:?}").into());
        }
    }
    println!("the journals dropped {dropped} entries; every answer was one that was asked for");
    Ok(())
}

/// Returns the resident memory of a process, in KiB.
fn memory_kib(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// One client with one connection.
struct Client {
    http: reqwest::Client,
    login: String,
    api_token: String,
    sddcs: String,
    tasks: String,
}

impl Client {
    fn new(url: &str, world: &Value) -> Result<Self> {
        let text = |key: &str| world[key].as_str().ok_or_else(|| format!("no {key}"));
        let org = format!("{url}/vmc/api/orgs/{}", text("org_id")?);
        Ok(Self {
            http: vmc_client::http::reqwest_builder().no_proxy().pool_max_idle_per_host(1).build()?,
            login: format!("{url}/csp/gateway/am/api/auth/api-tokens/authorize"),
            api_token: text("api_token")?.to_owned(),
            sddcs: format!("{org}/sddcs"),
            tasks: format!("{org}/tasks"),
        })
    }

    /// Runs the lifetimes of SDDCs, one after the other, until the time is over.
    async fn live(&self, name: &str, tally: &Tally, until: Instant) -> Result<()> {
        while Instant::now() < until {
            let form = [("refresh_token", &self.api_token)];
            tally.requests.fetch_add(1, Ordering::Relaxed);
            let granted: Value =
                self.http.post(&self.login).form(&form).send().await?.error_for_status()?.json().await?;
            let token = granted["access_token"].as_str().ok_or("no access token")?;
            for _ in 0..LIVES_PER_TOKEN {
                if Instant::now() >= until {
                    break;
                }
                self.one_life(name, token, tally).await?;
                tally.lives.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    async fn one_life(&self, name: &str, token: &str, tally: &Tally) -> Result<()> {
        let config = json!({"name": name, "num_hosts": 2, "provider": "ZEROCLOUD"});
        let task = self.ask("POST", &self.sddcs, token, Some(&config), tally).await?.ok_or("a create was struck")?;
        let sddc = format!("{}/{}", self.sddcs, task["resource_id"].as_str().ok_or("no SDDC")?);
        let looked = format!("{}/{}", self.tasks, task["id"].as_str().ok_or("no task")?);
        let ended = self.ask("GET", &looked, token, None, tally).await?.ok_or("a look at a task was struck")?;
        let state = match ended["status"].as_str() {
            Some("FINISHED") => "READY",
            Some("FAILED") => {
                tally.strike("task_fails");
                "FAILED"
            }
            other => return Err(format!("the task is {other:?}").into()),
        };
        if let Some(shown) = self.ask("GET", &sddc, token, None, tally).await?
            && shown["sddc_state"] != state
        {
            return Err(format!("the SDDC is {} and not {state}", shown["sddc_state"]).into());
        }
        if state == "READY" {
            let renamed = json!({"name": format!("{name}-renamed")});
            self.ask("PATCH", &sddc, token, Some(&renamed), tally).await?;
        }
        self.ask("GET", &self.sddcs, token, None, tally).await?;
        self.ask("DELETE", &sddc, token, None, tally).await?.ok_or("a deletion was struck")?;
        Ok(())
    }

    /// Sends a request. Returns the answer's body, or `None` if a fault was applied.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<&Value>,
        tally: &Tally,
    ) -> Result<Option<Value>> {
        let mut request = self.http.request(method.parse()?, path).header("csp-auth-token", token);
        if let Some(body) = body {
            request = request.json(body);
        }
        tally.requests.fetch_add(1, Ordering::Relaxed);
        let answer = match request.send().await {
            Ok(answer) => answer,
            // Only a rename may be reset after it took effect.
            Err(_) if method == "PATCH" => {
                tally.strike("reset");
                return Ok(None);
            }
            Err(err) => return Err(err.into()),
        };
        match answer.status().as_u16() {
            503 => tally.strike("error"),
            429 => tally.strike("throttle"),
            status if !(200..300).contains(&status) => return Err(format!("{method} {path} answered {status}").into()),
            _ => return Ok(Some(answer.json().await?)),
        }
        Ok(None)
    }
}
