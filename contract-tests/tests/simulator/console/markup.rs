//! Whatever text clients send, no page and no event of the console has it as markup.

use super::form;
use proptest::{prelude::*, test_runner::Config};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio::runtime::Runtime;
use vmc_contract::{Target, World, user::User};

/// The beginning of the planted markup. No page has it of its own.
const PLANTED: &str = "pwn";

/// Texts that would leave the place where they are put, if it did not escape them.
fn hostile() -> impl Strategy<Value = String> {
    let opening = prop::sample::select(vec![
        "",
        "\"",
        "'",
        "\">",
        "'>",
        "</script>",
        "</textarea>",
        "-->",
        "]]>",
        "\u{2028}",
        "`",
        "&#60;",
    ]);
    let tag = prop::sample::select(vec![
        "<pwn>",
        "<pwn onload=alert(1)>",
        "<pwn/src='x'>",
        "<script>pwn()</script>",
        "\"pwn=\"1",
        "'pwn='1",
        "{{ pwn }}<pwn>",
    ]);
    (opening, tag, "[a-z0-9<>&\"' ]{0,12}").prop_map(|(opening, tag, rest)| format!("{opening}{tag}{rest}"))
}

/// Sends the text wherever a client can send one.
async fn plant(world: &World, owner: &User, text: &str) {
    let target = world.target();
    let id = world.view["id"].as_str().unwrap();
    let address = |path: &str| format!("/_vmcsim/worlds/{id}{path}");
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let anyone = target.anyone();
    let config = json!({"name": text, "provider": "AWS", "num_hosts": 1, "sddc_type": "1NODE", "region": "US_WEST_2",
        "account_link_config": {"delay_account_link": true}, "sso_domain": text});
    let fault = json!({"when": {"task_kind": "SDDC-PROVISION"}, "times": 1, "note": text,
        "then": {"task_fails": {"at": 30, "message": text}}});
    // The first creation fails, with the text in its message; the second succeeds, with the text in its name.
    anyone.post(&address("/faults"), &fault).await.expect(201);
    anyone
        .post(
            &address("/faults"),
            &json!({"when": {"operation": "ListLocales"}, "note": text, "then": "token_expired"}),
        )
        .await;
    owner.create(&config).await.expect(202);
    let sddc = owner.create(&config).await.expect(202).text_at("resource_id");
    world.advance("4h").await;
    let owner = world.owner().await;
    owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &json!({"name": text})).await;
    let nsx = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{sddc}/sks-nsxt-manager", world.org());
    let rule = json!({"display_name": text, "action": "ALLOW", "scope": ["/infra/labels/cgw-all"], "source_groups": ["ANY"],
        "destination_groups": ["ANY"], "services": ["ANY"]});
    let rules = format!("{nsx}/policy/api/v1/infra/domains/cgw/gateway-policies/default/rules/r1");
    owner.send("PUT", &rules, Some(&rule)).await;
    owner
        .send("PUT", &format!("{nsx}/cloud-service/api/v1/infra/public-ips/ip1"), Some(&json!({"display_name": text})))
        .await;
    let token = json!({"username": "owner@vmcsim.example", "name": text.chars().take(100).collect::<String>()});
    anyone.post(&address("/api-tokens"), &token).await.expect(201);
    // Into the journal: path, query, headers, body, and a body that is no JSON.
    let headers = [("user-agent", "pwn <pwn>\"'"), ("accept", "<pwn>")];
    owner.ask("GET", &owner.org_path(&format!("/sddcs?pizza={encoded}")), &headers, "").await;
    owner.ask("GET", &format!("/vmc/api/{encoded}"), &[], "").await;
    owner.ask("POST", &owner.org_path("/sddcs"), &[("content-type", "application/json")], text).await;
    owner.post(&owner.org_path("/subscriptions"), &json!({"offer_name": text})).await;
}

/// Returns the addresses of the pages that show what was planted, and of those that repeat what an address or a form says.
async fn pages(world: &World, text: &str) -> Vec<String> {
    let id = world.view["id"].as_str().unwrap();
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let owner = world.owner().await;
    let mut pages: Vec<String> = [
        "",
        "sddcs/create",
        "subscriptions",
        "activity",
        "developer",
        "api-explorer",
        "samples",
        "downloads",
        "profile",
        "clock",
        "faults",
        "journal",
        "worlds",
    ]
    .map(|page| format!("/console/{page}?world={id}"))
    .to_vec();
    for sddc in owner.sddcs().await.expect(200).body.as_array().unwrap() {
        for tab in ["summary", "clusters", "networking", "tasks", "support", "settings"] {
            pages.push(format!("/console/sddcs/{}?tab={tab}&world={id}", sddc["id"].as_str().unwrap()));
        }
        pages.push(format!("/console/sddcs/{}/delete?world={id}", sddc["id"].as_str().unwrap()));
    }
    for task in owner.get(&owner.org_path("/tasks")).await.expect(200).body.as_array().unwrap() {
        pages.push(format!("/console/activity/{}?world={id}", task["id"].as_str().unwrap()));
    }
    let journal = world.control("GET", "/journal?last=40", &Value::Null).await.expect(200).body;
    for entry in journal["entries"].as_array().unwrap() {
        pages.push(format!("/console/journal/{}?world={id}", entry["number"]));
    }
    for (page, name) in [
        ("activity", "filter"),
        ("journal", "operation"),
        ("journal", "status"),
        ("journal", "caller"),
        ("profile", "user"),
        ("subscriptions", "region"),
        ("subscriptions", "type"),
        ("sddcs/create", "done"),
        ("", "world"),
    ] {
        let world = if name == "world" { String::new() } else { format!("&world={id}") };
        pages.push(format!("/console/{page}?{name}={encoded}{world}"));
    }
    pages.push(format!("/console/{encoded}?world={id}"));
    pages.push(format!("/console/activity/{encoded}?world={id}"));
    pages
}

/// Checks that nothing planted is markup. Returns whether the page shows it as text.
fn check(address: &str, html: &str) -> bool {
    for raw in ["<pwn", "<script>pwn", "\"pwn", "'pwn", "{{ pwn"] {
        // Inside a quoted value, the other quotation mark is harmless; both are escaped nevertheless. Braces mean nothing here.
        assert!(raw == "{{ pwn" || !html.contains(raw), "{address} has {raw}:\n{html}");
    }
    html.contains(PLANTED)
}

/// Looks at every page and every form that is shown again.
async fn look(world: &World, text: &str) -> BTreeSet<String> {
    let (target, id) = (world.target(), world.view["id"].as_str().unwrap());
    let anyone = target.anyone();
    let mut shown = BTreeSet::new();
    for page in pages(world, text).await {
        let html = anyone.get(&page).await.text;
        if check(&page, &html) {
            let path = page.trim_start_matches("/console/").split(['?', '/']).next().unwrap_or_default();
            shown.insert(path.to_owned());
        }
    }
    let forms: [(&str, &[&str]); 6] = [
        ("sddcs", &["name", "provider", "region", "subnet", "vpc_cidr"]),
        ("clock/advance", &["by"]),
        ("clock/set", &["at", "rate"]),
        ("clock/pace", &["preset", "kinds"]),
        ("faults", &["rule"]),
        ("profile/tokens", &["username", "name", "life"]),
    ];
    for (address, names) in forms {
        for show in ["", "curl"] {
            let mut values: Vec<(&str, &str)> = names.iter().map(|name| (*name, text)).collect();
            values.extend([("hosts", "1"), ("show", show)]);
            let page = format!("/console/{address}?world={id}");
            let html = anyone.send_form(&page, form(target, &values).await).await.text;
            if check(&page, &html) {
                shown.insert(format!("form {address}"));
            }
        }
    }
    shown
}

#[test]
fn no_text_of_a_client_becomes_markup() {
    let runtime = Runtime::new().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(Config { cases: 6, ..Config::default() });
    let outcome = runner.run(&hostile(), |text| {
        let shown = runtime.block_on(async {
            let world = World::new().await;
            plant(&world, &world.owner().await, &text).await;
            look(&world, &text).await
        });
        // The text is really there.
        for place in
            ["", "sddcs", "activity", "journal", "faults", "profile", "form sddcs", "form faults", "form clock/pace"]
        {
            prop_assert!(shown.contains(place), "{place} does not show {text}: {shown:?}");
        }
        Ok(())
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}

#[tokio::test]
async fn no_text_of_a_client_becomes_markup_in_an_event() {
    let world = World::new().await;
    plant(&world, &world.owner().await, "\"><pwn onload=alert(1)>").await;
    let id = world.view["id"].as_str().unwrap();
    let http = vmc_client::http::reqwest_builder().no_proxy().tls_certs_only([]).build().unwrap();
    for page in ["", "activity", "faults", "journal", "profile"] {
        let page: String = form_urlencoded::byte_serialize(format!("/console/{page}?world={id}").as_bytes()).collect();
        let target = Target::simulator();
        let address = format!("{}/console/events?world={id}&page={page}", target.url());
        let mut response = http.get(address).send().await.unwrap();
        let mut first = Vec::new();
        while !first.ends_with(b"\n\n") {
            first.extend_from_slice(&response.chunk().await.unwrap().unwrap());
        }
        let text = std::str::from_utf8(&first).unwrap();
        let parts = text.split("\n\n").filter_map(|event| event.strip_prefix("event: part\ndata: "));
        let shown = parts.map(|data| serde_json::from_str::<Value>(data).unwrap()["html"].as_str().unwrap().to_owned());
        assert!(shown.filter(|html| check(&page, html)).count() > 0, "{page} shows nothing of it");
    }
}
