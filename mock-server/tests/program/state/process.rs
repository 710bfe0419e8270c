//! The program itself, as a process.

use crate::state::wire::Wire;
use std::{
    fs::File,
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
    command.args(["serve", "--listen", "127.0.0.1:0", "--pace", "realistic", "--state"]).arg(state);
    command.stdin(Stdio::null());
    command
}

impl Program {
    /// Starts the program, and waits until it prints the address that it listens on.
    pub(crate) fn start(state: &Path) -> Self {
        Self::spawned(command(state).args(["--log", "off"]))
    }

    /// Starts the program with more arguments. Its error output is the file `log`.
    pub(crate) fn start_with(state: &Path, arguments: &[&str], log: &Path) -> Self {
        Self::spawned(command(state).args(arguments).stderr(File::create(log).unwrap()))
    }

    /// Starts the program, which may write files of at most so many blocks of 512 or 1024 bytes, depending on the shell.
    #[cfg(unix)]
    pub(crate) fn start_limited(state: &Path, blocks: u32) -> Self {
        // Otherwise the system ends a process that goes beyond the limit.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let program = command(state);
        let mut limited = Command::new("sh");
        limited.args(["-c", &script, "sh"]).arg(program.get_program()).args(program.get_args());
        Self::spawned(limited.args(["--log", "off"]).stdin(Stdio::null()))
    }

    fn spawned(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
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
        Self::refused_with(state, &[])
    }

    /// Does the same with more arguments.
    pub(crate) fn refused_with(state: &Path, arguments: &[&str]) -> String {
        let mut command = command(state);
        command.args(["--log", "off"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if !line.is_empty() {
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        assert!(line.is_empty() && !output.status.success(), "it starts: {line}");
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
