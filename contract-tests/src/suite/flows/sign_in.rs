//! Flows about sign-in and permissions.

use crate::{
    sddc_config::simulated,
    suite::{
        Case, Customer,
        Needs::{Looks, MovableClock},
        Played, Trial, cases,
    },
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/sign_in", Flow;
    Looks => nobody_gets_in_without_a_token_or_with_a_forged_one;
    MovableClock => a_token_that_has_expired_opens_nothing;
    MovableClock => a_reader_changes_nothing;
    MovableClock => nobody_gets_into_somebody_elses_organization;
    MovableClock => an_oauth_app_gets_in_with_its_secret_alone;
};

/// Paths that need a token, relative to an organization.
const CLOSED: [&str; 4] = ["", "/sddcs", "/tasks", "/providers"];

async fn nobody_gets_in_without_a_token_or_with_a_forged_one(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    for token in [None, Some(""), Some("a.b.c"), Some("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")] {
        are_closed(trial, &customer.with_token(token), 401, "without a valid token").await?;
    }
    Ok(())
}

async fn are_closed(trial: &Trial, customer: &Customer<'_>, status: u16, who: &str) -> Played {
    for path in CLOSED {
        let answer = customer.get(&customer.org_path(path)).await?;
        trial.hold(answer.status == status, &answer, "status", json!(status), &format!("it is open {who}"));
    }
    Ok(())
}

async fn a_token_that_has_expired_opens_nothing(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    owner.sddcs().await?;
    setting.advance("31m").await?;
    are_closed(trial, &owner, 401, "with a token that has expired").await?;
    let config = simulated("late", 1);
    owner.create(&config).await?.require(401)?;
    // The API token is still valid.
    setting.owner().await?.sddcs().await?.require_value("$", &json!([]))
}

async fn a_reader_changes_nothing(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let config = simulated("sddc-1", 1);
    let (owner, sddc) = setting.ready_sddc(&config).await?;
    let before = owner.sddc(&sddc).await?.require(200)?;
    let reader = setting.reader().await?;
    reader.sddc(&sddc).await?.require(200)?;
    let path = reader.org_path(&format!("/sddcs/{sddc}"));
    for answer in [
        reader.create(&config).await?,
        reader.patch(&path, &json!({"name": "mine"})).await?,
        reader.create_cluster(&sddc, &json!({"num_hosts": 1})).await?,
        reader.change_esxs(&sddc, "add", &json!({"num_hosts": 1})).await?,
        reader.delete_sddc(&sddc).await?,
    ] {
        trial.hold(answer.status == 403, &answer, "status", json!(403), "a reader may do it");
    }
    owner.sddc(&sddc).await?.require_value("$", &before.body)
}

async fn nobody_gets_into_somebody_elses_organization(trial: &Trial) -> Played {
    let (mine, other) = (trial.setting(json!({})).await?, trial.setting(json!({"seed": 8})).await?);
    let token = mine.text("$.api_token")?;
    let intruder = mine.sign_in(&token, other.org()).await?;
    for path in CLOSED {
        let answer = intruder.get(&intruder.org_path(path)).await?;
        let closed = matches!(answer.status, 403 | 404);
        trial.hold(closed, &answer, "status", json!([403, 404]), "somebody else's organization is open");
    }
    Ok(())
}

async fn an_oauth_app_gets_in_with_its_secret_alone(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (id, secret) = (setting.text("$.client_id")?, setting.text("$.client_secret")?);
    setting.anyone().client_token(&id, &secret).await?.require(200)?.string("$.access_token")?;
    for (id, secret) in [(id.as_str(), "wrong"), ("nobody", secret.as_str())] {
        let answer = setting.anyone().client_token(id, secret).await?;
        let refused = (400..500).contains(&answer.status);
        trial.hold(refused, &answer, "status", json!(401), "a client got in with the wrong key");
    }
    Ok(())
}
