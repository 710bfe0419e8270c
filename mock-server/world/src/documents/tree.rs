//! Changes of the tree: all parts of a change happen, or none.

use super::{
    kinds::Kind,
    paths::{canonical, check_id, last},
    published::Shape,
    refusals,
    schema::{BodyReader, SERVER_FIELDS},
    table::Table,
    view::{inline_of, millis, parent_object, type_of},
};
use crate::{
    kernel::{
        ids::{Ids, Kind as IdKind},
        refusal::ApiResult,
    },
    state::networks::{DOCUMENTS_MAX, Document, Networks, named_paths},
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::Arc};

/// The largest document, in bytes of JSON.
pub const DOCUMENT_MAX: usize = 64 << 10;

/// Who changes a tree, and when.
#[derive(Debug, Clone)]
pub struct Change {
    pub by: Arc<str>,
    pub at: Timestamp,
}

/// How a body is put at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The body replaces the document. A document that exists must be named with its current revision.
    Put,
    /// The body replaces the document. The revision may be left out, but if it is there, it must be the current one.
    PutUnlessStale,
    /// The body replaces the document, whatever its revision.
    PutAnyRevision,
    /// The fields of the body are laid over the document.
    Patch,
}

/// A tree while it is changed.
#[derive(Debug)]
pub struct Draft<'a> {
    pub table: &'static Table,
    pub networks: &'a mut Networks,
    ids: &'a mut Ids,
    change: Change,
    /// What was at each changed path, in the order of the changes.
    undo: Vec<(Arc<str>, Option<Arc<Document>>)>,
    /// The documents that were deleted although others name them.
    forced: BTreeSet<Arc<str>>,
}

/// Carries out a change of a tree. If it is refused, tree and ids are as before.
///
/// # Errors
/// Those of the change; or a document names one that does not exist, or one was deleted that others name.
pub fn change<T>(
    (table, networks, ids): (&'static Table, &mut Networks, &mut Ids),
    change: Change,
    run: impl FnOnce(&mut Draft) -> ApiResult<T>,
) -> ApiResult<T> {
    let (created, last_rule, ids_before) = (networks.created, networks.last_rule, ids.clone());
    let mut draft = Draft { table, networks, ids, change, undo: Vec::new(), forced: BTreeSet::new() };
    let result = run(&mut draft).and_then(|value| draft.check().map(|()| value));
    if result.is_err() {
        let Draft { networks, ids, undo, .. } = draft;
        for (path, before) in undo.into_iter().rev() {
            match before {
                Some(document) => drop(networks.insert(path, document)),
                None => drop(networks.remove(&path)),
            }
        }
        (networks.created, networks.last_rule, *ids) = (created, last_rule, ids_before);
    }
    result
}

impl Draft<'_> {
    /// Puts a body at a path.
    ///
    /// # Errors
    /// The body does not fit the type, the revision is not the current one, or the object that the path is in does not exist.
    pub fn put(&mut self, kind: &Kind, path: &str, body: &Value, mode: Mode) -> ApiResult<()> {
        let existing = self.networks.get(path).cloned();
        let partial = mode == Mode::Patch && existing.is_some();
        // A client that changes an object need not say again of which type it is.
        let has_subtypes = self.table.types.get(kind.of_type).is_some_and(|of| of.discriminator.is_some());
        let of_type = match &existing {
            Some(existing) if has_subtypes && body.get("resource_type").is_none() => type_of(kind, existing),
            _ => kind.of_type,
        };
        let mut fields = BodyReader::new(self.table).object(of_type, body, partial)?;
        let sent_revision = fields.remove("_revision").and_then(|revision| revision.as_i64());
        self.check_place(kind, path, fields.remove("id").as_ref())?;
        let must_be_current = match mode {
            Mode::Put => true,
            Mode::PutUnlessStale => sent_revision.is_some(),
            Mode::PutAnyRevision | Mode::Patch => false,
        };
        if let Some(existing) = existing.as_ref().filter(|_| must_be_current)
            && sent_revision != Some(existing.revision.into())
        {
            return Err(refusals::stale(path, existing.revision, sent_revision));
        }
        fields.remove("children");
        let inline = inline_of(kind.of_type).and_then(|(field, below)| Some((below, fields.remove(field)?)));
        if let (Mode::Patch, Some(existing)) = (mode, &existing) {
            let mut merged = existing.body.clone();
            merged.extend(fields);
            fields = merged;
        }
        self.complete(kind, path, &mut fields);
        self.write(path, existing.as_deref(), fields)?;
        match inline {
            Some((collection, Value::Array(items))) => self.put_inline(path, collection, &items, mode),
            _ => Ok(()),
        }
    }

    /// Checks the id of an object and that the object which it is in exists.
    fn check_place(&self, kind: &Kind, path: &str, sent_id: Option<&Value>) -> ApiResult<()> {
        let id = last(path);
        if !kind.is_singleton {
            check_id(id)?;
            if let Some(sent) = sent_id.and_then(Value::as_str).filter(|sent| *sent != id) {
                return Err(refusals::id_differs(path, sent));
            }
        }
        match parent_object(self.table, path) {
            Some(above) if above != "/infra" && self.networks.get(above).is_none() => Err(refusals::not_found(above)),
            _ => Ok(()),
        }
    }

    /// Adds what a client left out.
    pub fn complete(&mut self, kind: &Kind, path: &str, fields: &mut Map<String, Value>) {
        let of_type = fields.get("resource_type").and_then(Value::as_str).unwrap_or(kind.of_type).to_owned();
        self.add_defaults(&of_type, fields);
        if self.table.types.field(&of_type, "display_name").is_some() {
            fields.entry("display_name").or_insert_with(|| last(path).into());
        }
        for (name, value) in fields.iter_mut() {
            let shape = self.table.types.field(&of_type, name).map(|field| &field.shape);
            match (shape, value) {
                (Some(Shape::List(_)), Value::Array(items)) => {
                    items.iter_mut().for_each(|item| self.identify(path, item));
                }
                // As the rules of a VPN session that is part of a VPN.
                (Some(Shape::Object(_)), Value::Object(inner)) => {
                    let items = inner.values_mut().filter_map(Value::as_array_mut).flatten();
                    items.for_each(|item| self.identify(path, item));
                }
                _ => {}
            }
        }
    }

    /// Adds the documented values of fields that a client left out, also in the objects inside. What the server adds to every object is
    /// added where it is read.
    fn add_defaults(&self, of_type: &str, fields: &mut Map<String, Value>) {
        let types = &self.table.types;
        for (name, value) in types.defaults(of_type) {
            if !name.starts_with('_') && !SERVER_FIELDS.contains(&name.as_str()) && types.field(of_type, name).is_some()
            {
                fields.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        for (name, value) in fields.iter_mut() {
            let inner = match types.field(of_type, name).map(|field| &field.shape) {
                Some(Shape::Object(inner)) => *inner,
                Some(Shape::List(item)) => match **item {
                    Shape::Object(inner) => inner,
                    _ => continue,
                },
                _ => continue,
            };
            let objects = match value {
                Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).collect(),
                value => value.as_object_mut().into_iter().collect::<Vec<_>>(),
            };
            for object in objects {
                let actual = object.get("resource_type").and_then(Value::as_str).unwrap_or(inner).to_owned();
                self.add_defaults(&actual, object);
            }
        }
    }

    /// Gives an id and a path to an object inside a document, such as an expression of a group. (recorded)
    fn identify(&mut self, path: &str, item: &mut Value) {
        let Value::Object(fields) = item else { return };
        let Some(of_type) = fields.get("resource_type").and_then(Value::as_str).map(str::to_owned) else { return };
        if self.table.types.field(&of_type, "relative_path").is_none() {
            return;
        }
        // It is drawn in any case, so that what is drawn later does not depend on it.
        let drawn = self.ids.uuid(IdKind::Network);
        let id = fields.get("id").and_then(Value::as_str).map_or_else(|| drawn.to_string(), str::to_owned);
        let own = format!("{path}/{}/{id}", collection_of(&of_type));
        let is_rule = of_type.ends_with("Rule");
        if is_rule || of_type.ends_with("ServiceEntry") {
            fields.entry("display_name").or_insert_with(|| id.as_str().into());
        }
        if is_rule {
            // Rules of VPN sessions are as complete as objects of their own. (recorded)
            self.complete_rule(fields);
        }
        fields.insert("id".to_owned(), id.as_str().into());
        fields.insert("path".to_owned(), own.as_str().into());
        fields.insert("relative_path".to_owned(), id.into());
        fields.insert("parent_path".to_owned(), path.into());
        fields.insert("marked_for_delete".to_owned(), false.into());
        fields.insert("overridden".to_owned(), false.into());
        fields.insert("_protection".to_owned(), "NOT_PROTECTED".into());
        if let Some(Value::Array(nested)) = fields.get_mut("expressions") {
            nested.iter_mut().for_each(|item| self.identify(&own, item));
        }
    }

    fn complete_rule(&mut self, fields: &mut Map<String, Value>) {
        let Change { by, at } = &self.change;
        for (name, value) in [
            ("unique_id", self.ids.uuid(IdKind::Network).to_string().into()),
            ("_create_time", millis(*at)),
            ("_create_user", Value::from(&**by)),
            ("_last_modified_time", millis(*at)),
            ("_last_modified_user", Value::from(&**by)),
            ("_system_owned", false.into()),
            ("_revision", 0.into()),
        ] {
            fields.entry(name).or_insert(value);
        }
    }

    /// Writes the objects that a client sent within another. Where the outer object is replaced, those that were not sent are deleted.
    fn put_inline(&mut self, path: &str, collection: &str, items: &[Value], mode: Mode) -> ApiResult<()> {
        let place = [path, "/", collection].concat();
        let mut kept = Vec::with_capacity(items.len());
        for item in items {
            let id = item.get("id").or_else(|| item.get("display_name")).and_then(Value::as_str);
            let id = id.ok_or_else(|| refusals::field_missing(&format!("{collection}.id")))?;
            let own: Arc<str> = [&place, "/", id].concat().into();
            let kind = self.table.kind_at(&own).ok_or_else(|| refusals::id_invalid(id))?;
            let mode = if mode == Mode::Patch { Mode::Patch } else { Mode::PutAnyRevision };
            self.put(kind, &own, item, mode)?;
            kept.push(own);
        }
        if mode != Mode::Patch {
            let left: Vec<_> = self.networks.directly_below(&place).map(|(path, _)| path.clone()).collect();
            for path in left.into_iter().filter(|path| !kept.contains(path)) {
                self.remove(&path);
            }
        }
        Ok(())
    }

    /// Writes the fields of a document that are complete.
    ///
    /// # Errors
    /// The document is too large, or there are too many.
    pub fn write(&mut self, path: &str, existing: Option<&Document>, body: Map<String, Value>) -> ApiResult<()> {
        let is_rule = body.get("resource_type").and_then(Value::as_str);
        let is_rule = is_rule.is_some_and(|of| self.table.types.field(of, "rule_id").is_some());
        if serde_json::to_string(&body).map_or(0, |text| text.len()) > DOCUMENT_MAX {
            return Err(refusals::too_large(path, DOCUMENT_MAX));
        }
        if existing.is_none() && self.networks.len() >= DOCUMENTS_MAX {
            return Err(refusals::full(DOCUMENTS_MAX));
        }
        let Change { by, at } = self.change.clone();
        let document = match existing {
            Some(existing) => Document {
                body,
                revision: existing.revision.saturating_add(1),
                modified: at,
                modified_by: by,
                ..existing.clone()
            },
            None => {
                self.networks.created += 1;
                let unique = if is_rule {
                    self.networks.last_rule += 1;
                    self.networks.last_rule.to_string()
                } else {
                    self.ids.uuid(IdKind::Network).to_string()
                };
                let (order, unique) = (self.networks.created, unique.into());
                Document {
                    body,
                    revision: 0,
                    unique,
                    order,
                    created: at,
                    created_by: by.clone(),
                    modified: at,
                    modified_by: by,
                }
            }
        };
        let path: Arc<str> = path.into();
        let before = self.networks.insert(path.clone(), Arc::new(document));
        self.undo.push((path, before));
        Ok(())
    }

    /// Deletes an object and what belongs to it.
    ///
    /// # Errors
    /// There is no such object, or it has children that are objects of their own.
    pub fn delete(&mut self, path: &str) -> ApiResult<()> {
        if self.networks.get(path).is_none() {
            return Err(refusals::not_found(path));
        }
        let below: Vec<_> = self.networks.below(path).map(|(path, _)| path.clone()).collect();
        let children: Vec<_> =
            below.iter().filter(|below| !goes_with_parent(path, below)).map(ToString::to_string).collect();
        if !children.is_empty() {
            return Err(refusals::in_use(path, &first(children)));
        }
        for path in &below {
            self.remove(path);
        }
        self.remove(path);
        Ok(())
    }

    /// Removes the document at a path.
    pub fn remove(&mut self, path: &str) {
        if let Some(document) = self.networks.remove(path) {
            self.undo.push((path.into(), Some(document)));
        }
    }

    /// Deletes an object and all that is below it, even if others name it. They name it still. (documented)
    ///
    /// # Errors
    /// There is no such object.
    pub fn delete_by_force(&mut self, path: &str) -> ApiResult<()> {
        if self.networks.get(path).is_none() {
            return Err(refusals::not_found(path));
        }
        let mut paths: Vec<Arc<str>> = self.networks.below(path).map(|(path, _)| path.clone()).collect();
        paths.push(path.into());
        for path in paths {
            self.remove(&path);
            self.forced.insert(path);
        }
        Ok(())
    }

    /// Returns the number of changes so far, for [`Draft::written_since`].
    pub fn mark(&self) -> usize {
        self.undo.len()
    }

    /// The paths of the documents that were written after a mark and exist.
    pub fn written_since(&self, mark: usize) -> Vec<Arc<str>> {
        let paths = self.undo.iter().skip(mark).map(|(path, _)| path);
        paths.filter(|path| self.networks.get(path).is_some()).cloned().collect()
    }

    /// The paths of the documents that were deleted after a mark.
    pub fn removed_since(&self, mark: usize) -> Vec<Arc<str>> {
        let paths = self.undo.iter().skip(mark).map(|(path, _)| path);
        paths.filter(|path| self.networks.get(path).is_none()).cloned().collect()
    }

    /// Changes the body of a document that was written in this change, which does not count as another change.
    pub fn amend(&mut self, path: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(document) = self.networks.get(path) {
            let mut document = Document::clone(document);
            change(&mut document.body);
            self.networks.insert(path.into(), Arc::new(document));
        }
    }

    /// Draws an id for an object.
    pub fn new_id(&mut self) -> String {
        self.ids.uuid(IdKind::Network).to_string()
    }

    /// Checks that all documents that were written name only documents that exist, and that no document which was removed is named.
    fn check(&self) -> ApiResult<()> {
        for (path, _) in &self.undo {
            let Some(document) = self.networks.get(path) else {
                let users: Vec<_> = self.networks.referrers(path).map(ToString::to_string).collect();
                if users.is_empty() || self.forced.contains(path) {
                    continue;
                }
                return Err(refusals::in_use(path, &first(users)));
            };
            let missing = named_paths(&document.body).into_iter().filter(|named| !self.exists(named));
            let missing: Vec<_> = missing.map(str::to_owned).collect();
            if !missing.is_empty() {
                return Err(refusals::dependents_missing(path, &first(missing)));
            }
        }
        Ok(())
    }

    fn exists(&self, path: &str) -> bool {
        self.networks.get(path).is_some() || self.networks.get(&canonical(path)).is_some()
    }
}

/// A refusal names at most this many paths.
const NAMED_MAX: usize = 10;

fn first(mut paths: Vec<String>) -> Vec<String> {
    paths.truncate(NAMED_MAX);
    paths
}

/// The collections whose objects are deleted with the object that they are in. Other children keep their parent from being deleted.
/// (assumption, except for rules)
const PARTS: [&str; 8] = [
    "l2vpn-context",
    "l3vpn-context",
    "rules",
    "dhcp-static-binding-configs",
    "segment-discovery-profile-binding-maps",
    "segment-qos-profile-binding-maps",
    "segment-security-profile-binding-maps",
    "static-arp",
];

fn goes_with_parent(path: &str, below: &str) -> bool {
    let rest = below.strip_prefix(path).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
    rest.split('/').next().is_some_and(|collection| PARTS.contains(&collection))
}

/// Returns the collection in the path of an object inside a document: `IPAddressExpression` is in `ip-address-expressions`. (recorded)
fn collection_of(of_type: &str) -> String {
    match of_type {
        "ConjunctionOperator" => return "conjunction-expressions".to_owned(),
        "Condition" => return "condition-expressions".to_owned(),
        "IPSecVpnRule" | "L3VpnRule" => return "rules".to_owned(),
        "IPSecVpnTunnelInterface" => return "tunnel-interfaces".to_owned(),
        name if name.ends_with("ServiceEntry") => return "service-entries".to_owned(),
        _ => {}
    }
    let letters: Vec<char> = of_type.chars().collect();
    let mut name = String::with_capacity(of_type.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && letters[index - 1].is_ascii_lowercase();
        let before_lower = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && index > 0 && (after_lower || before_lower) {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name.push('s');
    name
}
