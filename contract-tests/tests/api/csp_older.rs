//! Tests of the spellings that older clients and scripts of the sign-in service use.

use serde_json::{Value, json};
use vmc_contract::{World, sddc_config::simulated};

const API: &str = "/csp/gateway/am/api";

/// The two ids by which scripts know the VMC service. Answers have the first.
const SERVICES: [&str; 2] = ["ybUdoTC05kYFC9ZG560kpsn0I8M_", "tcq4LTfyZ_-UPdPAJIi2LhnvxmE_"];

fn link(service: &str) -> String {
    format!("/csp/gateway/slc/api/definitions/external/{service}")
}

/// The names in a list, sorted.
fn names(list: &Value) -> Vec<&str> {
    let mut names: Vec<_> = list.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn invitations_take_roles_from_every_field() {
    let world = World::new().await;
    let owner = world.owner().await;
    let service = json!([{"serviceDefinitionLink": link(SERVICES[1]), "serviceRoleNames": ["vmc-user:read"]}]);
    for (name, body, org_roles, service_roles) in [
        ("a", json!({}), vec!["org_member"], vec![]),
        ("b", json!({"orgRoleNames": ["org_owner", "developer"]}), vec!["developer", "org_owner"], vec![]),
        ("c", json!({"orgRoleName": "org_owner"}), vec!["org_owner"], vec![]),
        ("d", json!({"serviceRolesDtos": service}), vec!["org_member"], vec!["vmc-user:read"]),
        (
            "e",
            json!({"organizationRoles": [{"name": "org_owner"}], "orgRoleNames": ["developer"]}),
            vec!["developer", "org_owner"],
            vec![],
        ),
    ] {
        let username = format!("{name}@vmcsim.example");
        let mut body = body;
        body["usernames"] = json!([username]);
        owner.post(&owner.csp_path("/invitations"), &body).await.expect(200);
        let invited = owner.get(&format!("{API}/orgs/invitations/{username}")).await.expect(200).body[0].take();
        assert_eq!(names(&invited["organizationRoles"]), org_roles, "{body}");
        let services = invited["serviceRolesDtos"].as_array().unwrap();
        let held = services.first().map(|service| names(&service["serviceRoles"])).unwrap_or_default();
        assert_eq!(held, service_roles, "{body}");
    }
    let unknown = json!({"usernames": ["f@vmcsim.example"], "orgRoleNames": ["king"]});
    owner.post(&owner.csp_path("/invitations"), &unknown).await.expect(400).csp_refusal();
}

#[tokio::test]
async fn roles_change_by_their_names_alone() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let user = format!("{API}/users/member@vmcsim.example/orgs/{org}");
    let change = json!({"roleNamesToAdd": ["developer", "support_user"], "roleNamesToRemove": ["org_member"]});
    owner.patch(&format!("{user}/roles"), &change).await.expect(200);
    let roles = owner.get(&format!("{user}/roles")).await.expect(200).body;
    assert_eq!(names(&roles), ["developer", "support_user"]);

    let change = json!({
        "serviceDefinitionLink": link(SERVICES[1]),
        "roleNamesToAdd": ["nsx:cloud_admin"],
        "roleNamesToRemove": ["vmc-user:full"],
    });
    owner.patch(&format!("{user}/service-roles"), &change).await.expect(200);
    let services = owner.get(&format!("{user}/service-roles")).await.expect(200).body;
    assert_eq!(names(&services["serviceRoles"][0]["serviceRoles"]), ["nsx:cloud_admin"]);

    let services = json!([{"serviceDefinitionId": SERVICES[0], "roleNamesToAdd": ["vmc-user:read"]}]);
    let change = json!({"organizationRoles": {"roleNamesToAdd": ["org_member"]}, "serviceRoles": services});
    let id = world.user("member").await.id().await;
    owner.patch(&format!("{API}/v3/users/{id}/orgs/{org}/roles"), &change).await.expect(200);
    let info = owner.get(&format!("{user}/info")).await.expect(200).body;
    assert_eq!(names(&info["userOrgInfo"][0]["orgRoles"]), ["developer", "org_member", "support_user"]);
    let services = &info["userOrgInfo"][0]["servicesDef"][0]["roles"];
    assert_eq!(names(services), ["nsx:cloud_admin", "vmc-user:read"]);

    let unknown = json!({"roleNamesToAdd": ["king"]});
    owner.patch(&format!("{user}/roles"), &unknown).await.expect(400).csp_refusal();
}

#[tokio::test]
async fn a_write_of_unknown_fields_alone_is_refused_with_the_known_ones() {
    let world = World::new().await;
    let (owner, sddc) = world.ready_sddc(&simulated("a", 1)).await;
    let roles = format!("{API}/users/member@vmcsim.example/orgs/{}/roles", world.org());
    for (method, path, body, expected) in [
        ("PATCH", roles.as_str(), json!({"rolesToGive": ["developer"]}), "rolesToAdd"),
        ("PATCH", &owner.csp_path(""), json!({"title": "x", "nothing": null}), "displayName"),
        ("POST", &owner.org_path("/sddcs"), json!({"title": "x"}), "num_hosts"),
        ("PATCH", &owner.org_path(&format!("/sddcs/{sddc}")), json!({"title": "x"}), "name"),
        ("POST", &owner.org_path(&format!("/sddcs/{sddc}/convert")), json!({"hosts": 3}), "num_hosts"),
    ] {
        let answer = owner.send(method, path, Some(&body)).await.expect(400);
        assert!(answer.text.contains(expected), "{method} {path}: {}", answer.text);
    }
    // Fields that are not set are sent by clients that know more of them, and an unknown field beside a known one is ignored.
    owner.patch(&roles, &json!({"reason": null, "comment": ""})).await.expect(200);
    owner.patch(&roles, &json!({"rolesToAdd": [], "reason": "x"})).await.expect(200);
}

#[tokio::test]
async fn both_ids_of_the_service_are_known() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let own = format!("{API}/loggedin/user/orgs/{org}/service-roles");
    for service in SERVICES {
        let id = world.user("member").await.id().await;
        let link = link(service);
        let by_link = json!({"serviceDefinitionLink": link, "rolesToAdd": [{"name": "nsx:cloud_auditor"}]});
        owner.patch(&format!("{API}/v2/users/{id}/orgs/{org}/service-roles"), &by_link).await.expect(200);
        let by_id = json!({"serviceRoles": [{"serviceDefinitionId": service}]});
        owner.patch(&format!("{API}/v3/users/{id}/orgs/{org}/roles"), &by_id).await.expect(200);
        let services = owner.get(&format!("{own}?serviceDefinitionLink={link}")).await.expect(200).body;
        assert_eq!(services["serviceRoles"][0]["serviceDefinitionLink"], self::link(SERVICES[0]));
    }
    let page = owner.get(&format!("{API}/v2/orgs/{org}/users")).await.expect(200).text;
    assert!(page.contains(SERVICES[0]) && !page.contains(SERVICES[1]), "{page}");
}

#[tokio::test]
async fn a_requested_id_names_the_app_in_its_organization() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let app = json!({"id": "my-app-prd", "displayName": "app", "description": "an app", "grantTypes": ["client_credentials"]});
    let made = owner.post(&owner.csp_path("/oauth-apps"), &app).await.expect(200);
    let full = made.text_at("clientId").to_owned();
    owner.post(&owner.csp_path("/oauth-apps"), &app).await.expect(409).csp_refusal();

    let path = owner.csp_path("/oauth-apps/my-app-prd");
    assert_eq!(owner.get(&path).await.expect(200).body["id"], json!(full));
    let change = json!({"displayName": "renamed", "description": "an app", "grantTypes": ["client_credentials"]});
    assert_eq!(owner.patch(&path, &change).await.expect(200).body["displayName"], "renamed");
    owner.post(&format!("{path}/secret"), &json!({"newClientSecret": "second-secret"})).await.expect(200);
    let secret =
        owner.send("PUT", &format!("{path}/secret"), None).await.expect(200).text_at("clientSecret").to_owned();
    owner.send("DELETE", &format!("{path}/secret"), None).await.expect(200);

    let roles = json!({"ids": ["my-app-prd"], "organizationRoles": [{"name": "org_member"}]});
    let assigned = owner.post(&owner.csp_path("/clients"), &roles).await.expect(200).body;
    assert_eq!(assigned["failures"], json!([]));
    let of_client = format!("{API}/clients/my-app-prd/orgs/{org}/roles");
    let change = json!({"organizationRoles": {"rolesToAdd": [{"name": "developer"}]}});
    owner.patch(&of_client, &change).await.expect(200);
    let held = owner.get(&of_client).await.expect(200).body;
    assert_eq!(names(&held["organizationRoles"]), ["developer", "org_member"]);
    // Signing in needs the whole id, which leads to the world.
    world.target().anyone().client_token(&full, &secret).await.expect(200);

    let removed = owner.send("DELETE", &owner.csp_path("/clients"), Some(&json!({"ids": ["my-app-prd"]}))).await;
    assert_eq!(removed.expect(200).body["succeeded"], json!(["my-app-prd"]));
    let gone = json!({"clientIdsToDelete": ["my-app-prd"]});
    let deleted = owner.send("DELETE", &owner.csp_path("/oauth-apps"), Some(&gone)).await.expect(200).body;
    assert_eq!(deleted["succeeded"], json!(["my-app-prd"]));
    owner.get(&path).await.expect(404).csp_refusal();
}

#[tokio::test]
async fn the_services_are_listed() {
    let world = World::new().await;
    let (owner, org) = (world.owner().await, world.org().to_owned());
    let all = owner.get("/csp/gateway/slc/api/definitions?expand=1").await.expect(200).body;
    assert_eq!(all["results"][0]["displayName"], "VMware Cloud on AWS");
    assert_eq!(all["results"][0]["visible"], true);

    let console = format!("/csp/gateway/slc/api/v2/ui/definitions/?orgId={org}");
    let service = owner.get(&console).await.expect(200).body["servicesList"][0].take();
    assert_eq!(service["displayName"], "VMware Cloud on AWS");
    assert_eq!(service["serviceDefinitionId"], SERVICES[0]);
    assert_eq!(service["serviceAccessType"], "FULL");
    assert!(service["serviceUrls"]["serviceHome"].as_str().unwrap().ends_with("/vmc/console"), "{service}");
    // Every organization has the same services.
    for query in ["", "?orgId=", "?orgId=aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"] {
        let listed = owner.get(&format!("/csp/gateway/slc/api/v2/ui/definitions{query}")).await.expect(200).body;
        assert_eq!(listed["servicesList"][0], service);
    }
}

#[tokio::test]
async fn a_delete_restricted_administrator_changes_all_but_deletes_no_sddc_and_no_cluster() {
    let world = World::new().await;
    let token = world.welcome("careful@vmcsim.example", &["org_member"], &["vmc-user:delete-restricted"]).await;
    let (_, sddc) = world.ready_sddc(&simulated("a", 1)).await;
    let careful = world.target().anyone().sign_in(&token, world.org()).await;
    let made = careful.create_cluster(&sddc, &json!({"num_hosts": 2})).await.expect(202);
    let cluster = made.body["params"]["clusterId"].as_str().unwrap().to_owned();
    world.advance("4h").await;
    let careful = world.target().anyone().sign_in(&token, world.org()).await;
    careful.patch(&careful.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "b"})).await.expect(200);
    for refusal in [careful.delete_cluster(&sddc, &cluster).await, careful.delete_sddc(&sddc).await] {
        let refusal = refusal.expect(403);
        assert!(refusal.text.contains("needs vmc-user:full"), "{}", refusal.text);
    }
    world.owner().await.delete_cluster(&sddc, &cluster).await.expect(202);
}
