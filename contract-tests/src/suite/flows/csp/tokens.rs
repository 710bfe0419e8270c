//! Flows about access tokens: the grants that give them, and how they end.

use crate::{
    csp::{AUTHORIZE, TOKEN, decode_claims},
    suite::{
        Case,
        Needs::MovableClock,
        Played, Stop, Trial, cases,
        played::{Needed, equal, hold},
    },
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/csp/tokens", Flow;
    MovableClock => the_refresh_token_grant_gives_what_the_other_address_gives;
    MovableClock => access_tokens_end;
    MovableClock => open_id_clients_find_their_way;
};

const LOGGED_IN: &str = "/csp/gateway/am/api/loggedin/user";
const REVOKE: &str = "/csp/gateway/am/api/auth/revoke";
const INTROSPECT: &str = "/csp/gateway/am/api/auth/introspect";
const LOGOUT: &str = "/csp/gateway/am/api/auth/logout";

async fn the_refresh_token_grant_gives_what_the_other_address_gives(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let anyone = world.anyone();
    let grant = format!("grant_type=refresh_token&refresh_token={}", world.text("$.api_token")?);
    for path in [TOKEN, "/csp/gateway/am/api/auth/authorize"] {
        let answer = anyone.send_form(path, grant.clone()).await?.require(200)?;
        equal!(answer.string("$.scope")?, "ALL_PERMISSIONS customer_number openid group_ids group_names");
        anyone.in_org(&answer.string("$.access_token")?, world.org()).get("/vmc/api/orgs").await?.require(200)?;
        let narrow = format!("{grant}&scope=openid%20csp%3Aorg_owner&accessTokenValiditySeconds=60");
        let answer = anyone.send_form(path, narrow).await?.require(200)?;
        equal!(answer.body["expires_in"], 60);
        equal!(decode_claims(&answer.string("$.access_token")?).needed()?["perms"], json!(["csp:org_owner"]));
        for (form, word) in [
            (format!("{grant}&scope=world-peace"), "invalid_scope"),
            ("grant_type=refresh_token".to_owned(), "refresh_token"),
            ("grant_type=refresh_token&refresh_token=nonsense".to_owned(), "invalid_grant"),
            ("grant_type=password&username=a&password=b".to_owned(), "unsupported_grant_type"),
            ("grant_type=authorization_code&code=a".to_owned(), "unsupported_grant_type"),
            ("grant_type=divination".to_owned(), "unsupported_grant_type"),
            (String::new(), "grant_type"),
        ] {
            let refusal = anyone.send_form(path, form).await?.require(400)?.refused()?;
            hold!(refusal.contains(word), "{refusal}");
        }
    }
    Ok(())
}

/// Revocation, logout and expiry end an access token. Introspection shows that it has ended.
async fn access_tokens_end(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let anyone = world.anyone();
    let active = async |token: &str| -> Played<bool> {
        let answer = anyone.send_form(INTROSPECT, format!("token={token}")).await?.require(200)?;
        let active = answer.body["active"].as_bool().needed()?;
        equal!(answer.body.as_object().needed()?.len() > 1, active, "an ended token tells nothing: {}", answer.text);
        Ok(active)
    };
    let user = world.owner().await?;
    let (token, other) = (user.token().needed()?, world.owner().await?);
    hold!(active(token).await? && active(&world.text("$.api_token")?).await?);
    user.send_form(REVOKE, format!("token={token}")).await?.require(200)?;
    user.get(LOGGED_IN).await?.require(401)?.refused()?;
    user.get("/vmc/api/orgs").await?.require(401)?.refused()?;
    hold!(!active(token).await? && active(other.token().needed()?).await?);

    let url = other.post(LOGOUT, &json!({})).await?.require(200)?.string("$.url")?;
    hold!(url.starts_with(trial.subject().target.url_of(LOGOUT)), "{url}");
    other.get(LOGGED_IN).await?.require(401)?.refused()?;

    // A session can also be ended with its id token.
    let form = format!("refresh_token={}", world.text("$.api_token")?);
    let answer = anyone.send_form(AUTHORIZE, form).await?.require(200)?;
    let session = anyone.in_org(&answer.string("$.access_token")?, world.org());
    session.get(LOGGED_IN).await?.require(200)?;
    anyone.post(LOGOUT, &json!({"idToken": answer.string("$.id_token")?})).await?.require(200)?;
    session.get(LOGGED_IN).await?.require(401)?.refused()?;
    anyone.post(LOGOUT, &json!({})).await?.require(401)?.refused()?;

    let late = world.owner().await?;
    world.advance("1798s").await?;
    late.get(LOGGED_IN).await?.require(200)?;
    world.advance("1s").await?;
    late.get(LOGGED_IN).await?.require(401)?.refused()?;
    hold!(!active(late.token().needed()?).await? && !active("nonsense").await?);
    anyone.send_form(REVOKE, "token=nonsense".to_owned()).await?.require(400)?.refused()?;
    // Wrong credentials are refused, even if the operation needs none.
    anyone.send_form_as("nobody", "nothing", INTROSPECT, "token=a").await?.require(401)?.refused()?;
    Ok(())
}

/// Both documents name the addresses of OpenID Connect, and requests to these addresses succeed.
async fn open_id_clients_find_their_way(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (anyone, owner) = (world.anyone(), world.owner().await?);
    for path in [
        "/csp/gateway/am/api/.well-known/openid-configuration",
        "/csp/gateway/am/api/auth/.well-known/openid-configuration",
    ] {
        let found = anyone.get(path).await?.require(200)?;
        let local = |key: &str| {
            let address = found.string(&format!("$.{key}"))?;
            let path = address.strip_prefix(trial.subject().target.url_of(path)).map(str::to_owned);
            path.ok_or_else(|| Stop::differs(format!("{key} is {address}")))
        };
        let issuer = decode_claims(owner.token().needed()?).needed()?["iss"].clone();
        equal!(found.body["issuer"], issuer);
        let keys = anyone.get(&local("jwks_uri")?).await?.require(200)?;
        equal!(keys.body["keys"][0]["kty"], "RSA");
        let who = owner.get(&local("userinfo_endpoint")?).await?.require(200)?;
        equal!((who.string("$.acct")?, who.string("$.sub")?), ("owner@vmcsim.example".to_owned(), owner.id().await?));
        anyone.send_form(&local("token_endpoint")?, String::new()).await?.require(400)?;
        local("authorization_endpoint")?;
    }
    Ok(())
}
