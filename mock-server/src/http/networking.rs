//! The operations on the networks of SDDCs. They are made from the published tables when the first request comes for one of them.

use super::{
    call::Decoder,
    document_call::{self, MANAGER},
    openapi::networking::document as described,
    operations::{BODY_MAX, Encode, Found, Operation, Run, methods},
};
use crate::{
    journal::Unread,
    world::{
        Cx, WorldState,
        documents::{
            call::{DocumentCall, DocumentReply},
            published,
            table::{Api, Table},
        },
        state::not_found,
        vmc::networking,
    },
};
use http::{Method, Uri};
use serde_json::Value;
use std::{any::Any, sync::LazyLock};
use vmc_client::{
    endpoint::{Access, OperationInfo, Right, Service},
    wire::OrgId,
};

/// The beginning of the paths of NSX-T at VMC, and of NSX-V.
const PROXY: &str = "/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}";
const PREVIEW: &str = "/vmc/api/orgs/{org}/sddcs/{sddc}";

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

/// The interface with this table.
fn interface(api: Api) -> &'static Interface {
    match api {
        Api::Policy => &POLICY,
        Api::CloudService => &CLOUD_SERVICE,
        Api::Edges => &EDGES,
    }
}

/// Returns the OpenAPI 3.1 document of these operations.
pub(super) fn document() -> Value {
    described(|api, place| interface(api).operations[place].info)
}

/// Returns the operation with this name.
pub(super) fn named(name: &str) -> Option<&'static OperationInfo> {
    let interfaces = [Api::Policy, Api::CloudService, Api::Edges].into_iter().map(interface);
    interfaces
        .flat_map(|interface| &interface.operations)
        .map(|operation| operation.info)
        .find(|info| info.name == name)
}

/// Whether a public client uses an operation.
pub(super) fn is_used(name: &str) -> bool {
    let operations = [Api::Policy, Api::CloudService].into_iter().flat_map(|api| &api.table().operations);
    operations.filter(|operation| operation.name == name).any(|operation| !operation.used_by.is_empty())
}

/// Finds the operation for a request. Among those that differ only in a fixed query, it is the one whose query the request has.
pub(super) fn find(method: &Method, uri: &Uri) -> Found<'static> {
    let Some((api, rest)) = document_call::place_of(uri.path()) else { return Found::Nothing };
    let interface = interface(api);
    let (table, paths) = (interface.table, &interface.table.paths);
    // Clients of NSX-V write some names in another case than published. (client code)
    let in_any_case = || paths.find_in_any_case(rest).filter(|_| api == Api::Edges);
    let Some(paths) = paths.find(rest).or_else(in_any_case) else { return Found::Nothing };
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let operations = || paths.operations.iter().map(|place| (&table.operations[*place], *place));
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
        doc: summary(table, published).leak(),
        service,
        method: published.method,
        path: path.leak(),
        other_path: other_path.map(|path| &*path.leak()),
        access: Access::Needs(right),
        status: published.status().as_u16(),
        other_status: published.statuses.get(1).copied(),
        body_required: body.is_some(),
        body_media_type: body,
        reply_media_type: published.response.map(|_| "application/json"),
        client_method: None,
    }))
}

/// Says what an operation does.
fn summary(table: &Table, published: &published::Operation) -> String {
    let object = published.request.or(published.response).unwrap_or("object");
    let item = table.types.item_of(object);
    match (published.method, published.fixed_query) {
        ("POST", Some((_, action))) => format!("Carry out the action `{action}`."),
        ("POST", None) => format!("Send a `{object}`."),
        ("GET", _) if item.is_some() => format!("List objects of the type `{}`.", item.unwrap_or_default()),
        ("GET", _) => format!("Read a `{object}`."),
        ("PUT", _) => format!("Create or replace a `{object}`."),
        ("PATCH", _) => format!("Create or change a `{object}`."),
        (_, _) => "Delete the object.".to_owned(),
    }
}

/// Returns the call that [`document_call::decode`] made.
fn typed(call: &dyn Any) -> &(OrgId, DocumentCall) {
    let found = call.downcast_ref();
    found.unwrap_or_else(|| unreachable!("an operation on documents was given another call"))
}

fn encode(reply: DocumentReply) -> Encode {
    Box::new(move || Ok(reply.body.map(|body| body.to_string().into_bytes()).unwrap_or_default()))
}
