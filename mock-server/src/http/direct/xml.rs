//! XML of NSX-V: one mapping between documents and XML for all published types.
//!
//! An object is an element with one element for each field. A list of objects is an element with the plural name around its items, and a list
//! of texts repeats the element. The names of items and the fields with another name in XML are documented for the types that clients use;
//! the rest follows the same rules. (assumption for the rest)

use crate::world::documents::published::{Shape, Types};
use quick_xml::{
    escape::escape,
    events::{BytesRef, Event},
    reader::Reader,
};
use serde_json::{Map, Value};

/// The largest number of nested elements in a body.
const DEPTH_MAX: usize = 32;

/// Fields that have another name in XML: type, field, and name. (documented)
const RENAMED: [(&str, &str, &str); 3] =
    [("Nat", "rules", "natRules"), ("Nsxfirewallrule", "ruleId", "id"), ("ObjectType", "name", "typeName")];

/// Names of the items of lists that do not follow from the name of the list: type, field, and name. (documented, except for networks)
const ITEMS: [(&str, &str, &str); 5] = [
    ("NatRules", "natRulesDtos", "natRule"),
    ("EdgeStatus", "featureStatuses", "featureStatus"),
    ("Vnic", "macAddresses", "macAddress"),
    ("DataPageEdgeSummary", "data", "edgeSummary"),
    ("DataPageSddcNetwork", "data", "sddcNetwork"),
];

/// Returns the name of a field in XML.
fn name_of<'n>(of: &str, field: &'n str) -> &'n str {
    RENAMED.iter().find(|(known, name, _)| *known == of && *name == field).map_or(field, |(.., name)| name)
}

/// Returns the name of an item of a list.
fn item_of(of: &str, field: &str) -> String {
    if let Some((.., name)) = ITEMS.iter().find(|(known, name, _)| *known == of && *name == field) {
        return (*name).to_owned();
    }
    if field.ends_with("ss") {
        return field.to_owned();
    }
    match field.strip_suffix("ies") {
        Some(stem) => [stem, "y"].concat(),
        None => field.strip_suffix('s').unwrap_or(field).to_owned(),
    }
}

/// Whether the items of a list have an element around them. An object with one field is that element itself.
fn is_wrapped(types: &Types, of: &str, field: &str) -> bool {
    field != "data" && item_of(of, field) != field && types.fields(of).count() > 1
}

/// Writes a value as a document with this root. `of` is the type of the value, if it is an object of a type.
pub(super) fn written(types: &Types, root: &str, of: &str, value: &Value) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    write(types, &mut out, root, of, value);
    out
}

fn write(types: &Types, out: &mut String, name: &str, of: &str, value: &Value) {
    out.extend(["<", name, ">"]);
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                write_field(types, out, of, field, value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| write(types, out, "item", "", item)),
        Value::String(text) => out.push_str(&escape(text.as_str())),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
    out.extend(["</", name, ">"]);
}

fn write_field(types: &Types, out: &mut String, of: &str, field: &str, value: &Value) {
    let shape = types.field(of, field).map(|field| &field.shape);
    let name = name_of(of, field);
    match (shape, value) {
        (Some(Shape::List(item)), Value::Array(values)) => {
            let (wrapped, item_name) = (is_wrapped(types, of, field), item_of(of, field));
            let item_name = if wrapped || field == "data" || item_name != field { item_name.as_str() } else { name };
            if wrapped {
                out.extend(["<", name, ">"]);
            }
            values.iter().for_each(|value| write(types, out, item_name, type_of(item), value));
            if wrapped {
                out.extend(["</", name, ">"]);
            }
        }
        (Some(shape), value) => write(types, out, name, type_of(shape), value),
        (None, value) => write(types, out, name, "", value),
    }
}

fn type_of(shape: &Shape) -> &str {
    match shape {
        Shape::Object(name) => name,
        _ => "",
    }
}

/// An element.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// Reads a document as an object of a type. Texts stay texts; they become numbers where the object is read as its type. Returns the name of
/// the root too.
///
/// # Errors
/// The text is no XML, has a document type, or is nested too deeply. The sentence says which.
pub(super) fn read(types: &Types, of: &str, text: &str) -> Result<(String, Value), String> {
    let root = parsed(text)?;
    let value = object(types, of, &root);
    Ok((root.name, value))
}

fn parsed(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|_| "it is not well-formed XML".to_owned())?;
        match event {
            Event::Start(start) => {
                if open.len() > DEPTH_MAX {
                    return Err(format!("it has more than {DEPTH_MAX} levels"));
                }
                open.push(Element { name: start.local_name().as_ref().to_owned(), ..Element::default() });
            }
            Event::Empty(start) => {
                close(&mut open, Element { name: start.local_name().as_ref().to_owned(), ..Element::default() });
            }
            Event::End(_) => {
                let ended = open.pop().unwrap_or_default();
                close(&mut open, ended);
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => add(&mut open, &resolved(&reference)?),
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(Element { mut children, .. }), true) if children.len() == 1 => {
            children.pop().ok_or_else(|| "it is empty".to_owned())
        }
        _ => Err("it is not one element".to_owned()),
    }
}

fn close(open: &mut [Element], ended: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(ended);
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Returns the text of `&amp;` and of references to characters. Other entities would need a document type.
fn resolved(reference: &BytesRef) -> Result<String, String> {
    let name: &str = reference;
    let of_character = reference.resolve_char_ref().ok().flatten();
    let text = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return of_character.map(String::from).ok_or_else(|| "it has an unknown entity".to_owned()),
    };
    Ok(text.to_owned())
}

fn value(types: &Types, shape: &Shape, element: &Element) -> Value {
    match shape {
        Shape::Object(of) => object(types, of, element),
        _ => element.text.trim().into(),
    }
}

/// Reads an element as an object. Elements that the type does not have stay, so that the journal can name them.
fn object(types: &Types, of: &str, element: &Element) -> Value {
    let mut fields = Map::new();
    for child in &element.children {
        let found = types.fields(of).find(|(field, found)| match &found.shape {
            Shape::List(_) if is_wrapped(types, of, field) => name_of(of, field) == child.name,
            Shape::List(_) => item_of(of, field) == child.name || name_of(of, field) == child.name,
            _ => name_of(of, field) == child.name,
        });
        let Some((name, field)) = found else {
            fields.insert(child.name.clone(), child.text.trim().into());
            continue;
        };
        match &field.shape {
            Shape::List(item) => {
                let list = fields.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                let Value::Array(list) = list else { continue };
                if is_wrapped(types, of, name) {
                    list.extend(child.children.iter().map(|child| value(types, item, child)));
                } else {
                    list.push(value(types, item, child));
                }
            }
            // An empty element has no value, unless it is an object or a text.
            Shape::Boolean | Shape::Integer | Shape::Number if child.text.trim().is_empty() => {}
            shape => drop(fields.insert(name.to_owned(), value(types, shape, child))),
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::documents::table::Api;
    use serde_json::json;

    #[test]
    fn documents_survive_the_way_through_xml() {
        let types = &Api::Edges.table().types;
        for (of, root, document) in [
            (
                "FirewallConfig",
                "firewall",
                json!({"version": "3", "defaultPolicy": {"action": "deny"}, "firewallRules": {"firewallRules": [
                    {"ruleId": "1", "name": "a<b>&\"c'", "source": {"ipAddress": ["10.0.0.1", "any"], "vnicGroupId": ["vse"]},
                     "application": {"service": [{"protocol": "tcp", "port": ["80", "443"]}]}},
                    {"ruleId": "2", "name": ""}]}}),
            ),
            ("Nat", "nat", json!({"rules": {"natRulesDtos": [{"action": "dnat"}, {"action": "snat"}]}})),
            (
                "DnsConfig",
                "dns",
                json!({"listeners": {"ipAddress": ["10.0.0.2"]}, "dnsViews": {"dnsView": [{"name": "v", "forwarders": {"ipAddress": ["9.9.9.9"]}}]}}),
            ),
            (
                "Ipsec",
                "ipsec",
                json!({"sites": {"sites": [{"name": "s", "peerSubnets": {"subnets": ["10.0.0.0/8", "10.1.0.0/16"]}}]}}),
            ),
            (
                "SddcNetwork",
                "sddcNetwork",
                json!({"name": "n", "subnets": {"addressGroups": [{"primaryAddress": "10.0.0.1"}]}}),
            ),
        ] {
            let text = written(types, root, of, &document);
            assert_eq!(read(types, of, &text), Ok((root.to_owned(), document)), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_guide() {
        let types = &Api::Edges.table().types;
        let rules = json!({"firewallRules": {"firewallRules": [{"ruleId": 7, "enabled": true}]}});
        let text = written(types, "firewall", "FirewallConfig", &rules);
        let expected = "<firewall><firewallRules><firewallRule><id>7</id><enabled>true</enabled></firewallRule></firewallRules></firewall>";
        assert!(text.ends_with(expected), "{text}");
        let edges = json!({"edgePage": {"pagingInfo": {"pageSize": 1}, "data": [{"id": "edge-1"}, {"id": "edge-2"}]}});
        let text = written(types, "pagedEdgeList", "PagedEdgeList", &edges);
        let expected = "<edgePage><pagingInfo><pageSize>1</pageSize></pagingInfo><edgeSummary><id>edge-1</id></edgeSummary><edgeSummary>";
        assert!(text.contains(expected), "{text}");
        let status = json!({"featureStatuses": [{"service": "nat"}]});
        let text = written(types, "edgeStatus", "EdgeStatus", &status);
        assert!(text.ends_with(
            "<featureStatuses><featureStatus><service>nat</service></featureStatus></featureStatuses></edgeStatus>"
        ));
    }

    #[test]
    fn bad_documents_are_refused() {
        let types = &Api::Edges.table().types;
        let deep = ["<a>".repeat(100), "</a>".repeat(100)].concat();
        for text in
            ["", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>&b;</a>", "{}", &deep]
        {
            assert!(read(types, "Nat", text).is_err(), "{text}");
        }
    }
}
