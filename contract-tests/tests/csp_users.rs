//! Users, roles, groups and invitations: what is seen, what is changed, and what VMC makes of it.

use serde_json::{Value, json};
use vmc_contract::{User, World};

const SERVICE: &str = "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_";
const API: &str = "/csp/gateway/am/api";

async fn again(world: &World, name: &str) -> User {
    world.user(name).await
}

/// Invites someone and lets the invitation be accepted. Returns the new member's API token.
async fn welcome(world: &World, name: &str, roles: &[&str], service_roles: &[&str]) -> String {
    let owner = world.owner().await;
    let named = |roles: &[&str]| roles.iter().map(|role| json!({"name": role})).collect::<Vec<_>>();
    let services = json!([{
        "serviceDefinitionLink": format!("/csp/gateway/slc/api/definitions/external/{SERVICE}"),
        "serviceRoles": named(service_roles),
    }]);
    let request = json!({"usernames": [name], "organizationRoles": named(roles), "serviceRolesDtos": services});
    owner.post(&owner.csp_path("/invitations"), &request).await.expect(200);
    let list = owner.get(&format!("{API}/orgs/invitations/{name}")).await.expect(200);
    let link = list.body[0]["refLink"].as_str().unwrap();
    let id = link.rsplit('/').next().unwrap();
    world.control("POST", &format!("/invitations/{id}/accept"), &json!({})).await.expect(200);
    assert_eq!(owner.get(link).await.expect(200).text_at("status"), "REDEEMED");
    world.make_api_token(&json!({"username": name})).await.expect(201).text_at("api_token")
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
    owner.patch(&path, &json!({"serviceDefinitionLink": link, "rolesToRemove": both})).await.expect(200);
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

#[tokio::test]
async fn groups_give_roles_to_who_is_in_them() {
    let world = World::new().await;
    let (owner, reader) = (world.owner().await, world.reader().await);
    let groups = owner.csp_path("/groups");
    let id = owner.post(&groups, &json!({"name": "builders"})).await.expect(200).text_at("id");
    owner.post(&groups, &json!({"name": "builders"})).await.expect(409).csp_refusal();
    let path = format!("{groups}/{id}");
    let services =
        json!([{"serviceDefinitionId": SERVICE, "rolesToAdd": [{"name": "vmc-user:full"}, {"name": "vmc-user:read"}]}]);
    owner.patch(&format!("{path}/roles"), &json!({"serviceRoles": services})).await.expect(200);
    let names = json!({"usernamesToAdd": ["reader@vmcsim.example", "nobody@vmcsim.example"]});
    let added = owner.post(&format!("{path}/users"), &names).await.expect(200);
    assert_eq!(added.texts("failed", ""), ["nobody@vmcsim.example"]);
    assert_eq!(owner.get(&path).await.expect(200).body["usersCount"], 1);
    again(&world, "reader").await.create_sddc("a").await.expect(202);

    let link = format!("{API}/loggedin/user/orgs/{}/service-roles", world.org());
    let held = reader.get(&link).await.expect(200);
    let mut held: Vec<_> = held.body["serviceRoles"][0]["serviceRoles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| (role["name"].as_str().unwrap().to_owned(), role["membershipType"].as_str().unwrap().to_owned()))
        .collect();
    held.sort();
    let held: Vec<_> = held.iter().map(|(name, how)| (name.as_str(), how.as_str())).collect();
    assert_eq!(held, [("nsx:cloud_auditor", "DIRECT"), ("vmc-user:full", "NESTED"), ("vmc-user:read", "BOTH")]);
    let own = reader.get(&format!("{API}/loggedin/user/orgs/{}/groups", world.org())).await.expect(200);
    assert_eq!(own.texts("groups", "displayName"), ["builders"]);

    owner.patch(&path, &json!({"name": "masons"})).await.expect(200);
    assert_eq!(
        owner
            .get(&format!("{}/groups-search?groupSearchTerm=MAS", owner.csp_path("")))
            .await
            .expect(200)
            .texts("results", "displayName"),
        ["masons"]
    );
    let by_role = json!({"rolesSearchTerm": {"serviceRoles": [{"serviceDefinitionId": SERVICE, "serviceRoles": [{"roleName": "vmc-user:full"}]}]}});
    assert_eq!(owner.post(&format!("{groups}/search"), &by_role).await.expect(200).body["totalResults"], 1);
    let by_role = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_owner"}]}});
    assert_eq!(owner.post(&format!("{groups}/search"), &by_role).await.expect(200).body["totalResults"], 0);
    assert_eq!(
        owner.get(&format!("{path}/users?lastName=read")).await.expect(200).texts("results", "lastName"),
        ["Reader"]
    );
    assert_eq!(owner.get(&format!("{path}/groups")).await.expect(200).body["totalResults"], 0);
    assert_eq!(owner.get(&format!("{API}/groups/search?searchTerm=a")).await.expect(200).body["results"], json!([]));

    let who = json!({"ids": [reader.id().await]});
    assert_eq!(
        owner.send("DELETE", &format!("{path}/users"), Some(&who)).await.expect(200).texts("failed", "").len(),
        0
    );
    again(&world, "reader").await.create_sddc("a").await.expect(403).refusal();
    let gone = owner.send("DELETE", &groups, Some(&json!({"ids": [id, "else"]}))).await.expect(200);
    assert_eq!((gone.texts("succeeded", "").len(), gone.texts("failures", "id")), (1, vec!["else".to_owned()]));
    owner.get(&path).await.expect(404).csp_refusal();
}

#[tokio::test]
async fn invitations_are_accepted_taken_back_or_lapse() {
    let world = World::new().await;
    let owner = world.owner().await;
    let token = welcome(&world, "new@vmcsim.example", &["org_member"], &["vmc-user:read"]).await;
    let new = world.target().anyone().sign_in(&token, world.org()).await;
    new.sddcs().await.expect(200);
    new.create_sddc("a").await.expect(403).refusal();
    let invite = async |name: &str| {
        let request = json!({"usernames": [name], "organizationRoles": [{"name": "org_member"}]});
        owner.post(&owner.csp_path("/invitations"), &request).await
    };
    // Whoever is in is not invited again.
    invite("new@vmcsim.example").await.expect(200);
    invite("late@vmcsim.example").await.expect(200);
    invite("late@vmcsim.example").await.expect(200);
    invite("never@vmcsim.example").await.expect(200);
    let list = owner.get(&owner.csp_path("/invitations")).await.expect(200);
    assert_eq!(list.texts("", "username"), ["new@vmcsim.example", "late@vmcsim.example", "never@vmcsim.example"]);
    let links = list.texts("", "refLink");
    owner.delete(&links[2]).await.expect(200);
    owner.delete(&links[2]).await.expect(400).csp_refusal();
    world.advance("7d").await;
    let owner = world.owner().await;
    let list = owner.get(&owner.csp_path("/invitations")).await.expect(200);
    assert_eq!(list.texts("", "status"), ["REDEEMED", "EXPIRED", "REVOKED"]);
    for link in &links {
        let id = link.rsplit('/').next().unwrap();
        world.control("POST", &format!("/invitations/{id}/accept"), &json!({})).await.expect(400).refusal();
    }
    for request in [
        json!({"usernames": ["not a mail address"], "organizationRoles": [{"name": "org_member"}]}),
        json!({"usernames": [], "organizationRoles": [{"name": "org_member"}]}),
        json!({"usernames": ["a@b.c"], "organizationRoles": []}),
        json!({"usernames": ["a@b.c"], "organizationRoles": [{"name": "king"}]}),
    ] {
        owner.post(&owner.csp_path("/invitations"), &request).await.expect(400).csp_refusal();
    }
}

/// Pages of any size, followed link by link, make up the list.
#[tokio::test]
async fn lists_come_in_pages() {
    let world = World::new().await;
    for number in 0..4 {
        welcome(&world, &format!("user{number}@vmcsim.example"), &["org_member"], &["vmc-user:read"]).await;
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

/// A second organization, owned by who made it, and apart from the first.
#[tokio::test]
async fn an_organization_is_made_and_changed() {
    let world = World::new().await;
    let owner = world.owner().await;
    let link =
        owner.post(&format!("{API}/orgs"), &json!({"displayName": "second"})).await.expect(200).text_at("refLink");
    let second = link.rsplit('/').next().unwrap().to_owned();
    owner.get(&link).await.expect(403).csp_refusal();
    let request = json!({"username": "owner@vmcsim.example", "org_id": second});
    let token = world.make_api_token(&request).await.expect(201).text_at("api_token");
    let there = world.target().anyone().sign_in(&token, &second).await;
    there.create_sddc("a").await.expect(202);
    there.get(&owner.org_path("/sddcs")).await.expect(403).refusal();
    assert_eq!(owner.sddcs().await.expect(200).body, json!([]));
    assert_eq!(world.control("GET", "", &json!(null)).await.expect(200).text_at("org_id"), world.org());

    let change = json!({"displayName": "renamed", "metadata": {"team": "blue"}});
    there.patch(&link, &change).await.expect(200);
    let seen = there.get(&link).await.expect(200);
    assert_eq!((seen.text_at("displayName"), &seen.body["metadata"]["team"]), ("renamed".to_owned(), &json!("blue")));
    assert_eq!(there.get(&there.org_path("")).await.expect(200).text_at("display_name"), "renamed");

    let orgs = owner.get(&format!("{API}/loggedin/user/orgs?expand=1")).await.expect(200);
    assert_eq!((orgs.texts("refLinks", "").len(), orgs.texts("items", "name").len()), (2, 2));
    assert_eq!(
        owner.get(&format!("{API}/v2/loggedin/user/orgs?pageLimit=1")).await.expect(200).body["totalResults"],
        2
    );
    assert!(
        owner
            .get(&format!("{API}/loggedin/user/default-org"))
            .await
            .expect(200)
            .text_at("refLink")
            .ends_with(world.org())
    );
    owner.post(&format!("{API}/loggedin/user/default-org"), &json!({"refLink": link})).await.expect(200);
    assert_eq!(owner.get(&format!("{API}/loggedin/user/default-org")).await.expect(200).text_at("refLink"), link);
    let member = again(&world, "member").await;
    member.post(&format!("{API}/loggedin/user/default-org"), &json!({"refLink": link})).await.expect(404).csp_refusal();
    member.post(&format!("{API}/orgs"), &json!({"displayName": "third"})).await.expect(403).csp_refusal();
}

#[tokio::test]
async fn terms_are_signed() {
    let world = World::new().await;
    let (owner, path) = (world.owner().await, format!("{API}/tos/signatures"));
    let org = format!("{API}/orgs/{}", world.org());
    let request = json!({"displayName": "Ada", "email": "ada@example.com", "orgLink": org, "clientUtcTimestamp": 1});
    let link = owner.post(&path, &request).await.expect(200).text_at("refLink");
    let seen = owner.get(&link).await.expect(200);
    assert_eq!((seen.text_at("email"), &seen.body["clientUtcTimestamp"]), ("ada@example.com".to_owned(), &json!(1)));
    assert_eq!(owner.get(&format!("{path}?email=ADA@example.com")).await.expect(200).text_at("totalResults"), "1");
    assert_eq!(owner.get(&format!("{path}?displayName=Eve")).await.expect(200).text_at("totalResults"), "0");
    let elsewhere = json!({"displayName": "Ada", "email": "a@b.c", "orgLink": "else", "clientUtcTimestamp": 1});
    owner.post(&path, &elsewhere).await.expect(400).csp_refusal();
    owner.get(&format!("{path}?pageToken=x")).await.expect(400).csp_refusal();
    owner.get(&format!("{path}/6f0f4a52-0000-4000-8000-000000000000")).await.expect(404).csp_refusal();
}
