//! Recognizes a process, so that a file can tell whether the process that wrote it still runs.

use std::fs;

/// Returns a text that identifies this process among all that ever ran on this machine: the start of the system, the space of process ids
/// (each container has its own), and the start of the process. `None` on systems that do not show these in files.
pub(super) fn own_start() -> Option<String> {
    start_of("self").map(|start| start.text)
}

/// Returns whether a process still runs, given its id and what [`own_start`] returned in it. Returns `None` if that cannot be known, for
/// example about a process in another container or before a restart of the system.
pub(super) fn runs(id: u64, start: &str) -> Option<bool> {
    let here = system()?;
    start.rsplit_once(' ').filter(|(there, _)| *there == here)?;
    Some(start_of(&id.to_string()).is_some_and(|now| now.text == start && !now.is_dead))
}

struct Start {
    text: String,
    /// The process has ended, and only its parent does not know it yet.
    is_dead: bool,
}

fn start_of(process: &str) -> Option<Start> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, in brackets, may contain anything. After it come the state and, as the twentieth field, the start.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?;
    let ticks = fields.nth(18)?;
    Some(Start { text: format!("{} {ticks}", system()?), is_dead: matches!(state, "Z" | "X" | "x") })
}

/// Returns the start of the system and the space of process ids, separated by a blank.
fn system() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), space.to_str()?))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_again_until_it_has_ended() {
        let own = own_start().unwrap();
        assert_eq!(runs(std::process::id().into(), &own), Some(true));
        let (system, ticks) = own.rsplit_once(' ').unwrap();
        assert_eq!(runs(std::process::id().into(), &format!("{system} {ticks}1")), Some(false), "another with this id");
        assert_eq!(runs(u64::from(u32::MAX), &own), Some(false), "no process has such an id");
        for unknown in ["", "x", "a b c", &format!("elsewhere pid:[1] {ticks}")] {
            assert_eq!(runs(1, unknown), None, "{unknown}");
        }
    }
}
