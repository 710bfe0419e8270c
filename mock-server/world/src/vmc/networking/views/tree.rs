//! Answers about the whole tree: the objects below `/infra`, and search.

use super::{
    machines,
    realization::consolidated,
    request::{Fields, View},
};
use crate::{
    documents::{
        hierarchy,
        kinds::Kind,
        list::Paging,
        search::{Candidate, Query},
    },
    kernel::refusal::ApiResult,
    state::networks::Document,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Adds the objects below to `/infra`, if the request asks for some: `filter=Type-Domain|Group`.
pub(super) fn add_children(view: &View, object: &mut Fields) {
    let asked = ["filter", "type_filter"].into_iter().filter_map(|name| view.call.parameter(name));
    let types: BTreeSet<&str> = asked.flat_map(hierarchy::types_in).collect();
    if types.is_empty() {
        return;
    }
    let base = view.call.parameter("base_path").unwrap_or("/infra");
    let shown = |kind: &Kind, path: &str, document: &Document| view.shown(kind, path, document);
    let children = hierarchy::children(view.call.table, view.networks, base, &types, &shown);
    object.insert("children".to_owned(), children.into());
}

/// `GET /search`, `/search/query` and `/search/dsl`. All three read the same language. (assumption for the last)
pub(super) fn search(view: &View) -> ApiResult<Fields> {
    let query = Query::read(view.call.parameter("query").unwrap_or_default())?;
    let paging = Paging::of(&view.call.query)?;
    let table = view.call.table;
    let fits = |(path, kind, document): &(&str, &'static Kind, &Document)| {
        query.fits(Candidate::Document { table, kind, path, document })
    };
    let documents = view.documents().filter(fits).map(|(path, kind, document)| {
        let mut hit = view.shown(kind, path, document);
        hit.insert("status".to_owned(), consolidated(view, path, document));
        hit
    });
    let machines = machines::machines(view.sddc, view.networks);
    let machines = machines.iter().map(|machine| machines::shown(view.sddc, machine));
    let hits: Vec<Fields> =
        documents.chain(machines.filter(|machine| query.fits(Candidate::Object(machine)))).collect();
    let number = hits.len();
    let mut page = paging.page(hits, false);
    // The last page has a cursor, too: the number of hits. After it, an empty page ends the search. (recorded)
    if !page.contains_key("cursor") && page["results"].as_array().is_some_and(|results| !results.is_empty()) {
        page.insert("cursor".to_owned(), Value::from(number.to_string()));
    }
    Ok(page)
}
