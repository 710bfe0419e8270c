//! What can be wrong with a request to the sign-in service, in sentences. None of them repeats what the request said: it may be a secret.

use uuid::Uuid;
use vmc_client::wire::OrgId;

/// Why the sign-in service refused. Sentences marked *recorded* are its own, to the letter; the others are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    // Signing in as a client.
    /// No `Authorization` header. *Recorded.*
    #[error("Missing mandatory request header: authorization")]
    BasicMissing,
    /// The client cannot prove that it is one. The error names are those of OAuth 2.0.
    #[error("invalid_client: {0}")]
    ClientInvalid(ClientFault),
    /// The client may not sign in this way.
    #[error("unauthorized_client: the client may not use this grant type")]
    GrantNotAllowed,
    /// A grant type that is not simulated, or not one at all.
    #[error("unsupported_grant_type: {0}")]
    GrantUnsupported(&'static str),
    /// A scope that does not exist.
    #[error("invalid_scope: a requested scope does not exist")]
    ScopeUnknown,
    /// The client has no roles there.
    #[error("The client has no roles in organization {0}.")]
    ClientNotInOrg(OrgId),

    // What is asked for.
    /// No such user, or none that the caller may see.
    #[error("Cannot find the user.")]
    UserNotFound,
    /// No such group.
    #[error("Cannot find the group with identifier {0}.")]
    GroupNotFound(Uuid),
    /// No such OAuth app.
    #[error("Cannot find the OAuth app.")]
    AppNotFound,
    /// No such invitation.
    #[error("Cannot find the invitation with identifier {0}.")]
    InvitationNotFound(Uuid),
    /// No such signature.
    #[error("Cannot find the signature with identifier {0}.")]
    SignatureNotFound(Uuid),
    /// No such API token.
    #[error("Cannot find the API token with identifier {0}.")]
    ApiTokenNotFound(Uuid),

    // Roles.
    /// No such role in an organization.
    #[error("There is no such role in an organization; there are org_owner, org_member, developer and support_user.")]
    OrgRoleUnknown,
    /// No such role in a service.
    #[error(
        "There is no such role in the service; there are vmc-user:full, vmc-user:read, nsx:cloud_admin and nsx:cloud_auditor."
    )]
    ServiceRoleUnknown,
    /// No such service.
    #[error("There is no such service in the organization.")]
    ServiceUnknown,
    /// The organization would be left without an owner.
    #[error("Organization {0} must keep at least one owner.")]
    LastOwner(OrgId),
    /// A user without any role in an organization is not in it.
    #[error("A user must keep at least one role in the organization; remove the user to take all.")]
    LastRole,

    // Else.
    /// The name or id is in use.
    #[error("There is already {0} of that name.")]
    Taken(&'static str),
    /// What only a user can ask was asked by an OAuth app.
    #[error("The caller is an OAuth app and not a user.")]
    NotAUser,
    /// An invitation that has been accepted, taken back, or whose time is over.
    #[error("The invitation is no longer pending.")]
    InvitationOver,
}

/// What is wrong with a client's proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientFault {
    /// The header is not one of basic authentication.
    #[error("the authorization header is not one of basic authentication")]
    Unreadable,
    /// Never made here, or deleted.
    #[error("the client is unknown")]
    Unknown,
    /// Not its secret.
    #[error("the client secret is wrong")]
    WrongSecret,
    /// It was its secret before a rotation, and its time is over.
    #[error("the client secret has expired")]
    OldSecret,
}
