//! Operations that the service once had and this server answers with 501, each with its reason.

/// An operation that is answered with 501.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsimulated {
    /// As the published table calls it.
    pub operation: &'static str,
    /// Method, upper case.
    pub method: &'static str,
    /// Path template.
    pub path: &'static str,
    /// Why it is not simulated.
    pub reason: &'static str,
}

/// All of them.
pub const UNSIMULATED: &[Unsimulated] = &[
    Unsimulated {
        operation: "vmc.orgs.sddcs.scale_up.create",
        method: "POST",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/scale-up",
        reason: "Published for one version in 2018, without a status; conversion took its place.",
    },
    Unsimulated {
        operation: "vmc.orgs.sddcs.cluster_provision_spec.get",
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/cluster-provision-spec",
        reason: "Published for two versions, without a status; the provision-spec of the organization tells as much.",
    },
    Unsimulated {
        operation: "vmc.orgs.sddcs.clusters.host_provision_spec.get",
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/host-provision-spec",
        reason: "Published for two versions, without a status and without the values of its action.",
    },
    Unsimulated {
        operation: "vmc.orgs.sddcs.clusters.esxs.storage_spec.get_storage_specs",
        method: "GET",
        path: "/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/esxs/{esx}/storage-spec",
        reason: "Withdrawn, and published without a status; what its mappings mean is not known.",
    },
    Unsimulated {
        operation: "vmc.customer_support.custom_attributes.get",
        method: "GET",
        path: "/vmc/api/customer-support/custom-attributes",
        reason: "Published for one version, without a status; what attributes an SDDC can have is not known.",
    },
];
