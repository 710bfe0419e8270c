//! An entry of the lists of what is not simulated.

/// An operation, or a whole part of the service, that is answered with 501.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSimulated {
    /// The operation's name in the published tables, or the end of its path with `(clients)` if it is known from clients only. `None` for a
    /// part of the service.
    pub operation: Option<&'static str>,
    /// HTTP method in upper case; `*` stands for all methods.
    pub method: &'static str,
    /// Path template. A `*` at its end matches any rest of the path.
    pub path: &'static str,
    /// Words for the operation or part, as the subject of a sentence.
    pub what: &'static str,
    pub reason: &'static str,
}
