//! Random requests about SDDC groups to the server and to a model, which must agree after every step.

mod model;

use crate::{
    kept,
    local_world::{LocalWorld, Raw},
    tried,
};
use model::{Model, NETWORKS, Step, UNKNOWN};
use proptest::{collection::vec, prelude::*};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};
use vmc_contract::Answer;

const CASES: u32 = 48;

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

prop_state_machine! {
    #![proptest_config(tried(CASES, kept!("sddc_groups")))]

    #[test]
    fn groups_are_as_the_model_says(sequential 1..40 => Groups);
}

struct Groups;

impl ReferenceStateMachine for Groups {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Step> {
        let sddc = || prop_oneof![12 => 0..NETWORKS.len(), 1 => Just(UNKNOWN)];
        let few = || vec(sddc(), 0..3);
        prop_oneof![
            2 => few().prop_map(Step::Validate),
            4 => few().prop_map(Step::Create),
            6 => (0..4usize, few(), few()).prop_map(|(group, add, remove)| Step::Change { group, add, remove }),
            2 => (0..4usize).prop_map(Step::Delete),
            1 => sddc().prop_map(Step::DeleteSddc),
            6 => (0..12u64).prop_map(Step::Advance),
        ]
        .boxed()
    }

    fn apply(model: Model, step: &Step) -> Model {
        model.after(step)
    }
}

/// The server's side.
struct Simulated {
    world: LocalWorld,
    sddcs: Vec<String>,
    /// The ids of each group and of its network.
    groups: Vec<(String, String)>,
}

impl Simulated {
    fn new() -> Self {
        let pacing = json!({"preset": "realistic", "kinds": {"SDDC-PROVISION": "1s", "SDDC-DELETE": "1s"}});
        let mut world = LocalWorld::new(json!({"pacing": pacing}));
        let sddcs = NETWORKS.map(|network| {
            let config = json!({"name": network, "num_hosts": 1, "provider": "ZEROCLOUD", "region": "US_WEST_2", "vpc_cidr": network});
            world.send("POST", "/sddcs", Some(&config)).expect(202).text_at("resource_id")
        });
        world.advance(1000);
        Self { world, sddcs: sddcs.into(), groups: Vec::new() }
    }

    fn ask(&mut self, method: &str, service: &str, rest: &str, body: &Value) -> Answer {
        let path = format!("/api/{service}/{}{rest}", self.world.org());
        let token = Some(self.world.token().to_owned());
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.world.raw(Raw { method: method.to_owned(), path, token, body, ..Raw::default() })
    }

    fn id(&self, sddc: usize) -> &str {
        self.sddcs.get(sddc).map_or(NOBODY, String::as_str)
    }

    fn members(&self, sddcs: &[usize]) -> Value {
        sddcs.iter().map(|sddc| json!({"id": self.id(*sddc)})).collect()
    }

    fn operation(&mut self, group: usize, of: &str, config: &Value) -> Answer {
        let id = self.groups.get(group).map_or(NOBODY, |(_, config)| config);
        let body =
            json!({"resource_id": id, "resource_type": "network-connectivity-config", "type": of, "config": config});
        self.ask("POST", "network", "/aws/operations", &body)
    }

    fn play(&mut self, step: &Step) -> Answer {
        const CONFIGS: &str = "/core/network-connectivity-configs";
        match step {
            Step::Validate(sddcs) => {
                let body = json!({"members": self.members(sddcs)});
                self.ask("POST", "network", &format!("{CONFIGS}/validate-members"), &body)
            }
            Step::Create(sddcs) => {
                let body = json!({"name": "group", "members": self.members(sddcs)});
                let made = self.ask("POST", "network", &format!("{CONFIGS}/create-group-network-connectivity"), &body);
                if made.status == 200 {
                    self.groups.push((made.text_at("group_id"), made.text_at("config_id")));
                }
                made
            }
            Step::Change { group, add, remove } => {
                let config = json!({"type": "AwsUpdateDeploymentGroupMembersConfig", "add_members": self.members(add),
                    "remove_members": self.members(remove)});
                self.operation(*group, "UPDATE_MEMBERS", &config)
            }
            Step::Delete(group) => {
                self.operation(*group, "DELETE_DEPLOYMENT_GROUP", &json!({"type": "AwsDeleteDeploymentGroupConfig"}))
            }
            Step::DeleteSddc(sddc) => {
                let answer = self.world.send("DELETE", &format!("/sddcs/{}", self.id(*sddc)), None);
                self.world.advance(60_000);
                answer
            }
            Step::Advance(minutes) => self.world.advance(minutes * 60_000),
        }
    }

    /// Compares what a refusal says with what the model says.
    fn judge(&self, model: &Model, answer: &Answer) {
        let (status, findings) = &model.verdict;
        assert_eq!(answer.status, *status, "{} {}", answer.request, answer.text);
        let expected: Vec<_> = findings
            .iter()
            .map(|(sentence, sddcs)| {
                let ids: Vec<_> = sddcs.iter().map(|sddc| json!(self.id(*sddc))).collect();
                (json!(sentence), ids)
            })
            .collect();
        let details = answer.body["details"].as_array().cloned().unwrap_or_default();
        let said: Vec<_> = details
            .iter()
            .map(|detail| {
                let members = detail["members"].as_array().cloned().unwrap_or_default();
                (detail["validation_error_message"].clone(), members)
            })
            .collect();
        assert_eq!(said, expected, "{}", answer.request);
    }

    fn agree(&mut self, model: &Model) {
        assert_eq!(self.groups.len(), model.groups.len());
        for (number, group) in model.groups.iter().enumerate() {
            let (id, config) = self.groups[number].clone();
            let seen = self.ask("GET", "inventory", &format!("/core/deployment-groups/{id}"), &Value::Null).expect(200);
            let members: Value = group.members.iter().map(|sddc| json!({"deployment_id": self.id(*sddc)})).collect();
            assert_eq!(seen.body["membership"]["included"], members, "members of group {number}");
            assert_eq!(seen.body["deleted"], json!(group.deleted), "group {number}");
            let path = format!("/core/network-connectivity-configs/{config}");
            let seen = self.ask("GET", "network", &path, &Value::Null).expect(200);
            assert_eq!(seen.body["state"]["name"], group.state(model), "group {number}");
        }
        let listed = self.ask("GET", "inventory", "/core/deployment-groups", &Value::Null).expect(200);
        let there = model.groups.iter().filter(|group| !group.deleted).count();
        assert_eq!(listed.body["total_elements"], json!(there));
    }
}

impl StateMachineTest for Groups {
    type SystemUnderTest = Simulated;
    type Reference = Self;

    fn init_test(_: &Model) -> Simulated {
        Simulated::new()
    }

    fn apply(mut server: Simulated, model: &Model, step: Step) -> Simulated {
        let answer = server.play(&step);
        server.judge(model, &answer);
        server.agree(model);
        server
    }
}
