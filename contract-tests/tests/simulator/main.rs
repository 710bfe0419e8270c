//! Tests of the features that only the simulator has: control of worlds, clocks, faults and the journal, and its
//! OpenAPI documents.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api_tokens;
mod clock;
mod console;
mod control;
mod copies;
mod dcli;
mod descriptions;
mod direct;
mod due_dates;
mod every_operation;
mod examples;
mod faults;
mod generators;
mod journal;
mod journal_memory;
mod mock_world;
mod networking;
mod notifications;
mod openapi;
mod postman;
mod refused;
mod scalars;
mod scaling;
mod schemas;
mod sddc_groups;
mod tasks;
mod unmatched;
mod unused;
mod verification;
mod worlds;
