//! The schemas of the OpenAPI documents are those of the Rust types.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p vmc-contract --test simulator schemas` writes them.

use serde_json::Value;
use std::path::Path;

/// One schema in each line, so that a change shows what it changes.
fn written(schemas: &Value) -> String {
    let section = |name: &str| {
        let members = schemas[name].as_object().unwrap();
        let lines: Vec<_> = members.iter().map(|(name, schema)| format!("    \"{name}\": {schema}")).collect();
        format!("  \"{name}\": {{\n{}\n  }}", lines.join(",\n"))
    };
    format!("{{\n{},\n{}\n}}\n", section("definitions"), section("operations"))
}

#[test]
fn the_files_have_the_schemas_of_the_types() {
    let counts = [vmc_client::endpoints::all().count(), vmcsim::control::table().count()];
    for (of_control, name, count) in [(false, "operations", counts[0]), (true, "control", counts[1])] {
        let schemas = vmcsim::schemas_of_types(of_control);
        assert_eq!(schemas["operations"].as_object().unwrap().len(), count);
        let text = written(&schemas);
        let file = format!("mock-server/src/schemas/{name}.json");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&file);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap();
        assert!(
            there == text,
            "{file} is out of date; UPDATE_SCHEMAS=1 cargo test -p vmc-contract --test simulator schemas"
        );
    }
}
