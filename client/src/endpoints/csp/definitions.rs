//! Endpoints for the definitions of services. No published description has them; they are known from the code of clients. Clients call the
//! second one with a slash at the end of its path, which the server ignores.

use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    endpoints::csp::ExpandQuery,
    wire::{ConsoleServicesDto, ServiceDefinitionsDto},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Csp, with methods;
    /// List all services.
    ListServiceDefinitions: GET "/csp/gateway/slc/api/definitions" (Nothing, ExpandQuery, Empty)
        -> OK Json<ServiceDefinitionsDto>, needs SeeSelf,
        method list_service_definitions();
    /// List the services as the console shows them.
    ListConsoleServices: GET "/csp/gateway/slc/api/v2/ui/definitions" (Nothing, ConsoleServicesQuery, Empty)
        -> OK Json<ConsoleServicesDto>, needs SeeSelf,
        method list_console_services();
}

/// Query of [`ListConsoleServices`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ConsoleServicesQuery {
    /// The organization whose services are listed. All organizations have the same services. (assumption)
    #[serde(rename = "orgId", default, skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
}
