//! Worlds as wholes: what they are made from, that they begin again, that they go on elsewhere as they would have here.
//!
//! Operations: CreateWorld, ListWorlds, ResetWorld, DeleteWorld, ExportWorld, ImportWorld.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod exports;
mod making;
mod named;
mod parallel;
mod readable;
mod scripts;
