//! What the console gives as files, and that its links lead somewhere.

use regex::Regex;
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};
use vmc_contract::Target;
use vmcsim::MockServer;

#[tokio::test]
async fn the_world_the_variables_and_the_certificate_are_files_of_this_server() {
    let server = MockServer::builder().tls().start().await;
    let target = Target::at(&server.url());
    let anyone = target.anyone();
    let variables = anyone.get("/console/downloads/vmcsim.env").await.expect(200).text;
    let (url, org) = (server.url(), server.org_id());
    let token = server.api_token();
    let expected = format!("export VMC_URL={url} CSP_URL={url}\nexport API_TOKEN={} ORG_ID={org}\n", token.expose());
    assert_eq!(variables, expected);
    assert_eq!(anyone.get("/console/downloads/ca.pem").await.expect(200).text, server.ca_pem().unwrap());
    let document = anyone.get("/console/downloads/world.json").await.expect(200).body;
    anyone.post("/_vmcsim/worlds", &json!({"from": {"export": document}})).await.expect(201);
    let plain = MockServer::start().await;
    Target::at(&plain.url()).anyone().get("/console/downloads/ca.pem").await.expect(404);
}

#[tokio::test]
async fn every_link_between_pages_leads_to_a_page_of_the_same_world() {
    let world = Target::simulator().made_from(json!({"from": {"named": "demo"}})).await;
    let (id, anyone) = (world.view["id"].as_str().unwrap(), world.target().anyone());
    let href = Regex::new("(?:href|action)=\"(/console[^\"]*)\"").unwrap();
    let mut to_see = VecDeque::from([format!("/console/?world={id}")]);
    let mut seen = BTreeSet::new();
    while let Some(page) = to_see.pop_front() {
        if !seen.insert(page.clone()) || seen.len() > 200 {
            continue;
        }
        let answer = anyone.get(&page).await;
        assert!([200, 404].contains(&answer.status), "{page}: {}", answer.status);
        // What is not to be read is the address of a form.
        assert!(answer.status == 200 || answer.text.contains("no such page"), "{page}: {}", answer.text);
        for link in href.captures_iter(&answer.text).map(|found| found[1].replace("&#38;", "&")) {
            let is_file = [".css", ".js", ".svg"].iter().any(|end| link.ends_with(end));
            let is_of_world = link.contains(id);
            // The choice of a world leads to other ones, which are not followed.
            let leaves = ["/console/?world=", "/console/sign-"].iter().any(|known| link.starts_with(known));
            let chooses =
                ["/console/", "/console/activity", "/console/journal", "/console/profile", "/console/subscriptions"];
            assert!(
                is_file || is_of_world || leaves || chooses.contains(&link.as_str()) || page.contains("/worlds"),
                "{page} leads to {link}"
            );
            if is_of_world {
                to_see.push_back(link);
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}
