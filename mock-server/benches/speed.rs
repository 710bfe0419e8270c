//! How fast the simulator is: `cargo bench`. Everything is measured in the same run, and what is compared is treated alike.
//!
//! 1. Requests per second at 64 connections, of an SDDC and of a task with the caller's token checked, as a share of what a bare axum
//!    server reaches that answers the same bytes from memory. Each server is a process of its own, on the first core; the load comes
//!    from this process, on the last.
//! 2. From starting the program to its first answer.
//! 3. Making a world.
//! 4. Whole lives of SDDCs (create, READY, deleted, gone), through the router, on one core.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

use axum::{Router, body::Body, http::Request, routing::get};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::{
    error::Error,
    io::{BufRead, BufReader},
    net::TcpStream as BlockingStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use vmcsim::{App, MockServer, Preset};

const CONNECTIONS: usize = 64;
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 9;
const LIVES: usize = 100_000;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("serve-vmcsim") => serve_vmcsim(),
        Some("serve-bare") => serve_bare(&arguments[2], &arguments[3]),
        _ => {
            pin_self();
            throughput()?;
            start_up()?;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(worlds())?;
            runtime.block_on(lives())
        }
    }
}

// 1. Throughput.

fn throughput() -> Result<()> {
    let (_vmcsim, url) = child(&["serve-vmcsim"])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let paths = runtime.block_on(prepare(&url))?;
    println!("requests per second at {CONNECTIONS} connections, medians of {ROUNDS} rounds of {ROUND:?}");
    for (what, path, token) in paths {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\ncsp-auth-token: {token}\r\n\r\n", &url[7..]);
        let body = runtime.block_on(exchange(&url, &head))?;
        let (_bare, bare_url) = child(&["serve-bare", &path, &body])?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // In turn, so that whatever else the machine does meets both.
        for _ in 0..ROUNDS {
            theirs.push(runtime.block_on(load(&bare_url, &head))?);
            ours.push(runtime.block_on(load(&url, &head))?);
        }
        // Each round has its own share: the machine may be faster in one than in another.
        let share = median(std::iter::zip(&ours, &theirs).map(|(ours, theirs)| ours / theirs).collect());
        let (ours, theirs) = (median(ours), median(theirs));
        println!("  {what:<12} {ours:>9.0}   bare axum {theirs:>9.0}   ratio {share:.2}   ({} bytes)", body.len());
    }
    Ok(())
}

fn serve_vmcsim() -> Result<()> {
    let server = MockServer::builder().pace(Preset::Instant).try_start()?;
    println!("{}", server.url());
    loop {
        std::thread::park();
    }
}

fn serve_bare(path: &str, body: &str) -> Result<()> {
    let (path, body) = (path.to_owned(), bytes::Bytes::from(body.to_owned()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let answer = move || async move { ([("content-type", "application/json")], body.clone()) };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, Router::new().route(&path, get(answer))).await?;
        Ok(())
    })
}

/// An SDDC and a task to look at, and a token to look with.
async fn prepare(url: &str) -> Result<Vec<(&'static str, String, String)>> {
    let (login, world) = ("/csp/gateway/am/api/auth/api-tokens/authorize", "/_vmcsim/worlds/default");
    let world: Value = serde_json::from_str(&exchange(url, &request("GET", world, "", "")).await?)?;
    let form = format!("refresh_token={}", world["api_token"].as_str().ok_or("no API token")?);
    let granted: Value = serde_json::from_str(&exchange(url, &request("POST", login, "", &form)).await?)?;
    let token = granted["access_token"].as_str().ok_or("no access token")?.to_owned();
    let org = format!("/vmc/api/orgs/{}", world["org_id"].as_str().ok_or("no org")?);
    let config = json!({"name": "a", "num_hosts": 1, "provider": "ZEROCLOUD"}).to_string();
    let task: Value =
        serde_json::from_str(&exchange(url, &request("POST", &format!("{org}/sddcs"), &token, &config)).await?)?;
    let sddc = format!("{org}/sddcs/{}", task["resource_id"].as_str().ok_or("no SDDC")?);
    let task = format!("{org}/tasks/{}", task["id"].as_str().ok_or("no task")?);
    Ok(vec![("GET SDDC", sddc, token.clone()), ("GET task", task, token)])
}

fn request(method: &str, path: &str, token: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\ncsp-auth-token: {token}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Requests per second that the server answers when every connection asks as soon as it has its answer.
async fn load(url: &str, head: &str) -> Result<f64> {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (url, head) = (url.to_owned(), head.to_owned());
            tokio::task::spawn(async move {
                let mut stream = TcpStream::connect(&url[7..]).await.ok()?;
                stream.set_nodelay(true).ok()?;
                let (mut buffer, mut answered) = (vec![0; 1 << 16], 0u32);
                while begun.elapsed() < ROUND {
                    stream.write_all(head.as_bytes()).await.ok()?;
                    read_answer(&mut stream, &mut buffer).await?;
                    answered += 1;
                }
                Some(answered)
            })
        })
        .collect();
    let mut answered = 0;
    for task in tasks {
        answered += task.await?.ok_or("a connection broke")?;
    }
    Ok(f64::from(answered) / begun.elapsed().as_secs_f64())
}

async fn exchange(url: &str, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(&url[7..]).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut buffer = vec![0; 1 << 16];
    let body = read_answer(&mut stream, &mut buffer).await.ok_or("no answer")?;
    Ok(String::from_utf8(buffer[body].to_vec())?)
}

/// Reads one answer with a `Content-Length`; returns where its body lies in the buffer. Only successes count as answers.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Option<std::ops::Range<usize>> {
    let mut filled = 0;
    let end = loop {
        filled += Some(stream.read(&mut buffer[filled..]).await.ok()?).filter(|read| *read > 0)?;
        if let Some(end) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = std::str::from_utf8(&buffer[..end]).ok()?.to_ascii_lowercase();
    let length: usize = head.split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok()?;
    while filled < end + length {
        filled += Some(stream.read(&mut buffer[filled..]).await.ok()?).filter(|read| *read > 0)?;
    }
    head.starts_with("http/1.1 2").then_some(end..end + length)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// This program again as a server, on the first core where the system can do that.
fn child(arguments: &[&str]) -> Result<(Server, String)> {
    let program = std::env::current_exe()?;
    let pinned = Command::new("taskset").args(["-c", "0"]).arg(&program).args(arguments).stdout(Stdio::piped()).spawn();
    let mut server = match pinned {
        Ok(child) => Server(child),
        Err(_) => Server(Command::new(&program).args(arguments).stdout(Stdio::piped()).spawn()?),
    };
    let mut url = String::new();
    BufReader::new(server.0.stdout.take().ok_or("no output")?).read_line(&mut url)?;
    Ok((server, url.trim().to_owned()))
}

/// A process that ends when it is dropped, whatever came between.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn pin_self() {
    let last = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) - 1;
    let pid = std::process::id().to_string();
    let _ = Command::new("taskset").args(["-a", "-p", "-c", &last.to_string(), &pid]).stdout(Stdio::null()).status();
}

// 2. Start-up.

fn start_up() -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..20 {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let begun = Instant::now();
        let mut program = Command::new(env!("CARGO_BIN_EXE_vmcsim"));
        program.args(["serve", "--log", "off", "--listen", &format!("127.0.0.1:{port}")]);
        let server = Server(program.stdout(Stdio::null()).spawn()?);
        let mut answer = [0; 12];
        while begun.elapsed() < Duration::from_secs(10) {
            if let Ok(mut stream) = BlockingStream::connect(("127.0.0.1", port)) {
                std::io::Write::write_all(&mut stream, b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
                std::io::Read::read_exact(&mut stream, &mut answer)?;
                break;
            }
        }
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        drop(server);
        assert_eq!(&answer, b"HTTP/1.1 200");
    }
    println!("from start to first answer: {:.1} ms (median of 20)", median(times));
    Ok(())
}

// 3. Worlds.

async fn worlds() -> Result<()> {
    let server = MockServer::builder().try_start()?;
    let (mut spent, rounds) = (Duration::ZERO, 2000);
    for _ in 0..rounds {
        let begun = Instant::now();
        let made = ask(server.app(), "POST", "/_vmcsim/worlds", "", "").await?;
        spent += begun.elapsed();
        let id = made["id"].as_str().ok_or("no id")?.to_owned();
        ask(server.app(), "DELETE", &format!("/_vmcsim/worlds/{id}"), "", "").await?;
    }
    println!(
        "a new world: {:.1} us (mean of {rounds}, through the router)",
        spent.as_secs_f64() * 1e6 / f64::from(rounds)
    );
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
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("csp-auth-token", token)
        .body(Body::from(body.to_owned()))?;
    let response = app.answer(request).await;
    if !response.status().is_success() {
        return Err(format!("{method} {path} answered {}", response.status()).into());
    }
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok(if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? })
}
