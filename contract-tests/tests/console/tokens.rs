//! A token is made in the browser, copied, and used by HTTP.

use crate::browser::in_browser;
use serde_json::json;
use vmc_contract::Target;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_copied_and_signs_in() {
    in_browser(|browser, server| async move {
        let allowed = json!({"origin": server.url(), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
        browser.driver.cdp().send_raw("Browser.grantPermissions", allowed).await.unwrap();
        browser.open("/console/").await;
        browser.click("//a[contains(@class,'user')]").await;
        browser.press("Generate").await;
        browser.see("//*[@role='status'][contains(., 'only once')]").await;
        browser.click("//*[@role='status']//button[@aria-label='Copy this']").await;
        browser.see("//*[@role='status']//button/span[text()='Copied']").await;
        let script = "return await navigator.clipboard.readText()";
        let token = browser.script(script).await.as_str().unwrap().to_owned();
        assert!(token.len() > 40 && token != server.api_token().expose(), "{token}");
        let user = Target::at(&server.url()).anyone().sign_in(&token, &server.org_id().to_string()).await;
        user.sddcs().await.expect(200);
        // The page shows it only once.
        browser.click("//a[contains(@class,'user')]").await;
        browser.see("//td[text()='API token']").await;
        assert!(!browser.text().await.contains(&token));
    })
    .await;
}
