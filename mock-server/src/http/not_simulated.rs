//! The operations and parts of the service that this server does not simulate. They are answered with 501, each with its reason.
//!
//! An operation is removed from this list when it is routed. A test checks that every published operation is either in this list or in the
//! table of operations.

mod deployments;
mod entry;
mod sddc_groups;
mod site_recovery;

pub use entry::NotSimulated;

use http::Method;
use std::cmp::Reverse;

/// Returns all entries.
pub fn not_simulated() -> impl Iterator<Item = &'static NotSimulated> {
    let of_networks = [sddc_groups::NOT_SIMULATED, deployments::NOT_SIMULATED];
    [VMC_AND_CSP, site_recovery::NOT_SIMULATED].into_iter().chain(of_networks).flatten()
}

const VMC_AND_CSP: &[NotSimulated] = &[
    // Sign-in and identity.
    NotSimulated {
        operation: Some("GetDiscoveryUsingGET"),
        method: "GET",
        path: "/csp/gateway/discovery",
        what: "Signing in at a browser",
        reason: "it sends a person through pages of an identity provider",
    },
    NotSimulated {
        operation: Some("DeleteOrgUsingDELETE"),
        method: "DELETE",
        path: "/csp/gateway/am/api/orgs/{orgId}",
        what: "Deleting an organization",
        reason: "what becomes of its SDDCs and contracts is not published",
    },
    NotSimulated {
        operation: Some("AssignServiceRolesToServiceClientsUsingPOST"),
        method: "POST",
        path: "/csp/gateway/am/api/orgs/{orgId}/service-clients",
        what: "Giving service roles to clients of services",
        reason: "only operators of a service have such clients",
    },
    NotSimulated {
        operation: Some("RemoveServiceClientsFromOrganizationUsingDELETE"),
        method: "DELETE",
        path: "/csp/gateway/am/api/orgs/{orgId}/service-clients",
        what: "Removing clients of services",
        reason: "only operators of a service have such clients",
    },
    NotSimulated {
        operation: Some("UpdateServiceClientRolesOnOrganizationUsingPATCH"),
        method: "PATCH",
        path: "/csp/gateway/am/api/orgs/{orgId}/service-clients/{clientId}",
        what: "Changing the roles of clients of services",
        reason: "only operators of a service have such clients",
    },
    part("/vcenter.*", "vCenter"),
    part("/nsxManager.*", "NSX Manager"),
];

/// Makes an entry for a part of the service that the published tables of operations do not contain.
const fn part(path: &'static str, what: &'static str) -> NotSimulated {
    NotSimulated { operation: None, method: "*", path, what, reason: "it is a service of its own, and not written yet" }
}

impl NotSimulated {
    /// Finds the entry for a request. Of several templates that match, the one with the fewest parameters counts, and of these the
    /// longest.
    pub fn find(method: &Method, path: &str) -> Option<&'static Self> {
        let fits = |entry: &&Self| [method.as_str(), "*"].contains(&entry.method) && matches(entry.path, path);
        let order = |entry: &&Self| (entry.path.matches(['{', '*']).count(), Reverse(entry.path.len()));
        not_simulated().filter(fits).min_by_key(order)
    }
}

fn matches(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for wanted in template.split('/') {
        let Some(part) = parts.next() else { return false };
        if let Some(begin) = wanted.strip_suffix('*') {
            return part.starts_with(begin);
        }
        // A parameter may be followed by a verb, such as `:delete`.
        let fits = match wanted.strip_prefix('{').and_then(|wanted| wanted.split_once('}')) {
            Some((_, verb)) => part.strip_suffix(verb).is_some_and(|value| !value.is_empty()),
            None => wanted == part,
        };
        if !fits {
            return false;
        }
    }
    parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_parts_are_found_and_nothing_beside_them() {
        let found = |method: Method, path: &str| NotSimulated::find(&method, path).map(|entry| entry.what);
        let clients = "/csp/gateway/am/api/orgs/1/service-clients";
        assert_eq!(found(Method::POST, clients), Some("Giving service roles to clients of services"));
        assert_eq!(found(Method::GET, clients), None);
        for path in [
            "/csp/gateway/am/api/orgs//service-clients",
            "/csp/gateway/am/api/orgs/1/service-clients/2/3",
            "/csp/gateway/am/api/orgs/1",
            "/vmc/autoscaler",
        ] {
            assert_eq!(found(Method::POST, path), None, "{path}");
        }
        assert_eq!(found(Method::PATCH, "/vcenter.sddc-1/api"), Some("vCenter"));
        assert_eq!(found(Method::GET, "/vcenter.sddc-10-2-32-4/ui/x"), Some("vCenter"));
    }
}
