//! Every page, light and dark, wide and narrow: axe-core finds no serious fault, and nothing is wider than the window. A picture of each is
//! written into the folder `console/pictures` of the target folder, so that people can look at them.

use crate::{
    browser::{Browser, in_browser_at},
    tools,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{fs, path::Path};
use vmc_client::wire::TaskStatus;
use vmcsim::MockServer;

/// The pages that are the same for every world.
const PAGES: [(&str, &str); 12] = [
    ("sddcs", "/console/"),
    ("create", "/console/sddcs/create"),
    ("subscriptions", "/console/subscriptions"),
    ("activity", "/console/activity"),
    ("developer", "/console/developer"),
    ("samples", "/console/samples"),
    ("downloads", "/console/downloads"),
    ("profile", "/console/profile"),
    ("clock", "/console/clock"),
    ("faults", "/console/faults"),
    ("journal", "/console/journal"),
    ("worlds", "/console/worlds"),
];

/// What axe-core finds on the page, if it is serious: the rule, and the places.
async fn serious_faults(browser: &Browser, axe: &str) -> Vec<String> {
    browser.script(axe).await;
    let script = "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then((found) => \
         done(found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => \
         one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | '))))";
    let found = browser.driver.execute_async(script, Vec::new()).await.unwrap();
    found.json().as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

async fn picture(browser: &Browser, file: &Path, width: u32) {
    let cdp = browser.driver.cdp();
    let size = cdp.send_raw("Page.getLayoutMetrics", json!({})).await.unwrap();
    let height = size["cssContentSize"]["height"].as_f64().unwrap().min(2000.0);
    let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
    let shot = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
    let shot: Value = cdp.send_raw("Page.captureScreenshot", shot).await.unwrap();
    fs::write(file, BASE64_STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()).unwrap();
}

/// Looks at pages of a world.
async fn look_at(browser: &Browser, world: &str, pages: &[(String, String)]) {
    let tools = tools::found().unwrap();
    let axe = fs::read_to_string(tools.join("node_modules/axe-core/axe.min.js")).unwrap();
    let folder = tools.join("pictures");
    fs::create_dir_all(&folder).unwrap();
    let mut faults = Vec::new();
    for (name, page) in pages {
        for (scheme, width) in [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)] {
            browser.resize(width, scheme).await;
            browser.open(page).await;
            browser.see("//h1").await;
            let wider = browser.script("return document.documentElement.scrollWidth - innerWidth").await;
            let mut found = serious_faults(browser, &axe).await;
            if wider.as_i64().is_none_or(|wider| wider > 0) {
                found.push(format!("wider than the window by {wider}"));
            }
            faults.extend(found.into_iter().map(|fault| format!("{world} {name} {scheme} {width}: {fault}")));
            picture(browser, &folder.join(format!("{world}-{name}-{scheme}-{width}.png")), width).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn pages() -> Vec<(String, String)> {
    PAGES.iter().map(|(name, page)| ((*name).to_owned(), (*page).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_an_empty_world_are_in_order() {
    let server = MockServer::builder().world("empty").rate(0.0);
    in_browser_at(server, true, |browser, server| async move {
        look_at(&browser, "empty", &pages()).await;
        drop(server);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_busy_world_are_in_order() {
    let server = MockServer::builder().world("busy").rate(0.0);
    in_browser_at(server, true, |browser, server| async move {
        let (client, org) = (server.client(), server.org_id());
        let sddcs = client.list_sddcs(org, Default::default()).await.unwrap();
        let sddc = sddcs.iter().find(|sddc| sddc.name.as_deref() == Some("linked-1")).unwrap().entity.id;
        let tasks = client.list_tasks(org, Default::default()).await.unwrap();
        let task = tasks.iter().find(|task| task.status == Some(TaskStatus::Started)).unwrap().entity.id;
        let mut pages = pages();
        for tab in ["summary", "clusters", "networking", "tasks", "support", "settings"] {
            pages.push((format!("sddc-{tab}"), format!("/console/sddcs/{sddc}?tab={tab}")));
        }
        pages.push(("delete".to_owned(), format!("/console/sddcs/{sddc}/delete")));
        pages.push(("task".to_owned(), format!("/console/activity/{task}")));
        pages.push(("entry".to_owned(), "/console/journal/2".to_owned()));
        look_at(&browser, "busy", &pages).await;
    })
    .await;
}
