//! Endpoints for connectivity tests.

use super::SddcPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{ConnectivityValidationGroup, ConnectivityValidationGroups, Task},
};
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc, with methods;
    /// Get the available connectivity tests and the inputs that they need.
    GetConnectivityTests: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/networking/connectivity-tests"
        (SddcPath, Nothing, Empty) -> OK Json<ConnectivityValidationGroups>, needs Read,
        method get_connectivity_tests(org: OrgId, sddc: SddcId);
    /// Start connectivity tests. The result is in `params.test_result` of the finished task.
    StartConnectivityTests: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/networking/connectivity-tests"
        (SddcPath, StartConnectivityTestsQuery, Json<ConnectivityValidationGroup>) -> ACCEPTED Json<Task>, needs Write,
        /// The result is a
        /// [`ConnectivityValidationGroupResultWrapper`](crate::wire::ConnectivityValidationGroupResultWrapper).
        method start_connectivity_tests(org: OrgId, sddc: SddcId);
}

/// Query of [`StartConnectivityTests`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("required" = ["action"])))]
pub struct StartConnectivityTestsQuery {
    /// `start` is the only action. It is required. It is read as optional, so that the refusal can name it.
    #[cfg_attr(feature = "schemas", schemars(with = "String", extend("enum" = ["start"])))]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

impl StartConnectivityTestsQuery {
    /// The query of a request that starts tests.
    pub fn start() -> Self {
        Self { action: Some("start".to_owned()) }
    }
}
