//! The JSON Schemas of the types of endpoints.

use super::{Body, Empty, Endpoint, Form, Json, JsonList, OptionalJson, Reply};
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The schemas of an endpoint's types.
pub struct Schemas {
    pub path: Schema,
    pub query: Schema,
    /// `None` if the operation has no body.
    pub body: Option<Schema>,
    /// The schema of the answer; `None` if the body of the answer is empty.
    pub reply: Option<Schema>,
}

/// An endpoint whose types have schemas.
pub trait Described: Endpoint {
    /// Returns the schemas. Those of types with a name are added to the generator, and referred to.
    fn schemas(generator: &mut SchemaGenerator) -> Schemas;
}

impl<E> Described for E
where
    E: Endpoint<Path: JsonSchema, Query: JsonSchema, Body: BodySchema, Reply: ReplySchema>,
{
    fn schemas(generator: &mut SchemaGenerator) -> Schemas {
        Schemas {
            path: E::Path::json_schema(generator),
            query: E::Query::json_schema(generator),
            reply: E::Reply::schema(generator),
            body: E::Body::schema(generator),
        }
    }
}

/// A request body that has a schema.
pub trait BodySchema: Body {
    /// Returns the schema; `None` if no body is sent.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

/// An answer that has a schema.
pub trait ReplySchema: Reply {
    /// Returns the schema; `None` if the body is empty.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

impl<T: JsonSchema> BodySchema for Json<T>
where
    Self: Body,
{
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl<T: JsonSchema> BodySchema for JsonList<T>
where
    Self: Body,
{
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        let mut schema = <Vec<T>>::json_schema(generator);
        schema.insert("minItems".to_owned(), 1.into());
        Some(schema)
    }
}

impl<T: JsonSchema> BodySchema for OptionalJson<T>
where
    Self: Body,
{
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl<T: JsonSchema> BodySchema for Form<T>
where
    Self: Body,
{
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl BodySchema for Empty {
    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

impl<T: JsonSchema> ReplySchema for Json<T>
where
    Self: Reply,
{
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl ReplySchema for Empty {
    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}
