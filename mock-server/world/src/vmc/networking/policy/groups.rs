//! Groups: how their expressions are built, and what groups of the management gateway may contain.

use super::refusals;
use crate::kernel::refusal::ApiResult;
use serde_json::{Map, Value};

/// The tag of the groups that the system defines in the management gateway. (recorded)
pub(super) const SYSTEM_DEFINED: &str = "SYSTEM_DEFINED_GROUP";

/// The largest number of members in one part of an expression. (documented)
const MEMBERS_MAX: usize = 500;

/// The largest number of addresses in one part of an expression. (documented for NSX)
const ADDRESSES_MAX: usize = 4_000;

/// The deepest nesting: expressions inside nested expressions cannot be nested again. (documented for NSX)
const NESTED_MAX: usize = 1;

/// Checks a group.
///
/// # Errors
/// Its expression is not built as it must be, or it is a group of the management gateway with other members than addresses.
pub(super) fn check(path: &str, body: &Map<String, Value>) -> ApiResult<()> {
    let Some(expression) = body.get("expression").and_then(Value::as_array) else { return Ok(()) };
    check_alternation(path, expression, 0)?;
    if path.starts_with("/infra/domains/mgw/") {
        check_addresses_only(path, expression)?;
    }
    Ok(())
}

/// Conditions and conjunctions alternate, so their number is odd. (documented)
fn check_alternation(path: &str, expression: &[Value], depth: usize) -> ApiResult<()> {
    if expression.is_empty() {
        return Ok(());
    }
    if expression.len() > MEMBERS_MAX {
        return Err(refusals::expression(path, &format!("it has more than {MEMBERS_MAX} parts")));
    }
    if expression.len().is_multiple_of(2) {
        return Err(refusals::expression(
            path,
            "it must have an odd number of parts, which alternate with conjunctions",
        ));
    }
    for (place, part) in expression.iter().enumerate() {
        let is_conjunction = type_of(part) == "ConjunctionOperator";
        if is_conjunction != (place % 2 == 1) {
            return Err(refusals::expression(path, "between two parts there must be one ConjunctionOperator"));
        }
        check_members(path, part)?;
        if let Some(nested) = part.get("expressions").and_then(Value::as_array) {
            if depth >= NESTED_MAX {
                return Err(refusals::expression(path, "a nested expression cannot contain another"));
            }
            check_alternation(path, nested, depth + 1)?;
        }
    }
    Ok(())
}

fn check_members(path: &str, part: &Value) -> ApiResult<()> {
    for (field, limit) in [
        ("paths", MEMBERS_MAX),
        ("external_ids", MEMBERS_MAX),
        ("mac_addresses", ADDRESSES_MAX),
        ("ip_addresses", ADDRESSES_MAX),
    ] {
        match part.get(field).and_then(Value::as_array) {
            Some(members) if members.len() > limit => {
                return Err(refusals::expression(path, &format!("`{field}` has more than {limit} members")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// (documented)
fn check_addresses_only(path: &str, expression: &[Value]) -> ApiResult<()> {
    let fits = |part: &Value| match type_of(part) {
        "IPAddressExpression" => true,
        "ConjunctionOperator" => part.get("conjunction_operator").is_none_or(|operator| operator == "OR"),
        _ => false,
    };
    if expression.iter().all(fits) { Ok(()) } else { Err(refusals::management_group(path)) }
}

fn type_of(part: &Value) -> &str {
    part.get("resource_type").and_then(Value::as_str).unwrap_or_default()
}

/// Whether the system defined a group of the management gateway.
pub(super) fn is_system_defined(body: &Map<String, Value>) -> bool {
    let tags = body.get("tags").and_then(Value::as_array);
    tags.is_some_and(|tags| tags.iter().any(|tag| tag.get("tag").is_some_and(|tag| tag == SYSTEM_DEFINED)))
}
