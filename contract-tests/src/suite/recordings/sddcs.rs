//! Cases for recordings of SDDCs.

use super::{completed, linked, without_nulls};
use crate::suite::{Played, Trial};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The recorded SDDC is not linked to an AWS account; only some organizations are allowed to omit the link.
pub(super) async fn an_aws_sddc_of_the_usual_kind(trial: &Trial) -> Played {
    let setting = trial.setting(json!({"org_properties": {"accountLinkingOptional": "true"}})).await?;
    let request = json!({"name": "sddc-1", "num_hosts": 4, "provider": "AWS", "region": "US_WEST_2"});
    let (owner, sddc) = setting.ready_sddc(&request).await?;
    let ready = owner.sddc(&sddc).await?;
    [26, 29, 30].into_iter().for_each(|record| trial.judge(record, &ready));
    Ok(())
}

/// With an account, a subnet and a network in place of its placeholders, the request creates an SDDC. In its printed
/// form it is also accepted but fails later, as the guide says.
pub(super) async fn the_documented_request(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let printed = trial.request(31)?;
    let mut filled = linked(&printed, &setting)?;
    filled["vpc_cidr"] = json!("10.2.0.0/16");
    for (request, outcome, state) in [(filled, "FINISHED", "READY"), (printed, "FAILED", "FAILED")] {
        let owner = setting.owner().await?;
        let created = owner.create(&request).await?;
        trial.judge(31, &created);
        let created = created.require(202)?;
        setting.advance("2m").await?;
        owner.task(&created.string("$.id")?).await?.require_value("$.status", &json!(outcome))?;
        owner.sddc(&created.string("$.resource_id")?).await?.require_value("$.sddc_state", &json!(state))?;
    }
    Ok(())
}

/// Fields that the reconstructed requests omit are added, and the organization is one to which the refusal applies.
pub(super) async fn refused_creations(trial: &Trial) -> Played {
    for (record, properties) in [
        (32, json!({})),
        (33, json!({"minHostsPerSddcMultiAz": "4"})),
        (34, json!({"maxHostsPerSddcOnCreate": "4"})),
        (35, json!({"accountLinkingOptional": "true"})),
        (40, json!({"enableZeroCloudCloudProvider": "false"})),
    ] {
        let setting = trial.setting(json!({"org_properties": properties})).await?;
        let request = linked(&completed(&trial.request(record)?), &setting)?;
        let owner = setting.owner().await?;
        trial.judge(record, &owner.create(&request).await?);
        // A refused request must have created nothing.
        owner.sddcs().await?.require_value("$", &json!([]))?;
    }
    Ok(())
}

pub(super) async fn deletion_comes_too_early(trial: &Trial) -> Played {
    let owner = trial.setting(json!({})).await?.owner().await?;
    let sddc = owner.create_sddc("sddc-1").await?.string("$.resource_id")?;
    trial.judge(39, &owner.delete_sddc(&sddc).await?);
    owner.sddc(&sddc).await?.require_value("$.sddc_state", &json!("DEPLOYING"))
}

/// The most frequent task of clients: creating an SDDC and waiting until it is ready.
pub(super) async fn main_job(trial: &Trial) -> Played {
    const POLLS_MAX: usize = 100;
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let request = trial.request(47)?;
    let created = owner.create(&request).await?;
    trial.judge(47, &created);
    let (task, sddc) = (created.string("$.id")?, created.string("$.resource_id")?);
    let mut seen = Vec::new();
    while seen.len() < POLLS_MAX && owner.sddc(&sddc).await?.string("$.sddc_state")? == "DEPLOYING" {
        let poll = owner.task(&task).await?;
        poll.require_value("$.status", &json!("STARTED"))?;
        seen.push(poll.number("$.progress_percent")?);
        setting.advance("2s").await?;
    }
    let finished = owner.task(&task).await?;
    let on_the_way = seen.is_sorted() && seen.len() > 30 && seen[0] == 1;
    let expected = json!("from 1 upwards, on more than 30 polls");
    trial.hold(on_the_way, &finished, "$.progress_percent", expected, &format!("on the way it was {seen:?}"));
    // The recording requests four hosts and this case one; all other fields of the task are the same.
    let mut expected = trial.recording(11)?.customer_body();
    expected["params"]["sddcConfig"] = without_nulls(&request);
    trial.judge_by(11, &expected, &finished);
    let ready = owner.sddc(&sddc).await?;
    trial.judge(25, &ready);
    let recorded = days_to_live(&trial.recording(25)?.customer_body());
    let lives = days_to_live(&ready.body);
    let sentence = format!("one host lives {recorded:?} days, and not {lives:?}");
    trial.hold(recorded.is_some() && lives == recorded, &ready, "$.expiration_date", json!(recorded), &sentence);
    Ok(())
}

fn days_to_live(sddc: &Value) -> Option<i64> {
    let at = |key: &str| sddc[key].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    Some(at("expiration_date")?.duration_since(at("created")?).as_hours() / 24)
}

pub(super) async fn a_new_name(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let sddc = owner.create_sddc("sddc-1").await?.string("$.resource_id")?;
    setting.advance("74s").await?;
    let request = trial.request(48)?;
    let renamed = owner.patch(&owner.org_path(&format!("/sddcs/{sddc}")), &request).await?;
    trial.judge(48, &renamed);
    // The name must be equal, not only similar in form.
    renamed.require_value("$.name", &request["name"])?;
    owner.sddc(&sddc).await?.require_value("$.name", &request["name"])
}
