//! The state of an organization in the model.

use super::{
    ids::Id,
    records::{
        groups::Group, members::Members, recovery::Recovery, sddcs::Sddc, sign_in::Tokens, subscriptions::Subscription,
        tasks::Task, templates::Template,
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// The quotas of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// SDDCs that are not deleted.
    pub sddcs: usize,
    /// Hosts of all these SDDCs together.
    pub hosts: usize,
    /// Hosts of one SDDC.
    pub hosts_per_sddc: usize,
    /// Clusters of one SDDC.
    pub clusters_per_sddc: usize,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Model {
    pub(crate) limits: Limits,
    /// The time in seconds since the world began.
    pub(crate) now: u32,
    /// The SDDCs by their ids. All maps of the model are ordered by id, because the service's order of lists is not
    /// published, and because the search must recognize states that differ only in an order as equal.
    pub(crate) sddcs: BTreeMap<Id, Arc<Sddc>>,
    pub(crate) tasks: BTreeMap<Id, Arc<Task>>,
    /// The templates, by the SDDCs that they were saved from.
    pub(crate) templates: BTreeMap<Id, Template>,
    pub(crate) subscriptions: BTreeMap<Id, Subscription>,
    pub(crate) tokens: Tokens,
    /// The groups in the networks of the one SDDC that has some.
    pub(crate) groups: BTreeMap<String, Group>,
    /// The site recovery of the one SDDC that has some.
    pub(crate) recovery: Option<Recovery>,
    /// The members of the one SDDC group.
    pub(crate) members: Members,
}

impl Model {
    /// Creates an organization that has only the initial tokens.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            now: 0,
            sddcs: BTreeMap::new(),
            tasks: BTreeMap::new(),
            templates: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            tokens: Tokens::default(),
            groups: BTreeMap::new(),
            recovery: None,
            members: Members::default(),
        }
    }
}

impl Limits {
    /// Quotas so high that no history reaches them.
    pub const NONE: Self = Self { sddcs: 10_000, hosts: 100_000, hosts_per_sddc: 100_000, clusters_per_sddc: 10_000 };

    pub(crate) fn is_tight(&self) -> bool {
        *self != Self::NONE
    }
}
