//! The records of the agreements of an organization: payment methods and signed terms of service.

use crate::kernel::{
    ids::{Ids, Kind},
    shared::Shared,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// The terms that a new organization has signed. The name is chosen. (assumption)
pub const TERMS_OF_SERVICE: &str = "vmc-terms-of-service";

/// The kinds of payment of a new organization.
static FIRST_METHODS: LazyLock<[Arc<str>; 2]> = LazyLock::new(|| ["PAY_BY_INVOICE", "CREDIT_CARD"].map(Arc::from));

/// The terms that a new organization has signed.
static FIRST_TERMS: LazyLock<Shared<BTreeSet<String>>> =
    LazyLock::new(|| BTreeSet::from([TERMS_OF_SERVICE.to_owned()]).into());

/// The agreements of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreements {
    /// The payment methods. The first one is used.
    pub payment_methods: Vec<PaymentMethod>,
    /// The names of the signed terms of service.
    pub signed_terms: Shared<BTreeSet<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethod {
    pub id: Uuid,
    /// The kind: `PAY_BY_INVOICE`, `CREDIT_CARD` … [values: assumption]
    pub kind: Arc<str>,
}

impl Agreements {
    /// Creates the agreements of a new organization.
    pub(super) fn first(ids: &mut Ids) -> Self {
        let methods = FIRST_METHODS.iter();
        let methods = methods.map(|kind| PaymentMethod { id: ids.uuid(Kind::PaymentMethod), kind: kind.clone() });
        Self { payment_methods: methods.collect(), signed_terms: FIRST_TERMS.clone() }
    }
}
