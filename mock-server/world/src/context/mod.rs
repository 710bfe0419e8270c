//! What an operation is given besides the request: who asks, the time, the settings of the world, and the kinds of task there are.

pub mod caller;
pub mod cx;
pub mod kinds;

pub use self::{
    caller::Caller,
    cx::{Cx, Holds, Settings},
};
pub use vmc_client::endpoint::Call;
