//! Tests of organizations: their creation, invitations, groups, and terms of use.

use serde_json::json;
use vmc_contract::{User, World};

const SERVICE: &str = "ybUdoTC05kYFC9ZG560kpsn0I8M_";
const API: &str = "/csp/gateway/am/api";

async fn again(world: &World, name: &str) -> User {
    world.user(name).await
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
    let token = world.welcome("new@vmcsim.example", &["org_member"], &["vmc-user:read"]).await;
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
        json!({"usernames": ["a@b.c"], "organizationRoles": {}}),
        json!({"usernames": ["a@b.c"], "organizationRoles": [{"name": "king"}]}),
    ] {
        owner.post(&owner.csp_path("/invitations"), &request).await.expect(400).csp_refusal();
    }
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
