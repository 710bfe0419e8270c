//! A lock file that is removed or replaced while its server runs.

use crate::state::{
    files,
    process::Program,
    wire::{Wire, expect},
};
use serde_json::{Value, json};
use std::path::Path;
use vmcsim::MockServer;

fn advance(wire: Wire, status: u16) -> Value {
    expect(wire.ask("POST", "/_vmcsim/worlds/default/clock/advance", None, &json!({"by": "1h"})), status)
}

/// Returns the time of the default world, which moves only when told.
fn now(wire: Wire) -> Value {
    expect(wire.ask("GET", "/_vmcsim/worlds/default/clock", None, &Value::Null), 200)["now"].clone()
}

/// A function that takes the lock file away from a server.
type Way = fn(&Path);

const WAYS: [Way; 3] = [
    |lock| std::fs::remove_file(lock).unwrap(),
    |lock| {
        std::fs::remove_file(lock).unwrap();
        std::fs::write(lock, "").unwrap();
    },
    |lock| {
        std::fs::rename(lock, lock.with_extension("old")).unwrap();
        std::os::unix::fs::symlink(lock.with_extension("old"), lock).unwrap();
    },
];

#[test]
fn a_server_that_lost_its_lock_saves_nothing_more() {
    for way in WAYS {
        let folder = tempfile::tempdir().unwrap();
        let (state, log) = (folder.path().join("state"), folder.path().join("log"));
        let program = Program::start_with(&state, &["--rate", "0", "--log", "warn"], &log);
        let wire = program.wire;
        advance(wire, 200);
        let (there, before) = (files(&state), now(wire));
        way(&state.join("lock"));
        for _ in 0..3 {
            let refused = advance(wire, 503);
            assert_eq!(refused["error_code"], "vmcsim.state.not.saved");
            let told = refused["error_messages"][0].as_str().unwrap();
            assert!(told.contains("lock was removed or replaced") && told.contains("started again"), "{told}");
        }
        expect(wire.ask("POST", "/_vmcsim/worlds", None, &Value::Null), 503);
        assert_eq!(now(wire), before, "reading goes on, and a refused change has no effect");
        // A second server, if one gets in at all, is not disturbed.
        let told = Program::refused(&state);
        assert!(told.contains("in use by another server") || told.contains("no regular file"), "{told}");
        let mut known = files(&state);
        known.remove(&state.join("lock.old"));
        assert_eq!(known, there);
        let log = std::fs::read_to_string(&log).unwrap();
        assert_eq!(log.matches("ERROR").count(), 1, "{log}");
        assert!(log.contains("lock file was removed or replaced"), "{log}");
        program.kill();
        let _ = std::fs::remove_file(state.join("lock"));
        let again = Program::start(&state);
        assert_eq!(now(again.wire), before);
        advance(again.wire, 200);
    }
}

/// A server that lost its lock does not remove files either.
#[test]
fn a_world_cannot_be_ended_without_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    let world = mock.fork().unwrap();
    let there = files(folder.path());
    std::fs::remove_file(folder.path().join("lock")).unwrap();
    assert!(world.end().is_err());
    assert_eq!((files(folder.path()), mock.worlds().len()), (there, 2));
}
