//! Compares an OpenAPI document with a published table.

use super::{
    Difference, Field, Operation, Parameter, Published, What,
    shape::{self, Details, Shape},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vmc_client::endpoint::OperationInfo;

/// Returns the differences between the document's and the published description of these operations, down to the last
/// field of every type that they use. Other operations are not compared.
pub fn differences(
    published: &Published,
    document: &Value,
    lines: impl IntoIterator<Item = &'static OperationInfo>,
) -> Vec<Difference> {
    let mut walk = Walk { published, document, seen: BTreeSet::new(), found: Vec::new() };
    for line in lines {
        let place = format!("{} {}", line.method, line.path);
        let ours = &document["paths"][line.path][line.method.to_lowercase()];
        match published.operation(line.method, line.path) {
            Some(operation) if ours.is_object() => walk.operation(&place, operation, ours),
            Some(operation) => walk.report(What::Operation, &place, Value::Null, json!(operation.name)),
            None => walk.report(What::Operation, &place, json!(line.name), Value::Null),
        }
    }
    walk.found
}

struct Walk<'a> {
    published: &'a Published,
    document: &'a Value,
    /// The pairs of types that have been compared: the name of the published type, and the address of the schema in
    /// the document.
    seen: BTreeSet<(&'a str, *const Value)>,
    found: Vec<Difference>,
}

impl<'a> Walk<'a> {
    fn report(&mut self, what: What, place: &str, ours: Value, published: Value) {
        let difference = Difference { what, r#where: place.to_owned(), ours, published };
        if !self.found.contains(&difference) {
            self.found.push(difference);
        }
    }

    fn operation(&mut self, place: &str, published: &'a Operation, ours: &'a Value) {
        self.parameters(place, "path", &published.path_params, ours);
        self.parameters(place, "query", &published.query_params, ours);
        self.request(place, published, ours);
        let (answers, statuses) = successes(ours);
        if !published.statuses.is_empty() && statuses != published.statuses {
            self.report(What::Statuses, place, json!(statuses), json!(published.statuses));
        }
        let answer = answers.and_then(|answer| of_content(&answer["content"]));
        self.body(&format!("{place} answer"), published.response.as_deref(), answer);
        let refusal = self.published.refusal.as_str();
        let ours = self.response(&ours["responses"]["default"]);
        self.body(&format!("{place} refusal"), Some(refusal), of_content(&ours["content"]));
    }

    /// Follows the reference of a response, if it is one.
    fn response(&self, response: &'a Value) -> &'a Value {
        let pointer = response["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        pointer.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(response)
    }

    fn parameters(&mut self, place: &str, kind: &str, published: &'a [Parameter], ours: &'a Value) {
        let ours = ours["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == kind);
        let mut ours: BTreeMap<_, _> = ours.filter_map(|ours| Some((ours["name"].as_str()?, ours))).collect();
        let place =
            |name: &str| if kind == "path" { format!("{place} {{{name}}}") } else { format!("{place} ?{name}") };
        for parameter in published {
            let place = place(&parameter.name);
            let Some(ours) = ours.remove(parameter.name.as_str()) else {
                self.report(What::Parameter, &place, Value::Null, json!(parameter.notation));
                continue;
            };
            if ours["required"] != json!(parameter.required) {
                self.report(What::Required, &place, ours["required"].clone(), json!(parameter.required));
            }
            if let Some(notation) = &parameter.notation {
                let details = Details { format: parameter.format.as_deref(), values: parameter.values.as_deref() };
                self.place(&place, notation, details, &ours["schema"]);
            }
        }
        for (name, parameter) in ours {
            let shape = shape::of_schema(&parameter["schema"], self.document);
            self.report(What::Parameter, &place(name), shape.notation(), Value::Null);
        }
    }

    fn request(&mut self, place: &str, published: &'a Operation, ours: &'a Value) {
        let place = format!("{place} request");
        let (request, body) = (published.request.as_ref(), &ours["requestBody"]);
        if let (Some(request), true) = (request, body.is_object()) {
            let ours = json!(body["required"] == true);
            if ours != json!(request.required) {
                self.report(What::Required, &place, ours, json!(request.required));
            }
        }
        self.body(&place, request.map(|request| request.notation.as_str()), of_content(&body["content"]));
    }

    fn body(&mut self, place: &str, published: Option<&'a str>, ours: Option<&'a Value>) {
        match (published, ours) {
            (Some(notation), Some(schema)) => self.place(place, notation, Details::default(), schema),
            (None, None) => {}
            (published, ours) => {
                let ours = ours.map_or(Value::Null, |schema| shape::of_schema(schema, self.document).notation());
                self.report(What::Body, place, ours, json!(published));
            }
        }
    }

    fn place(&mut self, place: &str, notation: &'a str, details: Details<'a>, schema: &'a Value) {
        let published = shape::published(notation, details, &self.published.types);
        self.shapes(place, &published, &shape::of_schema(schema, self.document));
    }

    fn shapes(&mut self, place: &str, published: &Shape<'a>, ours: &Shape<'a>) {
        match (published, ours) {
            (Shape::Any, _) => {}
            (Shape::Text { format, values }, Shape::Text { format: our_format, values: our_values }) => {
                // The contract may be narrower: ids and times are published as plain texts.
                self.format(place, *format, *our_format);
                if values != our_values {
                    self.report(What::Enum, place, json!(our_values), json!(values));
                }
            }
            (Shape::Integer(format), Shape::Integer(ours)) | (Shape::Number(format), Shape::Number(ours)) => {
                self.format(place, *format, *ours);
            }
            (Shape::Boolean, Shape::Boolean) => {}
            (Shape::List(published), Shape::List(ours)) | (Shape::Map(published), Shape::Map(ours)) => {
                self.shapes(place, published, ours);
            }
            (Shape::Object(published), Shape::Object(ours)) => self.fields(published.name, ours.schema),
            (_, Shape::OneOf(choices)) => self.nearest(place, published, ours, choices),
            _ => self.report(What::Type, place, ours.notation(), published.notation()),
        }
    }

    /// Compares the nearest of several choices. The existence of choices is one difference, which is reported
    /// wherever the type occurs.
    fn nearest(&mut self, place: &str, published: &Shape<'a>, ours: &Shape<'a>, choices: &[Shape<'a>]) {
        let of_type = match published {
            Shape::Object(object) => object.name,
            _ => place,
        };
        self.report(What::Type, of_type, ours.notation(), published.notation());
        let tried = choices.iter().map(|choice| {
            let mut walk = Self { seen: self.seen.clone(), found: Vec::new(), ..*self };
            walk.shapes(place, published, choice);
            walk
        });
        if let Some(nearest) = tried.min_by_key(|walk| walk.found.len()) {
            self.seen = nearest.seen;
            for Difference { what, r#where, ours, published } in nearest.found {
                self.report(what, &r#where, ours, published);
            }
        }
    }

    fn format(&mut self, place: &str, published: Option<&str>, ours: Option<&str>) {
        let same = published.is_none_or(|published| ours.is_some_and(|ours| ours.eq_ignore_ascii_case(published)));
        if !same {
            self.report(What::Format, place, json!(ours), json!(published));
        }
    }

    fn fields(&mut self, name: &'a str, schema: &'a Value) {
        if !self.seen.insert((name, std::ptr::from_ref(schema))) {
            return;
        }
        let Some(published) = self.published.types.get(name) else {
            self.report(What::Type, name, json!("object"), Value::Null);
            return;
        };
        let properties = schema["properties"].as_object().into_iter().flatten();
        let mut ours: BTreeMap<_, _> = properties.map(|(field, schema)| (field.as_str(), schema)).collect();
        for (field, published) in &published.fields {
            let place = format!("{name}.{field}");
            match ours.remove(field.as_str()) {
                Some(ours) => self.field(&place, published, ours, is_required(schema, field)),
                None => self.report(What::Field, &place, Value::Null, json!(published.notation)),
            }
        }
        for (field, schema) in ours {
            let shape = shape::of_schema(schema, self.document);
            self.report(What::Field, &format!("{name}.{field}"), shape.notation(), Value::Null);
        }
    }

    fn field(&mut self, place: &str, published: &'a Field, ours: &'a Value, required: bool) {
        if self.published.tells_required && required != published.required {
            self.report(What::Required, place, json!(required), json!(published.required));
        }
        let details = Details { format: published.format.as_deref(), values: published.values.as_deref() };
        self.place(place, &published.notation, details, ours);
    }
}

fn is_required(schema: &Value, field: &str) -> bool {
    schema["required"].as_array().is_some_and(|required| required.iter().any(|name| name == field))
}

/// Returns the schema of a successful answer, which is the same for each success status, and those statuses.
fn successes(operation: &Value) -> (Option<&Value>, BTreeSet<u16>) {
    let all = operation["responses"].as_object().into_iter().flatten();
    let (statuses, answers): (BTreeSet<u16>, Vec<_>) = all
        .filter_map(|(status, answer)| Some((status.parse::<u16>().ok()?, answer)))
        .filter(|(status, _)| *status < 300)
        .unzip();
    (answers.first().copied(), statuses)
}

/// Returns the schema of a body, whatever its media type.
fn of_content(content: &Value) -> Option<&Value> {
    content.as_object()?.values().next().map(|media| &media["schema"])
}
