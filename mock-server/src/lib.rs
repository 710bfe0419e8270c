//! A simulator of VMware Cloud on AWS that runs in memory on your own machine.
//!
//! It simulates sign-in, organizations, SDDCs, and tasks that progress under a clock that you control. One line gives a test its own
//! server:
//!
//! ```
//! use vmc_client::wire::{AwsSddcConfig, Provider, SddcState};
//! use vmcsim::{MockServer, Preset};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), vmc_client::Error> {
//! let mock = MockServer::builder().pace(Preset::Realistic).start().await;
//! let (client, org) = (mock.client(), mock.org_id());
//! let config = AwsSddcConfig {
//!     name: "sddc-1".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
//! };
//! let task = client.create_sddc(org, Default::default(), &config).await?;
//! mock.advance("73s");
//! assert_eq!(client.get_task(org, task.entity.id).await?.progress_percent, Some(99));
//! mock.advance("1s");
//! let sddcs = client.list_sddcs(org, Default::default()).await?;
//! assert_eq!(sddcs[0].sddc_state, Some(SddcState::Ready));
//! # Ok(())
//! # }
//! ```

pub use vmcsim_world as world;
pub use vmcsim_world::VERSION;

pub mod coverage;

mod clock;
#[cfg(feature = "console")]
mod console;
mod control_prefix;
pub mod description;
mod fingerprint;
mod http;
mod journal;
mod named;
mod names;
mod net;
mod new_world;
mod notifications;
mod schemas;
mod server;
mod stop_signal;
mod store;
mod threads;
mod tokens;
mod worlds;

#[cfg(feature = "schemas")]
pub use crate::http::openapi_values::schemas_of_types;
/// For the program alone.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use crate::net::tls::{NoTrust, trusting_system};
pub use crate::{
    http::{
        App, ExternalUrlError, Family, NotSimulated, OriginError,
        control::{self, LoadChange, LoadView},
        not_simulated,
        openapi_values::{control_openapi, networking_openapi, openapi, openapi_3_0, openapi_of},
        routed,
    },
    journal::{
        ENTRIES_DEFAULT as JOURNAL_DEFAULT, ENTRIES_MAX as JOURNAL_MAX,
        entry::{Entry as JournalEntry, EntryFault},
        filter::StatusPattern,
        recordings::{RecordedExchange, RecordedFrom, RecordedRequest, RecordedResponse},
        unused::{UNUSED, Unused},
        verification::{Difference, NearMiss, Times, Verdict, Verification},
    },
    named::names as named_worlds,
    names::NameError,
    net::{
        ConnectionLimits, raise_descriptor_limit,
        tls::{TlsError, new_authority},
    },
    new_world::{MadeFrom, NewWorld, Source},
    notifications::TargetError,
    server::{Builder, IntoSpan, MockServer, MockWorld, StartError, VerificationError},
    stop_signal::stop_signal,
    store::StateError,
    world::kernel::{
        clock::OnPoll,
        faults::{Fault, FaultRule, Moment},
        pacing::Preset,
        task_kind::TaskKind,
    },
};
