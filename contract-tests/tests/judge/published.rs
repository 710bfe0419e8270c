//! Compares the contract with the published tables of operations and types.

use serde_json::{Value, json};
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::published::{Difference, Published, Reviewed, What, differences};

/// All operations of the contract, compared with the published interface that has them.
fn found(document: &Value) -> Vec<Difference> {
    let compared = |published: &Published| {
        let has = |line: &&OperationInfo| published.operation(line.method, line.path).is_some();
        differences(published, document, endpoints::all().filter(has))
    };
    Published::all().expect("fixtures").iter().flat_map(compared).collect()
}

/// A line without a reason is not reviewed, and one that is no longer true misleads.
#[test]
fn every_difference_from_what_is_published_is_reviewed() {
    let wrong = Reviewed::read().expect("the list").settle(&found(&vmcsim::openapi()));
    let hint = "add a line with its reason to contract-tests/published-differences.json, or mend the contract";
    assert!(wrong.is_empty(), "{} lines; {hint}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_in_the_table_is_in_a_published_interface() {
    let published = Published::all().expect("fixtures");
    let has = |line: &OperationInfo| published.iter().any(|tables| tables.operation(line.method, line.path).is_some());
    let strange: Vec<_> = endpoints::all().filter(|line| !has(line)).map(|line| line.name).collect();
    assert!(strange.is_empty(), "nothing is compared of {strange:?}");
}

/// Each change breaks the document as a slip in the wire types would, and is found where it was made.
#[test]
fn a_slip_in_the_contract_is_found() {
    let document = vmcsim::openapi();
    let before = found(&document);
    let sddc = "/components/schemas/Sddc";
    let create = "/paths/~1vmc~1api~1orgs~1{org}~1sddcs/post";
    let slips: [(String, Value, What, &str); 10] = [
        (format!("{sddc}/properties"), json!({}), What::Field, "Sddc.sddc_state"),
        (format!("{sddc}/properties/invented"), json!({"type": "string"}), What::Field, "Sddc.invented"),
        (format!("{sddc}/properties/name"), json!({"type": "integer"}), What::Type, "Sddc.name"),
        (format!("{sddc}/properties/created"), json!({"type": "string"}), What::Format, "Sddc.created"),
        (format!("{sddc}/required"), json!(["name"]), What::Required, "Sddc.name"),
        (format!("{sddc}/properties/provider"), json!({"type": "string"}), What::Enum, "Sddc.provider"),
        (format!("{create}/parameters"), json!([]), What::Parameter, "POST /vmc/api/orgs/{org}/sddcs ?validateOnly"),
        (format!("{create}/requestBody"), json!({}), What::Body, "POST /vmc/api/orgs/{org}/sddcs request"),
        (format!("{create}/responses/202"), json!(null), What::Statuses, "POST /vmc/api/orgs/{org}/sddcs"),
        (create.to_owned(), json!(null), What::Operation, "POST /vmc/api/orgs/{org}/sddcs"),
    ];
    for (pointer, value, what, place) in slips {
        let mut document = document.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a parent");
        let parent = document.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match value {
            Value::Null => parent.remove(key),
            value => parent.insert(key.to_owned(), value),
        };
        let after = found(&document);
        let new: Vec<_> = after.iter().filter(|difference| !before.contains(difference)).collect();
        let is_found = new.iter().any(|difference| difference.what == what && difference.r#where == place);
        assert!(is_found, "{pointer} was changed, and found was {new:?}");
    }
}

/// Every type of the document that is called like a published one is compared with it: each is marked with a field of its own, and every
/// mark is found.
#[test]
fn no_type_escapes_the_comparison() {
    let mut document = vmcsim::openapi();
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    let marked = schemas.iter_mut().filter_map(|(name, schema)| {
        schema["properties"].as_object_mut()?.insert("mark".to_owned(), json!({"type": "string"}));
        Some(name.clone())
    });
    let published = Published::all().expect("fixtures");
    let marked: Vec<_> = marked.filter(|name| published.iter().any(|tables| tables.has_type(name))).collect();
    assert!(marked.len() > 50, "{marked:?}");
    let found = found(&document);
    let is_found = |name: &String| {
        let place = format!("{name}.mark");
        found.iter().any(|difference| difference.r#where.rsplit('/').next() == Some(&place))
    };
    let escaped: Vec<_> = marked.iter().filter(|name| !is_found(name)).collect();
    assert!(escaped.is_empty(), "{escaped:?}");
}
