//! What holds for each operation of the table, the next one added included: who is let in, and what becomes of ids and bodies that are
//! wrong. The requests are made from the table and from the server's own OpenAPI document.
//!
//! Operations: none by name.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use vmc_client::{endpoint::OperationInfo, endpoints};
use vmc_contract::{Answer, User, World};
use vmcsim::NotSimulated;

/// An id that nothing has.
const NOBODY: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

/// What must stand in the query before an operation looks for anything.
const QUERIES: &[(&str, &str)] = &[("UpdateTask", "action=cancel")];

/// Operations that search by what stands in the path, so that to find nothing is an answer too; and those by which an OAuth client acts on
/// itself, which are asked with its own key and not with a user's token.
const NOT_BY_ID: &[&str] = &["ListUserInvitations", "RotateClientSecret", "DeleteOldClientSecret"];

/// Operations that change nothing although they are not GET, so that a reader may use them.
const LOOKS: &[&str] = &["FindReservationWindows", "SetLocale"];

/// An operation and its entry in the OpenAPI document.
struct Operation {
    line: &'static OperationInfo,
    entry: Value,
}

fn all(document: &Value) -> Vec<Operation> {
    let of = |line: &'static OperationInfo| {
        let entry = document["paths"][line.path][line.method.to_lowercase()].clone();
        assert!(entry.is_object(), "{} is not in the document", line.name);
        Operation { line, entry }
    };
    endpoints::all().map(of).collect()
}

impl Operation {
    fn needs_token(&self) -> bool {
        self.entry["security"].as_array().is_some_and(|ways| !ways.is_empty())
    }

    fn body_schema<'d>(&'d self, document: &'d Value) -> Option<&'d Value> {
        let schema = self.entry["requestBody"]["content"]["application/json"].get("schema")?;
        Some(resolve(document, schema))
    }

    /// Names of the path's parameters.
    fn parameters(&self) -> Vec<&'static str> {
        self.line.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    /// The path with these ids in it, and with the query that the operation asks for; `None` where an id is not known.
    fn path(&self, ids: &BTreeMap<&str, String>) -> Option<String> {
        let mut path = self.line.path.to_owned();
        for name in self.parameters() {
            path = path.replace(&format!("{{{name}}}"), ids.get(name)?);
        }
        let query = QUERIES.iter().find(|(name, _)| *name == self.line.name);
        Some(query.map_or(path.clone(), |(_, query)| format!("{path}?{query}")))
    }

    /// The path, with an id that nothing has for each that is not known.
    fn full_path(&self, ids: &BTreeMap<&str, String>) -> String {
        let mut ids = ids.clone();
        for name in self.parameters() {
            ids.entry(name).or_insert_with(|| NOBODY.to_owned());
        }
        self.path(&ids).expect("every id is known")
    }

    /// The least that the operation reads as a body.
    fn body(&self, document: &Value) -> Vec<u8> {
        self.body_schema(document).map(|schema| example(document, schema).to_string()).unwrap_or_default().into_bytes()
    }
}

/// A schema behind its references, and of a choice the first that is not null.
pub(crate) fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    if let Some(pointer) = schema["$ref"].as_str() {
        return resolve(document, document.pointer(&pointer[1..]).expect("a reference that leads somewhere"));
    }
    let choices = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema[*key].as_array());
    match choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        Some(choice) => resolve(document, choice),
        None => schema,
    }
}

fn kind(schema: &Value) -> &str {
    let of_list = || schema["type"].as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
    schema["type"].as_str().or_else(of_list).unwrap_or("anything")
}

/// The least value that fits a schema.
fn example(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    if let Some(value) = schema["enum"].get(0).or(schema.get("const")) {
        return value.clone();
    }
    match kind(schema) {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let field = |name: &str| (name.to_owned(), example(document, &schema["properties"][name]));
            Value::Object(required.map(field).collect::<Map<_, _>>())
        }
        "array" => json!([]),
        "boolean" => json!(false),
        "integer" | "number" => schema["minimum"].as_i64().map_or(json!(1), |least| json!(least.max(1))),
        "string" if schema["format"] == "uuid" => json!(NOBODY),
        "string" if schema["format"] == "date-time" => json!("2026-01-05T08:00:00Z"),
        _ => json!("x"),
    }
}

/// A world with an SDDC in it, and the ids that are known of it.
struct Stage {
    world: World,
    owner: User,
    document: Value,
    ids: BTreeMap<&'static str, String>,
}

impl Stage {
    async fn set() -> Self {
        let world = World::new().await;
        let owner = world.owner().await;
        let task = owner.create_sddc("a").await.expect(202);
        let sddc = task.text_at("resource_id");
        world.advance("10m").await;
        let cluster = owner.sddc(&sddc).await.body["resource_config"]["clusters"][0]["cluster_id"].clone();
        let org = world.org().to_owned();
        let ids = BTreeMap::from([
            ("org", org.clone()),
            ("orgId", org),
            ("sddc", sddc),
            ("task", task.text_at("id")),
            ("cluster", cluster.as_str().expect("a cluster").to_owned()),
        ]);
        let document = world.target().anyone().get("/openapi.json").await.expect(200).body;
        let owner = world.owner().await;
        Self { world, owner, document, ids }
    }

    /// Everything that can be seen of the world's organization.
    async fn seen(&self) -> Vec<String> {
        let owner = self.world.owner().await;
        let mut seen = Vec::new();
        for path in ["", "/sddcs?includeDeleted=true", "/tasks"] {
            seen.push(owner.get(&owner.org_path(path)).await.expect(200).text);
        }
        seen
    }

    /// Sends the same to each operation of a kind, and checks the refusals and that nothing has changed.
    async fn refused(&self, requests: Vec<Request<'_>>) {
        let before = self.seen().await;
        assert!(!requests.is_empty());
        for Request { line, person, path, body, statuses, said } in requests {
            let answer = person.ask(line.method, &path, &[("Content-Type", "application/json")], body.clone()).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
            assert!(
                statuses.contains(&answer.status),
                "{} {path} {shown:?}: {} {}",
                line.name,
                answer.status,
                answer.text
            );
            let message = in_shape(&answer, &path);
            assert!(message.contains(said), "{} {path} {shown:?}: {message}", line.name);
        }
        assert_eq!(self.seen().await, before);
    }
}

struct Request<'u> {
    line: &'static OperationInfo,
    person: &'u User,
    path: String,
    body: Vec<u8>,
    statuses: &'static [u16],
    /// What the refusal says, among other things.
    said: &'static str,
}

/// The sentence of a refusal, after checking that it is in the shape of the service that the path belongs to.
fn in_shape(answer: &Answer, path: &str) -> String {
    if path.starts_with("/csp/") { answer.csp_refusal() } else { answer.refusal().remove(0) }
}

#[tokio::test]
async fn nobody_gets_in_without_a_valid_token() {
    let stage = Stage::set().await;
    let (early, revoked) = (stage.owner.clone(), stage.world.owner().await);
    let form = format!("token={}", revoked.token().unwrap());
    stage.world.target().anyone().send_form("/csp/gateway/am/api/auth/revoke", form).await.expect(200);
    let no_one = early.with_token(None);
    let forger = early.with_token(Some("a.b.c"));
    let mut requests = Vec::new();
    let operations = all(&stage.document);
    for operation in operations.iter().filter(|operation| operation.needs_token()) {
        for person in [&no_one, &forger, &revoked, &early] {
            for body in [operation.body(&stage.document), Vec::new(), b"{".to_vec()] {
                let path = operation.full_path(&stage.ids);
                requests.push(Request { line: operation.line, person, path, body, statuses: &[401], said: "" });
            }
        }
    }
    stage.world.advance("1799s").await;
    stage.refused(requests).await;
}

#[tokio::test]
async fn other_organizations_are_not_found() {
    let stage = Stage::set().await;
    let elsewhere = World::with(json!({"seed": 8})).await;
    let operations = all(&stage.document);
    let mut requests = Vec::new();
    for operation in operations.iter().filter(|operation| operation.line.path.contains("/orgs/{org")) {
        for org in [NOBODY, elsewhere.org()] {
            let mut ids = stage.ids.clone();
            ids.extend([("org", org.to_owned()), ("orgId", org.to_owned())]);
            for body in [operation.body(&stage.document), b"{".to_vec()] {
                let path = operation.full_path(&ids);
                let statuses = if path.starts_with("/csp/") { &[403, 404][..] } else { &[404] };
                requests.push(Request { line: operation.line, person: &stage.owner, path, body, statuses, said: "" });
            }
        }
    }
    stage.refused(requests).await;
}

#[tokio::test]
async fn what_has_no_such_id_is_not_found() {
    let stage = Stage::set().await;
    let operations = all(&stage.document);
    let mut requests = Vec::new();
    for operation in operations.iter().filter(|operation| !NOT_BY_ID.contains(&operation.line.name)) {
        for (at, name) in operation.parameters().into_iter().enumerate().filter(|(_, name)| !name.starts_with("org")) {
            // What stands before it in the path is there.
            if operation.parameters()[..at].iter().any(|before| !stage.ids.contains_key(before)) {
                continue;
            }
            let mut ids = stage.ids.clone();
            for (id, statuses) in [(NOBODY, &[404][..]), ("pizza", &[400, 404]), ("%ff", &[400]), ("%00", &[400, 404])]
            {
                ids.insert(name, id.to_owned());
                let (path, body) = (operation.full_path(&ids), operation.body(&stage.document));
                requests.push(Request { line: operation.line, person: &stage.owner, path, body, statuses, said: "" });
            }
        }
    }
    stage.refused(requests).await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let stage = Stage::set().await;
    let operations = all(&stage.document);
    let mut requests = Vec::new();
    let deep = [b"{\"a\":".repeat(20_000), b"[".repeat(20_000)].concat();
    for operation in operations.iter().filter(|operation| operation.entry.get("requestBody").is_some()) {
        let path = operation.full_path(&stage.ids);
        let mut bad =
            vec![b"{".to_vec(), b"{\"a\":}".to_vec(), b"{} {}".to_vec(), b"{\"a\":\"\xff\"}".to_vec(), deep.clone()];
        if operation.body_schema(&stage.document).is_some() {
            bad.extend([&b"["[..], b"[]", b"7", b"\"x\"", b"true", b"\xff\xfe", b"a=1", b"\0"].map(<[u8]>::to_vec));
        }
        if operation.entry["requestBody"]["required"] == true {
            bad.extend([&b""[..], b" ", b"null"].map(<[u8]>::to_vec));
        }
        for body in bad {
            requests.push(Request {
                line: operation.line,
                person: &stage.owner,
                path: path.clone(),
                body,
                statuses: &[400],
                said: "The body cannot be read: ",
            });
        }
    }
    stage.refused(requests).await;
}

/// One field at a time has the wrong type, or is missing although it must be there.
#[tokio::test]
async fn fields_of_the_wrong_type_are_refused() {
    let stage = Stage::set().await;
    let operations = all(&stage.document);
    let mut requests = Vec::new();
    for operation in &operations {
        let Some(schema) = operation.body_schema(&stage.document) else { continue };
        let whole = example(&stage.document, schema);
        let mut bad = Vec::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let wrong: &[Value] = match kind(resolve(&stage.document, field)) {
                "anything" => continue,
                "object" => &[json!(7), json!("x"), json!(true)],
                "array" => &[json!(7), json!({"a": 1}), json!("x")],
                "boolean" => &[json!(7), json!({"a": 1}), json!("yes")],
                "integer" => &[json!("seven"), json!({"a": 1}), json!([1]), json!(1.5), json!(1e300), json!(u64::MAX)],
                _ => &[json!(7), json!({"a": 1}), json!(["x"]), json!(true)],
            };
            for wrong in wrong {
                let mut body = whole.clone();
                body[name] = wrong.clone();
                bad.push(body);
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut body = whole.clone();
            body.as_object_mut().expect("an object").remove(name);
            bad.push(body.clone());
            body[name] = Value::Null;
            bad.push(body);
        }
        for body in bad {
            let (path, body) = (operation.full_path(&stage.ids), body.to_string().into_bytes());
            requests.push(Request {
                line: operation.line,
                person: &stage.owner,
                path,
                body,
                statuses: &[400],
                said: "The body cannot be read: ",
            });
        }
    }
    stage.refused(requests).await;
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let stage = Stage::set().await;
    let operations = all(&stage.document);
    let two_mebibytes = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes();
    let to = |operation: &Operation| {
        let (path, body) = (operation.full_path(&stage.ids), two_mebibytes.clone());
        Request { line: operation.line, person: &stage.owner, path, body, statuses: &[413], said: "larger than" }
    };
    stage.refused(operations.iter().map(to).collect()).await;
}

#[tokio::test]
async fn paths_have_the_methods_of_the_table_and_no_others() {
    let stage = Stage::set().await;
    let operations = all(&stage.document);
    let mut requests = Vec::new();
    for operation in &operations {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let path = operation.full_path(&stage.ids);
            let taken = operations.iter().any(|other| {
                let wanted = other.line.path.replace(['{', '}'], "");
                other.line.method == method && wanted == operation.line.path.replace(['{', '}'], "")
            });
            if !taken {
                let answer = stage.owner.ask(method, &path, &[], "{}").await;
                let left_out = NotSimulated::find(&method.parse().expect("a method"), &path).is_some();
                assert_eq!(answer.status, if left_out { 501 } else { 405 }, "{method} {path}: {}", answer.text);
                in_shape(&answer, &path);
            }
        }
        let (path, body) = (format!("{}/pizza/x", operation.line.path), Vec::new());
        requests.push(Request {
            line: operation.line,
            person: &stage.owner,
            path,
            body,
            statuses: &[404],
            said: "not an operation",
        });
    }
    stage.refused(requests).await;
}

#[tokio::test]
async fn readers_change_nothing() {
    let stage = Stage::set().await;
    let reader = stage.world.reader().await;
    let operations = all(&stage.document);
    let writes = |operation: &&Operation| {
        let line = operation.line;
        line.path.starts_with("/vmc/") && line.method != "GET" && !LOOKS.contains(&line.name)
    };
    let to = |operation: &Operation| {
        let (path, body) = (operation.full_path(&stage.ids), operation.body(&stage.document));
        Request { line: operation.line, person: &reader, path, body, statuses: &[403], said: "roles" }
    };
    stage.refused(operations.iter().filter(writes).map(to).collect()).await;
}

/// The official clients send `{}` with everything, put in slashes, and add parameters that nobody knows.
#[tokio::test]
async fn looking_is_the_same_in_every_spelling() {
    let stage = Stage::set().await;
    let mut looked = 0;
    for operation in all(&stage.document).iter().filter(|operation| operation.line.method == "GET") {
        let Some(path) = operation.path(&stage.ids) else { continue };
        let plain = stage.owner.get(&path).await;
        if plain.status != operation.line.status {
            continue;
        }
        looked += 1;
        for spelling in [
            format!("{path}/"),
            format!("/{path}"),
            path.replace("/api/", "//api/"),
            format!("{path}?"),
            format!("{path}?unknown=1&unknown=2&&=&%ff=%ff"),
        ] {
            for body in ["", "{}", "{", "null"] {
                let answer = stage.owner.ask("GET", &spelling, &[("Content-Type", "application/json")], body).await;
                assert_eq!((answer.status, &answer.text), (plain.status, &plain.text), "{spelling} {body}");
            }
        }
    }
    assert!(looked >= 8, "only {looked} operations could be looked at");
}
