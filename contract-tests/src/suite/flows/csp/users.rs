//! Flows about users, roles, groups and invitations: reading them, changing them, and the effects at VMC.

use crate::{
    csp::VMC_SERVICE,
    sddc_config::simulated,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};

use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/csp/users", Flow;
    MovableClock => roles_rule_what_vmc_allows;
    MovableClock => all_versions_change_the_same_roles;
    MovableClock => users_are_removed_by_any_name;
    MovableClock => the_last_owner_stays;
    MovableClock => lists_come_in_pages;
    MovableClock => who_sees_whom;
};

const API: &str = "/csp/gateway/am/api";

/// A change of roles takes effect at VMC at the next sign-in. The removal of a user takes effect at once.
async fn roles_rule_what_vmc_allows(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, reader) = (world.owner().await?, world.reader().await?);
    reader.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    let path = format!("{API}/users/reader@vmcsim.example/orgs/{}/service-roles", world.org());
    let link = format!("/csp/gateway/slc/api/definitions/external/{VMC_SERVICE}");
    let grant = json!({"serviceDefinitionLink": link, "rolesToAdd": [{"name": "vmc-user:full"}]});
    owner.patch(&path, &grant).await?.require(200)?;
    reader.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    let promoted = world.reader().await?;
    promoted.create_sddc("a").await?;
    let both = json!([{"name": "vmc-user:full"}, {"name": "vmc-user:read"}]);
    let by_id = format!("{API}/v2/users/{}/orgs/{}/service-roles", reader.id().await?, world.org());
    owner.patch(&by_id, &json!({"serviceDefinitionLink": link, "rolesToRemove": both})).await?.require(200)?;
    promoted.sddcs().await?;
    let stripped = world.reader().await?;
    stripped.get(&stripped.org_path("/sddcs")).await?.require(403)?.refused()?;

    let id = promoted.id().await?;
    owner
        .send("DELETE", &format!("{API}/v2/orgs/{}/users", world.org()), Some(&json!({"ids": [id]})))
        .await?
        .require(200)?;
    promoted.get(&promoted.org_path("/sddcs")).await?.require(401)?.refused()?;
    promoted.get(&format!("{API}/loggedin/user")).await?.require(401)?.refused()?;
    Ok(())
}

/// The three versions of the paths change the same roles.
async fn all_versions_change_the_same_roles(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, org) = (world.owner().await?, world.org().to_owned());
    let (acct, id) = ("member@vmcsim.example", world.user("member").await?.id().await?);
    let bare = id.rsplit(':').next().needed()?.to_owned();
    let roles = async |user: &str, version: &str| -> Played<Vec<String>> {
        let path = format!("{API}{version}/users/{user}/orgs/{org}/roles");
        let mut names = owner.get(&path).await?.require(200)?.texts("", "name");
        names.sort();
        Ok(names)
    };
    let add = |role: &str| json!({"rolesToAdd": [{"name": role}]});
    owner.patch(&format!("{API}/users/{acct}/orgs/{org}/roles"), &add("developer")).await?.require(200)?;
    owner.patch(&format!("{API}/v2/users/{id}/orgs/{org}/roles"), &add("support_user")).await?.require(200)?;
    let change = json!({
        "organizationRoles": {"rolesToAdd": [{"name": "org_owner"}], "rolesToRemove": [{"name": "developer"}]},
        "serviceRoles": [{"serviceDefinitionId": VMC_SERVICE, "rolesToAdd": [{"name": "nsx:cloud_auditor"}]}],
    });
    owner.patch(&format!("{API}/v3/users/{bare}/orgs/{org}/roles"), &change).await?.require(200)?;
    for (user, version) in [(acct, ""), (&id, "/v2"), (&bare, "/v2")] {
        equal!(roles(user, version).await?, ["org_member", "org_owner", "support_user"]);
    }
    let info = owner.get(&format!("{API}/v2/users/{id}/orgs/{org}/info")).await?.require(200)?;
    let services = &info.body["userOrgInfo"][0]["servicesDef"][0]["roles"];
    equal!(services.as_array().map(Vec::len), Some(2), "{services}");
    for (path, body) in [
        (format!("{API}/users/{acct}/orgs/{org}/roles"), add("king")),
        (format!("{API}/v2/users/{id}/orgs/{org}/service-roles"), json!({"serviceDefinitionLink": "else"})),
        (
            format!("{API}/users/{acct}/orgs/{org}/roles"),
            json!({"rolesToRemove": [{"name": "org_owner"}, {"name": "org_member"}, {"name": "support_user"}]}),
        ),
    ] {
        owner.patch(&path, &body).await?.require(400)?.refused()?;
    }
    owner
        .patch(&format!("{API}/users/nobody@vmcsim.example/orgs/{org}/roles"), &add("developer"))
        .await?
        .require(404)?
        .refused()?;
    Ok(())
}

/// Users can be removed by mail address, by name and by id.
async fn users_are_removed_by_any_name(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    for name in ["a@vmcsim.example", "b@vmcsim.example"] {
        world.welcome(name, "org_member", &["vmc-user:read"]).await?;
    }
    let (owner, id) = (world.owner().await?, world.reader().await?.id().await?);
    for (method, path, body) in [
        ("PATCH", owner.csp_path("/users"), json!({"emails": ["a@vmcsim.example"], "email": "nobody@vmcsim.example"})),
        (
            "DELETE",
            owner.csp_path("/users"),
            json!({"users": [{"username": "b@vmcsim.example"}, {"username": "nobody"}]}),
        ),
        ("DELETE", format!("{API}/v2/orgs/{}/users", world.org()), json!({"ids": [id, "nobody"]})),
    ] {
        let answer = owner.send(method, &path, Some(&body)).await?.require(200)?;
        let count = |key: &str| answer.body[key].as_array().map(Vec::len);
        equal!((count("succeeded"), count("failed")), (Some(1), Some(1)), "{}", answer.text);
    }
    let left = owner.get(&owner.csp_path("/users?expand=1")).await?.require(200)?;
    equal!(left.texts("users", "username"), ["member@vmcsim.example", "owner@vmcsim.example"]);
    Ok(())
}

/// The last owner of an organization cannot be removed in any way.
async fn the_last_owner_stays(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, org) = (world.owner().await?, world.org().to_owned());
    let (name, id) = ("owner@vmcsim.example", owner.id().await?);
    let take = json!({"rolesToAdd": [{"name": "org_member"}], "rolesToRemove": [{"name": "org_owner"}]});
    let attempts = [
        ("PATCH", format!("{API}/users/{name}/orgs/{org}/roles"), take.clone()),
        ("PATCH", format!("{API}/v3/users/{id}/orgs/{org}/roles"), json!({"organizationRoles": take})),
        ("PATCH", owner.csp_path("/users"), json!({"email": name, "emails": ["member@vmcsim.example"]})),
        ("DELETE", owner.csp_path("/users"), json!({"users": [{"username": name}]})),
        ("DELETE", format!("{API}/v2/orgs/{org}/users"), json!({"ids": [id]})),
    ];
    for (method, path, body) in &attempts {
        let refusal = owner.send(method, path, Some(body)).await?.require(400)?.refused()?;
        hold!(refusal.contains("must keep at least one owner"), "{refusal}");
    }
    // The refusals had no effect: the member who was named together with the owner is still there.
    equal!(owner.get(&format!("{API}/v2/orgs/{org}/users")).await?.body["totalResults"], 3);

    // A user can be an owner through a group.
    let group =
        owner.post(&owner.csp_path("/groups"), &json!({"name": "owners"})).await?.require(200)?.string("$.id")?;
    let path = owner.csp_path(&format!("/groups/{group}"));
    let grant = json!({"organizationRoles": {"rolesToAdd": [{"name": "org_owner"}]}});
    owner.patch(&format!("{path}/roles"), &grant).await?.require(200)?;
    owner.post(&format!("{path}/users"), &json!({"usernamesToAdd": ["member@vmcsim.example"]})).await?.require(200)?;
    owner.patch(&attempts[0].1, &attempts[0].2).await?.require(200)?;
    let heir = world.user("member").await?;
    let member = heir.id().await?;
    let ungrant = json!({"organizationRoles": {"rolesToRemove": [{"name": "org_owner"}]}});
    heir.patch(&format!("{path}/roles"), &ungrant).await?.require(400)?.refused()?;
    heir.send("DELETE", &format!("{path}/users"), Some(&json!({"ids": [member]}))).await?.require(400)?.refused()?;
    heir.send("DELETE", &heir.csp_path("/groups"), Some(&json!({"ids": [group]}))).await?.require(400)?.refused()?;
    heir.get(&path).await?.require(200)?;
    Ok(())
}

/// Pages of any size, read by following their links, contain the whole list.
async fn lists_come_in_pages(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    for number in 0..4 {
        world.welcome(&format!("user{number}@vmcsim.example"), "org_member", &["vmc-user:read"]).await?;
    }
    let owner = world.owner().await?;
    let path = format!("{API}/v2/orgs/{}/users", world.org());
    let all = owner.get(&path).await?.require(200)?;
    let names = |page: &Value| -> Vec<String> {
        let users = page["results"].as_array().into_iter().flatten();
        users.filter_map(|item| item["user"]["username"].as_str().map(str::to_owned)).collect()
    };
    equal!((&all.body["totalResults"], all.body.get("nextLink")), (&json!(7), None));
    for limit in [1, 3, 7, 9] {
        let (mut seen, mut next) = (Vec::new(), Some(format!("{path}?pageLimit={limit}")));
        while let Some(link) = next {
            let page = owner.get(&link).await?.require(200)?.body;
            hold!(page["results"].as_array().needed()?.len() <= limit);
            seen.extend(names(&page));
            next = page["nextLink"].as_str().map(str::to_owned);
        }
        equal!(seen, names(&all.body), "pages of {limit}");
    }
    let found = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_member"}]}, "pageStart": 2, "pageLimit": 3});
    let found = owner.post(&owner.csp_path("/users/search"), &found).await?.require(200)?;
    equal!(
        (&found.body["totalResults"], &found.body["startIndex"], &found.body["itemsPerPage"]),
        (&json!(6), &json!(2), &json!(3))
    );
    equal!(names(&found.body).len(), 3);
    let found = owner.post(&format!("{API}/v2/users/search"), &json!({"searchTerm": "USER"})).await?.require(200)?;
    equal!(found.body["totalResults"], 4);
    for query in ["pageStart=0", "pageLimit=0", "pageStart=-1", "pageLimit=many"] {
        owner.get(&format!("{path}?{query}")).await?.require(400)?.refused()?;
    }
    Ok(())
}

/// Every user may read its own data. Reading the data of others requires a role in the organization.
async fn who_sees_whom(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let org = world.org().to_owned();
    let scopes = json!({"servicesScopes": [{"serviceDefinitionId": VMC_SERVICE, "allRoles": true}]});
    let request = json!({"username": "member@vmcsim.example", "allowed_scopes": scopes});
    let token = world.make_api_token(&request).await?;
    let (narrow, owner) = (world.anyone().sign_in(&token, &org).await?, world.owner().await?);
    for (who, status) in [("member@vmcsim.example", 200), ("owner@vmcsim.example", 403), ("nobody@vmcsim.example", 403)]
    {
        for rest in [
            "",
            "/orgs",
            &format!("/orgs/{org}/info"),
            &format!("/orgs/{org}/roles"),
            &format!("/orgs/{org}/service-roles"),
        ] {
            narrow.get(&format!("{API}/users/{who}{rest}")).await?.require(status)?;
        }
    }
    let member = world.user("member").await?;
    let id = owner.id().await?;
    for rest in [
        "",
        "/orgs",
        &format!("/orgs/{org}/info"),
        &format!("/orgs/{org}/roles"),
        &format!("/orgs/{org}/service-roles"),
    ] {
        narrow.get(&format!("{API}/v2/users/{id}{rest}")).await?.require(403)?.refused()?;
        let by_id = member.get(&format!("{API}/v2/users/{id}{rest}")).await?.require(200)?;
        let by_acct = member.get(&format!("{API}/users/owner@vmcsim.example{rest}")).await?.require(200)?;
        for key in ["userId", "refLinks", "userOrgInfo", "serviceRoles"] {
            equal!(by_id.body[key], by_acct.body[key], "{rest}");
        }
    }
    let own = member.get(&format!("{API}/loggedin/user/orgs/{org}/roles")).await?.require(200)?;
    equal!(own.texts("", "displayName"), ["Organization Member"]);
    for (path, status) in [
        (format!("{API}/users/owner@vmcsim.example?expandProfile=true"), 200),
        (format!("{API}/users/nobody@vmcsim.example"), 404),
        (format!("{API}/v2/users/{}", owner.id().await?), 200),
        (format!("{API}/v2/users/nobody"), 404),
        (format!("{API}/loggedin/user?expandProfile=1"), 200),
        (format!("{API}/loggedin/user/profile"), 200),
        (format!("{API}/loggedin/user/orgs/{org}/info"), 200),
        (member.csp_path("/users?expand=1"), 200),
        (member.csp_path("/roles?name=org_owner"), 200),
        (member.csp_path("/sub-orgs"), 200),
        (member.csp_path("/oauth-apps"), 403),
    ] {
        member.get(&path).await?.require(status)?;
    }
    let names = json!({"usernames": ["owner@vmcsim.example", "nobody@vmcsim.example"]});
    let locales = member.post(&format!("{API}/users/locale-preferences"), &names).await?.require(200)?;
    equal!(locales.body["usersPreferences"], json!({"owner@vmcsim.example": {"language": "en", "locale": "en_US"}}));
    Ok(())
}
