//! Whom a suite judges, and how it gets in there.

use crate::Target;
use std::fmt;
use vmc_client::wire::Secret;

/// A server, and how to get in.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The server.
    pub target: Target,
    /// How to get in.
    pub access: Access,
}

/// How to get into a server.
#[derive(Debug, Clone)]
pub enum Access {
    /// It makes worlds when asked to, each with keys of its own and a clock that can be moved.
    Control,
    /// With the key of somebody who is there. Time passes as it does.
    Key {
        /// An API token.
        api_token: Secret,
        /// The organization that is looked at.
        org: String,
    },
}

/// What a case asks of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// To be looked at.
    Looks,
    /// To do these operations, which change or cost something.
    Changes(&'static [&'static str]),
    /// Worlds of its own, whose clocks can be moved.
    MovableClock,
}

impl Subject {
    /// A server that makes worlds.
    pub fn simulator(target: Target) -> Self {
        Self { target, access: Access::Control }
    }

    /// Why the server cannot be asked for this; none where it can.
    pub(super) fn cannot(&self, needs: Needs) -> Option<String> {
        match (needs, &self.access) {
            (Needs::MovableClock, Access::Key { .. }) => Some("the server has no clock that can be moved".to_owned()),
            (Needs::Changes(operations), _) => {
                let refused = self.target.guard().refuses(operations);
                (!refused.is_empty()).then(|| format!("not allowed: {}", refused.join(", ")))
            }
            (Needs::MovableClock, Access::Control) | (Needs::Looks, _) => None,
        }
    }
}

impl fmt::Display for Subject {
    /// Its addresses; no keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, csp) = (self.target.url(), self.target.url_of("/csp/"));
        f.write_str(url)?;
        if csp == url { Ok(()) } else { write!(f, ", sign-in at {csp}") }
    }
}
