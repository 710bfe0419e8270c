//! Flows about API tokens: their exchange for access tokens in every encoding that clients use, their scopes, and their
//! expiry and revocation.

use crate::{
    csp::{AUTHORIZE, VMC_SERVICE, decode_claims},
    sddc_config::simulated,
    suite::{
        Access, Case,
        Needs::{Looks, MovableClock},
        Played, Stop, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) const CASES: &[Case] = cases! { "flows/csp/api_tokens", Flow;
    MovableClock => every_form_of_the_request_is_taken;
    MovableClock => what_is_no_api_token_is_refused;
    Looks => nonsense_is_refused_as_an_unknown_token;
    MovableClock => a_key_is_refused_by_reason;
    MovableClock => an_api_token_lives_six_months;
    MovableClock => a_revoked_token_is_worth_nothing;
    MovableClock => a_token_can_be_asked_about;
    MovableClock => a_token_says_who_what_and_how_long_in_plain_base64;
    Looks => no_two_access_tokens_are_alike;
    MovableClock => scopes_limit_a_token;
};

const DETAILS: &str = "/csp/gateway/am/api/auth/api-tokens/details";
const LOGGED_IN: &str = "/csp/gateway/am/api/loggedin/user";
const REVOKE: &str = "/csp/gateway/am/api/auth/revoke";

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const MULTIPART: (&str, &str) =
    ("Content-Type", "multipart/form-data; boundary=------------------------d74496d66958873e");

fn multipart(name: &str, value: &str) -> String {
    let boundary = "--------------------------d74496d66958873e";
    format!("{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n{boundary}--\r\n")
}

/// Returns the API token that was given for the server, or that of the owner of a new world.
async fn an_api_token(trial: &Trial) -> Played<String> {
    match &trial.subject().access {
        Access::Key { api_token, .. } => Ok(api_token.expose().to_owned()),
        Access::Control => trial.setting(json!({})).await?.text("$.api_token"),
    }
}

async fn every_form_of_the_request_is_taken(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let token = world.text("$.api_token")?;
    let (refresh, api) = (format!("refresh_token={token}"), format!("api_token={token}"));
    let in_query = |parameter: &str| format!("{AUTHORIZE}?{parameter}");
    let plain = AUTHORIZE.to_owned();
    for (number, (path, headers, body)) in [
        (plain.clone(), &[FORM][..], refresh.clone()),
        (plain.clone(), &[FORM], api.clone()),
        (plain.clone(), &[FORM], format!("{refresh}&grant_type=x&api_token=")),
        // These have a wrong content type, or none.
        (plain.clone(), &[JSON], refresh.clone()),
        (plain.clone(), &[], refresh.clone()),
        (plain.clone(), &[("Content-Type", "text/plain")], api.clone()),
        // These have the token in the query, and a body without it.
        (in_query(&refresh), &[JSON], String::new()),
        (in_query(&refresh), &[JSON], "{}".to_owned()),
        (in_query(&refresh), &[FORM], String::new()),
        (in_query(&refresh), &[], "irrelevant=1".to_owned()),
        (in_query(&api), &[], String::new()),
        (plain.clone(), &[MULTIPART], multipart("refresh_token", &token)),
        (plain.clone(), &[MULTIPART], multipart("api_token", &token)),
        (plain.clone(), &[FORM], multipart("refresh_token", &token)),
        // This has the content type of multipart without a boundary.
        (plain.clone(), &[("Content-Type", "multipart/form-data")], refresh.clone()),
        (plain.clone(), &[JSON], json!({"refresh_token": token}).to_string()),
        (plain.clone(), &[FORM], json!({"api_token": token, "refresh_token": null}).to_string()),
        // Some clients join the base address and the path with one slash too many.
        (format!("/{AUTHORIZE}"), &[FORM], refresh.clone()),
        (format!("{AUTHORIZE}/"), &[FORM], refresh.clone()),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = world.anyone().ask("POST", &path, headers, body).await?;
        let case = format!("request {number}");
        equal!(answer.status, 200, "{case}: {}", answer.text);
        let keys: BTreeSet<_> = answer.body.as_object().needed()?.keys().map(String::as_str).collect();
        let recorded = ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"];
        equal!(keys, BTreeSet::from(recorded), "{case}");
        equal!(answer.body["expires_in"], 1799, "{case}");
        equal!(answer.body["token_type"], "bearer", "{case}");
        equal!(answer.body["refresh_token"], json!(token), "{case}");
        let user = world.anyone().with_token(Some(&answer.string("$.access_token")?));
        user.get("/vmc/api/orgs").await?.require(200)?;
        user.get(LOGGED_IN).await?.require(200)?;
    }
    Ok(())
}

async fn what_is_no_api_token_is_refused(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let token = world.text("$.api_token")?;
    let anyone = world.anyone();
    let mut misspelt = token.clone();
    misspelt.pop();
    misspelt.push(if token.ends_with('A') { 'B' } else { 'A' });
    // This has the length of a token, and names a world that does not exist.
    let elsewhere = format!("{}1{}", "0".repeat(21), token.get(22..).needed()?);
    for wrong in [&*misspelt, &elsewhere, token.get(1..).needed()?, "%00", "é"] {
        let answer = anyone.send_form(AUTHORIZE, format!("refresh_token={wrong}")).await?.require(400)?;
        let message = answer.refused()?;
        hold!(message.starts_with("invalid_grant: Invalid refresh token: "), "{wrong}: {message}");
        equal!(answer.body["moduleCode"], 340);
        hold!(!answer.text.contains(wrong), "a refusal repeats the token: {}", answer.text);
    }
    let broken = multipart("refresh_token", &token).replace("873e--", "873f--");
    for nothing in
        ["", "{}", "refresh_token=", "token=x", "[]", "{\"refresh_token\":", "{\"refresh_token\":[]}", &broken]
    {
        let answer = anyone.ask("POST", AUTHORIZE, &[FORM], nothing).await?.require(400)?;
        equal!(answer.body["statusCode"], 400, "{nothing}: {}", answer.text);
        answer.refused()?;
    }
    Ok(())
}

async fn nonsense_is_refused_as_an_unknown_token(trial: &Trial) -> Played {
    for wrong in ["x", "d9b5a8b0-0e5d-4f6e-8f6a-1c2d3e4f5a6b"] {
        let answer = trial.anyone().send_form(AUTHORIZE, format!("refresh_token={wrong}")).await?.require(400)?;
        let message = answer.refused()?;
        hold!(message.starts_with("invalid_grant: Invalid refresh token: "), "{wrong}: {message}");
    }
    Ok(())
}

async fn a_key_is_refused_by_reason(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let anyone = world.anyone();
    let exchange = async |token: &str| anyone.send_form(AUTHORIZE, format!("refresh_token={token}")).await;
    let short = world.make_api_token(&json!({"username": "owner@vmcsim.example", "life": "1h"})).await?;
    let long = world.text("$.api_token")?;
    exchange(&short).await?.require(200)?;
    world.advance("1h").await?;
    let expired = exchange(&short).await?.require(400)?.refused()?;
    equal!(expired, "invalid_grant: Invalid refresh token: the token has expired");
    anyone.send_form(REVOKE, format!("token={long}")).await?.require(200)?;
    let revoked = exchange(&long).await?.require(400)?.refused()?;
    equal!(revoked, "invalid_grant: Invalid refresh token: the token has been revoked");
    let unknown = format!("{}x", long.get(..63).needed()?);
    for token in [unknown.as_str(), "nonsense", "0000000000000000000000000000000000000000000000000000000000000000"] {
        let answer = exchange(token).await?.require(400)?;
        equal!(answer.refused()?, "invalid_grant: Invalid refresh token: the token is unknown");
        equal!(answer.body["moduleCode"], 340);
    }
    anyone.send_form(AUTHORIZE, String::new()).await?.require(400)?.refused()?;
    Ok(())
}

async fn an_api_token_lives_six_months(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let form = format!("refresh_token={}", world.text("$.api_token")?);
    let anyone = world.anyone();
    world.advance("179d 23h 59m 59s").await?;
    anyone.send_form(AUTHORIZE, form.clone()).await?.require(200)?;
    world.advance("1s").await?;
    let message = anyone.send_form(AUTHORIZE, form).await?.require(400)?.refused()?;
    equal!(message, "invalid_grant: Invalid refresh token: the token has expired");
    let details = json!({"tokenValue": world.text("$.api_token")?});
    hold!(anyone.post(DETAILS, &details).await?.require(400)?.refused()?.ends_with("the token has expired"));
    for life in ["181d", "0s", "a while"] {
        let request = json!({"username": "owner@vmcsim.example", "life": life});
        world.request_api_token(&request).await?.require(400)?.refused()?;
    }
    Ok(())
}

async fn a_revoked_token_is_worth_nothing(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, reader) = (world.owner().await?, world.reader().await?);
    let anyone = world.anyone();
    // Only this access token is revoked, not the others of its owner.
    let other = world.owner().await?;
    let revoked =
        anyone.send_form(REVOKE, format!("token={}&token_type_hint=access_token", owner.token().needed()?)).await?;
    equal!(revoked.require(200)?.text, "");
    owner.get(&owner.org_path("/sddcs")).await?.require(401)?.refused()?;
    other.sddcs().await?;
    // A revoked API token gives no further access tokens. Earlier access tokens stay valid.
    let form = format!("token={}", world.text("$.api_token")?);
    anyone.send_form(REVOKE, form.clone()).await?.require(200)?;
    let refused =
        anyone.send_form(AUTHORIZE, format!("refresh_token={}", world.text("$.api_token")?)).await?.require(400)?;
    equal!(refused.refused()?, "invalid_grant: Invalid refresh token: the token has been revoked");
    other.sddcs().await?;
    reader.sddcs().await?;
    // A token can be revoked again. An unknown token is refused.
    anyone.send_form(REVOKE, form).await?.require(200)?;
    for unknown in ["token=x", "", "token="] {
        anyone.send_form(REVOKE, unknown.to_owned()).await?.require(400)?.refused()?;
    }
    Ok(())
}

async fn a_token_can_be_asked_about(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let anyone = world.anyone();
    let request = json!({"tokenValue": world.text("$.api_token")?});
    let ask = async || anyone.post(DETAILS, &request).await;
    let details = ask().await?.require(200)?.body;
    equal!(details["orgId"], world.org());
    equal!(details["username"], "owner@vmcsim.example");
    equal!(details["allowedScopes"]["organizationScopes"]["allRoles"], true);
    equal!(details["lastUsedAt"], Value::Null);
    // The times are milliseconds: 2026-01-05T08:00:00.123Z, and 180 days later.
    equal!(details["createdAt"], 1_767_600_000_123_i64);
    equal!(details["expiresAt"], 1_767_600_000_123_i64 + 180 * 86_400_000);
    world.advance("1h").await?;
    world.owner().await?;
    equal!(ask().await?.require(200)?.body["lastUsedAt"], 1_767_600_000_123_i64 + 3_600_000);
    for wrong in
        [json!({"tokenValue": "x"}), json!({}), json!({"tokenValue": null}), json!({"tokenValue": 7}), json!([])]
    {
        anyone.post(DETAILS, &wrong).await?.require(400)?.refused()?;
    }
    Ok(())
}

/// Scripts split a token at the dots and decode the middle part with plain base64, which has neither `-` nor `_`.
async fn a_token_says_who_what_and_how_long_in_plain_base64(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    for (name, org_role, service_role) in [
        ("owner", "csp:org_owner", "vmc-user:full"),
        ("member", "csp:org_member", "vmc-user:full"),
        ("reader", "csp:org_member", "vmc-user:read"),
    ] {
        let token = world.user(name).await?.token().needed()?.to_owned();
        let parts: Vec<_> = token.split('.').collect();
        let &[_, payload, _] = &parts[..] else { return Err(Stop::differs("a token without three parts".to_owned())) };
        hold!(!payload.contains(['-', '_', '=']), "{payload}");
        let claims = decode_claims(&token).needed()?;
        for published in [
            "acct",
            "aud",
            "azp",
            "context",
            "context_name",
            "domain",
            "exp",
            "iat",
            "iss",
            "jti",
            "perms",
            "sub",
            "username",
        ] {
            hold!(claims.get(published).is_some(), "the claim {published} is missing");
        }
        equal!(claims["context_name"], world.org());
        equal!(claims["username"], format!("{name}@vmcsim.example"));
        equal!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(1_767_600_000), Some(1_767_601_799)));
        let perms: Vec<_> = claims["perms"].as_array().needed()?.iter().filter_map(Value::as_str).collect();
        hold!(perms.contains(&org_role), "{perms:?}");
        let of_service = |perm: &&str| perm.starts_with("external/") && perm.ends_with(service_role);
        hold!(perms.iter().any(of_service), "{perms:?}");
    }
    Ok(())
}

async fn no_two_access_tokens_are_alike(trial: &Trial) -> Played {
    let form = format!("refresh_token={}", an_api_token(trial).await?);
    let mut ids = BTreeSet::new();
    for _ in 0..5 {
        let answer = trial.anyone().send_form(AUTHORIZE, form.clone()).await?.require(200)?;
        ids.insert(decode_claims(&answer.string("$.access_token")?).needed()?["jti"].to_string());
    }
    equal!(ids.len(), 5);
    Ok(())
}

/// A token that is limited to a role gives no further rights of its owner.
async fn scopes_limit_a_token(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let service = json!({"serviceDefinitionId": VMC_SERVICE, "roles": [{"name": "vmc-user:full"}]});
    let org = json!({"roles": [{"name": "org_member"}]});
    let sddc = simulated("a", 1);
    for (scopes, see_org, read, write) in [
        (json!({"servicesScopes": [service]}), 403, 200, 200),
        (json!({"organizationScopes": {"allRoles": true}}), 200, 403, 403),
        // The owner does not have the role of a member, so a token with only this role has no roles.
        (json!({"organizationScopes": org}), 403, 403, 403),
        (json!({"generalScopes": ["openid"]}), 403, 403, 403),
        (json!({"generalScopes": ["ALL_PERMISSIONS"]}), 200, 200, 200),
    ] {
        let request = json!({"username": "owner@vmcsim.example", "allowed_scopes": scopes});
        let token = world.make_api_token(&request).await?;
        let user = world.anyone().sign_in(&token, world.org()).await?;
        user.get(&user.csp_path("/users")).await?.require(see_org)?;
        user.get(&user.org_path("/sddcs")).await?.require(read)?;
        user.post(&user.org_path("/sddcs?validateOnly=true"), &sddc).await?.require(write)?;
        user.get(LOGGED_IN).await?.require(200)?;
    }
    for scopes in [
        json!({"organizationScopes": {"roles": [{"name": "king"}]}}),
        json!({"servicesScopes": [{"serviceDefinitionId": "else", "allRoles": true}]}),
        json!({"generalScopes": ["else"]}),
    ] {
        let request = json!({"username": "owner@vmcsim.example", "allowed_scopes": scopes});
        world.request_api_token(&request).await?.require(400)?.refused()?;
    }
    Ok(())
}
