//! Compares a JSON value with a published type.

use crate::published::{Published, Reviewed, Shape, What};
use jiff::Timestamp;
use serde_json::Value;

/// A place at which the value does not conform, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deviation {
    /// The place, such as `$.resource_config.clusters[0]`.
    pub(super) path: String,
    pub(super) actual: Value,
    pub(super) sentence: String,
}

/// Returns all places at which a value does not have this shape. Reviewed differences of the contract are not
/// reported.
pub(super) fn deviations(published: &Published, reviewed: &Reviewed, shape: &Shape, value: &Value) -> Vec<Deviation> {
    let mut walk = Walk { published, reviewed, found: Vec::new() };
    walk.value("$", "", shape, value);
    walk.found
}

struct Walk<'a> {
    published: &'a Published,
    reviewed: &'a Reviewed,
    found: Vec<Deviation>,
}

impl Walk<'_> {
    fn report(&mut self, path: &str, actual: &Value, sentence: impl Into<String>) {
        self.found.push(Deviation { path: path.to_owned(), actual: actual.clone(), sentence: sentence.into() });
    }

    /// Checks one value. `place` is its name in the list of reviewed differences.
    fn value(&mut self, path: &str, place: &str, shape: &Shape, value: &Value) {
        match (shape, value) {
            (Shape::Any, _) | (Shape::Number(_), Value::Number(_)) | (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::Text { format, values }, Value::String(text)) => {
                if *format == Some("date-time") && !is_time(text) {
                    self.report(path, value, "no time with its zone");
                }
                let unknown = values.as_ref().is_some_and(|values| !values.contains(text.as_str()));
                if unknown && !self.reviewed.is_meant(What::Enum, place) {
                    self.report(path, value, "not one of the published values");
                }
            }
            (Shape::Integer(format), Value::Number(number)) => {
                let fits =
                    number.as_i64().is_some_and(|number| *format != Some("int32") || i32::try_from(number).is_ok());
                if !fits {
                    self.report(path, value, format!("no {}", shape.notation().as_str().unwrap_or("integer")));
                }
            }
            (Shape::List(item), Value::Array(items)) => {
                for (number, value) in items.iter().enumerate() {
                    self.value(&format!("{path}[{number}]"), place, item, value);
                }
            }
            (Shape::Map(inner), Value::Object(all)) => {
                for (key, value) in all {
                    self.value(&format!("{path}.{key}"), place, inner, value);
                }
            }
            (Shape::Object(object), Value::Object(_)) => self.fields(path, object.name, value),
            (Shape::OneOf(choices), _) => {
                let fits = |choice| deviations(self.published, self.reviewed, choice, value).is_empty();
                if !choices.iter().any(fits) {
                    self.report(path, value, "none of the published types");
                }
            }
            _ => self.report(path, value, format!("not of the type {}", shape.notation().as_str().unwrap_or_default())),
        }
    }

    fn fields(&mut self, path: &str, name: &str, value: &Value) {
        // A type whose name is not published has no known fields.
        let Some(fields) = self.published.fields(name) else { return };
        for (key, field) in fields {
            let (path, place) = (format!("{path}.{key}"), format!("{name}.{key}"));
            match value.get(key) {
                Some(Value::Null) | None => {
                    let required = field.required && self.published.tells_required();
                    if required && !self.reviewed.is_meant(What::Required, &place) {
                        self.report(&path, &Value::Null, "required, and not there");
                    }
                }
                Some(value) => self.value(&path, &place, &self.published.shape_of_field(field), value),
            }
        }
        for (key, extra) in value.as_object().into_iter().flatten().filter(|(key, _)| !fields.contains_key(*key)) {
            if !self.reviewed.is_meant(What::Field, &format!("{name}.{key}")) {
                self.report(&format!("{path}.{key}"), extra, format!("not a field of {name}"));
            }
        }
    }
}

/// Returns `true` for a time with `Z` or with an offset that contains a colon, which is what clients can parse.
fn is_time(text: &str) -> bool {
    let zone = text.ends_with('Z') || text.as_bytes().iter().rev().nth(2) == Some(&b':');
    zone && text.get(10..11) == Some("T") && text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_deviation_is_found() {
        let (published, reviewed) = (Published::vmc().unwrap(), Reviewed::read().unwrap());
        let window = json!({"day_of_week": "MONDAY", "hour_of_day": 1, "duration_min": 360, "version": 2});
        let of = |notation: &str, value: &Value| -> Vec<String> {
            let shape = published.shape(notation);
            deviations(&published, &reviewed, &shape, value)
                .into_iter()
                .map(|found| format!("{} {}", found.path, found.sentence))
                .collect()
        };
        assert_eq!(of("MaintenanceWindowGet", &window), [""; 0]);
        for (key, value, wanted) in [
            ("day_of_week", json!("SOMEDAY"), "$.day_of_week not one of the published values"),
            ("hour_of_day", json!("1"), "$.hour_of_day not of the type integer"),
            ("hour_of_day", json!(1.5), "$.hour_of_day no integer"),
            ("invented", json!(1), "$.invented not a field of MaintenanceWindowGet"),
        ] {
            let mut changed = window.clone();
            changed[key] = value;
            assert_eq!(of("MaintenanceWindowGet", &changed), [wanted]);
        }
        assert_eq!(of("array<MaintenanceWindowGet>", &window), ["$ not of the type array<MaintenanceWindowGet>"]);
        let times = [
            ("2026-01-05T08:00:00.123Z", true),
            ("2026-01-05T08:00:00.000123Z", true),
            ("2026-01-05T08:00:00+01:00", true),
            ("2026-01-05T08:00:00+0100", false),
            ("2026-01-05T08:00:00", false),
            ("2026-02-30T08:00:00Z", false),
            ("2026-01-05 08:00:00Z", false),
        ];
        for (time, good) in times {
            assert_eq!(of("date-time", &json!(time)).is_empty(), good, "{time}");
        }
        let missing = of("Task", &json!({"id": null}));
        assert!(missing.contains(&"$.id required, and not there".to_owned()), "{missing:?}");
    }
}
