//! Measures the speed of the simulator: `cargo bench -p vmcsim --bench speed`. All measurements are made in the same run, and the servers
//! that are compared are measured under the same conditions.
//!
//! 1. `throughput`: requests per second of the server's processor time, with the caller's token checked and the journal on. The result is a
//!    share of the throughput of an axum server that answers the same bytes from memory. Each server is a process of its own, on the first
//!    core. This process sends the requests, from the last core. The two servers are measured in turn.
//! 2. `start`: the time from starting the program to its first answer.
//! 3. `worlds`: making a world and copying one.
//! 4. `lives`: whole lifetimes of SDDCs (create, READY, deleted, gone), through the router, on one core.
//!
//! `--only NAME` runs one of these. `--rounds N` and `--seconds N` set how often and for how long each server is measured in 1, and
//! `--filter TEXT` selects rows of 1. `--program PATH`, or the variable `VMCSIM_BENCH_PROGRAM`, names another build of the program to
//! measure in 1 and 2.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

mod measure;

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt;
use measure::{
    Result, argument,
    http::{Connection, read_head, request},
    median, number,
    process::{Server, pin_self, program},
    setting::Setting,
};
use serde_json::{Value, json};
use std::{
    io::Read,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use vmcsim::{App, MockServer, Preset};

const CONNECTIONS: usize = 64;
const LIVES: usize = 100_000;

fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("serve-static") {
        return serve_static();
    }
    pin_self();
    let only = argument("--only");
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if wanted("throughput") {
        throughput()?;
    }
    if wanted("start") {
        start_up()?;
    }
    if wanted("worlds") {
        runtime.block_on(worlds())?;
    }
    if wanted("lives") {
        runtime.block_on(lives())?;
    }
    Ok(())
}

// 1. Throughput.

/// Requests that each connection sends repeatedly.
#[derive(Debug, Clone)]
struct Load {
    what: &'static str,
    request: String,
    /// The number of other requests after which this request is sent, and the request.
    between: Option<(usize, String)>,
}

impl Load {
    fn new(what: &'static str, request: String) -> Self {
        Self { what, request, between: None }
    }

    fn text(&self, place: usize) -> &str {
        match &self.between {
            Some((others, between)) if place % (others + 1) == *others => between,
            _ => &self.request,
        }
    }
}

/// A row of the table: its name, and the function that makes its world and its requests.
type Row = (&'static str, fn(&'static str, &str) -> Result<Load>);

const ROWS: &[Row] = &[
    ("GET organization", |what, host| {
        let setting = instant(host, 0)?.0;
        Ok(Load::new(what, setting.request("GET", &setting.path(""), "")))
    }),
    ("GET SDDC", |what, host| {
        let (setting, (sddc, _)) = instant(host, 1)?;
        Ok(Load::new(what, setting.request("GET", &sddc, "")))
    }),
    ("GET finished task", |what, host| {
        let (setting, (_, task)) = instant(host, 1)?;
        Ok(Load::new(what, setting.request("GET", &task, "")))
    }),
    ("GET started task, clock runs", |what, host| {
        // A task that takes two hours and whose percentage changes every seven seconds.
        let setting = Setting::new(host, json!({"pacing": {"preset": "realistic"}, "rate": 10}))?;
        let (_, task) = setting.make_sddcs(1)?;
        Ok(Load::new(what, setting.request("GET", &task, "")))
    }),
    ("GET list of 2 SDDCs", |what, host| {
        let setting = instant(host, 2)?.0;
        Ok(Load::new(what, setting.request("GET", &setting.path("/sddcs"), "")))
    }),
    ("GET list of 100 SDDCs", |what, host| {
        let setting = instant(host, 100)?.0;
        Ok(Load::new(what, setting.request("GET", &setting.path("/sddcs"), "")))
    }),
    ("GET list of 100 tasks", |what, host| {
        let setting = instant(host, 100)?.0;
        Ok(Load::new(what, setting.request("GET", &setting.path("/tasks"), "")))
    }),
    ("GET search for CSP users", |what, host| {
        let setting = instant(host, 0)?.0;
        let path = format!("/csp/gateway/am/api/orgs/{}/users/search?userSearchTerm=owner", setting.org);
        Ok(Load::new(what, setting.request("GET", &path, "")))
    }),
    ("GET group of a network", |what, host| {
        let setting = instant(host, 0)?.0;
        let group = setting.networks()? + "/policy/api/v1/infra/domains/cgw/groups/web";
        setting.send("PATCH", &group, "{}")?;
        Ok(Load::new(what, setting.request("GET", &group, "")))
    }),
    ("GET list of 100 firewall rules", |what, host| {
        let setting = instant(host, 0)?.0;
        let policy = setting.networks()? + "/policy/api/v1/infra/domains/cgw/security-policies/web";
        let rules: Vec<_> = (0..100).map(|number| json!({"id": format!("rule-{number}")})).collect();
        setting.send("PATCH", &policy, &json!({"category": "Application", "rules": rules}).to_string())?;
        Ok(Load::new(what, setting.request("GET", &(policy + "/rules"), "")))
    }),
    ("PATCH SDDC", |what, host| {
        let (setting, (sddc, _)) = instant(host, 1)?;
        Ok(Load::new(what, setting.request("PATCH", &sddc, &json!({"name": "renamed"}).to_string())))
    }),
    ("POST SDDC to be validated", |what, host| {
        let setting = instant(host, 0)?.0;
        let config = json!({"name": "a", "num_hosts": 1, "provider": "ZEROCLOUD"}).to_string();
        Ok(Load::new(what, setting.request("POST", &setting.path("/sddcs?validateOnly=true"), &config)))
    }),
    ("GET SDDC, 1 PATCH for every 100", |what, host| {
        let (setting, (sddc, _)) = instant(host, 1)?;
        let patch = setting.request("PATCH", &sddc, &json!({"name": "renamed"}).to_string());
        Ok(Load { between: Some((100, patch)), ..Load::new(what, setting.request("GET", &sddc, "")) })
    }),
    ("GET list of 2 SDDCs, 1 PATCH for every 100", |what, host| {
        let (setting, (sddc, _)) = instant(host, 2)?;
        let patch = setting.request("PATCH", &sddc, &json!({"name": "renamed"}).to_string());
        let list = setting.request("GET", &setting.path("/sddcs"), "");
        Ok(Load { between: Some((100, patch)), ..Load::new(what, list) })
    }),
];

/// Makes a world whose tasks finish at once, with this many SDDCs.
fn instant(host: &str, sddcs: usize) -> Result<(Setting, (String, String))> {
    let setting = Setting::new(host, json!({"pacing": {"preset": "instant"}}))?;
    let last = if sddcs == 0 { (String::new(), String::new()) } else { setting.make_sddcs(sddcs)? };
    Ok((setting, last))
}

fn throughput() -> Result<()> {
    let (rounds, time) = (number("--rounds", 5)?, Duration::from_secs(number("--seconds", 1)?));
    let filter = argument("--filter").unwrap_or_default();
    let server = Server::start(&[], true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{}", program().display());
    println!(
        "requests per second of processor time at {CONNECTIONS} connections, medians of {rounds} rounds of {time:?} in turn"
    );
    println!("{:<44} {:>8} {:>9} {:>9} {:>6}  cached", "", "bytes", "vmcsim", "static", "ratio");
    for (what, load) in ROWS.iter().filter(|(what, _)| what.contains(&filter)) {
        let load = Arc::new(load(what, server.address())?);
        let body = Connection::open(server.address())?.exchange(&load.request)?.1.to_vec();
        let bare = Server::start_self(&["serve-static"], &body)?;
        let before = cache_counts(&server);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // The servers are measured in turn; other load on the machine then affects both.
        for _ in 0..rounds {
            theirs.push(runtime.block_on(round(&bare, &load, time))?);
            ours.push(runtime.block_on(round(&server, &load, time))?);
        }
        // Each round has its own share, because the machine may be faster in one round than in another.
        let share = median(std::iter::zip(&ours, &theirs).map(|(ours, theirs)| ours / theirs).collect());
        let cached =
            hit_rate(before, cache_counts(&server)).map_or("-".to_owned(), |rate| format!("{:.1} %", rate * 100.0));
        let (ours, theirs, bytes) = (median(ours), median(theirs), body.len());
        println!("{:<44} {bytes:>8} {ours:>9.0} {theirs:>9.0} {share:>6.2}  {cached}", load.what);
    }
    Ok(())
}

/// Returns the hits and misses of the server's answer cache, if the server reports them.
fn cache_counts(server: &Server) -> Option<(f64, f64)> {
    let request = request(server.address(), "GET", "/_vmcsim/statistics", "", "");
    let statistics = Connection::open(server.address()).ok()?.json(&request).ok()?;
    let count = |name: &str| statistics["answer_cache"][name].as_f64();
    Some((count("hits")?, count("misses")?))
}

fn hit_rate(before: Option<(f64, f64)>, after: Option<(f64, f64)>) -> Option<f64> {
    let ((hits_before, misses_before), (hits, misses)) = (before?, after?);
    let (hits, misses) = (hits - hits_before, misses - misses_before);
    (hits + misses > 0.0).then(|| hits / (hits + misses))
}

/// Runs a server that reads one answer from its standard input and sends it to every request.
fn serve_static() -> Result<()> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let body = bytes::Bytes::from(body);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let answer = move || async move { ([("content-type", "application/json")], body.clone()) };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, Router::new().fallback(answer)).await?;
        Ok(())
    })
}

/// Returns requests per second of the server's processor time. Each connection sends a request as soon as it has its answer.
async fn round(server: &Server, load: &Arc<Load>, time: Duration) -> Result<f64> {
    let (begun, before) = (Instant::now(), server.processor_seconds()?);
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (address, load) = (server.address().to_owned(), load.clone());
        clients.spawn(async move {
            let mut stream = TcpStream::connect(&address).await?;
            stream.set_nodelay(true)?;
            let (mut buffer, mut answered) = (vec![0; 1 << 16], 0);
            while begun.elapsed() < time {
                stream.write_all(load.text(answered).as_bytes()).await?;
                read_answer(&mut stream, &mut buffer).await?;
                answered += 1;
            }
            Result::Ok(answered)
        });
    }
    let mut answered = 0;
    while let Some(client) = clients.join_next().await {
        answered += client??;
    }
    Ok(answered as f64 / (server.processor_seconds()? - before))
}

/// Reads an answer. Its status must be a success.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    let mut filled = 0;
    let (status, whole) = loop {
        filled += Some(stream.read(&mut buffer[filled..]).await?).filter(|read| *read > 0).ok_or("no answer")?;
        if let Some((status, head, length)) = read_head(&buffer[..filled])? {
            break (status, head + length);
        }
    };
    if buffer.len() < whole {
        buffer.resize(whole, 0);
    }
    while filled < whole {
        filled += Some(stream.read(&mut buffer[filled..]).await?).filter(|read| *read > 0).ok_or("half an answer")?;
    }
    if (200..300).contains(&status) { Ok(()) } else { Err(format!("a request was answered with {status}").into()) }
}

// 2. Start-up.

fn start_up() -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..20 {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        let mut command = Command::new(program());
        let mut child = command.args(["serve", "--log", "off", "--listen", &address]).stdout(Stdio::null()).spawn()?;
        let ready = request("localhost", "GET", "/readyz", "", "");
        let mut answered = Err("the program did not answer within ten seconds".into());
        while begun.elapsed() < Duration::from_secs(10) {
            if let Ok(mut connection) = Connection::open(&address) {
                answered = connection.exchange(&ready).map(|_| begun.elapsed());
                break;
            }
        }
        child.kill()?;
        child.wait()?;
        times.push(answered?.as_secs_f64() * 1000.0);
    }
    println!("from start to first answer: {:.1} ms (median of 20)", median(times));
    Ok(())
}

// 3. Worlds.

async fn worlds() -> Result<()> {
    let server = MockServer::builder().try_start()?;
    let path = "/_vmcsim/worlds";
    for (what, body) in
        [("a new world", String::new()), ("a copy of a world", json!({"from": {"fork": "default"}}).to_string())]
    {
        let mut times = Vec::new();
        for _ in 0..2000 {
            let begun = Instant::now();
            let made = answer(server.app(), "POST", path, "", &body).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e6);
            let made: Value = serde_json::from_slice(&made)?;
            let id = made["id"].as_str().ok_or("no id")?.to_owned();
            answer(server.app(), "DELETE", &format!("{path}/{id}"), "", "").await?;
        }
        println!("{what}: {:.1} us (median of 2000, through the router)", median(times));
    }
    Ok(())
}

// 4. Lives.

async fn lives() -> Result<()> {
    let server = MockServer::builder().pace(Preset::Instant).try_start()?;
    let (app, world) = (server.app(), server.world());
    let form = format!("refresh_token={}", server.api_token().expose());
    let granted = ask(app, "POST", "/csp/gateway/am/api/auth/api-tokens/authorize", "", &form).await?;
    let token = granted["access_token"].as_str().ok_or("no access token")?;
    let sddcs = format!("/vmc/api/orgs/{}/sddcs", world.org_id);
    let config = json!({"name": "a", "num_hosts": 1, "provider": "ZEROCLOUD"}).to_string();
    let begun = Instant::now();
    for _ in 0..LIVES {
        let task = ask(app, "POST", &sddcs, token, &config).await?;
        let path = format!("{sddcs}/{}", task["resource_id"].as_str().ok_or("no SDDC")?);
        assert_eq!(ask(app, "GET", &path, token, "").await?["sddc_state"], "READY");
        ask(app, "DELETE", &path, token, "").await?;
        assert_eq!(ask(app, "GET", &path, token, "").await?["sddc_state"], "DELETED");
    }
    let spent = begun.elapsed();
    println!(
        "{LIVES} lives of SDDCs: {spent:.1?} on one core ({:.0} us each, four requests)",
        spent.as_secs_f64() * 1e6 / LIVES as f64
    );
    Ok(())
}

async fn ask(app: &App, method: &str, path: &str, token: &str, body: &str) -> Result<Value> {
    let bytes = answer(app, method, path, token, body).await?;
    Ok(if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? })
}

async fn answer(app: &App, method: &str, path: &str, token: &str, body: &str) -> Result<bytes::Bytes> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("csp-auth-token", token)
        .body(Body::from(body.to_owned()))?;
    let response = app.answer(request).await;
    if !response.status().is_success() {
        return Err(format!("{method} {path} answered {}", response.status()).into());
    }
    Ok(response.into_body().collect().await?.to_bytes())
}
