//! Connected AWS accounts of a copy.

use super::{super::answers::Answers, object::object};
use serde_json::{Value, json};

pub(super) fn describe(answers: &Answers) -> Vec<Value> {
    let connected = answers.accounts.iter().filter(|account| account["state"].as_str().is_none_or(|it| it == "ACTIVE"));
    connected
        .map(|account| {
            let subnets = account["id"].as_str().and_then(|id| answers.subnets.get(id));
            let vpcs = subnets.map(vpcs).unwrap_or_default();
            json!({"account_number": account["account_number"], "id": account["id"], "vpcs": vpcs})
        })
        .collect()
}

fn vpcs(subnets: &Value) -> Vec<Value> {
    let vpcs = subnets["vpc_map"].as_object().into_iter().flatten();
    vpcs.filter_map(|(id, vpc)| {
        let subnets: Vec<_> = vpc["subnets"].as_array()?.iter().collect();
        let first = subnets.first()?;
        Some(json!({
            "id": id,
            "region": first["region_name"],
            "cidr": first["vpc_cidr_block"].as_str().or(vpc["cidr_block"].as_str()),
            "subnets": subnets.iter().map(|one| subnet(one)).collect::<Vec<_>>(),
        }))
    })
    .collect()
}

fn subnet(subnet: &Value) -> Value {
    // A subnet without a name goes by its id.
    let name = if subnet["name"] == subnet["subnet_id"] { Value::Null } else { subnet["name"].clone() };
    object([
        ("id", subnet["subnet_id"].clone()),
        ("zone", subnet["availability_zone"].clone()),
        ("cidr", subnet["subnet_cidr_block"].clone()),
        ("name", name),
    ])
}
