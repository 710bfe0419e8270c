//! Cases in which operations of the sign-in service refuse requests. The requests are made from the published table, so
//! an operation that is added later is covered too.

use crate::{
    csp::VMC_SERVICE,
    published::Published,
    suite::{
        Case, Customer,
        Needs::MovableClock,
        Played, Stop, Trial, cases,
        played::{Needed, hold},
    },
    user::Answer,
};
use serde_json::{Value, json};
use vmc_client::endpoints;

pub(super) const CASES: &[Case] = cases! { "flows/csp/refusals", Flow;
    MovableClock => organizations_are_apart;
    MovableClock => members_change_nothing;
    MovableClock => what_is_not_there_is_not_found;
    MovableClock => lists_that_are_required_are_not_left_out;
    MovableClock => what_cannot_be_read_is_refused;
};

/// Operations that members may use although their method is not GET.
const FOR_MEMBERS: [&str; 6] =
    ["/users/search", "/groups/search", "/locale-preferences", "/default-org", "/tos/signatures", "/v2/users/search"];

/// An id that no thing has.
const NOWHERE: &str = "6f0f4a52-0000-4000-8000-000000000000";

/// An operation of the published table that the contract has too.
struct Operation {
    method: String,
    path: String,
    /// Whether a request without a valid token is refused. Some of the other operations take the credentials of a
    /// client instead of a token.
    needs_token: bool,
    required_query: Vec<String>,
    /// A body with only the required fields, if the operation has a body.
    body: Option<Value>,
}

impl Operation {
    fn all() -> Played<Vec<Self>> {
        let unread = |err: String| Stop::differs(format!("the published table cannot be read: {err}"));
        let document: Value =
            serde_json::from_str(vmcsim_fixtures::published::CSP).map_err(|e| unread(e.to_string()))?;
        let published = Published::csp().map_err(|e| unread(format!("{e:#}")))?;
        let mut all = Vec::new();
        for operation in document["operations"].as_array().needed()? {
            let method = operation["method"].as_str().needed()?;
            let path = operation["path"].as_str().needed()?;
            if !endpoints::all().any(|line| line.method == method && line.path == path) {
                continue;
            }
            let queries = operation["query_params"].as_array().into_iter().flatten();
            let required = queries.filter(|query| query["required"] == true);
            all.push(Self {
                method: method.to_owned(),
                path: path.to_owned(),
                needs_token: published.operation(method, path).needed()?.needs_token,
                required_query: required.filter_map(|query| query["name"].as_str().map(str::to_owned)).collect(),
                body: operation["body"]["type"].as_str().map(|name| least(&document["models"], name)),
            });
        }
        Ok(all)
    }

    /// Returns the operations that need a token.
    fn closed() -> Played<Vec<Self>> {
        Ok(Self::all()?.into_iter().filter(|operation| operation.needs_token).collect())
    }

    /// Sends the operation for this organization, with ids that no thing has.
    async fn send(&self, user: &Customer<'_>, org: &str) -> Played<Answer> {
        user.send(&self.method, &self.path_in(org, true), self.body.as_ref()).await
    }

    /// Returns the path for this organization, with the required query or without it.
    fn path_in(&self, org: &str, with_query: bool) -> String {
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
        for (number, name) in self.required_query.iter().enumerate().filter(|_| with_query) {
            path += &format!("{}{name}=x", if number == 0 { '?' } else { '&' });
        }
        path
    }
}

/// Returns a value of a published type with only its required fields.
fn least(models: &Value, name: &str) -> Value {
    match name {
        "string" => json!("x"),
        "boolean" => json!(false),
        name if name.starts_with("integer") => json!(1),
        name if name.starts_with("array") => json!([]),
        name if name.starts_with("map") => json!({}),
        name => {
            let fields = models[name]["fields"].as_object().into_iter().flatten();
            let required = fields.filter(|(_, field)| field["required"] == true);
            required
                .map(|(key, field)| (key.clone(), least(models, field["type"].as_str().unwrap_or_default())))
                .collect()
        }
    }
}

async fn organizations_are_apart(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let made = owner.post("/csp/gateway/am/api/orgs", &json!({"displayName": "another"})).await?.require(200)?;
    let link = made.string("$.refLink")?;
    let another = link.rsplit('/').next().needed()?;
    for operation in Operation::closed()?.iter().filter(|operation| operation.path.contains("{orgId}")) {
        operation.send(&owner, NOWHERE).await?.require(404)?.refused()?;
        operation.send(&owner, another).await?.require(403)?.refused()?;
        operation.send(&owner, "here").await?.require(400)?.refused()?;
    }
    Ok(())
}

/// Only an owner can change an organization. The refusal names the missing role.
async fn members_change_nothing(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (member, mut refused) = (world.user("member").await?, 0);
    for operation in Operation::closed()?.iter().filter(|operation| operation.method != "GET") {
        if FOR_MEMBERS.iter().any(|end| operation.path.ends_with(end)) {
            continue;
        }
        let refusal = operation.send(&member, world.org()).await?.require(403)?.refused()?;
        hold!(refusal.contains("org_owner"), "{refusal}");
        refused += 1;
    }
    hold!(refused > 25, "{refused} operations change an organization");
    Ok(())
}

async fn what_is_not_there_is_not_found(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, mut refused) = (world.owner().await?, 0);
    for operation in &Operation::closed()? {
        let names_more = operation.path.matches('{').count() > usize::from(operation.path.contains("{orgId}"));
        // The list of invitations of an unknown user is empty.
        if names_more && !operation.path.contains("/invitations/{acct}") {
            operation.send(&owner, world.org()).await?.require(404)?.refused()?;
            refused += 1;
        }
    }
    hold!(refused > 25, "{refused} operations name more than an organization");
    Ok(())
}

/// A required list may be empty, but it may not be missing.
async fn lists_that_are_required_are_not_left_out(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let group = owner.post(&owner.csp_path("/groups"), &json!({"name": "a"})).await?.require(200)?.string("$.id")?;
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
                part["serviceDefinitionId"] = json!(VMC_SERVICE);
            }
            if list != "absent" {
                part[key] = list;
            }
            if outer { json!({"rolesSearchTerm": {"serviceRoles": [part]}}) } else { part }
        };
        let path = owner.csp_path(&path);
        owner.send(method, &path, Some(&body(json!([])))).await?.require(200)?;
        for missing in [json!("absent"), Value::Null] {
            let refusal = owner.send(method, &path, Some(&body(missing))).await?.require(400)?.refused()?;
            hold!(refusal.contains("The body cannot be read"), "{method} {path}: {refusal}");
        }
    }
    Ok(())
}

/// Requests without required parameters are refused. A refusal does not repeat an invalid body.
async fn what_cannot_be_read_is_refused(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let mut refused = 0;
    for operation in &Operation::all()? {
        // The body of a logout is optional.
        let lenient = operation.path.ends_with("/auth/logout");
        if operation.body.is_some() && !lenient {
            let path = operation.path_in(world.org(), true);
            for body in [json!("marked"), json!(7)] {
                let refusal = owner.send(&operation.method, &path, Some(&body)).await?.require(400)?.refused()?;
                hold!(!refusal.contains("marked"), "{refusal}");
                refused += 1;
            }
        }
        if !operation.required_query.is_empty() {
            let path = operation.path_in(world.org(), false);
            owner.send(&operation.method, &path, operation.body.as_ref()).await?.require(400)?.refused()?;
            refused += 1;
        }
    }
    hold!(refused > 60, "{refused} requests");
    Ok(())
}
