//! The NSX of an SDDC as it is reached from premises, which only the simulator has under a path.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use vmc_contract::{Answer, User, World};

const XML: &str = "application/xml";
const JSON: &str = "application/json";

/// The NSX of a ready SDDC, with a user who can see its passwords.
struct Nsx {
    world: World,
    owner: User,
    sddc: String,
    admin: String,
    auditor: String,
}

impl Nsx {
    async fn new() -> Self {
        Self::of_seed(7).await
    }

    async fn of_seed(seed: u64) -> Self {
        let world = World::with(json!({"network_api": "both", "seed": seed})).await;
        let (owner, sddc) = world.ready_sddc(&world.linked_config("a", 2)).await;
        let config = owner.sddc(&sddc).await.expect(200).body["resource_config"].clone();
        let basic = |user: &str, password: &Value| {
            format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{}", password.as_str().unwrap())))
        };
        let admin = basic(config["nsx_cloud_admin"].as_str().unwrap(), &config["nsx_cloud_admin_password"]);
        let auditor = basic(config["nsx_cloud_audit"].as_str().unwrap(), &config["nsx_cloud_audit_password"]);
        Self { world, owner, sddc, admin, auditor }
    }

    /// Sends a request to the NSX: `rest` is what follows the SDDC.
    async fn send(&self, login: &str, (method, rest): (&str, &str), form: &str, body: &str) -> Answer {
        let path = format!("/_nsx/{}/{}{rest}", self.world.text("id"), self.sddc);
        let headers = [("Authorization", login), ("Accept", form), ("Content-Type", form)];
        self.owner.ask(method, &path, &headers, body).await
    }

    async fn get(&self, rest: &str, form: &str) -> Answer {
        self.send(&self.admin, ("GET", rest), form, "").await
    }

    /// Reads what is at a path of the preview at VMC.
    async fn at_vmc(&self, rest: &str) -> Value {
        let path = self.owner.org_path(&format!("/sddcs/{}/networks/4.0{rest}", self.sddc));
        self.owner.get(&path).await.expect(200).body
    }
}

#[tokio::test]
async fn edges_are_the_same_from_premises_and_in_xml() {
    let nsx = Nsx::new().await;
    for rest in ["/edges/edge-1/firewall/config", "/edges/edge-2/dns/config", "/edges?edgeType=", "/sddc/networks"] {
        let answer = nsx.get(&format!("/api/4.0{rest}"), JSON).await.expect(200);
        assert_eq!((answer.body, answer.content_type.as_deref()), (nsx.at_vmc(rest).await, Some(JSON)), "{rest}");
    }
    let firewall = nsx.get("/api/4.0/edges/edge-1/firewall/config", XML).await.expect(200);
    assert_eq!(firewall.content_type.as_deref(), Some(XML));
    for part in ["<firewall>", "<firewallRules><firewallRule><id>131074</id>", "<name>Outbound Access</name>"] {
        assert!(firewall.text.contains(part), "{part}: {}", firewall.text);
    }
    let edges = nsx.get("/api/4.0/edges", "*/*").await.expect(200);
    assert!(edges.text.contains("<pagedEdgeList><edgePage><pagingInfo>"), "{}", edges.text);
    assert_eq!(edges.text.matches("<edgeSummary>").count(), 3);
    let versions = nsx.get("/api/versions", XML).await.expect(200);
    assert!(versions.text.contains("<version value=\"4.0\""), "{}", versions.text);
}

#[tokio::test]
async fn bodies_are_read_as_xml() {
    let nsx = Nsx::new().await;
    let rule = "<?xml version=\"1.0\"?><firewallRules><firewallRule><name>a &lt; b</name><action>accept</action><enabled>false</enabled>\
                <source><ipAddress>10.0.0.1</ipAddress><ipAddress>10.0.0.2</ipAddress></source>\
                <application><service><protocol>tcp</protocol><port>80</port></service></application>\
                </firewallRule></firewallRules>";
    let all = "/api/4.0/edges/edge-2/firewall/config/rules";
    nsx.send(&nsx.admin, ("POST", all), XML, rule).await.expect(201);
    let config = nsx.at_vmc("/edges/edge-2/firewall/config").await;
    let rules = config["firewallRules"]["firewallRules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["name"] == "a < b").unwrap();
    assert_eq!((&rule["enabled"], &rule["source"]["ipAddress"]), (&json!(false), &json!(["10.0.0.1", "10.0.0.2"])));
    assert_eq!(rule["application"]["service"][0]["port"], json!(["80"]));
    // A whole configuration goes back as it came.
    for (feature, edge) in [("firewall", "edge-2"), ("nat", "edge-1"), ("dns", "edge-2"), ("ipsec", "edge-1")] {
        let rest = format!("/edges/{edge}/{feature}/config");
        let mut before = nsx.at_vmc(&rest).await;
        let read = nsx.get(&format!("/api/4.0{rest}"), XML).await.expect(200).text;
        nsx.send(&nsx.admin, ("PUT", &format!("/api/4.0{rest}")), XML, &read).await.expect(204);
        let mut after = nsx.at_vmc(&rest).await;
        let (old, new) = (before["version"].take(), after["version"].take());
        assert!(new.as_i64() > old.as_i64(), "{feature}");
        if feature != "ipsec" && feature != "dns" {
            assert_eq!(after, before, "{feature}");
        }
    }
    let before = nsx.at_vmc("/edges/edge-2/firewall/config").await;
    for body in ["<firewallRules>", "<nat/>", "<!DOCTYPE a><firewallRules/>", "<firewallRules/>", ""] {
        let refused = nsx.send(&nsx.admin, ("POST", all), XML, body).await.expect(400);
        assert!(refused.text.contains("<error>") && refused.text.contains("<details>"), "{}", refused.text);
    }
    assert_eq!(nsx.at_vmc("/edges/edge-2/firewall/config").await, before);
}

#[tokio::test]
async fn only_users_of_the_nsx_are_admitted() {
    let nsx = Nsx::new().await;
    let config = "/api/4.0/edges/edge-2/nat/config";
    nsx.send(&nsx.auditor, ("GET", config), JSON, "").await.expect(200);
    let refused = nsx.send(&nsx.auditor, ("DELETE", config), XML, "").await.expect(403);
    assert!(refused.text.contains("<error>"), "{}", refused.text);
    let other = |user: &str, password: &str| format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")));
    let token = format!("Bearer {}", nsx.owner.token().unwrap());
    let swapped = nsx.auditor.replace("Basic ", "");
    let swapped =
        String::from_utf8(BASE64_STANDARD.decode(swapped).unwrap()).unwrap().replace("cloud_audit", "cloud_admin");
    let swapped = format!("Basic {}", BASE64_STANDARD.encode(swapped));
    for login in
        [other("cloud_admin", "x"), other("root", ""), token, swapped, "Basic !".to_owned(), "Basic".to_owned()]
    {
        let refused = nsx.send(&login, ("GET", config), JSON, "").await.expect(401);
        assert_eq!(refused.body["errorCode"], 401, "{login}");
    }
    // The password of the NSX is of no use at VMC.
    let path = nsx.owner.org_path(&format!("/sddcs/{}/networks/4.0/edges", nsx.sddc));
    nsx.owner.ask("GET", &path, &[("Authorization", nsx.admin.as_str())], "").await.expect(401);
    for path in ["/_nsx/", "/_nsx/pizza/api/4.0/edges", "/_nsx"] {
        nsx.owner.ask("GET", path, &[("Authorization", nsx.admin.as_str())], "").await.expect(404);
    }
    nsx.get("/api/9.0/edges", JSON).await.expect(404);
    // The guide calls the administrator by another name.
    let password = BASE64_STANDARD.decode(nsx.admin.replace("Basic ", "")).unwrap();
    let of_guide = String::from_utf8(password).unwrap().replace("cloud_admin:", "cloudadmin:");
    let login = format!("Basic {}", BASE64_STANDARD.encode(of_guide));
    nsx.send(&login, ("DELETE", config), JSON, "").await.expect(204);
}

#[tokio::test]
async fn the_policy_interface_is_reached_from_premises() {
    let nsx = Nsx::new().await;
    let group = "/policy/api/v1/infra/domains/cgw/groups/web";
    let made = nsx.send(&nsx.admin, ("PUT", group), JSON, "{}").await.expect(200).body;
    assert_eq!(made["_create_user"], "cloud_admin");
    let path = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}{group}", nsx.owner.org(), nsx.sddc);
    assert_eq!(nsx.owner.get(&path).await.expect(200).body, made);
    let refused = nsx.send("Basic eDp5", ("GET", group), XML, "").await.expect(401);
    assert!(refused.body["error_message"].is_string(), "{}", refused.text);
}

/// Clients read the name and the address of NSX Manager from the SDDC.
#[tokio::test]
async fn the_host_says_which_nsx_is_meant() {
    // No other test has worlds of this seed.
    let nsx = Nsx::of_seed(90_126).await;
    let config = nsx.owner.sddc(&nsx.sddc).await.expect(200).body["resource_config"].clone();
    let text = |key: &str| config[key].as_str().unwrap().to_owned();
    let (address, url) = (text("nsx_mgr_management_ip"), text("nsx_mgr_url"));
    let (before, name) = url.trim_end_matches('/').rsplit_once('/').unwrap();
    assert_eq!(before, nsx.world.target().url());
    assert_eq!(text("nsx_mgr_login_url"), format!("{url}login.jsp"));
    let ask = async |host: &str, path: &str, login: &str| {
        let headers = [("Host", host), ("Authorization", login), ("Accept", JSON)];
        nsx.owner.ask("GET", path, &headers, "").await
    };
    let edges = nsx.at_vmc("/edges").await;
    let with_port = format!("{address}:443");
    let (lower, wrong) = (name.to_lowercase(), "Basic eDp5");
    let (group, version) = ("/policy/api/v1/infra/domains/cgw/groups", "/api/v1/node/version");
    for host in [address.as_str(), &with_port, name, &lower] {
        assert_eq!(ask(host, "/api/4.0/edges", &nsx.admin).await.expect(200).body, edges, "{host}");
        ask(host, "/api/versions", &nsx.auditor).await.expect(200);
        for path in [group, version, "/cloud-service/api/v1/infra/accounts"] {
            ask(host, path, &nsx.auditor).await.expect(200);
            assert!(ask(host, path, wrong).await.expect(401).body["error_message"].is_string(), "{host}{path}");
        }
        assert_eq!(ask(host, "/api/4.0/edges", wrong).await.expect(401).body["errorCode"], 401, "{host}");
        // What is elsewhere at the same host is what it was.
        ask(host, "/vmc/api/orgs", &nsx.admin).await.expect(401);
    }
    // The name is in the path of the URL that the SDDC shows.
    for path in [format!("/{name}/api/4.0/edges"), format!("/{lower}{group}"), format!("/{name}{version}")] {
        ask("localhost", &path, &nsx.admin).await.expect(200);
        ask("localhost", &path, wrong).await.expect(401);
    }
    // Neither another NSX nor another host lets this one's users in.
    for host in ["10.99.0.5", "nsxmanager.sddc-1-2-3-4.vmwarevmc.com"] {
        ask(host, "/api/4.0/edges", &nsx.admin).await.expect(401);
    }
    for host in ["localhost", "127.0.0.1", "vcenter.sddc-1-2-3-4.vmwarevmc.com", "vmc.vmware.com"] {
        ask(host, "/api/4.0/edges", &nsx.admin).await.expect(404);
    }
    ask("nsxmanager.sddc-1-2-3-4.evil.example", "/api/4.0/edges", &nsx.admin).await.expect(403);
    nsx.owner.delete_sddc(&nsx.sddc).await.expect(202);
    nsx.world.advance("1d").await;
    for host in [&address, name] {
        ask(host, "/api/4.0/edges", &nsx.admin).await.expect(401);
    }
}

#[tokio::test]
async fn requests_are_in_the_journal_without_the_password() {
    let nsx = Nsx::new().await;
    nsx.get("/api/4.0/edges?edgeType=", XML).await.expect(200);
    let journal = nsx.world.control("GET", "/journal", &Value::Null).await.expect(200);
    let last = journal.body["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["operation"], &last["status"]), (&json!("vmc.orgs.sddcs.networks.edges.get"), &json!(200)));
    assert_eq!(last["caller"], "cloud_admin");
    let path = format!("/_nsx/{}/{}/api/4.0/edges", nsx.world.text("id"), nsx.sddc);
    assert_eq!((&last["path"], &last["query"]), (&json!(path), &json!("edgeType=")), "as the client sent it");
    assert!(!journal.text.contains(nsx.admin.trim_start_matches("Basic ")), "the password is in the journal");
}

/// Worlds that are made from the same seed have the same SDDCs and passwords.
#[tokio::test]
async fn a_request_says_which_world_it_means() {
    // No other test has worlds of this seed.
    let seed = 90_125;
    let nsx = Nsx::of_seed(seed).await;
    let twin = nsx.world.target().world(json!({"network_api": "both", "seed": seed})).await;
    let (owner, sddc) = twin.ready_sddc(&twin.linked_config("a", 2)).await;
    assert_eq!(sddc, nsx.sddc, "the seed determines the ids");
    let path = format!("/_nsx/{sddc}/api/4.0/edges/edge-2/nat/config");
    let headers = [("Authorization", nsx.admin.as_str()), ("Accept", JSON)];
    let refused = owner.ask("GET", &path, &headers, "").await.expect(409);
    assert!(refused.text_at("details").contains("/_nsx/{world}/"), "{}", refused.text);
    nsx.send(
        &nsx.admin,
        ("POST", "/api/4.0/edges/edge-2/nat/config/rules"),
        JSON,
        "{\"natRulesDtos\": [{\"action\": \"dnat\"}]}",
    )
    .await
    .expect(201);
    let of_twin =
        owner.get(&owner.org_path(&format!("/sddcs/{sddc}/networks/4.0/edges/edge-2/nat/config"))).await.expect(200);
    assert_eq!(of_twin.body["rules"]["natRulesDtos"], json!([]));
    twin.target().anyone().delete(&format!("/_vmcsim/worlds/{}", twin.text("id"))).await.expect(204);
    owner.ask("GET", &path, &headers, "").await.expect(200);
}
