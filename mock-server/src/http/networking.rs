//! The operations on the networks of SDDCs. They are made from the published tables when the first request comes for one of them.

use super::{
    call::{Decoder, Received},
    operations::{BODY_MAX, Encode, Found, Operation, Run, methods},
};
use crate::{
    journal::Unread,
    world::{
        Cx, WorldState,
        documents::{
            call::{DocumentCall, DocumentReply},
            published::{self, Shape},
            refusals,
            table::{Api, Table},
        },
        kernel::refusal::{ApiResult, Refusal},
        state::not_found,
        vmc::networking,
    },
};
use http::{Method, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::{any::Any, sync::LazyLock};
use vmc_client::{
    endpoint::{Access, DecodedCall, OperationInfo, Right, Service, decode_json},
    wire::{OrgId, SddcId},
};

/// The beginning of the paths of NSX-T at VMC, and of NSX-V.
const PROXY: &str = "/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}";
const PREVIEW: &str = "/vmc/api/orgs/{org}/sddcs/{sddc}";

/// A segment after the proxy's prefix that some clients send and others leave out. (client code)
const MANAGER: &str = "/sks-nsxt-manager";

/// The operations of one interface, in the order of its table.
struct Interface {
    table: &'static Table,
    operations: Vec<Operation>,
}

static POLICY: LazyLock<Interface> = LazyLock::new(|| Interface::of(Api::Policy));
static CLOUD_SERVICE: LazyLock<Interface> = LazyLock::new(|| Interface::of(Api::CloudService));
static EDGES: LazyLock<Interface> = LazyLock::new(|| Interface::of(Api::Edges));

impl Interface {
    fn of(api: Api) -> Self {
        let table = api.table();
        let places = 0..table.operations.len();
        Self { table, operations: places.map(|place| operation(table, place)).collect() }
    }
}

/// Returns the interface that a path is of, and the rest of the path that its table has.
fn interface(path: &str) -> Option<(&'static Interface, &str)> {
    if let Some(rest) = path.strip_prefix("/vmc/reverse-proxy/api/orgs/") {
        let rest = after_sddc(rest)?;
        let rest = rest.strip_prefix(MANAGER).filter(|rest| rest.starts_with('/')).unwrap_or(rest);
        let of_cloud = rest.starts_with(Api::CloudService.base());
        return Some((if of_cloud { &CLOUD_SERVICE } else { &POLICY }, rest));
    }
    let rest = after_sddc(path.strip_prefix("/vmc/api/orgs/")?)?;
    rest.starts_with(Api::Edges.base()).then_some((&*EDGES, rest))
}

/// Returns what follows `{org}/sddcs/{sddc}`.
fn after_sddc(rest: &str) -> Option<&str> {
    let (_, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix("sddcs/")?;
    rest.find('/').map(|at| &rest[at..])
}

/// Finds the operation for a request. Among those that differ only in a fixed query, it is the one whose query the request has.
pub(super) fn find(method: &Method, uri: &Uri) -> Found<'static> {
    let Some((interface, rest)) = interface(uri.path()) else { return Found::Nothing };
    let Some(paths) = interface.table.paths.find(rest) else { return Found::Nothing };
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let operations = || paths.operations.iter().map(|place| (&interface.table.operations[*place], *place));
    let query = uri.query().unwrap_or_default();
    let has = |(name, value): (&str, &str)| {
        form_urlencoded::parse(query.as_bytes()).any(|(key, sent)| key == name && sent.eq_ignore_ascii_case(value))
    };
    let of_method = |(operation, _): &(&published::Operation, usize)| operation.method == method.as_str();
    let found = operations().filter(of_method).find(|(operation, _)| operation.fixed_query.is_some_and(has));
    let found = found.or_else(|| operations().filter(of_method).find(|(operation, _)| operation.fixed_query.is_none()));
    match found {
        Some((_, place)) => Found::Operation(&interface.operations[place]),
        None if paths.operations.is_empty() => Found::Nothing,
        None => {
            let mut known: Vec<&Method> =
                paths.operations.iter().map(|place| &interface.operations[*place].method).collect();
            known.dedup();
            Found::OtherMethods(methods(known.into_iter()))
        }
    }
}

/// Makes the operation at a place of a table.
fn operation(table: &'static Table, place: usize) -> Operation {
    let published = &table.operations[place];
    let reads = published.method == "GET";
    let run = if reads {
        Run::Read(Box::new(move |world: &WorldState, cx: &Cx, call: &dyn Any| {
            let (org, call) = typed(call);
            networking::read(world.org(*org)?, cx, call).map(encode)
        }))
    } else {
        Run::Write(Box::new(move |world: &mut WorldState, cx: &Cx, call: &dyn Any| {
            let (org, call) = typed(call);
            let org = world.orgs.get_mut(org).ok_or_else(|| not_found::org(*org))?;
            networking::write(org, cx, call).map(encode)
        }))
    };
    Operation {
        info: info(table, published),
        method: Method::from_bytes(published.method.as_bytes()).unwrap_or_default(),
        body_max: BODY_MAX,
        decode: Decoder::Document(table, place),
        unread: Unread::Document(table, place),
        run,
    }
}

/// Returns the properties of an operation. They are kept as long as the program runs, like those of the other operations.
fn info(table: &'static Table, published: &'static published::Operation) -> &'static OperationInfo {
    let template = published.template;
    let (service, path, other_path) = match table.api {
        Api::Edges => (Service::NsxV, [PREVIEW, template].concat(), None),
        Api::Policy | Api::CloudService => {
            (Service::Nsx, [PROXY, MANAGER, template].concat(), Some([PROXY, template].concat()))
        }
    };
    let right = if published.method == "GET" { Right::SeeNetworks } else { Right::ChangeNetworks };
    let body = published.request.map(|_| "application/json");
    Box::leak(Box::new(OperationInfo {
        name: published.name,
        doc: "",
        service,
        method: published.method,
        path: path.leak(),
        other_path: other_path.map(|path| &*path.leak()),
        access: Access::Needs(right),
        status: published.statuses.first().copied().unwrap_or(200),
        other_status: published.statuses.get(1).copied(),
        body_required: body.is_some(),
        body_media_type: body,
        reply_media_type: published.response.map(|_| "application/json"),
        client_method: None,
    }))
}

/// Returns the call that [`decode`] made.
fn typed(call: &dyn Any) -> &(OrgId, DocumentCall) {
    let found = call.downcast_ref();
    found.unwrap_or_else(|| unreachable!("an operation on documents was given another call"))
}

fn encode(reply: DocumentReply) -> Encode {
    Box::new(move || Ok(reply.body.map(|body| body.to_string().into_bytes()).unwrap_or_default()))
}

/// Decodes a request. The body is read as its type where the operation runs.
pub(super) fn decode(table: &'static Table, place: usize, received: &Received) -> ApiResult<DecodedCall> {
    let published = &table.operations[place];
    let parameters = received.parameters.all()?;
    let id = |name: &str| parameters.iter().find(|(key, _)| key == name).and_then(|(_, text)| text.parse().ok());
    let (org, sddc) = (id("org").map(OrgId), id("sddc").map(SddcId));
    let (Some(org), Some(sddc)) = (org, sddc) else {
        return Err(refusals::invalid(
            "The identifier of the organization or of the SDDC has the wrong form.".to_owned(),
        ));
    };
    let path = received.parts.uri.path();
    let rest = interface(path).map_or(path, |(_, rest)| rest);
    let rest = rest.strip_prefix(table.api.base()).unwrap_or(rest);
    let asked = percent_decode_str(rest).decode_utf8().map_err(|_| refusals::id_invalid(rest))?.into_owned();
    let query = query(published, received.parts.uri.query().unwrap_or_default())?;
    let body = match (published.request, received.body) {
        (None, _) => None,
        (Some(_), Err(refusal)) => return Err(refusal.clone()),
        (Some(_), Ok(bytes)) if bytes.iter().all(u8::is_ascii_whitespace) => {
            return Err(refusals::invalid("The request needs a body.".to_owned()));
        }
        (Some(_), Ok(bytes)) => Some(json(bytes)?),
    };
    let status = StatusCode::from_u16(published.statuses.first().copied().unwrap_or(200)).unwrap_or_default();
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
