//! Checks of names, texts and lists in requests.

use crate::kernel::refusal::{ApiResult, Refusal};

/// The largest number of clients in one request.
pub(super) const NAMED_MAX: usize = 200;

/// The longest name, id, secret or address in a request, in bytes; also the largest number of addresses or organizations.
pub(super) const TEXT_MAX: usize = 256;

const LIST_MAX: usize = 50;

/// Returns a list in a request, or an error if it is too long.
pub(super) fn bounded<T>(list: &[T]) -> ApiResult<&[T]> {
    if list.len() > NAMED_MAX {
        return Err(Refusal::invalid(format!("A request names {NAMED_MAX} at most.")));
    }
    Ok(list)
}

pub(super) fn fit_name(name: &str) -> ApiResult<String> {
    let name = name.trim();
    if name.is_empty() || name.len() > TEXT_MAX {
        return Err(Refusal::invalid(format!("A name has 1 to {TEXT_MAX} bytes.")));
    }
    Ok(name.to_owned())
}

pub(super) fn fit_description(text: Option<&str>) -> ApiResult<Option<String>> {
    if text.is_some_and(|text| text.len() > TEXT_MAX) {
        return Err(Refusal::invalid(format!("A description has {TEXT_MAX} bytes at most.")));
    }
    Ok(text.map(str::to_owned))
}

pub(super) fn fit_list(name: &str, texts: &[String]) -> ApiResult<Vec<String>> {
    if texts.len() > LIST_MAX || texts.iter().any(|text| text.len() > TEXT_MAX) {
        return Err(Refusal::invalid(format!("{name} has at most {LIST_MAX} texts of {TEXT_MAX} bytes.")));
    }
    Ok(texts.to_vec())
}
