//! Public IPs of an SDDC's workloads and of its management gateway.
//!
//! This is the service's interface until 2020; later clients use NSX instead. Addresses are from ranges that are reserved for documentation
//! and tests, so they are never routed. An address is not given out twice at the same time.

use crate::{
    context::{Call, Cx},
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        dns::ManagementVm,
        orgs::Org,
        public_ips::{Attachment, Change, PublicIpFacts},
        sddcs::{Phase, SddcFacts},
        tasks::{Milestone, Plan, TaskFacts, TaskState},
        work::{PublicIpWork, Work},
    },
    tasks::{self, NewTask},
    vmc::states::{self, AttachPublicIp, DetachPublicIp, ReattachPublicIp, RenamePublicIp},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, net::Ipv4Addr};
use vmc_client::{
    endpoints::public_ips::{
        CreatePublicIps, DeletePublicIp, GetMgwPublicIp, GetPublicIp, ListMgwPublicIps, ListPublicIps, UpdatePublicIp,
    },
    wire::{self, Provider, SddcAllocatePublicIpSpec, SddcId, SddcPublicIp},
};

/// The largest number of public IPs of one SDDC, which SDDCs show as `max_num_public_ip`. (recorded)
pub const PER_SDDC_MAX: usize = 30;

/// The longest name, in characters. (assumption)
const NAME_MAX: usize = 128;

/// The duration of each change. (assumption)
const CHANGE_TIME: SignedDuration = SignedDuration::from_secs(60);

/// The address ranges for workloads, each with its first address and its size: the two documentation networks. When they are used up, the
/// test network follows.
const DOCUMENTATION: [(Ipv4Addr, u32); 2] =
    [(Ipv4Addr::new(198, 51, 100, 1), 254), (Ipv4Addr::new(203, 0, 113, 1), 254)];
const TESTS: [(Ipv4Addr, u32); 1] = [(Ipv4Addr::new(198, 18, 0, 1), 131_070)];

impl PublicIpFacts {
    /// Returns the state's name in the table of states.
    fn state(&self) -> &'static str {
        match (&self.change, &self.attachment) {
            (Some(_), _) => "CHANGING",
            (None, Some(_)) => "ATTACHED",
            (None, None) => "UNATTACHED",
        }
    }

    /// Removes a change whose task was ended by a forced deletion. Returns false if the address was just being allocated and must be
    /// removed.
    pub(super) fn let_go(&mut self) -> bool {
        !matches!(self.change.take(), Some(Change::Allocation(_)))
    }

    pub(crate) fn is_shown(&self) -> bool {
        !matches!(self.change, Some(Change::Allocation(_)))
    }

    fn view(&self) -> SddcPublicIp {
        let attachment = self.attachment.as_ref();
        SddcPublicIp {
            public_ip: self.address.to_string(),
            name: self.name.clone(),
            allocation_id: Some(self.allocation_id.clone()),
            associated_private_ip: attachment.map(|it| it.private_ip.to_string()),
            dnat_rule_id: attachment.map(|it| it.dnat_rule.clone()),
            snat_rule_id: attachment.map(|it| it.snat_rule.clone()),
        }
    }
}

/// Returns an address that nobody holds, or `None` if all are in use.
pub(super) fn free_address(org: &mut Org) -> Option<Ipv4Addr> {
    let held = held(org);
    draw(org, &held, &DOCUMENTATION).or_else(|| draw(org, &held, &TESTS))
}

/// Returns the public IPs that clients see, in the order of their allocation. (order: assumption)
pub(super) fn pool(sddc: &SddcFacts) -> Vec<SddcPublicIp> {
    sddc.public_ips.iter().filter(|ip| ip.is_shown()).map(PublicIpFacts::view).collect()
}

/// Returns the public IPs of the management gateway: the address of vCenter, from the time at which the gateway routes until the SDDC is
/// deleted. For the simulated provider the list is empty, as recorded. For AWS, that there is one address, its name and its target are
/// assumptions.
pub(super) fn gateway_pool(sddc: &SddcFacts) -> Vec<SddcPublicIp> {
    let there = sddc.provider != Provider::ZeroCloud && sddc.has(Milestone::Gateways) && sddc.phase != Phase::Deleted;
    let address = SddcPublicIp {
        public_ip: sddc.drawn.public_ip.to_string(),
        name: Some("Management Gateway".to_owned()),
        allocation_id: Some(format!("eipalloc-{}", sddc.drawn.aws_suffix)),
        associated_private_ip: Some(ManagementVm::Vcenter.private_address(sddc)),
        ..SddcPublicIp::default()
    };
    if there { vec![address] } else { Vec::new() }
}

/// `GET …/publicips`
pub fn list(org: &Org, _: &Cx, call: &Call<ListPublicIps>) -> ApiResult<Vec<SddcPublicIp>> {
    org.sddc(call.path.sddc).map(pool)
}

/// `GET …/publicips/{id}`
pub fn get(org: &Org, _: &Cx, call: &Call<GetPublicIp>) -> ApiResult<SddcPublicIp> {
    find(org.sddc(call.path.sddc)?, &call.path.id).map(PublicIpFacts::view)
}

/// `GET …/mgw/publicips`
pub fn list_of_gateway(org: &Org, _: &Cx, call: &Call<ListMgwPublicIps>) -> ApiResult<Vec<SddcPublicIp>> {
    org.sddc(call.path.sddc).map(gateway_pool)
}

/// `GET …/mgw/publicips/{id}`
pub fn get_of_gateway(org: &Org, _: &Cx, call: &Call<GetMgwPublicIp>) -> ApiResult<SddcPublicIp> {
    let id = &call.path.id;
    let named = |ip: &SddcPublicIp| ip.allocation_id.as_ref() == Some(id) || ip.public_ip == *id;
    let pool = gateway_pool(org.sddc(call.path.sddc)?);
    pool.into_iter().find(named).ok_or_else(|| refusals::not_found(id))
}

/// Finds a public IP by its allocation id, or by its address, because the published description of the refusal mentions the address.
fn find<'a>(sddc: &'a SddcFacts, id: &str) -> ApiResult<&'a PublicIpFacts> {
    let named = |ip: &&PublicIpFacts| ip.is_shown() && (ip.allocation_id == id || ip.address.to_string() == id);
    sddc.public_ips.iter().find(named).ok_or_else(|| refusals::not_found(id))
}

/// `POST …/publicips`: the `params.public_ip_list_result` of the finished task contains the allocated addresses. (assumption)
pub fn create(org: &mut Org, cx: &Cx, call: &Call<CreatePublicIps>) -> ApiResult<wire::Task> {
    let (id, spec) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(id)?;
    sddc.check_state::<CreatePublicIps>()?;
    let private_ips = check_spec(sddc, spec)?;
    let count = usize::try_from(spec.count).unwrap_or(0);
    let mut held = held(org);
    if total(&DOCUMENTATION) + total(&TESTS) < held.len() + count {
        return Err(Refusal::full("public IPs", held.len()));
    }
    let (mut new, mut rules) = (Vec::new(), nat_rules(org.sddc(id)?));
    for number in 0..count {
        let Some(address) = draw(org, &held, &DOCUMENTATION).or_else(|| draw(org, &held, &TESTS)) else { break };
        held.insert(address);
        let attachment = private_ips.get(number).map(|private_ip| attach(org, &mut rules, *private_ip));
        let allocation_id = format!("eipalloc-{}", org.ids.hex(Kind::PublicIp, 17));
        new.push((allocation_id, address, spec.names.get(number).cloned(), attachment));
    }
    let task = start(org, cx, id, PublicIpWork::Allocate(spec.clone()))?;
    let change = Some(Change::Allocation(task.entity.id));
    let sddc = org.sddc_mut(id)?;
    sddc.public_ips.extend(new.into_iter().map(|(allocation_id, address, name, attachment)| PublicIpFacts {
        allocation_id,
        address,
        name,
        attachment,
        change,
    }));
    Ok(task)
}

/// Checks that the SDDC can have the requested number of public IPs with these names. Returns the workloads to which they are attached.
fn check_spec(sddc: &SddcFacts, spec: &SddcAllocatePublicIpSpec) -> ApiResult<Vec<Ipv4Addr>> {
    let count = usize::try_from(spec.count).unwrap_or(0);
    if count == 0 {
        return Err(Refusal::invalid("count must be at least 1."));
    }
    if sddc.public_ips.len().saturating_add(count) > PER_SDDC_MAX {
        return Err(refusals::limit_reached(PER_SDDC_MAX));
    }
    for (what, number) in [("names", spec.names.len()), ("private_ips", spec.private_ips.len())] {
        if number > count {
            return Err(Refusal::invalid(format!("{what} has {number} entries, but count is {count}.")));
        }
    }
    spec.names.iter().try_for_each(|name| check_name(name))?;
    spec.private_ips.iter().map(|address| private_ip(address)).collect()
}

fn check_name(name: &str) -> ApiResult<()> {
    if name.trim().is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Refusal::invalid(format!("The name of a public IP must be 1 to {NAME_MAX} printable characters.")));
    }
    Ok(())
}

fn private_ip(text: &str) -> ApiResult<Ipv4Addr> {
    text.parse().map_err(|_| Refusal::invalid("associated_private_ip must be an IPv4 address such as 192.168.1.10."))
}

/// `PATCH …/publicips/{id}?action=…`: only the fields that belong to the action are used; clients send the whole object.
pub fn update(org: &mut Org, cx: &Cx, call: &Call<UpdatePublicIp>) -> ApiResult<wire::Task> {
    let (sddc_id, body) = (call.path.sddc, &call.body.0);
    let sddc = org.sddc(sddc_id)?;
    sddc.check_state::<UpdatePublicIp>()?;
    let ip = find(sddc, &call.path.id)?;
    let action = call.query.action.as_deref().unwrap_or_default();
    let check_state: fn(&str, &str) -> ApiResult<()> = match action {
        "attach" => states::check::<AttachPublicIp, states::PublicIp>,
        "detach" => states::check::<DetachPublicIp, states::PublicIp>,
        "reattach" => states::check::<ReattachPublicIp, states::PublicIp>,
        "rename" => states::check::<RenamePublicIp, states::PublicIp>,
        _ => return Err(Refusal::invalid("The query parameter action must be attach, detach, reattach or rename.")),
    };
    check_state(&ip.allocation_id, ip.state())?;
    let asked = body.associated_private_ip.as_deref().filter(|address| !address.is_empty());
    let current = ip.attachment.as_ref().map(|attachment| attachment.private_ip);
    let id = ip.allocation_id.clone();
    let work = match (action, asked) {
        ("rename", _) => {
            let name = body.name.as_deref().unwrap_or_default();
            check_name(name)?;
            PublicIpWork::Rename { id, name: name.to_owned() }
        }
        ("detach", None) => PublicIpWork::Detach { id },
        ("detach", Some(_)) => {
            return Err(Refusal::invalid("associated_private_ip must not be set to detach a public IP."));
        }
        (_, None) => {
            return Err(Refusal::invalid(format!("associated_private_ip is required to {action} a public IP.")));
        }
        (_, Some(address)) => {
            let address = private_ip(address)?;
            if current == Some(address) {
                return Err(Refusal::invalid(format!("Public IP {id} is attached to {address} already.")));
            }
            let mut rules = nat_rules(org.sddc(sddc_id)?);
            let to = attach(org, &mut rules, address);
            if action == "attach" { PublicIpWork::Attach { id, to } } else { PublicIpWork::Reattach { id, to } }
        }
    };
    change(org, cx, sddc_id, work)
}

/// `DELETE …/publicips/{id}`
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeletePublicIp>) -> ApiResult<wire::Task> {
    let sddc_id = call.path.sddc;
    let sddc = org.sddc(sddc_id)?;
    sddc.check_state::<DeletePublicIp>()?;
    let ip = find(sddc, &call.path.id)?;
    states::check::<DeletePublicIp, states::PublicIp>(&ip.allocation_id, ip.state())?;
    let id = ip.allocation_id.clone();
    change(org, cx, sddc_id, PublicIpWork::Release { id })
}

/// Starts a task that changes one public IP.
fn change(org: &mut Org, cx: &Cx, sddc: SddcId, work: PublicIpWork) -> ApiResult<wire::Task> {
    let id = work.id().map(str::to_owned);
    let task = start(org, cx, sddc, work)?;
    let changed = |ip: &&mut PublicIpFacts| id.as_ref() == Some(&ip.allocation_id);
    org.sddc_mut(sddc)?.public_ips.iter_mut().filter(changed).for_each(|ip| {
        ip.change = Some(Change::Other(task.entity.id));
    });
    Ok(task)
}

fn start(org: &mut Org, cx: &Cx, sddc: SddcId, work: PublicIpWork) -> ApiResult<wire::Task> {
    let start_version = org.sddc(sddc)?.version;
    let work = Work::PublicIps { sddc, work };
    Ok(tasks::start(org, cx, NewTask { work, realistic: CHANGE_TIME, plan: Plan::Succeed, start_version }))
}

/// Returns the `params` of a task on public IPs.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::PublicIps { work, .. } = work else { return Map::new() };
    Map::from_iter([match work {
        PublicIpWork::Allocate(spec) => ("publicIpSpec".to_owned(), json!(spec)),
        change => ("publicIpId".to_owned(), json!(change.id())),
    }])
}

/// Called when a task on public IPs has ended. Returns the SDDC's version after that.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::PublicIps { sddc, work } = &task.work else { return None };
    let done = matches!(task.state, TaskState::Finished(_));
    let sddc = org.sddc_mut(*sddc).ok()?;
    let mut allocated = Vec::new();
    sddc.public_ips.retain_mut(|ip| {
        if ip.change.take_if(|change| change.task() == task.id).is_none() {
            return true;
        }
        match work {
            PublicIpWork::Allocate(_) if done => allocated.push(ip.view()),
            PublicIpWork::Allocate(_) => return false,
            PublicIpWork::Release { .. } => return !done,
            PublicIpWork::Rename { name, .. } if done => ip.name = Some(name.clone()),
            PublicIpWork::Attach { to, .. } | PublicIpWork::Reattach { to, .. } if done => {
                ip.attachment = Some(to.clone());
            }
            PublicIpWork::Detach { .. } if done => ip.attachment = None,
            PublicIpWork::Rename { .. }
            | PublicIpWork::Attach { .. }
            | PublicIpWork::Reattach { .. }
            | PublicIpWork::Detach { .. } => {}
        }
        true
    });
    sddc.write(None, at);
    let version = sddc.version;
    if !allocated.is_empty() {
        tasks::note(org, task.id, "public_ip_list_result", json!(allocated));
    }
    Some(version)
}

/// Attaches a workload with new NAT rules. The rules' ids are numbers, as in the NSX edges of that time. (assumption) No other rule of the
/// gateway has them.
fn attach(org: &mut Org, rules: &mut BTreeSet<u64>, private_ip: Ipv4Addr) -> Attachment {
    let mut rule = || {
        let mut id = || 196_609 + org.ids.number(Kind::PublicIp) % 65_536;
        // A gateway has far fewer rules than there are ids, so a few draws are enough.
        let free = (0..64).map(|_| id()).find(|id| rules.insert(*id));
        free.unwrap_or_else(id).to_string()
    };
    Attachment { private_ip, dnat_rule: rule(), snat_rule: rule() }
}

/// Returns the ids of the NAT rules of an SDDC's compute gateway.
fn nat_rules(sddc: &SddcFacts) -> BTreeSet<u64> {
    let attached = sddc.public_ips.iter().filter_map(|ip| ip.attachment.as_ref());
    let attached = attached.flat_map(|to| [&to.dnat_rule, &to.snat_rule]).filter_map(|id| id.parse().ok());
    let of_users = sddc.edges.iter().flat_map(|edges| edges.nat_rules("edge-2"));
    attached.chain(of_users).collect()
}

/// Returns the address of a new SDDC's management gateway. The organization's quotas are far below the 131,070 available addresses.
pub(super) fn gateway_address(org: &mut Org) -> Ipv4Addr {
    let held = held(org);
    draw(org, &held, &TESTS).unwrap_or(TESTS[0].0)
}

/// Returns the number of addresses in these ranges.
fn total(ranges: &[(Ipv4Addr, u32)]) -> usize {
    ranges.iter().map(|(_, number)| usize::try_from(*number).unwrap_or(usize::MAX)).sum()
}

/// Returns all addresses that are in use.
fn held(org: &Org) -> BTreeSet<Ipv4Addr> {
    org.sddcs
        .values()
        .filter(|sddc| sddc.phase != Phase::Deleted)
        .flat_map(|sddc| sddc.public_ips.iter().map(|ip| ip.address).chain([sddc.drawn.public_ip]))
        .collect()
}

/// Returns an address of these ranges that is not in use: a random one, or the next free one after it.
fn draw(org: &mut Org, held: &BTreeSet<Ipv4Addr>, ranges: &[(Ipv4Addr, u32)]) -> Option<Ipv4Addr> {
    let total: u32 = ranges.iter().map(|(_, number)| number).sum();
    let begin = u32::try_from(org.ids.number(Kind::PublicIp) % u64::from(total.max(1))).unwrap_or(0);
    (begin..total).chain(0..begin).map(|place| nth(ranges, place)).find(|address| !held.contains(address))
}

/// Returns the address at an index in the ranges, counted over all ranges.
fn nth(ranges: &[(Ipv4Addr, u32)], mut place: u32) -> Ipv4Addr {
    for (first, number) in ranges {
        if place < *number {
            return Ipv4Addr::from_bits(first.to_bits() + place);
        }
        place -= number;
    }
    Ipv4Addr::UNSPECIFIED
}

mod refusals {
    use crate::{
        kernel::refusal::Refusal,
        vmc::states::{self, WrongState},
    };

    pub(super) fn not_found(id: &str) -> Refusal {
        Refusal::not_found("skyscraper.public.ip.not.found", format!("Cannot find the public IP {id}."))
    }

    /// The SDDC has the largest number of public IPs.
    pub(super) fn limit_reached(limit: usize) -> Refusal {
        let message = format!("Maximum limit of {limit} public IPs reached for the SDDC.");
        Refusal::bad_request("skyscraper.public.ip.limit", message)
    }

    impl WrongState for states::PublicIp {
        type Id = str;

        fn refuse(self, id: &str, state: &str, needs: &[&str]) -> Refusal {
            match self {
                Self::NotInState => states::part_not_in_state("Public IP", id, state, needs),
            }
        }
    }
}
