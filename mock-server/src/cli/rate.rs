//! Reads rates of clocks.

/// Reads a rate.
///
/// # Errors
/// It is no finite number from 0.
pub(super) fn read_rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate >= 0.0)
        .ok_or_else(|| "a rate is a number from 0".to_owned())
}
