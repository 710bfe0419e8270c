//! What can be wrong with a request, in sentences.
//!
//! Nothing here knows a status code; `http/error.rs` alone maps these to statuses, codes and bodies. Sentences marked *recorded* are
//! the service's own, to the letter; the others are chosen in its style, because no public source shows them.

use crate::{
    export::Unreadable,
    identity::error::IdentityFault,
    kernel::{clock::ClockError, faults::error::FaultError, filter::FilterError},
};
use uuid::Uuid;
use vmc_client::wire::{
    ClusterId, ConnectedAccountId, OrgId, ReservationId, SddcId, ServiceQuotaRequestId, SubscriptionId, TaskId,
};

/// The result of an operation.
pub type ApiResult<T> = Result<T, ApiError>;

/// Why an operation was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    // Who is asking.
    /// No token came with the request.
    #[error("Authentication is required: send an access token in the csp-auth-token or Authorization header.")]
    TokenMissing,
    /// Not a token, not signed by this server's key, or of a world that is gone.
    #[error("The access token is not valid.")]
    TokenInvalid,
    /// Its time is over, by the world's clock.
    #[error("The access token has expired.")]
    TokenExpired,
    /// Somebody revoked it.
    #[error("The access token has been revoked.")]
    TokenRevoked,
    /// The token is for another organization.
    #[error("The caller has no access to organization {0}.")]
    NotInOrg(OrgId),
    /// The token's roles do not allow this.
    #[error("The caller's roles do not allow this operation; it needs {needs}.")]
    RoleMissing {
        /// A role that would do.
        needs: &'static str,
    },

    // Sign-in.
    /// An API token that this server does not know, or no longer honours. The beginning of the sentence is recorded.
    #[error("invalid_grant: Invalid refresh token: {0}")]
    ApiTokenInvalid(TokenFault),
    /// A form without a token.
    #[error("A required parameter is missing: {0}")]
    ParameterMissing(&'static str),
    /// Everything else that the sign-in service refuses.
    #[error(transparent)]
    Identity(#[from] IdentityFault),

    // What is asked for.
    /// No such organization.
    #[error("Organization {0} doesn't exist.")]
    OrgNotFound(OrgId),
    /// No such SDDC.
    #[error("Cannot find the SDDC with identifier {0}.")]
    SddcNotFound(SddcId),
    /// No such task.
    #[error("Cannot find the task with identifier {0}.")]
    TaskNotFound(TaskId),
    /// No such template.
    #[error("Cannot find the SDDC template with identifier {0}.")]
    TemplateNotFound(Uuid),
    /// No such public address in the SDDC.
    #[error("Cannot find the public IP {0}.")]
    PublicIpNotFound(String),
    /// No such addition.
    #[error("Cannot find the enablement {0}.")]
    EnablementNotFound(String),
    /// No credentials under this name.
    #[error("Cannot find the credentials {0}.")]
    CredentialsNotFound(String),
    /// No SDDC in use has this maintenance.
    #[error("Cannot find the reservation with identifier {0}.")]
    ReservationNotFound(ReservationId),
    /// No such support window.
    #[error("Cannot find the support window {0}.")]
    SupportWindowNotFound(String),
    /// No such management VM.
    #[error("Cannot find the management VM with identifier {asked}; there are {known}.")]
    ManagementVmNotFound {
        /// What was asked for.
        asked: String,
        /// Those that there are.
        known: String,
    },
    /// No such connected AWS account.
    #[error("Cannot find the connected account with identifier {0}.")]
    ConnectedAccountNotFound(ConnectedAccountId),
    /// No such subscription.
    #[error("Cannot find the subscription with identifier {0}.")]
    SubscriptionNotFound(SubscriptionId),
    /// No such request to raise quotas.
    #[error("Cannot find the service quota request with identifier {0}.")]
    ServiceQuotaRequestNotFound(ServiceQuotaRequestId),
    /// An SDDC of which no template was kept, and that was made without one.
    #[error("The SDDC {0} has no configuration template.")]
    NoTemplateOfSddc(SddcId),
    /// No such world.
    #[error("There is no world {0}.")]
    WorldNotFound(String),

    // How it is asked.
    /// The request cannot be read, or a value is not allowed.
    #[error("{0}")]
    Invalid(String),
    /// A `$filter` that cannot be read.
    #[error("{0}")]
    Filter(#[from] FilterError),
    /// A clock was asked for the impossible.
    #[error("{0}")]
    Clock(#[from] ClockError),
    /// The request may not come in at all.
    #[error(transparent)]
    Gate(#[from] GateFault),
    /// A name outside the table, or a method that the path does not have.
    #[error("{method} {path} is not an operation of this service.")]
    NoSuchOperation {
        /// Method of the request.
        method: String,
        /// Its path.
        path: String,
    },
    /// The path exists, with other methods.
    #[error("{method} is not allowed for {path}.")]
    MethodNotAllowed {
        /// Method of the request.
        method: String,
        /// Its path.
        path: String,
    },
    /// Known to exist at the service, and not simulated.
    #[error("{what} is not simulated: {reason}.")]
    NotSimulated {
        /// What it is, as the subject of a sentence.
        what: &'static str,
        /// Why not.
        reason: &'static str,
    },

    // SDDC rules.
    /// Too few hosts. *Recorded.*
    #[error("Sddc provisioning requires a minimum of {min} hosts.")]
    TooFewHosts {
        /// The least.
        min: u32,
    },
    /// Too many hosts for one cluster. *Recorded.*
    #[error("Maximum host limit of {max} hosts reached for the cluster.")]
    TooManyHosts {
        /// The most.
        max: u32,
    },
    /// The organization's hosts are used up. Only "exceed host provisioning limit" is (weakly) recorded.
    #[error("The request would exceed host provisioning limit of {limit} hosts for this organization.")]
    HostLimit {
        /// The limit.
        limit: u32,
    },
    /// The organization has all the SDDCs that it may have.
    #[error("Maximum limit of {limit} SDDCs reached for this organization.")]
    SddcLimit {
        /// The limit.
        limit: u32,
    },
    /// A provider or region that is switched off. Only "not available for this organization" is recorded.
    #[error("{what} is not available for this organization. Please contact support to enable it.")]
    NotAvailable {
        /// Provider or region.
        what: String,
    },
    /// A link was sent where linking is optional. *Recorded.*
    #[error("Cannot link account when account linking optional is turned on for org {0}.")]
    LinkNotWanted(OrgId),
    /// No link was sent where one is required.
    #[error("Account linking is required: account_link_sddc_config must name a connected account and a subnet.")]
    LinkRequired,
    /// Wrong state for deletion. *Recorded.*
    #[error("Sddc is currently not in a state where it can be deleted. Please try once the status is READY or FAILED.")]
    SddcNotDeletable,
    /// Wrong state for anything else.
    #[error("{what} {id} is in {state} state, which is not valid for this operation.")]
    NotInState {
        /// What kind of resource.
        what: &'static str,
        /// Which.
        id: Uuid,
        /// Its state.
        state: String,
    },
    /// The cluster that is to hold the management VMs does not exist (yet).
    #[error("Sddc {0} has no primary cluster yet.")]
    NoPrimaryCluster(SddcId),

    // Clusters and hosts.
    /// No such cluster.
    #[error("Cannot find the cluster with identifier {0}.")]
    ClusterNotFound(ClusterId),
    /// Wrong state for deletion. *Recorded.*
    #[error(
        "Cluster {0} is currently not in a state where it can be deleted. Please try once the status is READY or FAILED."
    )]
    ClusterNotDeletable(ClusterId),
    /// The first cluster lives as long as its SDDC.
    #[error("Cluster {0} holds the management VMs of its SDDC and cannot be deleted.")]
    PrimaryCluster(ClusterId),
    /// A second cluster at once. Only "Another cluster creation is in progress" in the middle is recorded.
    #[error("The cluster cannot be created. Another cluster creation is in progress in this SDDC.")]
    ClusterCreationInProgress,
    /// A task on a part of something is in the way.
    #[error("Another task is running on {what} {id}. Please try once it has finished.")]
    Busy {
        /// What kind of resource.
        what: &'static str,
        /// Which.
        id: Uuid,
    },
    /// The SDDC has all the clusters that it may have.
    #[error("Maximum limit of {limit} clusters reached for the SDDC.")]
    ClusterLimit {
        /// The limit.
        limit: u32,
    },
    /// Too few hosts for a cluster.
    #[error("Cluster creation requires a minimum of {min} hosts.")]
    TooFewHostsInCluster {
        /// The least.
        min: u32,
    },
    /// Too few hosts for a conversion.
    #[error("Sddc conversion requires a minimum of {min} hosts.")]
    TooFewHostsToConvert {
        /// The least.
        min: u32,
    },
    /// Too many hosts in all clusters together.
    #[error("Maximum host limit of {max} hosts reached for the SDDC.")]
    TooManyHostsInSddc {
        /// The most.
        max: u32,
    },
    /// Two hosts stay two. *Recorded.*
    #[error("ESX delete operation is unsupported on two node cluster {0}")]
    TwoNodeCluster(ClusterId),
    /// So many hosts must stay. *Recorded.*
    #[error("This cluster with id {cluster} must have at least {min} hosts.")]
    LeastHosts {
        /// Which.
        cluster: ClusterId,
        /// The least.
        min: u32,
    },
    /// A single-host SDDC grows by conversion.
    #[error("Sddc {0} has a single host and must be converted before it can grow.")]
    ConvertFirst(SddcId),
    /// A single-host SDDC whose link was put off cannot grow.
    #[error("Sddc {0} must be linked to an AWS account before it can be scaled up.")]
    LinkBeforeScaleUp(SddcId),
    /// Not a single-host SDDC.
    #[error("Sddc {0} is not a single host SDDC and cannot be converted.")]
    NotConvertible(SddcId),
    /// The hosts have storage of their own.
    #[error("Cluster {0} cannot be reconfigured: its hosts have storage of their own.")]
    NotReconfigurable(ClusterId),

    /// A task that cannot be cancelled. *Recorded* for FINISHED.
    #[error("Cannot cancel task: {task} in {state} state.")]
    TaskNotCancelable {
        /// Which.
        task: TaskId,
        /// Its state.
        state: String,
    },

    // What is done to a finished SDDC.
    /// Wrong state of a thing in an SDDC.
    #[error("{what} {id} is {state}; this operation needs it to be {needs}.")]
    PartNotInState {
        /// What kind of thing.
        what: &'static str,
        /// Which.
        id: String,
        /// Its state.
        state: String,
        /// States that would do.
        needs: String,
    },
    /// Too many public addresses.
    #[error("Maximum limit of {limit} public IPs reached for the SDDC.")]
    PublicIpLimit {
        /// The limit.
        limit: usize,
    },
    /// The name is taken.
    #[error("Credentials with the name {0} already exist.")]
    CredentialsExist(String),
    /// The window cannot be moved while it is in use.
    #[error("Maintenance of Sddc {0} is under way; its window cannot be changed until it is over.")]
    MaintenanceUnderWay(SddcId),

    // Rules of account links and subscriptions.
    /// A type of SDDC that there is not. *Recorded.*
    #[error("Invalid sddc type specified.")]
    SddcTypeInvalid,
    /// An account to which an SDDC is linked.
    #[error("The connected account is in use by SDDC {0}. Delete the SDDC first, or force the deletion.")]
    AccountInUse(SddcId),
    /// No SDDC whose link was delayed can be linked to the subnet.
    #[error("No SDDC of this organization waits to be linked to {0}.")]
    NothingToLink(String),
    /// A product that is not sold. *Documented.*
    #[error("Type of the product not supported.")]
    ProductUnsupported,

    /// What a fault rule asks for.
    #[error(transparent)]
    Fault(#[from] FaultError),

    // Limits of the simulator.
    /// The disk did not take it, so it has not happened.
    #[error("The change could not be saved, so it was not made: {0}. It may be tried again.")]
    NotSaved(String),
    /// A document that is no world.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// No such entry in the journal.
    #[error("There is no entry {0} in the journal.")]
    EntryNotFound(u64),
    /// A collection is full.
    #[error("The limit of {limit} {what} is reached.")]
    Full {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A bug in the simulator. *Recorded* as the service's own sentence.
    #[error("An internal error has occurred.")]
    Internal,
}

/// What is wrong with an API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Never issued here, or misspelt.
    #[error("the token is unknown")]
    Unknown,
    /// Its time is over, by the world's clock.
    #[error("the token has expired")]
    Expired,
    /// Somebody revoked it.
    #[error("the token has been revoked")]
    Revoked,
}

/// Why a request does not come to its operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateFault {
    /// The body is larger than the server reads.
    #[error("The request body is larger than {limit} bytes.")]
    BodyTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The body came too slowly.
    #[error("The request body did not arrive in time.")]
    BodyTooSlow,
    /// Path and query are longer than the server reads.
    #[error("The path and query of a request have at most {limit} bytes.")]
    TargetTooLong {
        /// The limit.
        limit: usize,
    },
    /// The headers are more than the server reads.
    #[error("The headers of a request are at most {count}, with {limit} bytes together.")]
    HeadersTooLarge {
        /// Bytes.
        limit: usize,
        /// How many.
        count: usize,
    },
    /// The request names a host that is not this server. A web page could have made it lead here.
    #[error("The host {0} is not one of this server's names. `--allow-host` makes it one.")]
    HostNotAllowed(String),
    /// A web page of another origin sends the request.
    #[error("The web page at {0} may not send requests to this server.")]
    OriginNotAllowed(String),
    /// The control of the simulation is asked for without the admin token.
    #[error("The control of this server needs its admin token, as `Authorization: Bearer` or `x-vmcsim-admin-token`.")]
    AdminTokenMissing,
    /// As before, with another text.
    #[error("The admin token is wrong.")]
    AdminTokenWrong,
    /// The proxy is asked for a host that is not the service's.
    #[error("This proxy leads to the simulation of VMware Cloud on AWS and nowhere else; {0} is not a host of it.")]
    NotProxied(String),
    /// The proxy is asked as if it were the server.
    #[error(
        "This is a proxy: it takes CONNECT and requests for whole http addresses. The server itself listens elsewhere."
    )]
    ProxyNeedsHost,
}

impl ApiError {
    /// A value that is not allowed, with a sentence.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid(reason.into())
    }
}

/// A decoder's reason without the text that it quotes.
pub fn without_quoted(reason: &str) -> String {
    let mut clean = String::with_capacity(reason.len());
    let mut rest = reason;
    while let Some((before, quoted)) = rest.split_once("string \"") {
        clean.push_str(before);
        clean.push_str("string");
        // What is quoted may hold quotes; it ends where the expectation begins.
        rest = quoted.rfind("\", expected").map_or("", |end| &quoted[end + 1..]);
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_decoder_quotes_is_left_out() {
        for (reason, clean) in [
            (r#"invalid type: string "se\"cret", expected u32"#, "invalid type: string, expected u32"),
            (r#"invalid value: string "a", expected b", expected a UUID"#, "invalid value: string, expected a UUID"),
            ("missing field `name`", "missing field `name`"),
            ("invalid type: integer `7`, expected a string", "invalid type: integer `7`, expected a string"),
        ] {
            assert_eq!(without_quoted(reason), clean);
        }
    }
}
