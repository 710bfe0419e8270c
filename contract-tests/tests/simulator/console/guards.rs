//! Whom the console lets in, which forms it accepts, and which headers its answers have.

use super::{csrf, form};
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use vmc_contract::Target;
use vmcsim::MockServer;

const PAGES: [&str; 14] = [
    "/console/",
    "/console/sddcs/create",
    "/console/subscriptions",
    "/console/activity",
    "/console/developer",
    "/console/api-explorer",
    "/console/samples",
    "/console/downloads",
    "/console/profile",
    "/console/clock",
    "/console/faults",
    "/console/journal",
    "/console/worlds",
    "/console/console.js",
];

fn http() -> Client {
    let client = vmc_client::http::reqwest_builder().no_proxy().redirect(Policy::none()).tls_certs_only([]);
    client.build().unwrap()
}

#[tokio::test]
async fn browsers_are_led_to_the_console_and_clients_are_not() {
    let server = MockServer::start().await;
    let (http, url) = (http(), server.url());
    assert_eq!(server.console_url(), Some(format!("{url}/console/")));
    let browser = http.get(&url).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8").send().await.unwrap();
    assert_eq!((browser.status().as_u16(), &browser.headers()["location"]), (303, &"/console/".parse().unwrap()));
    for accept in ["*/*", "application/json"] {
        assert_eq!(http.get(&url).header("accept", accept).send().await.unwrap().status(), 404, "{accept}");
    }
}

#[tokio::test]
async fn a_server_without_the_console_has_nothing_there() {
    let server = MockServer::builder().console(false).start().await;
    let anyone = Target::at(&server.url()).anyone();
    assert_eq!(server.console_url(), None);
    for page in PAGES {
        anyone.ask("GET", page, &[("accept", "text/html")], "").await.expect(404);
    }
    anyone.ask("GET", "/", &[("accept", "text/html")], "").await.expect(404);
}

#[tokio::test]
async fn every_answer_keeps_other_sites_out() {
    let server = MockServer::start().await;
    let http = http();
    for page in PAGES.into_iter().chain(["/console/nothing"]) {
        let answer = http.get(format!("{}{page}", server.url())).send().await.unwrap();
        let header =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self';") && policy.contains("frame-ancestors 'none'"),
            "{page}: {policy}"
        );
        assert!(!policy.contains("script-src") && !policy.contains("unsafe-eval"), "{page}: {policy}");
        assert_eq!(policy.contains("data:"), page == "/console/api-explorer", "{page}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{page}");
        assert_eq!(header("referrer-policy"), "same-origin", "{page}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{page}");
        let text = answer.text().await.unwrap();
        let is_page = text.starts_with("<!doctype html>");
        assert!(
            !is_page || !text.contains("<script>") && !text.contains(" onclick=") && !text.contains(" style="),
            "{page}"
        );
    }
}

#[tokio::test]
async fn pages_of_other_sites_and_other_hosts_get_nothing() {
    let server = MockServer::start().await;
    let anyone = Target::at(&server.url()).anyone();
    for page in ["/console", "/console/profile", "/console/events?page=%2Fconsole%2F"] {
        for foreign in [
            &[("host", "evil.example")][..],
            &[("origin", "https://evil.example")],
            &[("origin", "https://vmc.vmware.com")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")],
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
        ] {
            anyone.ask("GET", page, foreign, "").await.expect(403);
        }
    }
    // A person may follow a link from anywhere.
    let followed = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    anyone.ask("GET", "/console/", &followed, "").await.expect(200);
}

#[tokio::test]
async fn only_forms_of_the_console_are_carried_out() {
    let server = MockServer::start().await;
    let target = Target::at(&server.url());
    let anyone = target.anyone();
    let before = anyone.get("/_vmcsim/worlds/default/export").await.expect(200).text;
    for body in ["by=1h", "by=1h&csrf=", "by=1h&csrf=0123456789abcdef01234567"] {
        anyone.send_form("/console/clock/advance", body.to_owned()).await.expect(403);
    }
    let own = form(&target, &[("by", "1h")]).await;
    let kind = ("content-type", "application/x-www-form-urlencoded");
    anyone
        .ask("POST", "/console/clock/advance", &[kind, ("origin", "https://evil.example")], own.clone())
        .await
        .expect(403);
    anyone.ask("PUT", "/console/clock/advance", &[kind], own.clone()).await.expect(405);
    let (before, after) = (before, anyone.get("/_vmcsim/worlds/default/export").await.expect(200).text);
    let state = |text: &str| serde_json::from_str::<Value>(text).unwrap()["world"]["state"].clone();
    assert_eq!(state(&before), state(&after));
    anyone.send_form("/console/clock/advance", own).await.expect(303);
    // A form leads back to pages of the console only.
    let body = form(&target, &[("by", "1h"), ("back", "https://evil.example/")]).await;
    let answer = http().post(format!("{}/console/clock/advance", server.url())).header(kind.0, kind.1).body(body);
    assert_eq!(answer.send().await.unwrap().headers()["location"], "/console/clock?done=skipped");
}

#[tokio::test]
async fn where_the_control_needs_the_admin_token_so_does_the_console() {
    let token = "a-token-of-the-admin";
    let server = MockServer::builder().admin_token(token).start().await;
    let target = Target::at(&server.url());
    let (anyone, http) = (target.anyone(), http());
    for page in PAGES.into_iter().filter(|page| !page.ends_with(".js")).chain(["/console/events?page=%2Fconsole%2F"]) {
        let refused = anyone.get(page).await.expect(401);
        assert!(!refused.text.contains(&server.org_id().to_string()), "{page}");
        anyone.ask("GET", page, &[("accept", "text/html")], "").await.expect(303);
        // The token itself is no way in, and neither is a cookie that somebody made up.
        anyone.ask("GET", page, &[("authorization", &format!("Bearer {token}"))], "").await.expect(401);
        anyone.ask("GET", page, &[("cookie", "vmcsim-00000000=0123456789abcdef01234567")], "").await.expect(401);
    }
    let page = anyone.get("/console/sign-in").await.expect(200).text;
    let csrf = regex::Regex::new(r#"name="csrf" value="([0-9a-f]+)""#).unwrap().captures(&page).unwrap()[1].to_owned();
    anyone.send_form("/console/clock/advance", format!("by=1h&csrf={csrf}")).await.expect(401);
    anyone.send_form("/console/sign-in", format!("token=pizza&csrf={csrf}")).await.expect(403);
    let sent = http.post(format!("{}/console/sign-in", server.url()));
    let answer = sent.form(&json!({"token": token, "csrf": csrf, "back": "/console/worlds"})).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"/console/worlds".parse().unwrap()));
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(token), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    anyone.ask("GET", "/console/worlds", &[("cookie", cookie)], "").await.expect(200);
}

#[tokio::test]
async fn pages_leave_no_trace_and_forms_leave_the_operations_that_they_carried_out() {
    let server = MockServer::builder().journal_max(100).start().await;
    let target = Target::at(&server.url());
    let anyone = target.anyone();
    let export =
        || async { anyone.get("/_vmcsim/worlds/default/export").await.expect(200).body["world"]["state"].clone() };
    let before = export().await;
    for page in PAGES {
        anyone.get(page).await.expect(200);
    }
    assert_eq!(csrf(&target).await, csrf(&target).await);
    assert_eq!(export().await, before);
    let operations = |entries: Vec<vmcsim::JournalEntry>| {
        entries.into_iter().filter_map(|entry| entry.operation).collect::<Vec<_>>()
    };
    assert!(operations(server.journal()).iter().all(|name| name == "ExportWorld"));
    let values = [("name", "by-form"), ("provider", "AWS"), ("hosts", "1"), ("region", "US_WEST_2")];
    let body = form(&target, &values).await;
    anyone.send_form("/console/sddcs", body).await.expect(303);
    let entry = server.journal().into_iter().find(|entry| entry.operation.as_deref() == Some("CreateSddc")).unwrap();
    assert_eq!((entry.status, entry.caller.as_deref()), (202, Some("owner@vmcsim.example")));
    assert_eq!(entry.request_body.unwrap()["sddc_type"], "1NODE");
    assert!(server.unmatched().is_empty());
}
