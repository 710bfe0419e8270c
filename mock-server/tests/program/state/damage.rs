//! States that cannot be used. Each is refused with the name of the file and the place of the damage, and no byte of it is changed.

use crate::state::{files, process::Program};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};
use vmcsim::{MockServer, NewWorld, StartError};

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

/// Changes a file on purpose: without the checksum that it would no longer have.
fn change(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    value.as_object_mut().unwrap().shift_remove("sha256").unwrap();
    change(&mut value);
    std::fs::write(file, value.to_string()).unwrap();
}

/// Returns the file of the world that is not the default one.
fn other_file(state: &Path) -> PathBuf {
    let default = default_file(state);
    let is_other = |path: &PathBuf| path != &default && !path.to_str().unwrap().contains("base");
    files(state).into_keys().find(|path| path.parent() == default.parent() && is_other(path)).unwrap()
}

/// The expected message and a function that damages a state. It gets the state and the default world's file, and returns the file that the
/// message must name.
type Damage = (&'static str, fn(&Path, PathBuf) -> PathBuf);

const DAMAGES: &[Damage] = &[
    ("was changed or damaged", |_, file| {
        let whole = std::fs::read(&file).unwrap();
        std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        file
    }),
    ("was changed or damaged", |_, file| {
        let whole: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        std::fs::write(&file, serde_json::to_string_pretty(&whole).unwrap()).unwrap();
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
        let other = other_file(state);
        std::fs::copy(file, &other).unwrap();
        other
    }),
    ("another world than its name says", |state, file| {
        let base = |file: PathBuf| PathBuf::from(file.to_str().unwrap().replace(".json", ".base-1.json"));
        std::fs::copy(base(other_file(state)), base(file.clone())).unwrap();
        base(file)
    }),
    ("is missing", |_, file| {
        std::fs::remove_file(&file).unwrap();
        file
    }),
    ("is missing", |state, _| {
        let other = other_file(state);
        std::fs::remove_file(&other).unwrap();
        other
    }),
    ("is missing", |_, file| {
        let base = PathBuf::from(file.to_str().unwrap().replace(".json", ".base-1.json"));
        std::fs::remove_file(&base).unwrap();
        base
    }),
    ("is missing", |state, _| {
        let absent = "11111111-0000-4000-8000-000000000000";
        change(&state.join("server.json"), |server| server["worlds"].as_array_mut().unwrap().push(json!(absent)));
        state.join(format!("worlds/{absent}.json"))
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
    ("the default world", |state, _| {
        change(&state.join("server.json"), |server| server["default"] = json!("11111111-0000-4000-8000-000000000000"));
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
    assert!(!told.contains("--state-repair"), "{told}");
    assert_eq!(files(folder.path()), before);

    std::fs::remove_file(&file).unwrap();
    let told = Program::refused(folder.path());
    assert!(told.contains("is missing") && told.contains("`--state-repair`"), "{told}");
}

/// Every bit counts: those of the data, of the checksums, and of the list of worlds.
#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    let folder = state();
    let whole = files(folder.path());
    assert_eq!(whole.len(), 5, "two worlds with their bases, and the list");
    for (file, content) in &whole {
        // The bytes of the beginning and of the end, and others at equal distances.
        let last = content.len() - 1;
        let between = (0..60).map(|number| 90 + (last - 90) * number / 60);
        let bytes: BTreeSet<_> = (0..90).step_by(2).chain(between).chain([last - 1, last]).collect();
        for byte in bytes {
            let mut flipped = content.clone();
            flipped[byte] ^= 1 << (byte % 7);
            std::fs::write(file, &flipped).unwrap();
            let Err(StartError::State(damage)) = MockServer::builder().state(folder.path()).try_start() else {
                panic!("it starts with bit {} of byte {byte} of {} flipped", byte % 7, file.display());
            };
            assert!(damage.is_damage() && damage.to_string().contains(file.to_str().unwrap()), "{damage}");
            assert_eq!(std::fs::read(file).unwrap(), flipped);
        }
        std::fs::write(file, content).unwrap();
    }
    assert_eq!(files(folder.path()), whole);
    drop(MockServer::builder().state(folder.path()).try_start().unwrap());
}

/// A file that someone changed on purpose, and took the checksum out of, is used and has a checksum again.
#[test]
fn a_file_without_checksum_is_used() {
    let folder = state();
    let file = default_file(folder.path());
    change(&file, |whole| whole["world"]["clock"]["rate"] = json!(0.0));
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    assert_eq!(serde_json::to_value(mock.world()).unwrap()["clock"]["rate"], json!(0.0));
    drop(mock);
    let read: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert!(read["sha256"].is_string());
}
