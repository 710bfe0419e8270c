//! Refusals of operations on documents.
//!
//! Texts and codes that are marked *recorded* or *client code* are the service's own; the others are chosen in its style. (assumption)

use crate::kernel::refusal::{NsxCode, Refusal};
use http::StatusCode;
use serde_json::Value;

/// Makes a refusal of the policy module.
fn policy(status: StatusCode, code: u32, message: String) -> Refusal {
    of("Policy", status, code, message)
}

/// Makes a refusal with the module and the number that NSX gives to it.
pub fn of(module: &'static str, status: StatusCode, code: u32, message: String) -> Refusal {
    let mut refusal = Refusal::new(status, "nsx.error", message);
    refusal.nsx = Some(NsxCode { module, code });
    refusal
}

/// There is nothing at the path. (client code)
pub fn not_found(path: &str) -> Refusal {
    let message = format!("The requested object : {path} could not be found. Object identifiers are case sensitive.");
    of("common-services", StatusCode::NOT_FOUND, 600, message)
}

/// An object is at the path already. (recorded)
pub fn exists(path: &str) -> Refusal {
    policy(
        StatusCode::BAD_REQUEST,
        500_127,
        format!("Cannot create an object with path=[{path}] as it already exists."),
    )
}

/// A body names objects that do not exist. (client code; the number is an assumption)
pub fn dependents_missing(path: &str, missing: &[String]) -> Refusal {
    let missing = missing.join(",");
    policy(
        StatusCode::BAD_REQUEST,
        500_030,
        format!("Following dependent objects, used in path=[{path}], does not exist path=[{missing}]."),
    )
}

/// An object cannot be deleted because others need it. (client code)
pub fn in_use(path: &str, users: &[String]) -> Refusal {
    let users = users.join(",");
    policy(
        StatusCode::BAD_REQUEST,
        500_030,
        format!(
            "The object path=[{path}] cannot be deleted as either it has children or it is being referenced by other objects path=[{users}]."
        ),
    )
}

/// The revision in a body is not the current one. (status from client code; code and text are assumptions)
pub fn stale(path: &str, current: u32, sent: Option<i64>) -> Refusal {
    let sent = sent.map_or_else(|| "none".to_owned(), |sent| sent.to_string());
    of(
        "common-services",
        StatusCode::PRECONDITION_FAILED,
        604,
        format!(
            "The object {path} is at _revision {current}, but the request has {sent}. Fetch the latest copy of the object and retry the operation."
        ),
    )
}

/// The body of a request is not acceptable.
pub fn invalid(message: String) -> Refusal {
    of("common-services", StatusCode::BAD_REQUEST, 220, message)
}

/// A required field is missing.
pub fn field_missing(field: &str) -> Refusal {
    invalid(format!("The field `{field}` is required."))
}

/// A value has the wrong JSON type.
pub fn wrong_form(field: &str, expected: &str, found: &Value) -> Refusal {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let place = if field.is_empty() { "The body".to_owned() } else { format!("The field `{field}`") };
    invalid(format!("{place} must be {expected}, and not {found}."))
}

/// A text is none of the published values.
pub fn value_not_allowed(field: &str, value: &str, allowed: &[&str]) -> Refusal {
    let (field, value) = (field.trim_start_matches('.'), value.chars().take(100).collect::<String>());
    let allowed = allowed.join(", ");
    invalid(format!("The value `{value}` of the field `{field}` is not allowed. Allowed are: {allowed}."))
}

/// An id in a path is not usable.
pub fn id_invalid(id: &str) -> Refusal {
    let id: String = id.chars().take(100).collect();
    invalid(format!(
        "The identifier `{id}` is not allowed: it must have 1 to 255 characters and none of / * % < > \" ' ; ."
    ))
}

/// The id in the body is not that in the path.
pub fn id_differs(path: &str, body: &str) -> Refusal {
    let body: String = body.chars().take(100).collect();
    invalid(format!("The id `{body}` in the body differs from the id in the path {path}."))
}

/// The objects of one SDDC have reached their number. The service has other limits.
pub fn full(limit: usize) -> Refusal {
    policy(
        StatusCode::BAD_REQUEST,
        500_012,
        format!(
            "The limit of {limit} networking objects in an SDDC is reached. Delete some of them, or use another SDDC."
        ),
    )
}

/// An object of the system may not be changed or deleted.
pub fn of_the_system(path: &str) -> Refusal {
    of(
        "Policy",
        StatusCode::FORBIDDEN,
        500_505,
        format!("The object path=[{path}] belongs to the system and may not be changed."),
    )
}

/// A larger document than an SDDC keeps.
pub fn too_large(path: &str, limit: usize) -> Refusal {
    invalid(format!("The object path=[{path}] is larger than {limit} bytes."))
}

/// A request has too many objects below its own.
pub fn too_many_children(limit: usize) -> Refusal {
    invalid(format!("The request has more than {limit} children."))
}

/// A wrapper of a child is unknown.
pub fn no_such_wrapper(of: &str) -> Refusal {
    let of: String = of.chars().take(100).collect();
    invalid(format!("The resource_type `{of}` of a child is not known."))
}

/// An object of a type cannot be below an object.
pub fn no_such_child(of: &str, above: &str) -> Refusal {
    let of: String = of.chars().take(100).collect();
    invalid(format!("An object of the type `{of}` cannot be a child of path=[{above}]."))
}

/// A query cannot be read.
pub fn query_malformed(reason: &str) -> Refusal {
    invalid(format!("The query cannot be read: {reason}."))
}

/// A parameter of the query is missing.
pub fn parameter_missing(name: &str) -> Refusal {
    invalid(format!("The parameter `{name}` is required."))
}
