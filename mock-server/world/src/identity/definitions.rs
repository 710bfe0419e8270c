//! The definitions of services. The only service of the simulation is VMC.

use crate::{
    context::{Call, Cx},
    identity::{
        refusals,
        roles::{VMC_SERVICE_ID, VMC_SERVICE_LINK},
    },
    kernel::refusal::{ApiResult, Refusal},
    state::{identity::roles::Right, world::WorldState},
};
use vmc_client::{
    endpoints::csp::definitions::{ListConsoleServices, ListServiceDefinitions},
    wire::{ConsoleServiceDto, ConsoleServicesDto, OrgId, ServiceDefinitionDto, ServiceDefinitionsDto, ServiceUrlsDto},
};

/// The name of the VMC service.
pub(super) const VMC_NAME: &str = "vmc";

/// The name of the VMC service for people.
pub(super) const VMC_DISPLAY_NAME: &str = "VMware Cloud on AWS";

/// The place of the VMC console. (seen in client code)
const VMC_HOME: &str = "/vmc/console";

/// `GET /definitions`
pub fn list(_: &WorldState, _: &Cx, call: &Call<ListServiceDefinitions>) -> ApiResult<ServiceDefinitionsDto> {
    let vmc = || ServiceDefinitionDto {
        service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
        ref_link: Some(VMC_SERVICE_LINK.to_owned()),
        name: Some(VMC_NAME.to_owned()),
        display_name: Some(VMC_DISPLAY_NAME.to_owned()),
        visible: Some(true),
    };
    Ok(ServiceDefinitionsDto {
        results: if call.query.is_set() { vec![vmc()] } else { Vec::new() },
        ref_links: vec![VMC_SERVICE_LINK.to_owned()],
    })
}

/// `GET /v2/ui/definitions/`
pub fn list_for_console(_: &WorldState, cx: &Cx, call: &Call<ListConsoleServices>) -> ApiResult<ConsoleServicesDto> {
    if let Some(org) = call.query.org.as_deref() {
        let org: OrgId = org.parse().map_err(|_| Refusal::invalid("orgId is not the id of an organization."))?;
        if org != cx.caller.org {
            return Err(refusals::not_in_org(org));
        }
    }
    let access = if cx.caller.may(Right::Read) { "FULL" } else { "NO_ACCESS" };
    let vmc = ConsoleServiceDto {
        display_name: Some(VMC_DISPLAY_NAME.to_owned()),
        service_access_type: Some(access.to_owned()),
        service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
        service_urls: Some(ServiceUrlsDto { service_home: Some(format!("{}{VMC_HOME}", cx.base_url)) }),
    };
    Ok(ConsoleServicesDto { services_list: vec![vmc] })
}
