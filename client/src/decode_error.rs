//! The error of everything that decodes.

/// Why a value cannot be decoded or encoded.
#[derive(Debug, thiserror::Error)]
#[error("{}{reason}", if path.is_empty() { String::new() } else { format!("at `{path}`: ") })]
pub struct DecodeError {
    /// The place, such as `cluster.hosts[2].id`; empty for the whole document, and where its syntax is wrong.
    pub path: String,
    pub reason: String,
}

impl DecodeError {
    /// An error of the whole document.
    #[expect(clippy::needless_pass_by_value, reason = "it is the function of a `map_err`")]
    pub(crate) fn whole(reason: impl ToString) -> Self {
        Self { path: String::new(), reason: reason.to_string() }
    }
}
