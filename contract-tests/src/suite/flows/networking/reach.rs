//! An SDDC that has networks, and the paths of its interfaces.

use crate::suite::{Customer, Played, Setting, Trial};
use serde_json::json;

/// Makes a world with a ready SDDC on AWS. An SDDC of the simulated provider has no NSX.
pub(super) async fn with_networks(trial: &Trial) -> Played<(Setting<'_>, Customer<'_>, String)> {
    let setting = trial.setting(json!({"network_api": "both"})).await?;
    let config = setting.linked_config("a", 2)?;
    let (owner, sddc) = setting.ready_sddc(&config).await?;
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

/// Returns a path of NSX-V: `rest` is what follows `/networks/4.0`.
pub(super) fn preview(user: &Customer<'_>, sddc: &str, rest: &str) -> String {
    user.org_path(&format!("/sddcs/{sddc}/networks/4.0{rest}"))
}
