//! Sources of expectations.

use serde::Serialize;
use std::fmt;

/// Where a case takes what it expects from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Recorded exchanges with the service.
    Recording,
    /// The published tables of operations and types.
    Published,
    /// What was observed of the service, and what its clients rely on, in several steps.
    Flow,
    /// A model of the service, which does not share its code.
    Model,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recording => "recording",
            Self::Published => "published",
            Self::Flow => "flow",
            Self::Model => "model",
        })
    }
}
