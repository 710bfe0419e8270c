//! What the benchmarks share: starting servers, a small HTTP client, worlds to measure in, and figures.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock and the environment")]
#![allow(dead_code, reason = "each benchmark uses a part of this module")]

pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod setting;

use std::error::Error;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The middle one of some numbers.
pub(crate) fn median(numbers: Vec<f64>) -> f64 {
    percentile(numbers, 50.0)
}

/// The number below which the given percentage of some numbers lie.
pub(crate) fn percentile(mut numbers: Vec<f64>, percentage: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let place = (numbers.len() as f64 * percentage / 100.0) as usize;
    numbers.get(place.min(numbers.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// The value after an argument such as `--rounds`.
pub(crate) fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// As [`argument`], for a number, with what it is where it is not given.
///
/// # Errors
/// It is no number.
pub(crate) fn number(name: &str, default: u64) -> Result<u64> {
    argument(name).map_or(Ok(default), |text| text.parse().map_err(|_| format!("{name} {text} is no number").into()))
}
