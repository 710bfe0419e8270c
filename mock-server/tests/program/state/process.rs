//! The program itself, as a process.

use crate::state::wire::Wire;
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

/// A running server program. It is killed when it is dropped.
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
    /// Starts the program, and waits until it prints the address that it listens on.
    pub(crate) fn start(state: &Path) -> Self {
        let mut child = command(state).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").map(|(_, address)| address.parse().unwrap());
        // The rest of the output is not needed, but it must be read so that the program does not block.
        std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Self { child, wire: Wire(address.unwrap_or_else(|| panic!("it did not start: {line}"))) }
    }

    /// Starts the program when it must fail, and returns its error output.
    pub(crate) fn refused(state: &Path) -> String {
        let output = command(state).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    /// Kills the program as `kill -9` does. It cannot finish any work.
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
