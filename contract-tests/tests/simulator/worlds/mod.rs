//! Tests of whole worlds: their sources, resetting them, and exporting them so that they continue unchanged on
//! another server.

mod exports;
mod making;
mod named;
mod parallel;
mod readable;
