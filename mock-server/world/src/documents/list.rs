//! Lists of objects, in pages.

use super::refusals;
use crate::kernel::refusal::ApiResult;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// The largest page, which is also the usual one. (documented)
pub const PAGE_MAX: usize = 1000;

/// What a client asks of a list.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// The number of objects to skip.
    start: usize,
    size: usize,
    sort_by: Option<String>,
    descending: bool,
    fields: Option<Vec<String>>,
}

impl Paging {
    /// Reads the parameters of a query.
    ///
    /// # Errors
    /// A parameter has the wrong form.
    pub fn of(query: &[(String, String)]) -> ApiResult<Self> {
        let get = |name: &str| {
            query
                .iter()
                .rev()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
                .filter(|text| !text.is_empty())
        };
        let number = |name: &str| {
            let read = |text: &str| text.parse::<usize>();
            get(name)
                .map(read)
                .transpose()
                .map_err(|_| refusals::invalid(format!("The parameter `{name}` is not valid.")))
        };
        let size = number("page_size")?.unwrap_or(PAGE_MAX);
        if size > PAGE_MAX {
            return Err(refusals::invalid(format!("The parameter `page_size` must be at most {PAGE_MAX}.")));
        }
        Ok(Self {
            start: number("cursor")?.unwrap_or(0),
            // A page of nothing would never end.
            size: size.max(1),
            sort_by: get("sort_by").map(str::to_owned),
            descending: get("sort_ascending").is_some_and(|text| text.eq_ignore_ascii_case("false")),
            fields: get("included_fields").map(|text| text.split(',').map(|name| name.trim().to_owned()).collect()),
        })
    }

    /// Returns the page of a list. The number of results is on the first page only. (published)
    pub fn page(&self, mut objects: Vec<Map<String, Value>>, shows_order: bool) -> Map<String, Value> {
        if let Some(name) = &self.sort_by {
            objects.sort_by(|one, other| compare(one.get(name), other.get(name)));
        }
        if self.descending {
            objects.reverse();
        }
        let mut list = self.values(objects.into_iter().map(Value::Object).collect());
        if shows_order {
            list.insert("sort_by".to_owned(), self.sort_by.as_deref().unwrap_or("display_name").into());
            list.insert("sort_ascending".to_owned(), (!self.descending).into());
        }
        list
    }

    /// Returns the page of a list of values that need not be objects.
    pub fn values(&self, values: Vec<Value>) -> Map<String, Value> {
        let count = values.len();
        let end = self.start.saturating_add(self.size);
        let page = values.into_iter().skip(self.start).take(self.size).map(|value| match value {
            Value::Object(object) => Value::Object(self.selected(object)),
            value => value,
        });
        let mut list = Map::new();
        list.insert("results".to_owned(), page.collect());
        if self.start == 0 {
            list.insert("result_count".to_owned(), count.into());
        }
        if end < count {
            list.insert("cursor".to_owned(), end.to_string().into());
        }
        list
    }

    fn selected(&self, mut object: Map<String, Value>) -> Map<String, Value> {
        if let Some(fields) = &self.fields {
            object.retain(|name, _| fields.contains(name) || matches!(name.as_str(), "id" | "path" | "resource_type"));
        }
        object
    }
}

/// Orders two values. Texts are compared without regard to case.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Some(Value::String(one)), Some(Value::String(other))) => one.to_lowercase().cmp(&other.to_lowercase()),
        (Some(Value::Bool(one)), Some(Value::Bool(other))) => one.cmp(other),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        _ => Ordering::Equal,
    }
}
