//! Connected AWS accounts: their subnets, the SDDCs that are linked to them, and the creation of links.
//!
//! A link is a connection between an SDDC and a subnet. It is created when the SDDC becomes ready or, if the link was delayed, when a
//! subnet is chosen. It is deleted with the SDDC, and broken when its account is disconnected by force.

pub mod connections;
pub(super) mod network;
mod refusals;
mod subnets;
mod view;

pub(super) use connections::{connect, disconnect, links};

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        account_link::{AwsAccount, Question},
        not_found,
        orgs::Org,
        tasks::{Plan, TaskFacts, TaskState},
        work::{AccountLinkWork, SubnetSearch, Work},
    },
    tasks::{self, NewTask},
    vmc::states,
};
use connections::{connect_waiting, is_linked, waiting};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use vmc_client::{
    endpoints::account_link::{
        DeleteConnectedAccount, GetAccountLink, GetCompatibleSubnets, GetCompatibleSubnetsAsync,
        GetCompatibleSubnetsAsyncQuery, ListConnectedAccounts, ListCustomerAwsAccounts, MapCustomerZones,
        SetCompatibleSubnet, SetCompatibleSubnetAsync,
    },
    wire::{
        self, AccountLinkState, AwsCompatibleSubnets, AwsCustomerConnectedAccount, AwsCustomerLinkedAccount, AwsSubnet,
        ConnectedAccountId, ConnectedAccountState, LinkRequest, MapZonesResult, Provider, TaskId,
    },
};

/// The largest number of AWS accounts that are connected to an organization.
pub const ACCOUNTS_MAX: usize = 20;

/// The largest number of tasks of account links that run in an organization at the same time.
pub const RUNNING_MAX: usize = 100;

/// The times that the service takes to find subnets at AWS, to link, and to map zones. [assumptions]
const FINDING: SignedDuration = SignedDuration::from_secs(30);
const LINKING: SignedDuration = SignedDuration::from_secs(180);
const MAPPING: SignedDuration = SignedDuration::from_secs(60);

/// Connects another account. Its VPCs and subnets are its own, but have the same address ranges as those of other accounts.
///
/// # Errors
/// Fails if the organization has the largest number of accounts.
pub fn connect_account(org: &mut Org, now: Timestamp) -> ApiResult<&AwsAccount> {
    if org.aws_accounts.len() >= ACCOUNTS_MAX {
        return Err(Refusal::full("connected accounts", ACCOUNTS_MAX));
    }
    let regions = org.regions();
    let account = AwsAccount::new(&mut org.ids, &regions, org.author.clone(), now);
    org.aws_accounts.push(account);
    org.aws_accounts.last().ok_or_else(Refusal::internal)
}

/// `GET /orgs/{org}/account-link`
pub fn link(org: &Org, cx: &Cx, _: &Call<GetAccountLink>) -> ApiResult<LinkRequest> {
    Ok(view::link(org, cx.now()))
}

/// `GET /orgs/{org}/account-link/connected-accounts`: accounts for the simulated provider are AWS accounts too.
pub fn list(org: &Org, _: &Cx, call: &Call<ListConnectedAccounts>) -> ApiResult<Vec<AwsCustomerConnectedAccount>> {
    let provider = call.query.provider.as_deref().unwrap_or("AWS");
    if let Provider::Other(other) = Provider::from(provider.to_ascii_uppercase().as_str()) {
        return Err(Refusal::invalid(format!("Invalid provider {other}; it is AWS or ZEROCLOUD.")));
    }
    let state = ConnectedAccountState::Active;
    Ok(org.aws_accounts.iter().map(|account| view::account(account, org, &state)).collect())
}

/// `DELETE /orgs/{org}/account-link/connected-accounts/{linkedAccountPathId}`: tasks in progress for the account are cancelled.
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteConnectedAccount>) -> ApiResult<AwsCustomerConnectedAccount> {
    let id = call.path.account;
    let place = org.aws_accounts.iter().position(|account| account.id == id);
    let place = place.ok_or_else(|| not_found::aws_account(id))?;
    let linked: Vec<_> = org.sddcs.values().filter(|sddc| is_linked(org, sddc, id)).map(|sddc| sddc.id).collect();
    let force = call.query.force_even_when_sddc_present;
    for sddc in linked.iter().filter_map(|id| org.sddcs.get(id)) {
        let state = sddc.phase.state();
        states::check_forced::<DeleteConnectedAccount, states::LinkedSddc>(force, &sddc.id, state.as_str())?;
    }
    for sddc in linked {
        if let Ok(sddc) = org.sddc_mut(sddc) {
            sddc.account_link = Some(AccountLinkState::Unlinked);
            sddc.write(Some(cx.caller.author()), cx.now());
        }
    }
    for connection in org.connections.iter_mut().filter(|connection| connection.account == id) {
        connection.broken.get_or_insert(cx.now());
    }
    let overtaken: Vec<_> = running(org).filter(|(account, _)| *account == id).map(|(_, task)| task).collect();
    overtaken.into_iter().for_each(|task| tasks::overtake(org, cx, task));
    let mut account = org.aws_accounts.remove(place);
    account.write(cx.now());
    Ok(view::account(&account, org, &ConnectedAccountState::Deleted))
}

/// `GET /orgs/{org}/account-link/customer-aws-account`: an account appears once for each subnet that an SDDC uses, or once if none is used.
pub fn list_2018(org: &Org, _: &Cx, _: &Call<ListCustomerAwsAccounts>) -> ApiResult<Vec<AwsCustomerLinkedAccount>> {
    let mut all = Vec::new();
    for account in &org.aws_accounts {
        let used: Vec<_> = org.connections.iter().filter(|connection| connection.account == account.id).collect();
        all.extend(used.iter().map(|connection| view::linked_account(account, org, Some(connection))));
        all.extend(used.is_empty().then(|| view::linked_account(account, org, None)));
    }
    Ok(all)
}

/// `GET /orgs/{org}/account-link/compatible-subnets`: the answer is always current, so `forceRefresh` has no effect.
pub fn compatible(org: &Org, _: &Cx, call: &Call<GetCompatibleSubnets>) -> ApiResult<AwsCompatibleSubnets> {
    let question = Question::read(org, &call.query.clone().into())?;
    let account = org.aws_account(question.account)?;
    Ok(subnets::answer(org, account, &question))
}

/// `GET /orgs/{org}/account-link/compatible-subnets-async`
pub fn compatible_async(org: &mut Org, cx: &Cx, call: &Call<GetCompatibleSubnetsAsync>) -> ApiResult<wire::Task> {
    let question = Box::new(Question::read(org, &call.query)?);
    let query = call.query.clone();
    let asked = SubnetSearch {
        region: query.region,
        sddc: query.sddc,
        instance_type: query.instance_type,
        sddc_type: query.sddc_type,
        hosts: query.num_of_hosts,
    };
    send(org, cx, question.account, AccountLinkWork::Find { asked, question })
}

/// `POST /orgs/{org}/account-link/compatible-subnets`: the published operation has no body, so the service chooses the subnet: the first
/// one to which a waiting SDDC can be linked. (assumption)
pub fn choose(org: &mut Org, cx: &Cx, _: &Call<SetCompatibleSubnet>) -> ApiResult<AwsSubnet> {
    let of_accounts =
        org.aws_accounts.iter().flat_map(|account| account.subnets.iter().map(move |it| (account.id, it)));
    let first = of_accounts.into_iter().find(|(_, subnet)| !waiting(org, subnet).is_empty());
    let (account, subnet) = first.ok_or_else(|| refusals::nothing_to_link("a subnet"))?;
    let seen = view::subnet(account, &subnet);
    connect_waiting(org, account, &subnet, cx.now());
    Ok(seen)
}

/// `POST /orgs/{org}/account-link/compatible-subnets-async`: the published description does not say which SDDCs are linked. Here all SDDCs
/// that wait for a link and are compatible with the subnet are linked. (assumption)
pub fn choose_async(org: &mut Org, cx: &Cx, call: &Call<SetCompatibleSubnetAsync>) -> ApiResult<wire::Task> {
    let asked = &call.body.0;
    let id = asked.subnet_id.as_deref().ok_or_else(|| Refusal::invalid("subnet_id is required."))?;
    if let Some(account) = asked.connected_account_id {
        org.aws_account(account)?;
    }
    let (account, subnet) = org
        .subnet(id)
        .filter(|(account, _)| asked.connected_account_id.is_none_or(|asked| asked == *account))
        .ok_or_else(|| Refusal::invalid(format!("The subnet {id} does not exist in the connected account.")))?;
    if waiting(org, &subnet).is_empty() {
        return Err(refusals::nothing_to_link(&format!("the subnet {id}")));
    }
    send(org, cx, account, AccountLinkWork::Link(subnet))
}

/// `POST /orgs/{org}/account-link/map-customer-zones`: a request without regions maps all regions. (assumption)
pub fn map_zones(org: &mut Org, cx: &Cx, call: &Call<MapCustomerZones>) -> ApiResult<wire::Task> {
    let asked = &call.body.0;
    let account = asked.connected_account_id.ok_or_else(|| Refusal::invalid("connected_account_id is required."))?;
    org.aws_account(account)?;
    if asked.org_id.is_some_and(|id| id != org.id) {
        return Err(Refusal::invalid("org_id must be the organization in the path."));
    }
    let mut regions = BTreeSet::new();
    for region in &asked.petronas_regions_to_map {
        regions.insert(subnets::region(org, region)?);
    }
    if regions.is_empty() {
        regions.extend(org.regions());
    }
    send(org, cx, account, AccountLinkWork::Map { request: asked.clone(), regions })
}

/// Returns the tasks of account links that are not over, each with its account.
fn running(org: &Org) -> impl Iterator<Item = (ConnectedAccountId, TaskId)> {
    org.tasks.values().filter(|task| !task.state.is_over()).filter_map(|task| match task.work {
        Work::AccountLink { account, .. } => Some((account, task.id)),
        _ => None,
    })
}

/// Starts a task that does the given work for an account.
fn send(org: &mut Org, cx: &Cx, account: ConnectedAccountId, work: AccountLinkWork) -> ApiResult<wire::Task> {
    let start_version = org.aws_account(account)?.version;
    if running(org).count() >= RUNNING_MAX {
        return Err(Refusal::full("account-link tasks under way", RUNNING_MAX));
    }
    let realistic = match work {
        AccountLinkWork::Find { .. } => FINDING,
        AccountLinkWork::Link(_) => LINKING,
        AccountLinkWork::Map { .. } => MAPPING,
    };
    let work = Work::AccountLink { account, work };
    Ok(tasks::start(org, cx, NewTask { work, realistic, plan: Plan::Succeed, start_version }))
}

/// Returns the `params` of a task of an account link.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::AccountLink { account, work } = work else { return Map::new() };
    match work {
        AccountLinkWork::Find { asked, .. } => {
            let asked = asked.clone();
            let query = GetCompatibleSubnetsAsyncQuery {
                linked_account_id: *account,
                region: asked.region,
                sddc: asked.sddc,
                instance_type: asked.instance_type,
                sddc_type: asked.sddc_type,
                num_of_hosts: asked.hosts,
            };
            match json!(query) {
                Value::Object(params) => params,
                _ => Map::new(),
            }
        }
        AccountLinkWork::Link(subnet) => Map::from_iter([("subnet".to_owned(), json!(view::subnet(*account, subnet)))]),
        AccountLinkWork::Map { request, .. } => Map::from_iter([("mapZonesRequest".to_owned(), json!(request))]),
    }
}

/// Called when a task has ended: does its work and writes the result into the task. Returns the account's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::AccountLink { account: id, work } = &task.work else { return None };
    let id = *id;
    if !matches!(task.state, TaskState::Finished(_)) {
        return org.aws_account(id).ok().map(|account| account.version);
    }
    let outcome = match work {
        AccountLinkWork::Find { question, .. } => {
            let found = subnets::answer(org, org.aws_account(id).ok()?, question);
            Some(("subnet_list_result", serde_json::to_value(found)))
        }
        AccountLinkWork::Link(subnet) => {
            let (account, subnet) = org.subnet(subnet.id())?;
            connect_waiting(org, account, &subnet, at);
            None
        }
        AccountLinkWork::Map { regions, .. } => {
            let result = map(org, id, regions, at)?;
            // The key is chosen. (assumption)
            Some(("map_zones_result", serde_json::to_value(result)))
        }
    };
    if let Some((key, Ok(value))) = outcome {
        tasks::note(org, task.id, key, value);
    }
    org.aws_account(id).ok().map(|account| account.version)
}

fn map(org: &mut Org, id: ConnectedAccountId, regions: &BTreeSet<String>, at: Timestamp) -> Option<MapZonesResult> {
    let account = org.aws_accounts.iter_mut().find(|account| account.id == id)?;
    let regions_mapped = regions.iter().cloned().collect();
    account.mapped_regions.extend(regions.iter().cloned());
    account.write(at);
    let account = org.aws_account(id).ok()?;
    let changed = view::account(account, org, &ConnectedAccountState::Active);
    Some(MapZonesResult { connected_accounts_changed: vec![changed], regions_mapped })
}
