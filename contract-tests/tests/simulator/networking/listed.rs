//! Checks that each operation is simulated or listed as not simulated.

use super::stage;
use serde_json::json;
use vmc_contract::networking_kinds::{MADE, without_query};
use vmcsim::world::vmc::networking::not_simulated::NOT_SIMULATED;

/// Each operation that reads and each action is either carried out or refused for a reason of its own, or listed as not simulated.
#[tokio::test]
async fn operations_are_simulated_or_listed() {
    let mut stage = stage().await;
    let table = stage.kinds.table;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for operation in table.operations.iter().filter(|operation| ["GET", "POST"].contains(&operation.method.as_str())) {
        let template = stage.kinds.below_the_base(without_query(operation).0);
        let path = stage.fill(template, MADE).await;
        let takes_action = operation.query.iter().any(|parameter| parameter.name == "action");
        let query = stage.kinds.query(operation);
        let query = if takes_action && !query.contains("action=") { "action=reset".to_owned() } else { query };
        let body = Some(json!({})).filter(|_| operation.method == "POST");
        let answer = stage.send(&operation.method, &format!("{path}?{query}"), body.as_ref()).await;
        let is_listed = NOT_SIMULATED.iter().any(|listed| listed.operation == operation.name);
        if (answer.status == 501) != is_listed || answer.status == 500 {
            wrong.push(format!("{} {path}?{query} answered {} {}", operation.name, answer.status, answer.text));
        }
        asked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 330, "{asked} operations");
}
