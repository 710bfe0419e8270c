//! The live stream of a page.

use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;
use vmc_contract::Target;
use vmcsim::MockServer;

/// A stream, and what was received of it.
struct Stream {
    response: reqwest::Response,
    received: String,
}

impl Stream {
    async fn of(server: &MockServer, page: &str) -> Self {
        let http = vmc_client::http::reqwest_builder().no_proxy().tls_certs_only([]).build().unwrap();
        let query: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
        let asked = http.get(format!("{}/console/events?page={query}", server.url())).header("accept-encoding", "gzip");
        let response = asked.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, received: String::new() }
    }

    async fn chunk(&mut self) -> Option<Bytes> {
        timeout(Duration::from_secs(20), self.response.chunk()).await.unwrap().unwrap()
    }

    /// Waits for the part of the page with this id that has this text.
    async fn part(&mut self, id: &str, text: &str) -> String {
        loop {
            let parts = self.received.split("\n\n").filter_map(|event| event.strip_prefix("event: part\ndata: "));
            let parts = parts.filter_map(|data| serde_json::from_str::<Value>(data).ok());
            let html = parts
                .filter(|part| part["id"] == id)
                .filter_map(|part| part["html"].as_str().map(str::to_owned))
                .last();
            match html {
                Some(html) if html.contains(text) => return html,
                _ => {
                    let chunk = self.chunk().await.unwrap();
                    self.received += std::str::from_utf8(&chunk).unwrap();
                }
            }
        }
    }
}

#[tokio::test]
async fn a_stream_sends_the_parts_that_change() {
    let server = MockServer::builder().rate(0.0).start().await;
    let owner =
        Target::at(&server.url()).anyone().sign_in(server.api_token().expose(), &server.org_id().to_string()).await;
    let mut sddcs = Stream::of(&server, "/console/").await;
    let mut journal = Stream::of(&server, "/console/journal").await;
    sddcs.part("sddcs", "No SDDCs yet").await;
    owner.create_sddc("streamed").await.expect(202);
    sddcs.part("sddcs", "streamed").await;
    journal.part("lines", "CreateSddc").await;
    let events = sddcs.received.len();
    server.advance("10m");
    sddcs.part("sddcs", "Ready").await;
    sddcs.part("clock-chip", "data-clock").await;
    assert!(sddcs.received.len() > events);
}

#[tokio::test]
async fn a_stream_ends_with_its_world_and_with_its_server() {
    let server = MockServer::builder().rate(0.0).start().await;
    let target = Target::at(&server.url());
    let world = target.world(json!({"seed": 3})).await;
    let id = world.view["id"].as_str().unwrap().to_owned();
    let page = format!("/console/?world={id}");
    let http = vmc_client::http::reqwest_builder().no_proxy().tls_certs_only([]).build().unwrap();
    let query: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    let address = format!("{}/console/events?world={id}&page={query}", server.url());
    let response = http.get(address).send().await.unwrap();
    let mut of_world = Stream { response, received: String::new() };
    let mut of_server = Stream::of(&server, "/console/").await;
    of_world.part("sddcs", "No SDDCs yet").await;
    of_server.part("sddcs", "No SDDCs yet").await;
    target.anyone().delete(&format!("/_vmcsim/worlds/{id}")).await.expect(204);
    while let Some(chunk) = of_world.chunk().await {
        of_world.received += std::str::from_utf8(&chunk).unwrap();
    }
    assert!(of_world.received.ends_with("event: gone\ndata:\n\n"), "{}", of_world.received);
    // The server does not wait for its pages.
    tokio::task::spawn_blocking(|| drop(server)).await.unwrap();
    while of_server.chunk().await.is_some() {}
}

#[tokio::test]
async fn only_pages_of_the_console_have_a_stream() {
    let server = MockServer::start().await;
    let anyone = Target::at(&server.url()).anyone();
    for page in
        ["", "?page=", "?page=%2F", "?page=https%3A%2F%2Fevil.example%2Fconsole%2F", "?page=%2F%2Fevil%2Fconsole%2F"]
    {
        anyone.get(&format!("/console/events{page}")).await.expect(404);
    }
}
