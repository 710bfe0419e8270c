//! The appliances of a site recovery: how many there can be, their names, addresses and extension keys.

use super::refusals;
use crate::{
    kernel::{ids::Kind, refusal::ApiResult},
    state::{
        orgs::Org,
        sddcs::SddcFacts,
        site_recovery::{NodeFacts, NodePhase, SiteRecoveryFacts, SrmFacts},
    },
};
use std::{net::Ipv4Addr, ops::Range};
use vmc_client::wire::{Provider, SiteRecoveryNodeId, TaskId};

/// The largest number of Site Recovery Managers of one SDDC, with the one that the activation makes. (assumption)
pub const SRM_NODES_MAX: usize = 10;

/// The number of additional servers of vSphere Replication, when replications are spread over several. (assumption)
pub const VRS_NODES: usize = 2;

/// The longest suffix of an extension key, in bytes. (documented by Terraform's provider)
const SUFFIX_MAX: usize = 13;

/// The extension key of an SRM without a suffix. With one, a hyphen and the suffix follow. (documented)
const EXTENSION_KEY: &str = "com.vmware.vcDr";

// The last parts of addresses in the management network. vCenter and NSX have 4 and 5. (assumption)
pub(super) const VR_HOST: u8 = 6;
pub(super) const SRM_HOSTS: Range<u8> = 7..17;
pub(super) const VRS_HOSTS: Range<u8> = 17..19;

const _: () = assert!(SRM_HOSTS.end as usize - SRM_HOSTS.start as usize == SRM_NODES_MAX);
const _: () = assert!(VRS_HOSTS.end as usize - VRS_HOSTS.start as usize == VRS_NODES);

/// A checked suffix of an extension key; `None` if the customer chose none. An empty text chooses none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suffix(Option<String>);

impl Suffix {
    /// # Errors
    /// The suffix is too long, has other characters than letters, digits, `.` and `-`, or does not begin and end with a letter or a digit.
    pub(super) fn checked(asked: Option<&str>) -> ApiResult<Self> {
        let Some(text) = asked.filter(|text| !text.is_empty()) else { return Ok(Self(None)) };
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let ends = [text.bytes().next(), text.bytes().last()];
        let is_good = text.len() <= SUFFIX_MAX
            && text.bytes().all(is_inner)
            && ends.iter().flatten().all(u8::is_ascii_alphanumeric);
        if is_good { Ok(Self(Some(text.to_owned()))) } else { Err(refusals::invalid_suffix(SUFFIX_MAX)) }
    }

    /// Returns true if an SRM has this suffix. Names of hosts are the same in upper and lower case.
    pub(super) fn is_of(&self, srm: &SrmFacts) -> bool {
        match (&self.0, &srm.suffix) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl From<Suffix> for Option<String> {
    fn from(suffix: Suffix) -> Self {
        suffix.0
    }
}

impl SrmFacts {
    pub(super) fn extension_key(&self) -> String {
        extension_key(self.suffix.as_deref())
    }

    /// Returns the full name, `srm-east.sddc-…` or `srm.sddc-…`. (the first form: code of Terraform's provider; the second: assumption)
    pub(super) fn hostname(&self, sddc: &SddcFacts) -> String {
        match &self.suffix {
            Some(suffix) => hostname(&format!("srm-{suffix}"), sddc),
            None => hostname("srm", sddc),
        }
    }
}

/// Returns the extension key of an SRM with this suffix.
pub(super) fn extension_key(suffix: Option<&str>) -> String {
    suffix.map_or_else(|| EXTENSION_KEY.to_owned(), |suffix| format!("{EXTENSION_KEY}-{suffix}"))
}

/// Returns the full name of an appliance, in the form of vCenter's.
pub(super) fn hostname(first: &str, sddc: &SddcFacts) -> String {
    format!("{first}.sddc-{}.vmwarevmc.com", sddc.drawn.public_ip.to_string().replace('.', "-"))
}

/// Returns an address in the management network: in `10.2.0.0/16` the host 6 has `10.2.0.6`. Management VMs of the simulated provider have
/// addresses of the machine itself.
pub(super) fn address(sddc: &SddcFacts, host: u8) -> String {
    let network = match sddc.provider {
        Provider::ZeroCloud => "127.0.0.0",
        Provider::Aws | Provider::Other(_) => sddc.vpc_cidr.split('/').next().unwrap_or_default(),
    };
    let [a, b, c, _] = network.parse::<Ipv4Addr>().map_or([10, 0, 0, 0], |address| address.octets());
    Ipv4Addr::new(a, b, c, host).to_string()
}

/// Makes an appliance that the task deploys.
pub(super) fn new_node(org: &mut Org, facts: &mut SiteRecoveryFacts, host: u8, task: TaskId) -> NodeFacts {
    let id = SiteRecoveryNodeId(org.ids.uuid(Kind::SiteRecoveryNode));
    with_id(facts, id, host, task)
}

/// As [`new_node`], for an SRM.
pub(super) fn new_srm(
    org: &mut Org,
    facts: &mut SiteRecoveryFacts,
    host: u8,
    suffix: Suffix,
    task: TaskId,
) -> SrmFacts {
    SrmFacts { node: new_node(org, facts, host, task), suffix: suffix.into() }
}

/// Makes an appliance whose id was drawn before.
pub(super) fn with_id(facts: &mut SiteRecoveryFacts, id: SiteRecoveryNodeId, host: u8, task: TaskId) -> NodeFacts {
    facts.made = facts.made.saturating_add(1);
    NodeFacts { id, number: facts.made, host, phase: NodePhase::Deploying(task) }
}

/// Returns those of these hosts that no appliance has.
pub(super) fn free_hosts(facts: &SiteRecoveryFacts, hosts: Range<u8>) -> impl Iterator<Item = u8> + '_ {
    hosts.filter(|host| facts.nodes().all(|node| node.host != *host))
}
