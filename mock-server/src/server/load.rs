//! The load of the clusters of a world for Rust tests.

use super::{MockServer, MockWorld, clock::done};
use crate::http::control::{self, LoadChange, LoadView, load};

impl MockServer {
    /// Sets the load of a cluster in the default world: [`MockWorld::set_load`].
    ///
    /// ```
    /// use vmc_client::wire::{AwsSddcConfig, Provider, SddcId};
    /// use vmcsim::{LoadChange, MockServer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::start().await;
    /// let (client, org) = (mock.client(), mock.org_id());
    /// let config = AwsSddcConfig {
    ///     name: "sddc-1".into(), num_hosts: 3, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
    /// };
    /// let task = client.create_sddc(org, Default::default(), &config).await?;
    /// mock.skip_to_end(task.entity.id);
    /// let sddc = SddcId(task.resource_id.unwrap().0);
    /// // The policy of a new cluster adds a host when its storage runs short.
    /// mock.set_load(&LoadChange { storage: Some(85), ..LoadChange::new(sddc) });
    /// mock.advance("10m");
    /// let cluster = client.get_primary_cluster(org, sddc).await?;
    /// assert_eq!(cluster.esx_host_list.len(), 4);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics as [`MockWorld::set_load`] does.
    #[track_caller]
    pub fn set_load(&self, change: &LoadChange) -> LoadView {
        self.default_world().set_load(change)
    }

    /// Returns the loads of the clusters in the default world.
    pub fn loads(&self) -> Vec<LoadView> {
        self.default_world().loads()
    }

    /// Removes the loads of all clusters in the default world.
    ///
    /// # Panics
    /// Panics if the server has a state directory and the change cannot be written to disk.
    #[track_caller]
    pub fn clear_loads(&self) {
        self.default_world().clear_loads();
    }
}

impl MockWorld {
    /// Sets the load of a cluster. Its scaling policy adds or removes hosts by it, after a while in the world's time.
    ///
    /// # Panics
    /// Panics if the world has been ended, the SDDC or the cluster does not exist, or a load is more than 100 percent, because then the
    /// test itself is wrong.
    #[track_caller]
    pub fn set_load(&self, change: &LoadChange) -> LoadView {
        let outcome = load::change(&self.shell, self.id, change).saved_now();
        self.note_control::<control::SetLoad, _>(&outcome, change);
        done("the load is refused", outcome)
    }

    /// Returns the loads of the clusters in the world. A world that has been ended has none.
    pub fn loads(&self) -> Vec<LoadView> {
        load::all(&self.shell, self.id).saved_now().result.unwrap_or_default()
    }

    /// Removes the loads of all clusters in the world.
    ///
    /// # Panics
    /// Panics if the world has been ended, or the change cannot be written to disk.
    #[track_caller]
    pub fn clear_loads(&self) {
        let outcome = load::clear_all(&self.shell, self.id).saved_now();
        self.note_control::<control::ClearLoads, _>(&outcome, &());
        done("the loads cannot be removed", outcome);
    }
}
