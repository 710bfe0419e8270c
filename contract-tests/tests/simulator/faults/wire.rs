//! Tests of connection faults at the level of bytes: resets, truncated bodies, wrong lengths, slow bodies, and
//! missing answers.

use crate::faults::{
    add, counts,
    raw::{Heard, connect, exchange, hear, request},
    simulated,
};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use vmc_contract::{Answer, User, World};

/// A world with an SDDC, its owner, and what a list of its SDDCs looks like as bytes.
async fn with_sddc() -> (World, User, Heard) {
    let world = World::new().await;
    let owner = world.owner().await;
    owner.create(&simulated("a", 1)).await.expect(202);
    let whole = listed(&world, &owner, "Connection: close\r\n");
    assert_eq!((whole.status, whole.end, whole.length()), (Some(200), None, whole.body.len()));
    (world, owner, whole)
}

/// The list of SDDCs, as it comes over a connection of its own.
fn listed(world: &World, owner: &User, header: &str) -> Heard {
    let text = String::from_utf8(request(owner, &format!("GET {}", owner.org_path("/sddcs")), "")).expect("text");
    exchange(world.target(), text.replacen("\r\n", &format!("\r\n{header}"), 1).as_bytes())
}

fn names(answer: &Answer) -> Vec<&str> {
    answer.body.as_array().into_iter().flatten().filter_map(|sddc| sddc["name"].as_str()).collect()
}

/// The client cannot know which of the two it was; who looks afterwards does.
#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_operation() {
    for (moment, there) in [("before", vec![]), ("after", vec!["a"])] {
        let world = World::new().await;
        let owner = world.owner().await;
        let rule =
            add(&world, &json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": {"reset": moment}})).await;
        let line = format!("POST {}", owner.org_path("/sddcs"));
        let create = |name: &str| exchange(world.target(), &request(&owner, &line, &simulated(name, 1).to_string()));
        let heard = create("a");
        assert_eq!((heard.end, &heard.pieces), (Some(ErrorKind::ConnectionReset), &vec![]), "{moment}");
        assert_eq!(counts(&world, rule).await, (1, 1));
        assert_eq!(names(&owner.sddcs().await.expect(200)), there, "{moment}");
        assert_eq!(create("b").status, Some(202), "once was enough");
    }
}

/// Earlier answers of a connection arrive before it is reset.
#[tokio::test]
async fn a_connection_that_is_kept_lives_until_the_fault() {
    let (world, owner, whole) = with_sddc().await;
    add(&world, &json!({"when": {"operation": "ListSddcs"}, "skip": 2, "then": {"reset": "before"}})).await;
    let mut stream = connect(world.target());
    let ask = request(&owner, &format!("GET {}", owner.org_path("/sddcs")), "");
    for _ in 0..2 {
        stream.write_all(&ask).expect("the server reads");
        let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
        while !answer.ends_with(&whole.body) {
            let read = stream.read(&mut piece).expect("an answer");
            assert_ne!(read, 0, "the connection is kept");
            answer.extend_from_slice(&piece[..read]);
        }
    }
    stream.write_all(&ask).expect("the server reads");
    let heard = hear(&mut stream);
    assert_eq!((heard.end, heard.status), (Some(ErrorKind::ConnectionReset), None));
}

#[tokio::test]
async fn a_body_breaks_off_under_the_length_of_the_whole() {
    let (world, owner, whole) = with_sddc().await;
    for (truncate, kept) in [
        (json!({}), whole.body.len() / 2),
        (json!({"keep": 7}), 7),
        (json!({"keep": 0}), 0),
        (json!({"keep": 1_000_000}), whole.body.len()),
    ] {
        add(&world, &json!({"times": 1, "then": {"truncate": truncate}})).await;
        let heard = listed(&world, &owner, "");
        assert_eq!((heard.status, heard.length(), heard.end), (Some(200), whole.body.len(), None), "{truncate}");
        assert_eq!(heard.body, whole.body[..kept], "{truncate}");
    }
    assert_eq!(listed(&world, &owner, "Connection: close\r\n").body, whole.body);
}

/// An answer to HEAD has no body that could be cut off, so nothing happens to it, although the rule counts it.
#[tokio::test]
async fn an_answer_without_a_body_stays_whole() {
    let (world, owner, whole) = with_sddc().await;
    let rule = add(&world, &json!({"times": 1, "then": {"truncate": {}}})).await;
    let line = format!("HEAD {}", owner.org_path("/sddcs"));
    let text = String::from_utf8(request(&owner, &line, "")).expect("text");
    let heard = exchange(world.target(), text.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes());
    assert_eq!((heard.status, heard.length(), heard.body.len()), (Some(200), whole.body.len(), 0));
    assert_eq!(counts(&world, rule).await.1, 1);
}

#[tokio::test]
async fn a_content_length_is_too_large_or_too_small() {
    let (world, owner, whole) = with_sddc().await;
    for off_by in [9, -9, -1_000_000] {
        add(&world, &json!({"times": 1, "then": {"content_length": {"off_by": off_by}}})).await;
        let heard = listed(&world, &owner, "");
        let claimed = whole.body.len().saturating_add_signed(off_by);
        assert_eq!((heard.status, heard.length(), heard.end), (Some(200), claimed, None), "{off_by}");
        assert_eq!(heard.body, whole.body, "the body itself is whole");
    }
}

/// Nobody else waits meanwhile, and what arrives in the end is whole.
#[tokio::test]
async fn an_answer_comes_in_drips() {
    let (world, owner, whole) = with_sddc().await;
    let size = whole.body.len() / 4;
    let rule = json!({"times": 1, "then": {"drip": {"bytes": size, "every": "30ms"}}});
    add(&world, &rule).await;
    let heard = listed(&world, &owner, "");
    assert_eq!((heard.status, heard.length(), heard.end), (Some(200), whole.body.len(), None));
    assert_eq!(heard.body, whole.body);
    assert!(heard.pieces.len() > 3, "{:?}", heard.pieces);
    assert!(heard.pieces.iter().all(|piece| *piece <= 2 * size), "{:?}", heard.pieces);
}

#[tokio::test]
async fn a_black_hole_says_nothing_while_the_server_serves_others() {
    for (moment, there) in [("before", vec![]), ("after", vec!["a"])] {
        let world = World::new().await;
        let owner = world.owner().await;
        add(&world, &json!({"when": {"operation": "CreateSddc"}, "times": 1, "then": {"black_hole": moment}})).await;
        let mut stream = connect(world.target());
        let line = format!("POST {}", owner.org_path("/sddcs"));
        stream.write_all(&request(&owner, &line, &simulated("a", 1).to_string())).expect("the server reads");
        let heard = hear(&mut stream);
        let silent = matches!(heard.end, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut));
        assert!(silent && heard.pieces.is_empty(), "{moment}: {heard:?}");
        assert_eq!(names(&owner.sddcs().await.expect(200)), there, "{moment}");
        stream.write_all(b"more").expect("the connection is still there");
    }
}

/// Five minutes are the bound, but a server that stops does not wait for them.
#[tokio::test]
async fn a_server_that_stops_leaves_its_black_holes() {
    use vmcsim::{Fault, FaultRule, MockServer, Moment};
    let rule = FaultRule::new(Fault::BlackHole(Moment::Before)).operation("ListOrgs");
    let server = MockServer::builder().faults([rule]).try_start().unwrap();
    let target = vmc_contract::Target::at(&server.url());
    let owner = target.anyone().sign_in(server.api_token().expose(), &server.org_id().to_string()).await;
    let mut stream = connect(&target);
    stream.write_all(&request(&owner, "GET /vmc/api/orgs", "")).expect("the server reads");
    while server.faults()[0].hits.get() == 0 {
        tokio::task::yield_now().await;
    }
    drop(server);
    let heard = hear(&mut stream);
    assert_eq!((heard.end, heard.pieces), (None, vec![]), "closed without a word");
}

/// Refusals have connections too.
#[tokio::test]
async fn a_refusal_breaks_off_like_any_answer() {
    let world = World::new().await;
    let owner = world.owner().await;
    add(&world, &json!({"when": {"operation": "GetTask"}, "then": {"truncate": {"keep": 1}}})).await;
    let line = format!("GET {}", owner.org_path("/tasks/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"));
    let heard = exchange(world.target(), &request(&owner, &line, ""));
    assert_eq!((heard.status, heard.body.as_slice(), heard.end), (Some(404), &b"{"[..], None));
    assert!(heard.length() > 100);
}

/// A client in front of it all: what breaks off is no answer to it.
#[tokio::test]
async fn an_http_client_sees_errors() {
    let (world, owner, _) = with_sddc().await;
    for then in [json!({"reset": "before"}), json!({"truncate": {}}), json!({"content_length": {"off_by": 5}})] {
        add(&world, &json!({"times": 1, "then": then})).await;
        let url = format!("{}{}", world.target().url(), owner.org_path("/sddcs"));
        let token = owner.token().expect("signed in");
        let answer = world.target().http().get(url).header("csp-auth-token", token).send().await;
        let read = match answer {
            Ok(answer) => answer.json::<Value>().await,
            Err(err) => Err(err),
        };
        assert!(read.is_err(), "{then}: {read:?}");
    }
    owner.sddcs().await.expect(200);
}

/// A recording says what a client got, so what nobody got is none, and what a rule made of an answer is said.
#[tokio::test]
async fn recordings_tell_what_faults_struck() {
    let (world, owner, _) = with_sddc().await;
    let before = recorded(&world).await.len();
    for then in [
        json!({"reset": "before"}),
        json!({"black_hole": "after"}),
        json!({"truncate": {"keep": 1}}),
        json!("token_expired"),
    ] {
        add(&world, &json!({"when": {"operation": "ListSddcs"}, "times": 1, "then": then})).await;
        listed(&world, &owner, "Connection: close\r\n");
    }
    listed(&world, &owner, "Connection: close\r\n");
    let told: Vec<_> = recorded(&world).await.split_off(before);
    let told: Vec<_> = told.iter().map(|one| (one["partial"] == true, one["weak"].as_str().unwrap_or("-"))).collect();
    let [truncated, refused, whole] = told[..] else { panic!("{told:?}") };
    assert!(truncated.0 && truncated.1.contains("truncate"), "{truncated:?}");
    assert!(!refused.0 && refused.1.contains("token_expired"), "{refused:?}");
    assert_eq!(whole, (false, "-"));
}

/// The lists of SDDCs among the recordings of a world.
async fn recorded(world: &World) -> Vec<Value> {
    let answer = world.control("GET", "/journal/recordings?operation=ListSddcs", &Value::Null).await.expect(200);
    answer.body.as_array().cloned().expect("recordings")
}
