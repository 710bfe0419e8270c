//! The VPC of the customer that an SDDC is linked to, and the services of AWS that are reached through it.

use super::request::{body, id};
use crate::{
    context::Cx,
    documents::{
        call::{DocumentCall, DocumentReply},
        refusals,
    },
    kernel::refusal::ApiResult,
    state::{account_link::Connection, orgs::Org, sddcs::SddcFacts},
    vmc::networking::{
        change::change_networks,
        defaults::{derived, networks_of},
    },
};
use serde_json::{Map, Value, json};

/// The services that can be connected. (recorded)
const CONNECTABLE: [&str; 1] = ["s3"];

/// The accounts of AWS: the hidden one that the SDDC runs in, and the customer's if the SDDC is linked.
pub(super) fn accounts(org: &Org, sddc: &SddcFacts) -> Value {
    let mut accounts = json!({"shadow_account": shadow_account(sddc)});
    if let Some(account) = connection(org, sddc).and_then(|connection| number(org, connection)) {
        accounts["linked_vpc_account"] = account.into();
    }
    accounts
}

/// The number of the account that the SDDC runs in, twelve digits.
fn shadow_account(sddc: &SddcFacts) -> String {
    let number = derived(sddc, "account").as_u128() % 900_000_000_000 + 100_000_000_000;
    number.to_string()
}

fn connection<'o>(org: &'o Org, sddc: &SddcFacts) -> Option<&'o Connection> {
    org.connections.iter().find(|connection| connection.sddc == sddc.id && connection.broken.is_none())
}

fn number(org: &Org, connection: &Connection) -> Option<String> {
    org.aws_account(connection.account).ok().map(|account| account.account_number.clone())
}

pub(super) fn list(org: &Org, sddc: &SddcFacts) -> Value {
    let found: Vec<_> = connection(org, sddc).map(|connection| vpc(org, sddc, connection)).into_iter().collect();
    json!({"result_count": found.len(), "results": found})
}

pub(super) fn get(org: &Org, sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Value> {
    linked(org, sddc, call, id(call)).map(|connection| vpc(org, sddc, connection))
}

/// Returns the connection to the VPC with this id.
fn linked<'o>(org: &'o Org, sddc: &SddcFacts, call: &DocumentCall, vpc: &str) -> ApiResult<&'o Connection> {
    connection(org, sddc).filter(|found| found.subnet.vpc_id() == vpc).ok_or_else(|| refusals::not_found(&call.asked))
}

/// The published and recorded fields of a VPC. The addresses on the side of the VPC are those of the network interfaces. (assumption)
fn vpc(org: &Org, sddc: &SddcFacts, connection: &Connection) -> Value {
    let account = number(org, connection).unwrap_or_default();
    let subnet = &connection.subnet;
    let role =
        format!("arn:aws:iam::{account}:role/vmware-sddc-formation-{}-RemoteRole", derived(sddc, "role").simple());
    json!({
        "linked_vpc_id": subnet.vpc_id(),
        "linked_vpc_addresses": [subnet.vpc_cidr],
        "linked_vpc_subnet_addresses": [subnet.cidr],
        "route_table_ids": [connection.route_table],
        "arn_role": role,
        "linked_vpc_nat_ips": [],
        "external_id": "vmware-vmc",
        "linked_account": account,
        "active_eni": connection.enis.first(),
    })
}

pub(super) fn connected(org: &Org, sddc: &SddcFacts, call: &DocumentCall) -> ApiResult<Value> {
    let vpc = call.asked.rsplit('/').nth(1).unwrap_or_default();
    linked(org, sddc, call, vpc)?;
    let networks = networks_of(sddc);
    let state = |name: &&str| {
        let document = networks.get(&place(vpc, name));
        // A new SDDC reaches S3 through the VPC. (recorded as enabled)
        let enabled = document.and_then(|document| document.body.get("enabled")?.as_bool()).unwrap_or(true);
        json!({"name": name, "enabled": enabled})
    };
    let all: Vec<_> = CONNECTABLE.iter().map(state).collect();
    Ok(json!({"results": all}))
}

fn place(vpc: &str, name: &str) -> String {
    format!("/infra/linked-vpcs/{vpc}/connected-services/{name}")
}

/// Connects or disconnects a service. An unknown name is refused with 400. (documented)
pub(super) fn connect(org: &mut Org, cx: &Cx, call: &DocumentCall) -> ApiResult<DocumentReply> {
    let (name, vpc) = (id(call).to_owned(), call.asked.rsplit('/').nth(2).unwrap_or_default().to_owned());
    linked(org, org.sddc(call.sddc)?, call, &vpc)?;
    if !CONNECTABLE.contains(&name.as_str()) {
        return Err(refusals::value_not_allowed("service-name", &name, &CONNECTABLE));
    }
    // The published type marks both fields as set by the server, but they are what clients send. (documented)
    body(call)?;
    let sent = call.body.as_ref().and_then(|body| body.get("enabled"));
    let enabled = match sent {
        None => return Err(refusals::field_missing("enabled")),
        Some(Value::Bool(enabled)) => *enabled,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => true,
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => false,
        Some(other) => return Err(refusals::wrong_form("enabled", "true or false", other)),
    };
    let fields: Map<String, Value> = [("enabled".to_owned(), enabled.into())].into_iter().collect();
    let place = place(&vpc, &name);
    change_networks(org, cx, call, |draft| {
        let before = draft.networks.get(&place).cloned();
        draft.write(&place, before.as_deref(), fields)
    })?;
    Ok(call.reply(Some(json!({"name": name, "enabled": enabled}))))
}
