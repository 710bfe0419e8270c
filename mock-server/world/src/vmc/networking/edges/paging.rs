//! Pages of NSX-V: a first index and a size.

use super::{checks::text, refusals};
use crate::{documents::call::DocumentCall, kernel::refusal::ApiResult};
use serde_json::{Map, Value, json};

/// The largest page. A client that asks for more gets this many, and the answer says so. (assumption)
const PAGE_MAX: usize = 1024;

/// What a client asks of a list.
#[derive(Debug)]
pub(super) struct Paging {
    start: usize,
    size: usize,
    ascending: bool,
    sort_by: String,
    /// The object after which the page begins.
    after: Option<String>,
}

impl Paging {
    /// Reads the parameters of a query. `usual` is the size of a page if the client does not say. A size of 0 counts as none, because
    /// clients that go on by the size would never end. `after` is the name of the parameter with the id of the previous object.
    ///
    /// # Errors
    /// A number is negative, or the field by which to sort is not one of `fields`.
    pub(super) fn of(call: &DocumentCall, usual: usize, after: &str, fields: &[&str]) -> ApiResult<Self> {
        let number = |name: &str| match call.parameter(name) {
            None => Ok(None),
            Some(text) => match text.trim().parse::<usize>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(refusals::value(name, "a whole number that is not negative")),
            },
        };
        let sort_by = call.parameter("sortBy").unwrap_or("id");
        if !fields.contains(&sort_by) {
            return Err(refusals::value("sortBy", &format!("one of {}", fields.join(", "))));
        }
        Ok(Self {
            start: number("startIndex")?.unwrap_or(0),
            size: number("pageSize")?.filter(|size| *size > 0).unwrap_or(usual).min(PAGE_MAX),
            ascending: call.parameter("sortOrderAscending").is_none() || call.switch("sortOrderAscending"),
            sort_by: sort_by.to_owned(),
            after: call.parameter(after).map(str::to_owned),
        })
    }

    /// Returns the page of a list that is in the order of the ids.
    pub(super) fn page(&self, mut objects: Vec<Map<String, Value>>) -> Value {
        if self.sort_by != "id" {
            objects.sort_by_cached_key(|object| text(object, &self.sort_by).unwrap_or_default().to_lowercase());
        }
        if !self.ascending {
            objects.reverse();
        }
        let count = objects.len();
        let is_previous = |object: &Map<String, Value>| text(object, "id") == self.after.as_deref();
        let start = match self.after.as_ref().and_then(|_| objects.iter().position(is_previous)) {
            Some(previous) => previous + 1,
            None => self.start,
        };
        let data: Vec<_> = objects.into_iter().skip(start).take(self.size).map(Value::Object).collect();
        json!({
            "pagingInfo": {
                "pageSize": self.size,
                "startIndex": start,
                "totalCount": count,
                "sortOrderAscending": self.ascending,
                "sortBy": self.sort_by,
            },
            "data": data,
        })
    }
}
