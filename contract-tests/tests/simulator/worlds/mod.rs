//! Worlds as wholes: what they are made from, that they begin again, that they go on elsewhere as they would have here.

mod exports;
mod making;
mod named;
mod parallel;
mod readable;
mod scripts;
