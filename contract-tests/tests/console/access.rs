//! Those who have no mouse, no wide window, no JavaScript, many tabs, or the admin token.

use crate::browser::{in_browser, in_browser_at};
use thirtyfour::{Key, prelude::*};
use vmcsim::{MockServer, Preset};

#[tokio::test(flavor = "multi_thread")]
async fn an_sddc_is_created_with_the_keyboard_alone() {
    in_browser(|browser, _server| async move {
        browser.open("/console/").await;
        browser.see("//h1[contains(., 'SDDCs')]").await;
        // The link that skips the menu is the first.
        browser.keys(Key::Tab + "").await;
        browser.see("//a[text()='Skip to the content']").await;
        browser.keys(Key::Enter + "").await;
        browser.keys(Key::Tab + "").await;
        let focused = browser.driver.active_element().await.unwrap();
        assert_eq!(focused.text().await.unwrap(), "Create SDDC");
        let outline = focused.css_value("outline-style").await.unwrap();
        assert_eq!(outline, "solid", "the focus is to be seen");
        browser.keys(Key::Enter + "").await;
        browser.see("//h1[text()='Create SDDC']").await;
        // The name has the focus; what it holds is selected and replaced.
        browser.keys(Key::Control + "a").await;
        browser.keys("by-keys").await;
        browser.keys(Key::Enter + "").await;
        browser.see("//h2/a[text()='by-keys']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_window_is_enough() {
    in_browser(|browser, _server| async move {
        browser.resize(390, "light").await;
        browser.open("/console/").await;
        browser.follow("Create SDDC").await;
        browser.press("Create").await;
        browser.see("//h2/a[text()='sddc-1']").await;
        browser.follow("Activity Log").await;
        browser.see("//tr//a[text()='Create SDDC sddc-1']").await;
        browser.press("Finish now").await;
        browser.see("//tr//span[@title='FINISHED']").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_forms_work_without_javascript() {
    let server = MockServer::builder().pace(Preset::Realistic).rate(0.0);
    in_browser_at(server, false, |browser, _server| async move {
        browser.open("/").await;
        browser.see("//h2[text()='No SDDCs yet']").await;
        assert!(browser.driver.find(By::Css("html.scripted")).await.is_err(), "JavaScript is off");
        browser.follow("Create SDDC").await;
        browser.press("Show as curl").await;
        browser.see("//pre[contains(., 'curl -s') and contains(., '\"num_hosts\":1')]").await;
        browser.press("Create").await;
        browser.see("//h2/a[text()='sddc-1']").await;
        browser.press("Finish now").await;
        browser.see("//li[.//h2/a[text()='sddc-1']]//span[text()='Ready']").await;
        // A refused form says why, and keeps what was filled in.
        browser.follow("Faults").await;
        browser.click("//summary[text()='A rule of your own']").await;
        let rule = browser.see("//textarea[@name='rule']").await;
        rule.clear().await.unwrap();
        rule.send_keys("{\"then\": 7}").await.unwrap();
        browser.click("//details//button[text()='Add']").await;
        browser.see("//*[@role='alert'][contains(., 'then')]").await;
        assert_eq!(browser.see("//textarea[@name='rule']").await.value().await.unwrap().unwrap(), "{\"then\": 7}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tabs_all_follow_the_world() {
    in_browser(|browser, server| async move {
        let mut tabs = vec![browser.driver.window().await.unwrap()];
        for _ in 1..8 {
            tabs.push(browser.driver.new_tab().await.unwrap());
        }
        for tab in &tabs {
            browser.driver.switch_to_window(tab.clone()).await.unwrap();
            browser.open("/console/").await;
            browser.see("//h2[text()='No SDDCs yet']").await;
        }
        let config = vmc_client::wire::AwsSddcConfig {
            name: "seen".into(),
            num_hosts: 1,
            provider: vmc_client::wire::Provider::ZeroCloud,
            ..Default::default()
        };
        server.client().create_sddc(server.org_id(), Default::default(), &config).await.unwrap();
        for tab in tabs {
            browser.driver.switch_to_window(tab).await.unwrap();
            browser.see("//h2/a[text()='seen']").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_admin_token_is_needed_the_console_asks_for_it_once() {
    let server = MockServer::builder().admin_token("a-token-of-the-admin");
    in_browser_at(server, true, |browser, server| async move {
        browser.open("/").await;
        let field = browser.see("//input[@name='token']").await;
        field.send_keys("something-else-entirely").await.unwrap();
        browser.press("Sign in").await;
        browser.see("//*[@role='alert'][contains(., 'not the admin token')]").await;
        browser.see("//input[@name='token']").await.send_keys("a-token-of-the-admin").await.unwrap();
        browser.press("Sign in").await;
        browser.see("//h2[text()='No SDDCs yet']").await;
        assert!(!browser.address().await.contains("token"));
        assert_eq!(browser.script("return document.cookie").await, "", "no script can read the cookie");
        browser.follow("Worlds").await;
        browser.see("//code[contains(., '-')]").await;
        browser.press("Sign out").await;
        browser.see("//input[@name='token']").await;
        browser.open("/console/worlds").await;
        browser.see("//input[@name='token']").await;
        drop(server);
    })
    .await;
}
