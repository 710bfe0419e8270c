//! Tests of users, roles, groups and invitations: reading them, changing them, and the effects at VMC.

use serde_json::{Value, json};
use vmc_contract::{User, World};

const SERVICE: &str = "ybUdoTC05kYFC9ZG560kpsn0I8M_";
const API: &str = "/csp/gateway/am/api";

async fn again(world: &World, name: &str) -> User {
    world.user(name).await
}

/// A change of roles is felt at VMC at the next sign-in; removal at once.
#[tokio::test]
async fn roles_rule_what_vmc_allows() {
    let world = World::new().await;
    let (owner, reader) = (world.owner().await, world.reader().await);
    reader.create_sddc("a").await.expect(403).refusal();
    let path = format!("{API}/users/reader@vmcsim.example/orgs/{}/service-roles", world.org());
    let link = format!("/csp/gateway/slc/api/definitions/external/{SERVICE}");
    let grant = json!({"serviceDefinitionLink": link, "rolesToAdd": [{"name": "vmc-user:full"}]});
    owner.patch(&path, &grant).await.expect(200);
    reader.create_sddc("a").await.expect(403).refusal();
    let promoted = again(&world, "reader").await;
    promoted.create_sddc("a").await.expect(202);
    let both = json!([{"name": "vmc-user:full"}, {"name": "vmc-user:read"}]);
    let by_id = format!("{API}/v2/users/{}/orgs/{}/service-roles", reader.id().await, world.org());
    owner.patch(&by_id, &json!({"serviceDefinitionLink": link, "rolesToRemove": both})).await.expect(200);
    promoted.sddcs().await.expect(200);
    again(&world, "reader").await.sddcs().await.expect(403).refusal();

    let id = promoted.id().await;
    owner
        .send("DELETE", &format!("{API}/v2/orgs/{}/users", world.org()), Some(&json!({"ids": [id]})))
        .await
        .expect(200);
    promoted.sddcs().await.expect(401).refusal();
    promoted.get(&format!("{API}/loggedin/user")).await.expect(401).csp_refusal();
}

/// Three versions of the paths change the same roles.
#[tokio::test]
async fn all_versions_change_the_same_roles() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let (acct, id) = ("member@vmcsim.example", again(&world, "member").await.id().await);
    let bare = id.rsplit(':').next().unwrap().to_owned();
    let roles = async |user: &str, version: &str| {
        let mut names =
            owner.get(&format!("{API}{version}/users/{user}/orgs/{org}/roles")).await.expect(200).texts("", "name");
        names.sort();
        names
    };
    let add = |role: &str| json!({"rolesToAdd": [{"name": role}]});
    owner.patch(&format!("{API}/users/{acct}/orgs/{org}/roles"), &add("developer")).await.expect(200);
    owner.patch(&format!("{API}/v2/users/{id}/orgs/{org}/roles"), &add("support_user")).await.expect(200);
    let change = json!({
        "organizationRoles": {"rolesToAdd": [{"name": "org_owner"}], "rolesToRemove": [{"name": "developer"}]},
        "serviceRoles": [{"serviceDefinitionId": SERVICE, "rolesToAdd": [{"name": "nsx:cloud_auditor"}]}],
    });
    owner.patch(&format!("{API}/v3/users/{bare}/orgs/{org}/roles"), &change).await.expect(200);
    for (user, version) in [(acct, ""), (&id, "/v2"), (&bare, "/v2")] {
        assert_eq!(roles(user, version).await, ["org_member", "org_owner", "support_user"]);
    }
    let info = owner.get(&format!("{API}/v2/users/{id}/orgs/{org}/info")).await.expect(200);
    let services = &info.body["userOrgInfo"][0]["servicesDef"][0]["roles"];
    assert_eq!(services.as_array().unwrap().len(), 2, "{services}");
    for (path, body) in [
        (format!("{API}/users/{acct}/orgs/{org}/roles"), add("king")),
        (format!("{API}/v2/users/{id}/orgs/{org}/service-roles"), json!({"serviceDefinitionLink": "else"})),
        (
            format!("{API}/users/{acct}/orgs/{org}/roles"),
            json!({"rolesToRemove": [{"name": "org_owner"}, {"name": "org_member"}, {"name": "support_user"}]}),
        ),
    ] {
        owner.patch(&path, &body).await.expect(400).csp_refusal();
    }
    owner
        .patch(&format!("{API}/users/nobody@vmcsim.example/orgs/{org}/roles"), &add("developer"))
        .await
        .expect(404)
        .csp_refusal();
}

/// By mail address, by name, by id: whoever is removed is no member.
#[tokio::test]
async fn users_are_removed_by_any_name() {
    let world = World::new().await;
    for name in ["a@vmcsim.example", "b@vmcsim.example"] {
        world.welcome(name, &["org_member"], &["vmc-user:read"]).await;
    }
    let (owner, id) = (world.owner().await, world.reader().await.id().await);
    for (method, path, body) in [
        ("PATCH", owner.csp_path("/users"), json!({"emails": ["a@vmcsim.example"], "email": "nobody@vmcsim.example"})),
        (
            "DELETE",
            owner.csp_path("/users"),
            json!({"users": [{"username": "b@vmcsim.example"}, {"username": "nobody"}]}),
        ),
        ("DELETE", format!("{API}/v2/orgs/{}/users", world.org()), json!({"ids": [id, "nobody"]})),
    ] {
        let answer = owner.send(method, &path, Some(&body)).await.expect(200);
        let count = |key: &str| answer.body[key].as_array().map(Vec::len);
        assert_eq!((count("succeeded"), count("failed")), (Some(1), Some(1)), "{}", answer.text);
    }
    let left = owner.get(&owner.csp_path("/users?expand=1")).await.expect(200);
    assert_eq!(left.texts("users", "username"), ["member@vmcsim.example", "owner@vmcsim.example"]);
}

/// However it is tried, an organization keeps an owner.
#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let (name, id) = ("owner@vmcsim.example", owner.id().await);
    let take = json!({"rolesToAdd": [{"name": "org_member"}], "rolesToRemove": [{"name": "org_owner"}]});
    let attempts = [
        ("PATCH", format!("{API}/users/{name}/orgs/{org}/roles"), take.clone()),
        ("PATCH", format!("{API}/v3/users/{id}/orgs/{org}/roles"), json!({"organizationRoles": take})),
        ("PATCH", owner.csp_path("/users"), json!({"email": name, "emails": ["member@vmcsim.example"]})),
        ("DELETE", owner.csp_path("/users"), json!({"users": [{"username": name}]})),
        ("DELETE", format!("{API}/v2/orgs/{org}/users"), json!({"ids": [id]})),
    ];
    for (method, path, body) in &attempts {
        let refusal = owner.send(method, path, Some(body)).await.expect(400).csp_refusal();
        assert!(refusal.contains("must keep at least one owner"), "{refusal}");
    }
    // Nothing was done by halves: the member who was named along with the owner is still there.
    assert_eq!(owner.get(&format!("{API}/v2/orgs/{org}/users")).await.body["totalResults"], 3);

    // An owner through a group is an owner, until the group goes.
    let group = owner.post(&owner.csp_path("/groups"), &json!({"name": "owners"})).await.expect(200).text_at("id");
    let path = owner.csp_path(&format!("/groups/{group}"));
    let grant = json!({"organizationRoles": {"rolesToAdd": [{"name": "org_owner"}]}});
    owner.patch(&format!("{path}/roles"), &grant).await.expect(200);
    owner.post(&format!("{path}/users"), &json!({"usernamesToAdd": ["member@vmcsim.example"]})).await.expect(200);
    owner.patch(&attempts[0].1, &attempts[0].2).await.expect(200);
    let heir = again(&world, "member").await;
    let member = heir.id().await;
    let ungrant = json!({"organizationRoles": {"rolesToRemove": [{"name": "org_owner"}]}});
    heir.patch(&format!("{path}/roles"), &ungrant).await.expect(400).csp_refusal();
    heir.send("DELETE", &format!("{path}/users"), Some(&json!({"ids": [member]}))).await.expect(400).csp_refusal();
    heir.send("DELETE", &heir.csp_path("/groups"), Some(&json!({"ids": [group]}))).await.expect(400).csp_refusal();
    heir.get(&path).await.expect(200);
}

/// Pages of any size, followed link by link, make up the list.
#[tokio::test]
async fn lists_come_in_pages() {
    let world = World::new().await;
    for number in 0..4 {
        world.welcome(&format!("user{number}@vmcsim.example"), &["org_member"], &["vmc-user:read"]).await;
    }
    let owner = world.owner().await;
    let path = format!("{API}/v2/orgs/{}/users", world.org());
    let all = owner.get(&path).await.expect(200);
    let names = |page: &Value| -> Vec<String> {
        page["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["user"]["username"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!((&all.body["totalResults"], all.body.get("nextLink")), (&json!(7), None));
    for limit in [1, 3, 7, 9] {
        let (mut seen, mut next) = (Vec::new(), Some(format!("{path}?pageLimit={limit}")));
        while let Some(link) = next {
            let page = owner.get(&link).await.expect(200).body;
            assert!(page["results"].as_array().unwrap().len() <= limit);
            seen.extend(names(&page));
            next = page["nextLink"].as_str().map(str::to_owned);
        }
        assert_eq!(seen, names(&all.body), "pages of {limit}");
    }
    let found = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_member"}]}, "pageStart": 2, "pageLimit": 3});
    let found = owner.post(&owner.csp_path("/users/search"), &found).await.expect(200);
    assert_eq!(
        (&found.body["totalResults"], &found.body["startIndex"], &found.body["itemsPerPage"]),
        (&json!(6), &json!(2), &json!(3))
    );
    assert_eq!(names(&found.body).len(), 3);
    let found = owner.post(&format!("{API}/v2/users/search"), &json!({"searchTerm": "USER"})).await.expect(200);
    assert_eq!(found.body["totalResults"], 4);
    for query in ["pageStart=0", "pageLimit=0", "pageStart=-1", "pageLimit=many"] {
        owner.get(&format!("{path}?{query}")).await.expect(400).csp_refusal();
    }
}

/// Everybody may see themselves; to see others takes a role in the organization.
#[tokio::test]
async fn who_sees_whom() {
    let world = World::new().await;
    let org = world.org().to_owned();
    let scopes = json!({"servicesScopes": [{"serviceDefinitionId": SERVICE, "allRoles": true}]});
    let request = json!({"username": "member@vmcsim.example", "allowed_scopes": scopes});
    let token = world.make_api_token(&request).await.expect(201).text_at("api_token");
    let (narrow, owner) = (world.target().anyone().sign_in(&token, &org).await, world.owner().await);
    for (who, status) in [("member@vmcsim.example", 200), ("owner@vmcsim.example", 403), ("nobody@vmcsim.example", 403)]
    {
        for rest in [
            "",
            "/orgs",
            &format!("/orgs/{org}/info"),
            &format!("/orgs/{org}/roles"),
            &format!("/orgs/{org}/service-roles"),
        ] {
            narrow.get(&format!("{API}/users/{who}{rest}")).await.expect(status);
        }
    }
    let member = again(&world, "member").await;
    let id = owner.id().await;
    for rest in [
        "",
        "/orgs",
        &format!("/orgs/{org}/info"),
        &format!("/orgs/{org}/roles"),
        &format!("/orgs/{org}/service-roles"),
    ] {
        narrow.get(&format!("{API}/v2/users/{id}{rest}")).await.expect(403).csp_refusal();
        let by_id = member.get(&format!("{API}/v2/users/{id}{rest}")).await.expect(200);
        let by_acct = member.get(&format!("{API}/users/owner@vmcsim.example{rest}")).await.expect(200);
        for key in ["userId", "refLinks", "userOrgInfo", "serviceRoles"] {
            assert_eq!(by_id.body[key], by_acct.body[key], "{rest}");
        }
    }
    let own = member.get(&format!("{API}/loggedin/user/orgs/{org}/roles")).await.expect(200);
    assert_eq!(own.texts("", "displayName"), ["Organization Member"]);
    for (path, status) in [
        (format!("{API}/users/owner@vmcsim.example?expandProfile=true"), 200),
        (format!("{API}/users/nobody@vmcsim.example"), 404),
        (format!("{API}/v2/users/{}", owner.id().await), 200),
        (format!("{API}/v2/users/nobody"), 404),
        (format!("{API}/loggedin/user?expandProfile=1"), 200),
        (format!("{API}/loggedin/user/profile"), 200),
        (format!("{API}/loggedin/user/orgs/{org}/info"), 200),
        (member.csp_path("/users?expand=1"), 200),
        (member.csp_path("/roles?name=org_owner"), 200),
        (member.csp_path("/sub-orgs"), 200),
        (member.csp_path("/oauth-apps"), 403),
    ] {
        member.get(&path).await.expect(status);
    }
    let names = json!({"usernames": ["owner@vmcsim.example", "nobody@vmcsim.example"]});
    let locales = member.post(&format!("{API}/users/locale-preferences"), &names).await.expect(200);
    assert_eq!(
        locales.body["usersPreferences"],
        json!({"owner@vmcsim.example": {"language": "en", "locale": "en_US"}})
    );
}
