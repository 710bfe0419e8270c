//! Every single value of every JSON body, in each JSON form in which it may be sent.
//!
//! The service is written in Java and reads bodies with Jackson: `"3"` is read as 3, `"false"` as false, 3 as `"3"`, and
//! 1.0 is a whole number. A request with such a form must have the same answer and the same effect as the request with
//! the value in its own form. What has no meaning at its place must be refused, and the refusal must name the field.

use super::{
    Tables,
    connection::Connection,
    key, making,
    places::{Place, places, written},
    request::Request,
    run::may_change,
    stage::Stage,
    values::To,
};
use crate::{
    operation::line_of,
    published::{Operation, Shape},
    target::Target,
};
use anyhow::Context;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The result of [`run`].
#[derive(Debug, Clone, Default)]
pub struct ScalarsReport {
    /// The places that were tried, by method and path template of the operation.
    pub places: BTreeMap<String, BTreeSet<String>>,
    /// The number of forms that were sent.
    pub count: usize,
    /// A sentence for each form that was not read as it must be.
    pub mismatches: Vec<String>,
}

/// The JSON texts with which a place is tried.
struct Forms {
    /// A value in its own form, and other forms of it.
    same: Vec<(String, Vec<String>)>,
    /// Values that mean nothing at the place.
    meaningless: Vec<String>,
}

/// What a request led to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Effect {
    status: u16,
    text: String,
    /// The world afterwards, if the request succeeded and may have changed it.
    world: Option<String>,
}

/// Sends the body of each published operation with each of its single values in each form.
///
/// # Errors
/// The server cannot be reached, or it creates no worlds.
pub async fn run(target: &Target, seed: u64) -> anyhow::Result<ScalarsReport> {
    let tables = Tables::read()?;
    let mut report = ScalarsReport::default();
    let mut connection = Connection::to(target.url())?;
    let simulated = |operation: &Operation| line_of(&operation.method, &operation.path).is_some();
    for (published, operation) in tables.operations().filter(|(_, operation)| simulated(operation)) {
        let Some(request) = operation.request.as_ref().filter(|request| !request.form) else { continue };
        let document = making::document_of(published, operation, &tables.bases);
        let places = places(published, published.shape(&request.notation), document);
        let base = making::base_of(published, operation, &tables.bases);
        let mut names = vec!["org".to_owned()];
        names.extend(base.things());
        let things = tables.bases.in_order(&names)?;
        let stage = Stage::set(&mut connection, &tables.bases, seed, &things).await?;
        let before = stage.export(&mut connection).await?;
        let mut trial = Trial { operation, base, stage, before, report: &mut report };
        for place in places.iter().filter(|place| is_scalar(&place.shape)) {
            let forms = Forms::of(&place.shape, place.document.pointer(&place.pointer).unwrap_or(&Value::Null));
            trial.place(&mut connection, place, &forms).await.with_context(|| key(operation))?;
        }
        trial.stage.end(&mut connection).await?;
    }
    Ok(report)
}

fn is_scalar(shape: &Shape) -> bool {
    matches!(shape, Shape::Text { .. } | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean)
}

impl Forms {
    fn of(shape: &Shape, now: &Value) -> Self {
        let own = now.to_string();
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let same = match shape {
            Shape::Integer(_) => {
                vec![(own.clone(), vec![format!("\"{own}\""), format!("\" {own}\""), format!("{own}.0")])]
            }
            Shape::Number(_) => vec![(own.clone(), vec![format!("\"{own}\"")])],
            Shape::Boolean => vec![
                ("true".to_owned(), texts(&["\"true\"", "\"True\"", "1"])),
                ("false".to_owned(), texts(&["\"false\"", "\"FALSE\"", "0"])),
            ],
            // A number is no name of a known value; the service refuses both.
            Shape::Text { values: Some(_), .. } => Vec::new(),
            _ => vec![
                ("\"7\"".to_owned(), texts(&["7"])),
                ("\"1.50\"".to_owned(), texts(&["1.50"])),
                ("\"true\"".to_owned(), texts(&["true"])),
            ],
        };
        let mut meaningless = texts(&["[]", "{}", "[7]"]);
        meaningless.extend(match shape {
            Shape::Integer(_) => texts(&["\"seven\"", "1.5", "\"1.5\"", "true", "1e300"]),
            Shape::Number(_) => texts(&["\"seven\"", "\"NaN\"", "true"]),
            Shape::Boolean => texts(&["\"yes\"", "1.5"]),
            Shape::Text { values: Some(_), .. } => texts(&["7", "true"]),
            _ => Vec::new(),
        });
        Self { same, meaningless }
    }
}

struct Trial<'a> {
    operation: &'a Operation,
    base: Request,
    stage: Stage,
    /// The world before the request.
    before: String,
    report: &'a mut ScalarsReport,
}

impl Trial<'_> {
    async fn place(&mut self, connection: &mut Connection, place: &Place<'_>, forms: &Forms) -> anyhow::Result<()> {
        let tried = self.report.places.entry(key(self.operation)).or_default();
        tried.insert(place.shown.clone());
        for (own, others) in &forms.same {
            let expected = self.effect(connection, place, own).await?;
            for other in others {
                let found = self.effect(connection, place, other).await?;
                if found != expected {
                    self.report(
                        place,
                        other,
                        &format!("answered otherwise than {own}: {found:?} and not {expected:?}"),
                    );
                }
            }
        }
        let field = place.pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        for other in &forms.meaningless {
            let found = self.effect(connection, place, other).await?;
            if found.status != 400 || !found.text.contains(field) {
                self.report(place, other, &format!("must be refused by the name of the field, and was not: {found:?}"));
            }
        }
        Ok(())
    }

    /// Sends the request with this JSON text at a place.
    async fn effect(&mut self, connection: &mut Connection, place: &Place<'_>, text: &str) -> anyhow::Result<Effect> {
        let mut request = self.base.clone();
        request.body = written(place, To::Raw(text.as_bytes().to_vec())).context("a place without a parent")?;
        request.content_type = Some("application/json".to_owned());
        let received = self.stage.send(connection, &request).await?;
        self.report.count += 1;
        let changed = received.status < 300 && may_change(self.operation);
        let world = if changed { Some(self.stage.export(connection).await?) } else { None };
        if changed {
            self.stage.restore(connection, &self.before).await?;
        }
        Ok(Effect { status: received.status, text: received.text, world })
    }

    fn report(&mut self, place: &Place, form: &str, sentence: &str) {
        let line = format!("{} at {} with {form}: {sentence}", key(self.operation), place.shown);
        self.report.mismatches.push(line);
    }
}
