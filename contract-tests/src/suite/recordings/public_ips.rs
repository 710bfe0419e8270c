//! Cases for recordings of public addresses.

use crate::suite::{Played, Trial};
use serde_json::json;

/// The first request contains placeholders for the allocation and its rules, which the service accepts.
pub(super) async fn an_address_is_attached_and_released(trial: &Trial) -> Played {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let sddc = owner.create_sddc("sddc-1").await?.string("$.resource_id")?;
    setting.advance("74s").await?;
    let path = owner.org_path(&format!("/sddcs/{sddc}/publicips"));
    owner.post(&path, &json!({"count": 1})).await?.require(202)?;
    setting.advance("60s").await?;
    let one = format!("{path}/{}", owner.get(&path).await?.string("$[0].allocation_id")?);

    let request = trial.request(52)?;
    trial.judge(52, &owner.patch(&format!("{one}?action=attach"), &request).await?);
    setting.advance("60s").await?;
    let attached = owner.get(&one).await?;
    attached.require_value("$.associated_private_ip", &request["associated_private_ip"])?;
    trial.hold(!attached.body["name"].is_string(), &attached, "$.name", json!(null), "attaching is not naming");
    trial.judge(62, &owner.delete(&one).await?);
    setting.advance("60s").await?;
    owner.get(&one).await?.require(404).map(drop)
}
