//! The published tables of operations and types, as a source for checks of the contract.
//!
//! [`differences`] compares an OpenAPI document with the tables and returns every difference as data; [`Reviewed`] is
//! the list of the intended differences, each with its reason. [`Published::faults`] compares single answers with the
//! types.

mod add_ons;
mod answer;
mod compare;
mod fields;
mod reviewed;
mod shape;
mod types;

pub use answer::Fault;
pub use compare::differences;
pub use reviewed::{Difference, Reviewed, What};
pub(crate) use shape::Shape;
pub(crate) use types::Field;

use anyhow::Context;
use serde::Deserialize;
use shape::Details;
use std::collections::{BTreeMap, BTreeSet};
use types::Type;
use vmcsim_fixtures::published;

/// One published interface: its operations and their types.
#[derive(Debug, Clone)]
pub struct Published {
    /// The operations, in the order of the table.
    pub operations: Vec<Operation>,
    types: BTreeMap<String, Type>,
    /// The name of the type of all refusals.
    refusal: String,
    /// If `true`, the source states which fields are required. The clients generated for the sign-in service declare
    /// nearly all fields optional.
    tells_required: bool,
}

/// A published operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The name of the operation in the source.
    pub name: String,
    /// The method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// If `true`, the operation belongs to the preview networking, which is a separate contract.
    pub preview_networking: bool,
    /// If `true`, a request without a valid access token is refused. The published sign-in operations express this by
    /// a required header `Authorization`; where that header is optional, the client authenticates with its own
    /// credentials or not at all. Every operation of the service itself takes the token; its published tables omit it
    /// because it is common to all operations. [`TOKEN_BY_STANDARD`] lists the exceptions that the tables do not
    /// show.
    pub needs_token: bool,
    pub(crate) path_params: Vec<Parameter>,
    pub(crate) query_params: Vec<Parameter>,
    pub(crate) request: Option<Request>,
    pub(crate) response: Option<String>,
    /// The success statuses; empty if no source states one.
    pub(crate) statuses: BTreeSet<u16>,
    /// The statuses of refusals; empty if no source states one.
    pub(crate) refusals: BTreeSet<u16>,
}

impl Operation {
    /// Returns `true` if the operation reads a JSON body.
    pub fn takes_json(&self) -> bool {
        self.request.as_ref().is_some_and(|request| !request.form)
    }
}

/// A path or query parameter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The notation of the type; `None` for the parameters of the sign-in service, whose types are not published.
    #[serde(rename = "type")]
    pub(crate) notation: Option<String>,
    pub(crate) required: bool,
    pub(crate) format: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) values: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Request {
    #[serde(rename = "type")]
    pub(crate) notation: String,
    pub(crate) required: bool,
    /// If `true`, the body is sent as a form instead of JSON.
    #[serde(skip)]
    pub(crate) form: bool,
}

/// Whether operations need a token of which the published tables do not tell it: method, path, whether, and the source.
pub const TOKEN_BY_STANDARD: [(&str, &str, bool, &str); 2] = [
    (
        "GET",
        "/csp/gateway/am/api/userinfo",
        true,
        "OpenID Connect Core 1.0, section 5.3.1: the UserInfo request carries the access token",
    ),
    (
        "GET",
        "/csp/gateway/am/api/auth/.well-known/openid-configuration",
        false,
        "OpenID Connect Discovery 1.0, section 4: a client reads the configuration before it has a token",
    ),
];

/// Returns whether an operation needs a token, according to a standard if one applies, or else to `table`.
fn needs_token(method: &str, path: &str, table: bool) -> bool {
    let standard = TOKEN_BY_STANDARD.iter().find(|(named, at, ..)| (*named, *at) == (method, path));
    standard.map_or(table, |(_, _, needs, _)| *needs)
}

impl Published {
    /// Returns all tables: of the service itself, of sign-in, and of the add-on services.
    ///
    /// # Errors
    /// A table cannot be parsed.
    pub fn all() -> anyhow::Result<Vec<Self>> {
        let mut all = vec![Self::vmc()?, Self::csp()?];
        all.extend(Self::autoscaler()?);
        all.extend(Self::site_recovery()?);
        all.extend(Self::sddc_groups()?);
        Ok(all)
    }

    /// Returns the tables of the service itself.
    ///
    /// # Errors
    /// A table cannot be parsed.
    pub fn vmc() -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct Types {
            types: BTreeMap<String, Type>,
        }
        let operations: Vec<VmcOperation> =
            serde_json::from_str(published::OPERATIONS).context("the published operations cannot be read")?;
        let Types { types } = serde_json::from_str(published::TYPES).context("the published types cannot be read")?;
        Ok(Self {
            operations: operations.into_iter().map(Operation::from).collect(),
            types,
            refusal: "ErrorResponse".to_owned(),
            tells_required: true,
        })
    }

    /// Returns the tables of the sign-in service, including the operations that are only known from clients.
    ///
    /// # Errors
    /// The table cannot be parsed.
    pub fn csp() -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct ErrorBody {
            name: String,
            fields: BTreeMap<String, Field>,
        }
        #[derive(Deserialize)]
        struct Csp {
            operations: Vec<CspOperation>,
            other_operations: Vec<ClientsOperation>,
            models: BTreeMap<String, Type>,
            error_body: ErrorBody,
        }
        let Csp { operations, other_operations, models: mut types, error_body } =
            serde_json::from_str(published::CSP).context("the published table of CSP cannot be read")?;
        let refusal = error_body.name;
        types.insert(refusal.clone(), Type { fields: error_body.fields, ..Type::default() });
        let operations = operations.into_iter().map(|operation| operation.into_operation(&mut types));
        let operations =
            operations.collect::<Vec<_>>().into_iter().chain(other_operations.into_iter().map(Operation::from));
        Ok(Self { operations: operations.collect(), types, refusal, tells_required: false })
    }

    /// Returns the published operation with this method and path template.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.method == method && operation.path == path)
    }

    /// Returns the shape that a notation describes.
    pub(crate) fn shape<'a>(&'a self, notation: &'a str) -> Shape<'a> {
        shape::published(notation, Details::default(), &self.types)
    }

    /// Returns the shape of a parameter. A parameter whose type is not published is a text.
    pub(crate) fn shape_of_parameter<'a>(&'a self, parameter: &'a Parameter) -> Shape<'a> {
        let details = Details { format: parameter.format.as_deref(), values: parameter.values.as_deref() };
        shape::published(parameter.notation.as_deref().unwrap_or("string"), details, &self.types)
    }

    /// Returns the shape of a field.
    pub(crate) fn shape_of_field<'a>(&'a self, field: &'a Field) -> Shape<'a> {
        let details = Details { format: field.format.as_deref(), values: field.values.as_deref() };
        shape::published(&field.notation, details, &self.types)
    }

    /// Returns the fields of the type with this name, if it is published.
    pub(crate) fn fields(&self, name: &str) -> Option<&BTreeMap<String, Field>> {
        self.types.get(name).map(|published| &published.fields)
    }

    /// Returns `true` if the table states which fields are required.
    pub(crate) fn tells_required(&self) -> bool {
        self.tells_required
    }

    /// Returns `true` if a type of this name is published. The service of the type is not a part of its name here.
    pub fn has_type(&self, name: &str) -> bool {
        self.types.keys().any(|known| known.rsplit('/').next() == Some(name))
    }
}

/// A line of `operations.json`.
#[derive(Debug, Deserialize)]
struct VmcOperation {
    operation: String,
    method: String,
    path: String,
    path_params: Vec<Parameter>,
    query_params: Vec<Parameter>,
    request_type: Option<String>,
    request_required: Option<bool>,
    response_type: Option<String>,
    success_statuses: BTreeSet<u16>,
    error_statuses: BTreeSet<u16>,
    nsxv_networking: bool,
}

impl From<VmcOperation> for Operation {
    fn from(line: VmcOperation) -> Self {
        let required = line.request_required.unwrap_or(false);
        Self {
            name: line.operation,
            method: line.method,
            path: line.path,
            preview_networking: line.nsxv_networking,
            needs_token: true,
            path_params: line.path_params,
            query_params: line.query_params,
            request: line.request_type.map(|notation| Request { notation, required, form: false }),
            response: line.response_type.filter(|notation| notation != "void"),
            statuses: line.success_statuses,
            refusals: line.error_statuses,
        }
    }
}

/// A line of `csp.json`.
#[derive(Debug, Deserialize)]
struct CspOperation {
    operation: String,
    method: String,
    path: String,
    path_params: Vec<String>,
    query_params: Vec<Parameter>,
    form_params: Vec<Parameter>,
    header_params: Vec<Parameter>,
    body: Option<Request>,
    response_type: Option<String>,
}

impl CspOperation {
    /// Converts the line. A form becomes a separate type whose fields are all texts.
    fn into_operation(self, types: &mut BTreeMap<String, Type>) -> Operation {
        let text = |name| Parameter { name, notation: None, required: true, format: None, values: None };
        let form = (!self.form_params.is_empty()).then(|| {
            let required = self.form_params.iter().any(|field| field.required);
            let fields = self.form_params.into_iter().map(|field| {
                let Parameter { name, required, format, values, .. } = field;
                (name, Field { notation: "string".to_owned(), required, format, values })
            });
            let notation = format!("{} form", self.operation);
            types.insert(notation.clone(), Type { fields: fields.collect(), ..Type::default() });
            Request { notation, required, form: true }
        });
        let with_token = |header: &Parameter| header.required && header.name.eq_ignore_ascii_case("authorization");
        Operation {
            needs_token: needs_token(&self.method, &self.path, self.header_params.iter().any(with_token)),
            name: self.operation,
            method: self.method,
            path: self.path,
            preview_networking: false,
            path_params: self.path_params.into_iter().map(text).collect(),
            query_params: self.query_params,
            request: self.body.or(form),
            response: self.response_type,
            statuses: BTreeSet::new(),
            refusals: BTreeSet::new(),
        }
    }
}

/// An operation of the sign-in service that clients use although no description contains it.
#[derive(Debug, Deserialize)]
struct ClientsOperation {
    method: String,
    path: String,
    query_params: Vec<Parameter>,
    response_type: String,
}

impl From<ClientsOperation> for Operation {
    fn from(line: ClientsOperation) -> Self {
        Self {
            needs_token: needs_token(&line.method, &line.path, true),
            name: format!("{} (clients)", line.path.rsplit('/').next().unwrap_or_default()),
            method: line.method,
            path: line.path,
            preview_networking: false,
            path_params: Vec::new(),
            query_params: line.query_params,
            request: None,
            response: Some(line.response_type),
            statuses: BTreeSet::new(),
            refusals: BTreeSet::new(),
        }
    }
}
