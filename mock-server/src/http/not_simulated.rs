//! The operations and parts of the service that this server does not simulate. They are answered with 501, each with its reason.
//!
//! An operation is removed from this list when it is routed. A test checks that every published operation is either in this list or in the
//! table of operations.

mod autoscaler;
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
    [VMC_AND_CSP, autoscaler::NOT_SIMULATED, site_recovery::NOT_SIMULATED].into_iter().chain(of_networks).flatten()
}

const VMC_AND_CSP: &[NotSimulated] = &[
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
        assert_eq!(found(Method::PATCH, "/vcenter.sddc-1/api"), Some("vCenter"));
        assert_eq!(found(Method::GET, "/vcenter.sddc-10-2-32-4/ui/x"), Some("vCenter"));
    }
}
