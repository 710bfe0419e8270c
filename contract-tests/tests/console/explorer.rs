//! A call in the API Explorer, without typing anything.

use crate::browser::in_browser;
use serde_json::Value;

/// The operation that lists SDDCs, in Swagger UI.
const LIST: &str = "//*[@id='operations-sddcs-ListSddcs']";

#[tokio::test(flavor = "multi_thread")]
async fn sddcs_are_listed_without_typing_anything() {
    in_browser(|browser, server| async move {
        browser.open("/console/").await;
        browser.follow("API Explorer").await;
        browser.click("//select[@id='document']/option[contains(., '– /openapi.json')]").await;
        browser.click("//*[@id='operations-tag-sddcs']").await;
        browser.click(&format!("{LIST}//button[contains(@class,'opblock-summary-control')]")).await;
        browser.click(&format!("{LIST}//button[contains(., 'Try it out')]")).await;
        browser.click(&format!("{LIST}//button[text()='Execute']")).await;
        let answer = format!("{LIST}//*[contains(@class,'live-responses-table')]");
        browser.see(&format!("{answer}//td[contains(@class,'response-col_status')][starts-with(., '200')]")).await;
        browser.see(&format!("{LIST}//*[contains(@class,'curl')][contains(., 'curl -X')]")).await;
        // The call and the sign-in for it are in the journal, and nothing else is.
        let journal = serde_json::to_value(server.journal()).unwrap();
        let operations: Vec<&Value> = journal.as_array().unwrap().iter().map(|entry| &entry["operation"]).collect();
        assert_eq!(operations, ["AuthorizeApiToken", "ListSddcs"]);
    })
    .await;
}
