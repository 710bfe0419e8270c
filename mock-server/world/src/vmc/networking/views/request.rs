//! A request for an answer that is computed, and what the answers have in common.

use crate::{
    context::Cx,
    documents::{
        call::DocumentCall,
        kinds::Kind,
        list::Paging,
        refusals,
        view::{object, parent_object, type_of},
    },
    kernel::refusal::ApiResult,
    state::{
        networks::{Document, Networks},
        sddcs::SddcFacts,
    },
    vmc::networking::defaults::{current, derived},
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The fields of an object.
pub(super) type Fields = Map<String, Value>;

/// The only enforcement point: its name, the other name that clients use, and its path. (recorded)
pub(super) const ENFORCEMENT_POINT: &str = "vmc-enforcementpoint";
pub(super) const ENFORCEMENT_POINTS: [&str; 2] = [ENFORCEMENT_POINT, "default"];
pub(super) const ENFORCEMENT_POINT_PATH: &str = "/infra/sites/default/enforcement-points/vmc-enforcementpoint";

/// A request for an answer that is computed.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) sddc: &'a SddcFacts,
    pub(super) networks: &'a Networks,
    pub(super) cx: &'a Cx<'a>,
    pub(super) call: &'a DocumentCall,
    /// The place in the tree that was asked for.
    pub(super) path: &'a str,
    /// Takes secrets out of an object.
    pub(super) hide_secrets: fn(&mut Fields),
}

impl<'a> View<'a> {
    /// Checks that the object which a view is of exists.
    pub(super) fn check_place(&self) -> ApiResult<()> {
        if let Some(rest) = self.path.strip_prefix("/infra/realized-state/enforcement-points/") {
            let name = rest.split('/').next().unwrap_or_default();
            let is_known = ENFORCEMENT_POINTS.contains(&name);
            return if is_known { Ok(()) } else { Err(refusals::not_found(&self.call.asked)) };
        }
        match parent_object(self.call.table, self.path) {
            Some(above) if above != "/infra" => self.document(above).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Returns the document at a path.
    pub(super) fn document(&self, path: &str) -> ApiResult<&'a Document> {
        self.networks.get(path).map(AsRef::as_ref).ok_or_else(|| refusals::not_found(path))
    }

    /// Returns the document that the view is of, and its path.
    pub(super) fn owner(&self) -> ApiResult<(&str, &'a Document)> {
        let above = parent_object(self.call.table, self.path).ok_or_else(|| refusals::not_found(&self.call.asked))?;
        Ok((above, self.document(above)?))
    }

    /// Returns the page of a list that was asked for.
    pub(super) fn list(&self, items: impl IntoIterator<Item = impl Into<Value>>) -> ApiResult<Fields> {
        Ok(Paging::of(&self.call.query)?.values(items.into_iter().map(Into::into).collect()))
    }

    /// All documents with their kinds, in the order of their paths.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&'a str, &'static Kind, &'a Document)> + use<'a> {
        let table = self.call.table;
        let all = self.networks.iter();
        all.filter_map(move |(path, document)| Some((path.as_ref(), table.kind_at(path)?, document.as_ref())))
    }

    /// The documents of a collection.
    pub(super) fn directly_below(&self, path: &str) -> impl Iterator<Item = (&'a str, &'a Document)> + use<'a> {
        self.networks.directly_below(path).map(|(path, document)| (path.as_ref(), document.as_ref()))
    }

    /// Returns an object as an answer contains it.
    pub(super) fn shown(&self, kind: &Kind, path: &str, document: &Document) -> Fields {
        let document = current(self.sddc, path, document);
        let mut object = object(self.call.table, type_of(kind, &document), path, &document);
        (self.hide_secrets)(&mut object);
        object
    }

    /// Returns an object that NSX made when the SDDC was created, and that is no document.
    pub(super) fn of_the_system(&self, of: &str, path: &str, body: Fields) -> Fields {
        let (created, author): (_, Arc<str>) = (self.sddc.created, "system".into());
        let document = Document {
            body,
            revision: 0,
            unique: derived(self.sddc, path).to_string().into(),
            order: 0,
            created,
            created_by: author.clone(),
            modified: created,
            modified_by: author,
        };
        object(self.call.table, of, path, &document)
    }

    /// The paths and the ids of the edge nodes.
    pub(super) fn edge_nodes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let below = self.networks.below("/infra/sites");
        below.filter_map(|(path, document)| {
            let (_, id) = path.rsplit_once("/edge-nodes/")?;
            Some((path.as_ref(), document.body.get("nsx_id").and_then(Value::as_str).unwrap_or(id)))
        })
    }
}

/// Returns the text of a field of a document.
pub(super) fn text<'d>(document: &'d Document, name: &str) -> Option<&'d str> {
    document.body.get(name).and_then(Value::as_str)
}

/// Returns the entries of a list in a document.
pub(super) fn entries<'d>(document: &'d Document, name: &str) -> impl Iterator<Item = &'d Value> + use<'d> {
    document.body.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// Returns the name that a document shows.
pub(super) fn display_name<'d>(path: &'d str, document: &'d Document) -> &'d str {
    text(document, "display_name").unwrap_or_else(|| crate::documents::paths::last(path))
}

/// Returns the fields of a literal.
pub(super) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
