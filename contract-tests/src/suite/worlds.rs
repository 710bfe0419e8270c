//! Worlds and customers of a trial.

use super::{Access, Customer, Played, Setting, Trial};
use crate::sddc_config::simulated;
use serde_json::{Value, json};

impl Trial {
    /// Someone without a token.
    pub fn anyone(&self) -> Customer<'_> {
        Customer::new(self, self.subject().target.anyone())
    }

    /// Somebody who may look at an organization, signed in: the one whose key was given, or the owner of a world with an SDDC in it.
    ///
    /// # Errors
    /// Signing in fails, or the world cannot be had.
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

    /// A world of its own, made as the request body says. What that leaves out is as in [`crate::Target::world`].
    ///
    /// # Errors
    /// The server makes none.
    pub async fn setting(&self, request: Value) -> Played<Setting<'_>> {
        let setting = Setting::make(self, request).await?;
        self.will_end(setting.path(""));
        Ok(setting)
    }

    /// A world of its own, its owner, and the id of a ready SDDC of one simulated host.
    ///
    /// # Errors
    /// The server makes no world, or the SDDC is refused.
    pub async fn with_sddc(&self) -> Played<(Setting<'_>, Customer<'_>, String)> {
        let setting = self.setting(json!({})).await?;
        let owner = setting.owner().await?;
        let sddc = owner.create_sddc("a").await?.string("$.resource_id")?;
        setting.advance("74s").await?;
        Ok((setting, owner, sddc))
    }

    /// Ends the worlds that were made. That one cannot be ended tells nothing of the case.
    pub(super) async fn end(&self) {
        for world in self.worlds_to_end() {
            let _ = self.anyone().delete(&world).await;
        }
    }
}
