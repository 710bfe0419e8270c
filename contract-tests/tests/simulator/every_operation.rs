//! Checks that every operation of the control API succeeds with a valid request. The other files test the details.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::{Answer, World, csp::VMC_SERVICE};

/// A world, and the operations of its control that have answered with the status of the table.
struct Stage {
    world: World,
    answered: BTreeSet<&'static str>,
}

impl Stage {
    /// Sends a request for an operation and notes it. `ids` stand for the parameters of the path other than the world, in their order.
    async fn ask(&mut self, name: &str, ids: &[&str], query: &str, body: &Value) -> Answer {
        let line = vmcsim::control::table().find(|line| line.name == name);
        let line = line.unwrap_or_else(|| panic!("{name} is no operation of the control"));
        let mut ids = [&[self.world.text("id")][..], ids].concat().into_iter();
        let mut filled = |part: &str| if part.starts_with('{') { ids.next().expect("an id") } else { part }.to_owned();
        let path: Vec<_> = line.path.split('/').map(&mut filled).collect();
        let path = format!("{}{query}", path.join("/"));
        let body = Some(body).filter(|body| !body.is_null());
        let answer = self.world.target().anyone().send(line.method, &path, body).await.expect(line.status);
        self.answered.insert(line.name);
        answer
    }
}

#[tokio::test]
async fn each_answers_with_the_status_of_the_table() {
    let mut stage = Stage { world: World::new().await, answered: BTreeSet::new() };
    let none = &Value::Null;
    let made = stage.ask("CreateWorld", &[], "", &json!({"seed": 7})).await;
    stage.world.target().anyone().delete(&format!("/_vmcsim/worlds/{}", made.text_at("id"))).await.expect(204);
    for name in ["ListWorlds", "GetWorld", "GetClock", "GetAgenda", "ListFaults", "ListJournal", "ExportJournal"] {
        stage.ask(name, &[], "", none).await;
    }
    stage.ask("ConnectAccount", &[], "", none).await;
    tokens_and_invitations(&mut stage).await;
    stage.ask("AdvanceClock", &[], "", &json!({"by": "1s"})).await;
    stage.world.owner().await.create_sddc("a").await.expect(202);
    stage.ask("SkipClock", &[], "", &json!({})).await;
    stage.ask("UpdateClock", &[], "", &json!({"rate": 0})).await;
    stage.ask("GetStatistics", &[], "", none).await;
    stage.ask("GetPostmanCollection", &[], "", none).await;
    stage.ask("GetPostmanEnvironment", &[], "", none).await;
    let sddc = stage.ask("ListWorldSddcs", &[], "", none).await.body[0]["id"].clone();
    stage.ask("SetLoad", &[], "", &json!({"sddc": sddc, "cpu": 50})).await;
    stage.ask("ListLoads", &[], "", none).await;
    stage.ask("ClearLoads", &[], "", none).await;
    stage.ask("ListUnmatched", &[], "", none).await;
    stage.ask("ClearUnmatched", &[], "", none).await;
    stage.ask("ListWorldSddcs", &[], "", none).await;
    let task = stage.ask("ListWorldTasks", &[], "", none).await.body[0]["task"]["id"].as_str().unwrap().to_owned();
    stage.ask("GetWorldTask", &[&task], "", none).await;
    stage.ask("SetPacing", &[], "", &json!({"preset": "demo"})).await;

    let rule = json!({"then": {"error": {"status": 503}}});
    let fault = stage.ask("CreateFault", &[], "", &rule).await.body["id"].to_string();
    stage.ask("GetFault", &[&fault], "", none).await;
    stage.ask("UpdateFault", &[&fault], "", &json!({"note": "a"})).await;
    stage.ask("DeleteFault", &[&fault], "", none).await;
    stage.ask("ReplaceFaults", &[], "", &json!({"rules": [rule]})).await;
    stage.ask("DeleteFaults", &[], "", none).await;

    let entry = stage.ask("ListJournal", &[], "", none).await.body["entries"][0]["number"].to_string();
    stage.ask("GetJournalEntry", &[&entry], "", none).await;
    stage.ask("VerifyJournal", &[], "", &json!({"operation": "CreateSddc"})).await;
    stage.ask("ClearJournal", &[], "", none).await;
    let document = stage.ask("ExportWorld", &[], "", none).await.body;
    stage.ask("ImportWorld", &[], "", &document).await;
    stage.ask("DescribeWorld", &[], "?secrets=true", none).await;
    stage.ask("ResetWorld", &[], "", none).await;
    stage.ask("DeleteWorld", &[], "", none).await;
    let all: BTreeSet<_> = vmcsim::control::table().map(|line| line.name).collect();
    assert_eq!(stage.answered, all, "operations of the control that were not asked for");
}

async fn tokens_and_invitations(stage: &mut Stage) {
    let none = &Value::Null;
    let member = "member@vmcsim.example";
    let token = stage.ask("CreateApiToken", &[], "", &json!({"username": member})).await.text_at("id");
    stage.ask("ListApiTokens", &[], &format!("?username={member}"), none).await;
    stage.ask("DeleteApiToken", &[&token], "", none).await;
    let owner = stage.world.owner().await;
    let request = json!({
        "usernames": ["new@vmcsim.example"],
        "organizationRoles": [{"name": "org_member"}],
        "serviceRolesDtos": [{
            "serviceDefinitionLink": format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}"),
            "serviceRoles": [],
        }],
    });
    owner.post(&owner.csp_path("/invitations"), &request).await.expect(200);
    let invited = owner.get("/csp/gateway/am/api/orgs/invitations/new@vmcsim.example").await.expect(200);
    let link = invited.body[0]["refLink"].as_str().unwrap().to_owned();
    stage.ask("AcceptInvitation", &[link.rsplit('/').next().unwrap()], "", &json!({})).await;
}
