//! Flows about search: the three search paths and the language of queries.

use super::networker::{Networker, networked};
use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/networking/search", Flow;
    MovableClock => a_search_finds_objects_by_their_fields;
    MovableClock => a_hit_has_the_state_of_its_realization;
    MovableClock => a_search_has_pages;
    MovableClock => a_malformed_query_is_refused;
};

/// Searches at one of the three addresses.
async fn at(alice: &Networker<'_>, end: &str, query: &str, more: &str) -> Played<crate::Answer> {
    let query = form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>();
    let path = alice.path("").replace("/infra", &format!("{end}?query={query}{more}"));
    alice.user.get(&path).await
}

async fn search(alice: &Networker<'_>, query: &str) -> Played<Value> {
    Ok(at(alice, "/search", query, "").await?.require(200)?.body)
}

/// The ids of the hits in their order.
fn ids(found: &Value) -> Vec<&str> {
    found["results"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_str()).collect()
}

async fn with_groups(trial: &Trial) -> Played<Networker<'_>> {
    let (_, alice) = networked(trial).await?;
    for (id, name, tag) in [("a", "Web Servers", "prod"), ("b", "Web (test)", "test"), ("c", "db/1", "prod")] {
        let body = json!({"display_name": name, "tags": [{"scope": "stage", "tag": tag}]});
        alice.put(&format!("/domains/cgw/groups/{id}"), &body).await?;
    }
    Ok(alice)
}

async fn a_search_finds_objects_by_their_fields(trial: &Trial) -> Played {
    let alice = with_groups(trial).await?;
    for (query, expected) in [
        ("resource_type:Group AND display_name:Web*", &["a", "b"][..]),
        ("resource_type:Group AND display_name:\"Web Servers\"", &["a"]),
        (r"resource_type:Group AND display_name:Web\ \(test\)", &["b"]),
        (r"resource_type:Group AND display_name:db\/1", &["c"]),
        ("resource_type:Group AND tags.tag:prod AND tags.scope:stage", &["a", "c"]),
        (r"path:\/infra\/domains\/cgw\/groups\/b", &["b"]),
        ("path:\"/infra/domains/cgw/groups/b\"", &["b"]),
        ("(id:a OR id:b) AND NOT tags.tag:test AND resource_type:Group", &["a"]),
        ("resource_type:Group AND parent_path:/infra/domains/cgw AND _revision:0", &["a", "b", "c"]),
        ("resource_type:Group AND display_name:nobody", &[]),
        ("resource_type:dummy", &[]),
        ("resource_type:PolicyDnsForwarder AND path:*cgw*", &["dns-forwarder"]),
        ("resource_type:Segment", &["sddc-cgw-network-1"]),
    ] {
        let found = search(&alice, query).await?;
        equal!(ids(&found), expected, "{query}");
        equal!(found["result_count"], json!(expected.len()), "{query}");
        for end in ["/search/query", "/search/dsl"] {
            equal!(at(&alice, end, query, "").await?.require(200)?.body, found, "{end} {query}");
        }
    }
    Ok(())
}

async fn a_hit_has_the_state_of_its_realization(trial: &Trial) -> Played {
    let (setting, alice) = networked(trial).await?;
    let group = alice.put("/domains/cgw/groups/web", &json!({})).await?;
    let mut hit = search(&alice, "resource_type:Group AND id:web").await?["results"][0].clone();
    let status = hit.as_object_mut().needed()?.remove("status").needed()?;
    equal!(hit, group, "a hit is the object");
    equal!(status["intent_path"], "/infra/domains/cgw/groups/web");
    equal!(status["consolidated_status"]["consolidated_status"], "IN_PROGRESS");
    setting.advance("3s").await?;
    let status = search(&alice, "id:web").await?["results"][0]["status"].clone();
    equal!(status["consolidated_status"]["consolidated_status"], "SUCCESS");
    equal!((&status["publish_status"], &status["intent_version"]), (&json!("REALIZED"), &json!("0")));
    let point = &status["consolidated_status_per_enforcement_point"][0];
    equal!(point["enforcement_point_id"], "vmc-enforcementpoint");
    equal!(point["resource_type"], "ConsolidatedStatusPerEnforcementPoint");
    Ok(())
}

async fn a_search_has_pages(trial: &Trial) -> Played {
    let alice = with_groups(trial).await?;
    let query = "resource_type:Group AND parent_path:\"/infra/domains/cgw\"";
    // The cursor is there although all hits fit.
    equal!(search(&alice, query).await?["cursor"], "3");
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..4 {
        let more = format!("&page_size=2&sort_by=display_name&sort_ascending=false{cursor}");
        let page = at(&alice, "/search/query", query, &more).await?.require(200)?.body;
        found.extend(ids(&page).into_iter().map(str::to_owned));
        match page["cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => cursor = "end".to_owned(),
        }
        if cursor == "end" {
            break;
        }
    }
    equal!((found, cursor.as_str()), (["a", "b", "c"].map(str::to_owned).to_vec(), "end"));
    let page = at(&alice, "/search", query, "&included_fields=display_name").await?.require(200)?.body;
    equal!((&page["results"][0]["display_name"], page["results"][0].get("tags")), (&json!("Web Servers"), None));
    Ok(())
}

async fn a_malformed_query_is_refused(trial: &Trial) -> Played {
    let (_, alice) = networked(trial).await?;
    for query in ["", "resource_type:", "(resource_type:Group", "resource_type:Group)", "a AND", "\"open", "x:[1 TO"] {
        let refused = at(&alice, "/search", query, "").await?.require(400)?.body;
        hold!(refused["error_message"].is_string(), "{query}");
    }
    let path = alice.path("").replace("/infra", "/search");
    alice.user.get(&path).await?.require(400).map(drop)
}
