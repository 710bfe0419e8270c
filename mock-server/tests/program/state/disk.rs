//! A disk that cannot store a change: the change is refused, has no effect, and no answer shows it.

use crate::state::{
    files,
    wire::{Wire, expect, sddc},
};
use serde_json::{Value, json};
use std::path::Path;
use vmcsim::MockServer;

/// While this value exists, the worlds of a state cannot be written. It does not use permissions, because the superuser ignores them.
struct Broken<'a>(&'a Path);

impl<'a> Broken<'a> {
    fn disk(state: &'a Path) -> Self {
        std::fs::rename(state.join("worlds"), state.join("elsewhere")).unwrap();
        std::fs::write(state.join("worlds"), "").unwrap();
        Self(state)
    }
}

impl Drop for Broken<'_> {
    fn drop(&mut self) {
        std::fs::remove_file(self.0.join("worlds")).unwrap();
        std::fs::rename(self.0.join("elsewhere"), self.0.join("worlds")).unwrap();
    }
}

#[test]
fn what_cannot_be_saved_is_refused_and_has_not_happened() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().rate(0.0).state(folder.path()).try_start().unwrap();
    let (wire, world) = (Wire(mock.address()), mock.world());
    let (org, key) = (world.org_id, mock.api_token().expose().to_owned());
    let token = expect(wire.sign_in(&key), 200)["access_token"].as_str().unwrap().to_owned();
    let list = format!("/vmc/api/orgs/{org}/sddcs");
    let sddcs = || expect(wire.ask("GET", &list, Some(&token), &Value::Null), 200);
    expect(wire.ask("POST", &list, Some(&token), &sddc("before")), 202);
    let (before, export) = (sddcs(), mock.export().unwrap());
    let there = files(folder.path());

    let broken = Broken::disk(folder.path());
    for (method, path, body) in [
        ("POST", list.clone(), sddc("lost")),
        ("POST", "/_vmcsim/worlds/default/clock/advance".to_owned(), json!({"by": "1h"})),
        ("POST", "/_vmcsim/worlds/default/reset".to_owned(), Value::Null),
        ("PUT", "/_vmcsim/worlds/default/import".to_owned(), serde_json::from_str(&export).unwrap()),
        ("POST", "/_vmcsim/worlds".to_owned(), Value::Null),
    ] {
        let refused = expect(wire.ask(method, &path, Some(&token), &body), 503);
        assert_eq!((&refused["retryable"], &refused["error_code"]), (&json!(true), &json!("vmcsim.state.not.saved")));
        assert!(refused["error_messages"][0].as_str().unwrap().contains("was not made"), "{refused}");
        assert_eq!(sddcs(), before, "{method} {path}");
    }
    // Signing in is a change too, because the token must be known after a restart.
    let (status, refused) = wire.sign_in(&key).unwrap();
    assert_eq!(status, 503, "{refused}");
    assert_eq!(mock.export().unwrap(), export);
    assert_eq!(mock.worlds().len(), 1);
    drop(broken);

    assert_eq!(files(folder.path()), there);
    expect(wire.ask("POST", &list, Some(&token), &sddc("after")), 202);
    let names: Vec<_> = sddcs().as_array().unwrap().iter().map(|sddc| sddc["name"].clone()).collect();
    assert_eq!(names, ["before", "after"]);
    let export = mock.export().unwrap();
    drop(mock);
    let again = MockServer::builder().state(folder.path()).try_start().unwrap();
    assert_eq!(again.export().unwrap(), export);
}

/// A world whose end cannot be saved is not ended.
#[test]
fn a_world_whose_files_cannot_be_taken_away_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().state(folder.path()).try_start().unwrap();
    let world = mock.new_world(vmcsim::NewWorld::seeded(5)).unwrap();
    let broken = Broken::disk(folder.path());
    assert!(world.clone().end().is_err());
    assert_eq!(world.view().seed, 5);
    drop(broken);
    world.advance("1s");
    world.end().unwrap();
    assert_eq!(mock.worlds().len(), 1);
}

/// Reads do not write: they leave the state on disk unchanged.
#[test]
fn looking_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().world("busy").state(folder.path()).try_start().unwrap();
    let (wire, world) = (Wire(mock.address()), mock.world());
    let token = expect(wire.sign_in(world.api_token.as_ref().unwrap().expose()), 200)["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = (files(folder.path()), inodes(folder.path()));
    let org = world.org_id;
    for path in [format!("/vmc/api/orgs/{org}/sddcs"), format!("/vmc/api/orgs/{org}/tasks")] {
        expect(wire.ask("GET", &path, Some(&token), &Value::Null), 200);
    }
    for path in [
        "/_vmcsim/worlds",
        "/_vmcsim/worlds/default",
        "/_vmcsim/worlds/default/clock",
        "/_vmcsim/worlds/default/agenda",
        "/_vmcsim/worlds/default/api-tokens",
        "/_vmcsim/worlds/default/export",
    ] {
        expect(wire.ask("GET", path, None, &Value::Null), 200);
    }
    assert_eq!((files(folder.path()), inodes(folder.path())), before);
}

/// Each save writes a new file under the same name.
#[cfg(unix)]
fn inodes(state: &Path) -> Vec<u64> {
    use std::os::unix::fs::MetadataExt;
    files(state).keys().map(|path| std::fs::metadata(path).unwrap().ino()).collect()
}

#[cfg(not(unix))]
fn inodes(_: &Path) -> Vec<u64> {
    Vec::new()
}
