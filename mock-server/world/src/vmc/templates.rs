//! SDDC templates: configurations that were saved when SDDCs were deleted, and from which other SDDCs can be created.
//!
//! The state of a template is computed from the SDDC that it was saved from and from the SDDCs that were created from it, so it is not
//! stored.

use crate::{
    context::{Call, Cx},
    kernel::refusal::ApiResult,
    state::{
        orgs::Org,
        tasks::{Plan, TaskFacts, TaskState},
        templates::TemplateFacts,
        work::Work,
    },
    tasks::{self, NewTask},
    vmc::{
        sddcs::{self, template},
        states,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use vmc_client::{
    endpoints::templates::{DeleteSddcTemplate, GetSddcTemplate, GetTemplateOfSddc, ListSddcTemplates},
    wire::{
        self, ComputeGatewayTemplate, LogicalNetwork, LogicalNetworkType, ManagementGatewayTemplate, NetworkTemplate,
        SddcPublicIp, SddcTemplate,
    },
};

/// The time that the service takes to delete a template. (assumption)
const DELETION: SignedDuration = SignedDuration::from_secs(30);

/// `GET /orgs/{org}/sddc-templates`: the templates in the order of their creation. (order: assumption)
pub fn list(org: &Org, cx: &Cx, _: &Call<ListSddcTemplates>) -> ApiResult<Vec<SddcTemplate>> {
    Ok(org.templates.values().map(|template| view(template, org, cx)).collect())
}

/// `GET /orgs/{org}/sddc-templates/{templateId}`
pub fn get(org: &Org, cx: &Cx, call: &Call<GetSddcTemplate>) -> ApiResult<SddcTemplate> {
    Ok(view(org.template(call.path.template)?, org, cx))
}

/// `GET /orgs/{org}/sddcs/{sddc}/sddc-template`: the template that was saved from the SDDC, otherwise the one from which the SDDC was
/// created. The published description does not say which one. (assumption)
pub fn of_sddc(org: &Org, cx: &Cx, call: &Call<GetTemplateOfSddc>) -> ApiResult<SddcTemplate> {
    let sddc = org.sddc(call.path.sddc)?;
    states::check::<GetTemplateOfSddc, states::Sddc>(&sddc.id, sddc.phase.state().as_str())?;
    let kept = org.templates.values().rev().find(|template| template.source == sddc.id);
    let used = || sddc.config.sddc_template_id.and_then(|id| org.templates.get(&id));
    let template = kept.or_else(used).ok_or_else(|| refusals::no_template_of_sddc(sddc.id))?;
    Ok(view(template, org, cx))
}

/// `DELETE /orgs/{org}/sddc-templates/{templateId}`: the template exists until the task ends.
pub fn delete(org: &mut Org, cx: &Cx, call: &Call<DeleteSddcTemplate>) -> ApiResult<wire::Task> {
    let id = call.path.template;
    let template = org.template(id)?;
    states::check::<DeleteSddcTemplate, states::SddcTemplate>(&id, template::state(template, org).as_str())?;
    let start_version = template.version;
    let new = NewTask {
        work: Work::TemplateDeletion { template: id },
        realistic: DELETION,
        plan: Plan::Succeed,
        start_version,
    };
    let task = tasks::start(org, cx, new);
    if let Some(template) = org.templates.get_mut(&id) {
        template.deletion = Some(task.entity.id);
        template.updated = cx.now();
        template.version = template.version.saturating_add(1);
    }
    Ok(task)
}

/// Returns the `params` of a task, which are empty. (assumption)
pub(crate) fn params(_: &Work) -> Map<String, Value> {
    Map::new()
}

/// Called when a task has ended: removes the template that waits for it. Returns the template's version if it still exists.
pub(crate) fn ended(org: &mut Org, task: &TaskFacts, _: Timestamp) -> Option<i32> {
    let Work::TemplateDeletion { template: id } = &task.work else { return None };
    let template = org.templates.get_mut(id).filter(|template| template.deletion == Some(task.id))?;
    if matches!(task.state, TaskState::Finished(_)) {
        return org.templates.shift_remove(id).map(|template| template.version);
    }
    template.deletion = None;
    Some(template.version)
}

fn view(facts: &TemplateFacts, org: &Org, cx: &Cx) -> SddcTemplate {
    let entity = facts.author.entity(facts.id, facts.created, facts.updated, facts.version);
    SddcTemplate {
        account_link_sddc_configs: facts.config.account_link_sddc_config.clone().unwrap_or_default(),
        name: Some(facts.name.clone()),
        network_template: Some(network(facts)),
        org_id: Some(org.id),
        sddc: org.sddc(facts.source).ok().map(|sddc| Box::new(sddcs::view(sddc, org, cx))),
        source_sddc_id: Some(facts.source),
        state: Some(template::state(facts, org)),
        ..SddcTemplate::from(entity)
    }
}

/// Returns the gateways of a new SDDC: one for management with its network, and one for workloads with the first network, if there is one.
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
        kernel::refusal::Refusal,
        vmc::states::{self, WrongState},
    };
    use vmc_client::wire::{SddcId, SddcTemplateId};

    /// No template was saved from the SDDC, and it was not created from one.
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
