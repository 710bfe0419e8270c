//! What a client of the simulator meets, theme by theme. Everything is raw JSON over HTTP; each test has a world of its own.

mod auth;
mod bad_input;
mod clock;
mod control;
mod every_operation;
mod journal;
mod sddc_create;
mod sddc_life;
mod sign_in;
mod unused;
mod verification;
mod wire;
