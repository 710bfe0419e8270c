//! The program itself, as a process.

use crate::state::wire::Wire;
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The program, serving. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    pub(crate) wire: Wire,
}

fn command(state: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vmcsim"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--pace", "realistic", "--log", "off", "--state"]).arg(state);
    command.stdin(Stdio::null());
    command
}

impl Program {
    /// Starts it, and waits until it says where it listens.
    pub(crate) fn start(state: &Path) -> Self {
        let mut child = command(state).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").map(|(_, address)| address.parse().unwrap());
        // What else it prints is of no interest, but it must find a reader.
        std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Self { child, wire: Wire(address.unwrap_or_else(|| panic!("it did not start: {line}"))) }
    }

    /// Starts it where it cannot start, and returns what it says.
    pub(crate) fn refused(state: &Path) -> String {
        let output = command(state).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    /// Kills it as `kill -9` does: it gets no chance to end anything.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}
