//! Why there can be no TLS.

use crate::names::NameError;
use std::{io, path::PathBuf};

/// Why there can be no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file or folder cannot be read or written.
    #[error("cannot use {}: {reason}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        reason: io::Error,
    },
    /// The files in the folder are not a certificate authority.
    #[error("the certificate authority in {} is damaged: {reason}. Remove its files, and a new one is made", dir.display())]
    Damaged {
        /// The folder.
        dir: PathBuf,
        /// Description of the error.
        reason: String,
    },
    /// The certificate authority in the folder was brought by the user, so it is not replaced.
    #[error("the certificate authority in {} is not one of vmcsim's, so it is not replaced", .0.display())]
    NotOurs(PathBuf),
    /// The user's certificate or key cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Certificate(String),
    /// The authority cannot vouch for a name, because the text is not a name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No certificate can be made.
    #[error("no certificate can be made: {0}")]
    Make(#[from] rcgen::Error),
}
