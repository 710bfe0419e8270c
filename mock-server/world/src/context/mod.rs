//! The input of an operation besides its request: the caller, the time, the world's settings, and the table of task kinds.

pub mod caller;
pub mod cx;
pub mod kinds;

pub use self::{
    caller::Caller,
    cx::{Cx, Holds, Settings},
};
pub use vmc_client::endpoint::Call;
