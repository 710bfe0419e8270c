//! The operations and parts of the service that this server does not simulate. They are answered with 501, each with its reason.
//!
//! An operation is removed from this list when it is routed. A test checks that every published operation is either in this list or in the
//! table of operations.

use http::Method;

/// An operation, or a whole part of the service, that is answered with 501.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSimulated {
    /// The operation's name in the published tables, or the end of its path with `(clients)` if it is known from clients only. `None` for a
    /// part of the service.
    pub operation: Option<&'static str>,
    /// HTTP method in upper case; `*` stands for all methods.
    pub method: &'static str,
    /// Path template. A `*` at its end matches any rest of the path.
    pub path: &'static str,
    /// Words for the operation or part, as the subject of a sentence.
    pub what: &'static str,
    pub reason: &'static str,
}

pub const NOT_SIMULATED: &[NotSimulated] = &[
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
    part("/vmc/autoscaler/api/*", "The autoscaler"),
    part("/vmc/draas/api/*", "Site recovery"),
    part("/api/network/*", "The network part of SDDC groups"),
    part("/api/inventory/*", "The inventory part of SDDC groups"),
    part("/api/operation/*", "The operations API"),
];

/// Makes an entry for a part of the service that the published tables of operations do not contain.
const fn part(path: &'static str, what: &'static str) -> NotSimulated {
    NotSimulated { operation: None, method: "*", path, what, reason: "it is a service of its own, and not written yet" }
}

impl NotSimulated {
    /// Finds the entry for a request. A template matches all its paths.
    pub fn find(method: &Method, path: &str) -> Option<&'static Self> {
        NOT_SIMULATED.iter().find(|entry| [method.as_str(), "*"].contains(&entry.method) && matches(entry.path, path))
    }
}

fn matches(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for wanted in template.split('/') {
        let Some(part) = parts.next() else { return false };
        if let Some(begin) = wanted.strip_suffix('*') {
            return part.starts_with(begin);
        }
        if wanted != part && (part.is_empty() || !wanted.starts_with('{')) {
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
        let autoscaler = "/vmc/autoscaler/api/orgs/1";
        assert_eq!(found(Method::PATCH, autoscaler), Some("The autoscaler"));
        assert_eq!(found(Method::GET, "/vcenter.sddc-10-2-32-4/ui/x"), Some("vCenter"));
    }
}
