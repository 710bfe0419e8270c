//! An example of each operation: the request that variants are made from, and its answer.

use super::{
    bases::Bases,
    connection::Connection,
    making::base_of,
    plan::Plan,
    request::{Request, Sender},
    stage::Stage,
};
use crate::target::Target;
use anyhow::Context;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use vmc_client::endpoints;

/// The seed of the worlds in which the examples are made.
const SEED: u64 = 1;

/// The largest answer of an example, in bytes of JSON. Whoever wants to see a larger one can send the request.
const ANSWER_MAX: usize = 1200;

/// Sends the request of every operation of the table to a server, each in a world of its own. The examples are as the journal shows them, so
/// they contain no secrets. The same server gives the same examples.
///
/// # Errors
/// A request does not work, or the server has no control of a simulator.
pub async fn examples(target: &Target) -> anyhow::Result<BTreeMap<String, Value>> {
    const SERVER: &str = "http://127.0.0.1:8080";
    let plan = Plan::new(SEED)?;
    let bases = &plan.tables.bases;
    let mut connection = Connection::to(target.url())?;
    let mut examples = BTreeMap::new();
    for (published, operation) in plan.tables.operations() {
        let line = endpoints::all().find(|line| line.method == operation.method && line.path == operation.path);
        let Some(line) = line else { continue };
        let request = base_of(published, operation, bases);
        let example = example(&mut connection, bases, &request, line.name, line.path).await;
        let example = example.with_context(|| format!("{} has no example", line.name))?;
        // Addresses in answers begin with that of the server, which the documents replace by their own.
        let text = example.to_string().replace(target.url(), SERVER);
        examples.insert(line.name.to_owned(), serde_json::from_str(&text)?);
    }
    Ok(examples)
}

async fn example(
    connection: &mut Connection,
    bases: &Bases,
    request: &Request,
    name: &str,
    template: &str,
) -> anyhow::Result<Value> {
    let things = bases.in_order(&request.things())?;
    let stage = Stage::set(connection, bases, SEED, &things).await?;
    let answer = stage.send(connection, request).await?.success()?;
    let seen = Request {
        method: "GET".to_owned(),
        target: format!("/_vmcsim/worlds/{{world}}/journal/recordings?operation={name}&last=1"),
        sender: Sender::Owner,
        content_type: None,
        body: Vec::new(),
        padding: 0,
        needs: Vec::new(),
    };
    let recorded = stage.send(connection, &seen).await?.success()?;
    stage.end(connection).await?;
    // What everybody may ask leads to no world, and is in no journal.
    let public = json!({"request": {"path": template}, "response": {"body": answer}});
    let exchange = recorded.get(0).unwrap_or(&public);
    let mut example = Map::new();
    let parameters = parameters(template, exchange);
    if !parameters.is_empty() {
        example.insert("parameters".to_owned(), json!(parameters));
    }
    let body = &exchange["request"]["body"];
    if let Value::Object(_) = body {
        example.insert("body".to_owned(), body.clone());
    } else if let Some(form) = body.as_str() {
        let pairs: BTreeMap<_, _> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        example.insert("body".to_owned(), json!(pairs));
    }
    let answer = &exchange["response"]["body"];
    if !answer.is_null() && answer.to_string().len() <= ANSWER_MAX {
        example.insert("answer".to_owned(), answer.clone());
    }
    Ok(Value::Object(example))
}

/// The values of the path parameters and of the query.
fn parameters(template: &str, exchange: &Value) -> BTreeMap<String, String> {
    let path = exchange["request"]["path"].as_str().unwrap_or_default();
    let named = |(part, value): (&str, &str)| {
        let (name, verb) = part.strip_prefix('{')?.split_once('}')?;
        Some((name.to_owned(), value.strip_suffix(verb)?.to_owned()))
    };
    let in_path = template.split('/').zip(path.split('/')).filter_map(named);
    let in_query = exchange["request"]["query"].as_object().into_iter().flatten();
    let in_query = in_query.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    in_path.chain(in_query).collect()
}
