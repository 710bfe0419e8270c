//! The subscriptions of the organization, and the offers.

use super::{
    curl::Call,
    forms::{self, put},
    layout::Page,
    moments::Moment,
    refusals::Failure,
    states::State,
    visit::{Visit, encoded},
};
use askama::Template;
use axum::response::Response;
use http::Method;
use serde::Deserialize;
use serde_json::json;

/// A subscription. All values are texts, as the API gives them.
#[derive(Deserialize)]
struct Subscription {
    csp_subscription_id: String,
    status: String,
    description: Option<String>,
    product_name: Option<String>,
    quantity: Option<String>,
    region: Option<String>,
    commitment_term: Option<String>,
    billing_frequency: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
}

impl Subscription {
    fn state(&self) -> State {
        State::of(&self.status)
    }

    fn start(&self) -> Option<Moment> {
        self.start_date.as_deref().map(Moment::read)
    }

    fn end(&self) -> Option<Moment> {
        self.end_date.as_deref().map(Moment::read)
    }
}

#[derive(Template)]
#[template(path = "subscriptions.html")]
struct Subscriptions<'a> {
    visit: &'a Visit<'a>,
    subscriptions: Vec<Subscription>,
}

impl Subscriptions<'_> {
    fn quantity(one: &Subscription) -> &str {
        one.quantity.as_deref().unwrap_or("–")
    }

    fn product(one: &Subscription) -> &str {
        one.product_name.as_deref().or(one.description.as_deref()).unwrap_or("hosts")
    }

    fn region(one: &Subscription) -> &str {
        one.region.as_deref().unwrap_or("–")
    }

    fn term(one: &Subscription) -> String {
        let billing = one.billing_frequency.as_deref().unwrap_or_default().to_lowercase();
        format!("{} months, {billing}", one.commitment_term.as_deref().unwrap_or("–"))
    }

    fn cancellation(&self, one: &Subscription) -> String {
        self.visit.href(&format!("/console/subscriptions/{}/cancel", one.csp_subscription_id))
    }
}

#[derive(Deserialize)]
struct Offers {
    #[serde(default)]
    offers: Vec<Offer>,
}

#[derive(Deserialize)]
struct Offer {
    name: String,
    version: String,
    commitment_term: i64,
    currency: Option<String>,
    product_type: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    billing_options: Vec<Billing>,
}

#[derive(Deserialize)]
struct Billing {
    billing_frequency: String,
    unit_price: String,
}

impl Billing {
    /// Returns the price in whole units of the currency, with separated thousands.
    fn price(&self) -> String {
        let whole = self.unit_price.split('.').next().unwrap_or_default();
        let mut price = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                price.push('\u{202f}');
            }
            price.push(digit);
        }
        price
    }
}

#[derive(Template)]
#[template(path = "offers.html")]
struct OfferForms<'a> {
    visit: &'a Visit<'a>,
    region: &'a str,
    kind: &'a str,
    regions: [&'static str; 6],
    kinds: [&'static str; 3],
    offers: Vec<Offer>,
    error: Option<String>,
}

impl OfferForms<'_> {
    fn is_region(&self, region: &str) -> bool {
        self.region == region
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.kind == kind
    }
}

/// The page of subscriptions, with the offers for a region and a kind of host.
pub(super) fn page(visit: &Visit) -> Result<Page, Failure> {
    let subscriptions = visit.read(&visit.in_org("/subscriptions"))?;
    let region = visit.asked("region").unwrap_or("US_WEST_2");
    let kind = visit.asked("type").unwrap_or("i3.metal");
    let target =
        format!("/subscriptions/offer-instances?region={}&product_type=host&type={}", encoded(region), encoded(kind));
    let (offers, error) = match visit.read::<Offers>(&visit.in_org(&target)) {
        Ok(found) => (found.offers, None),
        Err(refusal) => (Vec::new(), Some(refusal.to_string())),
    };
    let offers = OfferForms {
        visit,
        region,
        kind,
        regions: ["US_WEST_2", "US_EAST_1", "EU_CENTRAL_1", "EU_WEST_2", "AP_NORTHEAST_1", "AP_SOUTHEAST_2"],
        kinds: ["i3.metal", "i4i.metal", "i3en.metal"],
        offers,
        error,
    };
    let page = Page::new("Subscriptions", "subscriptions");
    Ok(page.with_live("subscriptions", &Subscriptions { visit, subscriptions }).with("offers", &offers))
}

/// Buys a subscription.
pub(super) async fn create(visit: Visit<'_>) -> Result<Response, Failure> {
    let Ok(quantity) = visit.sent("quantity").parse::<i32>() else {
        return forms::again(visit, &Failure::invalid("The quantity is not a whole number."), page);
    };
    let mut body = json!({
        "offer_name": visit.sent("offer_name"),
        "offer_version": visit.sent("offer_version"),
        "commitment_term": visit.sent("commitment_term"),
        "product_type": visit.sent("product_type"),
        "quantity": quantity,
        "region": visit.sent("region"),
    });
    put(&mut body, "type", visit.sent("type"));
    put(&mut body, "billing_frequency", visit.sent("billing_frequency"));
    let call = Call::with(Method::POST, &visit.in_org("/subscriptions"), &body);
    let next = visit.href("/console/subscriptions");
    forms::carry_out(visit, call, (next, "bought"), page).await
}

/// Cancels a subscription.
pub(super) async fn cancel(visit: Visit<'_>, id: &str) -> Result<Response, Failure> {
    let call = Call::delete(&visit.in_org(&format!("/subscriptions/{}", encoded(id))));
    let next = visit.href("/console/subscriptions");
    forms::carry_out(visit, call, (next, "subscription-canceled"), page).await
}
