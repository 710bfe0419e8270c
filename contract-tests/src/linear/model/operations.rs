//! The operations of the model: the effect of each call on the state, and the answer that it must receive.

mod clusters;
mod groups;
pub(crate) mod members;
mod public_ips;
pub(crate) mod recovery;
mod sddcs;
mod sign_in;
mod subscriptions;
pub(crate) mod tasks;
mod templates;

use super::{reply::Reply, state::Model};
use crate::linear::call::Call;
use serde_json::Value;

impl Model {
    /// Makes a call. `seen` is its real answer, from which the model takes ids that it does not know yet.
    pub(crate) fn ask(&mut self, call: &Call, seen: &Value) -> Reply {
        match call {
            Call::CreateSddc { name, hosts, template } => self.create_sddc(seen, name, *hosts, template.as_deref()),
            Call::GetSddc { sddc } => self.get_sddc(seen, sddc),
            Call::ListSddcs => self.list_sddcs(seen),
            Call::UpdateSddc { sddc, name } => self.update_sddc(seen, sddc, name),
            Call::DeleteSddc { sddc, force, keep } => self.delete_sddc(seen, sddc, *force, *keep),
            Call::GetTask { task } => self.get_task(task),
            Call::ListTasks => self.list_tasks(),
            Call::UpdateTask { task } => self.cancel(task),
            Call::CreateCluster { sddc, hosts } => self.create_cluster(seen, sddc, *hosts),
            Call::DeleteCluster { sddc, cluster } => self.delete_cluster(seen, sddc, cluster),
            Call::ChangeEsxs { sddc, cluster, change, hosts } => {
                self.change_esxs(seen, (sddc, cluster), *change, *hosts)
            }
            Call::CreatePublicIps { sddc, names } => self.create_public_ips(seen, sddc, names),
            Call::ListPublicIps { sddc } => self.list_public_ips(seen, sddc),
            Call::UpdatePublicIp { sddc, ip, name } => self.update_public_ip(seen, sddc, ip, name),
            Call::DeletePublicIp { sddc, ip } => self.delete_public_ip(seen, sddc, ip),
            Call::ListSddcTemplates => self.list_templates(seen),
            Call::DeleteSddcTemplate { template } => self.delete_template(seen, template),
            Call::CreateSubscription { quantity } => self.create_subscription(seen, *quantity),
            Call::GetSubscription { subscription } => self.get_subscription(subscription),
            Call::ListSubscriptions => self.list_subscriptions(),
            Call::DeleteSubscription { subscription } => self.delete_subscription(seen, subscription),
            Call::CreateApiToken
            | Call::AuthorizeApiToken { .. }
            | Call::ListOrgs { .. }
            | Call::RevokeToken { .. } => self.sign_in(call, seen),
            Call::AdvanceClock { by } => self.advance(*by),
            Call::Group(call) => self.group(call),
            Call::Recovery(call) => self.recovery(call),
            Call::Member(call) => self.member(call),
        }
    }
}
