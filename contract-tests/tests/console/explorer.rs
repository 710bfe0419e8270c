//! A call in the API Explorer, without typing anything.

use crate::browser::in_browser;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn sddcs_are_listed_without_typing_anything() {
    in_browser(|browser, server| async move {
        browser.open("/console/").await;
        browser.follow("API Explorer").await;
        browser
            .click("//select[@id='document']/option[contains(., '— /openapi.json') or contains(., '– /openapi.json')]")
            .await;
        browser
            .click("//*[@id='operations-SDDCs-ListSddcs']//button[contains(@class,'opblock-summary-control')]")
            .await;
        browser
            .click("//*[@id='operations-SDDCs-ListSddcs']//button[text()='Try it out ' or text()='Try it out']")
            .await;
        browser.click("//*[@id='operations-SDDCs-ListSddcs']//button[text()='Execute']").await;
        let answer = "//*[@id='operations-SDDCs-ListSddcs']//*[contains(@class,'live-responses-table')]";
        browser.see(&format!("{answer}//td[contains(@class,'response-col_status')][starts-with(., '200')]")).await;
        // The call and the sign-in for it are in the journal, and nothing else is.
        let journal = server.journal();
        let operations: Vec<Value> = serde_json::to_value(journal)
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["operation"].clone())
            .collect();
        assert_eq!(operations.last().unwrap(), "ListSddcs", "{operations:?}");
        assert_eq!(operations.len(), 2, "{operations:?}");
    })
    .await;
}
