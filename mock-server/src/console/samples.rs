//! Code samples: what clients usually do, ready to paste, and how to point each SDK at this server.

use super::{
    curl,
    developer::{Access, Recipe, access},
    layout::Page,
    refusals::Failure,
    visit::Visit,
};
use askama::Template;

#[derive(Template)]
#[template(path = "samples.html")]
struct Samples<'a> {
    visit: &'a Visit<'a>,
    samples: Vec<Recipe>,
    sdks: Vec<(&'static str, String)>,
}

/// The page of the code samples.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let access = access(visit)?;
    let samples = samples(visit, &access);
    let sdks = sdks(&access);
    Ok(Page::new("Code Samples", "samples").with("samples", &Samples { visit, samples, sdks }))
}

/// The packages for tests: the folder, a title, and the README, which begins with a test.
const PACKAGES: [(&str, &str, &str); 4] = [
    ("pytest", "A world for each test, in pytest", include_str!("../../packaging/pytest/README.md")),
    ("javascript", "A world for each test, in TypeScript", include_str!("../../packaging/javascript/README.md")),
    ("go", "A world for each test, in Go", include_str!("../../packaging/go/README.md")),
    ("java", "A world for each test, in Java", include_str!("../../packaging/java/README.md")),
];

/// Returns the first block of code in a page.
fn first_block(page: &str) -> &str {
    let block = page.split("```").nth(1).unwrap_or_default();
    block.split_once('\n').map_or("", |(_, code)| code.trim_end())
}

fn samples(visit: &Visit, access: &Access) -> Vec<Recipe> {
    let Access { base, org, token, .. } = access;
    let sign_in = curl::sign_in(&visit.base, token);
    let control = format!("{base}{}", visit.in_control(""));
    let sample = |id, title, text: &str, code: String| Recipe { id, title, text: text.to_owned(), code };
    let mut samples = vec![
        sample(
            "lifecycle",
            "Create an SDDC and wait for it",
            "The clock jumps to the end of the task, so nothing waits.",
            format!(
                "{sign_in}\nTASK=$(curl -s {base}/vmc/api/orgs/{org}/sddcs -H \"csp-auth-token: $TOKEN\" \\\n  -d '{{\"name\":\"sddc-1\",\"provider\":\"AWS\",\"sddc_type\":\"1NODE\",\"num_hosts\":1,\"account_link_config\":{{\"delay_account_link\":true}}}}' | jq -r .id)\ncurl -s -X POST {control}/clock/skip -d \"{{\\\"task\\\":\\\"$TASK\\\"}}\"\ncurl -s {base}/vmc/api/orgs/{org}/tasks/$TASK -H \"csp-auth-token: $TOKEN\" | jq .status"
            ),
        ),
        sample(
            "failure",
            "Let the next creation fail",
            "Your program sees a FAILED task with this message.",
            format!("curl -s {control}/faults -d '{}'", super::presets::PRESETS[0].rule),
        ),
        sample(
            "world",
            "Give each test its own world",
            "A fork has the same SDDCs, and its own token.",
            format!(
                "curl -s {base}/_vmcsim/worlds -d '{{\"from\":{{\"fork\":\"default\"}}}}' | jq -r '[.id, .org_id, .api_token] | @tsv'"
            ),
        ),
    ];
    samples.extend(PACKAGES.map(|(folder, title, readme)| {
        let text = format!("The package is in mock-server/packaging/{folder}.");
        Recipe { id: folder, title, text, code: first_block(readme).to_owned() }
    }));
    samples
}

fn sdks(access: &Access) -> Vec<(&'static str, String)> {
    let Access { base, org, token, is_tls } = access;
    let trust = if *is_tls { "; trust the certificate from Downloads" } else { "" };
    vec![
        ("Python SDK", format!("VmcClient(session, refresh_token, vmc_url='{base}/', csp_url='{base}'){trust}")),
        ("Go SDK, Terraform", format!("VMC_URL={base} CSP_URL={base} API_TOKEN={token} ORG_ID={org}{trust}")),
        (
            "Java, .NET and other SDKs",
            format!("base address {base}, for both VMC (/vmc/api) and CSP (/csp/gateway){trust}"),
        ),
        ("Generated clients", format!("{base}/openapi/vmc.json (add ?version=3.0 for older generators){trust}")),
    ]
}
