//! States of earlier versions, whose files have no checksums, and whose `server.json` has no list of worlds.

use crate::state::{files, process::Program};
use serde_json::{Value, json};
use std::path::Path;
use vmcsim::{MockServer, NewWorld};

fn read(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// Makes a state as an earlier version wrote it, with a default world and a copy. Returns the exports of its worlds.
fn earlier_state(state: &Path) -> Vec<String> {
    let mock = MockServer::builder().rate(0.0).state(state).try_start().unwrap();
    mock.new_world(NewWorld { rate: Some(0.0), ..NewWorld::named("busy") }).unwrap();
    let exports = mock.worlds().iter().map(|world| world.export().unwrap()).collect();
    drop(mock);
    for file in files(state).keys() {
        let mut content = read(file);
        let fields = content.as_object_mut().unwrap();
        fields.shift_remove("sha256").unwrap();
        if fields.shift_remove("worlds").is_some() {
            assert_eq!(fields.keys().collect::<Vec<_>>(), ["format", "seed", "made", "default"]);
            fields["format"] = json!(1);
        }
        std::fs::write(file, content.to_string()).unwrap();
    }
    exports
}

#[test]
fn an_earlier_state_goes_on_and_is_protected_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let exports = earlier_state(folder.path());
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    assert_eq!(mock.worlds().iter().map(|world| world.export().unwrap()).collect::<Vec<_>>(), exports);
    let ids: Vec<_> = mock.worlds().iter().map(vmcsim::MockWorld::id).collect();
    drop(mock);
    let upgraded = files(folder.path());
    for file in upgraded.keys() {
        assert!(read(file)["sha256"].is_string(), "{}", file.display());
    }
    let mut listed = read(&folder.path().join("server.json"))["worlds"].as_array().unwrap().clone();
    listed.sort_by_key(|id| ids.iter().position(|known| *id == known.to_string()));
    assert_eq!(listed, ids.iter().map(|id| json!(id.to_string())).collect::<Vec<_>>());
    // This is done once.
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    assert_eq!(mock.worlds().iter().map(|world| world.export().unwrap()).collect::<Vec<_>>(), exports);
    drop(mock);
    assert_eq!(files(folder.path()), upgraded);

    let lost = folder.path().join(format!("worlds/{}.json", ids[1]));
    std::fs::remove_file(&lost).unwrap();
    assert!(Program::refused(folder.path()).contains(lost.to_str().unwrap()));
}

/// The upgrade can be interrupted between any two files.
#[test]
fn an_upgrade_that_was_interrupted_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let exports = earlier_state(folder.path());
    let earlier = files(folder.path());
    drop(MockServer::builder().state(folder.path()).try_start().unwrap());
    let upgraded = files(folder.path());
    for done in 0..earlier.len() {
        for (number, (file, content)) in earlier.iter().enumerate() {
            // The list is written last, and is the first by name.
            let content = if number > 0 && number <= done { &upgraded[file] } else { content };
            std::fs::write(file, content).unwrap();
        }
        let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
        assert_eq!(mock.worlds().iter().map(|world| world.export().unwrap()).collect::<Vec<_>>(), exports, "{done}");
        drop(mock);
        assert_eq!(files(folder.path()), upgraded, "{done}");
    }
}
