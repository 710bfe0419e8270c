//! Measures networks with many objects: `cargo bench -p vmcsim --bench networking`. Requests go through the router, on one core.
//!
//! Groups are created in one SDDC. The time of a creation and of a search is given at 100 and at 9,000 groups, and the search for each
//! object that it looks at. `--groups N` sets the larger number.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

mod measure;

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use measure::{Result, median, number, process::pin_self};
use serde_json::{Value, json};
use std::time::Instant;
use vmcsim::{App, MockServer, Preset};

/// The smaller number of groups.
const FEW: usize = 100;

/// How often each search is repeated, and how many creations make one figure.
const TIMES: usize = 50;

fn main() -> Result<()> {
    pin_self();
    let many = usize::try_from(number("--groups", 9_000)?)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measured(many))
}

async fn measured(many: usize) -> Result<()> {
    let server = MockServer::builder().pace(Preset::Instant).try_start()?;
    let stage = Stage::new(&server).await?;
    let mut made = 0;
    let (mut creations, mut searches) = (Vec::new(), Vec::new());
    for count in [FEW, many] {
        while made < count - TIMES {
            stage.create(made).await?;
            made += 1;
        }
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            times.push(stage.create(made).await?);
            made += 1;
        }
        creations.push(median(times));
        let mut times = Vec::with_capacity(TIMES);
        for number in 0..TIMES {
            times.push(stage.search(number).await?);
        }
        searches.push(median(times));
        let begun = Instant::now();
        let export = stage.ask("GET", "/_vmcsim/worlds/default/export", "").await?;
        let (export_ms, size) = (begun.elapsed().as_secs_f64() * 1000.0, export.len() / 1000);
        println!(
            "{made} groups: {:.0} us to create one, {:.0} us for a search, {export_ms:.0} ms for an export of {size} kB",
            creations.last().unwrap_or(&0.0),
            searches.last().unwrap_or(&0.0),
        );
    }
    let per_object = |place: usize, count: usize| searches[place] / count as f64;
    println!(
        "creation costs {:.2} times as much at {many} as at {FEW}, a search {:.2} times as much for each group",
        creations[1] / creations[0],
        per_object(1, many) / per_object(0, FEW)
    );
    Ok(())
}

/// A server with an SDDC, and its signed-in owner.
struct Stage<'s> {
    app: &'s App,
    token: String,
    /// The path of the policy interface.
    policy: String,
}

impl<'s> Stage<'s> {
    async fn new(server: &'s MockServer) -> Result<Self> {
        let mut stage = Self { app: server.app(), token: String::new(), policy: String::new() };
        let form = format!("refresh_token={}", server.api_token().expose());
        let granted = stage.ask("POST", "/csp/gateway/am/api/auth/api-tokens/authorize", &form).await?;
        let granted: Value = serde_json::from_slice(&granted)?;
        granted["access_token"].as_str().ok_or("no access token")?.clone_into(&mut stage.token);
        let org = server.world().org_id;
        let config = json!({
            "name": "networks", "num_hosts": 1, "sddc_type": "1NODE", "provider": "AWS", "region": "US_WEST_2",
            "account_link_config": {"delay_account_link": true},
        });
        let task = stage.ask("POST", &format!("/vmc/api/orgs/{org}/sddcs"), &config.to_string()).await?;
        let task: Value = serde_json::from_slice(&task)?;
        let sddc = task["resource_id"].as_str().ok_or("no SDDC")?;
        stage.policy = format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}/policy/api/v1");
        Ok(stage)
    }

    /// Creates a group. Returns the time in microseconds.
    async fn create(&self, number: usize) -> Result<f64> {
        let path = format!("{}/infra/domains/cgw/groups/group-{number}", self.policy);
        let address = format!("10.{}.{}.1", number / 250 % 250, number % 250);
        let body = json!({"expression": [{"resource_type": "IPAddressExpression", "ip_addresses": [address]}]});
        let (body, begun) = (body.to_string(), Instant::now());
        self.ask("PUT", &path, &body).await?;
        Ok(begun.elapsed().as_secs_f64() * 1e6)
    }

    /// Searches for one group. Returns the time in microseconds.
    async fn search(&self, number: usize) -> Result<f64> {
        let query = format!("resource_type:Group%20AND%20display_name:group-{number}");
        let (path, begun) = (format!("{}/search/query?query={query}", self.policy), Instant::now());
        self.ask("GET", &path, "").await?;
        Ok(begun.elapsed().as_secs_f64() * 1e6)
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> Result<bytes::Bytes> {
        let request = Request::builder().method(method).uri(path).header("csp-auth-token", &self.token);
        let response = self.app.answer(request.body(Body::from(body.to_owned()))?).await;
        if !response.status().is_success() {
            return Err(format!("{method} {path} answered {}", response.status()).into());
        }
        Ok(response.into_body().collect().await?.to_bytes())
    }
}
