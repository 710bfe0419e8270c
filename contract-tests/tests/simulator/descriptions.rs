//! Worlds made from descriptions: what is given is there, what the service would refuse is refused, and credentials belong to one world.

use serde_json::{Value, json};
use vmc_contract::{Answer, Target, User, sddc_config::simulated};
use vmcsim::MockServer;
use vmcsim_fixtures::worlds::EARLIER_EXPORTS;

const WORLDS: &str = "/_vmcsim/worlds";
const ORG: &str = "058f47c4-92aa-417f-8747-87f3ed61cb45";
const SDDC: &str = "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a11";
const CLUSTER: &str = "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a12";
const HOST: &str = "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a13";
const SUBNET: &str = "subnet-0f00000000000b001";

fn anyone() -> User {
    Target::simulator().anyone()
}

/// An organization with one user, whose API token is given.
fn description(token: &str) -> Value {
    json!({
        "seed": 7,
        "at": "2026-01-05T10:00:00Z",
        "rate": 0,
        "pacing": {"preset": "demo", "kinds": {"SDDC-DELETE": "90s"}},
        "organization": {"id": ORG, "display_name": "Example Org", "properties": {"sddcLimit": "6"}},
        "users": [{
            "username": "ci@vmcsim.example",
            "roles": ["org_owner", "vmc-user:full", "nsx:cloud_admin"],
            "api_tokens": [token],
        }],
        "connected_accounts": [{"account_number": "123456789012", "vpcs": [{
            "id": "vpc-0f00000000000a001",
            "region": "US_WEST_2",
            "cidr": "172.31.0.0/16",
            "subnets": [{"id": SUBNET, "zone": "us-west-2a", "cidr": "172.31.0.0/20"}],
        }]}],
        "sddcs": [
            {
                "name": "prod",
                "id": SDDC,
                "provider": "AWS",
                "num_hosts": 4,
                "host_instance_type": "I4I_METAL",
                "vpc_cidr": "10.2.0.0/16",
                "subnet": SUBNET,
                "created": "2025-11-03T09:00:00Z",
                "clusters": [
                    {"name": "Cluster-1", "id": CLUSTER, "hosts": [{"id": HOST}]},
                    {"name": "Cluster-2", "num_hosts": 3},
                ],
                "public_ips": [{"name": "web"}],
                "networking": {
                    "/infra/domains/cgw/gateway-policies/default/rules/web": {
                        "source_groups": ["ANY"],
                        "destination_groups": ["/infra/domains/cgw/groups/web"],
                        "services": ["ANY"],
                        "scope": ["/infra/labels/cgw-all"],
                        "action": "ALLOW",
                    },
                    "/infra/domains/cgw/groups/web": {"display_name": "web"},
                    "/infra/tier-1s/cgw/segments/app": {"subnets": [{"gateway_address": "192.168.10.1/24"}]},
                },
            },
            {"name": "stage", "provider": "ZEROCLOUD", "num_hosts": 1, "sddc_type": "1NODE", "state": "DEPLOYING"},
        ],
    })
}

async fn make(body: &Value) -> Answer {
    anyone().send("POST", WORLDS, Some(body)).await
}

async fn end(world: &Answer) {
    anyone().delete(&format!("{WORLDS}/{}", world.text_at("id"))).await.expect(204);
}

#[tokio::test]
async fn what_a_description_gives_is_there() {
    let token = "a-token-that-a-pipeline-has-01";
    let world = make(&json!({"from": {"description": description(token)}})).await.expect(201);
    assert_eq!((world.text_at("api_token"), world.text_at("org_id")), (token.to_owned(), ORG.to_owned()));
    let owner = anyone().sign_in(token, ORG).await;
    let sddcs = owner.sddcs().await.expect(200).body;
    assert_eq!((&sddcs[0]["id"], &sddcs[0]["sddc_state"]), (&json!(SDDC), &json!("READY")), "{sddcs}");
    assert_eq!(sddcs[0]["created"], "2025-11-03T09:00:00.000000Z");
    assert_eq!((&sddcs[1]["name"], &sddcs[1]["sddc_state"]), (&json!("stage"), &json!("DEPLOYING")));
    let clusters = &sddcs[0]["resource_config"]["clusters"];
    assert_eq!((&clusters[0]["cluster_id"], &clusters[1]["cluster_name"]), (&json!(CLUSTER), &json!("Cluster-2")));
    let hosts = |cluster: usize| clusters[cluster]["esx_host_list"].as_array().unwrap();
    assert_eq!((hosts(0).len(), &hosts(0)[0]["esx_id"], hosts(1).len()), (4, &json!(HOST), 3));
    let accounts = owner.get(&format!("/vmc/api/orgs/{ORG}/account-link/connected-accounts")).await.expect(200).body;
    assert_eq!(accounts[0]["account_number"], "123456789012");
    let nsx = format!("/vmc/reverse-proxy/api/orgs/{ORG}/sddcs/{SDDC}/policy/api/v1");
    let rule = owner.get(&format!("{nsx}/infra/domains/cgw/gateway-policies/default/rules/web")).await.expect(200);
    assert_eq!(rule.body["destination_groups"], json!(["/infra/domains/cgw/groups/web"]));
    owner.get(&format!("{nsx}/infra/tier-1s/cgw/segments/app")).await.expect(200);
    // The world goes on like any other.
    owner.create(&json!({"name": "third", "num_hosts": 2, "provider": "ZEROCLOUD"})).await.expect(202);
    end(&world).await;
    let form = format!("refresh_token={token}");
    let content = [("content-type", "application/x-www-form-urlencoded")];
    anyone().ask("POST", "/csp/gateway/am/api/auth/api-tokens/authorize", &content, form).await.expect(400);
}

#[tokio::test]
async fn a_given_credential_belongs_to_one_world() {
    let token = "a-token-that-a-pipeline-has-02";
    let of = |credentials: &str| json!({"from": {"description": description(token)}, "credentials": credentials});
    let first = make(&of("given")).await.expect(201);
    let refused = make(&of("given")).await.expect(409);
    assert!(!refused.text.contains(token), "{}", refused.text);
    refused.refusal();
    // With credentials of its own, a world for each test can be made from one description.
    let own = make(&of("derived")).await.expect(201);
    assert_ne!(own.text_at("api_token"), token);
    let owner = anyone().sign_in(&own.text_at("api_token"), ORG).await;
    assert_eq!(owner.sddcs().await.expect(200).body[0]["id"], SDDC);
    // A copy of the world has credentials of its own too, and a reset keeps the given ones.
    let copy = make(&json!({"from": {"fork": first.text_at("id")}})).await.expect(201);
    assert_ne!(copy.text_at("api_token"), token);
    anyone().sign_in(&copy.text_at("api_token"), ORG).await.sddcs().await.expect(200);
    let path = format!("{WORLDS}/{}", first.text_at("id"));
    let reset = anyone().send("POST", &format!("{path}/reset"), None).await.expect(200);
    assert_eq!(reset.text_at("api_token"), token);
    end(&first).await;
    let again = make(&of("given")).await.expect(201);
    anyone().sign_in(token, ORG).await.sddcs().await.expect(200);
    for world in [&own, &copy, &again] {
        end(world).await;
    }
}

#[tokio::test]
async fn what_is_not_given_depends_on_the_seed_and_the_name_alone() {
    let sddcs = async |description: &Value| {
        let world = make(&json!({"from": {"description": description}, "credentials": "derived"})).await.expect(201);
        let owner = anyone().sign_in(&world.text_at("api_token"), &world.text_at("org_id")).await;
        let sddcs = owner.sddcs().await.expect(200).body;
        end(&world).await;
        let id = |name: &str| {
            let named = sddcs.as_array().unwrap().iter().find(|sddc| sddc["name"] == name);
            named.map(|sddc| (sddc["id"].clone(), sddc["resource_config"]["clusters"].clone()))
        };
        (id("a").unwrap(), id("b"))
    };
    let sddc = |name: &str| json!({"name": name, "provider": "ZEROCLOUD", "num_hosts": 2});
    let of = |seed: u64, sddcs: Value| json!({"seed": seed, "at": "2026-01-05T10:00:00Z", "sddcs": sddcs});
    let alone = sddcs(&of(1, json!([sddc("a")]))).await.0;
    let (beside, other) = sddcs(&of(1, json!([sddc("b"), sddc("a")]))).await;
    assert_eq!(alone.0, beside.0);
    assert_eq!(alone.1[0]["esx_host_list"][0]["esx_id"], beside.1[0]["esx_host_list"][0]["esx_id"]);
    assert_ne!(beside.0, other.unwrap().0);
    assert_ne!(sddcs(&of(2, json!([sddc("a")]))).await.0.0, alone.0);
}

#[tokio::test]
async fn every_problem_of_a_description_is_named() {
    for (description, named) in [
        (
            json!({"sed": 7, "users": [{"username": "a", "roles": 7}], "sddcs": [{"name": "x", "provider": "AWS", "num_hosts": "two"}]}),
            &[
                "sed: There is no key of this name here. Is `seed` meant?",
                "users[0].roles: This must be a list, and is a number.",
                "sddcs[0].num_hosts: This must be a whole number",
            ][..],
        ),
        (
            json!({
                "users": [{"username": "a", "roles": ["boss"], "api_tokens": ["short"]}],
                "connected_accounts": [{"account_number": "1", "vpcs": [{"id": "vpc-1", "region": "us-west-2", "cidr": "10.0.0.1/16",
                    "subnets": [{"id": "net-1", "zone": "us-east-1a", "cidr": "10.1.0.0/24"}]}]}],
                "sddcs": [
                    {"name": "x", "provider": "ZEROCLOUD", "num_hosts": 300},
                    {"name": "y", "provider": "ZEROCLOUD", "num_hosts": 2, "region": "MARS"},
                    {"name": "y", "provider": "ZEROCLOUD", "num_hosts": 2, "clusters": [
                        {"name": "Cluster-7", "num_hosts": 2}, {"name": "Cluster-7", "num_hosts": 2},
                    ]},
                    {"name": "w", "provider": "ZEROCLOUD", "num_hosts": 2, "state": "GONE"},
                    {"name": "v", "provider": "ZEROCLOUD", "num_hosts": 2, "deleted": "2026-01-05T09:00:00Z"},
                    {"name": "z", "provider": "AWS", "num_hosts": 2, "subnet": "subnet-2", "created": "2030-01-01T00:00:00Z"},
                ],
                "at": "2026-01-05T10:00:00Z",
            }),
            &[
                "users[0].roles[0]: There is no role of this name.",
                "users[0].api_tokens[0]: A secret has 16 to 256 visible ASCII characters.",
                "connected_accounts[0].account_number: An AWS account number has twelve digits.",
                "connected_accounts[0].vpcs[0].cidr: This is not a network",
                "connected_accounts[0].vpcs[0].subnets[0].id: This id is subnet-",
                "connected_accounts[0].vpcs[0].subnets[0].zone: A zone of this VPC is its region us-west-2 and a letter.",
                "sddcs[0]: ",
                "sddcs[1]: Region MARS is not available for this organization.",
                "sddcs[2].name: There is another SDDC of this name.",
                "sddcs[2].clusters[1]: Another cluster of the SDDC has this name.",
                "sddcs[3].state: A described SDDC is in one of the states READY, DEPLOYING,",
                "sddcs[4].deleted: This is earlier than its creation.",
                "sddcs[4].deleted: Only an SDDC that is deleted, or being deleted, has this key.",
                "sddcs[5].subnet: No connected account has this subnet.",
                "sddcs[5].created: This is later than what the clock shows first",
            ],
        ),
        (
            json!({"organization": {"id": "x"}, "pacing": {"kinds": {"PIZZA": "1s", "SDDC-DELETE": "soon"}}, "rate": -1}),
            &["organization.id: This is not a UUID", "pacing.kinds.SDDC-DELETE: This is not a span of time"],
        ),
        (
            json!({"pacing": {"kinds": {"PIZZA": "1s"}}}),
            &["pacing.kinds.PIZZA: There is no kind of task of this name."],
        ),
        (json!({"rate": -1}), &["rate: The clock cannot run like this: a rate is a number"]),
        (json!([]), &["This must be a map of keys and values, and is a list."]),
    ] {
        let refused = make(&json!({"from": {"description": description}})).await.expect(400);
        let sentences = refused.refusal();
        for problem in named {
            assert!(
                sentences.iter().any(|sentence| sentence.starts_with(problem)),
                "{problem} is not in {sentences:#?}"
            );
        }
        assert_eq!(sentences.len(), named.len(), "{sentences:#?}");
    }
}

/// The description of a world, and what it leaves out.
async fn described(user: &User, world: &Answer, query: &str) -> Answer {
    user.get(&format!("{WORLDS}/{}/description{query}", world.text_at("id"))).await.expect(200)
}

#[tokio::test]
async fn a_world_made_from_its_own_description_on_another_server_is_the_same() {
    let token = "a-token-that-a-pipeline-has-03";
    let server = || MockServer::builder().seed(5).try_start().unwrap();
    let (one, other) = (server(), server());
    let (first, second) = (Target::at(&one.url()).anyone(), Target::at(&other.url()).anyone());
    let from = json!({"from": {"description": description(token)}});
    let made = first.send("POST", WORLDS, Some(&from)).await.expect(201);
    let view = described(&first, &made, "?secrets=true").await.body;
    assert_eq!(view["left_out"], json!([]));
    assert_eq!(view["description"]["users"][0]["api_tokens"], json!([token]));
    let again = json!({"from": {"description": view["description"]}});
    let again = second.send("POST", WORLDS, Some(&again)).await.expect(201);
    let export = async |user: &User, world: &Answer| {
        user.get(&format!("{WORLDS}/{}/export", world.text_at("id"))).await.expect(200).text
    };
    assert!(export(&first, &made).await == export(&second, &again).await, "the exports differ");
    assert_eq!(described(&second, &again, "?secrets=true").await.body, view);
}

/// Descriptions of worlds in which users did things that a description has no words for.
#[tokio::test]
async fn every_world_can_be_described_and_made_again() {
    let sources = ["empty", "demo", "busy"].into_iter().map(|name| json!({"named": name}));
    let earlier =
        EARLIER_EXPORTS.iter().map(|file| json!({"export": serde_json::from_str::<Value>(file.text).unwrap()}));
    for from in sources.chain(earlier) {
        let world = make(&json!({"from": from, "rate": 0})).await.expect(201);
        let view = described(&anyone(), &world, "").await.body;
        let again = json!({"from": {"description": view["description"]}, "credentials": "derived"});
        let again = make(&again).await.expect(201);
        let second = described(&anyone(), &again, "").await.body;
        for (key, value) in view["description"].as_object().unwrap() {
            let lists = (value.as_array().cloned(), second["description"][key].as_array().cloned());
            if let (Some(one), Some(other)) = lists {
                one.iter().zip(&other).for_each(|(one, other)| assert_eq!(one, other, "{key}"));
                assert_eq!(one.len(), other.len(), "{key}");
            }
            assert_eq!(value, &second["description"][key], "{key}");
        }
        // It can be changed like any other.
        let owner = anyone().sign_in(&again.text_at("api_token"), &again.text_at("org_id")).await;
        owner.create_sddc("one more").await.expect(202);
        end(&world).await;
        end(&again).await;
    }
}

#[tokio::test]
async fn what_a_description_leaves_out_is_counted() {
    let world = Target::simulator().world(json!({"rate": 0, "pacing": {"preset": "instant"}})).await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 2)).await;
    owner.send("PUT", &owner.org_path(&format!("/sddcs/{sddc}/dns/private")), None).await.expect(202);
    let enablement = owner.org_path(&format!("/sddcs/{sddc}/enablements/HCX?action=enable"));
    owner.send("POST", &enablement, None).await.expect(204);
    let view = world.control("GET", "/description", &Value::Null).await.expect(200);
    let counts = |view: &Answer, what: &str| {
        let left_out = view.body["left_out"].as_array().unwrap();
        left_out.iter().find(|kind| kind["what"] == what).map(|kind| kind["count"].clone())
    };
    assert_eq!(counts(&view, "management VMs with private DNS"), Some(json!(2)), "{}", view.text);
    assert_eq!(counts(&view, "add-ons"), Some(json!(1)));
    assert_eq!(counts(&view, "tasks of the past"), Some(json!(1)));
    assert_eq!(counts(&view, "API tokens, which are secrets"), Some(json!(3)));
    for secret in ["api_token", "client_secret", "client_id"] {
        assert!(!view.text.contains(world.view[secret].as_str().unwrap()), "{secret}");
    }
    let whole = world.control("GET", "/description?secrets=true", &Value::Null).await.expect(200);
    assert_eq!(counts(&whole, "API tokens, which are secrets"), None);
    assert!(whole.text.contains(world.view["api_token"].as_str().unwrap()));
    // Nobody finds the secrets in the journal.
    let journal = world.control("GET", "/journal?last=5", &Value::Null).await.expect(200);
    assert!(!journal.text.contains(world.view["client_secret"].as_str().unwrap()), "{}", journal.text);
}
