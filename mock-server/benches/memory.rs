//! Measures how much memory the program needs: `cargo bench -p vmcsim --bench memory`.
//!
//! 1. Resident memory five seconds after the start.
//! 2. Resident memory for each of 10,000 new worlds, or as many as `--worlds` says, and for each of as many copies of one world.
//!
//! `--program PATH`, or the variable `VMCSIM_BENCH_PROGRAM`, names another build of the program.

#![expect(clippy::disallowed_methods, reason = "a benchmark waits for machine time to pass")]

mod measure;

use measure::{
    Result,
    http::{Connection, request},
    number,
    process::{Server, program},
};
use serde_json::json;
use std::time::Duration;

fn main() -> Result<()> {
    let worlds = number("--worlds", 10_000)?;
    println!("{}", program().display());
    let server = Server::start(&[], false)?;
    std::thread::sleep(Duration::from_secs(5));
    let [all, own, file] = ["VmRSS", "RssAnon", "RssFile"].map(|figure| server.status_kb(figure));
    println!("five seconds after the start: {} kB, of which {} kB of its own and {} kB of files", all?, own?, file?);
    // The default world already exists.
    many(&server, "new worlds", worlds - 1, "")?;
    let server = Server::start(&[], false)?;
    many(&server, "copies of a new world", worlds - 1, &json!({"from": {"fork": "default"}}).to_string())
}

fn many(server: &Server, what: &str, count: u64, body: &str) -> Result<()> {
    let before = server.status_kb("VmRSS")?;
    let mut connection = Connection::open(server.address())?;
    let request = request(server.address(), "POST", "/_vmcsim/worlds", "", body);
    for _ in 0..count {
        connection.exchange(&request)?;
    }
    let after = server.status_kb("VmRSS")?;
    let each = (after - before) as f64 / count as f64;
    println!("{count} {what}: {:.1} MB in all, {each:.1} kB each", after as f64 / 1000.0);
    Ok(())
}
