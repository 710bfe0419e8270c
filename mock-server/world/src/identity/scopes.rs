//! Scopes: the limits of the access tokens of an API token or OAuth app.

use crate::{
    identity::{
        refusals,
        roles::{VMC_SERVICE_ID, known_service},
    },
    kernel::{refusal::ApiResult, shared::Shared},
    state::identity::{
        roles::{OrgRole, Roles, ServiceRole},
        scopes::{EVERYTHING, Scopes},
    },
};
use std::collections::BTreeSet;
use vmc_client::wire::{AllowedScopesDto, BaseScope, OrganizationScopesDto, ServiceScope, ServiceScopesDto};

/// The largest number of general scopes of one token.
const GENERAL_MAX: usize = 20;

impl Scopes {
    /// Reads the limits in a request. There are no limits if the request has no scopes, or has `ALL_PERMISSIONS`.
    ///
    /// # Errors
    /// Fails if a role, service or general scope is unknown.
    pub fn read(request: Option<&AllowedScopesDto>) -> ApiResult<Shared<Self>> {
        let Some(request) = request else { return Ok(Self::everything()) };
        let known = |scope: &String| EVERYTHING.contains(&scope.as_str());
        if request.general_scopes.len() > GENERAL_MAX || !request.general_scopes.iter().all(known) {
            return Err(refusals::scope_unknown());
        }
        if request.general_scopes.iter().any(|scope| scope == EVERYTHING[0]) {
            return Ok(Self::everything());
        }
        let org = match &request.organization_scopes {
            Some(OrganizationScopesDto { all_roles: Some(true), .. }) => None,
            Some(OrganizationScopesDto { roles, .. }) => Some(
                roles
                    .iter()
                    .map(|role| OrgRole::named(&role.name).ok_or_else(refusals::org_role_unknown))
                    .collect::<Result<_, _>>()?,
            ),
            None => Some(BTreeSet::new()),
        };
        let mut service = Some(BTreeSet::new());
        for scopes in &request.services_scopes {
            known_service(scopes.service_definition_id.as_deref())?;
            if scopes.all_roles == Some(true) {
                service = None;
            }
            for role in &scopes.roles {
                let role = ServiceRole::named(&role.name).ok_or_else(refusals::service_role_unknown)?;
                if let Some(roles) = &mut service {
                    roles.insert(role);
                }
            }
        }
        Ok(Self { general: request.general_scopes.clone(), org, service }.into())
    }

    /// Returns the owner's roles that are within the limits.
    pub fn limit(&self, roles: &Roles) -> Roles {
        Roles {
            org: self.org.as_ref().map_or_else(|| roles.org.clone(), |scope| &roles.org & scope),
            service: self.service.as_ref().map_or_else(|| roles.service.clone(), |scope| &roles.service & scope),
        }
    }

    /// Returns these scopes, limited to the roles that a sign-in request names. If it names no roles, the scopes are unchanged.
    ///
    /// # Errors
    /// Fails if a scope does not exist.
    pub fn narrowed(&self, asked: Option<&str>) -> ApiResult<Self> {
        let (mut roles, mut narrow) = (Roles::default(), false);
        for scope in asked.unwrap_or_default().split_ascii_whitespace() {
            let named = Roles::of_perms(std::iter::once(scope));
            if named.is_empty() && !EVERYTHING.contains(&scope) {
                return Err(refusals::scope_unknown());
            }
            narrow |= !named.is_empty();
            roles = roles.and(&named);
        }
        if !narrow {
            return Ok(self.clone());
        }
        let general = self.general.iter().filter(|scope| *scope != EVERYTHING[0]).cloned().collect();
        let kept = self.limit(&roles);
        Ok(Self { general, org: Some(kept.org), service: Some(kept.service) })
    }

    /// Returns the text that the answer to a sign-in contains: the general scopes, and the roles if they are limited. (recorded without
    /// limits)
    pub fn granted(&self, roles: &Roles) -> String {
        let mut scopes = self.general.clone();
        if self.org.is_some() || self.service.is_some() {
            scopes.extend(self.limit(roles).perms());
        }
        scopes.join(" ")
    }

    /// Returns the scopes as clients see them.
    pub fn view(&self) -> AllowedScopesDto {
        let org_roles = self.org.iter().flatten().map(|role| BaseScope { name: role.name().to_owned() });
        let service_roles = self.service.iter().flatten();
        let service_roles =
            service_roles.map(|role| ServiceScope { name: role.name().to_owned(), ..ServiceScope::default() });
        AllowedScopesDto {
            general_scopes: self.general.clone(),
            organization_scopes: Some(OrganizationScopesDto {
                all_roles: Some(self.org.is_none()),
                roles: org_roles.collect(),
            }),
            services_scopes: vec![ServiceScopesDto {
                service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
                all_roles: Some(self.service.is_none()),
                roles: service_roles.collect(),
            }],
        }
    }
}
