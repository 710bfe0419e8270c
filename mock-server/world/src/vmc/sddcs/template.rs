//! Saving the configuration of an SDDC as a template, and creating an SDDC from a template.

use crate::{
    context::Cx,
    kernel::{
        ids::Kind,
        refusal::{ApiResult, Refusal},
    },
    state::{
        orgs::Org,
        sddcs::{Phase, SddcFacts},
        templates::TemplateFacts,
    },
    vmc::{sddcs::refusals, states},
};
use vmc_client::{
    endpoints::sddcs::CreateSddc,
    wire::{AwsSddcConfig, SddcId, SddcTemplateId, SddcTemplateState},
};

/// The largest number of templates of an organization.
pub const TEMPLATES_MAX: usize = 1000;

/// Saves the configuration of an SDDC that is about to be deleted.
///
/// # Errors
/// Fails if the SDDC is not in use (published condition), or if there are [`TEMPLATES_MAX`] templates already.
pub(crate) fn keep(org: &mut Org, cx: &Cx, sddc: SddcId, name: Option<&str>) -> ApiResult<()> {
    if org.templates.len() >= TEMPLATES_MAX {
        return Err(Refusal::full("SDDC templates", TEMPLATES_MAX));
    }
    let phase = org.sddc(sddc)?.phase;
    if phase != Phase::Ready {
        return Err(refusals::not_in_state(sddc, phase.state().as_str()));
    }
    let id = SddcTemplateId(org.ids.uuid(Kind::SddcTemplate));
    let sddc = org.sddc(sddc)?;
    let template = TemplateFacts {
        id,
        name: name.map_or_else(|| format!("{} template", sddc.name), str::to_owned),
        source: sddc.id,
        created: cx.now(),
        author: cx.caller.author(),
        updated: cx.now(),
        version: 1,
        config: sddc.config.clone(),
        vpc_cidr: sddc.vpc_cidr.clone(),
        public_ip: sddc.drawn.public_ip,
        deletion: None,
    };
    org.templates.insert(id, template);
    Ok(())
}

/// Returns the request with its missing fields taken from the template that it names. The fields that the service takes are not published;
/// name, provider, hosts and type are always those of the request. (assumption)
///
/// # Errors
/// Fails if the template does not exist, or cannot be used (yet).
pub(crate) fn applied(org: &Org, asked: &AwsSddcConfig) -> ApiResult<AwsSddcConfig> {
    let Some(id) = asked.sddc_template_id else { return Ok(asked.clone()) };
    let template = org.template(id)?;
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
    config.vpc_cidr = kept.vpc_cidr.filter(|_| config.network().is_none()).or(config.vpc_cidr);
    config.vsan_version = config.vsan_version.or(kept.vsan_version);
    Ok(config)
}

/// Returns the `state`: being saved while its SDDC is deleted, in use while an SDDC is created from it, applied after that. (assumption)
pub(crate) fn state(template: &TemplateFacts, org: &Org) -> SddcTemplateState {
    let source = org.sddcs.get(&template.source).map(|sddc| sddc.phase);
    let made = |wanted: fn(&SddcFacts) -> bool| {
        org.sddcs.values().any(|sddc| sddc.config.sddc_template_id == Some(template.id) && wanted(sddc))
    };
    if template.deletion.is_some() {
        SddcTemplateState::Deleting
    } else if matches!(source, Some(Phase::Ready | Phase::Deleting(_) | Phase::DeletionFailed)) {
        SddcTemplateState::Initialization
    } else if made(|sddc| matches!(sddc.phase, Phase::Deploying(_))) {
        SddcTemplateState::InUse
    } else if made(|sddc| sddc.phase == Phase::Ready) {
        SddcTemplateState::Applied
    } else {
        SddcTemplateState::Available
    }
}
