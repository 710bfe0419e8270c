//! The actions of clients on the contents of SDDCs, as data.
//!
//! SDDCs are numbered in the order of their creation, and clusters and public addresses by their position in their
//! SDDC. A number that is too large stands for a thing that does not exist.

use crate::course::Pace;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

/// Kinds of task that make or end SDDCs.
const LIVES: [&str; 2] = ["SDDC-PROVISION", "SDDC-DELETE"];

/// Kinds of task that change what SDDCs hold.
const CHANGES: [&str; 13] = [
    "CLUSTER-CREATE",
    "CLUSTER-DESTROY",
    "ESX-ADD",
    "ESX-REMOVE",
    "SDDC-CONVERT",
    "PUBLIC-IP-ALLOCATE",
    "PUBLIC-IP-ATTACH",
    "PUBLIC-IP-DETACH",
    "PUBLIC-IP-REATTACH",
    "PUBLIC-IP-RENAME",
    "PUBLIC-IP-RELEASE",
    "MANAGEMENT-DNS-UPDATE",
    "ACCOUNT-LINK-SET-COMPATIBLE-SUBNET",
];

/// All these kinds.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    LIVES.into_iter().chain(CHANGES)
}

/// Something that a client does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Create {
        wish: Wish,
    },
    Delete {
        sddc: usize,
        force: bool,
    },
    Convert {
        sddc: usize,
        hosts: Option<u32>,
    },
    CreateCluster {
        sddc: usize,
        hosts: u32,
    },
    DeleteCluster {
        sddc: usize,
        cluster: usize,
    },
    AddHosts {
        sddc: usize,
        cluster: usize,
        hosts: u32,
    },
    RemoveHosts {
        sddc: usize,
        cluster: usize,
        hosts: u32,
        choice: Choice,
        force: bool,
    },
    Allocate {
        sddc: usize,
        wanted: Wanted,
    },
    ChangeIp {
        sddc: usize,
        ip: usize,
        change: IpChange,
    },
    Release {
        sddc: usize,
        ip: usize,
    },
    Resolve {
        sddc: usize,
        vm: Option<Vm>,
        private: bool,
    },
    /// Chooses a subnet for what waits for its link.
    Link,
    /// Disconnects the AWS account.
    Disconnect,
    Cancel {
        task: usize,
    },
    Advance {
        millis: u64,
    },
    Skip,
    Pace(Spans),
    LookAround,
}

/// An SDDC that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Of the service's own simulation.
    ZeroCloud { hosts: u32 },
    /// One host on AWS, linked at once or not.
    OneNode { linked: bool },
}

/// Which hosts are to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// The service's choice.
    Last,
    /// The first ones, by their ids.
    First,
}

/// Public addresses that are asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) count: usize,
    pub(super) names: Vec<String>,
    pub(super) private_ips: Vec<String>,
}

/// A change of a public address; an empty text stands for none.
#[derive(Debug, Clone)]
pub(super) enum IpChange {
    Attach(String),
    Detach(String),
    Reattach(String),
    Rename(String),
}

/// A management VM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vm {
    Vcenter,
    NsxManager,
}

/// How long tasks take from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spans {
    pub(super) lives: Pace,
    pub(super) changes: Pace,
}

impl Step {
    /// The SDDC in which it speaks of a thing by its id.
    pub(super) fn reaches_into(&self) -> Option<usize> {
        match self {
            Self::DeleteCluster { sddc, .. }
            | Self::AddHosts { sddc, .. }
            | Self::RemoveHosts { sddc, .. }
            | Self::ChangeIp { sddc, .. }
            | Self::Release { sddc, .. } => Some(*sddc),
            Self::Create { .. }
            | Self::Delete { .. }
            | Self::Convert { .. }
            | Self::CreateCluster { .. }
            | Self::Allocate { .. }
            | Self::Resolve { .. }
            | Self::Link
            | Self::Disconnect
            | Self::Cancel { .. }
            | Self::Advance { .. }
            | Self::Skip
            | Self::Pace(_)
            | Self::LookAround => None,
        }
    }
}

impl Wish {
    /// The request, with an account of the world to link to.
    pub(super) fn body(self, world: &Value) -> Value {
        match self {
            Self::ZeroCloud { hosts } => {
                json!({"name": "z", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
            }
            Self::OneNode { linked } => {
                let account = &world["connected_accounts"][0];
                let link = json!([{
                    "connected_account_id": account["id"],
                    "customer_subnet_ids": [account["subnets"]["us-west-2"][0]],
                }]);
                json!({
                    "name": "a", "num_hosts": 1, "provider": "AWS", "region": "US_WEST_2", "sddc_type": "1NODE",
                    "account_link_config": {"delay_account_link": !linked},
                    "account_link_sddc_config": if linked { link } else { Value::Null },
                })
            }
        }
    }
}

impl IpChange {
    /// The action, and the body that goes with it.
    pub(super) fn request(&self) -> (&'static str, Value) {
        let private = |address: &str| json!({"public_ip": "", "associated_private_ip": address});
        match self {
            Self::Attach(address) => ("attach", private(address)),
            Self::Detach(address) => ("detach", private(address)),
            Self::Reattach(address) => ("reattach", private(address)),
            Self::Rename(name) => ("rename", json!({"public_ip": "", "name": name})),
        }
    }
}

impl Spans {
    /// As the control takes it.
    pub(super) fn body(self) -> Value {
        let with =
            |kinds: &'static [&str], pace: Pace| kinds.iter().map(move |kind| ((*kind).to_owned(), json!(pace.text())));
        json!({"kinds": Value::Object(with(&LIVES, self.lives).chain(with(&CHANGES, self.changes)).collect())})
    }
}

pub(super) fn spans() -> impl Strategy<Value = Spans> {
    let pace = || prop_oneof![1 => Just(Pace::Manual), 6 => (0..120u32).prop_map(Pace::Seconds)];
    let mostly = |pace| prop_oneof![2 => Just(Pace::Instant), 1 => pace];
    (mostly(pace().boxed()), prop_oneof![1 => Just(Pace::Instant), 2 => pace()])
        .prop_map(|(lives, changes)| Spans { lives, changes })
}

/// Mostly one that is in use, sometimes one that does not exist.
fn sddc(in_use: &[usize]) -> BoxedStrategy<usize> {
    if in_use.is_empty() {
        return (0..6usize).boxed();
    }
    prop_oneof![15 => select(in_use.to_vec()), 1 => 0..6usize].boxed()
}

fn place() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..2usize, 1 => 0..8usize]
}

/// Mostly few, sometimes none or too many.
fn hosts() -> impl Strategy<Value = u32> {
    prop_oneof![12 => 1..4u32, 2 => 3..9u32, 1 => select(vec![0, 16, 17, 1000])]
}

/// Mostly a private address; sometimes none, or a text that is none.
fn private_ip() -> impl Strategy<Value = String> {
    prop_oneof![
        10 => (1..4u8).prop_map(|last| format!("192.168.1.{last}")),
        1 => Just(String::new()),
        1 => Just("192.168.1.256".to_owned()),
    ]
}

fn ip_name() -> impl Strategy<Value = String> {
    prop_oneof![6 => "[a-z ä]{0,8}x", 1 => Just(String::new()), 1 => Just("n".repeat(129))]
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let count = prop_oneof![8 => 1..4usize, 2 => 10..31usize, 1 => select(vec![0, 31])];
    let good = || "[a-z]{1,4}".prop_map(String::from);
    let names = prop_oneof![6 => prop::collection::vec(good(), 0..2), 1 => prop::collection::vec(ip_name(), 0..3)];
    (count, names, prop::collection::vec(private_ip(), 0..2)).prop_map(|(count, names, private_ips)| Wanted {
        count,
        names,
        private_ips,
    })
}

fn ip_change() -> impl Strategy<Value = IpChange> {
    prop_oneof![
        3 => private_ip().prop_map(IpChange::Attach),
        2 => prop_oneof![5 => Just(String::new()), 1 => private_ip()].prop_map(IpChange::Detach),
        2 => private_ip().prop_map(IpChange::Reattach),
        1 => ip_name().prop_map(IpChange::Rename),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        2 => (1..5u32).prop_map(|hosts| Wish::ZeroCloud { hosts }),
        2 => prop::bool::weighted(0.7).prop_map(|linked| Wish::OneNode { linked }),
    ]
}

fn of_sddcs(in_use: &[usize]) -> impl Strategy<Value = Step> + use<> {
    prop_oneof![
        1 => (sddc(in_use), any::<bool>()).prop_map(|(sddc, force)| Step::Delete { sddc, force }),
        3 => (sddc(in_use), prop::option::of(hosts())).prop_map(|(sddc, hosts)| Step::Convert { sddc, hosts }),
    ]
}

fn of_clusters(in_use: &[usize]) -> impl Strategy<Value = Step> + use<> {
    let choice = select(vec![Choice::Last, Choice::First]);
    let leaving = (sddc(in_use), place(), hosts(), choice, prop::bool::weighted(0.3));
    prop_oneof![
        4 => (sddc(in_use), hosts()).prop_map(|(sddc, hosts)| Step::CreateCluster { sddc, hosts }),
        2 => (sddc(in_use), place()).prop_map(|(sddc, cluster)| Step::DeleteCluster { sddc, cluster }),
        4 => (sddc(in_use), place(), hosts()).prop_map(|(sddc, cluster, hosts)| Step::AddHosts { sddc, cluster, hosts }),
        4 => leaving.prop_map(|(sddc, cluster, hosts, choice, force)| {
            Step::RemoveHosts { sddc, cluster, hosts, choice, force }
        }),
    ]
}

fn of_networks(in_use: &[usize]) -> impl Strategy<Value = Step> + use<> {
    let vm = prop::option::of(select(vec![Vm::Vcenter, Vm::NsxManager]));
    prop_oneof![
        3 => (sddc(in_use), wanted()).prop_map(|(sddc, wanted)| Step::Allocate { sddc, wanted }),
        7 => (sddc(in_use), place(), ip_change()).prop_map(|(sddc, ip, change)| Step::ChangeIp { sddc, ip, change }),
        2 => (sddc(in_use), place()).prop_map(|(sddc, ip)| Step::Release { sddc, ip }),
        3 => (sddc(in_use), vm, any::<bool>()).prop_map(|(sddc, vm, private)| Step::Resolve { sddc, vm, private }),
    ]
}

/// Anything. Time passes in spans from none to more than any task takes, and now and then by more than the life of a single host.
///
/// Most of it is about SDDCs that are in use, of which `in_use` holds the numbers.
pub(super) fn any_step(in_use: &[usize]) -> BoxedStrategy<Step> {
    let more = if in_use.len() > 1 { 1 } else { 4 };
    let millis = prop_oneof![6 => 0..5_000u64, 12 => 0..400_000u64, 1 => 0..100_000_000u64];
    let passing = millis.prop_map(|millis| Step::Advance { millis });
    prop_oneof![
        more => wish().prop_map(|wish| Step::Create { wish }),
        2 => of_sddcs(in_use),
        6 => of_clusters(in_use),
        8 => of_networks(in_use),
        1 => prop_oneof![15 => Just(Step::Link), 1 => Just(Step::Disconnect)],
        1 => (0..20usize).prop_map(|task| Step::Cancel { task }),
        6 => passing,
        6 => Just(Step::Skip),
        1 => spans().prop_map(Step::Pace),
        1 => Just(Step::LookAround),
    ]
    .boxed()
}
