//! The products that are sold, and their prices.
//!
//! The prices of i3.metal hosts in `US_WEST_2` and the terms are those of a documented example. The differences of prices between hosts and
//! regions are an assumption.

use super::refusals;
use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::orgs::Org,
    vmc::orgs,
};
use vmc_client::{
    endpoints::subscriptions::{ListOfferInstances, ListSubscriptionOfferInstances, ListSubscriptionProducts},
    wire::{
        OfferInstancesHolder, OnDemandOfferInstance, SubscriptionProducts, SubscriptionRequest, TermBillingOptions,
        TermOfferInstance,
    },
};

/// The name and version of the only offer. (documented)
pub(super) const OFFER_NAME: &str = "VMware Cloud on AWS";
const OFFER_VERSION: &str = "1.0";

/// The only kind of product. (documented)
const HOST: &str = "host";

/// The hosts that are sold, each with its price in percent of the first one's.
const HOSTS: &[(&str, u64)] = &[("i3.metal", 100), ("i4i.metal", 125), ("i3en.metal", 170)];

/// The price of one hour, in ten-thousandths of a dollar.
const ON_DEMAND: u64 = 167_362;

/// The terms in months, each with its total price in ten-thousandths of a dollar.
const TERMS: &[(u16, u64)] = &[(12, 550_000_000), (36, 1_200_000_000)];

/// The hours of a billed month. (documented: the monthly cost is 720 times the hourly cost)
const HOURS_OF_MONTH: u64 = 720;

/// The billing frequencies of a term, each with its price in percent. The values are published; the surcharge of the second one is an
/// assumption.
const BILLING: &[(&str, u64)] = &[("Upfront", 100), ("Monthly", 105)];

/// The largest quantity of a product in one subscription. (assumption)
const QUANTITY_MAX: i32 = 1000;

/// A request that can be carried out.
pub(super) struct Accepted {
    pub(super) region: String,
    pub(super) months: u16,
    pub(super) quantity: i32,
    pub(super) host: &'static str,
    pub(super) billing_frequency: &'static str,
}

/// `GET /orgs/{org}/subscriptions/products`
pub fn products(_: &Org, _: &Cx, _: &Call<ListSubscriptionProducts>) -> ApiResult<Vec<SubscriptionProducts>> {
    let types = HOSTS.iter().map(|(host, _)| (*host).to_owned()).collect();
    Ok(vec![SubscriptionProducts { product: Some(HOST.to_owned()), types }])
}

/// `GET /orgs/{org}/offer-instances`: the answer has the fields that existed when this path was in use. (documented)
pub fn list_2018(org: &Org, _: &Cx, call: &Call<ListOfferInstances>) -> ApiResult<OfferInstancesHolder> {
    let region = region(org, &call.query.region)?;
    let OfferInstancesHolder { offers, on_demand } = prices(&region, host(&call.query.product_type, None, None)?);
    let of_2018 = |offer| TermOfferInstance {
        billing_options: None,
        product: None,
        product_charge_id: None,
        product_id: None,
        type_: None,
        ..offer
    };
    Ok(OfferInstancesHolder {
        offers: offers.into_iter().map(of_2018).collect(),
        on_demand: OnDemandOfferInstance { product: None, type_: None, ..on_demand },
    })
}

/// `GET /orgs/{org}/subscriptions/offer-instances`
pub fn list(org: &Org, _: &Cx, call: &Call<ListSubscriptionOfferInstances>) -> ApiResult<OfferInstancesHolder> {
    let query = &call.query;
    let region = region(org, &query.region)?;
    Ok(prices(&region, host(&query.product_type, query.product.as_deref(), query.type_.as_deref())?))
}

/// Checks a request to buy.
///
/// # Errors
/// Fails if the request contains something that is not sold.
pub(super) fn check(org: &Org, request: &SubscriptionRequest) -> ApiResult<Accepted> {
    let (host, _) = *host(&request.product_type, request.product.as_deref(), request.type_.as_deref())?;
    let region = region(org, &request.region)?;
    if request.offer_name != OFFER_NAME || request.offer_version != OFFER_VERSION {
        return Err(Refusal::invalid(format!(
            "There is no offer {} {}; the one offer is {OFFER_NAME} {OFFER_VERSION}.",
            request.offer_name, request.offer_version
        )));
    }
    let asked = request.commitment_term.trim();
    let term = TERMS.iter().find(|(months, _)| months.to_string() == asked);
    let (months, _) =
        *term.ok_or_else(|| Refusal::invalid(format!("Invalid commitment term {asked}; it is 12 or 36 (months).")))?;
    if !(1..=QUANTITY_MAX).contains(&request.quantity) {
        return Err(Refusal::invalid(format!("The quantity must be between 1 and {QUANTITY_MAX}.")));
    }
    let asked = request.billing_frequency.as_deref().unwrap_or(BILLING[0].0);
    let billing = BILLING.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked));
    let (billing_frequency, _) = *billing
        .ok_or_else(|| Refusal::invalid(format!("Invalid billing frequency {asked}; it is Upfront or Monthly.")))?;
    Ok(Accepted { region, months, quantity: request.quantity, host, billing_frequency })
}

/// Returns the `product_id` of a host. (assumption)
pub(super) fn product_id(host: &str) -> String {
    format!("VMC-HOST-{}", host.to_ascii_uppercase())
}

fn region(org: &Org, asked: &str) -> ApiResult<String> {
    let region = asked.trim().to_ascii_uppercase().replace('-', "_");
    if org.regions().contains(&region) {
        return Ok(region);
    }
    Err(orgs::refusals::not_available(&format!("Region {asked}")))
}

fn host(product_type: &str, product: Option<&str>, host: Option<&str>) -> ApiResult<&'static (&'static str, u64)> {
    if product_type != HOST || product.is_some_and(|product| product != HOST) {
        return Err(refusals::product_unsupported());
    }
    let host = host.unwrap_or(HOSTS[0].0);
    HOSTS.iter().find(|(known, _)| *known == host).ok_or_else(refusals::product_unsupported)
}

/// Returns a region's prices in percent of those of the United States.
fn region_percent(region: &str) -> u64 {
    match region.split('_').next() {
        Some("US") => 100,
        Some("EU" | "CA") => 110,
        _ => 120,
    }
}

fn prices(region: &str, (host, percent): &(&str, u64)) -> OfferInstancesHolder {
    let here = |price: u64| price * percent * region_percent(region) / 10_000;
    let (hour, text) = (here(ON_DEMAND), str::to_owned);
    let on_demand = OnDemandOfferInstance {
        currency: text("USD"),
        description: text(OFFER_NAME),
        monthly_cost: dollars(hour * HOURS_OF_MONTH, 4),
        name: text(OFFER_NAME),
        product: Some(text(HOST)),
        product_type: Some(text(HOST)),
        region: text(region),
        type_: Some(text(host)),
        unit_price: dollars(hour, 4),
        version: text(OFFER_VERSION),
    };
    let offers = TERMS.iter().map(|(months, price)| {
        let price = here(*price);
        let options = BILLING.iter().map(|(frequency, surcharge)| TermBillingOptions {
            billing_frequency: Some(text(frequency)),
            unit_price: Some(match *frequency {
                "Monthly" => dollars(price * surcharge / 100 / u64::from(*months), 4),
                _ => dollars(price, 1),
            }),
        });
        TermOfferInstance {
            billing_options: Some(options.collect()),
            commitment_term: i32::from(*months),
            currency: text("USD"),
            description: text(OFFER_NAME),
            name: text(OFFER_NAME),
            offer_context_id: None,
            product: Some(text(HOST)),
            product_charge_id: Some(format!("{}-{months}M", product_id(host))),
            product_id: Some(product_id(host)),
            product_type: Some(text(HOST)),
            region: text(region),
            type_: Some(text(host)),
            unit_price: dollars(price, 1),
            version: text(OFFER_VERSION),
        }
    });
    OfferInstancesHolder { offers: offers.collect(), on_demand }
}

/// Formats an amount in ten-thousandths of a dollar with the given number of decimals, at most four.
fn dollars(amount: u64, decimals: usize) -> String {
    let mut text = format!("{}.{:04}", amount / 10_000, amount % 10_000);
    text.truncate(text.len() - 4usize.saturating_sub(decimals));
    text
}
