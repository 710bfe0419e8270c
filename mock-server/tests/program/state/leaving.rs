//! Clients that leave before they are answered, and worlds that are deleted while a change is being saved.

use crate::state::wire::{Wire, expect, sddc};
use serde_json::{Value, json};
use std::{
    io::Write,
    net::{Shutdown, TcpStream},
};
use vmcsim::{MockServer, NewWorld};

/// Sends a request and does not wait for the answer. `leave` ends the connection.
fn send(wire: Wire, path: &str, token: &str, body: &Value, leave: fn(TcpStream)) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(wire.0).unwrap();
    let (host, length) = (wire.0, body.len());
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncsp-auth-token: {token}\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    leave(stream);
}

/// What happened is in the journal, whether or not the client waited for the answer.
#[test]
fn a_change_is_in_the_journal_although_its_client_left() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().rate(0.0).state(folder.path()).try_start().unwrap();
    let wire = Wire(mock.address());
    let token = expect(wire.sign_in(mock.api_token().expose()), 200)["access_token"].as_str().unwrap().to_owned();
    let list = format!("/vmc/api/orgs/{}/sddcs", mock.org_id());
    let ways: [fn(TcpStream); 2] = [drop, |stream| {
        // The system sends a reset instead of the end of the data if something was not read.
        let _ = stream.shutdown(Shutdown::Both);
    }];
    for (number, leave) in ways.into_iter().cycle().take(20).enumerate() {
        send(wire, &list, &token, &sddc(&format!("sddc-{number}")), leave);
        // A request of another client in between ends the wait of a save.
        expect(wire.ask("GET", &list, Some(&token), &Value::Null), 200);
    }
    let names = |values: &Value, name: &dyn Fn(&Value) -> Value| {
        let mut names: Vec<_> = values.as_array().unwrap().iter().map(|value| name(value).to_string()).collect();
        names.sort();
        names
    };
    // The server answers requests in any order; the last ones may not have begun yet.
    for _ in 0..1000 {
        let sddcs = expect(wire.ask("GET", &list, Some(&token), &Value::Null), 200);
        let path = "/_vmcsim/worlds/default/journal?operation=CreateSddc&limit=100";
        let entries = expect(wire.ask("GET", path, None, &Value::Null), 200)["entries"].clone();
        if sddcs.as_array().unwrap().len() < 20 || entries.as_array().unwrap().len() < 20 {
            std::thread::yield_now();
            continue;
        }
        let recorded = names(&entries, &|entry| entry["request_body"]["name"].clone());
        assert_eq!(names(&sddcs, &|sddc| sddc["name"].clone()), recorded);
        assert!(entries.as_array().unwrap().iter().all(|entry| entry["status"] == 202), "{entries}");
        return;
    }
    panic!("requests are missing");
}

/// Whoever signs in to a world that is deleted meanwhile has an unknown token, and not a server that fails.
#[test]
fn a_world_that_is_deleted_meanwhile_is_simply_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mock = MockServer::builder().rate(0.0).state(folder.path()).try_start().unwrap();
    let wire = Wire(mock.address());
    for round in 0..40 {
        let world = mock.new_world(NewWorld::seeded(round)).unwrap();
        let key = world.api_token().expose().to_owned();
        let token = expect(wire.sign_in(&key), 200)["access_token"].as_str().unwrap().to_owned();
        let (id, list) = (world.id(), format!("/vmc/api/orgs/{}/sddcs", world.org_id()));
        let answers = std::thread::scope(|scope| {
            let asked = [
                scope.spawn(|| (0..6).map(|_| wire.sign_in(&key).unwrap()).collect::<Vec<_>>()),
                scope.spawn(|| (0..6).map(|_| wire.ask("POST", &list, Some(&token), &sddc("a")).unwrap()).collect()),
                scope.spawn(|| {
                    let path = format!("/_vmcsim/worlds/{id}/clock/advance");
                    (0..6).map(|_| wire.ask("POST", &path, None, &json!({"by": "1s"})).unwrap()).collect()
                }),
            ];
            let deleted = wire.ask("DELETE", &format!("/_vmcsim/worlds/{id}"), None, &Value::Null).unwrap();
            assert_eq!(deleted.0, 204, "{}", deleted.1);
            asked.map(|asked| asked.join().unwrap())
        });
        for (answers, refusal) in answers.iter().zip([400, 401, 404]) {
            for (status, body) in answers {
                assert!([200, 202, refusal].contains(status), "{status} {body}");
            }
        }
    }
}
