//! The Developer Center: how to begin with each client, with blocks to paste.

use super::{curl, layout::Page, refusals::Failure, sddcs::Sddc, visit::Visit};
use crate::http::control::WorldView;
use askama::Template;
use vmc_client::wire::Secret;

/// How to begin with a client.
pub(super) struct Recipe {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) code: String,
}

/// What a recipe fills in.
pub(super) struct Access {
    pub(super) base: String,
    pub(super) org: String,
    pub(super) token: String,
    /// Whether the address speaks TLS, which some clients demand.
    pub(super) is_tls: bool,
}

#[derive(Template)]
#[template(path = "developer.html")]
struct Overview<'a> {
    visit: &'a Visit<'a>,
    access: &'a Access,
    user: String,
    recipes: Vec<Recipe>,
    sddc: Option<String>,
}

/// Returns what recipes fill in.
pub(super) fn access(visit: &Visit) -> Result<Access, Failure> {
    let world: WorldView = visit.read_silently(&visit.in_control(""))?;
    let token = world.api_token.as_ref().map(Secret::expose).unwrap_or("API_TOKEN").to_owned();
    Ok(Access { base: visit.base.clone(), org: visit.org(), token, is_tls: visit.base.starts_with("https://") })
}

/// The page of the Developer Center.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let access = access(visit)?;
    let sddcs: Vec<Sddc> = visit.read(&visit.in_org("/sddcs"))?;
    let sddc = sddcs.first().map(|sddc| sddc.id.clone());
    let recipes = recipes(visit, &access);
    let overview = Overview { visit, access: &access, user: visit.username().to_owned(), recipes, sddc };
    Ok(Page::new("Developer Center", "developer").with("overview", &overview))
}

fn recipes(visit: &Visit, access: &Access) -> Vec<Recipe> {
    let Access { base, org, token, .. } = access;
    let sign_in = curl::sign_in(&visit.base, token);
    let host = base.split("://").nth(1).unwrap_or(base);
    let recipe = |id, title, text: &str, code: String| Recipe { id, title, text: text.to_owned(), code };
    let environment = format!("{base}/console/downloads/vmcsim.env{}", visit.href("").trim_start_matches("/console"));
    vec![
        recipe(
            "curl",
            "curl",
            "Sign in, then list the SDDCs of the organization.",
            format!("{sign_in}\ncurl -s {base}/vmc/api/orgs/{org}/sddcs -H \"csp-auth-token: $TOKEN\""),
        ),
        recipe(
            "python",
            "Python SDK",
            "pip install vapi-client-bindings or vmware-vcenter’s SDK; both addresses are this server’s.",
            format!(
                "import requests\nfrom vmware.vapi.vmc.client import VmcClient\n\nclient = VmcClient(requests.Session(), refresh_token='{token}',\n                   vmc_url='{base}/', csp_url='{base}')\nprint([sddc.name for sddc in client.orgs.Sddcs.list('{org}')])"
            ),
        ),
        recipe(
            "postman",
            "Postman",
            "Import both files; the environment has this server’s address, organization and token.",
            format!("{base}/_vmcsim/postman/collection.json\n{base}{}", visit.in_control("/postman-environment.json")),
        ),
        recipe(
            "powercli",
            "PowerCLI",
            "Connects to the same addresses as the service; the variables lead them here through the proxy (vmcsim serve --proxy).",
            format!("Connect-Vmc -RefreshToken {token}\nGet-VmcSddc -Organization {org}"),
        ),
        recipe(
            "dcli",
            "DCLI",
            "DCLI asks for the API token when it first signs in.",
            format!("eval \"$(curl -s '{environment}')\"\ndcli +vmc-server com vmware vmc orgs sddcs list --org {org}"),
        ),
        recipe(
            "terraform",
            "Terraform",
            "The vmc provider reads these variables; the nsxt provider speaks TLS only (vmcsim serve --tls).",
            format!(
                "export VMC_URL={base} CSP_URL={base}\nexport API_TOKEN={token} ORG_ID={org}\n\nprovider \"vmc\" {{\n  refresh_token = \"{token}\"\n  org_id        = \"{org}\"\n  vmc_url       = \"{base}\"\n  csp_url       = \"{base}\"\n}}\n\n# host of the nsxt provider: {host}/vmc/reverse-proxy/api/orgs/{org}/sddcs/SDDC/sks-nsxt-manager"
            ),
        ),
    ]
}
