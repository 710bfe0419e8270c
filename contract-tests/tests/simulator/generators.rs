//! Tests of what generators of clients need of the OpenAPI documents. `contract-tests/clients` runs some of them.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vmc_client::endpoints;
use vmc_contract::World;
use vmcsim::Family;

/// Each document in both forms, except that of networks.
fn forms() -> Vec<(&'static str, Value)> {
    let of = |name, older_name, document| {
        let older = vmcsim::openapi_3_0(&document);
        [(name, document), (older_name, older)]
    };
    let forms = [
        of("service", "service in 3.0", vmcsim::openapi()),
        of("VMC", "VMC in 3.0", vmcsim::openapi_of(Family::Vmc)),
        of("CSP", "CSP in 3.0", vmcsim::openapi_of(Family::Csp)),
        of("add-ons", "add-ons in 3.0", vmcsim::openapi_of(Family::AddOns)),
        of("control", "control in 3.0", vmcsim::control_openapi()),
    ];
    forms.into_iter().flatten().collect()
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, methods)| {
        methods.as_object().expect("operations").values().map(move |operation| (path.as_str(), operation))
    })
}

/// Calls `see` with every value of a document that is not inside an example, and with the way to it.
fn visit(way: &str, value: &Value, see: &mut impl FnMut(&str, &Value)) {
    see(way, value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(&format!("{way}/-"), item, see)),
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| *key != "example") {
                visit(&format!("{way}/{key}"), member, see);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A generated client has one module or class for each group.
#[test]
fn every_operation_is_in_a_group_that_the_document_describes() {
    let mut groups = BTreeSet::new();
    for (name, document) in forms() {
        let described = document["tags"].as_array().expect("tags");
        assert!(described.iter().all(|tag| tag["description"].as_str().is_some_and(|text| text.ends_with('.'))));
        let described: BTreeSet<_> = described.iter().filter_map(|tag| tag["name"].as_str()).collect();
        let used: BTreeSet<_> = operations(&document)
            .map(|(path, operation)| match &operation["tags"].as_array().expect("tags")[..] {
                [Value::String(tag)] => tag.as_str(),
                other => panic!("{name}: {path}: {other:?}"),
            })
            .collect();
        assert_eq!(described, used, "{name}");
        groups.extend(used.iter().map(|group| (*group).to_owned()));
    }
    assert!(groups.len() >= 40, "{groups:?}");
}

#[test]
fn every_operation_says_how_it_is_refused_and_who_may_use_it() {
    for (name, document) in forms() {
        for (path, operation) in operations(&document) {
            let has = |status: &str| operation["responses"][status].is_object();
            let place = format!("{name}: {}", operation["operationId"]);
            assert!(has("default"), "{place}");
            assert!(!path.contains('{') || (has("400") && has("404")), "{place}");
            assert!(!operation["requestBody"].is_object() || has("400"), "{place}");
            assert!(operation["security"].as_array().expect("security").is_empty() || has("401"), "{place}");
            assert!(operation["description"].as_str().is_some_and(|text| text.ends_with('.')), "{place}");
        }
        let schemes = document["components"]["securitySchemes"].as_object().expect("schemes");
        let used = operations(&document)
            .flat_map(|(_, operation)| operation["security"].as_array().cloned().unwrap_or_default());
        let used: BTreeSet<_> =
            used.flat_map(|way| way.as_object().expect("schemes").keys().cloned().collect::<Vec<_>>()).collect();
        assert_eq!(used, schemes.keys().cloned().collect(), "{name}");
    }
}

/// openapi-python-client 0.29 and others stop at each of these.
#[test]
fn schemas_have_nothing_that_generators_stumble_over() {
    for (name, document) in forms() {
        visit(name, &document["components"], &mut |way, value| {
            for key in ["items", "additionalProperties", "schema"] {
                let is_bare = value[key] == true && key != "additionalProperties";
                assert!(!is_bare, "{way}: {key} is a boolean instead of a schema");
            }
            // Below `properties` are fields, and one may have that name too.
            let mut fields =
                value["properties"].as_object().filter(|_| !way.ends_with("/properties")).into_iter().flatten();
            assert!(!fields.any(|(_, field)| *field == true), "{way}: a property is a boolean instead of a schema");
            assert_distinct(way, value["properties"].as_object().into_iter().flat_map(serde_json::Map::keys));
            assert_distinct(way, value["enum"].as_array().into_iter().flatten().filter_map(Value::as_str));
            let choices = || ["anyOf", "oneOf"].iter().filter_map(|key| value[*key].as_array()).flatten();
            // Links between the items of this code mean nothing to a reader of the document.
            assert!(!value["description"].as_str().is_some_and(|text| text.contains("[`")), "{way}: {value}");
            let texts = choices().filter(|choice| choice["type"] == "string").count();
            assert!(texts < 2, "{way}: a choice of texts");
            let is_inline = |choice: &Value| choice["properties"].as_object().is_some_and(|fields| !fields.is_empty());
            assert!(!choices().any(is_inline), "{way}: an object without a name in a choice");
        });
    }
}

/// No two names may be one name for a generator, which writes them in the style of its language.
fn assert_distinct<S: AsRef<str>>(way: &str, names: impl Iterator<Item = S>) {
    let mut seen = BTreeSet::new();
    for name in names {
        let plain: String = name.as_ref().chars().filter(|letter| letter.is_alphanumeric()).collect();
        assert!(seen.insert(plain.to_lowercase()), "{way}: {} is there in two spellings", name.as_ref());
    }
}

#[test]
fn the_older_form_has_nothing_that_only_the_newer_has() {
    for (name, document) in forms().iter().filter(|(name, _)| name.ends_with("3.0")) {
        assert_eq!(document["openapi"], "3.0.3");
        assert_eq!(
            (&document["info"]["summary"], &document["info"]["license"]["identifier"]),
            (&Value::Null, &Value::Null)
        );
        visit(name, document, &mut |way, value| {
            if way.ends_with("/properties") {
                return;
            }
            assert!(!value["type"].is_array() && value["type"] != "null", "{way}: {}", value["type"]);
            assert!(!value["const"].is_string() && !value["examples"].is_array(), "{way}");
            let is_reference = value["$ref"].is_string();
            assert!(!is_reference || value.as_object().is_some_and(|members| members.len() == 1), "{way}: {value}");
            if value["nullable"] == true {
                let kinds = ["type", "allOf", "anyOf"].iter().filter(|key| !value[**key].is_null()).count();
                assert!(kinds >= 1, "{way}: {value}");
            }
        });
    }
    let (service, older) = (vmcsim::openapi(), vmcsim::openapi_3_0(&vmcsim::openapi()));
    let names = |document: &Value| {
        document["components"]["schemas"].as_object().expect("schemas").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&service), names(&older));
    assert_eq!(operations(&service).count(), operations(&older).count());
    let sddc = |document: &Value, field: &str| document["components"]["schemas"]["Sddc"]["properties"][field].clone();
    assert_eq!(sddc(&older, "name")["nullable"], true);
    assert_eq!(sddc(&older, "name")["type"], "string");
    assert_eq!(sddc(&older, "provider")["allOf"], json!([{"$ref": "#/components/schemas/Provider"}]));
}

/// A client that checks what it sends by the document finds the mistakes that the server refuses.
#[tokio::test]
async fn what_the_document_forbids_is_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    let document = vmcsim::openapi();
    let id = |name: &str| if name.starts_with("org") { world.org() } else { "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" };
    for line in endpoints::all() {
        let parameters = &document["paths"][line.path][line.method.to_lowercase()]["parameters"];
        let parameters = || parameters.as_array().into_iter().flatten();
        let filled = |wrong: &str| {
            parameters().filter(|parameter| parameter["in"] == "path").fold(line.path.to_owned(), |path, parameter| {
                let name = parameter["name"].as_str().unwrap();
                path.replace(&format!("{{{name}}}"), if name == wrong { "no-id" } else { id(name) })
            })
        };
        for parameter in parameters() {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "path" && parameter["schema"]["format"] == "uuid" {
                let answer = owner.send(line.method, &filled(name), Some(&json!({}))).await;
                assert_eq!(answer.status, 400, "{} {name}: {}", line.name, answer.text);
            }
            let minimum = parameter["schema"]["minimum"].as_i64();
            let values = parameter["schema"]["enum"].as_array();
            let wrong = minimum.map(|least| (least - 1).to_string()).or(values.map(|_| "pizza".to_owned()));
            if let Some(wrong) = wrong {
                let path = format!("{}?{name}={wrong}", filled(""));
                let answer = owner.send(line.method, &path, Some(&json!({}))).await;
                assert!((400..500).contains(&answer.status), "{} {name}: {}", line.name, answer.text);
            }
            if parameter["in"] == "query" && parameter["required"] == true {
                let answer = owner.send(line.method, &filled(""), Some(&json!({}))).await;
                assert!((400..500).contains(&answer.status), "{} without {name}: {}", line.name, answer.text);
            }
        }
    }
}

/// The same for the control: a value just outside the declared limits.
#[tokio::test]
async fn the_limits_of_the_control_are_kept() {
    let world = World::new().await;
    let (anyone, id) = (world.target().anyone(), world.view["id"].as_str().unwrap().to_owned());
    let path = |rest: &str| format!("/_vmcsim/worlds/{id}/{rest}");
    let document = vmcsim::control_openapi();
    for (operation, rest) in [("ListJournal", "journal"), ("GetAgenda", "agenda")] {
        let (_, described) =
            operations(&document).find(|(_, described)| described["operationId"] == operation).unwrap();
        for parameter in described["parameters"].as_array().unwrap() {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let Some((least, most)) = schema["minimum"].as_i64().zip(schema["maximum"].as_i64()) else { continue };
            for (value, status) in [(least - 1, 400), (least, 200), (most, 200), (most + 1, 400)] {
                let answer = anyone.get(&path(&format!("{rest}?{name}={value}"))).await;
                assert_eq!(answer.status, status, "{operation} {name}={value}: {}", answer.text);
            }
        }
    }
    let schemas = &document["components"]["schemas"];
    for (fault, others) in [
        ("error", json!({"status": 500})),
        ("throttle", json!({"retry_after": 1})),
        ("content_length", json!({"off_by": 1})),
        ("drip", json!({"bytes": 1, "every": "1ms"})),
        ("task_fails", json!({"at": 1})),
        ("task_sticks", json!({"at": 1})),
        ("task_slows", json!({"factor": 1})),
        ("task_is_canceled", json!({"at": 1})),
    ] {
        let name: String = fault.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let fields = schemas[format!("{name}FaultFields")]["properties"].as_object().unwrap();
        let limits = fields
            .iter()
            .filter_map(|(field, schema)| Some((field, schema["minimum"].as_i64()?, schema["maximum"].as_i64()?)));
        let limits: Vec<_> = limits.collect();
        assert!(!limits.is_empty(), "{fault}");
        for (field, least, most) in limits {
            for (value, status) in [(least - 1, 400), (least, 201), (most, 201), (most + 1, 400)] {
                let mut then = others.clone();
                then[field] = json!(value);
                let answer = anyone.post(&path("faults"), &json!({"then": {fault: then}})).await;
                assert_eq!(answer.status, status, "{fault} {field}={value}: {}", answer.text);
            }
        }
    }
}

/// The same for bodies, in operations that need nothing but the organization.
#[tokio::test]
async fn bodies_that_the_document_forbids_are_refused() {
    let world = World::new().await;
    let owner = world.owner().await;
    let document = vmcsim::openapi();
    let mut tried = BTreeSet::new();
    for line in endpoints::all().filter(|line| line.path.matches('{').count() == 1 && line.path.contains("{org")) {
        let content =
            &document["paths"][line.path][line.method.to_lowercase()]["requestBody"]["content"]["application/json"];
        let Some(name) = content["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next()) else { continue };
        let path = line.path.replace("{orgId}", world.org()).replace("{org}", world.org());
        for (field, schema) in document["components"]["schemas"][name]["properties"].as_object().unwrap() {
            let wrong = schema["minLength"].as_u64().map(|_| json!(""));
            let Some(wrong) = wrong.or(schema["minimum"].as_i64().map(|least| json!(least - 1))) else { continue };
            let mut body = content["example"].clone();
            body[field] = wrong;
            let answer = owner.send(line.method, &path, Some(&body)).await;
            assert_eq!(answer.status, 400, "{} {body}: {}", line.name, answer.text);
            tried.insert(format!("{name}.{field}"));
        }
    }
    for field in [
        "AwsSddcConfig.name",
        "AwsSddcConfig.num_hosts",
        "CreateCustomGroupRequest.name",
        "SearchUsersByRolesRequest.pageStart",
    ] {
        assert!(tried.contains(field), "{field} is not in {tried:?}");
    }
}
