//! The fault rules of a world for Rust tests.

use super::{MockServer, MockWorld, clock::done};
use crate::{
    http::control,
    world::kernel::faults::{Counted, FaultRule},
};

impl MockServer {
    /// Adds a fault rule to the default world and returns its number there.
    ///
    /// ```
    /// use vmc_client::wire::{AwsSddcConfig, Provider, TaskStatus};
    /// use vmcsim::{Fault, FaultRule, MockServer, TaskKind};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::start().await;
    /// let fails = Fault::task_fails(30, "no hosts are left");
    /// mock.add_fault(FaultRule::new(fails).task_kind(TaskKind::SddcProvision).resource("sddc-1").times(1));
    /// let (client, org) = (mock.client(), mock.org_id());
    /// let config = AwsSddcConfig {
    ///     name: "sddc-1".into(), num_hosts: 1, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
    /// };
    /// let task = client.create_sddc(org, Default::default(), &config).await?;
    /// mock.advance("1m");
    /// let task = client.get_task(org, task.entity.id).await?;
    /// assert_eq!(task.status, Some(TaskStatus::Failed));
    /// assert_eq!(task.error_message.as_deref(), Some("no hosts are left"));
    /// assert_eq!(mock.faults()[0].hits.get(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics as [`MockWorld::add_fault`] does.
    #[track_caller]
    pub fn add_fault(&self, rule: FaultRule) -> u64 {
        self.default_world().add_fault(rule)
    }

    /// Returns the fault rules of the default world with their counts.
    pub fn faults(&self) -> Vec<Counted> {
        self.default_world().faults()
    }

    /// Removes all fault rules of the default world. Their past effects remain.
    ///
    /// # Panics
    /// Panics if the server has a state directory and the change cannot be written to disk.
    #[track_caller]
    pub fn clear_faults(&self) {
        self.default_world().clear_faults();
    }
}

impl MockWorld {
    /// Adds a fault rule to the world and returns its number there.
    ///
    /// # Panics
    /// Panics if the world has been ended, the rule is not valid, or there are too many rules, because then the test itself is wrong.
    #[track_caller]
    pub fn add_fault(&self, rule: FaultRule) -> u64 {
        let body = serde_json::to_value(&rule).unwrap_or_default();
        let outcome = self.shell.worlds.control(self.id, |world, _, _| world.settings.faults.add(rule)).saved_now();
        self.note_control::<control::CreateFault, _>(&outcome, &body);
        done("the fault rule is refused", outcome)
    }

    /// Returns the fault rules of the world with their counts. A world that has been ended has none.
    pub fn faults(&self) -> Vec<Counted> {
        let outcome =
            self.shell.worlds.inspect_unrecorded(self.id, |world, _| Ok(world.settings.faults.rules().to_vec()));
        outcome.saved_now().result.unwrap_or_default()
    }

    /// Removes all fault rules of the world. Their past effects remain.
    ///
    /// # Panics
    /// Panics if the world has been ended, or the change cannot be written to disk.
    #[track_caller]
    pub fn clear_faults(&self) {
        let outcome = self.shell.worlds.control(self.id, |world, _, _| {
            world.settings.faults.clear();
            Ok(())
        });
        let outcome = outcome.saved_now();
        self.note_control::<control::DeleteFaults, _>(&outcome, &());
        done("the fault rules cannot be removed", outcome);
    }
}
