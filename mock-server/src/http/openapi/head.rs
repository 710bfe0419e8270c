//! What each document says of itself.

use super::family::Family;
use serde_json::{Value, json};

/// The first server of each document: a server that was started without arguments. Where a document is served, the address that the client
/// used is in its place.
pub(in crate::http) const SERVER: &str = "http://127.0.0.1:8080";

/// What a document says of itself.
pub(super) struct Head {
    title: &'static str,
    summary: &'static str,
    description: &'static str,
    /// The servers after the first, with what they are.
    servers: &'static [(&'static str, &'static str)],
    pub(super) security_schemes: fn() -> Value,
}

const VMC_SERVER: (&str, &str) = (
    "https://vmc.vmware.com",
    "The service's own address of paths that begin with /vmc. The proxy of vmcsim answers for it.",
);
const CSP_SERVER: (&str, &str) =
    ("https://console.cloud.vmware.com", "The service's own address of paths that begin with /csp.");
const ADD_ONS_SERVER: (&str, &str) =
    ("https://vmc.vmware.com", "The service's own address. The proxy of vmcsim answers for it.");

const WHOLE: Head = Head {
    title: "vmcsim",
    summary: "VMware Cloud on AWS and its sign-in service, simulated",
    description: "Exchange an API token for an access token with `AuthorizeApiToken`, and send it with every other request. Changes that take \
                  long are answered with a task: poll it with `GetTask` until its `status` is `FINISHED`, `FAILED` or `CANCELED`.",
    servers: &[VMC_SERVER, CSP_SERVER],
    security_schemes: of_access_tokens,
};

const VMC: Head = Head {
    title: "vmcsim VMC",
    summary: "VMware Cloud on AWS, simulated: organizations, SDDCs and tasks",
    description: "Send an access token of the sign-in service with every request. Changes that take long are answered with a task: poll it \
                  with `GetTask` until its `status` is `FINISHED`, `FAILED` or `CANCELED`.",
    servers: &[VMC_SERVER],
    security_schemes: of_access_tokens,
};

const CSP: Head = Head {
    title: "vmcsim CSP",
    summary: "The sign-in service of VMware Cloud, simulated: tokens, users, groups, roles and OAuth apps",
    description: "Exchange an API token for an access token with `AuthorizeApiToken`, and send it with the requests that need one.",
    servers: &[CSP_SERVER],
    security_schemes: of_access_tokens,
};

const ADD_ONS: Head = Head {
    title: "vmcsim add-ons",
    summary: "Services that add to SDDCs, simulated: the autoscaler, site recovery and SDDC groups",
    description: "Send an access token of the sign-in service with every request. The autoscaler and site recovery answer changes with a \
                  task of their own lists of tasks, and SDDC groups with an operation, which `GetOperation` reads.",
    servers: &[ADD_ONS_SERVER],
    security_schemes: of_access_tokens,
};

const CONTROL: Head = Head {
    title: "vmcsim control",
    summary: "Worlds of the simulation: their time, their pace and their faults",
    description: "A server on a loopback address needs no token. Any other server needs its admin token, which it shows at its start.",
    servers: &[],
    security_schemes: || {
        json!({
            "adminToken": {"type": "apiKey", "in": "header", "name": "x-vmcsim-admin-token", "description": "The admin token."},
            "adminBearer": {"type": "http", "scheme": "bearer", "description": "The admin token."},
        })
    },
};

/// The ways in which a request carries an access token.
pub(super) fn of_access_tokens() -> Value {
    json!({
        "cspAuthToken": {"type": "apiKey", "in": "header", "name": "csp-auth-token", "description": "An access token."},
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token."},
    })
}

impl Head {
    /// Returns the head of the document of a family, or of the whole service. The document of networks has a head of its own.
    pub(super) fn of(family: Option<Family>) -> &'static Self {
        match family {
            None | Some(Family::Networking) => &WHOLE,
            Some(Family::Vmc) => &VMC,
            Some(Family::Csp) => &CSP,
            Some(Family::AddOns) => &ADD_ONS,
            Some(Family::Control) => &CONTROL,
        }
    }

    /// The servers of the document.
    pub(super) fn servers(&self) -> Vec<Value> {
        let own = json!({"url": SERVER, "description": "This server."});
        let others = self.servers.iter().map(|(url, description)| json!({"url": url, "description": description}));
        std::iter::once(own).chain(others).collect()
    }

    /// The `info` of the document.
    pub(super) fn info(&self) -> Value {
        document_info(self.title, self.summary, self.description)
    }
}

/// Returns the `info` of a document.
pub(super) fn document_info(title: &str, summary: &str, description: &str) -> Value {
    json!({
        "title": title,
        "version": env!("CARGO_PKG_VERSION"),
        "summary": summary,
        "description": description,
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
    })
}
