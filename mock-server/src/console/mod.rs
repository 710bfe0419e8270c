//! The console: pages for people, under `/console/`.
//!
//! A page reads what the operations of the API answer (`Visit::read`), and a form carries out an operation of the API (`Visit::send`), so
//! a page never shows anything else than the API does. The console keeps nothing between two requests but the keys of its forms and
//! sign-ins, which are drawn when the server starts.
//!
//! Each file has the pages of one resource. The templates, the style sheet and the script are in the folder `console` of this package.

mod activity;
mod assets;
mod clock;
mod curl;
mod developer;
mod downloads;
mod events;
mod explorer;
mod faults;
mod forms;
mod guard;
mod journal;
mod layout;
mod moments;
mod networking;
mod pages;
mod presets;
mod profile;
mod refusals;
mod routes;
mod samples;
mod sddc;
mod sddcs;
mod state;
mod states;
mod subscriptions;
mod tasks;
mod timeline;
mod visit;
mod worlds;

pub(crate) use state::{Console, Reach};
