//! Decides which requests may be sent to a server. A service that costs money receives only reading requests, unless
//! further operations are allowed by name.

use crate::operation;
use anyhow::ensure;
use std::collections::BTreeSet;

/// Operations that use a method other than GET but change nothing lasting: signing in, and queries that need a body.
const LOOKS: [&str; 4] = ["AuthorizeApiToken", "GetApiTokenDetails", "IntrospectToken", "FindReservationWindows"];

/// Operations that use GET but start a task.
const STARTS: [&str; 1] = ["GetCompatibleSubnetsAsync"];

/// The set of requests that may be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Guard {
    /// All requests may be sent.
    #[default]
    Open,
    /// Reading requests and these operations may be sent.
    LooksAnd(BTreeSet<String>),
}

impl Guard {
    /// Allows reading requests and the operations with these names.
    ///
    /// # Errors
    /// There is no operation with such a name. A misspelled name is therefore reported instead of being ignored.
    pub fn looks_and(allowed: impl IntoIterator<Item = String>) -> anyhow::Result<Self> {
        let allowed: BTreeSet<_> = allowed.into_iter().collect();
        for name in &allowed {
            ensure!(operation::named(name).is_some(), "there is no operation {name} that could be allowed");
        }
        Ok(Self::LooksAnd(allowed))
    }

    /// Checks that a request may be sent.
    ///
    /// # Errors
    /// The request may not be sent. The sentence names the operation that would have to be allowed.
    pub fn admit(&self, method: &str, path: &str) -> Result<(), String> {
        let Self::LooksAnd(allowed) = self else { return Ok(()) };
        let Some(line) = operation::line_of(method, path) else {
            let harmless = ["GET", "HEAD"].contains(&method);
            return if harmless { Ok(()) } else { Err(format!("{method} {path} is no operation, and is not sent")) };
        };
        let looks = if line.method == "GET" { !STARTS.contains(&line.name) } else { LOOKS.contains(&line.name) };
        if looks || allowed.contains(line.name) {
            return Ok(());
        }
        Err(format!("{0} may change or cost something, and is not sent without --allow {0}", line.name))
    }

    /// Returns the operations in the list that may not be sent.
    pub fn refuses<'n>(&self, operations: &[&'n str]) -> Vec<&'n str> {
        match self {
            Self::Open => Vec::new(),
            Self::LooksAnd(allowed) => operations.iter().copied().filter(|name| !allowed.contains(*name)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vmc_client::endpoints;

    #[test]
    fn only_looks_are_let_through_unless_an_operation_is_named() {
        let guard = Guard::looks_and(["CreateSddc".to_owned()]).unwrap();
        let path = "/vmc/api/orgs/a/sddcs";
        assert_eq!(guard.admit("GET", path), Ok(()));
        assert_eq!(guard.admit("POST", path), Ok(()), "named");
        let refused = guard.admit("DELETE", &format!("{path}/b")).unwrap_err();
        assert!(refused.contains("--allow DeleteSddc"), "{refused}");
        assert!(guard.admit("GET", "/vmc/api/orgs/a/account-link/compatible-subnets-async").is_err(), "starts a task");
        assert!(guard.admit("POST", "/anything").is_err() && guard.admit("GET", "/anything").is_ok());
        assert_eq!(Guard::Open.admit("DELETE", path), Ok(()));
        assert_eq!(guard.refuses(&["CreateSddc", "DeleteSddc"]), ["DeleteSddc"]);
    }

    #[test]
    fn of_all_operations_those_that_look_are_get_or_listed() {
        let guard = Guard::looks_and([]).unwrap();
        for line in endpoints::all() {
            let looks = (line.method == "GET" && line.name != STARTS[0]) || LOOKS.contains(&line.name);
            assert_eq!(guard.admit(line.method, line.path).is_ok(), looks, "{}", line.name);
        }
        assert!(LOOKS.into_iter().chain(STARTS).all(|name| operation::named(name).is_some()));
    }

    #[test]
    fn a_slip_of_the_pen_is_refused() {
        let refused = Guard::looks_and(["createSddc".to_owned()]).unwrap_err();
        assert_eq!(refused.to_string(), "there is no operation createSddc that could be allowed");
    }
}
