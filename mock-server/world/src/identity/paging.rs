//! Pages of lists. `pageStart` is the number of the first result, counted from 1, and `pageLimit` is the largest number of results.

use crate::kernel::refusal::{ApiResult, Refusal};
use vmc_client::wire::{PagedPostResponse, PagedResponse};

/// The default and largest number of results on a page. The service's numbers are not published. (assumption)
pub(super) const PAGE_MAX: usize = 200;

/// The part of a list that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// The number of results before the page.
    before: usize,
    limit: usize,
}

impl Page {
    /// Reads the page parameters of a request. A limit above the maximum is reduced to the maximum.
    ///
    /// # Errors
    /// Fails if a number is below 1.
    pub(super) fn read(start: Option<i32>, limit: Option<i32>) -> ApiResult<Self> {
        let number = |name: &str, number: Option<i32>, default: usize| match number {
            None => Ok(default),
            Some(number) => usize::try_from(number)
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| Refusal::invalid(format!("{name} must be 1 or more."))),
        };
        Ok(Self {
            before: number("pageStart", start, 1)? - 1,
            limit: number("pageLimit", limit, PAGE_MAX)?.min(PAGE_MAX),
        })
    }

    fn of<T>(self, all: &[T]) -> &[T] {
        let rest = all.get(self.before..).unwrap_or_default();
        &rest[..self.limit.min(rest.len())]
    }

    /// Returns a page for a GET request at this path.
    pub(super) fn get<T, V>(self, path: &str, all: &[T], view: impl FnMut(&T) -> V) -> PagedResponse<V> {
        let results: Vec<V> = self.of(all).iter().map(view).collect();
        let join = if path.contains('?') { '&' } else { '?' };
        let link = |before: usize| format!("{path}{join}pageStart={}&pageLimit={}", before + 1, self.limit);
        let after = self.before.saturating_add(results.len());
        PagedResponse {
            total_results: count(all.len()),
            prev_link: (self.before > 0 && !all.is_empty()).then(|| link(self.before.saturating_sub(self.limit))),
            next_link: (!results.is_empty() && after < all.len()).then(|| link(after)),
            results,
        }
    }

    /// Returns a page for a POST request.
    pub(super) fn post<T, V>(self, all: &[T], view: impl FnMut(&T) -> V) -> PagedPostResponse<V> {
        PagedPostResponse {
            total_results: count(all.len()),
            start_index: count(self.before + 1),
            items_per_page: count(self.limit),
            results: self.of(all).iter().map(view).collect(),
        }
    }
}

/// Appends query parameters to a path. Parameters that are `None` are left out.
pub(super) fn with_query(path: String, parameters: &[(&str, Option<&str>)]) -> String {
    let given = parameters.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// Converts a length to the number type of the API.
pub(super) fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

/// Returns true if a text contains another; letter case does not matter.
pub(super) fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_any_size_make_up_the_list() {
        let all: Vec<u32> = (0..7).collect();
        for limit in 1..9 {
            let (mut seen, mut start) = (Vec::new(), Some(1));
            while let Some(at) = start {
                let page = Page::read(Some(at), Some(limit)).unwrap().get("/list", &all, |item| *item);
                assert_eq!(page.total_results, 7);
                assert_eq!(page.prev_link.is_some(), at > 1);
                seen.extend(page.results);
                start = page.next_link.map(|link| {
                    let start = link.split_once("pageStart=").and_then(|(_, rest)| rest.split('&').next()).unwrap();
                    start.parse().unwrap()
                });
            }
            assert_eq!(seen, all, "pages of {limit}");
        }
    }

    #[test]
    fn a_page_past_the_end_is_empty_and_numbers_below_one_are_refused() {
        let page = Page::read(Some(9), None).unwrap().get("/list", &[1, 2], |item| *item);
        assert_eq!((page.total_results, page.results, page.next_link), (2, vec![], None));
        assert!(Page::read(Some(0), None).is_err() && Page::read(None, Some(-1)).is_err());
        assert_eq!(Page::read(Some(i32::MAX), Some(i32::MAX)).unwrap().limit, PAGE_MAX);
    }
}
