//! Tests of notifications: what a target receives and when, and that no target delays or changes anything else.

use serde_json::{Value, json};
use std::{io::ErrorKind, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use vmc_contract::{Target, World, recording::Recordings, sddc_config::simulated};
use vmcsim::MockServer;

/// How long a test waits for what does not come, so that it fails and does not hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that a target has received.
struct Received {
    head: String,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    fn message(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["message"].as_str().unwrap().to_owned()
    }
}

/// A target of notifications on this machine.
struct Receiver(TcpListener);

impl Receiver {
    async fn open() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    /// Waits for the next request, without an answer.
    async fn unanswered(&self) -> (TcpStream, Received) {
        let (mut stream, _) = timeout(PATIENCE, self.0.accept()).await.expect("a request").unwrap();
        let mut text = String::new();
        loop {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).await.unwrap();
            assert_ne!(read, 0, "the request ends early: {text:?}");
            text.push_str(std::str::from_utf8(&part[..read]).unwrap());
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let received = Received { head: head.to_owned(), body: body.to_owned() };
            let length: usize = received.header("content-length").unwrap().parse().unwrap();
            if body.len() >= length {
                return (stream, received);
            }
        }
    }

    /// Waits for the next request and answers it.
    async fn next(&self, status: &str) -> Received {
        let (mut stream, received) = self.unanswered().await;
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nlocation: /elsewhere\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        received
    }

    /// The messages of the next requests, which are accepted.
    async fn messages(&self, number: usize) -> Vec<String> {
        let mut messages = Vec::new();
        for _ in 0..number {
            messages.push(self.next("204 No Content").await.message());
        }
        messages
    }
}

/// A world of a server in which tasks take their time, and the statistics of its targets.
async fn world(server: &MockServer) -> World {
    Target::at(&server.url()).world(json!({"pacing": {"preset": "realistic"}, "rate": 0})).await
}

async fn statistics(world: &World) -> Vec<Value> {
    let statistics = world.target().anyone().get("/_vmcsim/statistics").await.expect(200);
    statistics.body["notifications"].as_array().unwrap().clone()
}

/// Asks for the statistics until they are so.
async fn until(world: &World, so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let so = async {
        loop {
            let statistics = statistics(world).await;
            if so(&statistics) {
                return statistics;
            }
        }
    };
    timeout(PATIENCE, so).await.expect("such statistics")
}

/// The body is that of the documented example, but for ids and names; the path and the user are those of the address.
#[tokio::test]
async fn a_target_is_told_of_the_tasks_of_an_sddc_in_the_form_of_the_example() {
    let receiver = Receiver::open().await;
    let address = receiver.address();
    let url = format!("http://me:pass%20word@{address}/hook/secret-path?key=secret-query");
    let server = MockServer::builder().notify(url).start().await;
    assert_eq!(server.notified(), [format!("http://{address}")]);
    let world = world(&server).await;
    let owner = world.owner().await;
    let task = owner.create(&simulated("VEBA-SDDC", 1)).await.expect(202).body;
    let started = receiver.next("204 No Content").await;
    assert_eq!(started.message(), "Deployment of SDDC started");
    world.advance("74s").await;
    let finished = receiver.next("200 OK").await;
    let (org, sddc) = (world.org(), task["resource_id"].as_str().unwrap());
    let recordings = Recordings::read().unwrap();
    let mut body = recordings.get(61).unwrap().request.body.clone().unwrap();
    for (key, value) in [
        ("org_id", org),
        ("org_name", "vmcsim demo organization"),
        ("resource_id", sddc),
        ("resource_name", "VEBA-SDDC"),
        ("message_username", "provisioning@vmc.vmware.com"),
    ] {
        assert!(body[key].is_string(), "{key} is recorded");
        body[key] = json!(value);
    }
    assert_eq!(finished.body, body.to_string());
    assert!(finished.head.starts_with("POST /hook/secret-path?key=secret-query HTTP/1.1\r\n"), "{}", finished.head);
    let id = task["id"].as_str().unwrap();
    for (name, value) in [
        ("host", address.to_string()),
        ("content-type", "application/json".to_owned()),
        ("authorization", "Basic bWU6cGFzcyB3b3Jk".to_owned()),
        ("ce-specversion", "1.0".to_owned()),
        ("ce-id", format!("{id}-finished")),
        ("ce-source", format!("https://vmc.vmware.com/console/sddcs/{sddc}")),
        ("ce-type", "vmware.vmc.SDDC-PROVISION.v0".to_owned()),
    ] {
        assert_eq!(finished.header(name), Some(&*value), "{name}");
    }
    assert_eq!(started.header("ce-type"), Some("vmware.vmc.SDDC-PROVISION-STARTED.v0"));
    // Only what is not secret of the address is shown.
    let told = until(&world, |told| told[0]["delivered"] == 2).await;
    let shown = json!({"target": format!("http://{address}"), "waiting": 0, "delivered": 2, "failed": 0, "dropped": 0});
    assert_eq!(told, [shown]);
}

#[tokio::test]
async fn every_end_of_a_task_is_told_in_order() {
    let receiver = Receiver::open().await;
    let server = MockServer::builder().notify(format!("http://{}", receiver.address())).start().await;
    let world = world(&server).await;
    let owner = world.owner().await;
    let sddc = owner.create(&simulated("a", 3)).await.expect(202).body["resource_id"].as_str().unwrap().to_owned();
    world.advance("74s").await;
    owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "b"})).await.expect(200);
    owner.create_cluster(&sddc, &json!({"num_hosts": 1})).await.expect(202);
    world.advance("5m").await;
    // What is refused, and what is only checked, is no event. A task on an address is one whose name nobody knows.
    owner.create_cluster(&sddc, &json!({"num_hosts": 0})).await.expect(400);
    owner.post(&owner.org_path("/sddcs?validateOnly=true"), &simulated("c", 1)).await.expect(200);
    owner
        .post(
            &owner.org_path(&format!("/sddcs/{sddc}/publicips")),
            &json!({"count": 1, "names": ["x"], "private_ips": []}),
        )
        .await
        .expect(202);
    let fault = json!({"when": {"task_kind": "ESX-ADD"}, "then": {"task_fails": {"at": 50}}});
    world.control("POST", "/faults", &fault).await.expect(201);
    owner.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await.expect(202);
    world.advance("5m").await;
    owner.change_esxs(&sddc, "remove", &json!({"num_hosts": 1})).await.expect(202);
    owner.delete(&owner.org_path(&format!("/sddcs/{sddc}?force=true"))).await.expect(202);
    world.advance("5m").await;
    assert_eq!(
        receiver.messages(12).await,
        [
            "Deployment of SDDC started",
            "Deployment of SDDC",
            "Creation of cluster started",
            "Creation of cluster",
            "PUBLIC-IP-ALLOCATE started",
            "Addition of hosts started",
            "Addition of hosts failed",
            "PUBLIC-IP-ALLOCATE",
            "Removal of hosts started",
            "Removal of hosts canceled",
            "Deletion of SDDC started",
            "Deletion of SDDC",
        ]
    );
}

/// A step that is due is taken although nobody asks for anything. Otherwise who waits for a notification would wait for ever.
#[tokio::test]
async fn a_notification_comes_at_its_time_without_a_request() {
    let receiver = Receiver::open().await;
    let server = MockServer::builder().notify(format!("http://{}", receiver.address())).start().await;
    // An SDDC takes 73 seconds of the world's time.
    let world = Target::at(&server.url()).world(json!({"rate": 100})).await;
    world.owner().await.create(&simulated("a", 1)).await.expect(202);
    assert_eq!(receiver.messages(2).await, ["Deployment of SDDC started", "Deployment of SDDC"]);
}

/// A read that moves the clock tells what that has brought.
#[tokio::test]
async fn a_poll_that_jumps_tells_the_end() {
    let receiver = Receiver::open().await;
    let server = MockServer::builder().notify(format!("http://{}", receiver.address())).start().await;
    let world = Target::at(&server.url()).world(json!({"on_poll": "jump", "rate": 0})).await;
    let owner = world.owner().await;
    let task = owner.create(&simulated("a", 1)).await.expect(202).body["id"].as_str().unwrap().to_owned();
    owner.task(&task).await.expect(200);
    assert_eq!(receiver.messages(2).await, ["Deployment of SDDC started", "Deployment of SDDC"]);
}

/// One target is gone, one accepts connections and says nothing. The third is served, and so is everybody else.
#[tokio::test]
async fn targets_that_are_dead_or_silent_delay_nothing() {
    let (gone, silent, receiver) = (Receiver::open().await, Receiver::open().await, Receiver::open().await);
    let addresses = [gone.address(), silent.address(), receiver.address()];
    drop(gone);
    let builder = addresses.iter().fold(MockServer::builder(), |all, address| all.notify(format!("http://{address}")));
    let server = builder.start().await;
    let world = world(&server).await;
    let owner = world.owner().await;
    owner.create(&simulated("a", 1)).await.expect(202);
    let (held, _) = silent.unanswered().await;
    owner.create(&simulated("b", 1)).await.expect(202);
    world.advance("74s").await;
    assert_eq!(receiver.messages(4).await.len(), 4);
    assert_eq!(owner.sddcs().await.expect(200).body[1]["sddc_state"], "READY");
    // A refused connection fails at once, so all attempts are soon over. The silent target has had no time to fail.
    let told = until(&world, |told| told[0]["failed"] == 4).await;
    assert_eq!((&told[0]["waiting"], &told[0]["delivered"]), (&json!(0), &json!(0)));
    assert!(told[0]["last_failure"].as_str().unwrap().contains("refused"), "{told:?}");
    assert_eq!(told[2]["delivered"], 4);
    // A server ends without waiting for its targets.
    drop(server);
    drop(held);
}

/// What may pass is tried again, three times at most; a refusal is final, and a redirect leads nowhere.
#[tokio::test]
async fn an_answer_decides_whether_it_is_tried_again() {
    let receiver = Receiver::open().await;
    let server = MockServer::builder().notify(format!("http://{}", receiver.address())).start().await;
    let world = world(&server).await;
    let owner = world.owner().await;
    for (answers, delivered, failed, reason) in [
        (&["503 Service Unavailable", "429 Too Many Requests", "200 OK"][..], 1, 0, None),
        (&["500 Internal Server Error"; 3], 1, 1, Some("the target answered 500")),
        (&["404 Not Found"], 1, 2, Some("the target answered 404")),
        (&["302 Found"], 1, 3, Some("the target answered 302")),
    ] {
        owner.create(&simulated("a", 1)).await.expect(202);
        let mut ids = Vec::new();
        for answer in answers {
            let received = receiver.next(answer).await;
            assert!(received.head.starts_with("POST / HTTP/1.1"), "{}", received.head);
            ids.push(received.header("ce-id").unwrap().to_owned());
        }
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "the same notification: {ids:?}");
        let told = until(&world, |told| told[0]["waiting"] == 0).await;
        let counts = (&told[0]["delivered"], &told[0]["failed"], told[0].get("last_failure"));
        assert_eq!(counts, (&json!(delivered), &json!(failed), reason.map(|reason| json!(reason)).as_ref()));
    }
}

/// The same life of an SDDC, in a server that was given a target and in one that was not.
#[tokio::test]
async fn without_a_target_nothing_is_sent() {
    let receiver = Receiver::open().await;
    let url = format!("http://{}", receiver.address());
    for (builder, told) in [(MockServer::builder().notify(url), 1), (MockServer::builder(), 0)] {
        let server = builder.start().await;
        let world = Target::at(&server.url()).world(json!({"pacing": {"preset": "instant"}})).await;
        let owner = world.owner().await;
        owner.create(&simulated("a", 1)).await.expect(202);
        owner.sddcs().await.expect(200);
        assert_eq!(receiver.messages(2 * told).await.len(), 2 * told);
        assert_eq!(statistics(&world).await.len(), told);
    }
    let listener = receiver.0.into_std().unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "somebody connects");
}

#[test]
fn an_address_that_is_none_is_refused_and_not_repeated() {
    for bad in ["127.0.0.1:9000/marked", "ftp://marked@127.0.0.1/", "http://127.0.0.1/#marked"] {
        let refused = MockServer::builder().notify(bad).try_start().unwrap_err().to_string();
        assert!(refused.contains("target of notifications") && !refused.contains("marked"), "{refused}");
    }
}
