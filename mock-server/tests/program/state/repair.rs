//! `--state-repair` moves damaged files aside, says so, and starts with the rest.

use crate::state::{
    files,
    process::Program,
    wire::{Wire, expect},
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use vmcsim::{MockServer, NewWorld};

/// A state with a default world and two copies, whose ids are known.
struct State {
    folder: tempfile::TempDir,
    default: String,
    copies: [String; 2],
}

impl State {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mock = MockServer::builder().state(folder.path().join("state")).try_start().unwrap();
        let copies = ["empty", "demo"].map(|name| mock.new_world(NewWorld::named(name)).unwrap().id().to_string());
        let default = mock.default_world().id().to_string();
        drop(mock);
        Self { folder, default, copies }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn file(&self, id: &str, rest: &str) -> PathBuf {
        self.path().join(format!("worlds/{id}.{rest}"))
    }

    fn damaged(&self, name: &str) -> PathBuf {
        self.path().join("damaged").join(name)
    }

    /// Starts the program with repair, and returns what it says.
    fn repaired(&self) -> (Program, String) {
        let before = files(&self.path());
        let told = Program::refused(&self.path());
        assert!(told.contains("--state-repair"), "{told}");
        assert_eq!(files(&self.path()), before, "without repair, nothing is changed");
        let log = self.folder.path().join("log");
        let program = Program::start_with(&self.path(), &["--state-repair"], &log);
        (program, std::fs::read_to_string(log).unwrap())
    }
}

fn flip(file: &Path) -> Vec<u8> {
    let mut content = std::fs::read(file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(file, &content).unwrap();
    content
}

/// Returns the ids of all worlds, in order, and that of the default one.
fn worlds(wire: Wire) -> (Vec<String>, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = expect(wire.ask("GET", "/_vmcsim/worlds", None, &Value::Null), 200);
    let mut ids: Vec<_> = all.as_array().unwrap().iter().map(|world| text(&world["id"])).collect();
    ids.sort();
    (ids, text(&expect(wire.ask("GET", "/_vmcsim/worlds/default", None, &Value::Null), 200)["id"]))
}

fn sorted(ids: &[&String]) -> Vec<String> {
    let mut ids: Vec<_> = ids.iter().map(|id| (*id).clone()).collect();
    ids.sort();
    ids
}

/// The state that was repaired starts without repair.
fn restarts(state: &State, program: Program) {
    let before = worlds(program.wire);
    program.kill();
    let again = Program::start(&state.path());
    assert_eq!(worlds(again.wire), before);
}

#[test]
fn a_damaged_world_is_moved_aside() {
    let state = State::new();
    let [gone, stays] = &state.copies;
    let (file, base) = (state.file(gone, "json"), state.file(gone, "base-1.json"));
    let (content, base_content) = (flip(&file), std::fs::read(&base).unwrap());
    // A file that was moved aside earlier is not replaced.
    std::fs::create_dir(state.path().join("damaged")).unwrap();
    std::fs::write(state.damaged(&format!("{gone}.json")), "earlier").unwrap();
    let (program, said) = state.repaired();
    assert_eq!(worlds(program.wire), (sorted(&[&state.default, stays]), state.default.clone()));
    assert_eq!(std::fs::read(state.damaged(&format!("{gone}.json"))).unwrap(), b"earlier");
    let moved = state.damaged(&format!("{gone}.json.1"));
    assert_eq!(std::fs::read(&moved).unwrap(), content);
    assert_eq!(std::fs::read(state.damaged(&format!("{gone}.base-1.json"))).unwrap(), base_content);
    assert!(!file.exists() && !base.exists());
    for told in [file.to_str().unwrap(), moved.to_str().unwrap(), "was changed or damaged", gone] {
        assert!(said.contains(told), "{told}: {said}");
    }
    restarts(&state, program);
}

#[test]
fn a_missing_world_is_given_up() {
    let state = State::new();
    let [gone, stays] = &state.copies;
    std::fs::remove_file(state.file(gone, "json")).unwrap();
    let (program, said) = state.repaired();
    assert_eq!(worlds(program.wire).0, sorted(&[&state.default, stays]));
    assert!(said.contains("is missing") && said.contains(gone), "{said}");
    assert!(state.damaged(&format!("{gone}.base-1.json")).exists(), "its base may help");
    restarts(&state, program);
}

#[test]
fn a_new_default_world_takes_the_place_of_a_damaged_one() {
    let state = State::new();
    flip(&state.file(&state.default, "json"));
    let (program, said) = state.repaired();
    let (ids, default) = worlds(program.wire);
    assert!(said.contains("A new default world is made"), "{said}");
    assert_ne!(default, state.default);
    assert_eq!(ids, sorted(&[&default, &state.copies[0], &state.copies[1]]));
    restarts(&state, program);
}

#[test]
fn a_world_outlives_its_base() {
    let state = State::new();
    let id = &state.copies[1];
    for damage in [|file: &Path| drop(flip(file)), |file: &Path| std::fs::remove_file(file).unwrap()] {
        damage(&state.file(id, "base-1.json"));
        let (program, said) = state.repaired();
        assert!(said.contains("A reset of the world") && said.contains(id), "{said}");
        let path = |rest: &str| format!("/_vmcsim/worlds/{id}{rest}");
        let before = expect(program.wire.ask("GET", &path(""), None, &Value::Null), 200);
        expect(program.wire.ask("POST", &path("/clock/advance"), None, &json!({"by": "100h"})), 200);
        let after = expect(program.wire.ask("POST", &path("/reset"), None, &Value::Null), 200);
        assert_eq!(after["api_token"], before["api_token"]);
        restarts(&state, program);
    }
}

#[test]
fn the_worlds_outlive_the_list() {
    type Damage = fn(&Path);
    let damages: [Damage; 2] = [|file| drop(flip(file)), |file| std::fs::remove_file(file).unwrap()];
    for damage in damages {
        let state = State::new();
        damage(&state.path().join("server.json"));
        // One world is damaged too.
        flip(&state.file(&state.copies[0], "json"));
        let (program, said) = state.repaired();
        assert!(said.contains("server.json") && said.contains(&state.copies[0]), "{said}");
        assert_eq!(worlds(program.wire), (sorted(&[&state.default, &state.copies[1]]), state.default.clone()));
        let new = expect(program.wire.ask("POST", "/_vmcsim/worlds", None, &Value::Null), 201);
        assert!(!state.copies.iter().chain([&state.default]).any(|id| new["id"] == **id), "ids are given once");
        restarts(&state, program);
    }
}

/// What a later version wrote is not damaged. It is for that version.
#[test]
fn a_file_of_a_later_version_is_not_moved() {
    let state = State::new();
    let file = state.file(&state.copies[0], "json");
    let mut content: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    content.as_object_mut().unwrap().shift_remove("sha256");
    content["format"] = json!(7);
    std::fs::write(&file, content.to_string()).unwrap();
    flip(&state.file(&state.copies[1], "json"));
    let before = files(&state.path());
    let told = Program::refused_with(&state.path(), &["--state-repair"]);
    assert!(told.contains("format 7") && told.contains(file.to_str().unwrap()), "{told}");
    assert_eq!(files(&state.path()), before);
}

#[test]
fn a_whole_state_needs_no_repair() {
    let state = State::new();
    let before = files(&state.path());
    let log = state.folder.path().join("log");
    Program::start_with(&state.path(), &["--state-repair"], &log).kill();
    assert_eq!((files(&state.path()), std::fs::read_to_string(log).unwrap()), (before, String::new()));
    assert!(!state.path().join("damaged").exists());
}
