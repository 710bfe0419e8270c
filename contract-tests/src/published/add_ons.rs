//! Reads the published tables of the add-on services: the autoscaler, site recovery and SDDC groups.

use super::{Field, Operation, Published, Request, VmcOperation, types::Type};
use anyhow::Context;
use serde::Deserialize;
use std::collections::BTreeMap;
use vmcsim_fixtures::published;

/// A table of one service.
#[derive(Deserialize)]
struct Table {
    name: String,
    operations: Vec<VmcOperation>,
    types: BTreeMap<String, Type>,
}

impl Published {
    /// Returns the table of the autoscaler.
    ///
    /// # Errors
    /// The table cannot be parsed.
    pub fn autoscaler() -> anyhow::Result<Vec<Self>> {
        read(published::AUTOSCALER)
    }

    /// Returns the table of site recovery.
    ///
    /// # Errors
    /// The table cannot be parsed.
    pub fn site_recovery() -> anyhow::Result<Vec<Self>> {
        read(published::SITE_RECOVERY)
    }

    /// Returns the tables of the services that take part in SDDC groups.
    ///
    /// # Errors
    /// A table cannot be parsed.
    pub fn sddc_groups() -> anyhow::Result<Vec<Self>> {
        read(published::SDDC_GROUPS)
    }
}

fn read(text: &str) -> anyhow::Result<Vec<Published>> {
    let tables: Vec<Table> =
        serde_json::from_str(text).context("the published tables of an add-on service cannot be read")?;
    Ok(tables.into_iter().map(Published::from).collect())
}

impl From<Table> for Published {
    /// Several services have a type of the same name with other fields. The name of the service becomes a part of each
    /// name: `autoscaler/Task`.
    fn from(Table { name: service, operations, types }: Table) -> Self {
        let qualify = |notation: &str| qualified(&service, notation, &types);
        let field = |(name, field): (&String, &Field)| {
            (name.clone(), Field { notation: qualify(&field.notation), ..field.clone() })
        };
        let operation = |line: VmcOperation| {
            let operation = Operation::from(line);
            let request = operation.request.as_ref();
            let request = request.map(|request| Request { notation: qualify(&request.notation), ..request.clone() });
            Operation { request, response: operation.response.as_deref().map(qualify), ..operation }
        };
        let operations = operations.into_iter().map(operation).collect();
        let of_type = |(name, of): (&String, &Type)| {
            let fields = of.fields.iter().map(field).collect();
            (qualify(name), Type { fields, ..of.clone() })
        };
        Self {
            operations,
            refusal: qualify("ErrorResponse"),
            tells_required: true,
            types: types.iter().map(of_type).collect(),
        }
    }
}

/// Adds the name of the service to the type in a notation, if the service has the type.
fn qualified(service: &str, notation: &str, types: &BTreeMap<String, Type>) -> String {
    for prefix in ["array<", "set<", "map<string,"] {
        if let Some(inner) = notation.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>')) {
            return format!("{prefix}{}>", qualified(service, inner, types));
        }
    }
    if types.contains_key(notation) { format!("{service}/{notation}") } else { notation.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_with_their_service() {
        let published = Published::autoscaler().unwrap();
        let path = "/vmc/autoscaler/api/orgs/{org}/tasks";
        let operation = published[0].operation("GET", path).unwrap();
        assert_eq!(operation.response.as_deref(), Some("array<autoscaler/Task>"));
        assert!(published[0].answer_fields("GET", path).contains("autoscaler/TaskProgressPhase.name"));
        assert!(published[0].has_type("Task") && !published[0].has_type("autoscaler"));
    }
}
