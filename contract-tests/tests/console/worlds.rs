//! A fork keeps what it was made from.

use crate::browser::in_browser_at;
use vmcsim::MockServer;

#[tokio::test(flavor = "multi_thread")]
async fn an_sddc_that_is_deleted_in_a_fork_stays_in_the_first_world() {
    in_browser_at(MockServer::builder().world("demo").rate(0.0), true, |browser, server| async move {
        let name =
            server.client().list_sddcs(server.org_id(), Default::default()).await.unwrap()[0].name.clone().unwrap();
        browser.open("/console/worlds").await;
        browser.click("//button[@aria-label='Fork default']").await;
        browser.see("//*[@role='status']//p[contains(., 'The world is made')]").await;
        assert!(browser.address().await.contains("world="));
        browser.click(&format!("//a[@aria-label='Delete {name}']")).await;
        browser.press("Delete SDDC").await;
        browser.see(&format!("//li[.//h2/a[text()='{name}']]//span[@title='DELETING']")).await;
        browser.press("Finish now").await;
        browser.see("//*[@role='status']//p[text()='The clock has moved.']").await;
        let deleted = format!("return ![...document.querySelectorAll('h2 a')].some((a) => a.textContent === '{name}')");
        assert_eq!(browser.script(&deleted).await, true);
        // The picker leads back to the first world, which still has it.
        browser.click("//select[@id='world']/option[text()='default']").await;
        browser.see(&format!("//li[.//h2/a[text()='{name}']]//span[@title='READY']")).await;
    })
    .await;
}
