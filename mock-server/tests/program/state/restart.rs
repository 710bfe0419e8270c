//! A server that continues where another one ended.

use crate::state::files;
use jiff::Timestamp;
use std::path::Path;
use vmc_client::wire::{AwsSddcConfig, Provider, SddcState};
use vmcsim::{MockServer, NewWorld, Preset, StartError, StateError};

fn begin(state: &Path) -> MockServer {
    let at = "2026-01-05T08:00:00Z".parse::<Timestamp>().unwrap();
    MockServer::builder().pace(Preset::Realistic).at(at).rate(0.0).state(state).try_start().unwrap()
}

fn config(name: &str) -> AwsSddcConfig {
    AwsSddcConfig { name: name.into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default() }
}

#[tokio::test]
async fn worlds_go_on_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("new/state");
    let mock = begin(&state);
    let (client, org, key) = (mock.client(), mock.org_id(), mock.api_token());
    let task = client.create_sddc(org, Default::default(), &config("a")).await.unwrap();
    mock.advance("30s");
    let busy = mock.new_world(NewWorld::named("busy")).unwrap();
    let (id, busy_id, document) = (mock.default_world().id(), busy.id(), mock.export().unwrap());
    // A `MockWorld` keeps the state directory in use.
    drop((mock, busy));

    let mock = begin(&state);
    assert_eq!((mock.api_token(), mock.default_world().id()), (key, id));
    assert_eq!(mock.export().unwrap(), document, "to the byte");
    mock.advance("44s");
    let sddcs = mock.client().list_sddcs(org, Default::default()).await.unwrap();
    assert_eq!(
        (sddcs[0].entity.id, &sddcs[0].sddc_state),
        (task.resource_id.unwrap().0.into(), &Some(SddcState::Ready))
    );
    assert_ne!(mock.new_world(NewWorld::seeded(1)).unwrap().id(), busy_id, "an id is given once");
}

/// The server keeps what a world was made from, so the world can be reset after a restart too.
#[tokio::test]
async fn worlds_begin_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mock = begin(folder.path());
    let fork_of_busy = mock.new_world(NewWorld { rate: Some(0.0), ..NewWorld::named("busy") }).unwrap();
    let begun = (mock.export().unwrap(), fork_of_busy.export().unwrap());
    mock.advance("1h");
    fork_of_busy.advance("1h");
    let (default, copy) = (mock.default_world().id(), fork_of_busy.id());
    drop((mock, fork_of_busy));

    let mock = begin(folder.path());
    mock.default_world().reset().unwrap();
    let world = |mock: &MockServer, id| mock.worlds().into_iter().find(|world| world.id() == id).unwrap();
    world(&mock, copy).reset().unwrap();
    assert_eq!((mock.export().unwrap(), world(&mock, copy).export().unwrap()), begun);
    // After an import a reset returns to the imported document.
    world(&mock, copy).import(&begun.0).unwrap();
    let imported = world(&mock, copy).export().unwrap();
    drop(mock);
    let mock = begin(folder.path());
    world(&mock, copy).advance("1h");
    world(&mock, copy).reset().unwrap();
    assert_eq!(world(&mock, copy).export().unwrap(), imported);
    assert_eq!(world(&mock, default).id(), mock.default_world().id());
    // The end of a world removes its files.
    world(&mock, copy).end().unwrap();
    assert!(files(folder.path()).keys().all(|path| !path.to_string_lossy().contains(&copy.to_string())));
    drop(mock);
    assert_eq!(begin(folder.path()).worlds().len(), 1);
}

#[test]
fn a_state_has_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let first = begin(folder.path());
    let again = MockServer::builder().state(folder.path()).try_start();
    assert!(matches!(again, Err(StartError::State(StateError::InUse(_)))));
    let told = crate::state::process::Program::refused(folder.path());
    assert!(told.contains("in use by another server") && told.contains(&folder.path().display().to_string()), "{told}");
    drop(first);
    drop(begin(folder.path()));
}

/// Files that an earlier crash left are removed. Files of others are not touched.
#[test]
fn leftovers_are_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    drop(begin(folder.path()));
    let before = files(folder.path());
    let worlds = folder.path().join("worlds");
    let base = "11111111-0000-4000-8000-000000000000.base-3.json";
    for name in ["11111111-0000-4000-8000-000000000000.json.part", base, "notes.txt"] {
        std::fs::write(worlds.join(name), "half a wor").unwrap();
    }
    drop(begin(folder.path()));
    let notes = worlds.join("notes.txt");
    assert_eq!(files(folder.path()).remove(&notes).unwrap(), b"half a wor");
    std::fs::remove_file(notes).unwrap();
    assert_eq!(files(folder.path()), before);
}

/// A first start that stopped before the default world was saved starts again from the beginning.
#[test]
fn a_first_start_that_broke_off_is_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(begin(folder.path()));
    let whole = files(folder.path());
    let server = folder.path().join("server.json");
    std::fs::write(&server, r#"{"format":1,"seed":1,"made":0,"default":null}"#).unwrap();
    drop(begin(folder.path()));
    assert_eq!(files(folder.path()).keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert_eq!(files(folder.path())[&server], whole[&server]);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_keys_in_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    drop(begin(&state));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&state), mode(&state.join("worlds"))), (0o700, 0o700));
    for path in files(&state).keys() {
        assert_eq!(mode(path), 0o600, "{}", path.display());
    }
}
