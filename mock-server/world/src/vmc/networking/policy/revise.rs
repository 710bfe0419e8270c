//! The order of firewall policies and of their rules: `POST …?action=revise` puts one of them at another place.

use super::{refusals, writing};
use crate::{
    documents::{
        kinds::Kind,
        paths::{canonical, parent},
        refusals::stale,
        tree::{Draft, Mode},
        view::place_in_order,
    },
    kernel::refusal::ApiResult,
    state::sddcs::SddcFacts,
};
use serde_json::Value;
use std::sync::Arc;

/// The difference between the sequence numbers of neighbours when all are numbered again. (assumption)
const STEP: i64 = 10;

/// The operations, the usual one first. (published)
const OPERATIONS: [&str; 4] = ["insert_top", "insert_bottom", "insert_before", "insert_after"];

/// Writes an object and puts it at a place among its siblings: the rules of its policy, or the policies of its domain.
///
/// # Errors
/// Those of writing it; or the operation or the other object that it names is unknown.
pub(super) fn revise(
    draft: &mut Draft,
    sddc: &SddcFacts,
    (kind, path): (&Kind, &str),
    body: &Value,
    (operation, anchor): (Option<&str>, Option<&str>),
) -> ApiResult<()> {
    if let Some(existing) = draft.networks.get(path)
        && let Some(sent) = body.get("_revision").and_then(Value::as_i64)
        && sent != i64::from(existing.revision)
    {
        return Err(stale(path, existing.revision, Some(sent)));
    }
    // The place decides the number, and not the body.
    let mut body = body.clone();
    if let Value::Object(fields) = &mut body {
        fields.remove("sequence_number");
        fields.remove("precedence");
    }
    writing::put(draft, sddc, kind, path, &body, Mode::Patch)?;
    let operation = operation.unwrap_or(OPERATIONS[0]);
    let mut order = siblings(draft, path);
    order.retain(|sibling| **sibling != *path);
    let at = place(&order, operation, anchor)?;
    order.insert(at, path.into());
    number(draft, &order, at)
}

/// The paths of an object and its siblings in their order.
fn siblings(draft: &Draft, path: &str) -> Vec<Arc<str>> {
    let mut siblings: Vec<_> = draft.networks.directly_below(parent(path).unwrap_or_default()).collect();
    siblings.sort_by_key(|(_, document)| place_in_order(document));
    siblings.into_iter().map(|(path, _)| path.clone()).collect()
}

fn place(others: &[Arc<str>], operation: &str, anchor: Option<&str>) -> ApiResult<usize> {
    let beside = || {
        let anchor =
            anchor.ok_or_else(|| refusals::place(format!("The operation {operation} needs an anchor_path.")))?;
        let found = canonical(anchor);
        let found = others.iter().position(|other| **other == *found);
        found.ok_or_else(|| {
            let anchor: String = anchor.chars().take(300).collect();
            refusals::place(format!("The anchor_path {anchor} is not an object of the same policy or domain."))
        })
    };
    match operation {
        "insert_top" => Ok(0),
        "insert_bottom" => Ok(others.len()),
        "insert_before" => beside(),
        "insert_after" => beside().map(|at| at + 1),
        other => Err(refusals::action(other, &OPERATIONS)),
    }
}

/// Gives an object a number between those of its neighbours. If there is none, all are numbered again.
fn number(draft: &mut Draft, order: &[Arc<str>], at: usize) -> ApiResult<()> {
    let number_of = |place: usize| {
        let document = order.get(place).and_then(|path| draft.networks.get(path));
        document.map(|document| place_in_order(document).0)
    };
    let before = at.checked_sub(1).and_then(number_of);
    let between = match (before, number_of(at + 1)) {
        (None, None) => Some(0),
        (Some(before), None) => before.checked_add(STEP),
        (None, Some(after)) => Some(after / 2).filter(|number| *number < after),
        (Some(before), Some(after)) => Some(before + (after - before) / 2).filter(|n| *n > before && *n < after),
    };
    if let Some(number) = between.filter(|number| i32::try_from(*number).is_ok()) {
        let path = order[at].clone();
        draft.amend(&path, |body| drop(body.insert("sequence_number".to_owned(), number.into())));
        return Ok(());
    }
    let moved = order[at].clone();
    for (place, path) in (1_i64..).zip(order) {
        let number = Value::from(place.saturating_mul(STEP));
        if *path == moved {
            draft.amend(path, |body| drop(body.insert("sequence_number".to_owned(), number)));
        } else if let Some(existing) = draft.networks.get(path).cloned()
            && existing.body.get("sequence_number") != Some(&number)
        {
            let mut body = existing.body.clone();
            body.insert("sequence_number".to_owned(), number);
            draft.write(path, Some(&existing), body)?;
        }
    }
    Ok(())
}
