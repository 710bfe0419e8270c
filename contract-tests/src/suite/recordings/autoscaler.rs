//! The case for the recording of the autoscaler.

use crate::{
    sddc_config::simulated,
    suite::{Played, Trial},
};
use serde_json::json;

/// The policy of the recorded request is read as it was sent.
pub(super) async fn a_policy_is_set(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let (owner, sddc) = setting.ready_sddc(&simulated("sddc-1", 4)).await?;
    let cluster = owner.first_cluster(&sddc).await?;
    let path = format!("/vmc/autoscaler/api/orgs/{}/sddcs/{sddc}/clusters/{cluster}/edrs-policy", owner.org());
    let request = trial.request(111)?;
    trial.judge(111, &owner.post(&path, &request).await?);
    setting.advance("30s").await?;
    owner.get(&path).await?.require(200)?.require_value("$", &request)
}
