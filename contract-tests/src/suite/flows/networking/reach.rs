//! An SDDC that has networks, and the paths of its interfaces.

use crate::{
    sddc_config::on_aws,
    suite::{Customer, Played, Setting, Trial},
};
use serde_json::json;

/// Makes a world with a ready SDDC on AWS. An SDDC of the simulated provider has no NSX.
pub(super) async fn with_networks(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String)> {
    let setting = trial.setting(json!({})).await?;
    let owner = setting.owner().await?;
    let sddc = owner.create(&on_aws("a", 2)).await?.string("$.resource_id")?;
    setting.advance("74s").await?;
    Ok((setting, owner, sddc))
}

/// Returns a path of NSX-T at the reverse proxy: `rest` begins with `/policy/api/v1` or `/cloud-service/api/v1`.
pub(super) fn nsx(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    let org = user.org();
    format!("/vmc/reverse-proxy/api/orgs/{org}/sddcs/{sddc}{rest}")
}

/// Returns a path of the policy interface: `rest` is what follows `/policy/api/v1/infra`.
pub(super) fn policy(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    nsx(user, sddc, &format!("/policy/api/v1/infra{rest}"))
}
