//! Kinds of secrets.

/// What a secret is, as the name of its field tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Token, password or key.
    Secret,
    /// A program that signs in.
    Client,
    /// A person, by mail address or otherwise.
    User,
    /// What somebody chose as a name, or wrote.
    Name,
    /// A host or domain.
    Host,
    /// The number of an AWS account.
    Account,
}
