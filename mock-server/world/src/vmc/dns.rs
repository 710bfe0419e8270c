//! Name resolution of an SDDC's management VMs: their names resolve to public addresses, which is the default, or to private ones.
//!
//! The service publishes no ids of management VMs. Here they are `vcenter` and `nsx-manager`. (assumption)

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        dns::{DnsFacts, IpType, ManagementVm},
        orgs::Org,
        sddcs::SddcFacts,
        tasks::{Plan, TaskFacts, TaskState},
        work::Work,
    },
    tasks::{self, NewTask},
    vmc::states::{self, StateRule},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, net::Ipv4Addr};
use vmc_client::{
    endpoints::dns::{UpdateDnsPrivate, UpdateDnsPublic, UpdateManagementVmDns},
    wire::{Provider, SddcId, Task},
};

/// The duration of a change. (assumption)
const CHANGE_TIME: SignedDuration = SignedDuration::from_secs(60);

impl DnsFacts {
    /// Returns `dns_with_management_vm_private_ip`: true if all names resolve to private addresses. (assumption if only some do)
    pub fn all_private(&self) -> bool {
        ManagementVm::ALL.iter().all(|vm| self.private.contains(vm))
    }

    fn state(&self) -> &'static str {
        if self.change.is_some() { "CHANGING" } else { "SETTLED" }
    }
}

impl ManagementVm {
    /// All management VMs.
    pub const ALL: [Self; 2] = [Self::Vcenter, Self::NsxManager];

    /// The id in paths.
    pub fn id(self) -> &'static str {
        match self {
            Self::Vcenter => "vcenter",
            Self::NsxManager => "nsx-manager",
        }
    }

    /// Returns the address in the management network. The simulated provider's addresses are recorded.
    pub fn private_address(self, sddc: &SddcFacts) -> String {
        let simulated = match self {
            Self::Vcenter => "127.0.0.5",
            Self::NsxManager => "127.0.0.6",
        };
        self.address_in_network(sddc).map_or_else(|| simulated.to_owned(), |address| address.to_string())
    }

    /// Returns the address in the management network: in `10.2.0.0/16` it is `10.2.0.4` or `10.2.0.5`. The simulated provider has no such
    /// network.
    pub fn address_in_network(self, sddc: &SddcFacts) -> Option<Ipv4Addr> {
        let host = match self {
            Self::Vcenter => 4,
            Self::NsxManager => 5,
        };
        let network = sddc.vpc_cidr.split('/').next().filter(|_| sddc.provider != Provider::ZeroCloud)?;
        let [a, b, c, _] = network.parse::<Ipv4Addr>().map_or([10, 0, 0, 0], |address| address.octets());
        Some(Ipv4Addr::new(a, b, c, host))
    }

    /// Returns the fully qualified domain name.
    fn fqdn(self, sddc: &SddcFacts) -> String {
        let first = match self {
            Self::Vcenter => "vcenter",
            Self::NsxManager => "nsxManager",
        };
        format!("{first}.sddc-{}.vmwarevmc.com", sddc.drawn.public_ip.to_string().replace('.', "-"))
    }

    /// Returns the address to which the name resolves.
    fn resolved(self, sddc: &SddcFacts) -> String {
        if sddc.dns.private.contains(&self) { self.private_address(sddc) } else { sddc.drawn.public_ip.to_string() }
    }
}

impl IpType {
    fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

/// `PUT …/dns/private`
pub fn make_private(org: &mut Org, cx: &Cx, call: &Call<UpdateDnsPrivate>) -> ApiResult<Task> {
    change::<UpdateDnsPrivate>(org, cx, call.path.sddc, ManagementVm::ALL.into(), IpType::Private)
}

/// `PUT …/dns/public`
pub fn make_public(org: &mut Org, cx: &Cx, call: &Call<UpdateDnsPublic>) -> ApiResult<Task> {
    change::<UpdateDnsPublic>(org, cx, call.path.sddc, ManagementVm::ALL.into(), IpType::Public)
}

/// `PUT …/management-vms/{managementVmId}/dns/{ipType}`: an unknown VM is answered with 400, because the operation declares no 404.
pub fn update_management_vm(org: &mut Org, cx: &Cx, call: &Call<UpdateManagementVmDns>) -> ApiResult<Task> {
    let path = &call.path;
    org.sddc(path.sddc)?;
    let vm = ManagementVm::ALL.into_iter().find(|vm| vm.id() == path.management_vm_id);
    let vm = vm.ok_or_else(|| {
        let known = ManagementVm::ALL.map(ManagementVm::id).join(" and ");
        refusals::management_vm_not_found(&path.management_vm_id, &known)
    })?;
    let to = [IpType::Private, IpType::Public].into_iter().find(|to| to.as_str().eq_ignore_ascii_case(&path.ip_type));
    let to = to.ok_or_else(|| Refusal::invalid("The IP type must be private or public."))?;
    change::<UpdateManagementVmDns>(org, cx, path.sddc, [vm].into(), to)
}

fn change<E: StateRule<states::Sddc> + StateRule<states::Dns>>(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    vms: BTreeSet<ManagementVm>,
    to: IpType,
) -> ApiResult<Task> {
    let sddc = org.sddc(id)?;
    sddc.check_state::<E>()?;
    states::check::<E, states::Dns>(&id, sddc.dns.state())?;
    let new = NewTask {
        work: Work::Dns { sddc: id, vms, to },
        realistic: CHANGE_TIME,
        plan: Plan::Succeed,
        start_version: sddc.version,
    };
    let task = tasks::start(org, cx, new);
    org.sddc_mut(id)?.dns.change = Some(task.entity.id);
    Ok(task)
}

/// Returns the `params` of a task on name resolution.
pub(crate) fn params(work: &Work) -> Map<String, Value> {
    let Work::Dns { vms, to, .. } = work else { return Map::new() };
    let names: Vec<_> = vms.iter().map(|vm| vm.id()).collect();
    Map::from_iter([("managementVmIds".to_owned(), json!(names)), ("ipType".to_owned(), json!(to.as_str()))])
}

/// Called when a task on name resolution has ended. Returns the SDDC's version after that. The task's `params.dns_result` contains the new
/// addresses. (assumption)
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, at: Timestamp) -> Option<i32> {
    let Work::Dns { sddc, vms, to } = &task.work else { return None };
    let sddc = org.sddc_mut(*sddc).ok()?;
    sddc.dns.change.take_if(|change| *change == task.id)?;
    if matches!(task.state, TaskState::Finished(_)) {
        match to {
            IpType::Private => sddc.dns.private.extend(vms),
            IpType::Public => sddc.dns.private.retain(|vm| !vms.contains(vm)),
        }
    }
    sddc.write(None, at);
    let version = sddc.version;
    let records: Vec<_> = ManagementVm::ALL
        .iter()
        .map(|vm| json!({"management_vm_id": vm.id(), "fqdn": vm.fqdn(sddc), "ip": vm.resolved(sddc)}))
        .collect();
    tasks::note(org, task.id, "dns_result", json!(records));
    Some(version)
}

mod refusals {
    use crate::{
        kernel::refusal::Refusal,
        vmc::states::{self, WrongState},
    };
    use vmc_client::wire::SddcId;

    /// The management VM does not exist. `known` lists those that exist.
    pub(super) fn management_vm_not_found(asked: &str, known: &str) -> Refusal {
        let message = format!("Cannot find the management VM with identifier {asked}; there are {known}.");
        Refusal::not_found("skyscraper.management.vm.not.found", message)
    }

    impl WrongState for states::Dns {
        type Id = SddcId;

        fn refuse(self, id: &SddcId, state: &str, needs: &[&str]) -> Refusal {
            match self {
                Self::NotInState => states::part_not_in_state("DNS of Sddc", id, state, needs),
            }
        }
    }
}
