//! Endpoints for connectivity tests.

use super::SddcPath;
use crate::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
    wire::{ConnectivityValidationGroup, ConnectivityValidationGroups, Task},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

endpoints! {
    service Vmc;
    /// Tell what can be tested, and what a user has to say for it.
    GetConnectivityTests: GET "/vmc/api/orgs/{org}/sddcs/{sddc}/networking/connectivity-tests" (SddcPath, Nothing, Empty)
        -> OK Json<ConnectivityValidationGroups>, needs Read;
    /// Start tests; their result stands in `params.test_result` of the finished task.
    StartConnectivityTests: POST "/vmc/api/orgs/{org}/sddcs/{sddc}/networking/connectivity-tests"
        (SddcPath, StartConnectivityTestsQuery, Json<ConnectivityValidationGroup>) -> ACCEPTED Json<Task>, needs Write;
}

/// Query of [`StartConnectivityTests`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("required" = ["action"]))]
pub struct StartConnectivityTestsQuery {
    /// `start` is the one action there is; required, but read as optional so that the refusal can say so.
    #[schemars(with = "String")]
    #[serde(default, deserialize_with = "super::text_if_any", skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}
