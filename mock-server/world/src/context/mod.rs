//! The input of an operation besides its request: the caller, the time, the world's settings, and the table of task kinds.

pub mod caller;
pub mod cx;
pub mod kinds;
mod request;

pub use self::{
    caller::Caller,
    cx::{Cx, Holds, Settings},
    request::Request,
};
pub use vmc_client::endpoint::Call;
