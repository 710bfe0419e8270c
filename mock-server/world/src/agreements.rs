//! What an organization has agreed to: ways of paying, and terms of service. Both are made in the service's console, so the API only
//! shows them.

use super::{
    Call, Cx,
    ids::{Ids, Kind},
    orgs::Org,
    refusal::{ApiResult, Refusal},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;
use vmc_client::{
    endpoints::agreements::{GetTermsOfService, ListPaymentMethods},
    wire::{PaymentMethodInfo, TermsOfServiceResult},
};

/// The terms that a new organization has agreed to. The name is chosen. (assumption)
pub const TERMS_OF_SERVICE: &str = "vmc-terms-of-service";

/// The longest name of terms that is looked up. (assumption)
const TERMS_LENGTH_MAX: usize = 200;

/// What an organization has agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreements {
    /// Ways of paying; the first is the one that is used.
    pub payment_methods: Vec<PaymentMethod>,
    /// Terms of service that were signed.
    pub signed_terms: BTreeSet<String>,
}

/// A way of paying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethod {
    /// Its id.
    pub id: Uuid,
    /// `PAY_BY_INVOICE`, `CREDIT_CARD` … [values: assumption]
    pub kind: String,
}

impl Agreements {
    /// Those of a new organization.
    pub(super) fn first(ids: &mut Ids) -> Self {
        let mut method = |kind: &str| PaymentMethod { id: ids.uuid(Kind::PaymentMethod), kind: kind.to_owned() };
        Self {
            payment_methods: vec![method("PAY_BY_INVOICE"), method("CREDIT_CARD")],
            signed_terms: BTreeSet::from([TERMS_OF_SERVICE.to_owned()]),
        }
    }
}

/// `GET /orgs/{org}/payment-methods`
pub fn payment_methods(org: &Org, _: &Cx, call: &Call<ListPaymentMethods>) -> ApiResult<Vec<PaymentMethodInfo>> {
    let methods = (0..).zip(&org.agreements.payment_methods).map(|(place, method)| PaymentMethodInfo {
        default_flag: Some(place == 0),
        payment_method_id: Some(method.id.to_string()),
        type_: Some(method.kind.clone()),
        ..PaymentMethodInfo::default()
    });
    Ok(methods.filter(|method| !call.query.default_flag || method.default_flag == Some(true)).collect())
}

/// `GET /orgs/{org}/tos`: terms that nobody knows are terms that nobody has signed. (assumption)
pub fn terms_of_service(org: &Org, _: &Cx, call: &Call<GetTermsOfService>) -> ApiResult<TermsOfServiceResult> {
    let terms = call.query.terms_id.as_str();
    if terms.is_empty() || terms.len() > TERMS_LENGTH_MAX {
        return Err(Refusal::invalid(format!("termsId must have 1 to {TERMS_LENGTH_MAX} characters.")));
    }
    Ok(TermsOfServiceResult {
        signed: Some(org.agreements.signed_terms.contains(terms)),
        terms_id: Some(terms.to_owned()),
    })
}
