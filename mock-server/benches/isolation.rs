//! Measures how much a long operation in one world delays requests to another world: `cargo bench -p vmcsim --bench isolation`.
//!
//! In a world with 10,000 SDDCs (`--sddcs`), a client lists the SDDCs, filters them, exports the world and copies it. The operations are
//! measured one after the other, and each is repeated without a pause. Meanwhile another client gets an SDDC of another world every two
//! milliseconds. Its latencies are compared with those at an idle server, measured in turn in the same run: `--rounds` times for
//! `--seconds` each. The benchmark fails if the 99th percentile is more than 5 ms above that of the idle server.
//!
//! `--program PATH`, or the variable `VMCSIM_BENCH_PROGRAM`, names another build of the program.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock and waits")]

mod measure;

use measure::{
    Result,
    http::{Connection, request},
    number, percentile,
    process::{Server, program},
    setting::Setting,
};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// Pause between two requests.
const PAUSE: Duration = Duration::from_millis(2);

/// The maximum number of milliseconds by which the 99th percentile may be above that of an idle server.
const LATER_MAX: f64 = 5.0;

/// The name of a long operation, and the function that runs it once.
type Long = (&'static str, fn(&Setting, &mut Connection) -> Result<()>);

const LONG: &[Long] = &[
    ("list", |large, connection| connection.exchange(&large.request("GET", &large.path("/sddcs"), "")).map(drop)),
    ("filter", |large, connection| {
        let path = large.path("/sddcs?$filter=name%20eq%20%27sddc-7%27");
        connection.exchange(&large.request("GET", &path, "")).map(drop)
    }),
    ("export", |large, connection| {
        connection.exchange(&request(&large.host, "GET", &large.control("/export"), "", "")).map(drop)
    }),
    ("copy", |large, connection| {
        let body = json!({"from": {"fork": large.world}}).to_string();
        let made: Value = connection.json(&request(&large.host, "POST", "/_vmcsim/worlds", "", &body))?;
        let path = format!("/_vmcsim/worlds/{}", made["id"].as_str().ok_or("no id")?);
        connection.exchange(&request(&large.host, "DELETE", &path, "", "")).map(drop)
    }),
];

fn main() -> Result<()> {
    let (sddcs, rounds) = (number("--sddcs", 10_000)?, number("--rounds", 3)?);
    let time = Duration::from_secs(number("--seconds", 3)?);
    println!("{}", program().display());
    let server = Server::start(&[], false)?;
    let instant = || Setting::new(server.address(), json!({"pacing": {"preset": "instant"}}));
    let (large, small) = (instant()?, instant()?);
    large.make_sddcs(usize::try_from(sddcs)?)?;
    let look = small.request("GET", &small.make_sddcs(1)?.0, "");
    println!("latency of GET SDDC beside another world with {sddcs} SDDCs, {rounds} rounds of {time:?} in turn, in ms");
    println!("{:<8} {:>8} {:>8} {:>8} {:>8} {:>14}", "", "looks", "p50", "p99", "max", "long, each");
    let mut idle = Vec::new();
    let mut busy: Vec<_> = LONG.iter().map(|(what, long)| (*what, *long, Vec::new(), Vec::new())).collect();
    for _ in 0..rounds {
        idle.extend(looks(server.address(), &look, time)?);
        for (what, long, latencies, times) in &mut busy {
            let (seen, taken) = beside(&large, *long, || looks(server.address(), &look, time))
                .map_err(|err| format!("{what}: {err}"))?;
            latencies.extend(seen);
            times.extend(taken);
        }
    }
    let idle_99 = percentile(idle.clone(), 99.0);
    show("idle", &idle, f64::NAN);
    let mut late = Vec::new();
    for (what, _, latencies, times) in busy {
        show(what, &latencies, percentile(times, 50.0));
        let later = percentile(latencies, 99.0) - idle_99;
        if later > LATER_MAX {
            late.push(format!("{what}: {later:.1} ms"));
        }
    }
    if late.is_empty() { Ok(()) } else { Err(format!("above the idle server: {}", late.join(", ")).into()) }
}

fn show(what: &str, latencies: &[f64], long: f64) {
    let [p50, p99, max] = [50.0, 99.0, 100.0].map(|percentage| percentile(latencies.to_vec(), percentage));
    println!("{what:<8} {:>8} {p50:>8.2} {p99:>8.2} {max:>8.2} {long:>14.1}", latencies.len());
}

/// Sends a request repeatedly for some time, and returns the latencies in milliseconds.
fn looks(address: &str, request: &str, time: Duration) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    let (begun, mut latencies) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        let asked = Instant::now();
        connection.exchange(request)?;
        latencies.push(asked.elapsed().as_secs_f64() * 1000.0);
        std::thread::sleep(PAUSE);
    }
    Ok(latencies)
}

/// Runs a closure while another thread repeats a long operation. Returns the closure's result and the durations of the operation in
/// milliseconds.
fn beside<T>(
    large: &Setting,
    long: fn(&Setting, &mut Connection) -> Result<()>,
    run: impl FnOnce() -> Result<T>,
) -> Result<(T, Vec<f64>)> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let busy = scope.spawn(|| {
            let (mut connection, mut times) = (Connection::open(&large.host)?, Vec::new());
            while !done.load(Ordering::Relaxed) {
                let begun = Instant::now();
                long(large, &mut connection)?;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(times)
        });
        let ran = run();
        done.store(true, Ordering::Relaxed);
        let times: Result<Vec<f64>> = busy.join().map_err(|_| "the busy client panicked")?;
        Ok((ran?, times?))
    })
}
