//! Cases for recordings of tasks, in progress and finished.

use super::linked;
use crate::{
    Answer,
    suite::{Played, Setting, Stop, Trial, played::at},
};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The task echoes its request, so the request is known.
pub(super) async fn four_hosts_of_the_simulated_provider(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let recorded = trial.recording(11)?.customer_body();
    let task = owner.create(&recorded["params"]["sddcConfig"]).await?.require(202)?.string("$.id")?;
    setting.advance("73s 52ms").await?;
    // The clock is one millisecond before the end.
    owner.task(&task).await?.require_value("$.status", &json!("STARTED"))?;
    setting.advance("1ms").await?;
    let finished = owner.task(&task).await?;
    trial.judge(11, &finished);
    takes(trial, &finished, "$", millis_taken(&recorded));
    Ok(())
}

/// Compares the time from start to end of a task, in milliseconds.
pub(super) fn takes(trial: &Trial, finished: &Answer, path: &str, wanted: Option<i64>) {
    let took = at(&finished.body, path).and_then(millis_taken);
    let sentence = format!("{took:?} ms after the start, and not {wanted:?}");
    trial.hold(wanted.is_some() && took == wanted, finished, &format!("{path}.end_time"), json!(wanted), &sentence);
}

fn millis_taken(task: &Value) -> Option<i64> {
    let at = |key: &str| task[key].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    Some(at("end_time")?.as_millisecond() - at("start_time")?.as_millisecond())
}

/// The recorded polls were minutes apart at unknown times. Each recorded pair of percentage and remaining minutes
/// must therefore occur at some time, in the recorded order.
pub(super) async fn one_node_on_aws_from_request_to_deletion(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let mut request = linked(&trial.request(13)?, &setting)?;
    request["name"] = json!("sddc-1");
    request["vpc_cidr"] = json!("10.2.0.0/16");
    let created = setting.owner().await?.create(&request).await?;
    trial.judge(13, &created);
    let polls = watched(&setting, &created.string("$.id")?).await?;
    let mut later = &polls[..];
    for record in 14..=19 {
        let place = trial.judge_any(record, later);
        later = &later[place.map_or(0, |place| place + 1)..];
    }
    let deleted = setting.owner().await?.delete_sddc(&created.string("$.resource_id")?).await?;
    trial.judge(20, &deleted);
    let polls = watched(&setting, &deleted.string("$.id")?).await?;
    if let Some((last, running)) = polls.split_last() {
        running.iter().for_each(|poll| trial.judge(21, poll));
        trial.judge(22, last);
    }
    Ok(())
}

/// Polls a task, moving the clock in steps, until it ends, and signs in again whenever the access token has expired.
/// Returns all answers.
async fn watched(setting: &Setting<'_>, task: &str) -> Played<Vec<Answer>> {
    /// The step is small enough to show every minute of an estimate.
    const STEP: &str = "30s";
    const POLLS_MAX: usize = 1000;
    let (mut user, mut polls) = (setting.owner().await?, Vec::new());
    while polls.len() < POLLS_MAX {
        let mut poll = user.task(task).await?;
        if poll.status == 401 {
            user = setting.owner().await?;
            poll = user.task(task).await?;
        }
        let poll = poll.require(200)?;
        let running = poll.body["status"] == "STARTED";
        polls.push(poll);
        if !running {
            return Ok(polls);
        }
        setting.advance(STEP).await?;
    }
    let last = user.task(task).await?;
    Err(Stop::from(last.mismatch("$.status", None, format!("it did not end in {POLLS_MAX} steps of {STEP}"))))
}

/// The guide lists one task, and then cancels it although it has finished.
pub(super) async fn tasks_are_listed_and_a_finished_one_stays(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let task = owner.create_sddc("sddc-1").await?.string("$.id")?;
    setting.advance("74s").await?;
    trial.judge(23, &owner.get(&owner.org_path("/tasks")).await?);
    trial.judge(24, &owner.cancel(&task).await?);
    owner.task(&task).await?.require_value("$.status", &json!("FINISHED"))
}

/// The source describes the request as one link with three subnets. Only one word of the message is masked.
pub(super) async fn more_subnets_than_the_service_can_link(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let mut request = linked(&trial.request(13)?, &setting)?;
    request["name"] = json!("sddc-1");
    request["vpc_cidr"] = json!("10.2.0.0/16");
    let (_, subnets) = setting.account_and_subnets()?;
    request["account_link_sddc_config"][0]["customer_subnet_ids"] = json!(subnets[..subnets.len().min(3)]);
    let created = setting.owner().await?.create(&request).await?.require(202)?;
    let polls = watched(&setting, &created.string("$.id")?).await?;
    if let Some(failed) = polls.last() {
        failed.require_value("$.status", &json!("FAILED"))?;
        trial.judge(37, failed);
    }
    Ok(())
}
