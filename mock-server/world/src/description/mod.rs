//! Worlds described in a file: what a person writes to have an organization of their own.
//!
//! A description is not written into the state of a world. It is carried out by the operations that users call, in a world whose clock is then
//! moved to the described time. So every rule holds, and what the service would refuse is refused in its own words. A description with
//! any problem makes no world, and all its problems are reported.

pub mod node;

mod describing;
mod making;
mod model;
mod problems;
mod reading;

pub use self::{
    describing::{Described, LeftOut, describe},
    making::{Made, make},
    model::{Credentials, Description, Secrets},
    problems::{PROBLEMS_MAX, Problem},
};
