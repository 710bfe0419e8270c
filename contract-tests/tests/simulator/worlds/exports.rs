//! Tests of invalid world documents: each is refused with a sentence that describes the error, and nothing changes.

use serde_json::{Value, json};
use vmc_contract::{World, target::BEGIN};
use vmcsim_fixtures::worlds::EARLIER_EXPORTS;

/// A world with something of every kind, as a document.
async fn exported() -> Value {
    let world = World::with(json!({"from": {"named": "busy"}, "seed": null, "at": null})).await;
    world.control("GET", "/export", &Value::Null).await.expect(200).body
}

/// The same without its checksum, so that it can be changed.
async fn document() -> Value {
    let mut document = exported().await;
    document.as_object_mut().unwrap().remove("checksum").unwrap();
    document
}

/// The place of the organization in a document.
fn org(document: &mut Value) -> &mut Value {
    document["world"]["orgs"].as_object_mut().unwrap().values_mut().next().unwrap()
}

/// A change of a document, and what the refusal says of it.
type Damage = (&'static str, fn(&mut Value));

const DAMAGES: &[Damage] = &[
    ("format 3; this version of vmcsim reads formats 1 to 2", |whole| whole["format"] = json!(3)),
    ("format 18446744073709551615", |whole| whole["format"] = json!(u64::MAX)),
    ("no format number", |whole| whole["format"] = json!(0)),
    ("no format number", |whole| drop(whole.as_object_mut().unwrap().remove("format"))),
    ("no format number", |whole| *whole = json!({})),
    ("damaged", |whole| whole["format"] = json!("1")),
    ("damaged", |whole| *whole = json!("a text")),
    ("missing field `world`", |whole| drop(whole.as_object_mut().unwrap().remove("world"))),
    ("missing field `home`", |whole| drop(whole["world"].as_object_mut().unwrap().remove("home"))),
    ("at `world.pizza`: this version of vmcsim does not know it", |whole| whole["world"]["pizza"] = json!(1)),
    ("at `pizza`", |whole| whole["pizza"] = json!(1)),
    ("at `world.clock.rate`", |whole| whole["world"]["clock"]["rate"] = json!("fast")),
    ("at `world.seed`: a seed is", |whole| whole["world"]["seed"] = json!("-1")),
    ("its clock cannot stand or run so", |whole| whole["world"]["clock"]["rate"] = json!(-1)),
    ("its clock cannot stand or run so", |whole| whole["world"]["clock"]["virtual_at"] = json!("9500-01-01T00:00:00Z")),
    ("no id", |whole| whole["world"]["id"] = json!("00000000-0000-0000-0000-000000000000")),
    ("another world", |whole| whole["world"]["id"] = json!("11111111-0000-4000-8000-000000000000")),
    ("first organization is not in it", |whole| {
        whole["world"]["home"] = json!("11111111-0000-4000-8000-000000000000");
    }),
    ("mark of the world", |whole| whole["world"]["identity"]["api_tokens"][0][0] = json!("short")),
    ("mark of the world", |whole| {
        let app = &mut whole["world"]["identity"]["apps"][0];
        (app[0], app[1]["id"]) = (json!("an app"), json!("an app"));
    }),
    ("is nobody's", |whole| {
        whole["world"]["identity"]["api_tokens"][0][1]["user"] = json!("11111111-0000-3000-8000-000000000000");
    }),
    ("stands under", |whole| org(whole)["sddcs"][0][0] = json!("11111111-0000-4000-8000-000000000000")),
    ("stands under", |whole| org(whole)["id"] = json!("11111111-0000-4000-8000-000000000000")),
    ("stands under", |whole| org(whole)["tasks"][3][0] = json!("11111111-0000-4000-8000-000000000000")),
    ("not there", |whole| org(whole)["tasks"] = json!([])),
    ("is about something that is not there", |whole| {
        let step = json!({"end": {"task": "11111111-0000-4000-8000-000000000000"}});
        org(whole)["agenda"]["due"]["2030-01-01T00:00:00Z"] = json!([step]);
    }),
    ("held back and not there", |whole| {
        org(whole)["agenda"]["held"] = json!(["11111111-0000-4000-8000-000000000000"]);
    }),
    ("held back twice", |whole| {
        let task = org(whole)["tasks"][0][0].clone();
        org(whole)["agenda"]["held"] = json!([task, task]);
    }),
    ("is about something that is not there", |whole| {
        let task = org(whole)["tasks"][0][0].clone();
        let step = json!({"expire": {"sddc": "11111111-0000-4000-8000-000000000000"}});
        org(whole)["agenda"]["waiting"] = json!([{"task": task, "step": step}]);
    }),
    ("for which something waits, is not under way", |whole| {
        let step = json!({"expire": {"sddc": org(whole)["sddcs"][0][0]}});
        org(whole)["agenda"]["waiting"] = json!([{"task": "11111111-0000-4000-8000-000000000000", "step": step}]);
    }),
    ("waits for task", |whole| {
        let over = org(whole)["tasks"][0][0].clone();
        org(whole)["sddcs"][0][1]["phase"] = json!({"deploying": over});
    }),
    ("which is about something else", |whole| {
        let running = org(whole)["agenda"]["due"].as_object().unwrap().values().next().unwrap();
        let task = running.pointer("/0/milestone/task").unwrap().clone();
        org(whole)["sddcs"][0][1]["dns"]["change"] = task;
    }),
    ("aws_suffix`: it is not 17 lower-case hexadecimal digits", |whole| {
        org(whole)["sddcs"][0][1]["drawn"]["aws_suffix"] = json!("");
    }),
    ("aws_suffix`: it is not 17 lower-case hexadecimal digits", |whole| {
        org(whole)["sddcs"][0][1]["drawn"]["aws_suffix"] = json!("é19f3b3ec180193e");
    }),
    ("aws_request`: it is not 32 lower-case hexadecimal digits", |whole| {
        org(whole)["quota_requests"][0]["aws_request"] = json!("case");
    }),
    ("has more than 2 disk groups", |whole| {
        org(whole)["sddcs"][0][1]["clusters"][0]["hosts"][0]["disk_groups"] = json!(255);
    }),
    ("begins at no time of the week", |whole| {
        org(whole)["sddcs"][0][1]["maintenance"]["window"]["day"] = json!(7);
    }),
    ("the fault rules cannot have these numbers", |whole| whole["world"]["faults"]["made"] = json!(u64::MAX)),
    ("cannot take less than no time", |whole| {
        whole["world"]["pacing"]["kinds"] = json!({"SDDC-PROVISION": {"takes": "-PT1H"}});
    }),
    ("the SDDC of connection", |whole| {
        org(whole)["connections"][0]["sddc"] = json!("11111111-0000-4000-8000-000000000000");
    }),
    ("1001 users, of which a world has 1000 at most", |whole| {
        let users = whole["world"]["identity"]["users"].as_object_mut().unwrap();
        let user = users.values().next().unwrap().clone();
        for number in users.len()..1001 {
            let id = format!("{number:08}-0000-3000-8000-000000000000");
            let mut user = user.clone();
            user["id"] = json!(id);
            users.insert(id, user);
        }
    }),
    ("deleted SDDCs, of which a world has 200 at most", |whole| {
        let mut sddc = org(whole)["sddcs"][0].clone();
        sddc[1]["phase"] = json!("deleted");
        for number in 0..201 {
            let id = json!(format!("{number:08}-0000-4000-8000-000000000000"));
            (sddc[0], sddc[1]["id"]) = (id.clone(), id);
            org(whole)["sddcs"].as_array_mut().unwrap().push(sddc.clone());
        }
    }),
];

#[tokio::test]
async fn a_document_that_is_no_world_is_refused_and_changes_nothing() {
    let whole = document().await;
    let world = World::new().await;
    world.owner().await.create_sddc("a").await.expect(202);
    let export = async || world.control("GET", "/export", &Value::Null).await.expect(200).text;
    let before = export().await;
    for (number, (said, damage)) in DAMAGES.iter().enumerate() {
        let mut damaged = whole.clone();
        damage(&mut damaged);
        let made = world.target().anyone().post("/_vmcsim/worlds", &json!({"from": {"export": damaged}})).await;
        let put = world.control("PUT", "/import", &damaged).await;
        for answer in [made, put] {
            assert_eq!(answer.status, 400, "{number} {said}: {}", answer.text);
            let told = answer.refusal().concat();
            assert!(told.contains(said), "{number} {said}: {told}");
        }
    }
    assert_eq!(export().await, before);
    // The document itself is one.
    world.control("PUT", "/import", &whole).await.expect(200);
}

/// Changes of an export after which a world could be made of it, but another one.
const SMALL_CHANGES: &[fn(&mut Value)] = &[
    |whole| whole["world"]["clock"]["rate"] = json!(2),
    |whole| whole["world"]["on_poll"] = json!("jump"),
    |whole| org(whole)["display_name"] = json!("another organization"),
    |whole| org(whole)["sddcs"][0][1]["expires"] = json!("2030-01-01T00:00:00Z"),
    |whole| org(whole)["sddcs"][0][1]["account_link"] = json!(""),
    |whole| org(whole)["sddcs"][0][1]["public_ips"] = json!([]),
    |whole| org(whole)["sddcs"].as_array_mut().unwrap().swap(0, 1),
    |whole| drop(org(whole)["properties"].as_object_mut().unwrap().remove("defaultAwsRegions")),
    |whole| {
        let drawn = org(whole)["sddcs"][0][1]["drawn"].as_object_mut().unwrap();
        let one = drawn["nsx_admin_password"].clone();
        let other = std::mem::replace(&mut drawn["nsx_audit_password"], one);
        drawn["nsx_admin_password"] = other;
    },
];

#[tokio::test]
async fn an_export_that_was_changed_is_refused_by_its_checksum() {
    let (world, whole) = (World::new().await, exported().await);
    let told = whole["checksum"].as_str().unwrap();
    for (number, change) in SMALL_CHANGES.iter().enumerate() {
        let mut changed = whole.clone();
        change(&mut changed);
        let said = world.control("PUT", "/import", &changed).await.expect(400).refusal().concat();
        assert!(said.contains(&format!("`checksum` is {told}")), "{number}: {said}");
        // Whoever wants the change leaves the checksum out.
        changed.as_object_mut().unwrap().remove("checksum");
        world.control("PUT", "/import", &changed).await.expect(200);
    }
    for (checksum, said) in [
        (json!("0000000000000000"), "`checksum` is 0000000000000000"),
        (json!("mine"), "at `checksum`: it is not 16 lower-case hexadecimal digits"),
    ] {
        let mut changed = whole.clone();
        changed["checksum"] = checksum;
        let refusal = world.control("PUT", "/import", &changed).await.expect(400).refusal().concat();
        assert!(refusal.contains(said), "{refusal}");
    }
}

/// The same document as a tool writes it that sorts keys and reads every number as floating point.
fn rewritten(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: std::collections::BTreeMap<_, _> = fields.iter().collect();
            Value::Object(sorted.into_iter().map(|(name, inner)| (name.clone(), rewritten(inner))).collect())
        }
        Value::Array(items) => items.iter().map(rewritten).collect(),
        Value::Number(number) if number.as_f64() == Some(1.0) => json!(1),
        value => value.clone(),
    }
}

#[tokio::test]
async fn a_checksum_stays_right_in_tools_that_sort_keys_and_write_numbers_anew() {
    let (world, whole) = (World::new().await, exported().await);
    assert_eq!(whole["world"]["clock"]["rate"].to_string(), "0.0");
    let mut whole = whole;
    for (text, expected) in [("0", 200), ("0.0", 200), ("1", 400)] {
        whole["world"]["clock"]["rate"] = serde_json::from_str(text).unwrap();
        world.control("PUT", "/import", &rewritten(&whole)).await.expect(expected);
    }
}

/// Changes of a document of format 1 in parts that are converted before the document is read.
const DAMAGES_OF_FORMAT_1: &[fn(&mut Value)] = &[
    |whole| org(whole)["jobs"] = json!(7),
    |whole| org(whole)["tasks"] = json!("a text"),
    |whole| org(whole)["tasks"][0] = json!({}),
    |whole| org(whole)["tasks"][0][1]["kind"] = json!("PIZZA"),
    |whole| org(whole)["tasks"][0][1]["subject"] = json!({"pizza": 1}),
    |whole| org(whole)["tasks"][0][1]["subject"] = json!(7),
    |whole| org(whole)["tasks"][0][1]["params"] = json!([]),
    |whole| org(whole)["tasks"][0][1]["params"]["sddcConfig"] = json!("a text"),
    |whole| drop(org(whole)["tasks"][0][1]["params"].as_object_mut().unwrap().remove("sddcConfig")),
    |whole| org(whole)["sddcs"][0][1]["clusters"] = json!({}),
    |whole| org(whole)["sddcs"][0][1]["clusters"][0]["phase"] = json!({"changing": 7}),
    |whole| org(whole)["sddcs"][0][1]["public_ips"] = json!("a text"),
    |whole| org(whole)["sddcs"][0][1]["public_ips"][0]["change"] = json!("a text"),
    |whole| org(whole)["sddcs"][0][1]["dns"]["change"] = json!("a text"),
];

#[tokio::test]
async fn a_damaged_document_of_the_first_format_is_refused_too() {
    let world = World::new().await;
    let text = EARLIER_EXPORTS.iter().find(|file| file.name == "format-1-tasks").unwrap().text;
    let whole: Value = serde_json::from_str(text).unwrap();
    for (number, damage) in DAMAGES_OF_FORMAT_1.iter().enumerate() {
        let mut damaged = whole.clone();
        damage(&mut damaged);
        let refused = world.control("PUT", "/import", &damaged).await;
        assert_eq!(refused.status, 400, "{number}: {}", refused.text);
        assert!(refused.refusal().concat().contains("damaged at `world.orgs."), "{number}: {}", refused.text);
    }
    world.control("PUT", "/import", &whole).await.expect(200);
}

/// What stands in the wrong place may be a key, so a refusal does not repeat it.
#[tokio::test]
async fn a_refusal_repeats_no_text_of_the_document() {
    let (mut whole, world) = (document().await, World::new().await);
    let secret = whole["world"]["identity"]["api_tokens"][0][0].clone();
    for place in ["/world/clock/rate", "/world/clock/virtual_at", "/world/home", "/format", "/world/pacing/preset"] {
        let right = std::mem::replace(whole.pointer_mut(place).unwrap(), secret.clone());
        let refused = world.control("PUT", "/import", &whole).await.expect(400);
        assert!(!refused.text.contains(secret.as_str().unwrap()), "{place}: {}", refused.text);
        *whole.pointer_mut(place).unwrap() = right;
    }
}

#[tokio::test]
async fn a_document_can_be_much_larger_than_other_bodies_and_is_bounded_too() {
    let world = World::new().await;
    let ask = async |method: &str, rest: &str, body: String| {
        let path = format!("/_vmcsim/worlds/{}{rest}", world.view["id"].as_str().unwrap());
        world.target().anyone().ask(method, &path, &[], body).await
    };
    let document = world.control("GET", "/export", &Value::Null).await.expect(200).text;
    let padded = |size: usize| format!("{document}{}", " ".repeat(size - document.len()));
    ask("PUT", "/import", padded(20 << 20)).await.expect(200);
    ask("PUT", "/import", padded(66 << 20)).await.expect(413).refusal();
    ask("PATCH", "/clock", format!("{{\"at\": \"{BEGIN}\"{}}}", " ".repeat(2 << 20))).await.expect(413).refusal();
}

/// Tools that sort the keys of objects, or hold every number as floating point, do not harm a document.
#[tokio::test]
async fn a_document_survives_other_tools() {
    let world = World::with(json!({"seed": u64::MAX})).await;
    let owner = world.owner().await;
    for name in ["c", "a", "b"] {
        owner.create_sddc(name).await.expect(202);
    }
    let text = world.control("GET", "/export", &Value::Null).await.expect(200).text;
    let document: Value = serde_json::from_str(&text).unwrap();
    let bent = bent(&document);
    world.control("PUT", "/import", &bent).await.expect(200);
    assert_eq!(world.control("GET", "/export", &Value::Null).await.expect(200).body, document);
    let names: Vec<_> =
        owner.sddcs().await.expect(200).body.as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["c", "a", "b"]);
}

/// A document whose whole numbers went through floating point and whose keys were sorted backwards.
fn bent(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_i64() {
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "what is tried here")]
            Some(whole) => json!((whole as f64) as i64),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(bent).collect(),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().map(|(name, field)| (name.clone(), bent(field))).collect();
            fields.sort_by(|one, other| other.0.cmp(&one.0));
            Value::Object(fields.into_iter().collect())
        }
        _ => value.clone(),
    }
}

/// More tasks may end at once than are kept when the next one starts.
#[tokio::test]
async fn a_world_with_very_many_tasks_is_read_back() {
    let limits = json!({"sddcLimit": "5000", "hostLimit": "5000"});
    let world = World::with(json!({"org_properties": limits, "pacing": {"preset": "demo"}})).await;
    let owner = world.owner().await;
    for number in 0..1100 {
        owner.create_sddc(&format!("s{number}")).await.expect(202);
    }
    world.advance("1h").await;
    let document = world.control("GET", "/export", &Value::Null).await.expect(200).body;
    world.control("PUT", "/import", &document).await.expect(200);
    let tasks = world.owner().await.get(&owner.org_path("/tasks")).await.expect(200).body;
    let tasks = tasks.as_array().unwrap();
    assert!(tasks.len() >= 1100 && tasks.iter().all(|task| task["status"] == "FINISHED"), "{} tasks", tasks.len());
}
