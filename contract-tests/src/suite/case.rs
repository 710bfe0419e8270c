//! Cases, and how they are declared.

use super::{Needs, Played, Trial};
use crate::report::Source;
use std::{future::Future, pin::Pin};

/// Something that a server is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// `recordings/signing_in`
    pub id: &'static str,
    /// Where it takes what it expects from.
    pub source: Source,
    /// What it asks of the server.
    pub needs: Needs,
    /// Numbers of the recordings that it judges by.
    pub records: &'static [u32],
    /// Plays it.
    pub play: Play,
}

/// Plays a case.
pub type Play = for<'t> fn(&'t Trial) -> Pin<Box<dyn Future<Output = Played> + Send + 't>>;

/// Declares cases: what they judge by, then their names, which are those of functions in scope.
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
