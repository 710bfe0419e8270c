//! Methods for the definitions of services.

use crate::{
    endpoint::{Empty, Nothing},
    endpoints::csp::{
        ExpandQuery,
        definitions::{ConsoleServicesQuery, ListConsoleServices, ListServiceDefinitions},
    },
    http::{Client, Error},
    wire::{ConsoleServicesDto, ServiceDefinitionsDto},
};

impl Client {
    /// Lists the services that there are.
    pub async fn list_service_definitions(&self, query: ExpandQuery) -> Result<ServiceDefinitionsDto, Error> {
        self.call::<ListServiceDefinitions>(Nothing {}, query, Empty).await
    }

    /// Lists the services as the console shows them.
    pub async fn list_console_services(&self, query: ConsoleServicesQuery) -> Result<ConsoleServicesDto, Error> {
        self.call::<ListConsoleServices>(Nothing {}, query, Empty).await
    }
}
