//! A browser with one window, and what a person does and sees in it.

use crate::tools;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    panic::resume_unwind,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, TypingData, prelude::*};
use tokio::{
    sync::Semaphore,
    time::{interval, timeout},
};
use vmcsim::{Builder, MockServer, Preset};

/// How long a person waits at most until something is to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the browser is asked.
const INTERVAL: Duration = Duration::from_millis(50);

/// Browsers that run at once. Each takes a core while it starts.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// The settings of a browser that asks nobody but the server.
const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

/// Runs chromedriver as long as it lives.
struct Chromedriver {
    process: Child,
    url: String,
    /// The folder of the browser's profile.
    _profile: TempDir,
    capabilities: ChromeCapabilities,
}

impl Chromedriver {
    fn start(scripts: bool) -> Self {
        let mut process =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        // What chromedriver says later must find a reader, or it ends.
        thread::spawn(move || lines.for_each(drop));
        let profile = TempDir::new().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        if !scripts {
            let off = json!({"profile.managed_default_content_settings.javascript": 2});
            capabilities.add_experimental_option("prefs", off).unwrap();
        }
        Self { process, url: format!("http://127.0.0.1:{}", port.unwrap()), _profile: profile, capabilities }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A browser window.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    url: String,
}

/// Runs a flow in a browser in front of a server, whose default world has the pace of the service and a clock that stands still.
pub(crate) async fn in_browser<F, Flow>(flow: F)
where
    F: FnOnce(Browser, Arc<MockServer>) -> Flow,
    Flow: Future<Output = ()> + Send + 'static,
{
    in_browser_at(MockServer::builder().pace(Preset::Realistic).rate(0.0), true, flow).await;
}

/// Does the same with any server, and with or without JavaScript.
pub(crate) async fn in_browser_at<F, Flow>(server: Builder, scripts: bool, flow: F)
where
    F: FnOnce(Browser, Arc<MockServer>) -> Flow,
    Flow: Future<Output = ()> + Send + 'static,
{
    if tools::found().is_none() {
        return;
    }
    let _turn = BROWSERS.acquire().await.unwrap();
    // The server outlives the flow, also one that does not need it.
    let server = Arc::new(server.start().await);
    let chromedriver = Chromedriver::start(scripts);
    let http = vmc_client::http::reqwest_builder().no_proxy().tls_certs_only([]).build().unwrap();
    let opened = WebDriver::builder(&chromedriver.url, chromedriver.capabilities.clone()).client(http).connect();
    let driver = opened.await.unwrap();
    let browser = Browser { driver: driver.clone(), url: server.url() };
    browser.resize(1280, "light").await;
    // The browser ends also if the flow fails.
    let outcome = tokio::spawn(flow(browser, server.clone())).await;
    drop(driver.quit().await);
    if let Err(failed) = outcome {
        resume_unwind(failed.into_panic());
    }
}

impl Browser {
    /// Opens a page of the console.
    pub(crate) async fn open(&self, page: &str) {
        self.driver.goto(format!("{}{page}", self.url)).await.unwrap();
    }

    /// Waits until something is to be seen.
    ///
    /// # Panics
    /// It is not to be seen in time.
    pub(crate) async fn see(&self, xpath: &str) -> WebElement {
        let seen = async {
            let mut looks = interval(INTERVAL);
            loop {
                looks.tick().await;
                // A live page may replace what was found before it is looked at.
                for found in self.driver.find_all(By::XPath(xpath)).await.unwrap_or_default() {
                    if found.is_displayed().await.unwrap_or(false) {
                        return found;
                    }
                }
            }
        };
        match timeout(PATIENCE, seen).await {
            Ok(element) => element,
            Err(_) => {
                let shown = self.text().await;
                panic!("{xpath} is not to be seen at {}:\n{shown}", self.address().await)
            }
        }
    }

    /// Returns the text of the page.
    pub(crate) async fn text(&self) -> String {
        let body = self.driver.find(By::Css("body")).await.unwrap();
        body.text().await.unwrap_or_default()
    }

    pub(crate) async fn address(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    /// Waits until something can be clicked, and clicks it. A live page may replace it in between.
    pub(crate) async fn click(&self, xpath: &str) {
        for _ in 0..20 {
            match self.see(xpath).await.click().await {
                Ok(()) => return,
                Err(err) if is_replaced(&err) => {}
                Err(err) => panic!("{xpath} cannot be clicked: {err}"),
            }
        }
        panic!("{xpath} is replaced all the time");
    }

    /// Clicks a link by its text.
    pub(crate) async fn follow(&self, text: &str) {
        self.click(&format!("//a[normalize-space()='{text}']")).await;
    }

    /// Presses a button by its text.
    pub(crate) async fn press(&self, text: &str) {
        self.click(&format!("//button[normalize-space()='{text}']")).await;
    }

    /// Sends keys to whatever has the focus.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        self.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// Runs a script in the page, and returns what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Sets the width of the window, and whether the system is light or dark.
    pub(crate) async fn resize(&self, width: u32, scheme: &str) {
        let cdp = self.driver.cdp();
        let metrics = json!({"width": width, "height": if width < 500 { 844 } else { 900 }, "deviceScaleFactor": 1, "mobile": width < 500});
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        cdp.send_raw("Emulation.setEmulatedMedia", features).await.unwrap();
    }
}

fn is_replaced(err: &WebDriverError) -> bool {
    let text = err.to_string().to_lowercase();
    text.contains("stale element") || text.contains("click intercepted")
}
