//! Makes the collection from the table of operations and the list of requests.

use super::{
    super::postman::{
        PostmanAuth, PostmanBody, PostmanCollection, PostmanFamily, PostmanFolder, PostmanInfo, PostmanItem,
        PostmanPair, PostmanRequest, PostmanUrl,
    },
    requests::{Request, Requests},
    script,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::endpoint::{Access, OperationInfo};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const FORM: &str = "application/x-www-form-urlencoded";

const ABOUT: &str = "Requests to a started vmcsim. Import the environment of a world with it \
(`GET /_vmcsim/worlds/default/postman-environment.json`) and run the whole collection, in its order: later requests use what earlier ones \
created, and the last ones remove it. Each request checks the status of its answer and one field. A single request works after *Sign in* and \
those that it builds on.

While it runs, tasks end at once; the pace that the world had is set again at the end. What stays are the history (tasks, deleted SDDCs, ended \
invitations and the like) and three people without an organization, whom the sign-in service does not forget. Six minutes of the world's time \
have passed, and SDDCs of the world that waited for their link to an AWS account are linked. If the server has an admin token, put it into the \
variable `admin_token`.

Of the operations on networks the collection has a core: groups, gateway rules, segments, public IP addresses, NAT and search. The others are \
described by `/openapi/networking.json`, whose objects are all used in the same way.";

/// Finds an operation by its name.
type Find<'f> = &'f dyn Fn(&str) -> Option<&'static OperationInfo>;

/// Makes the collection.
///
/// # Errors
/// A request names no operation, or lacks a value.
pub(super) fn collection(requests: &Requests, find: Find) -> Result<PostmanCollection, String> {
    let mut item = Vec::new();
    for family in &requests.families {
        let mut folders = Vec::new();
        for folder in &family.folders {
            let items = folder.requests.iter().map(|request| self::item(requests, request, find));
            folders.push(PostmanFolder { name: folder.name.clone(), item: items.collect::<Result<_, _>>()? });
        }
        item.push(PostmanFamily { name: family.name.clone(), description: family.about.clone(), item: folders });
    }
    let left_out = requests.left_out.iter().map(|(name, reason)| format!("\n- `{name}`: {reason}"));
    let description = [ABOUT, "\n\nLeft out are:\n", &left_out.collect::<String>()].concat();
    let info = PostmanInfo {
        name: "vmcsim".to_owned(),
        description,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: SCHEMA.to_owned(),
    };
    let kept: BTreeSet<_> = all(requests).flat_map(|request| request.keep.keys()).collect();
    let variable = kept.into_iter().map(|name| pair(name, "")).collect();
    let token = vec![pair("key", "csp-auth-token"), pair("value", "{{access_token}}"), pair("in", "header")];
    let auth = PostmanAuth { kind: "apikey".to_owned(), apikey: Some(token), basic: None };
    Ok(PostmanCollection { info, auth, item, variable })
}

fn all(requests: &Requests) -> impl Iterator<Item = &Request> {
    requests.families.iter().flat_map(|family| &family.folders).flat_map(|folder| &folder.requests)
}

fn item(requests: &Requests, request: &Request, find: Find) -> Result<PostmanItem, String> {
    let info = find(&request.operation).ok_or_else(|| format!("there is no operation {}", request.operation))?;
    let status = match (request.other_status, info.other_status) {
        (false, _) => info.status,
        (true, Some(other)) => other,
        (true, None) => return Err(format!("{} has one status", info.name)),
    };
    let is_form = info.body_media_type == Some(FORM);
    let body = request.body.as_ref().map(|body| self::body(body, is_form)).transpose()?;
    let media_type = if is_form { FORM } else { "application/json" };
    let mut header: Vec<_> = body.iter().map(|_| pair("content-type", media_type)).collect();
    if info.access == Access::Admin {
        header.push(pair("x-vmcsim-admin-token", "{{admin_token}}"));
    }
    Ok(PostmanItem {
        name: request.name.clone().unwrap_or_else(|| title(info)),
        event: vec![script::tests(request, status)],
        request: PostmanRequest {
            method: info.method.to_owned(),
            url: url(requests, request, info),
            header,
            auth: auth(request, info),
            body,
            description: format!("{}\n\nOperation `{}`.", info.doc, info.name),
        },
    })
}

/// Returns a name for the request of an operation: the first sentence of its description.
fn title(info: &OperationInfo) -> String {
    let sentence = info.doc.split_once(". ").map_or(info.doc, |(first, _)| first);
    sentence.trim_end_matches('.').to_owned()
}

/// Returns how a request carries its credentials; `None` for the access token.
fn auth(request: &Request, info: &OperationInfo) -> Option<PostmanAuth> {
    let of = |kind: &str, basic| Some(PostmanAuth { kind: kind.to_owned(), apikey: None, basic });
    match (&request.caller, info.access) {
        (Some((id, secret)), _) => of("basic", Some(vec![pair("username", id), pair("password", secret)])),
        (None, Access::Needs(_)) => None,
        (None, Access::Anonymous | Access::Credential | Access::Session | Access::Admin) => of("noauth", None),
    }
}

fn body(body: &Value, is_form: bool) -> Result<PostmanBody, String> {
    let fields = body.as_object().filter(|_| is_form);
    let Some(fields) = fields else {
        let text = match body {
            Value::String(variable) => variable.clone(),
            document => serde_json::to_string_pretty(document).map_err(|err| err.to_string())?,
        };
        return Ok(PostmanBody { mode: "raw".to_owned(), raw: Some(text), urlencoded: None });
    };
    let pairs = fields.iter().map(|(name, value)| pair(name, value.as_str().unwrap_or_default())).collect();
    Ok(PostmanBody { mode: "urlencoded".to_owned(), raw: None, urlencoded: Some(pairs) })
}

fn url(requests: &Requests, request: &Request, info: &OperationInfo) -> PostmanUrl {
    let path: Vec<_> = info.path.split('/').skip(1).map(|segment| filled(requests, &request.path, segment)).collect();
    let query: Vec<_> = request.query.iter().map(|(name, value)| pair(name, value)).collect();
    let written: Vec<_> = query.iter().map(|PostmanPair { key, value }| format!("{key}={value}")).collect();
    let raw = ["{{base_url}}/", &path.join("/"), if query.is_empty() { "" } else { "?" }, &written.join("&")].concat();
    PostmanUrl { raw, host: vec!["{{base_url}}".to_owned()], path, query }
}

/// Fills in the parameter in a segment of a path template, if there is one.
fn filled(requests: &Requests, given: &BTreeMap<String, String>, segment: &str) -> String {
    let parts = segment.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (name, after))) = parts else { return segment.to_owned() };
    let variable = || requests.variables.get(name).map_or(name, String::as_str);
    let value = given.get(name).cloned().unwrap_or_else(|| format!("{{{{{}}}}}", variable()));
    [before, &value, after].concat()
}

fn pair(key: &str, value: &str) -> PostmanPair {
    PostmanPair { key: key.to_owned(), value: value.to_owned() }
}
