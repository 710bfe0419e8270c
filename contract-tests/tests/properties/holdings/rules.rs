//! The requests that the model allows in each state, and their immediate effects.

use super::{
    model::{Cluster, Doing, Effect, Ip, Link, Model, Sddc, Way},
    moves::{Choice, IpChange, Step, Vm, Wanted, Wish},
};
use crate::verdict::{Ground, Verdict};

// What the organization of these worlds may have.
pub(super) const SDDCS_MAX: usize = 3;
pub(super) const CLUSTERS_MAX: usize = 3;
pub(super) const SDDC_HOSTS_MAX: usize = 18;
pub(super) const ORG_HOSTS_MAX: usize = 24;

/// The most hosts of a cluster. [known from clients]
const CLUSTER_HOSTS_MAX: usize = 16;

/// The most public addresses of an SDDC. (recorded)
const IPS_MAX: usize = 30;

/// The fewest hosts of a conversion. (assumption)
const CONVERTED_HOSTS: u32 = 3;

/// How long a single host lives in the worlds of these tests.
const SINGLE_HOST_LIFE: i64 = 24 * 3_600_000;

/// The longest name of a public address. (assumption)
const NAME_MAX: usize = 128;

// Refusals with a published sentence.
const NOT_DELETABLE: Ground = Ground(400, "not in a state where it can be deleted");
const CLUSTER_COMING: Ground = Ground(400, "Another cluster creation is in progress");
const TWO_HOSTS: Ground = Ground(400, "ESX delete operation is unsupported on two node cluster");
const FEWEST: Ground = Ground(400, "must have at least");

/// Reasons to refuse, as they add up.
#[derive(Default)]
struct Grounds(Vec<Ground>);

impl Grounds {
    /// Refuses where this is so.
    fn when(&mut self, so: bool, ground: Ground) -> &mut Self {
        self.0.extend(so.then_some(ground));
        self
    }

    /// Goes on where there is no reason to refuse.
    fn clear(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

impl Model {
    /// A request: what it must be answered, and what comes of it.
    pub(super) fn asked_for(&mut self, step: &Step) -> Verdict {
        if let Step::Create { wish } = step {
            return self.create(*wish);
        }
        if let Step::Disconnect = step {
            return self.ask_to_disconnect();
        }
        let mut grounds = Grounds::default();
        match step {
            Step::Delete { sddc, force } => self.delete(&mut grounds, *sddc, *force),
            Step::Convert { sddc, hosts } => self.convert(&mut grounds, *sddc, *hosts),
            Step::CreateCluster { sddc, hosts } => self.create_cluster(&mut grounds, *sddc, *hosts),
            Step::DeleteCluster { sddc, cluster } => self.delete_cluster(&mut grounds, *sddc, *cluster),
            Step::AddHosts { sddc, cluster, hosts } => self.add_hosts(&mut grounds, *sddc, *cluster, *hosts),
            Step::RemoveHosts { sddc, cluster, hosts, choice, force } => {
                self.remove_hosts(&mut grounds, (*sddc, *cluster), *hosts, *choice, *force)
            }
            Step::Allocate { sddc, wanted } => self.allocate(&mut grounds, *sddc, wanted),
            Step::ChangeIp { sddc, ip, change } => self.change_ip(&mut grounds, *sddc, *ip, change),
            Step::Release { sddc, ip } => self.release(&mut grounds, *sddc, *ip),
            Step::Resolve { sddc, vm, private } => self.resolve(&mut grounds, *sddc, *vm, *private),
            Step::Link => self.choose_subnet(&mut grounds),
            Step::Cancel { task } => {
                // Only provisioning can be cancelled, and the other machine does that.
                let known = *task < self.asked.len();
                grounds.when(!known, Ground::UNKNOWN).when(known, Ground(400, "Cannot cancel task: "));
                None
            }
            Step::Create { .. }
            | Step::Disconnect
            | Step::Advance { .. }
            | Step::Skip
            | Step::Pace(_)
            | Step::LookAround => None,
        };
        // This one is answered with 200. (published)
        Verdict::of(grounds.0, if matches!(step, Step::Link) { 200 } else { 202 })
    }

    fn create(&mut self, wish: Wish) -> Verdict {
        let (hosts, aws, link) = match wish {
            Wish::ZeroCloud { hosts } => (hosts, false, Link::None),
            Wish::OneNode { linked } => (1, true, if linked { Link::Promised } else { Link::Delayed }),
        };
        let mut grounds = Grounds::default();
        let there = self.sddcs.iter().filter(|sddc| sddc.state != "DELETED").count();
        grounds.when(there >= SDDCS_MAX || self.hosts() + hosts as usize > ORG_HOSTS_MAX, Ground::NO);
        if grounds.0.is_empty() {
            self.begin("SDDC-PROVISION", self.sddcs.len(), Effect::Made);
            let cluster = Cluster { serial: self.serial(), number: 1, doing: Doing::Making, hosts: self.coming(hosts) };
            let single = hosts == 1;
            self.sddcs.push(Sddc {
                state: "DEPLOYING",
                aws,
                link,
                single,
                expires: single.then_some(self.now + SINGLE_HOST_LIFE),
                clusters: vec![cluster],
                ips: Vec::new(),
                private: [false; 2],
                resolving: false,
            });
        }
        Verdict::of(grounds.0, 202)
    }

    fn delete(&mut self, grounds: &mut Grounds, number: usize, force: bool) -> Option<()> {
        let Some(sddc) = self.sddcs.get(number).filter(|sddc| sddc.state != "DELETED") else {
            return grounds.when(true, Ground::UNKNOWN).clear();
        };
        let deploying = sddc.state == "DEPLOYING";
        let busy = sddc.clusters.iter().any(|cluster| cluster.doing != Doing::Nothing);
        grounds.when(sddc.state == "DELETING" || deploying && !force, NOT_DELETABLE);
        grounds.when(sddc.state == "READY" && busy && !force, Ground::NO).clear()?;
        self.asked.push(self.tasks.len());
        self.take_down(number, self.now);
        Some(())
    }

    fn convert(&mut self, grounds: &mut Grounds, number: usize, hosts: Option<u32>) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let hosts = hosts.unwrap_or(CONVERTED_HOSTS);
        // Of the many hosts, one is there.
        let more = hosts.saturating_sub(1);
        let busy = sddc.clusters.iter().any(|cluster| cluster.doing != Doing::Nothing);
        grounds
            .when(!sddc.single, Ground(405, ""))
            .when(busy || sddc.link == Link::Delayed || hosts < CONVERTED_HOSTS, Ground::NO)
            .when(!self.has_room(sddc, 0, more), Ground::NO)
            .clear()?;
        let coming = self.coming(more);
        let cluster = &mut self.sddcs[number].clusters[0];
        cluster.hosts.extend(coming);
        cluster.doing = Doing::Growing;
        let effect = Effect::Cluster(cluster.serial);
        self.begin("SDDC-CONVERT", number, effect);
        Some(())
    }

    fn create_cluster(&mut self, grounds: &mut Grounds, number: usize, hosts: u32) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let least = if sddc.aws { 2 } else { 1 };
        let next = sddc.clusters.iter().map(|cluster| cluster.number).max()? + 1;
        grounds
            .when(sddc.clusters.iter().any(|cluster| cluster.doing == Doing::Making), CLUSTER_COMING)
            .when(!sddc.can_grow() || sddc.clusters.len() >= CLUSTERS_MAX || hosts < least, Ground::NO)
            .when(!self.has_room(sddc, sddc.clusters.len(), hosts), Ground::NO)
            .clear()?;
        let (serial, hosts) = (self.serial(), self.coming(hosts));
        self.sddcs[number].clusters.push(Cluster { serial, number: next, doing: Doing::Making, hosts });
        self.begin("CLUSTER-CREATE", number, Effect::Cluster(serial));
        Some(())
    }

    fn delete_cluster(&mut self, grounds: &mut Grounds, number: usize, place: usize) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let cluster = sddc.cluster(grounds, place)?;
        grounds.when(place == 0, Ground::NO).when(cluster.doing != Doing::Nothing, NOT_DELETABLE).clear()?;
        let cluster = &mut self.sddcs[number].clusters[place];
        cluster.doing = Doing::Deleting;
        let effect = Effect::Cluster(cluster.serial);
        self.begin("CLUSTER-DESTROY", number, effect);
        Some(())
    }

    fn add_hosts(&mut self, grounds: &mut Grounds, number: usize, place: usize, hosts: u32) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let cluster = sddc.cluster(grounds, place)?;
        grounds
            .when(cluster.doing != Doing::Nothing || hosts == 0 || !sddc.can_grow(), Ground::NO)
            .when(!self.has_room(sddc, place, hosts), Ground::NO)
            .clear()?;
        let coming = self.coming(hosts);
        let cluster = &mut self.sddcs[number].clusters[place];
        cluster.hosts.extend(coming);
        cluster.doing = Doing::Growing;
        let effect = Effect::Cluster(cluster.serial);
        self.begin("ESX-ADD", number, effect);
        Some(())
    }

    fn remove_hosts(
        &mut self,
        grounds: &mut Grounds,
        (number, place): (usize, usize),
        hosts: u32,
        choice: Choice,
        force: bool,
    ) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let cluster = sddc.cluster(grounds, place)?;
        let (there, leaving) = (cluster.hosts.len(), hosts as usize);
        let least = if sddc.aws && !sddc.single && !force { 2 } else { 1 };
        grounds
            .when(cluster.doing != Doing::Nothing || hosts == 0, Ground::NO)
            .when(there == 2 && !force, TWO_HOSTS)
            .when(there < leaving + least, FEWEST)
            .clear()?;
        let cluster = &mut self.sddcs[number].clusters[place];
        cluster.doing = Doing::Shrinking;
        let from = if choice == Choice::Last { there - leaving } else { 0 };
        cluster.hosts[from..from + leaving].iter_mut().for_each(|host| host.way = Way::Going);
        let effect = Effect::Cluster(cluster.serial);
        self.begin("ESX-REMOVE", number, effect);
        Some(())
    }

    fn allocate(&mut self, grounds: &mut Grounds, number: usize, wanted: &Wanted) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        let Wanted { count, names, private_ips } = wanted;
        grounds
            .when(*count == 0 || sddc.ips.len() + count > IPS_MAX, Ground::NO)
            .when(names.len() > *count || private_ips.len() > *count, Ground::NO)
            .when(!names.iter().all(|name| is_name(name)), Ground::NO)
            .when(!private_ips.iter().all(|address| is_address(address)), Ground::NO)
            .clear()?;
        let mut serials = Vec::new();
        for place in 0..*count {
            serials.push(self.serial());
            self.sddcs[number].ips.push(Ip {
                serial: serials[place],
                shown: false,
                changing: true,
                name: names.get(place).cloned(),
                private: private_ips.get(place).cloned(),
            });
        }
        self.begin("PUBLIC-IP-ALLOCATE", number, Effect::Allocated(serials));
        Some(())
    }

    fn change_ip(&mut self, grounds: &mut Grounds, number: usize, place: usize, change: &IpChange) -> Option<()> {
        let ip = self.in_use(grounds, number)?.ip(grounds, place)?;
        let (serial, attached) = (ip.serial, ip.private.as_ref());
        let bad = match change {
            IpChange::Attach(address) => attached.is_some() || !is_address(address),
            IpChange::Detach(address) => attached.is_none() || !address.is_empty(),
            IpChange::Reattach(address) => attached.is_none_or(|old| old == address) || !is_address(address),
            IpChange::Rename(name) => !is_name(name),
        };
        grounds.when(ip.changing || bad, Ground::NO).clear()?;
        let (kind, effect) = match change {
            IpChange::Attach(address) => ("PUBLIC-IP-ATTACH", Effect::Attached(serial, Some(address.clone()))),
            IpChange::Detach(_) => ("PUBLIC-IP-DETACH", Effect::Attached(serial, None)),
            IpChange::Reattach(address) => ("PUBLIC-IP-REATTACH", Effect::Attached(serial, Some(address.clone()))),
            IpChange::Rename(name) => ("PUBLIC-IP-RENAME", Effect::Named(serial, name.clone())),
        };
        self.begin_on_ip(number, serial, kind, effect)
    }

    fn release(&mut self, grounds: &mut Grounds, number: usize, place: usize) -> Option<()> {
        let ip = self.in_use(grounds, number)?.ip(grounds, place)?;
        let serial = ip.serial;
        grounds.when(ip.changing, Ground::NO).clear()?;
        self.begin_on_ip(number, serial, "PUBLIC-IP-RELEASE", Effect::Released(serial))
    }

    fn begin_on_ip(&mut self, number: usize, serial: usize, kind: &'static str, effect: Effect) -> Option<()> {
        self.sddcs[number].ips.iter_mut().find(|ip| ip.serial == serial)?.changing = true;
        self.begin(kind, number, effect);
        Some(())
    }

    fn resolve(&mut self, grounds: &mut Grounds, number: usize, vm: Option<Vm>, private: bool) -> Option<()> {
        let sddc = self.in_use(grounds, number)?;
        grounds.when(sddc.resolving, Ground::NO).clear()?;
        self.sddcs[number].resolving = true;
        let names = [Vm::Vcenter, Vm::NsxManager].map(|name| vm.is_none_or(|vm| vm == name).then_some(private));
        self.begin("MANAGEMENT-DNS-UPDATE", number, Effect::Resolved(names));
        Some(())
    }

    fn choose_subnet(&mut self, grounds: &mut Grounds) -> Option<()> {
        let waiting = self.sddcs.iter().any(|sddc| sddc.state == "READY" && sddc.link == Link::Delayed);
        grounds.when(!self.account, Ground::UNKNOWN).when(!self.account || !waiting, Ground::NO).clear()?;
        self.begin("ACCOUNT-LINK-SET-COMPATIBLE-SUBNET", None, Effect::Linked);
        Some(())
    }

    /// An account stays while an SDDC hangs on it: from when the link was promised until the SDDC is gone.
    fn ask_to_disconnect(&mut self) -> Verdict {
        let hangs = |sddc: &Sddc| match sddc.link {
            Link::None | Link::Delayed => false,
            Link::Promised => sddc.state == "DEPLOYING",
            Link::There => sddc.state != "DELETED",
        };
        let mut grounds = Grounds::default();
        grounds.when(!self.account, Ground::UNKNOWN).when(self.sddcs.iter().any(hangs), Ground::NO);
        if grounds.0.is_empty() {
            self.disconnect();
        }
        Verdict::of(grounds.0, 200)
    }

    /// The SDDC, which must be there and ready.
    fn in_use(&self, grounds: &mut Grounds, number: usize) -> Option<&Sddc> {
        let sddc = self.sddcs.get(number);
        grounds.when(sddc.is_none(), Ground::UNKNOWN);
        sddc.filter(|sddc| {
            // What is not in use may not have what is asked about, either.
            let idle = sddc.state != "READY";
            grounds.when(idle, Ground::NO).when(idle, Ground::UNKNOWN);
            !idle
        })
    }

    /// Whether a cluster of an SDDC, or a new one at that place, may have so many hosts more.
    fn has_room(&self, sddc: &Sddc, place: usize, more: u32) -> bool {
        let (more, there) = (more as usize, sddc.clusters.get(place).map_or(0, |cluster| cluster.hosts.len()));
        there + more <= CLUSTER_HOSTS_MAX
            && sddc.hosts() + more <= SDDC_HOSTS_MAX
            && self.hosts() + more <= ORG_HOSTS_MAX
    }

    /// Hosts of all SDDCs that are not gone.
    fn hosts(&self) -> usize {
        self.sddcs.iter().filter(|sddc| sddc.state != "DELETED").map(Sddc::hosts).sum()
    }
}

impl Sddc {
    /// A single host on AWS grows by conversion alone; and nothing grows before it is linked. (documented)
    fn can_grow(&self) -> bool {
        !(self.link == Link::Delayed || self.single && self.aws)
    }

    fn cluster(&self, grounds: &mut Grounds, place: usize) -> Option<&Cluster> {
        let cluster = self.clusters.get(place);
        grounds.when(cluster.is_none(), Ground::UNKNOWN);
        cluster
    }

    /// An address by its place among those that can be seen.
    fn ip(&self, grounds: &mut Grounds, place: usize) -> Option<&Ip> {
        let ip = self.shown().nth(place);
        grounds.when(ip.is_none(), Ground::UNKNOWN);
        ip
    }
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= NAME_MAX
}

fn is_address(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}
