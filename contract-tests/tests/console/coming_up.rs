//! An SDDC comes up before one's eyes, while the clock is moved from the page; and a creation fails on demand.

use crate::browser::in_browser;
use thirtyfour::prelude::*;

/// The card of an SDDC on the page of SDDCs, with its state.
fn card(name: &str, state: &str) -> String {
    format!("//li[.//h2/a[text()='{name}'] and .//span[contains(@class,'badge')][text()='{state}']]")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sddc_comes_up_while_the_clock_is_moved_from_the_page() {
    in_browser(|browser, server| async move {
        browser.open("/").await;
        browser.see("//h2[text()='No SDDCs yet']").await;
        browser.follow("Create SDDC").await;
        browser.press("Create").await;
        browser.see("//*[@role='status']//p[text()='The SDDC is being created.']").await;
        browser.see(&card("sddc-1", "Deploying")).await;
        // Another tab moves the clock, and this one follows without being loaded again.
        let first = browser.driver.window().await.unwrap();
        browser.script("window.was_loaded_once = true").await;
        let second = browser.driver.new_tab().await.unwrap();
        browser.driver.switch_to_window(second).await.unwrap();
        browser.open("/console/clock").await;
        browser.press("+ 1 h").await;
        browser.see("//*[@role='status']//p[text()='The clock has moved.']").await;
        browser.driver.switch_to_window(first).await.unwrap();
        let half_way =
            "//li[.//h2/a[text()='sddc-1']]//span[@class='percent'][number(substring-before(text(), ' ')) > 30]";
        browser.see(half_way).await;
        browser.press("Finish now").await;
        browser.see(&card("sddc-1", "Ready")).await;
        browser.open("/console/").await;
        browser.follow("View details").await;
        browser.follow("Support").await;
        browser.see(&format!("//dd//code[text()='{}']", server.org_id())).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_follows_a_client_without_being_loaded_again() {
    in_browser(|browser, server| async move {
        browser.open("/console/").await;
        browser.see("//h2[text()='No SDDCs yet']").await;
        browser.script("window.loaded = 'once'").await;
        let (client, org) = (server.client(), server.org_id());
        let config = vmc_client::wire::AwsSddcConfig {
            name: "by-client".into(),
            num_hosts: 1,
            provider: vmc_client::wire::Provider::ZeroCloud,
            ..Default::default()
        };
        client.create_sddc(org, Default::default(), &config).await.unwrap();
        browser.see(&card("by-client", "Deploying")).await;
        server.advance("10m");
        browser.see(&card("by-client", "Ready")).await;
        assert_eq!(browser.script("return window.loaded").await, "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_creation_fails_on_demand() {
    in_browser(|browser, _server| async move {
        browser.open("/console/faults").await;
        browser.click("//button[@aria-label='Add: The next creation fails']").await;
        browser.see("//td[contains(., 'the next creation fails')]").await;
        browser.follow("SDDCs").await;
        browser.follow("Create SDDC").await;
        browser.press("Create").await;
        browser.press("Finish now").await;
        browser.see(&card("sddc-1", "Failed")).await;
        browser.follow("Activity Log").await;
        browser.see("//tr[.//p[text()='no hosts are left']]//span[@title='FAILED']").await;
        browser.follow("Faults").await;
        browser.see("//tr[.//code[contains(., 'SDDC-PROVISION')]]//td[@data-label='Hits'][starts-with(normalize-space(), '1')]").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_in_the_journal_with_its_answer() {
    in_browser(|browser, _server| async move {
        browser.open("/console/sddcs/create").await;
        browser.press("Create").await;
        browser.follow("Journal").await;
        browser.click("//a[contains(@class,'request')][contains(., '/sddcs')]").await;
        browser.see("//h1[contains(., 'CreateSddc')]").await;
        browser.see("//h2[text()='Answer']/..//pre[contains(., 'SDDC-PROVISION')]").await;
        // What a page reads is no request.
        browser.follow("Journal").await;
        browser.see("//p[contains(., '1 requests since')]").await;
        assert!(browser.driver.find(By::XPath("//td[text()='ListSddcs']")).await.is_err());
    })
    .await;
}
