//! Which operation is allowed in which state of which resource, and what the refusal says: one table, used by all operations.
//!
//! An operation asks for every resource that it acts on. What is not in the table is allowed in every state, so a row exists for each
//! operation that changes something.

use crate::{
    kernel::error::{ApiError, ApiResult},
    state::{clusters::ClusterFacts, sddcs::SddcFacts},
};
use uuid::Uuid;
use vmc_client::wire::{ClusterId, SddcId};

/// A kind of resource that has states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// An SDDC, by `sddc_state`.
    Sddc,
    /// A cluster, by `cluster_state`; `REMOVING_HOSTS`, `RECONFIGURING` and `DELETING`, which are not published, are told apart too.
    /// Operations on an SDDC ask for its clusters where a task on one of them is in their way.
    Cluster,
    /// A public address. The wire has no word for its states: `UNATTACHED`, `ATTACHED`, `CHANGING`.
    PublicIp,
    /// What the names of an SDDC's management VMs resolve to: `SETTLED`, `CHANGING`.
    Dns,
    /// A subscription, by `status`. One that is being cancelled still shows as `ACTIVATED`; here it is `CANCELLING`.
    Subscription,
    /// A template, by `state`.
    SddcTemplate,
}

/// One row.
#[derive(Debug)]
pub struct Rule {
    /// Name of the operation, as in the endpoint table; where its actions differ, with the action as `?action=…`.
    pub operation: &'static str,
    /// With `force=true` another row holds.
    pub forced: bool,
    /// The resource whose state counts.
    pub resource: Resource,
    /// The states in which the operation is allowed, as on the wire.
    pub states: &'static [&'static str],
    /// What it says in the others.
    pub refusal: Refusal,
}

/// What a refusal says. Which operation refuses in which words is recorded for deletion alone; the general sentence is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// "… not in a state where it can be deleted …"
    NotDeletable,
    /// The resource, its state, and that it does not do.
    NotInState,
    /// A second cluster while the first is being made.
    CreationInProgress,
    /// A task on a part is in the way of an operation on the whole.
    Busy,
    /// The SDDC that holds what was to be taken away.
    InUse,
}

/// All rules.
pub const TABLE: &[Rule] = &[
    Rule {
        operation: "UpdateSddc",
        forced: false,
        resource: Resource::Sddc,
        states: &["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETION_FAILED"],
        refusal: Refusal::NotInState,
    },
    Rule {
        operation: "DeleteSddc",
        forced: false,
        resource: Resource::Sddc,
        states: &["READY", "FAILED", "CANCELED", "DELETION_FAILED"],
        refusal: Refusal::NotDeletable,
    },
    Rule {
        operation: "DeleteSddc",
        forced: true,
        resource: Resource::Sddc,
        states: &["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETION_FAILED"],
        refusal: Refusal::NotDeletable,
    },
    // Clusters and hosts. The two refusals about creation and deletion of clusters are recorded.
    cluster_rule("DeleteSddc", &["READY", "FAILED"], Refusal::Busy),
    sddc_ready("CreateCluster"),
    cluster_rule(
        "CreateCluster",
        &["READY", "FAILED", "ADDING_HOSTS", "REMOVING_HOSTS", "RECONFIGURING", "DELETING"],
        Refusal::CreationInProgress,
    ),
    sddc_ready("DeleteCluster"),
    cluster_rule("DeleteCluster", &["READY", "FAILED"], Refusal::NotDeletable),
    sddc_ready("ReconfigureCluster"),
    cluster_rule("ReconfigureCluster", &["READY"], Refusal::NotInState),
    sddc_ready("PublishMsftLicensing"),
    cluster_rule("PublishMsftLicensing", &["READY"], Refusal::NotInState),
    sddc_ready("ChangeEsxs"),
    cluster_rule("ChangeEsxs", &["READY"], Refusal::NotInState),
    Rule { forced: true, ..cluster_rule("ChangeEsxs", &["READY", "FAILED"], Refusal::NotInState) },
    sddc_ready("PrecheckAddHosts"),
    sddc_ready("ConvertSddc"),
    cluster_rule("ConvertSddc", &["READY", "FAILED"], Refusal::Busy),
    // What is done to a finished SDDC. Public addresses: the states are published; the others follow them. (assumption)
    sddc_ready("CreatePublicIps"),
    sddc_ready("UpdatePublicIp"),
    sddc_ready("DeletePublicIp"),
    sddc_ready("UpdateDnsPrivate"),
    sddc_ready("UpdateDnsPublic"),
    sddc_ready("UpdateManagementVmDns"),
    sddc_ready("StartConnectivityTests"),
    sddc_ready("UpdateEnablement"),
    sddc_ready("CreateAddonCredentials"),
    sddc_ready("UpdateAddonCredentials"),
    sddc_ready("UpdateSupportWindow"),
    part_rule("UpdatePublicIp?action=attach", Resource::PublicIp, &["UNATTACHED"]),
    part_rule("UpdatePublicIp?action=detach", Resource::PublicIp, &["ATTACHED"]),
    part_rule("UpdatePublicIp?action=reattach", Resource::PublicIp, &["ATTACHED"]),
    part_rule("UpdatePublicIp?action=rename", Resource::PublicIp, &["UNATTACHED", "ATTACHED"]),
    // That an attached address can be released is an assumption.
    part_rule("DeletePublicIp", Resource::PublicIp, &["UNATTACHED", "ATTACHED"]),
    part_rule("UpdateDnsPrivate", Resource::Dns, &["SETTLED"]),
    part_rule("UpdateDnsPublic", Resource::Dns, &["SETTLED"]),
    part_rule("UpdateManagementVmDns", Resource::Dns, &["SETTLED"]),
    // Account links. With force, SDDCs do not count.
    Rule {
        operation: "DeleteConnectedAccount",
        forced: false,
        resource: Resource::Sddc,
        states: &["DELETED"],
        refusal: Refusal::InUse,
    },
    sddc_ready("SetCompatibleSubnet"),
    // Subscriptions and templates.
    part_rule("DeleteSubscription", Resource::Subscription, &["ACTIVATED"]),
    part_rule("CreateSddc", Resource::SddcTemplate, &["AVAILABLE", "INUSE", "APPLIED"]),
    part_rule("DeleteSddcTemplate", Resource::SddcTemplate, &["AVAILABLE", "APPLIED"]),
    Rule { states: &["READY", "DELETING", "DELETED"], ..sddc_ready("GetTemplateOfSddc") },
];

/// Only on an SDDC in use.
const fn sddc_ready(operation: &'static str) -> Rule {
    Rule { operation, forced: false, resource: Resource::Sddc, states: &["READY"], refusal: Refusal::NotInState }
}

const fn cluster_rule(operation: &'static str, states: &'static [&'static str], refusal: Refusal) -> Rule {
    Rule { operation, forced: false, resource: Resource::Cluster, states, refusal }
}

/// Only in these states of a thing that is no SDDC.
const fn part_rule(operation: &'static str, resource: Resource, states: &'static [&'static str]) -> Rule {
    Rule { operation, forced: false, resource, states, refusal: Refusal::NotInState }
}

/// Whether the operation may act on a resource in this state.
///
/// # Errors
/// The refusal of the table.
pub fn check(operation: &str, resource: Resource, id: Uuid, state: &str) -> ApiResult<()> {
    check_forced(operation, false, resource, id, state)
}

/// As [`check`], for operations that can be forced.
///
/// # Errors
/// The refusal of the table.
pub fn check_forced(operation: &str, forced: bool, resource: Resource, id: Uuid, state: &str) -> ApiResult<()> {
    broken(operation, forced, resource, state).map_or(Ok(()), |rule| Err(rule.refuse(id, state)))
}

/// As [`check`], for a thing in an SDDC, whose id is any text.
///
/// # Errors
/// [`ApiError::PartNotInState`].
pub fn check_part(operation: &str, resource: Resource, id: &str, state: &str) -> ApiResult<()> {
    broken(operation, false, resource, state).map_or(Ok(()), |rule| Err(rule.refuse_part(id, state)))
}

/// The rule that forbids the operation in this state.
fn broken(operation: &str, forced: bool, resource: Resource, state: &str) -> Option<&'static Rule> {
    let holds = |rule: &&Rule| rule.operation == operation && rule.resource == resource && rule.forced == forced;
    TABLE.iter().find(holds).filter(|rule| !rule.states.contains(&state))
}

impl SddcFacts {
    /// Whether an operation may act on it now.
    ///
    /// # Errors
    /// The refusal of the table of states.
    pub(super) fn check_state(&self, operation: &str) -> ApiResult<()> {
        check(operation, Resource::Sddc, self.id.0, self.phase.state().as_str())
    }
}

impl ClusterFacts {
    /// Whether an operation may act on it now.
    ///
    /// # Errors
    /// The refusal of the table of states.
    pub(super) fn check_state(&self, operation: &str) -> ApiResult<()> {
        check(operation, Resource::Cluster, self.id.0, self.phase.name())
    }
}

impl Resource {
    /// As refusals name it.
    fn name(self) -> &'static str {
        match self {
            Self::Sddc => "Sddc",
            Self::Cluster => "Cluster",
            Self::PublicIp => "Public IP",
            Self::Dns => "DNS of Sddc",
            Self::Subscription => "Subscription",
            Self::SddcTemplate => "Sddc template",
        }
    }
}

impl Rule {
    fn refuse(&self, id: Uuid, state: &str) -> ApiError {
        match (self.resource, self.refusal) {
            // To a client that deletes, something deleted is not there.
            (Resource::Sddc, Refusal::NotDeletable) if state == "DELETED" => ApiError::SddcNotFound(SddcId(id)),
            (Resource::Sddc, Refusal::NotDeletable) => ApiError::SddcNotDeletable,
            (Resource::Cluster, Refusal::NotDeletable) => ApiError::ClusterNotDeletable(ClusterId(id)),
            (Resource::PublicIp | Resource::Dns, _) => self.refuse_part(&id.to_string(), state),
            (Resource::Subscription | Resource::SddcTemplate, Refusal::NotDeletable) | (_, Refusal::NotInState) => {
                ApiError::NotInState { what: self.resource.name(), id, state: state.to_owned() }
            }
            (_, Refusal::CreationInProgress) => ApiError::ClusterCreationInProgress,
            (_, Refusal::Busy) => ApiError::Busy { what: self.resource.name(), id },
            (_, Refusal::InUse) => ApiError::AccountInUse(SddcId(id)),
        }
    }

    fn refuse_part(&self, id: &str, state: &str) -> ApiError {
        ApiError::PartNotInState {
            what: self.resource.name(),
            id: id.to_owned(),
            state: state.to_owned(),
            needs: self.states.join(" or "),
        }
    }
}
