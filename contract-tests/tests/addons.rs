//! Additions to an SDDC, the language of a user, and support, as a user sees them.
//!
//! Operations: ListEnablements, UpdateEnablement, ListAddonCredentials, CreateAddonCredentials, GetAddonCredentials,
//! UpdateAddonCredentials, SetLocale, GetSupportInputs.
//!
//! Refusals: UpdateEnablement, ListAddonCredentials, CreateAddonCredentials, GetAddonCredentials, UpdateAddonCredentials, SetLocale,
//! GetSupportInputs.

use serde_json::json;
use vmc_contract::{User, World};

async fn with_sddc() -> (World, User, String) {
    let world = World::new().await;
    let alice = world.owner().await;
    let sddc = alice.create_sddc("a").await.expect(202).text_at("resource_id");
    world.advance("74s").await;
    (world, alice, sddc)
}

#[tokio::test]
async fn an_addition_is_switched_on_and_off() {
    let (world, alice, sddc) = with_sddc().await;
    let path = alice.org_path(&format!("/sddcs/{sddc}/enablements"));
    let off = json!([{"name": "HCX", "enabled": false}, {"name": "DRAAS", "enabled": false}]);
    assert_eq!(alice.get(&path).await.expect(200).body, off);
    for (action, on) in [("enable", true), ("enable", true), ("disable", false)] {
        let answer = alice.send("POST", &format!("{path}/HCX?action={action}"), None).await.expect(204);
        assert_eq!(answer.text, "");
        assert_eq!(alice.get(&path).await.expect(200).body[0], json!({"name": "HCX", "enabled": on}));
    }
    alice.send("POST", &format!("{path}/PIZZA?action=enable"), None).await.expect(404).refusal();
    alice.send("POST", &format!("{path}/HCX"), None).await.expect(400).refusal();
    world.reader().await.send("POST", &format!("{path}/HCX?action=enable"), None).await.expect(403).refusal();
}

#[tokio::test]
async fn credentials_are_kept_by_name_and_shown_to_those_who_may_see_passwords() {
    let (world, alice, sddc) = with_sddc().await;
    let path = alice.org_path(&format!("/sddcs/{sddc}/addons/HCX/credentials"));
    assert_eq!(alice.get(&path).await.expect(200).body, json!([]));
    let first = json!({"name": "site", "username": "admin", "password": "secret"});
    assert_eq!(alice.post(&path, &first).await.expect(201).body, first);
    alice.post(&path, &first).await.expect(409).refusal();
    let one = format!("{path}/site");
    assert_eq!(alice.get(&one).await.expect(200).body, first);
    let second = json!({"name": "site", "username": "root", "password": "other"});
    let update = json!({"username": "root", "password": "other"});
    assert_eq!(alice.send("PUT", &one, Some(&update)).await.expect(200).body, second);
    assert_eq!(alice.get(&path).await.expect(200).body, json!([second]));

    alice.get(&format!("{path}/pizza")).await.expect(404).refusal();
    alice.send("PUT", &format!("{path}/pizza"), Some(&update)).await.expect(404).refusal();
    alice.post(&path, &json!({"name": "", "username": "a", "password": "b"})).await.expect(400).refusal();
    alice.post(&path, &json!({"name": "x", "username": "a"})).await.expect(400).refusal();
    alice.get(&path.replace("HCX", "PIZZA")).await.expect(400).refusal();
    let reader = world.reader().await;
    reader.get(&path).await.expect(403).refusal();
    reader.get(&one).await.expect(403).refusal();
}

#[tokio::test]
async fn a_known_language_is_set_and_an_unknown_one_refused() {
    let world = World::new().await;
    for user in [world.owner().await, world.reader().await] {
        for locale in ["en_US", "de-DE", "fr"] {
            let body = json!({"locale": locale});
            assert_eq!(user.post("/vmc/api/locale", &body).await.expect(200).body, body);
        }
        for body in [json!({"locale": "tlh"}), json!({"locale": ""}), json!({})] {
            user.post("/vmc/api/locale", &body).await.expect(400).refusal();
        }
    }
}

#[tokio::test]
async fn the_form_for_support_asks_which_sddc() {
    let (_, alice, sddc) = with_sddc().await;
    let me = alice.sddc(&sddc).await.expect(200).body["user_id"].as_str().unwrap().to_owned();
    let path = "/vmc/api/customer-support/inputs";
    let form = alice.get(&format!("{path}?userId={me}&orgId={}", alice.org())).await.expect(200).body;
    assert_eq!(form["inputs"][0]["choice"], json!([{"displayText": "a", "value": sddc}]));
    alice.get(&format!("{path}?userId={me}")).await.expect(400).refusal();
    alice.get(&format!("{path}?userId={sddc}&orgId={}", alice.org())).await.expect(400).refusal();
    alice.get(&format!("{path}?userId={me}&orgId={sddc}")).await.expect(404).refusal();
    // Known, published without a status, and not simulated.
    alice.get("/vmc/api/customer-support/custom-attributes").await.expect(501).refusal();
}
