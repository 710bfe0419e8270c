//! Tests of subscriptions: offers, buying, the end of a term, and cancellation.

use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

fn request() -> Value {
    json!({"offer_name": "VMware Cloud on AWS", "offer_version": "1.0", "product_type": "host", "commitment_term": "12",
        "region": "US_WEST_2", "quantity": 1})
}

async fn buy(user: &User, body: &Value) -> Answer {
    user.post(&user.org_path("/subscriptions"), body).await
}

async fn look(user: &User, id: &str) -> Value {
    user.get(&user.org_path(&format!("/subscriptions/{id}"))).await.expect(200).body
}

#[tokio::test]
async fn prices_are_told_at_both_addresses() {
    let world = World::new().await;
    let alice = world.reader().await;
    let ask = async |rest: &str| alice.get(&alice.org_path(rest)).await.expect(200).body;
    let old = ask("/offer-instances?region=US_WEST_2&product_type=host").await;
    let new = ask("/subscriptions/offer-instances?region=US_WEST_2&product_type=host").await;
    for place in ["/on_demand", "/offers/0", "/offers/1"] {
        let (old, new) = (old.pointer(place).expect("a price"), new.pointer(place).expect("a price"));
        assert_eq!((&new["product"], &new["type"]), (&json!("host"), &json!("i3.metal")), "required since 1.16.0");
        for (key, value) in old.as_object().expect("an object") {
            assert_eq!(&new[key], value, "{place} {key}");
        }
    }
    let query = "region=eu-central-1&product_type=host&product=host&type=i3en.metal";
    let other = ask(&format!("/subscriptions/offer-instances?{query}")).await;
    let price = &other["on_demand"];
    assert_eq!((&price["region"], &price["type"]), (&json!("EU_CENTRAL_1"), &json!("i3en.metal")));
    assert_ne!(other["offers"][0]["unit_price"], new["offers"][0]["unit_price"]);
}

#[tokio::test]
async fn only_what_is_sold_has_a_price() {
    let world = World::new().await;
    let alice = world.reader().await;
    for path in ["/offer-instances", "/subscriptions/offer-instances"] {
        let ask =
            async |query: &str| alice.get(&alice.org_path(&format!("{path}?{query}"))).await.expect(400).refusal();
        assert_eq!(ask("region=US_WEST_2&product_type=pizza").await, ["Type of the product not supported."]);
        ask("region=MOON_1&product_type=host").await;
        ask("region=US_WEST_2").await;
        ask("product_type=host").await;
    }
    let products = alice.get(&alice.org_path("/subscriptions/products")).await.expect(200).body;
    for host in products[0]["types"].as_array().expect("types") {
        let query = format!("region=US_WEST_2&product_type=host&type={}", host.as_str().expect("a type"));
        alice.get(&alice.org_path(&format!("/subscriptions/offer-instances?{query}"))).await.expect(200);
    }
}

#[tokio::test]
async fn a_subscription_is_bought_and_used_until_its_term_is_over() {
    let world = World::new().await;
    let alice = world.owner().await;
    let task = buy(&alice, &request()).await.expect(202);
    let id = task.text_at("resource_id");
    assert_eq!((&task.body["status"], &task.body["resource_type"]), (&json!("STARTED"), &json!("subscription")));
    let ordered = look(&alice, &id).await;
    assert_eq!((&ordered["status"], ordered.get("start_date")), (&json!("CREATED"), None));
    alice.delete(&alice.org_path(&format!("/subscriptions/{id}"))).await.expect(400).refusal();

    world.advance("2m").await;
    assert_eq!(alice.task(&task.text_at("id")).await.expect(200).body["status"], "FINISHED");
    let active = look(&alice, &id).await;
    for (key, value) in [
        ("status", "ACTIVATED"),
        ("offer_type", "TERM"),
        ("offer_name", "VMware Cloud on AWS"),
        ("offer_version", "1.0"),
        ("region", "US_WEST_2"),
        ("quantity", "1"),
        ("commitment_term", "12"),
        ("csp_subscription_id", &id),
        ("billing_frequency", "Upfront"),
        ("start_date", "2026-01-05T08:02:00.123Z"),
        ("end_date", "2027-01-05T08:02:00.123Z"),
        ("anniversary_billing_date", "2027-01-05"),
    ] {
        assert_eq!(active[key], value, "{key}");
    }
    let list = async |query: &str| {
        let user = world.reader().await;
        user.get(&user.org_path(&format!("/subscriptions{query}"))).await
    };
    assert_eq!(list("?offer_type=TERM").await.expect(200).body, json!([active]));
    assert_eq!(list("?offer_type=ON_DEMAND").await.expect(200).body, json!([]));
    list("?offer_type=FREE").await.expect(400).refusal();

    // What the end of the term does is judged in the simulator itself: no API token lives that long.
    let due = world.control("GET", "/clock", &Value::Null).await.expect(200).body["next_due"].clone();
    assert_eq!(due, active["end_date"]);
}

#[tokio::test]
async fn a_subscription_is_in_use_until_its_cancellation_is_done() {
    let world = World::new().await;
    let alice = world.owner().await;
    let id = buy(&alice, &request()).await.expect(202).text_at("resource_id");
    world.advance("2m").await;
    let path = alice.org_path(&format!("/subscriptions/{id}"));
    alice.delete(&path).await.expect(202);
    assert_eq!(look(&alice, &id).await["status"], "ACTIVATED");
    alice.delete(&path).await.expect(400).refusal();
    world.advance("1m").await;
    let cancelled = look(&alice, &id).await;
    assert_eq!(
        (&cancelled["status"], &cancelled["end_date"]),
        (&json!("CANCELLED"), &json!("2026-01-05T08:03:00.123Z"))
    );
    let clock = world.control("GET", "/clock", &Value::Null).await.expect(200).body;
    assert!(clock.get("next_due").is_none_or(Value::is_null), "nothing is left to expire: {clock}");
}

#[tokio::test]
async fn only_what_is_sold_can_be_bought() {
    let world = World::new().await;
    let alice = world.owner().await;
    for (key, value) in [
        ("offer_name", json!("Free lunch")),
        ("offer_version", json!("2.0")),
        ("commitment_term", json!("13")),
        ("region", json!("MOON_1")),
        ("quantity", json!(0)),
        ("quantity", json!("one")),
        ("billing_frequency", json!("Never")),
        ("type", json!("t2.micro")),
        ("product_type", Value::Null),
    ] {
        let mut body = request();
        body[key] = value;
        buy(&alice, &body).await.expect(400).refusal();
    }
    let mut body = request();
    body["product_type"] = json!("pizza");
    assert_eq!(buy(&alice, &body).await.expect(400).refusal(), ["Type of the product not supported."]);
    buy(&world.reader().await, &request()).await.expect(403).refusal();
    let unknown = alice.org_path("/subscriptions/00000000-0000-4000-8000-000000000000");
    alice.get(&unknown).await.expect(404).refusal();
    alice.delete(&unknown).await.expect(404).refusal();
}

#[tokio::test]
async fn a_date_far_away_does_not_keep_held_tasks_from_going_on() {
    let world = World::with(json!({"pacing": {"preset": "manual"}})).await;
    let alice = world.owner().await;
    let first = buy(&alice, &request()).await.expect(202).text_at("resource_id");
    world.skip().await;
    assert_eq!(look(&alice, &first).await["status"], "ACTIVATED");
    let second = buy(&alice, &request()).await.expect(202).text_at("resource_id");
    world.skip().await;
    assert_eq!(look(&alice, &second).await["status"], "ACTIVATED");
    let clock = world.skip().await.body;
    assert_eq!(clock["now"], "2027-01-05T08:00:00.123Z", "nothing else is left to happen");
}
