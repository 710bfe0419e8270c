//! Flows about requests that must be refused. The witness checks the complete shape of the refusals.

use crate::suite::{
    Case,
    Needs::{Looks, MovableClock},
    Played, Trial, cases,
};
use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/refusals", Flow;
    Looks => what_is_not_there_is_not_found;
    MovableClock => what_cannot_be_read_is_refused_and_changes_nothing;
};

/// An id that no thing has.
const NOBODY: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

async fn what_is_not_there_is_not_found(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    for path in [format!("/sddcs/{NOBODY}"), format!("/tasks/{NOBODY}"), format!("/subscriptions/{NOBODY}")] {
        let answer = customer.get(&customer.org_path(&path)).await?;
        trial.hold(answer.status == 404, &answer, "status", json!(404), "what is not there was not called missing");
    }
    for path in ["/sddcs/x", "/tasks/x"] {
        let answer = customer.get(&customer.org_path(path)).await?;
        let refused = matches!(answer.status, 400 | 404);
        trial.hold(refused, &answer, "status", json!([400, 404]), "an id that is none was not refused");
    }
    Ok(())
}

async fn what_cannot_be_read_is_refused_and_changes_nothing(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let path = owner.org_path("/sddcs");
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{\"name\": 7}",
        b"{\"name\": \"a\", \"num_hosts\": \"one\", \"provider\": \"ZEROCLOUD\", \"region\": \"US_WEST_2\"}",
        b"{\"name\": \"a\", \"num_hosts\": 1, \"provider\": \"ZEROCLOUD\", \"region\": \"NOWHERE\"}",
        b"\xff\xfe",
    ];
    for body in bodies {
        let answer = owner.send_bytes("POST", &path, "application/json", body.to_vec()).await?;
        let sentence = format!("this was not refused: {}", String::from_utf8_lossy(body));
        trial.hold(answer.status == 400, &answer, "status", json!(400), &sentence);
    }
    owner.sddcs().await?.require_value("$", &json!([]))?;
    owner.get(&owner.org_path("/tasks")).await?.require_value("$", &json!([]))
}
