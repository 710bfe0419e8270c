//! A request to a world: the operation, and the resources that its path names.

use uuid::Uuid;
use vmc_client::{
    form::Pair,
    wire::{ClusterId, OrgId, SddcId, TaskId},
};

/// A request, as far as it is known before its body is decoded. The ids are read once, from the parameters in the path of the operation. An
/// id is `None` if the path has no such parameter, or another text there.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The name of the operation in the endpoint table.
    pub operation: &'static str,
    pub org: Option<OrgId>,
    pub sddc: Option<SddcId>,
    pub cluster: Option<ClusterId>,
    pub task: Option<TaskId>,
    /// All parameters of the path with their names.
    pub parameters: &'r [Pair<'r>],
}

impl<'r> Request<'r> {
    pub fn new(operation: &'static str, parameters: &'r [Pair<'r>]) -> Self {
        let id = |names: &[&str]| -> Option<Uuid> {
            let (_, text) = parameters.iter().find(|(name, _)| names.contains(&name.as_ref()))?;
            text.parse().ok()
        };
        Self {
            operation,
            org: id(&["org", "orgId"]).map(OrgId),
            sddc: id(&["sddc", "sddcId", "deploymentId"]).map(SddcId),
            cluster: id(&["cluster", "clusterId"]).map(ClusterId),
            task: id(&["task", "operationId"]).map(TaskId),
            parameters,
        }
    }
}
