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
    NotSimulated {
        operation: Some("vmc.customer_support.custom_attributes.get"),
        method: "GET",
        path: "/vmc/api/customer-support/custom-attributes",
        what: "The list of custom attributes",
        reason: "it is published for one version, without a status, and what attributes an SDDC can have is not known",
    },
    NotSimulated {
        operation: Some("vmc.orgs.sddcs.scale_up.create"),
        method: "POST",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/scale-up",
        what: "Scaling up",
        reason: "it is published for one version in 2018, without a status; conversion took its place",
    },
    NotSimulated {
        operation: Some("vmc.orgs.sddcs.cluster_provision_spec.get"),
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/cluster-provision-spec",
        what: "The provision-spec of clusters",
        reason: "it is published for two versions, without a status; the provision-spec of the organization tells as much",
    },
    NotSimulated {
        operation: Some("vmc.orgs.sddcs.clusters.host_provision_spec.get"),
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/host-provision-spec",
        what: "The provision-spec of hosts",
        reason: "it is published for two versions, without a status and without the values of its action",
    },
    NotSimulated {
        operation: Some("vmc.orgs.sddcs.clusters.esxs.storage_spec.get_storage_specs"),
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/esxs/{esx}/storage-spec",
        what: "The storage-spec of a host",
        reason: "it was withdrawn, and published without a status; what its mappings mean is not known",
    },
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
        let scale_up = "/vmc/api/orgs/1/sddcs/2/scale-up";
        assert_eq!(found(Method::POST, scale_up), Some("Scaling up"));
        assert_eq!(found(Method::GET, scale_up), None);
        for path in [
            "/vmc/api/orgs/1/sddcs//scale-up",
            "/vmc/api/orgs/1/sddcs/2/scale-up/3",
            "/vmc/api/orgs/1/sddcs/2",
            "/vmc/autoscaler",
        ] {
            assert_eq!(found(Method::POST, path), None, "{path}");
        }
        let autoscaler = "/vmc/autoscaler/api/orgs/1";
        assert_eq!(found(Method::PATCH, autoscaler), Some("The autoscaler"));
        assert_eq!(found(Method::GET, "/vcenter.sddc-10-2-32-4/ui/x"), Some("vCenter"));
    }
}
