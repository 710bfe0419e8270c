//! Templates: configurations of SDDCs that were kept when the SDDCs were deleted, and that others can be made from.
//!
//! Where a template stands follows from the SDDC that it was kept from and from those that were made from it, so it is never stored.

use super::{
    Author, Call, Cx,
    ids::Kind,
    orgs::Org,
    refusal::{ApiResult, Refusal},
    sddcs::{self, Phase as SddcPhase, SddcFacts},
    states,
    task_kinds::TaskKind,
    tasks::{self, NewTask, Plan, Subject, TaskState},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use std::net::Ipv4Addr;
use vmc_client::{
    endpoints::{
        sddcs::CreateSddc,
        templates::{DeleteSddcTemplate, GetSddcTemplate, GetTemplateOfSddc, ListSddcTemplates},
    },
    wire::{
        self, AwsSddcConfig, ComputeGatewayTemplate, LogicalNetwork, LogicalNetworkType, ManagementGatewayTemplate,
        NetworkTemplate, SddcId, SddcPublicIp, SddcTemplate, SddcTemplateId, SddcTemplateState, TaskId,
    },
};

/// Templates that an organization may keep.
pub const TEMPLATES_MAX: usize = 1000;

/// How long the service takes to delete one. (assumption)
const DELETION: SignedDuration = SignedDuration::from_secs(30);

/// What is true of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TemplateFacts {
    /// Its id.
    pub id: SddcTemplateId,
    /// Its name.
    pub name: String,
    /// The SDDC that it was kept from.
    pub source: SddcId,
    /// When.
    pub created: Timestamp,
    /// By whom.
    pub author: Author,
    /// When it was written last.
    pub updated: Timestamp,
    /// Number of writes.
    pub version: i32,
    /// The configuration as it was asked for.
    pub config: AwsSddcConfig,
    /// Addresses of the management network.
    pub vpc_cidr: String,
    /// Public address of the management gateway.
    pub public_ip: Ipv4Addr,
    /// The task that deletes it, if one does.
    pub deletion: Option<TaskId>,
}

/// `GET /orgs/{org}/sddc-templates`: in the order in which they were kept. (order: assumption)
pub fn list(org: &Org, cx: &Cx, _: &Call<ListSddcTemplates>) -> ApiResult<Vec<SddcTemplate>> {
    Ok(org.templates.values().map(|template| view(template, org, cx)).collect())
}

/// `GET /orgs/{org}/sddc-templates/{templateId}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSddcTemplate>) -> ApiResult<SddcTemplate> {
    Ok(view(find(org, call.path.template)?, org, cx))
}

/// `GET /orgs/{org}/sddcs/{sddc}/sddc-template`: the template that was kept of the SDDC, else the one that it was made from. The
/// published description has no word on which. (assumption)
pub fn of_sddc(org: &Org, cx: &Cx, call: &Call<GetTemplateOfSddc>) -> ApiResult<SddcTemplate> {
    let sddc = sddcs::find(org, call.path.sddc)?;
    states::check::<GetTemplateOfSddc, states::Sddc>(&sddc.id, sddc.phase.state().as_str())?;
    let kept = org.templates.values().rev().find(|template| template.source == sddc.id);
    let used = || sddc.config.sddc_template_id.and_then(|id| org.templates.get(&id));
    let template = kept.or_else(used).ok_or_else(|| refusals::no_template_of_sddc(sddc.id))?;
    Ok(view(template, org, cx))
}

/// `DELETE /orgs/{org}/sddc-templates/{templateId}`: the template is there until the task ends.
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSddcTemplate>) -> ApiResult<wire::Task> {
    let id = call.path.template;
    let template = find(org, id)?;
    states::check::<DeleteSddcTemplate, states::SddcTemplate>(&id, state(template, org).as_str())?;
    let start_version = template.version;
    let new = NewTask {
        kind: TaskKind::SddcTemplateDelete,
        subject: Subject::Template(id),
        params: Map::new(),
        realistic: DELETION,
        plan: Plan::Succeed,
        start_version,
    };
    let task = tasks::start(org, cx, new);
    if let Some(template) = org.templates.get_mut(&id) {
        template.deletion = Some(task.entity.id);
        template.updated = cx.now;
        template.version = template.version.saturating_add(1);
    }
    Ok(task)
}

/// A template by the id in a request.
///
/// # Errors
/// There is no such template.
fn find(org: &Org, id: SddcTemplateId) -> ApiResult<&TemplateFacts> {
    org.templates.get(&id).ok_or_else(|| refusals::not_found(id))
}

/// Keeps the configuration of an SDDC that is about to be deleted.
///
/// # Errors
/// The SDDC is not in use (published condition), or there are [`TEMPLATES_MAX`] templates already.
pub(super) fn keep(org: &mut Org, cx: &Cx, sddc: SddcId, name: Option<&str>) -> ApiResult<()> {
    if org.templates.len() >= TEMPLATES_MAX {
        return Err(Refusal::full("SDDC templates", TEMPLATES_MAX));
    }
    let phase = sddcs::find(org, sddc)?.phase;
    if phase != SddcPhase::Ready {
        return Err(sddcs::refusals::not_in_state(sddc, phase.state().as_str()));
    }
    let id = SddcTemplateId(org.ids.uuid(Kind::SddcTemplate));
    let sddc = sddcs::find(org, sddc)?;
    let template = TemplateFacts {
        id,
        name: name.map_or_else(|| format!("{} template", sddc.name), str::to_owned),
        source: sddc.id,
        created: cx.now,
        author: cx.caller.author(),
        updated: cx.now,
        version: 1,
        config: sddc.config.clone(),
        vpc_cidr: sddc.vpc_cidr.clone(),
        public_ip: sddc.drawn.public_ip,
        deletion: None,
    };
    org.templates.insert(id, template);
    Ok(())
}

/// A request for an SDDC with what it leaves unset taken from the template that it names. Which fields the service takes is not
/// published; name, provider, hosts and type are always the request's own. (assumption)
///
/// # Errors
/// There is no such template, or it cannot be used (yet).
pub(super) fn applied(org: &Org, asked: &AwsSddcConfig) -> ApiResult<AwsSddcConfig> {
    let Some(id) = asked.sddc_template_id else { return Ok(asked.clone()) };
    let template = find(org, id)?;
    states::check::<CreateSddc, states::SddcTemplate>(&id, state(template, org).as_str())?;
    let (mut config, kept) = (asked.clone(), template.config.clone());
    config.vxlan_subnet = config.vxlan_subnet.or(kept.vxlan_subnet);
    config.deployment_type = config.deployment_type.or(kept.deployment_type);
    config.region = config.region.or(kept.region);
    config.account_link_config = config.account_link_config.or(kept.account_link_config);
    let links = config.account_link_sddc_config.filter(|links| !links.is_empty());
    config.account_link_sddc_config = links.or(kept.account_link_sddc_config);
    config.host_instance_type = config.host_instance_type.or(kept.host_instance_type);
    config.size = config.size.or(kept.size);
    config.skip_creating_vxlan = config.skip_creating_vxlan.or(kept.skip_creating_vxlan);
    config.sso_domain = config.sso_domain.or(kept.sso_domain);
    config.storage_capacity = config.storage_capacity.or(kept.storage_capacity);
    config.vpc_cidr = config.vpc_cidr.or(kept.vpc_cidr);
    config.vsan_version = config.vsan_version.or(kept.vsan_version);
    Ok(config)
}

/// A task has ended: a template that awaited it is gone. Returns the template's version if it is still there.
pub(super) fn ended(org: &mut Org, id: SddcTemplateId, task: TaskId, state: &TaskState) -> Option<i32> {
    let template = org.templates.get_mut(&id).filter(|template| template.deletion == Some(task))?;
    if matches!(state, TaskState::Finished(_)) {
        return org.templates.shift_remove(&id).map(|template| template.version);
    }
    template.deletion = None;
    Some(template.version)
}

/// `state`: being kept while its SDDC is deleted, in use while an SDDC is made from it, applied once one was. (assumption)
fn state(template: &TemplateFacts, org: &Org) -> SddcTemplateState {
    let source = org.sddcs.get(&template.source).map(|sddc| sddc.phase);
    let made = |wanted: fn(&SddcFacts) -> bool| {
        org.sddcs.values().any(|sddc| sddc.config.sddc_template_id == Some(template.id) && wanted(sddc))
    };
    if template.deletion.is_some() {
        SddcTemplateState::Deleting
    } else if matches!(source, Some(SddcPhase::Ready | SddcPhase::Deleting(_) | SddcPhase::DeletionFailed)) {
        SddcTemplateState::Initialization
    } else if made(|sddc| matches!(sddc.phase, SddcPhase::Deploying(_))) {
        SddcTemplateState::InUse
    } else if made(|sddc| sddc.phase == SddcPhase::Ready) {
        SddcTemplateState::Applied
    } else {
        SddcTemplateState::Available
    }
}

fn view(facts: &TemplateFacts, org: &Org, cx: &Cx) -> SddcTemplate {
    let entity = facts.author.entity(facts.id, facts.created, facts.updated, facts.version);
    SddcTemplate {
        account_link_sddc_configs: facts.config.account_link_sddc_config.clone().unwrap_or_default(),
        name: Some(facts.name.clone()),
        network_template: Some(network(facts)),
        org_id: Some(org.id),
        sddc: sddcs::find(org, facts.source).ok().map(|sddc| Box::new(sddcs::view(sddc, org, cx))),
        source_sddc_id: Some(facts.source),
        state: Some(state(facts, org)),
        ..SddcTemplate::from(entity)
    }
}

/// The gateways of a fresh SDDC: one for management with its network, one for workloads with the first network, if there is one.
fn network(facts: &TemplateFacts) -> NetworkTemplate {
    let first = facts.config.vxlan_subnet.clone().filter(|_| facts.config.skip_creating_vxlan != Some(true));
    let first = first.map(|cidr| LogicalNetwork {
        dhcp_enabled: Some("true".to_owned()),
        name: Some("sddc-cgw-network-1".to_owned()),
        network_type: Some(LogicalNetworkType::Routed),
        subnet_cidr: Some(cidr),
        ..LogicalNetwork::default()
    });
    NetworkTemplate {
        compute_gateway_templates: vec![ComputeGatewayTemplate {
            logical_networks: first.into_iter().collect(),
            ..ComputeGatewayTemplate::default()
        }],
        management_gateway_templates: vec![ManagementGatewayTemplate {
            public_ip: Some(SddcPublicIp { public_ip: facts.public_ip.to_string(), ..SddcPublicIp::default() }),
            subnet_cidr: Some(facts.vpc_cidr.clone()),
            ..ManagementGatewayTemplate::default()
        }],
    }
}

mod refusals {
    use crate::{
        refusal::Refusal,
        states::{self, WrongState},
    };
    use vmc_client::wire::{SddcId, SddcTemplateId};

    pub(super) fn not_found(id: SddcTemplateId) -> Refusal {
        let message = format!("Cannot find the SDDC template with identifier {id}.");
        Refusal::not_found("skyscraper.sddc.template.not.found", message)
    }

    /// No template was kept of the SDDC, and it was made without one.
    pub(super) fn no_template_of_sddc(sddc: SddcId) -> Refusal {
        let message = format!("The SDDC {sddc} has no configuration template.");
        Refusal::not_found("skyscraper.sddc.template.missing", message)
    }

    impl WrongState for states::SddcTemplate {
        type Id = SddcTemplateId;

        fn refuse(self, id: &SddcTemplateId, state: &str, _: &[&str]) -> Refusal {
            match self {
                Self::NotInState => states::not_in_state("Sddc template", id.0, state),
            }
        }
    }
}
