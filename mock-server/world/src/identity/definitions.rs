//! The definitions of services. The only service of the simulation is VMC.

use crate::{
    context::{Call, Cx},
    identity::roles::VMC_SERVICE_ID,
    kernel::refusal::ApiResult,
    state::{identity::roles::Right, world::WorldState},
};
use vmc_client::{
    endpoints::csp::definitions::{ListConsoleServices, ListServiceDefinitions},
    wire::{ConsoleServiceDto, ConsoleServicesDto, ServiceDefinitionDto, ServiceDefinitionsDto, ServiceUrlsDto},
};

/// The name of the VMC service.
pub(super) const VMC_NAME: &str = "vmc";

/// The name of the VMC service for people.
pub(super) const VMC_DISPLAY_NAME: &str = "VMware Cloud on AWS";

/// The place of the VMC console. (seen in client code)
const VMC_HOME: &str = "/vmc/console";

/// `GET /definitions`: the services are shown whole, whether the request asks for that or not.
pub fn list(_: &WorldState, _: &Cx, _: &Call<ListServiceDefinitions>) -> ApiResult<ServiceDefinitionsDto> {
    let vmc = ServiceDefinitionDto { display_name: Some(VMC_DISPLAY_NAME.to_owned()), visible: Some(true) };
    Ok(ServiceDefinitionsDto { results: vec![vmc] })
}

/// `GET /v2/ui/definitions/`: the services are the same for every organization. (assumption)
pub fn list_for_console(_: &WorldState, cx: &Cx, _: &Call<ListConsoleServices>) -> ApiResult<ConsoleServicesDto> {
    let access = if cx.caller.may(Right::Read) { "FULL" } else { "NO_ACCESS" };
    let vmc = ConsoleServiceDto {
        display_name: Some(VMC_DISPLAY_NAME.to_owned()),
        service_access_type: Some(access.to_owned()),
        service_definition_id: Some(VMC_SERVICE_ID.to_owned()),
        service_urls: Some(ServiceUrlsDto { service_home: Some(format!("{}{VMC_HOME}", cx.base_url)) }),
    };
    Ok(ConsoleServicesDto { services_list: vec![vmc] })
}
