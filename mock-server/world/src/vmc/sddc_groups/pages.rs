//! Lists in pages.

use crate::kernel::{
    filter::document_of,
    refusal::{ApiResult, Refusal},
};
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;
use vmc_client::wire::{Page, Pageable};

/// The number of items of a page if the request does not name one. (assumption)
const SIZE: usize = 100;

/// The largest number of items of a page. (assumption)
const SIZE_MAX: usize = 1000;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    size: usize,
    number: usize,
}

impl Asked {
    /// Reads the parameters `size` and `page`. Pages are counted from 0. (assumption)
    ///
    /// # Errors
    /// A parameter is out of range.
    pub(super) fn read(size: Option<i32>, page: Option<i32>) -> ApiResult<Self> {
        let size = size.map_or(Ok(SIZE), usize::try_from);
        let size = size.ok().filter(|size| (1..=SIZE_MAX).contains(size));
        let size = size.ok_or_else(|| Refusal::invalid(format!("size must be a number, 1 to {SIZE_MAX}.")))?;
        let number = page.map_or(Ok(0), usize::try_from).ok();
        let number = number.ok_or_else(|| Refusal::invalid("page must be a number, not negative."))?;
        Ok(Self { size, number })
    }

    /// Returns the items of the page.
    pub(super) fn items<T>(self, all: impl Iterator<Item = T>) -> Vec<T> {
        all.skip(self.size.saturating_mul(self.number)).take(self.size).collect()
    }

    /// Returns the page.
    pub(super) fn page<T>(self, all: Vec<T>) -> Page<T> {
        let total = all.len();
        let pages = total.div_ceil(self.size);
        let content = self.items(all.into_iter());
        Page {
            pageable: Some(Pageable { page_size: number(self.size), page_number: number(self.number) }),
            first: Some(self.number == 0),
            last: Some(self.number.saturating_add(1) >= pages),
            empty: Some(content.is_empty()),
            total_pages: number(pages),
            total_elements: number(total),
            number_of_elements: number(content.len()),
            size: number(self.size),
            number: number(self.number),
            content,
        }
    }
}

fn number(count: usize) -> Option<i64> {
    i64::try_from(count).ok()
}

/// Sorts items by a field, as `name,desc` asks for. Items that have the same value, or no field of this name, keep their order. (assumption)
///
/// # Errors
/// The order is neither `asc` nor `desc`.
pub(super) fn sort<T: Serialize>(items: Vec<T>, by: Option<&str>) -> ApiResult<Vec<T>> {
    let Some(by) = by else { return Ok(items) };
    let (field, order) = by.split_once(',').unwrap_or((by, "asc"));
    let descends = match order.trim().to_ascii_lowercase().as_str() {
        "asc" => false,
        "desc" => true,
        other => return Err(Refusal::invalid(format!("sort must end with asc or desc, not {other}."))),
    };
    let key = |item: &T| document_of(item).map_or(Value::Null, |mut item| item[field.trim()].take());
    let mut keyed: Vec<_> = items.into_iter().map(|item| (key(&item), item)).collect();
    keyed.sort_by(|(one, _), (other, _)| {
        let order = compare(one, other);
        if descends { order.reverse() } else { order }
    });
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.as_i64().cmp(&other.as_i64()),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => Ordering::Equal,
    }
}
