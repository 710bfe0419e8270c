//! Trees of objects in one request: an object with the objects below it as its `children`.
//!
//! A child is wrapped: `{"resource_type": "ChildGroup", "Group": {…}}`, or it only names an object whose children follow:
//! `{"resource_type": "ChildResourceReference", "target_type": "Domain", "id": "cgw", "children": […]}`. (published)

use super::{
    kinds::{Kind, plain},
    paths::{canonical, parent},
    published::Shape,
    refusals,
    table::Table,
    tree::{Draft, Mode},
    view::{self, parent_object},
};
use crate::{
    kernel::refusal::ApiResult,
    state::networks::{Document, Networks},
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The largest number of children in one request, at all levels together.
pub const CHILDREN_MAX: usize = 1_000;

/// The wrapper that only names an object.
const REFERENCE: &str = "ChildResourceReference";

/// The type of the sections of NAT rules, which exist for every gateway and are not documents.
const NAT: &str = "PolicyNat";

/// Writes and deletes the single objects of a tree.
pub trait Writer {
    /// Puts a body at a path.
    ///
    /// # Errors
    /// Those of a request for this object alone.
    fn put(&self, draft: &mut Draft, kind: &Kind, path: &str, body: &Value, mode: Mode) -> ApiResult<()>;

    /// Deletes the object at a path.
    ///
    /// # Errors
    /// Those of a request for this object alone.
    fn delete(&self, draft: &mut Draft, path: &str) -> ApiResult<()>;
}

/// Whether a body has objects below its own.
pub fn has_children(body: &Value) -> bool {
    body.get("children").is_some_and(|children| !children.is_null())
}

/// Writes an object and the objects below it. With `enforces_revisions`, each object that exists must be sent with its current revision.
///
/// # Errors
/// A child cannot be read or written, or there are too many.
pub fn write(
    (draft, writer): (&mut Draft, &dyn Writer),
    kind: &Kind,
    path: &str,
    body: &Value,
    mode: Mode,
    enforces_revisions: bool,
) -> ApiResult<()> {
    let mut tree = TreeWriter { draft, writer, mode, enforces_revisions, left: CHILDREN_MAX };
    tree.object(kind, kind.template, path, body)
}

struct TreeWriter<'w, 'd> {
    draft: &'w mut Draft<'d>,
    writer: &'w dyn Writer,
    mode: Mode,
    enforces_revisions: bool,
    /// The number of children that may still come.
    left: usize,
}

impl TreeWriter<'_, '_> {
    fn object(&mut self, kind: &Kind, template: &str, path: &str, body: &Value) -> ApiResult<()> {
        let Value::Object(fields) = body else { return Err(refusals::wrong_form(kind.of_type, "an object", body)) };
        let mut own = fields.clone();
        let children = own.remove("children").unwrap_or(Value::Null);
        if !matches!(children, Value::Null | Value::Array(_)) {
            return Err(refusals::wrong_form("children", "a list", &children));
        }
        let says_nothing = own.keys().all(|name| ["id", "resource_type"].contains(&name.as_str()));
        // An object that only holds its children, as the root does, is not changed.
        let is_kept = self.mode == Mode::Patch && says_nothing && self.exists(path);
        if !is_kept {
            self.check_revision(path, &own)?;
            self.writer.put(self.draft, kind, path, &Value::Object(own), self.mode)?;
        }
        self.children(template, path, &children)
    }

    fn exists(&self, path: &str) -> bool {
        path == "/infra" || self.draft.networks.get(path).is_some()
    }

    fn check_revision(&self, path: &str, fields: &Map<String, Value>) -> ApiResult<()> {
        let Some(existing) = self.draft.networks.get(path).filter(|_| self.enforces_revisions) else { return Ok(()) };
        let sent = fields.get("_revision").and_then(|sent| sent.as_i64().or_else(|| sent.as_str()?.parse().ok()));
        if sent == Some(existing.revision.into()) {
            return Ok(());
        }
        Err(refusals::stale(path, existing.revision, sent))
    }

    fn children(&mut self, template: &str, path: &str, children: &Value) -> ApiResult<()> {
        match children {
            Value::Null => Ok(()),
            Value::Array(children) => children.iter().try_for_each(|child| self.child(template, path, child)),
            other => Err(refusals::wrong_form("children", "a list", other)),
        }
    }

    fn child(&mut self, template: &str, above: &str, wrapper: &Value) -> ApiResult<()> {
        self.left = self.left.checked_sub(1).ok_or_else(|| refusals::too_many_children(CHILDREN_MAX))?;
        let Value::Object(fields) = wrapper else {
            return Err(refusals::wrong_form("children", "a list of objects", wrapper));
        };
        let of = text(fields, "resource_type").ok_or_else(|| refusals::field_missing("children.resource_type"))?;
        let (target, object) = match of {
            REFERENCE => {
                let target = text(fields, "target_type");
                (target.ok_or_else(|| refusals::field_missing("children.target_type"))?, wrapper)
            }
            of => wrapped(self.draft.table, of, fields)?,
        };
        let id = object.as_object().and_then(|object| text(object, "id")).or_else(|| text(fields, "id"));
        let (kind, template, path) = self.place(template, above, target, id)?;
        if is_true(fields.get("marked_for_delete")) || is_true(object.get("marked_for_delete")) {
            return self.delete(&path);
        }
        match kind {
            Some(kind) if of != REFERENCE => self.object(kind, &template, &path, object),
            Some(_) if !self.exists(&path) => Err(refusals::not_found(&path)),
            _ => self.children(&template, &path, object.get("children").unwrap_or(&Value::Null)),
        }
    }

    /// Returns kind, path template and path of a child. A section of NAT rules has no kind.
    fn place(
        &self,
        template: &str,
        above: &str,
        target: &str,
        id: Option<&str>,
    ) -> ApiResult<(Option<&'static Kind>, String, String)> {
        let table = self.draft.table;
        let below = table.kinds.below(template).find(|(kind, _)| kind.of_type == target);
        let (kind, rest) = match below {
            Some((kind, rest)) => (Some(kind), rest),
            None if target == NAT && template.contains("/tier-") => (None, "nat/{}".to_owned()),
            None => return Err(refusals::no_such_child(target, above)),
        };
        let own = match rest.strip_suffix("{}") {
            None => rest.clone(),
            Some(collection) => {
                let id = id.ok_or_else(|| refusals::field_missing(&format!("{target}.id")))?;
                if id.is_empty() || id.contains('/') {
                    return Err(refusals::id_invalid(id));
                }
                [collection, id].concat()
            }
        };
        let template = [&plain(template), "/", &rest].concat();
        Ok((kind, template, canonical(&[above, "/", &own].concat())))
    }

    /// Deletes an object and all objects below it. An object that does not exist is deleted already. (assumption)
    fn delete(&mut self, path: &str) -> ApiResult<()> {
        let mut all: Vec<_> = self.draft.networks.below(path).map(|(path, _)| path.to_string()).collect();
        all.sort_by_key(|path| std::cmp::Reverse(path.matches('/').count()));
        all.push(path.to_owned());
        for path in all {
            if self.draft.networks.get(&path).is_some() {
                self.writer.delete(self.draft, &path)?;
            }
        }
        Ok(())
    }
}

/// Returns the type of the object in a wrapper, and the object.
fn wrapped<'v>(
    table: &'static Table,
    of: &str,
    fields: &'v Map<String, Value>,
) -> ApiResult<(&'static str, &'v Value)> {
    if !of.starts_with("Child") || table.types.get(of).is_none() {
        return Err(refusals::no_such_wrapper(of));
    }
    let objects = || {
        table.types.fields(of).filter_map(|(name, field)| match field.shape {
            Shape::Object(inner) if name != "request_parameter" && !name.starts_with('_') => Some((name, inner)),
            _ => None,
        })
    };
    let found = objects().find_map(|(name, inner)| Some((inner, fields.get(name).filter(|value| !value.is_null())?)));
    found.ok_or_else(|| refusals::field_missing(objects().next().map_or(of, |(name, _)| name)))
}

fn text<'v>(fields: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    fields.get(name).and_then(Value::as_str)
}

fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(value)) => *value,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Reads the types that a `filter` (`Type-Domain|Group`) or a `type_filter` (`Domain;Group`) names.
pub fn types_in(filter: &str) -> BTreeSet<&str> {
    let names = filter.split(['|', ';', ',']).map(|name| name.trim().trim_start_matches("Type-"));
    names.filter(|name| !name.is_empty()).collect()
}

/// Returns the objects of some types below a path as its children. An object between that is not of these types is only named, so that the
/// tree can be sent back. (assumption)
pub fn children(
    table: &'static Table,
    networks: &Networks,
    base: &str,
    types: &BTreeSet<&str>,
    object: &dyn Fn(&Kind, &str, &Document) -> Map<String, Value>,
) -> Vec<Value> {
    let is_named = |kind: &Kind, document: &Document| {
        types.contains(kind.of_type) || types.contains(view::type_of(kind, document))
    };
    let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, document) in networks.below(base) {
        if !table.kind_at(path).is_some_and(|kind| is_named(kind, document)) {
            continue;
        }
        let mut path = path.to_string();
        while path != base {
            let Some(above) = holder(table, &path).filter(|above| above.starts_with(base)) else { break };
            if !below.entry(above.clone()).or_default().insert(path) {
                break;
            }
            path = above;
        }
    }
    let reader = TreeReader { table, networks, below, is_named: &is_named, object };
    reader.children(base)
}

struct TreeReader<'r> {
    table: &'static Table,
    networks: &'r Networks,
    below: BTreeMap<String, BTreeSet<String>>,
    is_named: &'r dyn Fn(&Kind, &Document) -> bool,
    object: &'r dyn Fn(&Kind, &str, &Document) -> Map<String, Value>,
}

impl TreeReader<'_> {
    fn children(&self, path: &str) -> Vec<Value> {
        self.below.get(path).into_iter().flatten().filter_map(|path| self.child(path)).collect()
    }

    fn child(&self, path: &str) -> Option<Value> {
        let id = super::paths::last(path);
        let children = self.children(path);
        let kind = self.table.kind_at(path);
        let document = self.networks.get(path);
        let mut child = Map::new();
        match (kind, document) {
            (Some(kind), Some(document)) if (self.is_named)(kind, document) => {
                let wrapper = ["Child", kind.of_type].concat();
                let holds = |shape: &Shape| matches!(shape, Shape::Object(of) if *of == kind.of_type);
                let (name, _) = self.table.types.fields(&wrapper).find(|(_, field)| holds(&field.shape))?;
                let mut object = (self.object)(kind, path, document);
                if !children.is_empty() {
                    object.insert("children".to_owned(), children.into());
                }
                child.insert("resource_type".to_owned(), wrapper.into());
                child.insert(name.to_owned(), object.into());
                child.insert("marked_for_delete".to_owned(), false.into());
            }
            (kind, _) => {
                child.insert("resource_type".to_owned(), REFERENCE.into());
                child.insert("id".to_owned(), id.into());
                child.insert("target_type".to_owned(), kind.map_or(NAT, |kind| kind.of_type).into());
                child.insert("children".to_owned(), children.into());
            }
        }
        Some(Value::Object(child))
    }
}

/// Returns the path of the object or the section of NAT rules that an object is in.
fn holder(table: &Table, path: &str) -> Option<String> {
    if let Some((section, _)) = path.split_once("/nat-rules/") {
        return Some(section.to_owned());
    }
    match parent(path).and_then(|above| above.strip_suffix("/nat")) {
        Some(gateway) => Some(gateway.to_owned()),
        None => parent_object(table, path).map(str::to_owned),
    }
}
