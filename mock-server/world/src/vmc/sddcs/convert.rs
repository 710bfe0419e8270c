//! Conversion of a single-host SDDC to one with several hosts, whose lifetime is unlimited. Scaling up is the conversion as it was in 2018.

use crate::{
    context::{Call, Cx},
    kernel::refusal::{ApiResult, Refusal},
    state::{
        clusters::{Change, ClusterPhase},
        orgs::Org,
        work::ClusterWork,
    },
    vmc::{
        clusters::{self, Begin},
        sddcs::refusals,
        states::{self, StateRule},
    },
};
use vmc_client::{
    endpoints::sddcs::{ConvertSddc, ScaleUpSddc},
    wire::{self, SddcId},
};

/// The default and smallest number of hosts after a conversion. (documented; that it is the smallest is an assumption)
const HOSTS: u32 = 3;

/// The number of hosts after scaling up. In 2018 it was four. (documented for the conversion)
const HOSTS_SCALED_UP: u32 = 4;

/// `POST …/convert`
pub fn convert(org: &mut Org, cx: &Cx, call: &Call<ConvertSddc>) -> ApiResult<wire::Task> {
    let asked = call.body.0.as_ref().and_then(|request| request.num_hosts);
    let hosts = || {
        let hosts = asked.map_or(Ok(HOSTS), clusters::check_number)?;
        if hosts < HOSTS { Err(refusals::too_few_hosts_to_convert(HOSTS)) } else { Ok(hosts) }
    };
    grow::<ConvertSddc>(org, cx, call.path.sddc, hosts, refusals::not_convertible)
}

/// `POST …/scale-up`: the same, to four hosts. It was published for one version in 2018, without a description; that it is the forerunner of
/// the conversion, and that its task is of the same kind, is an assumption. Unlike the conversion it is not published to refuse with 405.
pub fn scale_up(org: &mut Org, cx: &Cx, call: &Call<ScaleUpSddc>) -> ApiResult<wire::Task> {
    grow::<ScaleUpSddc>(org, cx, call.path.sddc, || Ok(HOSTS_SCALED_UP), refusals::not_scalable)
}

/// Starts to turn a single-host SDDC into one of so many hosts. `refusal` is that of an SDDC with several hosts.
fn grow<E: StateRule<states::Sddc> + StateRule<states::Cluster>>(
    org: &mut Org,
    cx: &Cx,
    id: SddcId,
    hosts: impl FnOnce() -> ApiResult<u32>,
    refusal: fn(SddcId) -> Refusal,
) -> ApiResult<wire::Task> {
    let sddc = org.sddc(id)?;
    sddc.check_state::<E>()?;
    if !sddc.is_single_host() {
        return Err(refusal(id));
    }
    sddc.clusters.iter().try_for_each(|cluster| cluster.check_state::<E>())?;
    clusters::check_link(sddc)?;
    let cluster = sddc.cluster(None)?;
    let hosts = hosts()?;
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
