//! Requests made from recorded ones.

use crate::suite::{Played, Setting};
use serde_json::{Value, json};

/// A request to make an SDDC with what it must have, where the recording does not show it.
pub fn completed(request: &Value) -> Value {
    let mut whole = json!({"name": "sddc-1", "num_hosts": 2, "provider": "AWS", "region": "US_WEST_2"});
    for (key, value) in request.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    whole
}

/// A request with an account and a subnet of the world in place of its placeholders, if it links at all.
pub(super) fn linked(request: &Value, setting: &Setting<'_>) -> Played<Value> {
    let (account, subnets) = setting.account_and_subnets()?;
    let mut linked = request.clone();
    if let Some(link) = linked.pointer_mut("/account_link_sddc_config/0") {
        *link = json!({"connected_account_id": account, "customer_subnet_ids": subnets[..1]});
    }
    Ok(linked)
}

/// In a request, null says the same as nothing.
pub fn without_nulls(request: &Value) -> Value {
    let mut request = request.clone();
    if let Some(members) = request.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    request
}
