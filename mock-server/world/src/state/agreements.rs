//! What an organization has agreed to.

use crate::kernel::ids::{Ids, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The terms that a new organization has agreed to. The name is chosen. (assumption)
pub const TERMS_OF_SERVICE: &str = "vmc-terms-of-service";

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
