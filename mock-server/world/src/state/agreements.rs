//! The records of the agreements of an organization: payment methods and signed terms of service.

use crate::kernel::ids::{Ids, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The terms that a new organization has signed. The name is chosen. (assumption)
pub const TERMS_OF_SERVICE: &str = "vmc-terms-of-service";

/// The agreements of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreements {
    /// The payment methods. The first one is used.
    pub payment_methods: Vec<PaymentMethod>,
    /// The names of the signed terms of service.
    pub signed_terms: BTreeSet<String>,
}

/// A payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethod {
    pub id: Uuid,
    /// The kind: `PAY_BY_INVOICE`, `CREDIT_CARD` … [values: assumption]
    pub kind: String,
}

impl Agreements {
    /// Creates the agreements of a new organization.
    pub(super) fn first(ids: &mut Ids) -> Self {
        let mut method = |kind: &str| PaymentMethod { id: ids.uuid(Kind::PaymentMethod), kind: kind.to_owned() };
        Self {
            payment_methods: vec![method("PAY_BY_INVOICE"), method("CREDIT_CARD")],
            signed_terms: BTreeSet::from([TERMS_OF_SERVICE.to_owned()]),
        }
    }
}
