//! The error of a value that cannot be read.

use serde::de::{Error, Expected, Unexpected};
use std::fmt;

/// The error of a value that cannot be read. The context of the reader keeps its place.
#[derive(Debug)]
pub struct ReadError(pub(super) Box<str>);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    #[cold]
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string().into())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("type", found, expected)
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::unexpected("value", found, expected)
    }
}

impl ReadError {
    /// Describes a value in the words of `serde_json`, which calls null by its JSON name.
    #[cold]
    #[inline(never)]
    fn unexpected(what: &str, found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(
            match found {
                Unexpected::Unit => format!("invalid {what}: null, expected {expected}"),
                found => format!("invalid {what}: {found}, expected {expected}"),
            }
            .into(),
        )
    }

    /// An error about a part of a text, such as an escape that stands for no character or a number out of range. Its line and column would
    /// be those within the part, so they are left out.
    #[cold]
    #[inline(never)]
    #[expect(clippy::needless_pass_by_value, reason = "it is used as the function of a `map_err`")]
    pub(super) fn within(err: serde_json::Error) -> Self {
        let text = err.to_string();
        Self(text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason).into())
    }
}
