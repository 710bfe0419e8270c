//! How vAPI writes maps and annotations in JSON.

use serde_json::{Map, Value, json};

/// What a document describes.
pub(super) struct Component {
    /// The name, and the beginning of the names of all services and commands.
    pub(super) name: &'static str,
    /// The beginning of the paths of its operations in the OpenAPI document.
    pub(super) base: &'static str,
    /// Whether DCLI knows the server by an address that has the base. Then the paths of operations begin after it.
    pub(super) is_based: bool,
    /// The deepest level of a structure whose fields have options of their own. Deeper structures are given as JSON.
    pub(super) depth_max: usize,
}

/// VMware Cloud on AWS.
pub(super) const VMC: Component =
    Component { name: "com.vmware.vmc", base: "/vmc/api/", is_based: false, depth_max: 3 };

/// NSX-T behind the reverse proxy of VMC. The help of DCLI has the words of a command: `nsx policy api v1 infra get`. (client code)
pub(super) const NSX: Component = Component {
    name: "nsx",
    base: "/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}/sks-nsxt-manager",
    is_based: true,
    depth_max: 1,
};

/// A member of a map, which is a list of pairs.
pub(super) fn pair(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([("key".to_owned(), key.into()), ("value".to_owned(), value)]))
}

/// An annotation with texts.
pub(super) fn annotation(name: &str, texts: &[(&str, &str)]) -> Value {
    let text = |(key, text): &(&str, &str)| pair(key, json!({"type": "STRING", "string_value": text}));
    pair(name, json!({"elements": texts.iter().map(text).collect::<Vec<_>>()}))
}

/// The members of an object of the OpenAPI document, or none.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
