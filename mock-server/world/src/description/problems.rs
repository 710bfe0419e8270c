//! The problems of a description: everything that keeps it from being made.

use super::node::At;
use std::fmt;

/// The largest number of problems that are listed. A file with more is likely to be another kind of file.
pub const PROBLEMS_MAX: usize = 100;

/// A problem of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path of the key, such as `sddcs[0].num_hosts`; empty for the whole description.
    pub path: String,
    /// Where it is in the file, if it came from one.
    pub at: Option<At>,
    /// The problem in whole sentences. It never repeats a secret.
    pub message: String,
}

/// The problems that were found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, path: &str, at: Option<At>, message: impl Into<String>) {
        if self.0.len() < PROBLEMS_MAX {
            self.0.push(Problem { path: path.to_owned(), at, message: message.into() });
        }
    }

    /// Returns how many were found.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns `Ok` if there are none, and otherwise all of them in the order of the file.
    pub(super) fn or_ok<T>(mut self, made: T) -> Result<T, Vec<Problem>> {
        if self.0.is_empty() {
            return Ok(made);
        }
        self.0.sort_by_key(|problem| problem.at);
        Err(self.0)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "{at}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}
