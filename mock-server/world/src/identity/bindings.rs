//! Role bindings in answers: the roles that a user or app holds, and whether directly or through groups.

use crate::{
    identity::roles::{VMC_SERVICE_ID, VMC_SERVICE_LINK},
    state::identity::{
        everyone::Identity,
        oauth_apps::OauthApp,
        roles::{OrgRole, Roles, ServiceRole},
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vmc_client::wire::{
    OrgId, OrganizationRoleBindingDto, RoleDto, RolesDto, ServiceRoleBindingDto, ServiceRolesDto,
    ServiceRolesWithIdDto, TypedServiceRoleDto, TypedServiceRolesDto,
};

/// Returns the path of an organization at the sign-in service. (seen in client code)
pub(super) fn org_link(org: OrgId) -> String {
    format!("/csp/gateway/am/api/orgs/{org}")
}

/// Returns the organization of a path or id.
pub(super) fn org_of_link(link: &str) -> Option<OrgId> {
    link.rsplit('/').next()?.parse().ok()
}

/// The two answers that contain users. Some of their keys differ. (recorded)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The list of users.
    Listed,
    /// The result of a search, which leaves out keys that are null.
    Searched,
}

impl Form {
    /// Returns a key that is null in the list and left out in the search.
    fn null<T>(self) -> Option<Option<T>> {
        (self == Self::Listed).then_some(None)
    }
}

/// The way in which a user has a role: directly, through groups, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct How {
    direct: bool,
    groups: Vec<Uuid>,
}

/// The roles of a user or app in an organization, and how each is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    org: BTreeMap<OrgRole, How>,
    service: BTreeMap<ServiceRole, How>,
}

impl How {
    /// Returns the `membershipType` of the service. Only `DIRECT` is recorded.
    fn membership(&self) -> String {
        let word = match (self.direct, self.groups.is_empty()) {
            (true, false) => "BOTH",
            (false, false) => "NESTED",
            (_, true) => "DIRECT",
        };
        word.to_owned()
    }

    fn add(&mut self, group: Option<Uuid>) {
        match group {
            Some(group) => self.groups.push(group),
            None => self.direct = true,
        }
    }
}

impl Held {
    /// Creates bindings of roles that are held directly.
    pub(super) fn directly(roles: &Roles) -> Self {
        let mut held = Self::default();
        held.add(roles, None);
        held
    }

    /// Adds roles that are held through a group, or directly if `group` is `None`.
    pub(super) fn add(&mut self, roles: &Roles, group: Option<Uuid>) {
        for role in &roles.org {
            self.org.entry(*role).or_default().add(group);
        }
        for role in &roles.service {
            self.service.entry(*role).or_default().add(group);
        }
    }

    /// Returns the roles without how they are held.
    pub fn roles(&self) -> Roles {
        Roles { org: self.org.keys().copied().collect(), service: self.service.keys().copied().collect() }
    }

    /// Returns the organization roles, with how they are held.
    pub(super) fn org_bindings(&self, org: OrgId) -> Vec<OrganizationRoleBindingDto> {
        self.org_bindings_in(org, Form::Listed)
    }

    /// Returns the organization roles as the given answer shows them.
    pub(super) fn org_bindings_in(&self, org: OrgId, form: Form) -> Vec<OrganizationRoleBindingDto> {
        let binding = |(role, how): (&OrgRole, &How)| OrganizationRoleBindingDto {
            name: Some(role.name().to_owned()),
            membership_type: Some(how.membership()),
            display_name: Some(role.display_name().to_owned()),
            org_id: Some(org),
            id: form.null(),
            resource: form.null(),
            expires_at: form.null(),
        };
        self.org.iter().map(binding).collect()
    }

    /// Returns the organization roles in the form that the organization lists them.
    pub(super) fn org_roles(&self, org: OrgId) -> Vec<RoleDto> {
        self.org.keys().map(|role| role_dto(*role, org)).collect()
    }

    /// Returns the service roles, with how they are held.
    pub(super) fn service_bindings(&self) -> Vec<ServiceRoleBindingDto> {
        let binding = |(role, how): (&ServiceRole, &How)| ServiceRoleBindingDto {
            name: Some(role.name().to_owned()),
            membership_type: Some(how.membership()),
            resource: None,
        };
        self.service.iter().map(binding).collect()
    }

    /// Returns the service roles by the service's id. Without roles the list of services is empty.
    pub(super) fn services_by_id(&self) -> Vec<ServiceRolesWithIdDto> {
        let service = (!self.service.is_empty()).then(|| ServiceRolesWithIdDto {
            service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
            service_roles: self.service_bindings(),
        });
        service.into_iter().collect()
    }

    /// Returns the service roles by the service's path. Without roles the list of services is empty.
    pub(super) fn services_by_link(&self) -> Vec<ServiceRolesDto> {
        let service = (!self.service.is_empty()).then(|| ServiceRolesDto {
            service_definition_link: Some(VMC_SERVICE_LINK.to_owned()),
            service_roles: self.service_bindings(),
            service_role_names: self.service.keys().map(|role| role.name().to_owned()).collect(),
        });
        service.into_iter().collect()
    }

    /// Returns the service roles as lists of users show them.
    pub(super) fn typed_services(&self, form: Form) -> Vec<TypedServiceRolesDto> {
        let searched = form == Form::Searched;
        let typed = |(role, how): (&ServiceRole, &How)| TypedServiceRoleDto {
            name: Some(role.name().to_owned()),
            membership_type: Some(how.membership()),
            role_name: (!searched).then(|| role.name().to_owned()),
            group_ids: searched.then(|| how.groups.iter().map(Uuid::to_string).collect()),
            id: form.null(),
            resource: form.null(),
            expires_at: form.null(),
        };
        let service = (!self.service.is_empty()).then(|| TypedServiceRolesDto {
            service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
            service_roles: self.service.iter().map(typed).collect(),
            service_role_names: searched.then(|| self.service.keys().map(|role| role.name().to_owned()).collect()),
        });
        service.into_iter().collect()
    }

    /// Returns all roles.
    pub(super) fn all(&self, org: OrgId) -> RolesDto {
        RolesDto { organization_roles: self.org_bindings(org), service_roles: self.services_by_id() }
    }
}

/// Returns a role in the form that an organization lists it.
pub(super) fn role_dto(role: OrgRole, org: OrgId) -> RoleDto {
    RoleDto {
        name: Some(role.name().to_owned()),
        display_name: Some(role.display_name().to_owned()),
        organization_link: org_link(org),
        visible: Some(true),
    }
}

impl Identity {
    /// Returns the roles of an OAuth app in an organization.
    pub(super) fn held_by_app(app: &OauthApp, org: OrgId) -> Held {
        app.roles.get(&org).map(|roles| Held::directly(roles)).unwrap_or_default()
    }
}
