//! What the configurations of all features of an edge have in common: a version, and a state in which they are made.

use super::{
    edge::Edge,
    operation::{Draft, View},
    refusals,
};
use crate::{
    kernel::refusal::ApiResult,
    state::{
        edges::{Configuration, Edges},
        sddcs::SddcFacts,
    },
};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The largest configuration, in bytes of JSON. The largest real one, with all rules that an edge can have, is smaller.
const CONFIGURATION_MAX: usize = 1 << 20;

/// A feature of an edge that is configured.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) name: &'static str,
    /// Makes the configuration that a new edge has.
    pub(super) fresh: fn(&SddcFacts, Edge) -> Map<String, Value>,
}

impl Feature {
    /// Returns the configuration of this feature.
    pub(super) fn of<'e>(&self, edges: &'e Edges, sddc: &SddcFacts, edge: Edge) -> Cow<'e, Configuration> {
        match edges.config(edge.id(), self.name) {
            Some(config) => Cow::Borrowed(config),
            None => Cow::Owned(Configuration { version: 1, body: (self.fresh)(sddc, edge) }),
        }
    }

    /// Returns the configuration that an operation reads.
    pub(super) fn seen<'v>(&self, view: View<'v>, edge: Edge) -> Cow<'v, Configuration> {
        self.of(view.edges, view.sddc, edge)
    }

    /// Takes the version out of a body that replaces the configuration. A body without a version overwrites whatever there is. (published)
    ///
    /// # Errors
    /// The version is not the current one.
    pub(super) fn check_version(&self, draft: &Draft, edge: Edge, body: &mut Map<String, Value>) -> ApiResult<()> {
        let current = self.of(draft.edges, draft.sddc, edge).version;
        match body.shift_remove("version").and_then(|version| version.as_i64()) {
            Some(sent) if u64::try_from(sent) != Ok(current) => Err(refusals::stale(self.name, current, sent)),
            _ => Ok(()),
        }
    }

    /// Writes the configuration and counts its version up.
    ///
    /// # Errors
    /// It is too large.
    pub(super) fn write(&self, draft: &mut Draft, edge: Edge, body: Map<String, Value>) -> ApiResult<()> {
        if serde_json::to_string(&body).map_or(0, |text| text.len()) > CONFIGURATION_MAX {
            return Err(refusals::invalid(format!("The configuration is larger than {CONFIGURATION_MAX} bytes.")));
        }
        let version = self.of(draft.edges, draft.sddc, edge).version.saturating_add(1);
        draft.edges.set_config(edge.id(), self.name, Configuration { version, body });
        Ok(())
    }

    /// Puts the configuration back to the one that a new edge has.
    pub(super) fn reset(&self, draft: &mut Draft, edge: Edge) -> ApiResult<()> {
        let body = (self.fresh)(draft.sddc, edge);
        self.write(draft, edge, body)
    }

    /// Returns the fields of a configuration with its version.
    pub(super) fn shown(config: &Configuration) -> Map<String, Value> {
        let mut body = config.body.clone();
        body.insert("version".to_owned(), config.version.into());
        body
    }
}
