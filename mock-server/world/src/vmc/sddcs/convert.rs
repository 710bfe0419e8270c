//! Conversion of a single-host SDDC to one with several hosts, whose lifetime is unlimited.

use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{
        clusters::{Change, ClusterPhase},
        orgs::Org,
        work::ClusterWork,
    },
    vmc::{
        clusters::{self, Begin},
        sddcs::refusals,
    },
};
use vmc_client::{endpoints::sddcs::ConvertSddc, wire};

/// The default and smallest number of hosts after a conversion. In 2018 it was four. (documented; that it is the smallest is an assumption)
const HOSTS: u32 = 3;

/// `POST …/convert`
pub fn convert(org: &mut Org, cx: &Cx, call: &Call<ConvertSddc>) -> ApiResult<wire::Task> {
    let id = call.path.sddc;
    let sddc = org.sddc(id)?;
    sddc.check_state::<ConvertSddc>()?;
    if !sddc.is_single_host() {
        return Err(refusals::not_convertible(id));
    }
    sddc.clusters.iter().try_for_each(|cluster| cluster.check_state::<ConvertSddc>())?;
    clusters::check_link(sddc)?;
    let cluster = sddc.cluster(None)?;
    let asked = call.body.0.as_ref().and_then(|request| request.num_hosts);
    let hosts = asked.map_or(Ok(HOSTS), clusters::check_number)?;
    if hosts < HOSTS {
        return Err(refusals::too_few_hosts_to_convert(HOSTS));
    }
    let more = hosts.saturating_sub(cluster.host_count());
    clusters::check_room(org, sddc, cluster.host_count(), more, 1)?;
    let (cluster, version, realistic) = (cluster.id, sddc.version, clusters::moving_time(&sddc.provider, more));
    clusters::bring(org, cx, id, cluster, more, None)?;
    let task =
        clusters::begin(org, cx, id, version, Begin { work: ClusterWork::Convert { cluster, hosts }, realistic });
    let phase = ClusterPhase::Changing { task: task.entity.id, change: Change::AddHosts };
    clusters::enter(org, cx, id, &[cluster], phase)?;
    Ok(task)
}
