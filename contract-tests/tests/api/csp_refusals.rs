//! Checks that every published operation of the sign-in service exists and refuses invalid requests. The requests are
//! made from the published table, so a new operation is covered without a test of its own.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_contract::{Answer, User, World, published::Published};
use vmcsim::NotSimulated;

/// Operations that change something or look by POST, and are open to members all the same.
const FOR_MEMBERS: [&str; 6] =
    ["/users/search", "/groups/search", "/locale-preferences", "/default-org", "/tos/signatures", "/v2/users/search"];

/// An operation of the published table.
struct Operation {
    method: String,
    path: String,
    /// Whether a request without a valid token is refused. Of the others some take a client's proof in place of a token.
    needs_token: bool,
    required_query: Vec<String>,
    /// A body with the required fields alone, where the operation has one.
    body: Option<Value>,
}

impl Operation {
    fn all() -> Vec<Self> {
        let published: Value = serde_json::from_str(vmcsim_fixtures::published::CSP).unwrap();
        let tokens = Published::csp().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let operations = published["operations"].as_array().unwrap().iter().map(|operation| {
            let required = |query: &&Value| query["required"] == true;
            Self {
                method: text(&operation["method"]),
                path: text(&operation["path"]),
                needs_token: tokens
                    .operation(&text(&operation["method"]), &text(&operation["path"]))
                    .unwrap()
                    .needs_token,
                required_query: operation["query_params"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(required)
                    .map(|query| text(&query["name"]))
                    .collect(),
                body: operation["body"]["type"].as_str().map(|name| least(&published["models"], name)),
            }
        });
        operations.collect()
    }

    fn is_simulated(&self) -> bool {
        NotSimulated::find(&self.method.parse().unwrap(), &self.path).is_none()
    }

    /// Has no tests to pass that a closed and simulated one has.
    fn is_closed(&self) -> bool {
        self.is_simulated() && self.needs_token
    }

    /// Sends it, for this organization and things in it that are not there.
    async fn send(&self, user: &User, org: &str) -> Answer {
        self.send_with(user, org, true, self.body.as_ref()).await
    }

    async fn send_with(&self, user: &User, org: &str, whole: bool, body: Option<&Value>) -> Answer {
        let mut path = self.path.replace("{orgId}", org);
        for (name, value) in [
            ("{acct}", "nobody@vmcsim.example"),
            ("{userId}", "nobody"),
            ("{clientId}", "nobody"),
            ("{oauthAppId}", "nobody"),
            ("{groupId}", NOWHERE),
            ("{userInvitationId}", NOWHERE),
            ("{signatureId}", NOWHERE),
        ] {
            path = path.replace(name, value);
        }
        for (number, name) in self.required_query.iter().enumerate().filter(|_| whole) {
            path += &format!("{}{name}=x", if number == 0 { '?' } else { '&' });
        }
        user.send(&self.method, &path, body).await
    }
}

const NOWHERE: &str = "6f0f4a52-0000-4000-8000-000000000000";

/// A value of a published type with its required fields alone.
fn least(models: &Value, name: &str) -> Value {
    match name {
        "string" => json!("x"),
        "boolean" => json!(false),
        name if name.starts_with("integer") => json!(1),
        name if name.starts_with("array") => json!([]),
        name if name.starts_with("map") => json!({}),
        name => {
            let fields = models[name]["fields"].as_object().unwrap();
            let required = fields.iter().filter(|(_, field)| field["required"] == true);
            required.map(|(key, field)| (key.clone(), least(models, field["type"].as_str().unwrap()))).collect()
        }
    }
}

/// The table of this contract and the published one name the same operations, but for those that are left out, which answer so.
#[tokio::test]
async fn every_published_operation_is_there_or_says_that_it_is_not() {
    let line = |method: &str, path: &str| format!("{method} {path}");
    let ours: BTreeSet<_> =
        vmc_client::endpoints::csp::TABLES.into_iter().flatten().map(|row| line(row.method, row.path)).collect();
    let published: BTreeSet<_> =
        Operation::all().iter().map(|operation| line(&operation.method, &operation.path)).collect();
    let left_out: BTreeSet<_> = vmcsim::NOT_SIMULATED.iter().map(|left| line(left.method, left.path)).collect();
    let missing: BTreeSet<_> = published.difference(&ours).filter(|line| !left_out.contains(*line)).collect();
    assert!(missing.is_empty(), "neither declared nor listed as left out: {missing:#?}");
    let only_clients_show = [
        "GET /csp/gateway/am/api/auth/.well-known/openid-configuration",
        "GET /csp/gateway/am/api/v2/loggedin/user/orgs",
        "GET /csp/gateway/slc/api/definitions",
        "GET /csp/gateway/slc/api/v2/ui/definitions",
    ];
    let foreign: Vec<_> = ours.difference(&published).collect();
    assert_eq!(foreign, only_clients_show);
    assert!(published.intersection(&ours).count() >= 70);
    let routed: BTreeSet<_> = vmcsim::routed().into_iter().collect();
    for row in vmc_client::endpoints::csp::TABLES.into_iter().flatten() {
        assert!(routed.contains(row.name), "{} is declared and not routed", row.name);
    }

    let (world, mut refused) = (World::new().await, 0);
    let owner = world.owner().await;
    for operation in Operation::all().iter().filter(|operation| !operation.is_simulated()) {
        let refusal = operation.send(&owner, world.org()).await.expect(501).csp_refusal();
        assert!(refusal.contains("is not simulated: "), "{refusal}");
        refused += 1;
    }
    assert_eq!(refused, 5);
}

#[tokio::test]
async fn nobody_is_heard_without_a_token() {
    let world = World::new().await;
    let anyone = world.target().anyone();
    for operation in Operation::all().iter().filter(|operation| operation.is_closed()) {
        for token in [None, Some("nonsense"), Some("a.b.c")] {
            operation.send(&anyone.with_token(token), world.org()).await.expect(401).csp_refusal();
        }
    }
}

#[tokio::test]
async fn organizations_are_apart() {
    let world = World::new().await;
    let owner = world.owner().await;
    let made = owner.post("/csp/gateway/am/api/orgs", &json!({"displayName": "another"})).await.expect(200);
    let link = made.text_at("refLink");
    let another = link.rsplit('/').next().unwrap();
    for operation in
        Operation::all().iter().filter(|operation| operation.is_closed() && operation.path.contains("{orgId}"))
    {
        operation.send(&owner, NOWHERE).await.expect(404).csp_refusal();
        operation.send(&owner, another).await.expect(403).csp_refusal();
        operation.send(&owner, "here").await.expect(400).csp_refusal();
    }
}

/// What changes an organization takes its owner; a member is told which role is missing.
#[tokio::test]
async fn members_change_nothing() {
    let world = World::new().await;
    let (member, mut refused) = (world.user("member").await, 0);
    for operation in Operation::all().iter().filter(|operation| operation.is_closed() && operation.method != "GET") {
        if FOR_MEMBERS.iter().any(|end| operation.path.ends_with(end)) {
            continue;
        }
        let refusal = operation.send(&member, world.org()).await.expect(403).csp_refusal();
        assert!(refusal.contains("org_owner"), "{refusal}");
        refused += 1;
    }
    assert!(refused > 25, "{refused} operations change an organization");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let (owner, mut refused) = (world.owner().await, 0);
    for operation in Operation::all().iter().filter(|operation| operation.is_closed()) {
        let names_more = operation.path.matches('{').count() > usize::from(operation.path.contains("{orgId}"));
        // Whoever is not a user has no invitations, and may have some.
        if names_more && !operation.path.contains("/invitations/{acct}") {
            operation.send(&owner, world.org()).await.expect(404).csp_refusal();
            refused += 1;
        }
    }
    assert!(refused > 25, "{refused} operations name more than an organization");
}

/// Who asks for something to be removed says what, and an empty list is said.
#[tokio::test]
async fn lists_that_are_required_are_not_left_out() {
    let world = World::new().await;
    let owner = world.owner().await;
    let group = owner.post(&owner.csp_path("/groups"), &json!({"name": "a"})).await.expect(200).text_at("id");
    for (method, path, key, outer) in [
        ("DELETE", "/users".to_owned(), "users", false),
        ("DELETE", format!("/groups/{group}/users"), "ids", false),
        ("DELETE", "/oauth-apps".to_owned(), "clientIdsToDelete", false),
        ("POST", "/users/search".to_owned(), "serviceRoles", true),
        ("POST", "/groups/search".to_owned(), "serviceRoles", true),
    ] {
        let body = |list: Value| {
            let mut part = json!({});
            if outer {
                part["serviceDefinitionId"] = json!(vmc_contract::csp::VMC_SERVICE);
            }
            if list != "absent" {
                part[key] = list;
            }
            if outer { json!({"rolesSearchTerm": {"serviceRoles": [part]}}) } else { part }
        };
        let path = owner.csp_path(&path);
        owner.send(method, &path, Some(&body(json!([])))).await.expect(200);
        for missing in [json!("absent"), Value::Null] {
            let refusal = owner.send(method, &path, Some(&body(missing))).await.expect(400).csp_refusal();
            assert!(refusal.contains("The body cannot be read"), "{method} {path}: {refusal}");
        }
    }
}

/// Required parameters are required, and what cannot be read is refused without being repeated.
#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mut refused = 0;
    for operation in Operation::all().iter().filter(|operation| operation.is_simulated()) {
        // These take anything for a body: one is optional, the others are judged after the client's proof.
        let lenient = operation.path.ends_with("/auth/logout");
        if operation.body.is_some() && !lenient {
            for body in [json!("marked"), json!(7)] {
                let refusal =
                    operation.send_with(&owner, world.org(), true, Some(&body)).await.expect(400).csp_refusal();
                assert!(!refusal.contains("marked"), "{refusal}");
                refused += 1;
            }
        }
        if !operation.required_query.is_empty() {
            operation.send_with(&owner, world.org(), false, operation.body.as_ref()).await.expect(400).csp_refusal();
            refused += 1;
        }
    }
    assert!(refused > 60, "{refused} requests");
}
