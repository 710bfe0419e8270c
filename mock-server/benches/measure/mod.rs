//! Code that the benchmarks share: starting servers, a small HTTP client, worlds for measuring, and statistics.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock and the environment")]
#![allow(dead_code, reason = "each benchmark uses a part of this module")]

pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod setting;

use std::error::Error;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Returns the median of some numbers.
pub(crate) fn median(numbers: Vec<f64>) -> f64 {
    percentile(numbers, 50.0)
}

/// Returns the number below which the given percentage of some numbers lie.
pub(crate) fn percentile(mut numbers: Vec<f64>, percentage: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let place = (numbers.len() as f64 * percentage / 100.0) as usize;
    numbers.get(place.min(numbers.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// Returns the value after an argument such as `--rounds`.
pub(crate) fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// Returns the value of an argument as a number, or `default` if the argument is not given.
///
/// # Errors
/// The value is not a number.
pub(crate) fn number(name: &str, default: u64) -> Result<u64> {
    argument(name).map_or(Ok(default), |text| text.parse().map_err(|_| format!("{name} {text} is no number").into()))
}
