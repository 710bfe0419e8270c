//! Servers in processes of their own: the program, or this benchmark. Their processor time and memory are read from `/proc`.

use super::{Result, argument};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A server process that ends when this value is dropped.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:port`
    pub(crate) url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the path of the program to measure: `--program PATH`, the variable `VMCSIM_BENCH_PROGRAM`, or the program that was built with
/// this benchmark.
pub(crate) fn program() -> PathBuf {
    let given = argument("--program").or_else(|| std::env::var("VMCSIM_BENCH_PROGRAM").ok());
    given.map_or_else(|| env!("CARGO_BIN_EXE_vmcsim").into(), PathBuf::from)
}

/// Returns a command for a program. If `pinned` is set and the system has `taskset`, the command runs on the first core only.
fn command(program: &std::path::Path, pinned: bool) -> Command {
    let taskset = || Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !pinned || !taskset().is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

impl Server {
    /// Starts the program on a free port with these additional arguments, and waits until it is ready.
    ///
    /// # Errors
    /// The program does not start within ten seconds.
    pub(crate) fn start(arguments: &[&str], pinned: bool) -> Result<Self> {
        let begun = Instant::now();
        let ready = std::env::temp_dir().join(format!("vmcsim-bench-{}-{:?}.json", std::process::id(), begun));
        let mut command = command(&program(), pinned);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--ready-file"]).arg(&ready).args(arguments);
        let mut server = Self { child: command.stdout(Stdio::null()).spawn()?, url: String::new() };
        while begun.elapsed() < Duration::from_secs(10) {
            let told = std::fs::read(&ready).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
            if let Some(url) = told.as_ref().and_then(|told| told["url"].as_str()) {
                url.clone_into(&mut server.url);
                std::fs::remove_file(&ready)?;
                return Ok(server);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err("the program was not ready within ten seconds".into())
    }

    /// Starts this benchmark as a server. With these arguments it prints its address as the first line. `input` is its standard input.
    ///
    /// # Errors
    /// The server does not start.
    pub(crate) fn start_self(arguments: &[&str], input: &[u8]) -> Result<Self> {
        let mut command = command(&std::env::current_exe()?, true);
        let child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut server = Self { child, url: String::new() };
        server.child.stdin.take().ok_or("no input")?.write_all(input)?;
        BufReader::new(server.child.stdout.take().ok_or("no output")?).read_line(&mut server.url)?;
        server.url = server.url.trim().to_owned();
        Ok(server)
    }

    /// Returns host and port.
    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap_or(&self.url)
    }

    /// Returns the seconds of processor time that the server's threads have used so far, user and system.
    ///
    /// # Errors
    /// The system does not report the time.
    pub(crate) fn processor_seconds(&self) -> Result<f64> {
        let mut nanoseconds = 0;
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            // A thread may end in the meantime.
            let Ok(text) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            nanoseconds += text.split(' ').next().ok_or("no time")?.parse::<u64>()?;
        }
        Ok(nanoseconds as f64 / 1e9)
    }

    /// Returns a value of `/proc/PID/status` in kB, such as `VmRSS`.
    ///
    /// # Errors
    /// There is no such value.
    pub(crate) fn status_kb(&self, figure: &str) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':'));
        Ok(line.ok_or("no such figure")?.trim().trim_end_matches(" kB").parse()?)
    }
}

/// Pins this process to the last core, if the system can do that.
pub(crate) fn pin_self() {
    let last = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) - 1;
    let pid = std::process::id().to_string();
    let _ = Command::new("taskset").args(["-a", "-p", "-c", &last.to_string(), &pid]).stdout(Stdio::null()).status();
}
