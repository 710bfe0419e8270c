//! The files of a state at each point where a crash can interrupt a change of them.

use crate::state::files;
use std::path::{Path, PathBuf};
use uuid::Uuid;
use vmcsim::{MockServer, NewWorld};

/// Makes a state with a default world and a copy, and returns the id of the copy.
fn state() -> (tempfile::TempDir, Uuid) {
    let folder = tempfile::tempdir().unwrap();
    let mock = open(folder.path());
    let copy = mock.new_world(NewWorld::named("empty")).unwrap().id();
    (folder, copy)
}

fn open(state: &Path) -> MockServer {
    MockServer::builder().state(state).try_start().unwrap()
}

fn file(state: &Path, id: Uuid, rest: &str) -> PathBuf {
    state.join(format!("worlds/{id}.{rest}"))
}

fn ids(mock: &MockServer) -> Vec<Uuid> {
    mock.worlds().iter().map(vmcsim::MockWorld::id).collect()
}

/// The list has the new world, and its file has not got its name yet.
#[test]
fn a_world_that_was_written_as_a_whole_is_there() {
    let (folder, copy) = state();
    let whole = files(folder.path());
    std::fs::rename(file(folder.path(), copy, "json"), file(folder.path(), copy, "json.part")).unwrap();
    let mock = open(folder.path());
    assert!(ids(&mock).contains(&copy));
    drop(mock);
    assert_eq!(files(folder.path()), whole);
}

/// A file that is not complete takes no other's place.
#[test]
fn half_a_file_is_no_world() {
    let (folder, copy) = state();
    let (whole, part) = (file(folder.path(), copy, "json"), file(folder.path(), copy, "json.part"));
    let text = std::fs::read(&whole).unwrap();
    std::fs::write(&part, &text[..text.len() / 2]).unwrap();
    let mock = open(folder.path());
    assert!(ids(&mock).contains(&copy) && !part.exists());
    drop(mock);
    std::fs::write(&part, &text[..text.len() / 2]).unwrap();
    std::fs::remove_file(&whole).unwrap();
    let told = MockServer::builder().state(folder.path()).try_start().unwrap_err().to_string();
    assert!(told.contains(whole.to_str().unwrap()) && told.contains("is missing"), "{told}");
}

/// The new world is on disk, and the list does not have it yet. No request was answered that made it.
#[test]
fn a_world_that_is_not_in_the_list_yet_was_not_made() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let (before, server) = (files(folder.path()), folder.path().join("server.json"));
    let copy = open(folder.path()).new_world(NewWorld::named("empty")).unwrap().id();
    std::fs::rename(file(folder.path(), copy, "json"), file(folder.path(), copy, "json.part")).unwrap();
    std::fs::write(&server, &before[&server]).unwrap();
    let mock = open(folder.path());
    assert_eq!(files(folder.path()), before);
    assert_eq!(mock.new_world(NewWorld::named("empty")).unwrap().id(), copy, "its number is free again");
}

/// The file has been renamed, and the list still has the world.
#[test]
fn a_world_whose_end_was_begun_is_gone() {
    for (is_listed, has_base) in [(true, true), (true, false), (false, true), (false, false)] {
        let (folder, copy) = state();
        let whole = files(folder.path());
        open(folder.path()).worlds().into_iter().find(|world| world.id() == copy).unwrap().end().unwrap();
        let ended = files(folder.path());
        assert_eq!(ended.len(), 2, "{ended:?}");
        std::fs::write(file(folder.path(), copy, "ended"), "").unwrap();
        let (base, server) = (file(folder.path(), copy, "base-1.json"), folder.path().join("server.json"));
        if is_listed {
            std::fs::write(&server, &whole[&server]).unwrap();
        }
        if has_base {
            std::fs::write(&base, &whole[&base]).unwrap();
        }
        assert!(!ids(&open(folder.path())).contains(&copy));
        assert_eq!(files(folder.path()), ended, "listed: {is_listed}, base: {has_base}");
    }
}

/// A world has one base at a time: that of an interrupted reset or import, before or after its file was written, is removed.
#[test]
fn a_base_that_no_world_names_is_removed() {
    let (folder, copy) = state();
    let whole = files(folder.path());
    std::fs::copy(file(folder.path(), copy, "base-1.json"), file(folder.path(), copy, "base-2.json")).unwrap();
    std::fs::write(file(folder.path(), copy, "base-3.json.part"), "{").unwrap();
    drop(open(folder.path()));
    assert_eq!(files(folder.path()), whole);
}
