//! The fields of answers: those that the published types declare, and those that an answer has.

use super::{
    Published,
    shape::{self, Details, Shape},
};
use serde_json::Value;
use std::collections::BTreeSet;

impl Published {
    /// Returns the fields that answers of an operation can have, as `Task.status`, at any depth. A type that answers
    /// have in several places is there once.
    pub fn answer_fields(&self, method: &str, path: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if let Some(shape) = self.answer_shape(method, path) {
            self.declared(&shape, &mut found, &mut BTreeSet::new());
        }
        found
    }

    /// Returns the fields of the published types that an answer has with a value, at any depth. Null is no value.
    pub fn sent_fields(&self, method: &str, path: &str, body: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if let Some(shape) = self.answer_shape(method, path) {
            self.sent(&shape, body, &mut found);
        }
        found
    }

    fn answer_shape(&self, method: &str, path: &str) -> Option<Shape<'_>> {
        let notation = self.operation(method, path)?.response.as_deref()?;
        Some(shape::published(notation, Details::default(), &self.types))
    }

    fn declared<'a>(&'a self, shape: &Shape<'a>, found: &mut BTreeSet<String>, types: &mut BTreeSet<&'a str>) {
        match shape {
            Shape::List(item) | Shape::Map(item) => self.declared(item, found, types),
            Shape::OneOf(shapes) => shapes.iter().for_each(|shape| self.declared(shape, found, types)),
            Shape::Object(object) if types.insert(object.name) => {
                for (name, field) in self.fields(object.name).into_iter().flatten() {
                    found.insert(format!("{}.{name}", object.name));
                    self.declared(&self.shape_of_field(field), found, types);
                }
            }
            _ => {}
        }
    }

    fn sent(&self, shape: &Shape, value: &Value, found: &mut BTreeSet<String>) {
        match (shape, value) {
            (Shape::List(item), Value::Array(items)) => items.iter().for_each(|value| self.sent(item, value, found)),
            (Shape::Map(item), Value::Object(members)) => {
                members.values().for_each(|value| self.sent(item, value, found));
            }
            (Shape::OneOf(shapes), _) => shapes.iter().for_each(|shape| self.sent(shape, value, found)),
            (Shape::Object(object), Value::Object(members)) => {
                for (name, field) in self.fields(object.name).into_iter().flatten() {
                    if let Some(value) = members.get(name).filter(|value| !value.is_null()) {
                        found.insert(format!("{}.{name}", object.name));
                        self.sent(&self.shape_of_field(field), value, found);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_is_sent_where_it_has_a_value_at_any_depth() {
        let vmc = Published::vmc().unwrap();
        let path = "/vmc/api/orgs/{org}/account-link/compatible-subnets";
        let body = json!({"vpc_map": {"vpc-1": {"vpc_id": "vpc-1", "description": null, "subnets": [{"name": "a"}]}}});
        let sent: Vec<_> = vmc.sent_fields("GET", path, &body).into_iter().collect();
        assert_eq!(
            sent,
            ["AwsCompatibleSubnets.vpc_map", "AwsSubnet.name", "VpcInfoSubnets.subnets", "VpcInfoSubnets.vpc_id"]
        );
        let all = vmc.answer_fields("GET", path);
        assert!(sent.iter().all(|field| all.contains(field)) && all.contains("VpcInfoSubnets.description"), "{all:?}");
    }
}
