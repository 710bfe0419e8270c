//! The operations that random sequences send both to the server and to a model of it.

/// The operations of `properties/holdings`. A test in that module checks that it uses exactly these.
pub const HOLDINGS: [&str; 19] = [
    "CreateSddc",
    "DeleteSddc",
    "ConvertSddc",
    "CreateCluster",
    "DeleteCluster",
    "ChangeEsxs",
    "CreatePublicIps",
    "UpdatePublicIp",
    "DeletePublicIp",
    "UpdateDnsPrivate",
    "UpdateDnsPublic",
    "UpdateManagementVmDns",
    "SetCompatibleSubnetAsync",
    "DeleteConnectedAccount",
    "UpdateTask",
    "GetSddc",
    "ListSddcs",
    "ListTasks",
    "ListPublicIps",
];

/// The operations of `properties/site_recovery`. A test in that module checks that it uses exactly these.
pub const SITE_RECOVERY: [&str; 9] = [
    "GetSiteRecovery",
    "ActivateSiteRecovery",
    "DeactivateSiteRecovery",
    "CreateSrmNode",
    "DeleteSrmNode",
    "ScaleOutReplication",
    "SetReplicationScaleOut",
    "ListSiteRecoveryTasks",
    "UpdateSiteRecoveryTask",
];
