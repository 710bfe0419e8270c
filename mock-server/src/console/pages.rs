//! The pages, by their addresses.

use super::{
    activity, clock, developer, downloads, explorer, faults, journal,
    layout::Page,
    profile,
    refusals::{Failure, no_such_page},
    samples, sddc, sddcs, subscriptions,
    visit::Visit,
    worlds,
};

/// Returns the page at a path.
///
/// # Errors
/// There is none, or what it is about is gone.
pub(super) fn page(visit: &Visit, path: &str) -> Result<Page, Failure> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [] => sddcs::page(visit),
        ["sddcs", "create"] => sddcs::create_page(visit),
        ["sddcs", id] => sddc::page(visit, id),
        ["sddcs", id, "delete"] => sddc::delete_page(visit, id),
        ["subscriptions"] => subscriptions::page(visit),
        ["activity"] => activity::page(visit),
        ["activity", task] => activity::task_page(visit, task),
        ["developer"] => developer::page(visit),
        ["api-explorer"] => explorer::page(visit),
        ["samples"] => samples::page(visit),
        ["downloads"] => downloads::page(visit),
        ["profile"] => profile::page(visit),
        ["clock"] => clock::page(visit),
        ["faults"] => faults::page(visit),
        ["journal"] => journal::page(visit),
        ["journal", number] => journal::entry_page(visit, number),
        ["worlds"] => worlds::page(visit),
        _ => Err(no_such_page()),
    }
}

/// Returns the part of a path after `/console/`.
pub(super) fn path_of(path: &str) -> &str {
    path.strip_prefix("/console").unwrap_or(path).trim_start_matches('/')
}
