//! Roles: the rights that they give, and changes of roles.
//!
//! Access tokens contain roles. The rights of a token are fixed when it is issued, and a change of roles takes effect at the next sign-in.
//! Only membership is checked with each request. (assumption: clients see both effects at the service, but no source says when)

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

/// The id of the VMC service at `console.cloud.vmware.com`. (seen in four public scripts)
pub const VMC_SERVICE_ID: &str = "ybUdoTC05kYFC9ZG560kpsn0I8M_";

/// The path of the VMC service, by which clients name it in role changes. (seen in the same scripts)
pub const VMC_SERVICE_LINK: &str = "/csp/gateway/slc/api/definitions/external/ybUdoTC05kYFC9ZG560kpsn0I8M_";

/// The id of the VMC service at the staging service, which requests may name too. (recorded, and in client code)
const VMC_STAGING_SERVICE_ID: &str = "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";

/// The prefix of VMC's role names in access tokens. The form is known from clients; the service's id in it is not known. (assumption)
const VMC_PERM: &str = "external/7d1a3b1c-52c4-4f8e-9c0e-5f1d7a0b6e21/";

/// The prefix of organization role names in access tokens. (seen in client code)
const ORG_PERM: &str = "csp:";

/// All rights, each with the roles that give it. The roles that VMC requires are known; those for CSP's own operations are chosen.
/// (assumption)
const RIGHTS: &[(Right, &[OrgRole], &[ServiceRole])] = &[
    (Right::Read, &[], &[ServiceRole::VmcFull, ServiceRole::VmcDeleteRestricted, ServiceRole::VmcRead]),
    (Right::Write, &[], &[ServiceRole::VmcFull, ServiceRole::VmcDeleteRestricted]),
    (Right::Delete, &[], &[ServiceRole::VmcFull]),
    (Right::Secrets, &[], &[ServiceRole::VmcFull, ServiceRole::VmcDeleteRestricted]),
    (Right::SeeNetworks, &[], &[ServiceRole::NsxCloudAuditor, ServiceRole::NsxCloudAdmin]),
    (Right::ChangeNetworks, &[], &[ServiceRole::NsxCloudAdmin]),
    (Right::SeeOrg, &[OrgRole::OrgOwner, OrgRole::OrgMember], &[]),
    (Right::ManageApps, &[OrgRole::OrgOwner, OrgRole::Developer], &[]),
    (Right::ManageOrg, &[OrgRole::OrgOwner], &[]),
];

/// The rights that the roles in an access token give.
pub fn rights(perms: &[String]) -> Vec<Right> {
    let roles = Roles::of_perms(perms.iter().map(String::as_str));
    let given = RIGHTS.iter().filter(|(_, org, service)| {
        org.iter().any(|role| roles.org.contains(role)) || service.iter().any(|role| roles.service.contains(role))
    });
    given.map(|(right, _, _)| *right).chain([Right::SeeSelf]).collect()
}

impl OrgRole {
    /// All roles, in the order in which answers list them.
    pub const ALL: [Self; 4] = [Self::SupportUser, Self::OrgOwner, Self::Developer, Self::OrgMember];

    pub fn name(self) -> &'static str {
        match self {
            Self::OrgOwner => "org_owner",
            Self::OrgMember => "org_member",
            Self::Developer => "developer",
            Self::SupportUser => "support_user",
        }
    }

    pub fn display_name(self) -> &'static str {
        match self {
            Self::OrgOwner => "Organization Owner",
            Self::OrgMember => "Organization Member",
            Self::Developer => "Developer",
            Self::SupportUser => "Support User",
        }
    }

    /// Returns the role with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl ServiceRole {
    /// All roles, in the order in which answers list them.
    pub const ALL: [Self; 5] =
        [Self::VmcFull, Self::VmcDeleteRestricted, Self::VmcRead, Self::NsxCloudAuditor, Self::NsxCloudAdmin];

    pub fn name(self) -> &'static str {
        match self {
            Self::VmcFull => "vmc-user:full",
            // The role is documented by its name for people, "Administrator (Delete Restricted)". (assumption)
            Self::VmcDeleteRestricted => "vmc-user:delete-restricted",
            Self::VmcRead => "vmc-user:read",
            Self::NsxCloudAdmin => "nsx:cloud_admin",
            Self::NsxCloudAuditor => "nsx:cloud_auditor",
        }
    }

    /// Returns the role with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Roles {
    /// Creates a set of roles.
    pub fn of(org: &[OrgRole], service: &[ServiceRole]) -> Self {
        Self { org: org.iter().copied().collect(), service: service.iter().copied().collect() }
    }

    /// Returns the roles in an access token. Names of other services' roles are ignored.
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

    /// Returns the roles as access tokens name them.
    pub fn perms(&self) -> Vec<String> {
        let org = self.org.iter().map(|role| format!("{ORG_PERM}{}", role.name()));
        org.chain(self.service.iter().map(|role| format!("{VMC_PERM}{}", role.name()))).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.org.is_empty() && self.service.is_empty()
    }

    /// Returns the names of all roles.
    pub fn names(&self) -> Vec<String> {
        let org = self.org.iter().map(|role| role.name());
        org.chain(self.service.iter().map(|role| role.name())).map(str::to_owned).collect()
    }

    /// Returns the union of two sets of roles.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        Self { org: &self.org | &others.org, service: &self.service | &others.service }
    }

    /// Returns true if the two sets have a role in common.
    pub fn meets(&self, others: &Self) -> bool {
        !self.org.is_disjoint(&others.org) || !self.service.is_disjoint(&others.service)
    }

    /// Reads the organization roles in a request.
    ///
    /// # Errors
    /// Fails if a role is unknown.
    pub fn read_org(bindings: &[BaseRoleBindingDto]) -> ApiResult<BTreeSet<OrgRole>> {
        let read = |binding: &BaseRoleBindingDto| binding.name.as_deref().and_then(OrgRole::named);
        bindings.iter().map(|binding| read(binding).ok_or_else(refusals::org_role_unknown)).collect()
    }

    /// Reads organization roles that the request gives by name alone.
    ///
    /// # Errors
    /// Fails if a role is unknown.
    pub fn read_org_names<'a>(names: impl IntoIterator<Item = &'a String>) -> ApiResult<BTreeSet<OrgRole>> {
        names.into_iter().map(|name| OrgRole::named(name).ok_or_else(refusals::org_role_unknown)).collect()
    }

    /// Reads VMC roles that the request gives by name alone.
    ///
    /// # Errors
    /// Fails if a role is unknown.
    pub fn read_service_names(names: &[String]) -> ApiResult<BTreeSet<ServiceRole>> {
        names.iter().map(|name| ServiceRole::named(name).ok_or_else(refusals::service_role_unknown)).collect()
    }

    /// Reads the VMC roles in a request.
    ///
    /// # Errors
    /// Fails if a role is unknown.
    pub fn read_service(bindings: &[ServiceRoleBindingDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let read = |binding: &ServiceRoleBindingDto| binding.name.as_deref().and_then(ServiceRole::named);
        bindings.iter().map(|binding| read(binding).ok_or_else(refusals::service_role_unknown)).collect()
    }

    /// Reads the roles in services that the request names by id.
    ///
    /// # Errors
    /// Fails if a service or role is unknown.
    pub fn read_services(services: &[ServiceRolesWithIdDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let mut roles = BTreeSet::new();
        for service in services {
            known_service(service.service_definition_id.as_deref())?;
            roles.append(&mut Self::read_service(&service.service_roles)?);
        }
        Ok(roles)
    }

    /// Reads the roles in services that the request names by path.
    ///
    /// # Errors
    /// Fails if a service or role is unknown.
    pub fn read_linked_services(services: &[ServiceRolesDto]) -> ApiResult<BTreeSet<ServiceRole>> {
        let mut roles = BTreeSet::new();
        for service in services {
            known_service(service.service_definition_link.as_deref())?;
            roles.append(&mut Self::read_service(&service.service_roles)?);
            roles.append(&mut Self::read_service_names(&service.service_role_names)?);
        }
        Ok(roles)
    }
}

/// Checks that an id or path is that of a known service.
///
/// # Errors
/// Fails if it is not.
pub fn known_service(named: Option<&str>) -> ApiResult<()> {
    let id = named.and_then(|name| name.rsplit('/').next());
    match id {
        Some(VMC_SERVICE_ID | VMC_STAGING_SERVICE_ID) => Ok(()),
        _ => Err(refusals::service_unknown()),
    }
}

/// A change of roles. A role that is both added and removed is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    add: Roles,
    remove: Roles,
}

impl Change {
    /// Reads a change of organization roles.
    ///
    /// # Errors
    /// Fails if a role is unknown.
    pub fn in_org(request: &UpdateRolesRequestOfBaseRoleBindingDto) -> ApiResult<Self> {
        let mut change = Self::default();
        change.add.org = Roles::read_org(&request.roles_to_add)?;
        change.add.org.append(&mut Roles::read_org_names(&request.role_names_to_add)?);
        change.remove.org = Roles::read_org(&request.roles_to_remove)?;
        change.remove.org.append(&mut Roles::read_org_names(&request.role_names_to_remove)?);
        Ok(change)
    }

    /// Reads a change of roles in a service that is named by its path.
    ///
    /// # Errors
    /// Fails if the service or a role is unknown.
    pub fn in_service(request: &UserServiceRolesUpdateRequest) -> ApiResult<Self> {
        known_service(request.service_definition_link.as_deref())?;
        let mut change = Self::default();
        change.add.service = Roles::read_service(&request.roles_to_add)?;
        change.add.service.append(&mut Roles::read_service_names(&request.role_names_to_add)?);
        change.remove.service = Roles::read_service(&request.roles_to_remove)?;
        change.remove.service.append(&mut Roles::read_service_names(&request.role_names_to_remove)?);
        Ok(change)
    }

    /// Reads a change of roles in the organization and in its services.
    ///
    /// # Errors
    /// Fails if a service or role is unknown.
    pub fn in_all(request: &UpdateMemberRolesRequest) -> ApiResult<Self> {
        Self::in_parts(request.organization_roles.as_ref(), &request.service_roles)
    }

    /// Reads the same change as [`Change::in_all`] from its parts.
    ///
    /// # Errors
    /// Fails if a service or role is unknown.
    pub fn in_parts(
        org: Option<&UpdateRolesRequestOfBaseRoleBindingDto>,
        services: &[UpdateServiceRolesRequest],
    ) -> ApiResult<Self> {
        let mut change = org.map(Self::in_org).transpose()?.unwrap_or_default();
        for service in services {
            known_service(Some(&service.service_definition_id))?;
            change.add.service.append(&mut Roles::read_service(&service.roles_to_add)?);
            change.add.service.append(&mut Roles::read_service_names(&service.role_names_to_add)?);
            change.remove.service.append(&mut Roles::read_service(&service.roles_to_remove)?);
            change.remove.service.append(&mut Roles::read_service_names(&service.role_names_to_remove)?);
        }
        Ok(change)
    }

    /// Returns the roles after the change.
    pub fn applied(&self, roles: &Roles) -> Roles {
        let all = roles.and(&self.add);
        Roles { org: &all.org - &self.remove.org, service: &all.service - &self.remove.service }
    }
}
