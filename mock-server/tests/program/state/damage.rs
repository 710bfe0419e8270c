//! States that cannot be used. Each is refused with the name of the file and the place of the damage, and no byte of it is changed.

use crate::state::{files, process::Program};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use vmcsim::{MockServer, NewWorld};

/// Makes a state with a default world and a copy.
fn state() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().world("demo").state(folder.path()).try_start().unwrap();
    mock.new_world(NewWorld::named("empty")).unwrap();
    folder
}

/// Returns the file of the default world.
fn default_file(state: &Path) -> PathBuf {
    let server: Value = serde_json::from_slice(&std::fs::read(state.join("server.json")).unwrap()).unwrap();
    state.join(format!("worlds/{}.json", server["default"].as_str().unwrap()))
}

fn change(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    change(&mut value);
    std::fs::write(file, value.to_string()).unwrap();
}

/// The expected message and a function that damages a state. It gets the state and the default world's file, and returns the file that the
/// message must name.
type Damage = (&'static str, fn(&Path, PathBuf) -> PathBuf);

const DAMAGES: &[Damage] = &[
    ("EOF while parsing", |_, file| {
        let whole = std::fs::read(&file).unwrap();
        std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        file
    }),
    ("EOF while parsing", |_, file| {
        std::fs::write(&file, "").unwrap();
        file
    }),
    ("format 7; this version of vmcsim reads formats 1 to 2", |_, file| {
        change(&file, |whole| whole["format"] = json!(7));
        file
    }),
    ("at `world.pizza`", |_, file| {
        change(&file, |whole| whole["world"]["pizza"] = json!(7));
        file
    }),
    ("contradicts itself", |_, file| {
        change(&file, |whole| whole["world"]["clock"]["rate"] = json!(-7));
        file
    }),
    ("what the server keeps beside the world is missing", |_, file| {
        change(&file, |whole| drop(whole.as_object_mut().unwrap().remove("kept")));
        file
    }),
    ("another world than its name says", |state, file| {
        let other = state.join("worlds/11111111-0000-4000-8000-000000000000.json");
        std::fs::copy(file, &other).unwrap();
        other
    }),
    ("of the default world", |_, file| {
        std::fs::remove_file(&file).unwrap();
        file
    }),
    ("No such file", |_, file| {
        let base = PathBuf::from(file.to_str().unwrap().replace(".json", ".base-1.json"));
        std::fs::remove_file(&base).unwrap();
        base
    }),
    ("the file that belongs to them is missing", |state, _| {
        std::fs::remove_file(state.join("server.json")).unwrap();
        state.join("server.json")
    }),
    ("format 7", |state, _| {
        change(&state.join("server.json"), |server| server["format"] = json!(7));
        state.join("server.json")
    }),
    ("damaged", |state, _| {
        std::fs::write(state.join("server.json"), "{").unwrap();
        state.join("server.json")
    }),
];

#[test]
fn a_state_that_cannot_be_used_is_refused_and_left_as_it_is() {
    for (said, damage) in DAMAGES {
        let folder = state();
        let named = damage(folder.path(), default_file(folder.path()));
        let before = files(folder.path());
        let told = MockServer::builder().state(folder.path()).try_start().unwrap_err().to_string();
        let name = named.file_name().unwrap().to_str().unwrap();
        let id = name.split('.').next().unwrap();
        assert!(told.contains(said) && told.contains(id), "{said}: {told}");
        assert_eq!(files(folder.path()), before, "{said}");
    }
}

#[test]
fn the_program_says_what_is_wrong_and_ends() {
    let folder = state();
    let file = default_file(folder.path());
    change(&file, |whole| whole["format"] = json!(7));
    let before = files(folder.path());
    let told = Program::refused(folder.path());
    assert!(told.contains("format 7") && told.contains(file.file_name().unwrap().to_str().unwrap()), "{told}");
    assert_eq!(files(folder.path()), before);
}
