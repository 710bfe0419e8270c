//! The server that a suite judges, and the means of access to it.

use crate::Target;
use std::fmt;
use vmc_client::wire::Secret;

/// A server and the means of access to it.
#[derive(Debug, Clone)]
pub struct Subject {
    pub target: Target,
    pub access: Access,
}

/// The means of access to a server.
#[derive(Debug, Clone)]
pub enum Access {
    /// The server creates worlds on request, each with its own API tokens and a clock that can be moved.
    Control,
    /// The server is accessed with the API token of an existing user. Its clock cannot be moved.
    Key {
        api_token: Secret,
        /// The organization to read.
        org: String,
    },
}

/// The requirements of a case on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Only reading requests.
    Looks,
    /// These operations, which change or cost something.
    Changes(&'static [&'static str]),
    /// New worlds whose clocks can be moved.
    MovableClock,
}

impl Subject {
    /// Creates a subject for a server that creates worlds.
    pub fn simulator(target: Target) -> Self {
        Self { target, access: Access::Control }
    }

    /// Returns the reason why the server cannot fulfil these requirements; `None` if it can.
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
    /// Shows the addresses without the tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, csp) = (self.target.url(), self.target.url_of("/csp/"));
        f.write_str(url)?;
        if csp == url { Ok(()) } else { write!(f, ", sign-in at {csp}") }
    }
}
