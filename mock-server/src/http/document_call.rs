//! Decodes requests to the networks of SDDCs.

use super::path::Parameters;
use crate::world::{
    documents::{
        call::DocumentCall,
        published::{self, Shape},
        refusals,
        table::{Api, Table},
    },
    kernel::refusal::{ApiResult, Refusal},
};
use bytes::Bytes;
use http::Uri;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use vmc_client::{
    endpoint::{DecodedCall, decode_json},
    wire::{OrgId, SddcId},
};

/// A segment after the proxy's prefix that some clients send and others leave out. (client code)
pub(super) const MANAGER: &str = "/sks-nsxt-manager";

/// Returns the interface that a path is of, and the rest of the path that its table has.
pub(super) fn place_of(path: &str) -> Option<(Api, &str)> {
    if let Some(rest) = path.strip_prefix("/vmc/reverse-proxy/api/orgs/") {
        let rest = after_sddc(rest)?;
        let rest = rest.strip_prefix(MANAGER).filter(|rest| rest.starts_with('/')).unwrap_or(rest);
        let of_cloud = rest.starts_with(Api::CloudService.base());
        return Some((if of_cloud { Api::CloudService } else { Api::Policy }, rest));
    }
    let rest = after_sddc(path.strip_prefix("/vmc/api/orgs/")?)?;
    rest.starts_with(Api::Edges.base()).then_some((Api::Edges, rest))
}

/// Returns what follows `{org}/sddcs/{sddc}`.
fn after_sddc(rest: &str) -> Option<&str> {
    let (_, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix("sddcs/")?;
    rest.find('/').map(|at| &rest[at..])
}

/// Returns the path template of an operation below the base of its interface.
pub(super) fn after_base(table: &Table, place: usize) -> &'static str {
    let template = table.operations[place].template;
    template.strip_prefix(table.api.base()).unwrap_or(template)
}

/// Decodes a request. The body is read as its type where the operation runs.
pub(super) fn decode(
    (table, place): (&'static Table, usize),
    uri: &Uri,
    parameters: &Parameters,
    body: &ApiResult<Bytes>,
) -> ApiResult<DecodedCall> {
    let published = &table.operations[place];
    let parameters = parameters.all()?;
    let id = |name: &str| parameters.iter().find(|(key, _)| key == name).and_then(|(_, text)| text.parse().ok());
    let (org, sddc) = (id("org").map(OrgId), id("sddc").map(SddcId));
    let (Some(org), Some(sddc)) = (org, sddc) else {
        return Err(refusals::invalid(
            "The identifier of the organization or of the SDDC has the wrong form.".to_owned(),
        ));
    };
    let path = uri.path();
    let rest = place_of(path).map_or(path, |(_, rest)| rest);
    let rest = rest.strip_prefix(table.api.base()).unwrap_or(rest);
    let asked = percent_decode_str(rest).decode_utf8().map_err(|_| refusals::id_invalid(rest))?.into_owned();
    // No id has a slash, and another object must not be meant.
    if asked.matches('/').count() != rest.matches('/').count() {
        return Err(refusals::id_invalid(&asked));
    }
    let query = query(published, uri.query().unwrap_or_default())?;
    let body = match (published.request, body) {
        (None, _) => None,
        (Some(_), Err(refusal)) => return Err(refusal.clone()),
        (Some(_), Ok(bytes)) if bytes.iter().all(u8::is_ascii_whitespace) => {
            return Err(refusals::invalid("The request needs a body.".to_owned()));
        }
        (Some(_), Ok(bytes)) => Some(json(bytes)?),
    };
    let status = published.status();
    let call = DocumentCall { table, place, sddc, asked, query, body };
    Ok(DecodedCall { call: Box::new((org, call)), status })
}

fn json(bytes: &[u8]) -> ApiResult<Value> {
    decode_json::<Value>(bytes, None)
        .map_err(|err| refusals::invalid(format!("The body cannot be read: {}.", err.reason)))
}

/// Reads the parameters of a query and checks those that are published.
fn query(published: &published::Operation, query: &str) -> Result<Vec<(String, String)>, Refusal> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    for parameter in &published.query {
        let sent = pairs.iter().rev().find(|(name, _)| name == parameter.name).map(|(_, value)| value.trim());
        let fits = |text: &str| match parameter.shape {
            Shape::Integer => text.parse::<i64>().is_ok(),
            Shape::Boolean => ["true", "false"].iter().any(|value| value.eq_ignore_ascii_case(text)),
            _ => true,
        };
        if sent.is_some_and(|text| !text.is_empty() && !fits(text)) {
            return Err(refusals::invalid(format!("The parameter `{}` has the wrong form.", parameter.name)));
        }
    }
    Ok(pairs)
}
