//! What a request is refused with because a fault rule wants it, and what can be wrong with asking for one.

/// A refusal that nothing is wrong for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// An error as a rule words it.
    #[error("{}", .0.messages.join(" "))]
    Injected(Box<InjectedError>),
    /// Too many requests. No public source shows what the service says then. (assumption)
    #[error("Too many requests. Please try again later.")]
    Throttled {
        /// After so many seconds.
        retry_after: u32,
    },
    /// The connection is to end or to stay silent, so nobody reads this but a caller in the same process, which has no connection.
    #[error("A fault rule leaves this request unanswered.")]
    Unanswered,
    /// No such rule.
    #[error("There is no fault rule {0}.")]
    RuleNotFound(u64),
}

/// An error as a fault rule words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedError {
    /// Its status, as it stands in the rule.
    pub status: u16,
    /// Its sentences; none where the service's own will do.
    pub messages: Vec<String>,
    /// Its code, unless the service's own will do.
    pub code: Option<String>,
}
