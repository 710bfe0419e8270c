//! Flows about the add-ons of an SDDC, the language of a user, and support.

use crate::suite::{
    Case,
    Needs::MovableClock,
    Played, Trial, cases,
    played::{Needed, equal, hold},
};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = cases! { "flows/addons", Flow;
    MovableClock => an_addition_is_switched_on_and_off;
    MovableClock => credentials_are_kept_by_name_and_shown_to_those_who_may_see_passwords;
    MovableClock => a_known_language_is_set_and_an_unknown_one_refused;
    MovableClock => the_form_for_support_asks_which_sddc;
    MovableClock => a_support_request_tells_about_the_chosen_sddc;
};

async fn an_addition_is_switched_on_and_off(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let path = alice.org_path(&format!("/sddcs/{sddc}/enablements"));
    let off = json!([{"name": "HCX", "enabled": false}, {"name": "DRAAS", "enabled": false}]);
    equal!(alice.get(&path).await?.require(200)?.body, off);
    for (action, on) in [("enable", true), ("enable", true), ("disable", false)] {
        let answer = alice.send("POST", &format!("{path}/HCX?action={action}"), None).await?.require(204)?;
        equal!(answer.text, "");
        equal!(alice.get(&path).await?.require(200)?.body[0], json!({"name": "HCX", "enabled": on}));
    }
    alice.send("POST", &format!("{path}/PIZZA?action=enable"), None).await?.require(404)?.refused()?;
    alice.send("POST", &format!("{path}/HCX"), None).await?.require(400)?.refused()?;
    world.reader().await?.send("POST", &format!("{path}/HCX?action=enable"), None).await?.require(403)?.refused()?;
    Ok(())
}

async fn credentials_are_kept_by_name_and_shown_to_those_who_may_see_passwords(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let path = alice.org_path(&format!("/sddcs/{sddc}/addons/HCX/credentials"));
    equal!(alice.get(&path).await?.require(200)?.body, json!([]));
    let first = json!({"name": "site", "username": "admin", "password": "secret"});
    equal!(alice.post(&path, &first).await?.require(201)?.body, first);
    alice.post(&path, &first).await?.require(409)?.refused()?;
    let one = format!("{path}/site");
    equal!(alice.get(&one).await?.require(200)?.body, first);
    let second = json!({"name": "site", "username": "root", "password": "other"});
    let update = json!({"username": "root", "password": "other"});
    equal!(alice.send("PUT", &one, Some(&update)).await?.require(200)?.body, second);
    equal!(alice.get(&path).await?.require(200)?.body, json!([second]));

    alice.get(&format!("{path}/pizza")).await?.require(404)?.refused()?;
    alice.send("PUT", &format!("{path}/pizza"), Some(&update)).await?.require(404)?.refused()?;
    alice.post(&path, &json!({"name": "", "username": "a", "password": "b"})).await?.require(400)?.refused()?;
    alice.post(&path, &json!({"name": "x", "username": "a"})).await?.require(400)?.refused()?;
    alice.get(&path.replace("HCX", "PIZZA")).await?.require(400)?.refused()?;
    let reader = world.reader().await?;
    reader.get(&path).await?.require(403)?.refused()?;
    reader.get(&one).await?.require(403)?.refused()?;
    Ok(())
}

async fn a_known_language_is_set_and_an_unknown_one_refused(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    for user in [world.owner().await?, world.reader().await?] {
        for locale in ["en_US", "de-DE", "fr"] {
            let body = json!({"locale": locale});
            equal!(user.post("/vmc/api/locale", &body).await?.require(200)?.body, body);
        }
        for body in [json!({"locale": "tlh"}), json!({"locale": ""}), json!({})] {
            user.post("/vmc/api/locale", &body).await?.require(400)?.refused()?;
        }
    }
    Ok(())
}

async fn the_form_for_support_asks_which_sddc(trial: &Trial) -> Played {
    let (_, alice, sddc) = trial.with_sddc().await?;
    let me = alice.sddc(&sddc).await?.require(200)?.body["user_id"].as_str().needed()?.to_owned();
    let path = "/vmc/api/customer-support/inputs";
    let form = alice.get(&format!("{path}?userId={me}&orgId={}", alice.org())).await?.require(200)?.body;
    equal!(form["inputs"][0]["choice"], json!([{"displayText": "a", "value": sddc}]));
    alice.get(&format!("{path}?userId={me}")).await?.require(400)?.refused()?;
    alice.get(&format!("{path}?userId={sddc}&orgId={}", alice.org())).await?.require(400)?.refused()?;
    alice.get(&format!("{path}?userId={me}&orgId={sddc}")).await?.require(404)?.refused()?;
    Ok(())
}

/// The SDDC is one that the form offers. What is told follows the SDDC.
async fn a_support_request_tells_about_the_chosen_sddc(trial: &Trial) -> Played {
    let (world, alice, sddc) = trial.with_sddc().await?;
    let me = alice.sddc(&sddc).await?.require(200)?.body["user_id"].as_str().needed()?.to_owned();
    let path = |org: &str, user: &str, sddc: &str| {
        format!("/vmc/api/customer-support/custom-attributes?userId={user}&orgId={org}&inputs-sddc={sddc}")
    };
    let told = async |name: &str| -> Played<Value> {
        let answer = alice.get(&path(alice.org(), &me, &sddc)).await?.require(200)?.body;
        let attributes = answer["customAttributes"].as_array().needed()?.clone();
        let found = attributes.iter().find(|attribute| attribute["name"] == name);
        Ok(found.needed()?["value"].clone())
    };
    equal!(told("sddc_id").await?, sddc);
    equal!((told("sddc_name").await?, told("num_hosts").await?), (json!("a"), json!("1")));
    alice.patch(&alice.org_path(&format!("/sddcs/{sddc}")), &json!({"name": "b"})).await?.require(200)?;
    equal!(told("sddc_name").await?, "b");
    alice.delete_sddc(&sddc).await?.require(202)?;
    equal!(told("sddc_state").await?, "DELETING");

    alice.get(&path(alice.org(), &sddc, &sddc)).await?.require(400)?.refused()?;
    alice.get(&path(&sddc, &me, &sddc)).await?.require(404)?.refused()?;
    let incomplete = path(alice.org(), &me, "");
    alice.get(&incomplete).await?.require(400)?.refused()?;
    world.advance("10m").await?;
    let refused = alice.get(&path(alice.org(), &me, &sddc)).await?.require(400)?.refused()?;
    hold!(refused.contains(&sddc), "a deleted SDDC is not in the form: {refused}");
    Ok(())
}
