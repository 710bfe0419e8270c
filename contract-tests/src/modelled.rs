//! Operations that random sequences ask for both at the server and at a model of it.

/// The operations of `properties/holdings`, which measures that it asks for exactly these.
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
