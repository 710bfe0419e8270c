//! The agreements of an organization: payment methods and terms of service. Users set them in the service's console, so the API only shows
//! them.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::orgs::Org,
};
use vmc_client::{
    endpoints::agreements::{GetTermsOfService, ListPaymentMethods},
    wire::{PaymentMethodInfo, TermsOfServiceResult},
};

/// The longest name of terms in a request. (assumption)
const TERMS_LENGTH_MAX: usize = 200;

/// `GET /orgs/{org}/payment-methods`
pub fn payment_methods(org: &Org, _: &Cx, call: &Call<ListPaymentMethods>) -> ApiResult<Vec<PaymentMethodInfo>> {
    let methods = (0..).zip(&org.agreements.payment_methods).map(|(place, method)| PaymentMethodInfo {
        default_flag: Some(place == 0),
        payment_method_id: Some(method.id.to_string()),
        type_: Some(method.kind.to_string()),
        ..PaymentMethodInfo::default()
    });
    Ok(methods.filter(|method| !call.query.default_flag || method.default_flag == Some(true)).collect())
}

/// `GET /orgs/{org}/tos`: unknown terms are answered as terms that are not signed. (assumption)
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
