//! The examples in the OpenAPI documents are requests that work, with the answers that they get.
//!
//! `UPDATE_EXAMPLES=1 cargo test -p vmc-contract --test simulator examples` writes them.

use serde_json::Value;
use std::{collections::BTreeMap, path::Path};
use vmc_contract::{Target, variants};
use vmcsim::{MockServer, Preset};

const FILE: &str = "mock-server/src/http/openapi/examples.json";

/// One operation in each line, so that a change shows what it changes.
fn written(examples: &BTreeMap<String, Value>) -> String {
    let lines: Vec<_> = examples.iter().map(|(name, example)| format!("  \"{name}\": {example}")).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_of_the_service_has_an_example_that_works() {
    // The ids of worlds, which are part of some credentials, follow from the seed of the server and their number. So no other test may make
    // worlds in it.
    let server = MockServer::builder().seed(1).pace(Preset::Realistic).try_start().unwrap();
    let examples = variants::examples(&Target::at(&server.url())).await.unwrap();
    assert_eq!(examples.len(), vmc_client::endpoints::all().count());
    let text = written(&examples);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FILE);
    if update() {
        std::fs::write(&file, &text).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap();
    assert!(
        there == text,
        "{FILE} is out of date; UPDATE_EXAMPLES=1 cargo test -p vmc-contract --test simulator examples"
    );
}

fn update() -> bool {
    std::env::var_os("UPDATE_EXAMPLES").is_some()
}
