//! Flows about trees of objects in one request, as the Terraform provider for NSX-T sends them.

use super::networker::networked;
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/trees", Flow;
    MovableClock => a_tree_is_written_and_read_and_sent_back;
    MovableClock => a_tree_deletes_what_it_marks;
    MovableClock => a_tree_happens_as_a_whole_or_not_at_all;
    MovableClock => a_tree_of_revisions_is_checked_if_asked;
    MovableClock => a_tree_has_at_most_a_thousand_children;
    MovableClock => an_object_is_written_with_its_children;
    MovableClock => a_predefined_policy_gets_rules_by_a_tree;
};

/// Wraps an object as a child.
fn child(of: &str, object: &Value) -> Value {
    json!({"resource_type": format!("Child{of}"), of: object})
}

/// Names an object, with objects below it.
fn below(of: &str, id: &str, children: &[Value]) -> Value {
    json!({"resource_type": "ChildResourceReference", "target_type": of, "id": id, "children": children})
}

fn infra(children: &[Value]) -> Value {
    json!({"resource_type": "Infra", "children": children})
}

fn group(id: &str) -> Value {
    let addresses = json!({"resource_type": "IPAddressExpression", "ip_addresses": ["10.1.2.3"]});
    child("Group", &json!({"resource_type": "Group", "id": id, "expression": [addresses]}))
}

/// A policy with a rule that names the group `web`.
fn policy(id: &str) -> Value {
    let rule = json!({
        "resource_type": "Rule", "id": "r", "action": "DROP", "source_groups": ["/infra/domains/cgw/groups/web"],
    });
    let children = [child("Rule", &rule)];
    child("SecurityPolicy", &json!({"id": id, "category": "Application", "children": children}))
}

async fn a_tree_is_written_and_read_and_sent_back(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    // The policy stands before the group that its rule names.
    let vpn = child("L2VPNService", &json!({"id": "vpn", "display_name": "VPN"}));
    let gateway = below("Tier0", "vmc", &[below("LocaleServices", "default", &[vpn])]);
    let tree = infra(&[below("Domain", "cgw", &[policy("p"), group("web")]), gateway]);
    alice.patch("", &tree).await?;
    equal!(alice.read("/domains/cgw/security-policies/p/rules/r").await?["action"], "DROP");
    equal!(alice.read("/tier-0s/vmc/locale-services/default/l2vpn-services/vpn").await?["display_name"], "VPN");

    let read = alice.read("?filter=Type-SecurityPolicy|Rule|Group").await?;
    let domains = read["children"].as_array().needed()?;
    let cgw = domains.iter().find(|domain| domain["id"] == "cgw").needed()?;
    equal!((&cgw["resource_type"], &cgw["target_type"]), (&json!("ChildResourceReference"), &json!("Domain")));
    let wrappers = cgw["children"].as_array().needed()?;
    let of = |id: &str| wrappers.iter().find(|wrapper| wrapper["SecurityPolicy"]["id"] == id);
    let policy = of("p").needed()?;
    equal!(policy["resource_type"], "ChildSecurityPolicy");
    let rule = &policy["SecurityPolicy"]["children"][0]["Rule"];
    equal!((&rule["id"], &rule["_revision"]), (&json!("r"), &json!(0)));
    hold!(wrappers.iter().any(|wrapper| wrapper["Group"]["id"] == "web"));
    equal!(alice.read("?filter=Type-Group").await?["children"][0]["children"][0]["resource_type"], "ChildGroup");
    hold!(alice.read("").await?.get("children").is_none(), "children are shown where they are asked for");

    let mut changed = policy.clone();
    changed["SecurityPolicy"]["children"][0]["Rule"]["action"] = json!("REJECT");
    alice.patch("", &infra(&[below("Domain", "cgw", &[changed])])).await?;
    let rule = alice.read("/domains/cgw/security-policies/p/rules/r").await?;
    equal!((&rule["action"], &rule["_revision"]), (&json!("REJECT"), &json!(1)));
    Ok(())
}

async fn a_tree_deletes_what_it_marks(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.patch("", &infra(&[below("Domain", "cgw", &[group("web"), group("db"), policy("p"), policy("q")])])).await?;
    // The mark may stand beside the object or in it, and what is gone already may be marked.
    let beside = json!({"resource_type": "ChildGroup", "Group": {"id": "web"}, "marked_for_delete": true});
    let gone = json!({"resource_type": "ChildGroup", "Group": {"id": "never"}, "marked_for_delete": "true"});
    let marked = |id: &str| child("SecurityPolicy", &json!({"id": id, "marked_for_delete": true}));
    // A group goes together with the rules that name it, but not before them.
    let domain = |children: &[Value]| infra(&[below("Domain", "cgw", children)]);
    let refused = alice.user.patch(&alice.path(""), &domain(&[beside.clone(), marked("p")])).await?.require(400)?;
    hold!(refused.text.contains("security-policies/q/rules/r"), "{}", refused.text);
    alice.read("/domains/cgw/security-policies/p").await?;
    alice.patch("", &domain(&[beside, marked("p"), marked("q"), gone])).await?;
    for path in ["/groups/web", "/security-policies/p", "/security-policies/p/rules/r", "/security-policies/q"] {
        alice.read_missing(&format!("/domains/cgw{path}")).await?;
    }
    alice.read("/domains/cgw/groups/db").await?;
    Ok(())
}

async fn a_tree_happens_as_a_whole_or_not_at_all(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let missing = json!({"id": "r", "source_groups": ["/infra/domains/cgw/groups/none"]});
    let rule = child("SecurityPolicy", &json!({"id": "p", "children": [child("Rule", &missing)]}));
    let no_wrapper = json!({"resource_type": "ChildPizza", "Pizza": {"id": "p"}});
    for (wrong, status) in [
        (rule, 400),
        (no_wrapper, 400),
        (json!({"resource_type": "ChildGroup"}), 400),
        (json!({"Group": {"id": "g"}}), 400),
        (child("Group", &json!({"id": "g", "tags": 7})), 400),
        (child("Group", &json!({"expression": []})), 400),
        (child("Group", &json!({"id": "a/b"})), 400),
        (child("Tier0", &json!({"id": "t"})), 400),
        (below("Group", "none", &[]), 404),
        (json!(7), 400),
    ] {
        let tree = infra(&[below("Domain", "cgw", &[group("web"), wrong.clone()])]);
        alice.user.patch(&alice.path(""), &tree).await?.require(status)?;
        alice.read_missing("/domains/cgw/groups/web").await?;
    }
    alice.user.patch(&alice.path(""), &infra(&[below("Domain", "none", &[group("web")])])).await?.require(404)?;
    Ok(())
}

async fn a_tree_of_revisions_is_checked_if_asked(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    alice.patch("", &infra(&[below("Domain", "cgw", &[group("web")])])).await?;
    let with = |revision: i32| {
        let group = json!({"id": "web", "_revision": revision, "description": "changed"});
        infra(&[below("Domain", "cgw", &[child("Group", &group)])])
    };
    let checked = alice.path("?enforce_revision_check=true");
    alice.user.patch(&checked, &with(7)).await?.require(412)?;
    hold!(alice.read("/domains/cgw/groups/web").await?.get("description").is_none());
    alice.user.patch(&checked, &with(0)).await?.require(200)?;
    alice.user.patch(&alice.path("?enforce_revision_check=false"), &with(7)).await?.require(200)?;
    let group = alice.read("/domains/cgw/groups/web").await?;
    equal!((&group["description"], &group["_revision"]), (&json!("changed"), &json!(2)));
    Ok(())
}

async fn a_tree_has_at_most_a_thousand_children(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let tree = |groups: usize| {
        let groups: Vec<_> = (0..groups).map(|number| child("Group", &json!({"id": format!("g{number}")}))).collect();
        infra(&[below("Domain", "cgw", &groups)])
    };
    // The domain is one of them.
    alice.user.patch(&alice.path(""), &tree(1000)).await?.require(400)?;
    alice.read_missing("/domains/cgw/groups/g0").await?;
    alice.patch("", &tree(999)).await?;
    alice.read("/domains/cgw/groups/g998").await?;
    Ok(())
}

async fn an_object_is_written_with_its_children(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let rule = child("Rule", &json!({"id": "r", "action": "ALLOW"}));
    let body = json!({"category": "Application", "children": [rule]});
    let put = alice.put("/domains/cgw/security-policies/p", &body).await?;
    equal!((&put["rules"][0]["id"], put.get("children")), (&json!("r"), None));
    let marked = json!({"resource_type": "ChildRule", "marked_for_delete": true, "Rule": {"id": "r"}});
    alice.patch("/domains/cgw/security-policies/p", &json!({"children": [marked]})).await?;
    equal!(alice.read("/domains/cgw/security-policies/p").await?["rules"], json!([]));
    Ok(())
}

async fn a_predefined_policy_gets_rules_by_a_tree(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    let path = "/domains/cgw/gateway-policies/default";
    let mut policy = alice.read(path).await?;
    let scope = json!(["/infra/labels/cgw-all"]);
    let new = json!({"resource_type": "Rule", "id": "new", "action": "ALLOW", "scope": scope, "sequence_number": 10});
    // What is not in the configuration is marked.
    let old = policy["rules"].as_array().needed()?.clone();
    let mut children: Vec<Value> = old
        .iter()
        .map(|rule| json!({"resource_type": "ChildRule", "marked_for_delete": true, "Rule": {"id": rule["id"]}}))
        .collect();
    children.push(child("Rule", &new));
    policy["children"] = json!(children);
    policy.as_object_mut().needed()?.remove("rules");
    let tree = infra(&[below("Domain", "cgw", &[child("GatewayPolicy", &policy)])]);
    alice.user.patch(&alice.path("?enforce_revision_check=false"), &tree).await?.require(200)?;
    let rules = alice.read(path).await?["rules"].clone();
    let ids: Vec<_> = rules.as_array().needed()?.iter().map(|rule| &rule["id"]).collect();
    equal!(ids, ["new"]);
    Ok(())
}
