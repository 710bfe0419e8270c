//! Cases, and the macro that declares them.

use super::{Needs, Played, Trial};
use crate::report::Source;
use std::{future::Future, pin::Pin};

/// A test of a server.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// The name, such as `recordings/signing_in`.
    pub id: &'static str,
    /// The source of its expectations.
    pub source: Source,
    /// The requirements on the server.
    pub needs: Needs,
    /// The numbers of the recordings that answers are compared with.
    pub records: &'static [u32],
    /// Runs the case.
    pub play: Play,
}

/// Runs a case.
pub type Play = for<'t> fn(&'t Trial) -> Pin<Box<dyn Future<Output = Played> + Send + 't>>;

/// Declares cases: their folder and source, then for each its requirements and its name, which is that of a function
/// in scope.
macro_rules! cases {
    ($folder:literal, $source:ident; $( $needs:expr => $name:ident $( : $($record:literal)+ )?; )+) => {
        &[$( crate::suite::Case {
            id: concat!($folder, "/", stringify!($name)),
            source: crate::report::Source::$source,
            needs: $needs,
            records: &[$($($record),+)?],
            play: |trial| Box::pin($name(trial)),
        } ),+]
    };
}
pub(crate) use cases;
