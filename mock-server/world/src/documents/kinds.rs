//! The kinds of documents. They follow from the published operations: where an object can be put, and of which type it is.

use super::published::{Operation, Types};
use std::collections::HashMap;

/// A kind of document.
#[derive(Debug)]
pub struct Kind {
    /// Path template below the base of the interface, as `/infra/domains/{domain-id}/groups/{group-id}`.
    pub template: &'static str,
    /// The published type of the document.
    pub of_type: &'static str,
    /// Is `true` if there is one document, at a fixed place below its parent, and not a collection of them.
    pub is_singleton: bool,
}

/// The ends of paths where there is one document that can only be read, and that others are below.
const READ_ONLY: [&str; 1] = ["/l2vpn-context"];

/// The kinds of one interface.
#[derive(Debug, Default)]
pub struct Kinds {
    kinds: Vec<Kind>,
    /// The kind at the path of each operation, by the place of the operation.
    by_operation: HashMap<usize, usize>,
    /// The kinds by their templates with `{}` for each parameter.
    by_template: HashMap<String, usize>,
}

impl Kinds {
    pub(super) fn of(base: &str, operations: &[Operation], types: &Types) -> Self {
        let mut kinds = Self::default();
        for (place, operation) in operations.iter().enumerate() {
            let Some(template) = operation.template.strip_prefix(base) else { continue };
            let of_type = match operation.method {
                "GET" if operation.fixed_query.is_none() => operation.response,
                "PUT" | "PATCH" => operation.request,
                _ => None,
            };
            let Some(of_type) = of_type.filter(|name| !types.is_list(name)) else { continue };
            let is_singleton = !template.ends_with('}');
            // A change of something without an id changes another document.
            let has_id = types.field(of_type, "id").is_some();
            let is_written = operation.method == "PUT" || (operation.method == "PATCH" && has_id);
            let plain = plain(template);
            let kind = match kinds.by_template.get(&plain) {
                Some(known) => *known,
                // What can only be read is a document if it is one of a collection. Other reads are views.
                None if is_written
                    || READ_ONLY.iter().any(|end| template.ends_with(end))
                    || (!is_singleton && has_id) =>
                {
                    kinds.kinds.push(Kind { template, of_type, is_singleton });
                    kinds.by_template.insert(plain, kinds.kinds.len() - 1);
                    kinds.kinds.len() - 1
                }
                None => continue,
            };
            kinds.by_operation.insert(place, kind);
        }
        // DELETE and POST have no type of their own.
        for (place, operation) in operations.iter().enumerate() {
            let template = operation.template.strip_prefix(base).map(plain);
            if let Some(kind) = template.and_then(|template| kinds.by_template.get(&template)) {
                kinds.by_operation.entry(place).or_insert(*kind);
            }
        }
        kinds
    }

    /// All kinds.
    pub fn all(&self) -> &[Kind] {
        &self.kinds
    }

    /// The kind of the document that an operation is about, by the operation's place in the table.
    pub fn of_operation(&self, place: usize) -> Option<&Kind> {
        self.by_operation.get(&place).map(|kind| &self.kinds[*kind])
    }

    /// The kinds of the documents below those of a path template, without another id in between, and the rest of their templates with `{}`
    /// for the id.
    pub fn below(&self, template: &str) -> impl Iterator<Item = (&Kind, String)> {
        let above = plain(template) + "/";
        self.kinds.iter().filter_map(move |kind| {
            let rest = plain(kind.template).strip_prefix(&above)?.to_owned();
            let collection = rest.strip_suffix("{}").unwrap_or(&rest);
            (!collection.contains("{}")).then_some((kind, rest))
        })
    }

    /// The kind of the documents of a collection, by the path template of the collection.
    pub fn in_collection(&self, template: &str) -> Option<&Kind> {
        self.by_template.get(&(plain(template) + "/{}")).map(|kind| &self.kinds[*kind])
    }
}

/// Returns a template without the names of its parameters.
pub(super) fn plain(template: &str) -> String {
    let segments = template.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
