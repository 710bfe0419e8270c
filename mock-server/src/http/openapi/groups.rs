//! The groups of operations in the documents. Generated clients have a module or class for each.

use serde_json::{Value, json};

/// A group: the beginning of its paths, its name and what it is about. An operation is in the group with the longest beginning.
type Group = (&'static str, &'static str, &'static str);

const GROUPS: &[Group] = &[
    // Sign-in and identity.
    ("/csp/gateway/am/api/.well-known", "sign-in", SIGN_IN),
    ("/csp/gateway/am/api/auth", "sign-in", SIGN_IN),
    ("/csp/gateway/am/api/userinfo", "sign-in", SIGN_IN),
    ("/csp/gateway/am/api/loggedin", "signed-in-user", SIGNED_IN_USER),
    ("/csp/gateway/am/api/v2/loggedin", "signed-in-user", SIGNED_IN_USER),
    ("/csp/gateway/am/api/users", "users", USERS),
    ("/csp/gateway/am/api/v2/users", "users", USERS),
    ("/csp/gateway/am/api/v3/users", "users", USERS),
    ("/csp/gateway/am/api/orgs", "csp-organizations", "Organizations in the sign-in service."),
    ("/csp/gateway/am/api/orgs/{orgId}/users", "members", MEMBERS),
    ("/csp/gateway/am/api/v2/orgs/{orgId}/users", "members", MEMBERS),
    ("/csp/gateway/am/api/orgs/{orgId}/roles", "roles", "The roles that an organization can give."),
    ("/csp/gateway/am/api/orgs/invitations", "invitations", INVITATIONS),
    ("/csp/gateway/am/api/orgs/{orgId}/invitations", "invitations", INVITATIONS),
    ("/csp/gateway/am/api/groups", "groups", USER_GROUPS),
    ("/csp/gateway/am/api/orgs/{orgId}/groups", "groups", USER_GROUPS),
    ("/csp/gateway/am/api/orgs/{orgId}/groups-search", "groups", USER_GROUPS),
    ("/csp/gateway/am/api/orgs/{orgId}/oauth-apps", "oauth-apps", "Programs that sign in with an id and a secret."),
    ("/csp/gateway/am/api/clients", "oauth-clients", OAUTH_CLIENTS),
    ("/csp/gateway/am/api/orgs/{orgId}/clients", "oauth-clients", OAUTH_CLIENTS),
    ("/csp/gateway/am/api/tos", "agreements", "Signatures under the terms of service."),
    ("/csp/gateway/slc/api", "service-definitions", "The services that an organization can use."),
    // VMware Cloud on AWS.
    ("/vmc/api/orgs", "organizations", "Organizations, which own SDDCs."),
    ("/vmc/api/orgs/{org}/providers", "providers", "Cloud providers and their regions."),
    ("/vmc/api/orgs/{org}/account-link", "account-link", "Links between SDDCs and AWS accounts of the customer."),
    ("/vmc/api/orgs/{org}/aws", "service-quotas", "Requests to raise quotas of AWS."),
    ("/vmc/api/orgs/{org}/subscriptions", "subscriptions", SUBSCRIPTIONS),
    ("/vmc/api/orgs/{org}/offer-instances", "subscriptions", SUBSCRIPTIONS),
    ("/vmc/api/orgs/{org}/payment-methods", "payment-methods", "How an organization pays."),
    ("/vmc/api/orgs/{org}/tos", "terms-of-service", "The terms that an organization has agreed to."),
    ("/vmc/api/orgs/{org}/reservations", "reservations", "Maintenance windows and what is reserved in them."),
    ("/vmc/api/orgs/{org}/tbrs", "support-windows", "Windows in which support works on an SDDC."),
    ("/vmc/api/orgs/{org}/storage", "storage", "How much storage a cluster can have."),
    ("/vmc/api/orgs/{org}/tasks", "tasks", "Long-running changes, with their progress and end."),
    ("/vmc/api/orgs/{org}/sddc-templates", "sddc-templates", TEMPLATES),
    ("/vmc/api/orgs/{org}/sddcs", "sddcs", "Software-defined data centers."),
    ("/vmc/api/orgs/{org}/sddcs/provision-spec", "provision-spec", PROVISION_SPEC),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/cluster-provision-spec", "provision-spec", PROVISION_SPEC),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/host-provision-spec", "provision-spec", PROVISION_SPEC),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/sddc-template", "sddc-templates", TEMPLATES),
    ("/vmc/api/orgs/{org}/sddcs/{sddcId}/addons", "addons", ADDONS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/enablements", "addons", ADDONS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/esxs", "hosts", HOSTS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/add-hosts-precheck", "hosts", HOSTS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/clusters", "clusters", CLUSTERS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/clusters/{cluster}/esxs", "hosts", HOSTS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/primarycluster", "clusters", CLUSTERS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/dns", "dns", DNS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/management-vms", "dns", DNS),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/publicips", "public-ips", "Public IP addresses of workload VMs."),
    ("/vmc/api/orgs/{org}/sddcs/{sddc}/mgw", "mgw-public-ips", "Public IP addresses of the management gateway."),
    (
        "/vmc/api/orgs/{org}/sddcs/{sddc}/networking",
        "connectivity-tests",
        "Tests of connections to the customer's premises.",
    ),
    ("/vmc/autoscaler/api/orgs", "autoscaler", AUTOSCALER),
    ("/vmc/autoscaler/api/orgs/{org}/tasks", "autoscaler-tasks", "Tasks of the autoscaler."),
    ("/vmc/api/customer-support", "customer-support", "The inputs of a support request, and what it tells."),
    // SDDC groups, and the newer services that take part in them.
    ("/api/network/{orgId}", "sddc-groups", SDDC_GROUPS),
    ("/api/operation/{orgId}", "sddc-groups", SDDC_GROUPS),
    ("/api/inventory/{orgId}/grouping", "sddc-groups", SDDC_GROUPS),
    ("/api/organization", "organizations", "Organizations, which own SDDCs."),
    ("/api/inventory/{orgId}", "inventory", "SDDC groups, SDDCs, clusters and hosts, as the newer services show them."),
    ("/vmc/api/locale", "locale", "The language of messages."),
    // Services of their own.
    ("/vmc/draas/api/orgs", "site-recovery", SITE_RECOVERY),
    ("/vmc/draas/api/orgs/{org}/tasks", "site-recovery-tasks", "Long-running changes of site recovery."),
    // The control of the simulation.
    ("/_vmcsim", "server", "The server as a whole."),
    ("/_vmcsim/worlds", "worlds", "Independent simulations: create, copy, export, import, reset and delete."),
    ("/_vmcsim/worlds/{world}/api-tokens", "api-tokens", "API tokens, as users make them in the console."),
    ("/_vmcsim/worlds/{world}/invitations", "world-invitations", "Invitations, as the invited person accepts them."),
    ("/_vmcsim/worlds/{world}/connected-accounts", "connected-accounts", "AWS accounts, as their owners connect them."),
    ("/_vmcsim/worlds/{world}/clock", "clock", CLOCK),
    ("/_vmcsim/worlds/{world}/agenda", "clock", CLOCK),
    ("/_vmcsim/worlds/{world}/pacing", "pacing", "How long tasks take."),
    ("/_vmcsim/worlds/{world}/faults", "faults", "Rules by which requests, tasks and hosts fail."),
    ("/_vmcsim/worlds/{world}/load", "load", "The load of clusters, by which scaling policies add and remove hosts."),
    ("/_vmcsim/postman", "postman", POSTMAN),
    ("/_vmcsim/worlds/{world}/postman-environment.json", "postman", POSTMAN),
    ("/_vmcsim/worlds/{world}/journal", "journal", "The requests to a world and their answers."),
];

const SIGN_IN: &str = "Tokens: sign in, sign out, and check tokens.";
const SIGNED_IN_USER: &str = "The user who is signed in.";
const USERS: &str = "Users, with their organizations and roles.";
const MEMBERS: &str = "The users of an organization.";
const INVITATIONS: &str = "Invitations into an organization.";
const USER_GROUPS: &str = "Groups of users.";
const OAUTH_CLIENTS: &str = "The clients of OAuth apps, with their roles and secrets.";
const SUBSCRIPTIONS: &str = "Subscriptions, and the offers that can be bought.";
const TEMPLATES: &str = "Templates made from the configuration of an SDDC.";
const PROVISION_SPEC: &str = "What an organization, an SDDC and a cluster can get.";
const ADDONS: &str = "Add-ons of an SDDC and their credentials.";
const SDDC_GROUPS: &str = "Groups of SDDCs whose networks are connected, and the operations on them.";
const HOSTS: &str = "Hosts of an SDDC.";
const CLUSTERS: &str = "Clusters of an SDDC.";
const DNS: &str = "How the names of management VMs are resolved.";
const AUTOSCALER: &str = "Policies by which hosts are added, removed and replaced, and the balancing of clusters.";
const SITE_RECOVERY: &str = "Site recovery (DRaaS), which replicates VMs of an SDDC to another site.";
const POSTMAN: &str = "A collection of requests for Postman, and its environment.";
const CLOCK: &str = "The time of a world, and what is due in it.";

/// Returns the name of the group that an operation is in.
pub(super) fn of(path: &str) -> &'static str {
    let found = GROUPS.iter().filter(|(beginning, ..)| begins(path, beginning));
    found.max_by_key(|(beginning, ..)| beginning.len()).map_or("server", |(_, name, _)| name)
}

fn begins(path: &str, beginning: &str) -> bool {
    path.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the groups that are used in a document, in the order of the table, as its `tags`.
pub(super) fn tags(is_used: impl Fn(&str) -> bool) -> Vec<Value> {
    let mut tags = Vec::<Value>::new();
    for (_, name, description) in GROUPS {
        if is_used(name) && !tags.iter().any(|tag| tag["name"] == *name) {
            tags.push(json!({"name": name, "description": description}));
        }
    }
    tags
}
