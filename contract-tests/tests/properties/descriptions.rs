//! Random descriptions of worlds: each is made as it says, twice alike, or refused with the place of every problem.

use crate::{kept, tried};
use jiff::Timestamp;
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use vmcsim::world::{
    World,
    description::{Credentials, Description, Made, Problem, Secrets, describe, make, node::Node},
    export,
    kernel::pacing::{Pacing, Preset},
    state::{
        sddcs::Phase,
        tasks::{TaskFacts, TaskState},
        work::Work,
    },
};

const CASES: u32 = 2000;

/// Descriptions that were made and that were refused, of all cases.
static MADE: AtomicU32 = AtomicU32::new(0);
static REFUSED: AtomicU32 = AtomicU32::new(0);

const IDS: [&str; 4] = [
    "058f47c4-92aa-417f-8747-87f3ed61cb45",
    "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a11",
    "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a12",
    "no-id",
];

const AT: &str = "2026-01-05T10:00:00Z";

/// An object with these keys, of which those without a value are left out.
fn object(pairs: Vec<(&'static str, Option<Value>)>) -> Value {
    Value::Object(pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect::<Map<_, _>>())
}

/// A value of a list, in which the first ones are likelier than the last.
fn one_of(values: &[Value]) -> impl Strategy<Value = Value> + use<> {
    let values = values.to_vec();
    (0..values.len(), 0..values.len()).prop_map(move |(one, other)| values[one.min(other)].clone())
}

/// The same for a key that may be left out.
fn maybe(values: &[Value]) -> impl Strategy<Value = Option<Value>> + use<> {
    option::weighted(0.3, one_of(values))
}

fn sddc() -> impl Strategy<Value = Value> {
    let more_networks = json!({
        "/infra/domains/cgw/gateway-policies/default": {"rules": [{
            "id": "web", "source_groups": ["ANY"], "destination_groups": ["/infra/domains/cgw/groups/db"],
            "services": ["/infra/services/HTTPS"], "scope": ["/infra/labels/cgw-all"], "action": "ALLOW",
        }]},
        "/infra/domains/cgw/groups/db": {
            "expression": [{"resource_type": "IPAddressExpression", "ip_addresses": ["192.168.1.10"]}],
        },
        "/infra/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/sessions/office": {
            "resource_type": "RouteBasedIPSecVpnSession", "peer_address": "198.51.100.9", "peer_id": "198.51.100.9",
            "psk": "token-of-a-pipeline-9", "tunnel_interfaces": [
                {"ip_subnets": [{"ip_addresses": ["169.254.60.1"], "prefix_length": 30}]},
            ],
            "local_endpoint_path":
                "/infra/tier-0s/vmc/locale-services/default/ipsec-vpn-services/default/local-endpoints/Public-IP1",
        },
    });
    let networks = json!({
        "/infra/domains/cgw/groups/web": {"display_name": "web"},
        "/infra/tier-1s/cgw/segments/app": {"subnets": [{"gateway_address": "192.168.10.1/24"}]},
    });
    (
        (
            select(&["a", "b", "c", "d"][..]),
            maybe(&IDS.map(Value::from)),
            one_of(&["ZEROCLOUD", "AWS", "PIZZA"].map(Value::from)),
        ),
        (
            one_of(&[json!(2), json!(3), json!(1), json!(300), json!("two")]),
            maybe(&["US_WEST_2", "us-west-2", "MARS"].map(Value::from)),
        ),
        maybe(&["10.2.0.0/16", "10.3.0.0/20", "nowhere"].map(Value::from)),
        maybe(&["2026-01-04T10:00:00Z", "2025-11-03T09:00:00Z", "2030-01-01T00:00:00Z", "soon"].map(Value::from)),
        maybe(
            &["READY", "DEPLOYING", "FAILED", "DELETING", "CANCELED", "DELETED", "DELETION_FAILED", "LOST"]
                .map(Value::from),
        ),
        maybe(&[
            json!([{"name": "Cluster-2", "num_hosts": 2}]),
            json!([{"name": "Cluster-1", "id": IDS[2]}]),
            json!([{"name": "Management"}, {"name": "Cluster-4", "num_hosts": 3, "hosts": [{"id": IDS[2]}]}]),
            json!([{"name": "Cluster-9"}, {"name": "Cluster-2"}]),
        ]),
        maybe(&[json!([{"name": "web"}]), json!([{"private_ip": "192.168.1.9"}, {}]), json!([{"nam": "x"}])]),
        maybe(&[networks, more_networks, json!({"/infra/nothing": {}})]),
    )
        .prop_map(
            |((name, id, provider), (hosts, region), network, created, state, clusters, addresses, networking)| {
                object(vec![
                    ("name", Some(json!(name))),
                    ("id", id),
                    ("provider", Some(provider)),
                    ("num_hosts", Some(hosts)),
                    ("region", region),
                    ("vpc_cidr", network),
                    ("created", created),
                    ("state", state),
                    ("clusters", clusters),
                    ("public_ips", addresses),
                    ("networking", networking),
                ])
            },
        )
}

fn user() -> impl Strategy<Value = Value> {
    let roles = [json!(["org_owner", "vmc-user:full"]), json!(["org_member"]), json!(["boss"]), json!("org_owner")];
    let tokens = [json!(["token-of-a-pipeline-1"]), json!([]), json!(["token-of-a-pipeline-2", "short"])];
    (select(&["ci@vmcsim.example", "dev@vmcsim.example"][..]), one_of(&roles), maybe(&tokens)).prop_map(
        |(name, roles, tokens)| {
            object(vec![("username", Some(json!(name))), ("roles", Some(roles)), ("api_tokens", tokens)])
        },
    )
}

fn description() -> impl Strategy<Value = Value> {
    (
        (
            option::of(0..5_u64),
            maybe(&[json!(0), json!(1), json!(-1)]),
            maybe(&["stay", "jump", "leap"].map(Value::from)),
        ),
        maybe(&[
            json!({"preset": "demo"}),
            json!({"kinds": {"SDDC-DELETE": "90s"}}),
            json!({"kinds": {"PIZZA": "1s"}}),
        ]),
        maybe(&[json!({"id": IDS[0]}), json!({"properties": {"sddcLimit": "1"}}), json!({"id": 7})]),
        option::weighted(0.4, vec(user(), 1..3)),
        vec(sddc(), 0..4),
        maybe(&[json!(null), json!([]), json!("text")]),
    )
        .prop_map(|((seed, rate, on_poll), pacing, organization, users, sddcs, unknown)| {
            object(vec![
                ("seed", seed.map(|seed| json!(seed))),
                ("at", Some(json!(AT))),
                ("rate", rate),
                ("on_poll", on_poll),
                ("pacing", pacing),
                ("organization", organization),
                ("users", users.map(|users| json!(users))),
                ("sddcs", Some(json!(sddcs))),
                ("extra", unknown),
            ])
        })
}

/// The time of the machine in this test.
fn machine() -> Timestamp {
    AT.parse().unwrap()
}

fn made(description: &Value) -> Result<World, Vec<Problem>> {
    let machine = machine();
    let pacing = Pacing::preset(Preset::Realistic);
    let id = IDS[1].parse().unwrap();
    let read = Description::read(&Node::from(description.clone()))?;
    make(&read, &Made { id, seed: 1, pacing, machine, credentials: Credentials::Given })
}

/// Checks that a world has what its description says.
fn check(description: &Value, world: &World) {
    let org = world.state.home().unwrap();
    let sddcs = description["sddcs"].as_array().unwrap();
    assert_eq!(org.sddcs.len(), sddcs.len());
    for sddc in sddcs {
        let named = org.sddcs.values().find(|made| made.name == sddc["name"]).unwrap();
        assert!(sddc["id"].is_null() || sddc["id"] == json!(named.id), "{}", named.id);
        let created = sddc["created"].as_str().unwrap_or(AT);
        assert_eq!(named.created, created.parse::<Timestamp>().unwrap());
    }
    if let Some(id) = description["organization"]["id"].as_str() {
        assert_eq!(org.id.to_string(), id);
    }
    for token in
        description["users"].as_array().into_iter().flatten().flat_map(|user| user["api_tokens"].as_array()).flatten()
    {
        assert!(world.state.identity.username_behind(token.as_str().unwrap()).is_some());
    }
    // The world can be exported, and read again.
    let document = export::write(world).unwrap();
    assert!(export::read(document.as_bytes()).unwrap() == *world, "it is read otherwise than it was written");
}

/// Describes a world, makes it again and checks that both worlds are the same and that the description says everything.
fn check_round_trip(world: &World) {
    let described = describe(world, world.settings.clock.now(machine()), Secrets::Shown);
    let has_lost_parts = has_lost_parts(world);
    assert!(described.left_out.is_empty() || has_lost_parts, "{:?}", described.left_out);
    let description = serde_json::to_value(&described.description).unwrap();
    let again = made(&description).unwrap_or_else(|problems| panic!("{problems:?}\n{description:#}"));
    if !has_lost_parts {
        let documents = [world, &again].map(|world| serde_json::to_value(world).unwrap());
        assert_json_eq(&documents[0], &documents[1], "world");
        assert!(again == *world, "a part that is not exported differs");
    }
    // Without its secrets, the description still makes a world, which has the same description.
    let public = describe(world, world.settings.clock.now(machine()), Secrets::LeftOut);
    let public = serde_json::to_value(&public.description).unwrap();
    assert!(!public.to_string().contains("token-of-a-pipeline"), "{public}");
    let again = made(&public).unwrap_or_else(|problems| panic!("{problems:?}\n{public:#}"));
    let again = describe(&again, again.settings.clock.now(machine()), Secrets::LeftOut);
    assert_eq!(serde_json::to_value(&again.description).unwrap(), public);
}

/// Returns true if an SDDC is deleted that had parts, or on which a task had failed. A description does not have the history of such SDDCs.
fn has_lost_parts(world: &World) -> bool {
    let org = world.state.home().unwrap();
    let is_usual =
        |task: &TaskFacts| matches!(task.work, Work::Sddc { .. }) && matches!(task.state, TaskState::Finished(_));
    let tasks = |id| org.tasks.values().filter(move |task| task.work.sddc() == Some(id));
    let mut deleted = org.sddcs.values().filter(|sddc| sddc.phase == Phase::Deleted);
    deleted.any(|sddc| sddc.networks.is_some() || !tasks(sddc.id).all(|task| is_usual(task)))
}

/// Compares two documents, and names the first place where they differ.
fn assert_json_eq(one: &Value, other: &Value, at: &str) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{at}");
            one.iter().for_each(|(key, value)| assert_json_eq(value, &other[key], &format!("{at}.{key}")));
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len(), "{at}: {one:?}\n{other:?}");
            let pairs = one.iter().zip(other).enumerate();
            pairs.for_each(|(place, (one, other))| assert_json_eq(one, other, &format!("{at}[{place}]")));
        }
        _ => assert_eq!(one, other, "{at}"),
    }
}

/// Checks that each problem is at a key that the description has, or that it lacks.
fn check_problems(description: &Value, problems: &[Problem]) {
    assert!(!problems.is_empty(), "it was refused without a reason");
    for Problem { path, message, .. } in problems {
        let key = path.split(['.', '[']).next().unwrap();
        assert!(description.get(key).is_some(), "{path}: {message}");
        assert!(message.ends_with(['.', '?']), "{path}: {message}");
        assert!(!message.contains("token-of-a-pipeline"), "{message}");
    }
}

proptest! {
    #![proptest_config(tried(CASES, kept!("descriptions")))]

    #[test]
    fn a_description_is_made_as_it_says_or_refused_with_places(description in description()) {
        let (one, other) = (made(&description), made(&description));
        match (&one, &other) {
            (Ok(one), Ok(other)) => {
                MADE.fetch_add(1, Ordering::Relaxed);
                prop_assert!(one == other, "it is made differently the second time");
                check(&description, one);
                check_round_trip(one);
            }
            (Err(one), Err(other)) => {
                REFUSED.fetch_add(1, Ordering::Relaxed);
                prop_assert_eq!(one, other);
                check_problems(&description, one);
            }
            _ => prop_assert!(false, "it is refused once"),
        }
        let (made, refused) = (MADE.load(Ordering::Relaxed), REFUSED.load(Ordering::Relaxed));
        prop_assert!(made + refused < CASES / 2 || (made > 100 && refused > 100), "{} made, {} refused", made, refused);
    }
}
