//! The table of states: for each operation and kind of resource, the states in which the operation is allowed.
//!
//! A rule is an implementation of `StateRule` for an endpoint type and a kind of resource. An operation calls `check` for every
//! resource that it acts on, and does not compile if the table has no row for it. Each resource words its own refusals by implementing
//! `WrongState`.

use crate::{
    kernel::refusal::{ApiResult, Refusal},
    state::{clusters::ClusterFacts, sddcs::SddcFacts},
};
use std::fmt::Display;
use uuid::Uuid;
use vmc_client::endpoints::{
    account_link::{DeleteConnectedAccount, SetCompatibleSubnet},
    addons::{CreateAddonCredentials, UpdateAddonCredentials, UpdateEnablement},
    autoscaler::{
        AnalyzeBalance, RunBalance, ScaleSddcSize, SetEdrsPolicy, StopBalance, UpdateRemediationPolicies,
        UpdateRemediationPolicy,
    },
    clusters::{CreateCluster, DeleteCluster, PublishMsftLicensing, ReconfigureCluster},
    connectivity::StartConnectivityTests,
    dns::{UpdateDnsPrivate, UpdateDnsPublic, UpdateManagementVmDns},
    esxs::{ChangeEsxs, PrecheckAddHosts},
    public_ips::{CreatePublicIps, DeletePublicIp, UpdatePublicIp},
    reservations::UpdateSupportWindow,
    sddc_groups::{inventory::RenameCluster, operations::ChangeSddcGroup},
    sddcs::{ConvertSddc, CreateSddc, DeleteSddc, ScaleUpSddc, UpdateSddc},
    site_recovery::{
        ActivateSiteRecovery, CreateSrmNode, DeactivateSiteRecovery, DeleteSrmNode, GenerateOauthClient,
        ScaleOutReplication, SetReplicationScaleOut,
    },
    subscriptions::DeleteSubscription,
    templates::{DeleteSddcTemplate, GetTemplateOfSddc},
};

/// The refusals of a resource in a wrong state. Each kind of resource with states has its own type, whose values are its refusals.
pub(crate) trait WrongState {
    /// The identifier of a resource of this kind.
    type Id: ?Sized;

    /// Returns the refusal. `allowed` contains the states in which the operation is allowed.
    fn refuse(self, id: &Self::Id, state: &str, allowed: &[&str]) -> Refusal;
}

/// The states of a resource of kind `R` in which an operation is allowed.
pub(crate) trait StateRule<R> {
    /// The states, as in the API.
    const STATES: &'static [&'static str];
    /// The refusal in all other states.
    const REFUSAL: R;
}

/// The rule of an operation that can be forced.
pub(crate) trait ForcedStateRule<R>: StateRule<R> {
    /// The states in which the forced operation is allowed; `None` means every state.
    const FORCED: Option<&'static [&'static str]>;
}

/// An SDDC; its state is `sddc_state`.
pub(crate) enum Sddc {
    NotInState,
    NotDeletable,
}

/// A cluster; its state is `cluster_state`, or `REMOVING_HOSTS`, `RECONFIGURING` or `DELETING`, which are not published. An operation on an
/// SDDC also checks the SDDC's clusters if a task on one of them would prevent it.
pub(crate) enum Cluster {
    NotInState,
    NotDeletable,
    /// Another cluster is being created.
    CreationInProgress,
    /// A task on a cluster prevents an operation on the whole SDDC.
    Busy,
}

/// An SDDC that is linked to a connected account; its state is `sddc_state`.
pub(crate) enum LinkedSddc {
    AccountInUse,
}

/// A public IP. The API has no names for its states, which are here `UNATTACHED`, `ATTACHED` and `CHANGING`.
pub(crate) enum PublicIp {
    NotInState,
}

/// The name resolution of an SDDC's management VMs, with the states `SETTLED` and `CHANGING`.
pub(crate) enum Dns {
    NotInState,
}

/// The policies of a cluster, with the states `SETTLED` and `CHANGING`.
pub(crate) enum Policies {
    NotInState,
}

/// A subscription; its state is `status`. One that is being cancelled is still shown as `ACTIVATED`; in this table it is `CANCELLING`.
pub(crate) enum Subscription {
    NotInState,
}

/// A template; its state is `state`.
pub(crate) enum SddcTemplate {
    NotInState,
}

/// A site recovery that was activated at some time; its state is `site_recovery_state`.
pub(crate) enum SiteRecovery {
    NotInState,
}

/// An appliance of site recovery; its state is `state`.
pub(crate) enum SiteRecoveryNode {
    NotInState,
    /// Another Site Recovery Manager is being deployed.
    OneAtATime,
}

/// An SDDC group; its state is that of its network.
pub(crate) enum SddcGroup {
    NotInState,
}

/// [`ChangeSddcGroup`] that deletes the group.
pub(crate) enum DeleteSddcGroup {}
/// [`UpdatePublicIp`] with `action=attach`.
pub(crate) enum AttachPublicIp {}
/// [`UpdatePublicIp`] with `action=detach`.
pub(crate) enum DetachPublicIp {}
/// [`UpdatePublicIp`] with `action=reattach`.
pub(crate) enum ReattachPublicIp {}
/// [`UpdatePublicIp`] with `action=rename`.
pub(crate) enum RenamePublicIp {}

/// Implements [`StateRule`] for each row, and [`ForcedStateRule`] for rows with `forced`.
macro_rules! state_rules {
    ($($operation:ident on $resource:ident: $states:tt else $refusal:ident $(, forced $forced:tt)?;)*) => {$(
        impl StateRule<$resource> for $operation {
            const STATES: &'static [&'static str] = &$states;
            const REFUSAL: $resource = $resource::$refusal;
        }
        $(
            impl ForcedStateRule<$resource> for $operation {
                const FORCED: Option<&'static [&'static str]> = state_rules!(@forced $forced);
            }
        )?
    )*};
    (@forced any) => { None };
    (@forced $states:tt) => { Some(&$states) };
}

state_rules! {
    UpdateSddc on Sddc: ["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETION_FAILED"] else NotInState;
    DeleteSddc on Sddc: ["READY", "FAILED", "CANCELED", "DELETION_FAILED"] else NotDeletable,
        forced ["DEPLOYING", "READY", "FAILED", "CANCELED", "DELETION_FAILED"];

    // Clusters and hosts. The two refusals of creating and deleting clusters are recorded.
    DeleteSddc on Cluster: ["READY", "FAILED"] else Busy, forced any;
    CreateCluster on Sddc: ["READY"] else NotInState;
    CreateCluster on Cluster: ["READY", "FAILED", "ADDING_HOSTS", "REMOVING_HOSTS", "RECONFIGURING", "DELETING"]
        else CreationInProgress;
    DeleteCluster on Sddc: ["READY"] else NotInState;
    DeleteCluster on Cluster: ["READY", "FAILED"] else NotDeletable;
    ReconfigureCluster on Sddc: ["READY"] else NotInState;
    ReconfigureCluster on Cluster: ["READY"] else NotInState;
    PublishMsftLicensing on Sddc: ["READY"] else NotInState;
    PublishMsftLicensing on Cluster: ["READY"] else NotInState;
    ChangeEsxs on Sddc: ["READY"] else NotInState;
    ChangeEsxs on Cluster: ["READY"] else NotInState, forced ["READY", "FAILED"];
    RenameCluster on Sddc: ["READY"] else NotInState;
    RenameCluster on Cluster: ["READY"] else NotInState;
    PrecheckAddHosts on Sddc: ["READY"] else NotInState;
    ConvertSddc on Sddc: ["READY"] else NotInState;
    ConvertSddc on Cluster: ["READY", "FAILED"] else Busy;
    ScaleUpSddc on Sddc: ["READY"] else NotInState;
    ScaleUpSddc on Cluster: ["READY", "FAILED"] else Busy;

    // Resources of a finished SDDC. Public IPs: the states are published; the other rules follow them. (assumption)
    CreatePublicIps on Sddc: ["READY"] else NotInState;
    UpdatePublicIp on Sddc: ["READY"] else NotInState;
    DeletePublicIp on Sddc: ["READY"] else NotInState;
    UpdateDnsPrivate on Sddc: ["READY"] else NotInState;
    UpdateDnsPublic on Sddc: ["READY"] else NotInState;
    UpdateManagementVmDns on Sddc: ["READY"] else NotInState;
    StartConnectivityTests on Sddc: ["READY"] else NotInState;
    UpdateEnablement on Sddc: ["READY"] else NotInState;
    CreateAddonCredentials on Sddc: ["READY"] else NotInState;
    UpdateAddonCredentials on Sddc: ["READY"] else NotInState;
    UpdateSupportWindow on Sddc: ["READY"] else NotInState;
    AttachPublicIp on PublicIp: ["UNATTACHED"] else NotInState;
    DetachPublicIp on PublicIp: ["ATTACHED"] else NotInState;
    ReattachPublicIp on PublicIp: ["ATTACHED"] else NotInState;
    RenamePublicIp on PublicIp: ["UNATTACHED", "ATTACHED"] else NotInState;
    // It is an assumption that an attached public IP can be released.
    DeletePublicIp on PublicIp: ["UNATTACHED", "ATTACHED"] else NotInState;
    UpdateDnsPrivate on Dns: ["SETTLED"] else NotInState;
    UpdateDnsPublic on Dns: ["SETTLED"] else NotInState;
    UpdateManagementVmDns on Dns: ["SETTLED"] else NotInState;

    // The autoscaler. (assumption, except that a policy is set when the cluster is ready)
    SetEdrsPolicy on Sddc: ["READY"] else NotInState;
    SetEdrsPolicy on Cluster: ["READY"] else NotInState;
    SetEdrsPolicy on Policies: ["SETTLED"] else NotInState;
    UpdateRemediationPolicy on Sddc: ["READY"] else NotInState;
    UpdateRemediationPolicy on Cluster: ["READY"] else NotInState;
    UpdateRemediationPolicy on Policies: ["SETTLED"] else NotInState;
    UpdateRemediationPolicies on Sddc: ["READY"] else NotInState;
    UpdateRemediationPolicies on Cluster: ["READY"] else NotInState;
    UpdateRemediationPolicies on Policies: ["SETTLED"] else NotInState;
    ScaleSddcSize on Sddc: ["READY"] else NotInState;
    AnalyzeBalance on Sddc: ["READY"] else NotInState;
    AnalyzeBalance on Cluster: ["READY"] else NotInState;
    RunBalance on Sddc: ["READY"] else NotInState;
    RunBalance on Cluster: ["READY"] else NotInState;
    StopBalance on Sddc: ["READY"] else NotInState;
    // Site recovery. That Site Recovery Managers are deployed one at a time is known from clients; the other rules are assumptions.
    ActivateSiteRecovery on Sddc: ["READY"] else NotInState;
    ActivateSiteRecovery on SiteRecovery: ["DEACTIVATED", "FAILED", "CANCELED"] else NotInState;
    DeactivateSiteRecovery on Sddc: ["READY"] else NotInState;
    DeactivateSiteRecovery on SiteRecovery: ["ACTIVATED", "FAILED", "CANCELED"] else NotInState,
        forced ["ACTIVATING", "ACTIVATED", "FAILED", "CANCELED"];
    DeactivateSiteRecovery on SiteRecoveryNode: ["READY", "FAILED", "CANCELED"] else NotInState, forced any;
    CreateSrmNode on Sddc: ["READY"] else NotInState;
    CreateSrmNode on SiteRecovery: ["ACTIVATED"] else NotInState;
    CreateSrmNode on SiteRecoveryNode: ["READY", "FAILED", "CANCELED", "DELETING"] else OneAtATime;
    DeleteSrmNode on Sddc: ["READY"] else NotInState;
    DeleteSrmNode on SiteRecovery: ["ACTIVATED"] else NotInState;
    DeleteSrmNode on SiteRecoveryNode: ["READY", "FAILED", "CANCELED"] else NotInState;
    GenerateOauthClient on Sddc: ["READY"] else NotInState;
    GenerateOauthClient on SiteRecoveryNode: ["READY"] else NotInState;
    ScaleOutReplication on Sddc: ["READY"] else NotInState;
    ScaleOutReplication on SiteRecovery: ["ACTIVATED"] else NotInState;
    SetReplicationScaleOut on Sddc: ["READY"] else NotInState;
    SetReplicationScaleOut on SiteRecovery: ["ACTIVATED"] else NotInState;

    // Account links. With force, linked SDDCs do not prevent the deletion.
    DeleteConnectedAccount on LinkedSddc: ["DELETED"] else AccountInUse, forced any;
    SetCompatibleSubnet on Sddc: ["READY"] else NotInState;

    // Subscriptions and templates.
    DeleteSubscription on Subscription: ["ACTIVATED"] else NotInState;
    CreateSddc on SddcTemplate: ["AVAILABLE", "INUSE", "APPLIED"] else NotInState;
    DeleteSddcTemplate on SddcTemplate: ["AVAILABLE", "APPLIED"] else NotInState;
    ChangeSddcGroup on SddcGroup: ["CONNECTED", "FAILED"] else NotInState;
    DeleteSddcGroup on SddcGroup: ["CONNECTED", "FAILED", "DELETION_FAILED"] else NotInState;
    GetTemplateOfSddc on Sddc: ["READY", "DELETING", "DELETED"] else NotInState;
}

/// Checks that the operation `E` may act on a resource of kind `R` in this state.
///
/// # Errors
/// The refusal in the table, if it may not.
pub(crate) fn check<E: StateRule<R>, R: WrongState>(id: &R::Id, state: &str) -> ApiResult<()> {
    if E::STATES.contains(&state) { Ok(()) } else { Err(E::REFUSAL.refuse(id, state, E::STATES)) }
}

/// Checks the same as [`check`], for operations that can be forced.
///
/// # Errors
/// The refusal in the table, if it may not.
pub(crate) fn check_forced<E: ForcedStateRule<R>, R: WrongState>(
    forced: bool,
    id: &R::Id,
    state: &str,
) -> ApiResult<()> {
    match E::FORCED {
        _ if !forced => check::<E, R>(id, state),
        Some(states) if !states.contains(&state) => Err(E::REFUSAL.refuse(id, state, states)),
        Some(_) | None => Ok(()),
    }
}

impl SddcFacts {
    /// Checks that an operation may act on the SDDC now.
    ///
    /// # Errors
    /// The refusal in the table, if it may not.
    pub(super) fn check_state<E: StateRule<Sddc>>(&self) -> ApiResult<()> {
        check::<E, _>(&self.id, self.phase.state().as_str())
    }
}

impl ClusterFacts {
    /// Checks that an operation may act on the cluster now.
    ///
    /// # Errors
    /// The refusal in the table, if it may not.
    pub(super) fn check_state<E: StateRule<Cluster>>(&self) -> ApiResult<()> {
        check::<E, _>(&self.id, self.phase.name())
    }
}

/// The general refusal for a resource in a wrong state. The wording is recorded for deletion only; this sentence is chosen. `what` is
/// the kind of resource.
pub(crate) fn not_in_state(what: &str, id: Uuid, state: &str) -> Refusal {
    let message = format!("{what} {id} is in {state} state, which is not valid for this operation.");
    Refusal::bad_request("skyscraper.resource.invalid.state", message)
}

/// The general refusal for a part of an SDDC in a wrong state. `needs` contains the allowed states.
pub(crate) fn part_not_in_state(what: &str, id: impl Display, state: &str, needs: &[&str]) -> Refusal {
    let message = format!("{what} {id} is {state}; this operation needs it to be {}.", needs.join(" or "));
    Refusal::bad_request("skyscraper.resource.part.invalid.state", message)
}
