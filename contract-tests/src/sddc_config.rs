//! Request bodies for SDDCs, for tests and cases. All use the region US_WEST_2.

use serde_json::{Value, json};

/// Returns a configuration for an SDDC of the simulated provider.
pub fn simulated(name: &str, hosts: impl Into<Value>) -> Value {
    let hosts: Value = hosts.into();
    json!({"name": name, "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"})
}

/// Returns a configuration for an SDDC on AWS that is not linked to an account of the customer.
pub fn on_aws(name: &str, hosts: impl Into<Value>) -> Value {
    let hosts: Value = hosts.into();
    json!({"name": name, "num_hosts": hosts, "provider": "AWS", "region": "US_WEST_2"})
}

/// Returns a configuration for an SDDC on AWS that is linked to a subnet of a connected account.
pub fn linked(name: &str, hosts: impl Into<Value>, account: &str, subnet: &str) -> Value {
    let mut config = on_aws(name, hosts);
    config["account_link_sddc_config"] = json!([{"connected_account_id": account, "customer_subnet_ids": [subnet]}]);
    config
}

/// Returns a configuration for an SDDC of one host on AWS that will be linked later.
pub fn delayed(name: &str) -> Value {
    let mut config = on_aws(name, 1);
    config["sddc_type"] = json!("1NODE");
    config["account_link_config"] = json!({"delay_account_link": true});
    config
}

/// Sets a field of a request body.
#[must_use]
pub fn with(mut config: Value, field: &str, value: impl Into<Value>) -> Value {
    config[field] = value.into();
    config
}
