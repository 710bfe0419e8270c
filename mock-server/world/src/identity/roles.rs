//! Roles, what they allow, and how they are changed.
//!
//! Roles travel in access tokens: what a token allows is settled when it is issued, and a change of roles is felt at the next sign-in.
//! Only membership itself is looked up anew with each request. (assumption: clients see both at the service, none says when)

use crate::{
    identity::refusals,
    kernel::refusal::ApiResult,
    state::identity::roles::{OrgRole, Right, Roles, ServiceRole},
};
use std::collections::BTreeSet;
use vmc_client::wire::{
    BaseRoleBindingDto, ServiceRoleBindingDto, ServiceRolesDto, ServiceRolesWithIdDto, UpdateMemberRolesRequest,
    UpdateRolesRequestOfBaseRoleBindingDto, UpdateServiceRolesRequest, UserServiceRolesUpdateRequest,
};

/// The id of the VMC service. (recorded)
pub const VMC_SERVICE_ID: &str = "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";

/// The path of the VMC service: how clients name it in role changes. (assumption)
pub const VMC_SERVICE_LINK: &str = "/csp/gateway/slc/api/definitions/external/tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";

/// How names of VMC's roles begin in access tokens. The form is known from clients, the service's id in it is not. (assumption)
const VMC_PERM: &str = "external/7d1a3b1c-52c4-4f8e-9c0e-5f1d7a0b6e21/";

/// How names of an organization's roles begin in access tokens. (seen in client code)
const ORG_PERM: &str = "csp:";

/// What roles allow, whole. Which roles the service asks for is known for VMC; for CSP's own operations it is chosen. (assumption)
const RIGHTS: &[(Right, &[OrgRole], &[ServiceRole])] = &[
    (Right::Read, &[], &[ServiceRole::VmcFull, ServiceRole::VmcRead]),
    (Right::Write, &[], &[ServiceRole::VmcFull]),
    (Right::Secrets, &[], &[ServiceRole::VmcFull]),
    (Right::SeeOrg, &[OrgRole::OrgOwner, OrgRole::OrgMember], &[]),
    (Right::ManageApps, &[OrgRole::OrgOwner, OrgRole::Developer], &[]),
    (Right::ManageOrg, &[OrgRole::OrgOwner], &[]),
];

/// What the roles in an access token allow.
pub fn rights(perms: &[String]) -> Vec<Right> {
    let roles = Roles::of_perms(perms.iter().map(String::as_str));
    let given = RIGHTS.iter().filter(|(_, org, service)| {
        org.iter().any(|role| roles.org.contains(role)) || service.iter().any(|role| roles.service.contains(role))
    });
    given.map(|(right, _, _)| *right).chain([Right::SeeSelf]).collect()
}

impl OrgRole {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::SupportUser, Self::OrgOwner, Self::Developer, Self::OrgMember];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OrgOwner => "org_owner",
            Self::OrgMember => "org_member",
            Self::Developer => "developer",
            Self::SupportUser => "support_user",
        }
    }

    /// Its name for people.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::OrgOwner => "Organization Owner",
            Self::OrgMember => "Organization Member",
            Self::Developer => "Developer",
            Self::SupportUser => "Support User",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl ServiceRole {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::VmcFull, Self::VmcRead, Self::NsxCloudAuditor, Self::NsxCloudAdmin];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::VmcFull => "vmc-user:full",
            Self::VmcRead => "vmc-user:read",
            Self::NsxCloudAdmin => "nsx:cloud_admin",
            Self::NsxCloudAuditor => "nsx:cloud_auditor",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Roles {
    /// These roles.
    pub fn of(org: &[OrgRole], service: &[ServiceRole]) -> Self {
        Self { org: org.iter().copied().collect(), service: service.iter().copied().collect() }
    }

    /// The roles that an access token names; names of other services' roles are passed over.
    pub fn of_perms<'a>(perms: impl Iterator<Item = &'a str>) -> Self {
        let mut roles = Self::default();
        for perm in perms {
            if let Some(name) = perm.strip_prefix(ORG_PERM) {
                roles.org.extend(OrgRole::named(name));
            } else if let Some(name) = perm.strip_prefix(VMC_PERM) {
                roles.service.extend(ServiceRole::named(name));
            }
        }
        roles
    }

    /// The roles as access tokens name them.
    pub fn perms(&self) -> Vec<String> {
        let org = self.org.iter().map(|role| format!("{ORG_PERM}{}", role.name()));
        org.chain(self.service.iter().map(|role| format!("{VMC_PERM}{}", role.name()))).collect()
    }

    /// No role at all.
    pub fn is_empty(&self) -> bool {
        self.org.is_empty() && self.service.is_empty()
    }

    /// The names of all roles.
    pub fn names(&self) -> Vec<String> {
        let org = self.org.iter().map(|role| role.name());
        org.chain(self.service.iter().map(|role| role.name())).map(str::to_owned).collect()
    }

    /// These and those.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self { org: &self.org | &others.org, service: &self.service | &others.service }
    }

    /// Whether the two have a role in common.
    pub fn meets(&self, others: &Self) -> bool {
        !self.org.is_disjoint(&others.org) || !self.service.is_disjoint(&others.service)
    }

    /// Roles named in a request: those in the organization.
    ///
    /// # Errors
    /// One is unknown.
    pub fn read_org(bindings: &[BaseRoleBindingDto]) -> ApiResult<BTreeSet<OrgRole>> {
        let read = |binding: &BaseRoleBindingDto| binding.name.as_deref().and_then(OrgRole::named);
        bindings.iter().map(|binding| read(binding).ok_or_else(refusals::org_role_unknown)).collect()
    }

    /// Roles named in a request: those at VMC.
    ///
    /// # Errors
    /// One is unknown.
    pub fn read_service(bindings: &[ServiceRoleBindingDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let read = |binding: &ServiceRoleBindingDto| binding.name.as_deref().and_then(ServiceRole::named);
        bindings.iter().map(|binding| read(binding).ok_or_else(refusals::service_role_unknown)).collect()
    }

    /// Roles in services that are named by id.
    ///
    /// # Errors
    /// A service or role is unknown.
    pub fn read_services(services: &[ServiceRolesWithIdDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let mut roles = BTreeSet::new();
        for service in services {
            known_service(service.service_definition_id.as_deref())?;
            roles.append(&mut Self::read_service(&service.service_roles)?);
        }
        Ok(roles)
    }

    /// Roles in services that are named by path.
    ///
    /// # Errors
    /// A service or role is unknown.
    pub fn read_linked_services(services: &[ServiceRolesDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let mut roles = BTreeSet::new();
        for service in services {
            known_service(service.service_definition_link.as_deref())?;
            roles.append(&mut Self::read_service(&service.service_roles)?);
        }
        Ok(roles)
    }
}

/// Whether a service is meant that there is: by its id or its path.
///
/// # Errors
/// It is not.
pub fn known_service(named: Option<&str>) -> ApiResult<()> {
    let id = named.and_then(|name| name.rsplit('/').next());
    if id == Some(VMC_SERVICE_ID) { Ok(()) } else { Err(refusals::service_unknown()) }
}

/// A change of roles. What is both added and removed ends up removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    add: Roles,
    remove: Roles,
}

impl Change {
    /// In the organization.
    ///
    /// # Errors
    /// A role is unknown.
    pub fn in_org(request: &UpdateRolesRequestOfBaseRoleBindingDto) -> ApiResult<Self> {
        let mut change = Self::default();
        change.add.org = Roles::read_org(&request.roles_to_add)?;
        change.remove.org = Roles::read_org(&request.roles_to_remove)?;
        Ok(change)
    }

    /// In a service that is named by its path.
    ///
    /// # Errors
    /// The service or a role is unknown.
    pub fn in_service(request: &UserServiceRolesUpdateRequest) -> ApiResult<Self> {
        known_service(request.service_definition_link.as_deref())?;
        let mut change = Self::default();
        change.add.service = Roles::read_service(&request.roles_to_add)?;
        change.remove.service = Roles::read_service(&request.roles_to_remove)?;
        Ok(change)
    }

    /// In the organization and its services at once.
    ///
    /// # Errors
    /// A service or role is unknown.
    pub fn in_all(request: &UpdateMemberRolesRequest) -> ApiResult<Self> {
        Self::in_parts(request.organization_roles.as_ref(), &request.service_roles)
    }

    /// As [`Change::in_all`], from the parts.
    ///
    /// # Errors
    /// A service or role is unknown.
    pub fn in_parts(
        org: Option<&UpdateRolesRequestOfBaseRoleBindingDto>,
        services: &[UpdateServiceRolesRequest],
    ) -> ApiResult<Self> {
        let mut change = org.map(Self::in_org).transpose()?.unwrap_or_default();
        for service in services {
            known_service(Some(&service.service_definition_id))?;
            change.add.service.append(&mut Roles::read_service(&service.roles_to_add)?);
            change.remove.service.append(&mut Roles::read_service(&service.roles_to_remove)?);
        }
        Ok(change)
    }

    /// The roles after the change.
    pub fn applied(&self, roles: &Roles) -> Roles {
        let all = roles.and(&self.add);
        Roles { org: &all.org - &self.remove.org, service: &all.service - &self.remove.service }
    }
}
