//! A disk with little room: what does not fit is refused, and nothing of it is left in the way of other changes.

use crate::state::{
    files,
    process::Program,
    wire::{Wire, expect, sddc},
};
use serde_json::{Value, json};
use std::path::Path;
use vmcsim::MockServer;

/// The most blocks of a file. A world with a few records takes less than so many blocks of 512 bytes, and the large world here more than so
/// many of 1024 bytes.
const BLOCKS: u32 = 64;

/// Makes a state with a large default world, and returns the id of a small world in it.
fn state(path: &Path) -> String {
    let mock = MockServer::builder().rate(0.0).state(path).try_start().unwrap();
    let small = mock.new_world(vmcsim::NewWorld::seeded(5)).unwrap().id().to_string();
    let wire = Wire(mock.address());
    let token = expect(wire.sign_in(mock.api_token().expose()), 200)["access_token"].as_str().unwrap().to_owned();
    let (list, default) = (format!("/vmc/api/orgs/{}/sddcs", mock.org_id()), mock.default_world().id());
    let size = |id: &str| std::fs::metadata(path.join(format!("worlds/{id}.json"))).unwrap().len();
    let mut number = 0;
    while size(&default.to_string()) <= u64::from(BLOCKS) * 1024 {
        expect(wire.ask("POST", &list, Some(&token), &sddc(&format!("sddc-{number}"))), 202);
        number += 1;
    }
    assert!(size(&small) < u64::from(BLOCKS) * 512 - 8192, "{}", size(&small));
    small
}

#[test]
fn a_copy_that_does_not_fit_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let small = state(folder.path());
    let program = Program::start_limited(folder.path(), BLOCKS);
    let (wire, there) = (program.wire, files(folder.path()));
    for _ in 0..2 {
        let refused = expect(wire.ask("POST", "/_vmcsim/worlds", None, &json!({"from": {"fork": "default"}})), 503);
        assert_eq!(refused["error_code"], "vmcsim.state.not.saved");
        assert_eq!(files(folder.path()), there);
    }
    // A new base is one more file, and the world stays as it is.
    let export = expect(wire.ask("GET", "/_vmcsim/worlds/default/export", None, &Value::Null), 200);
    expect(wire.ask("PUT", &format!("/_vmcsim/worlds/{small}/import"), None, &export), 503);
    assert_eq!(files(folder.path()), there);
    // What fits is done.
    let advance = format!("/_vmcsim/worlds/{small}/clock/advance");
    expect(wire.ask("POST", &advance, None, &json!({"by": "1s"})), 200);
    let copy = expect(wire.ask("POST", "/_vmcsim/worlds", None, &json!({"from": {"fork": small}})), 201);
    let copy = format!("/_vmcsim/worlds/{}", copy["id"].as_str().unwrap());
    assert_eq!(wire.ask("DELETE", &copy, None, &Value::Null).unwrap().0, 204);
    program.kill();
    let again = Program::start(folder.path());
    let worlds = expect(again.wire.ask("GET", "/_vmcsim/worlds", None, &Value::Null), 200);
    assert_eq!(worlds.as_array().unwrap().len(), 2);
}

/// A new base is written before the world, and is removed if the world cannot be written.
#[test]
fn an_import_that_cannot_be_saved_leaves_no_base() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().world("empty").state(folder.path()).try_start().unwrap();
    let export = mock.export().unwrap();
    let there = files(folder.path());
    let obstacle = folder.path().join(format!("worlds/{}.json.part", mock.default_world().id()));
    std::fs::create_dir(&obstacle).unwrap();
    assert!(mock.import(&export).is_err());
    assert_eq!(files(folder.path()), there);
    std::fs::remove_dir(&obstacle).unwrap();
    mock.import(&export).unwrap();
    assert_eq!(files(folder.path()).len(), there.len(), "the earlier base is gone");
}

/// The files of a new world are removed too if the list cannot be written, and a world can be ended without room for the list.
#[test]
fn a_list_that_cannot_be_written_keeps_no_world_from_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    let wire = Wire(mock.address());
    let copy = mock.fork().unwrap().id();
    let there = files(folder.path());
    // No file can be written under the name of a folder.
    let obstacle = folder.path().join("server.json.part");
    std::fs::create_dir(&obstacle).unwrap();
    expect(wire.ask("POST", "/_vmcsim/worlds", None, &json!({"from": {"fork": "default"}})), 503);
    assert_eq!(files(folder.path()), there);
    let ended = wire.ask("DELETE", &format!("/_vmcsim/worlds/{copy}"), None, &Value::Null);
    assert_eq!((ended.unwrap().0, mock.worlds().len()), (204, 1));
    let left: u64 = files(folder.path())
        .iter()
        .filter(|(path, _)| path.to_string_lossy().contains(&copy.to_string()))
        .map(|(_, content)| content.len() as u64)
        .sum();
    assert_eq!(left, 0, "its credentials are not on disk any more");
    drop(mock);
    // The world does not come back, whether or not the list can be written by then.
    for _ in 0..2 {
        assert_eq!(MockServer::builder().state(folder.path()).try_start().unwrap().worlds().len(), 1);
        if obstacle.exists() {
            std::fs::remove_dir(&obstacle).unwrap();
        }
    }
    let names: Vec<_> = files(folder.path()).into_keys().collect();
    assert!(names.iter().all(|path| !path.to_string_lossy().contains(&copy.to_string())), "{names:?}");
}
