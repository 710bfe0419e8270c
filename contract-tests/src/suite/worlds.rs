//! Worlds and customers of a trial.

use super::{Access, Customer, Played, Setting, Trial};
use crate::sddc_config::simulated;
use serde_json::{Value, json};

impl Trial {
    /// Returns a customer without a token.
    pub fn anyone(&self) -> Customer<'_> {
        Customer::new(self, self.subject().target.anyone())
    }

    /// Returns a signed-in customer that may read an organization: the owner of the given API token, or the owner of
    /// a new world with an SDDC.
    ///
    /// # Errors
    /// Signing in fails, or the world cannot be created.
    pub async fn customer(&self) -> Played<Customer<'_>> {
        match &self.subject().access {
            Access::Key { api_token, org } => self.anyone().sign_in(api_token.expose(), org).await,
            Access::Control => {
                let setting = self.setting(json!({})).await?;
                let config = simulated("sddc-1", 1);
                Ok(setting.ready_sddc(&config).await?.0)
            }
        }
    }

    /// Creates a world from the request body, with the defaults of [`crate::Target::world`].
    ///
    /// # Errors
    /// The server creates no world.
    pub async fn setting(&self, request: Value) -> Played<Setting<'_>> {
        let setting = Setting::make(self, request).await?;
        self.will_end(setting.path(""));
        Ok(setting)
    }

    /// Creates a world with a ready SDDC of one simulated host. Returns the world, its owner and the id of the SDDC.
    ///
    /// # Errors
    /// The server creates no world, or the SDDC is refused.
    pub async fn with_sddc(&self) -> Played<(Setting<'_>, Customer<'_>, String)> {
        let setting = self.setting(json!({})).await?;
        let owner = setting.owner().await?;
        let sddc = owner.create_sddc("a").await?.string("$.resource_id")?;
        setting.advance("74s").await?;
        Ok((setting, owner, sddc))
    }

    /// Deletes the worlds that were created. A failure to delete one is no result of the case.
    pub(super) async fn end(&self) {
        for world in self.worlds_to_end() {
            let _ = self.anyone().delete(&world).await;
        }
    }
}
