//! Files in a state that vmcsim did not write. They are never removed, replaced or followed.

use crate::state::{
    files,
    process::Program,
    wire::{Wire, expect},
};
use serde_json::{Value, json};
use std::{os::unix::fs::symlink, path::PathBuf};
use vmcsim::{MockServer, NewWorld};

fn advance(wire: Wire, status: u16) -> Value {
    expect(wire.ask("POST", "/_vmcsim/worlds/default/clock/advance", None, &json!({"by": "1h"})), status)
}

#[test]
fn files_of_others_stay_and_are_named_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (state, log) = (folder.path().join("state"), folder.path().join("log"));
    let mock = MockServer::builder().state(&state).try_start().unwrap();
    let id = mock.fork().unwrap().id();
    drop(mock);
    let (own, worlds) = (files(&state), state.join("worlds"));
    let world = std::fs::read(worlds.join(format!("{id}.json"))).unwrap();
    let names = [
        "my-backup.json".to_owned(),
        format!("{id} (copy).json"),
        format!("{id}.json.bak"),
        format!("{{{id}}}.json"),
        format!("{}.json", id.to_string().to_uppercase()),
        format!("{id}.base-01.json"),
        "11111111-0000-4000-8000-000000000000.json".to_owned(),
        "22222222-0000-4000-8000-000000000000.base-1.json".to_owned(),
        "my-backup.json.part".to_owned(),
        "notes.ended".to_owned(),
    ];
    let others: Vec<PathBuf> = names.iter().map(|name| worlds.join(name)).collect();
    others.iter().for_each(|path| std::fs::write(path, &world).unwrap());
    std::fs::create_dir(worlds.join("backups")).unwrap();
    symlink("/nowhere", worlds.join("link.json")).unwrap();

    let program = Program::start_with(&state, &["--log", "warn"], &log);
    let worlds_there = expect(program.wire.ask("GET", "/_vmcsim/worlds", None, &Value::Null), 200);
    assert_eq!(worlds_there.as_array().unwrap().len(), 2, "{worlds_there}");
    advance(program.wire, 200);
    let ended = program.wire.ask("DELETE", &format!("/_vmcsim/worlds/{id}"), None, &Value::Null);
    assert_eq!(ended.unwrap().0, 204);
    program.kill();
    let log = std::fs::read_to_string(&log).unwrap();
    for path in others.iter().chain([&worlds.join("backups"), &worlds.join("link.json")]) {
        assert!(
            log.lines().any(|line| line.contains("WARN") && line.contains(path.to_str().unwrap())),
            "{path:?} {log}"
        );
    }
    assert_eq!(log.lines().count(), others.len() + 2, "{log}");
    drop(Program::start(&state));
    for path in &others {
        assert_eq!(std::fs::read(path).unwrap(), world, "{}", path.display());
    }
    assert!(worlds.join("backups").is_dir() && worlds.join("link.json").is_symlink());
    assert_eq!(files(&state).len(), own.len() - 2 + others.len());
}

/// A new world does not take the name of a file that belongs to no world.
#[test]
fn a_new_world_leaves_a_file_that_has_its_name() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mock = |state: &tempfile::TempDir| MockServer::builder().state(state.path()).try_start().unwrap();
    // Servers of the same seed give the same ids.
    let id = mock(&elsewhere).new_world(NewWorld::seeded(1)).unwrap().id();
    let mock = mock(&folder);
    let file = folder.path().join(format!("worlds/{id}.json"));
    std::fs::write(&file, "mine").unwrap();
    assert_ne!(mock.new_world(NewWorld::seeded(1)).unwrap().id(), id);
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_link_in_the_place_of_a_file_that_is_being_written_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (state, target) = (folder.path().join("state"), folder.path().join("precious"));
    std::fs::write(&target, "precious").unwrap();
    let mock = MockServer::builder().state(&state).try_start().unwrap();
    let (wire, id) = (Wire(mock.address()), mock.default_world().id());
    let there = files(&state);
    let world_part = state.join(format!("worlds/{id}.json.part"));
    let cases: [(PathBuf, &str, &str, Value); 2] = [
        (world_part.clone(), "POST", "/_vmcsim/worlds/default/clock/advance", json!({"by": "1h"})),
        (state.join("server.json.part"), "POST", "/_vmcsim/worlds", json!({"from": {"fork": "default"}})),
    ];
    for (link, method, path, body) in cases {
        for absent in [false, true] {
            let to = if absent { folder.path().join("absent") } else { target.clone() };
            symlink(&to, &link).unwrap();
            let refused = expect(wire.ask(method, path, None, &body), 503);
            let told = refused["error_messages"][0].as_str().unwrap();
            assert!(told.contains(link.to_str().unwrap()), "{told}");
            assert!(link.is_symlink() && !folder.path().join("absent").exists());
            assert_eq!(std::fs::read(&target).unwrap(), b"precious");
            std::fs::remove_file(&link).unwrap();
        }
        assert_eq!(files(&state), there, "nothing is left of what was refused");
    }
    // A regular file was left by a crash.
    std::fs::write(&world_part, "half a wor").unwrap();
    advance(wire, 200);
    assert!(!world_part.exists());
}
