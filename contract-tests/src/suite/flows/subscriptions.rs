//! Flows about subscriptions: offers, buying, the end of a term, and cancellation.

use crate::{
    suite::{
        Case, Customer,
        Needs::{Looks, MovableClock},
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
    user::Answer,
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/subscriptions", Flow;
    Looks => prices_are_told_at_both_addresses;
    Looks => only_what_is_sold_has_a_price;
    MovableClock => a_subscription_is_bought_and_used_until_its_term_is_over;
    MovableClock => a_subscription_is_in_use_until_its_cancellation_is_done;
    MovableClock => only_what_is_sold_can_be_bought;
};

fn request() -> Value {
    json!({"offer_name": "VMware Cloud on AWS", "offer_version": "1.0", "product_type": "host", "commitment_term": "12",
        "region": "US_WEST_2", "quantity": 1})
}

async fn buy(user: &Customer<'_>, body: &Value) -> Played<Answer> {
    user.post(&user.org_path("/subscriptions"), body).await
}

async fn look(user: &Customer<'_>, id: &str) -> Played<Value> {
    Ok(user.get(&user.org_path(&format!("/subscriptions/{id}"))).await?.require(200)?.body)
}

async fn prices_are_told_at_both_addresses(trial: &Trial) -> Played {
    let alice = trial.customer().await?;
    let ask = async |rest: &str| -> Played<Value> { Ok(alice.get(&alice.org_path(rest)).await?.require(200)?.body) };
    let old = ask("/offer-instances?region=US_WEST_2&product_type=host").await?;
    let new = ask("/subscriptions/offer-instances?region=US_WEST_2&product_type=host").await?;
    let (old_offers, new_offers) = (old["offers"].as_array().needed()?, new["offers"].as_array().needed()?);
    equal!(old_offers.len(), new_offers.len());
    let offers = old_offers.iter().zip(new_offers);
    for (old, new) in offers.chain([(&old["on_demand"], &new["on_demand"])]) {
        equal!((&new["product"], &new["type"]), (&json!("host"), &json!("i3.metal")), "required since 1.16.0");
        for (key, value) in old.as_object().needed()? {
            equal!(&new[key], value, "{key}");
        }
    }
    let query = "region=eu-central-1&product_type=host&product=host&type=i3en.metal";
    let other = ask(&format!("/subscriptions/offer-instances?{query}")).await?;
    let price = &other["on_demand"];
    equal!((&price["region"], &price["type"]), (&json!("EU_CENTRAL_1"), &json!("i3en.metal")));
    hold!(other["offers"][0]["unit_price"] != new["offers"][0]["unit_price"]);
    Ok(())
}

async fn only_what_is_sold_has_a_price(trial: &Trial) -> Played {
    let alice = trial.customer().await?;
    for path in ["/offer-instances", "/subscriptions/offer-instances"] {
        let ask = async |query: &str| {
            let answer = alice.get(&alice.org_path(&format!("{path}?{query}"))).await?;
            answer.require(400)?.refused()
        };
        equal!(ask("region=US_WEST_2&product_type=pizza").await?, "Type of the product not supported.");
        ask("region=MOON_1&product_type=host").await?;
        ask("region=US_WEST_2").await?;
        ask("product_type=host").await?;
    }
    let products = alice.get(&alice.org_path("/subscriptions/products")).await?.require(200)?.body;
    for host in products[0]["types"].as_array().needed()? {
        let query = format!("region=US_WEST_2&product_type=host&type={}", host.as_str().needed()?);
        alice.get(&alice.org_path(&format!("/subscriptions/offer-instances?{query}"))).await?.require(200)?;
    }
    Ok(())
}

async fn a_subscription_is_bought_and_used_until_its_term_is_over(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let task = buy(&alice, &request()).await?.require(202)?;
    let id = task.string("$.resource_id")?;
    equal!((&task.body["status"], &task.body["resource_type"]), (&json!("STARTED"), &json!("subscription")));
    let ordered = look(&alice, &id).await?;
    equal!((&ordered["status"], ordered.get("start_date")), (&json!("CREATED"), None));
    alice.delete(&alice.org_path(&format!("/subscriptions/{id}"))).await?.require(400)?.refused()?;

    world.advance("2m").await?;
    equal!(alice.task(&task.string("$.id")?).await?.require(200)?.body["status"], "FINISHED");
    let active = look(&alice, &id).await?;
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
        equal!(active[key], value, "{key}");
    }
    let reader = world.reader().await?;
    let list = async |query: &str| reader.get(&reader.org_path(&format!("/subscriptions{query}"))).await;
    equal!(list("?offer_type=TERM").await?.require(200)?.body, json!([active]));
    equal!(list("?offer_type=ON_DEMAND").await?.require(200)?.body, json!([]));
    list("?offer_type=FREE").await?.require(400)?.refused()?;
    Ok(())
}

async fn a_subscription_is_in_use_until_its_cancellation_is_done(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
    let id = buy(&alice, &request()).await?.require(202)?.string("$.resource_id")?;
    world.advance("2m").await?;
    let path = alice.org_path(&format!("/subscriptions/{id}"));
    alice.delete(&path).await?.require(202)?;
    equal!(look(&alice, &id).await?["status"], "ACTIVATED");
    alice.delete(&path).await?.require(400)?.refused()?;
    world.advance("1m").await?;
    let cancelled = look(&alice, &id).await?;
    equal!((&cancelled["status"], &cancelled["end_date"]), (&json!("CANCELLED"), &json!("2026-01-05T08:03:00.123Z")));
    Ok(())
}

async fn only_what_is_sold_can_be_bought(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let alice = world.owner().await?;
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
        buy(&alice, &body).await?.require(400)?.refused()?;
    }
    let mut body = request();
    body["product_type"] = json!("pizza");
    equal!(buy(&alice, &body).await?.require(400)?.refused()?, "Type of the product not supported.");
    buy(&world.reader().await?, &request()).await?.require(403)?.refused()?;
    let unknown = alice.org_path("/subscriptions/00000000-0000-4000-8000-000000000000");
    alice.get(&unknown).await?.require(404)?.refused()?;
    alice.delete(&unknown).await?.require(404)?.refused()?;
    Ok(())
}
