//! Operations that show a site recovery and its appliances, or change nothing that can be seen.

use super::{record::configured, refusals, view};
use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{orgs::Org, site_recovery::NodePhase},
    vmc::states,
};
use vmc_client::{
    endpoints::site_recovery::{ExportSrmConfig, GenerateOauthClient, GetSiteRecovery, GetSiteRecoveryVersions},
    wire::{SiteRecovery, SiteRecoveryVersions},
};

/// `GET …/site-recovery`: it is not there before the first activation, and not after the deletion of the SDDC.
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSiteRecovery>) -> ApiResult<SiteRecovery> {
    let sddc = org.sddc(call.path.sddc)?;
    Ok(view::site_recovery(sddc, configured(sddc)?, cx))
}

/// `GET …/versions`: those of the appliances that are in use.
pub fn versions(org: &Org, cx: &Cx, call: &Call<GetSiteRecoveryVersions>) -> ApiResult<SiteRecoveryVersions> {
    let sddc = org.sddc(call.path.sddc)?;
    Ok(view::versions(sddc, configured(sddc)?, cx.now()))
}

/// `GET …/srm-nodes/{srmNode}/config/export`: only an SRM that is in use has a configuration. (assumption)
pub fn export_config(org: &Org, _: &Cx, call: &Call<ExportSrmConfig>) -> ApiResult<()> {
    let facts = configured(org.sddc(call.path.sddc)?)?;
    let id = call.path.srm_node;
    let srm = facts.srm_nodes.iter().find(|srm| srm.node.id == id).ok_or_else(|| refusals::node_not_found(id))?;
    if srm.node.phase == NodePhase::Ready { Ok(()) } else { Err(refusals::no_config_export(id)) }
}

/// `POST …/{siteRecoveryNode}/generate-oauth-client`: the answer is empty, and the client is one of the service's own, which no operation
/// shows. (assumption)
pub fn generate_oauth_client(org: &mut Org, _: &Cx, call: &Call<GenerateOauthClient>) -> ApiResult<()> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    let facts = configured(sddc)?;
    let asked = call.path.site_recovery_node;
    let node = facts.nodes().find(|node| node.id == asked).ok_or_else(|| refusals::node_not_found(asked))?;
    sddc.check_state::<GenerateOauthClient>()?;
    states::check::<GenerateOauthClient, states::SiteRecoveryNode>(&asked, node.phase.state().as_str())
}
