//! Cases that hold for each operation of the table, including operations added later: the required tokens, and the
//! answers to invalid ids and bodies. The requests are made from the table and from the contract's OpenAPI document;
//! the published tables state which operations need a token.

mod requests;

use super::{Case, Needs::MovableClock, Played, Stop, Trial, cases};
use crate::openapi::resolve;
use requests::{NOBODY, Operation, Request, Stage, all, example, kind};
use serde_json::{Value, json};
use vmcsim::NotSimulated;

pub(super) const CASES: &[Case] = cases! { "every_operation", Flow;
    MovableClock => the_document_says_of_tokens_what_is_published;
    MovableClock => nobody_gets_in_without_a_valid_token;
    MovableClock => other_organizations_are_not_found;
    MovableClock => what_has_no_such_id_is_not_found;
    MovableClock => bodies_that_cannot_be_read_are_refused;
    MovableClock => fields_of_the_wrong_type_are_refused;
    MovableClock => large_bodies_are_refused;
    MovableClock => paths_have_the_methods_of_the_table_and_no_others;
    MovableClock => readers_change_nothing;
    MovableClock => looking_is_the_same_in_every_spelling;
};

/// Operations that search for the id in their path, for which an empty result is a valid answer, and operations by
/// which an OAuth client acts on itself, which use the client's credentials instead of a user's token.
const NOT_BY_ID: &[&str] = &["ListUserInvitations", "RotateClientSecret", "DeleteOldClientSecret"];

/// Operations that change nothing although their method is not GET, so that a read-only user may use them.
const LOOKS: &[&str] = &["FindReservationWindows", "SetLocale"];

/// The number of operations in the table that need no token.
const OPEN: usize = 12;

/// The server's own OpenAPI document must agree with the published tables about the token of each operation.
async fn the_document_says_of_tokens_what_is_published(trial: &Trial) -> Played {
    let served = trial.anyone().get("/openapi.json").await?.require(200)?;
    let operations = all(&served.body)?;
    if let Some(other) = operations.iter().find(|operation| operation.documents_token() != operation.needs_token) {
        let path = format!("$.paths.{}.security", other.line.path);
        let sentence = format!("{} needs a token, or needs none, otherwise than published", other.line.name);
        return Err(served.mismatch(&path, Some(json!(other.needs_token)), sentence).into());
    }
    let open: Vec<_> = operations.iter().filter(|operation| !operation.needs_token).collect();
    if open.len() == OPEN && open.iter().all(|operation| operation.line.path.starts_with("/csp/")) {
        return Ok(());
    }
    Err(served.mismatch("$.paths", Some(json!(OPEN)), format!("{} operations need no token", open.len())).into())
}

async fn nobody_gets_in_without_a_valid_token(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let (early, revoked) = (stage.owner.clone(), stage.setting.owner().await?);
    let form = format!("token={}", revoked.token().unwrap_or_default());
    trial.anyone().send_form("/csp/gateway/am/api/auth/revoke", form).await?.require(200)?;
    let no_one = early.with_token(None);
    let forger = early.with_token(Some("a.b.c"));
    let mut requests = Vec::new();
    for operation in stage.operations.iter().filter(|operation| operation.needs_token) {
        for person in [&no_one, &forger, &revoked, &early] {
            for body in [operation.body(&stage.document), Vec::new(), b"{".to_vec()] {
                let path = operation.full_path(&stage.ids);
                requests.push(Request { line: operation.line, person, path, body, statuses: &[401], said: "" });
            }
        }
    }
    stage.setting.advance("1799s").await?;
    stage.refused(requests).await
}

async fn other_organizations_are_not_found(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let elsewhere = trial.setting(json!({"seed": 8})).await?;
    let mut requests = Vec::new();
    for operation in stage.operations.iter().filter(|operation| operation.line.path.contains("/orgs/{org")) {
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
    stage.refused(requests).await
}

async fn what_has_no_such_id_is_not_found(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let mut requests = Vec::new();
    for operation in stage.operations.iter().filter(|operation| !NOT_BY_ID.contains(&operation.line.name)) {
        for (at, name) in operation.parameters().into_iter().enumerate().filter(|(_, name)| !name.starts_with("org")) {
            // The things in the preceding path segments exist.
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
    stage.refused(requests).await
}

async fn bodies_that_cannot_be_read_are_refused(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let mut requests = Vec::new();
    let deep = [b"{\"a\":".repeat(20_000), b"[".repeat(20_000)].concat();
    for operation in stage.operations.iter().filter(|operation| operation.entry.get("requestBody").is_some()) {
        let path = operation.full_path(&stage.ids);
        let mut bad =
            vec![b"{".to_vec(), b"{\"a\":}".to_vec(), b"{} {}".to_vec(), b"{\"a\":\"\xff\"}".to_vec(), deep.clone()];
        if operation.body_schema(&stage.document).is_some() {
            bad.extend([&b"["[..], b"[]", b"7", b"\"x\"", b"true", b"\xff\xfe", b"a=1", b"\0"].map(<[u8]>::to_vec));
        }
        requests.extend(bad.into_iter().map(|body| unreadable(&stage, operation, path.clone(), body)));
        if operation.entry["requestBody"]["required"] == true {
            // A form without its fields can be read. The refusal then names the field that is missing.
            let absent = [&b""[..], b" ", b"null"].map(<[u8]>::to_vec);
            let absent = absent.map(|body| Request { said: "", ..unreadable(&stage, operation, path.clone(), body) });
            requests.extend(absent);
        }
    }
    stage.refused(requests).await
}

fn unreadable<'s>(stage: &'s Stage<'_>, operation: &Operation, path: String, body: Vec<u8>) -> Request<'s> {
    let said = "The body cannot be read: ";
    Request { line: operation.line, person: &stage.owner, path, body, statuses: &[400], said }
}

/// One field at a time has the wrong type, or a required field is missing.
async fn fields_of_the_wrong_type_are_refused(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let mut requests = Vec::new();
    for operation in &stage.operations {
        let Some(schema) = operation.body_schema(&stage.document) else { continue };
        let whole = example(&stage.document, schema);
        let mut bad = Vec::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            for wrong in wrong_values(kind(resolve(&stage.document, field))) {
                let mut body = whole.clone();
                body[name] = wrong;
                bad.push(body);
            }
        }
        let request = |body: &Value| {
            unreadable(&stage, operation, operation.full_path(&stage.ids), body.to_string().into_bytes())
        };
        requests.extend(bad.iter().map(request));
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut body = whole.clone();
            body[name] = Value::Null;
            let null = request(&body);
            if let Some(fields) = body.as_object_mut() {
                fields.remove(name);
            }
            // Some operations read the body without the field, and refuse it in words of their own.
            requests.extend([null, request(&body)].map(|request| Request { said: "", ..request }));
        }
    }
    stage.refused(requests).await
}

/// Returns values that cannot be read as the JSON type `kind`. A text can be read from a number or a
/// boolean, and a boolean from an integer.
fn wrong_values(kind: &str) -> Vec<Value> {
    match kind {
        "anything" => Vec::new(),
        "object" => vec![json!(7), json!("x"), json!(true)],
        "array" => vec![json!(7), json!({"a": 1}), json!("x")],
        "boolean" => vec![json!({"a": 1}), json!("yes"), json!(1.5)],
        "integer" => vec![json!("seven"), json!({"a": 1}), json!([1]), json!(1.5), json!(1e300), json!(u64::MAX)],
        _ => vec![json!({"a": 1}), json!(["x"])],
    }
}

async fn large_bodies_are_refused(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let two_mebibytes = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes();
    // The operations are requested one after the other, so that only one such body is in memory at a time.
    for operation in &stage.operations {
        let (path, body) = (operation.full_path(&stage.ids), two_mebibytes.clone());
        let request =
            Request { line: operation.line, person: &stage.owner, path, body, statuses: &[413], said: "larger than" };
        stage.refused(vec![request]).await?;
    }
    Ok(())
}

async fn paths_have_the_methods_of_the_table_and_no_others(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let mut requests = Vec::new();
    for operation in &stage.operations {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let path = operation.full_path(&stage.ids);
            let taken = stage.operations.iter().any(|other| {
                let wanted = other.line.path.replace(['{', '}'], "");
                other.line.method == method && wanted == operation.line.path.replace(['{', '}'], "")
            });
            if !taken {
                let answer = stage.owner.send(method, &path, Some(&json!({}))).await?;
                let known: Option<http::Method> = method.parse().ok();
                let left_out = known.is_some_and(|method| NotSimulated::find(&method, &path).is_some());
                answer.require(if left_out { 501 } else { 405 })?.refused()?;
            }
        }
        let (path, body) = (format!("{}/pizza/x", operation.line.path), Vec::new());
        let said = "not an operation";
        requests.push(Request { line: operation.line, person: &stage.owner, path, body, statuses: &[404], said });
    }
    stage.refused(requests).await
}

async fn readers_change_nothing(trial: &Trial) -> Played {
    let stage = Stage::set(trial).await?;
    let reader = stage.setting.reader().await?;
    let writes = |operation: &&Operation| {
        let line = operation.line;
        line.path.starts_with("/vmc/") && line.method != "GET" && !LOOKS.contains(&line.name)
    };
    let to = |operation: &Operation| {
        let (path, body) = (operation.full_path(&stage.ids), operation.body(&stage.document));
        Request { line: operation.line, person: &reader, path, body, statuses: &[403], said: "roles" }
    };
    stage.refused(stage.operations.iter().filter(writes).map(to).collect()).await
}

/// The official clients send `{}` with every request, add slashes, and add unknown parameters.
async fn looking_is_the_same_in_every_spelling(trial: &Trial) -> Played {
    const LOOKED_MIN: usize = 8;
    let stage = Stage::set(trial).await?;
    let mut looked = 0;
    for operation in stage.operations.iter().filter(|operation| operation.line.method == "GET") {
        let Some(path) = operation.path(&stage.ids) else { continue };
        let plain = stage.owner.get(&path).await?;
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
                let answer = stage.owner.send_bytes("GET", &spelling, "application/json", body.into()).await?;
                if (answer.status, &answer.text) != (plain.status, &plain.text) {
                    let sentence = format!("with the body {body:?} it is answered otherwise than in plain spelling");
                    return Err(answer.mismatch("$", Some(plain.body), sentence).into());
                }
            }
        }
    }
    if looked >= LOOKED_MIN {
        Ok(())
    } else {
        Err(Stop::differs(format!("only {looked} operations could be looked at")))
    }
}
