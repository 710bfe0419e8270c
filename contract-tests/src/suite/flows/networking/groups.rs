//! Flows about groups, and what every object of the policy interface has in common.

use super::reach::{policy, with_networks};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal},
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/networking/groups", Flow;
    MovableClock => a_group_is_put_read_listed_patched_and_deleted;
    MovableClock => a_group_that_a_rule_names_is_not_deleted;
};

async fn a_group_is_put_read_listed_patched_and_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let (all, path) = (policy(&alice, &sddc, "/domains/cgw/groups"), policy(&alice, &sddc, "/domains/cgw/groups/web"));
    alice.get(&path).await?.require(404)?;
    let body = json!({"expression": [{"resource_type": "IPAddressExpression", "ip_addresses": ["10.1.2.3"]}]});
    let group = alice.put(&path, &body).await?.require(200)?.body;
    equal!((&group["id"], &group["display_name"], &group["_revision"]), (&json!("web"), &json!("web"), &json!(0)));
    equal!(group["expression"][0]["ip_addresses"], json!(["10.1.2.3"]));
    equal!(alice.get(&path).await?.require(200)?.body, group);
    equal!(alice.get(&format!("{path}/")).await?.require(200)?.body, group, "with a slash at the end");
    let list = alice.get(&all).await?.require(200)?.body;
    equal!((&list["results"], &list["result_count"]), (&json!([group]), &json!(1)));

    alice.put(&path, &body).await?.require(412)?;
    alice.patch(&path, &json!({"description": "front ends"})).await?.require(200)?;
    let patched = alice.get(&path).await?.require(200)?.body;
    equal!((&patched["description"], &patched["_revision"]), (&json!("front ends"), &json!(1)));
    equal!(patched["expression"], group["expression"], "what a patch leaves out stays");
    let replaced = alice.put(&path, &json!({"_revision": 1})).await?.require(200)?.body;
    equal!((replaced.get("description"), replaced.get("expression")), (None, None), "what a put leaves out goes");

    alice.delete(&path).await?.require(200)?;
    let refused = alice.get(&path).await?.require(404)?.body;
    equal!((&refused["httpStatus"], &refused["error_code"]), (&json!("NOT_FOUND"), &json!(600)));
    Ok(())
}

async fn a_group_that_a_rule_names_is_not_deleted(trial: &Trial) -> Played {
    let (_, alice, sddc) = with_networks(trial).await?;
    let path = |rest: &str| policy(&alice, &sddc, &format!("/domains/cgw{rest}"));
    let rule = json!({"id": "r", "source_groups": ["/infra/domains/cgw/groups/web"]});
    let body = json!({"category": "Application", "rules": [rule]});
    let refused = alice.put(&path("/security-policies/p"), &body).await?.require(400)?.body;
    let text = refused["error_message"].as_str().needed()?;
    equal!(text.contains("does not exist path=[/infra/domains/cgw/groups/web]"), true, "{text}");
    alice.get(&path("/security-policies/p")).await?.require(404)?;
    alice.put(&path("/groups/web"), &json!({})).await?.require(200)?;
    alice.put(&path("/security-policies/p"), &body).await?.require(200)?;
    alice.delete(&path("/groups/web")).await?.require(400)?;
    alice.delete(&path("/security-policies/p/rules/r")).await?.require(200)?;
    alice.delete(&path("/groups/web")).await?.require(200)?;
    Ok(())
}
