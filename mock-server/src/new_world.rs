//! What a world is made from: the settings of a new world, and what the server keeps of them to make the world again.

use crate::world::{
    World, WorldSpec,
    description::{Credentials, Description},
    export,
    kernel::{
        clock::{Clock, OnPoll},
        faults::FaultRule,
        network_api::NetworkApi,
        pacing::Pacing,
        refusal::ApiResult,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// The settings of a new world. Values that are not set come from the server, or from what the world is made from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewWorld {
    /// The source that the world is made from.
    #[serde(skip)]
    pub source: Source,
    /// The seed of the world's ids, if the world is made from nothing else.
    pub seed: Option<u64>,
    /// The time at which the world's clock starts. Default: the server's time for new worlds, which is the machine's time unless it was set,
    /// or the time of the clock of the world that it is made from.
    pub at: Option<Timestamp>,
    /// How fast the world's clock runs. Default: the server's rate for new worlds, which is 1 unless it was set. A copy or an imported
    /// world keeps the rate of its source.
    pub rate: Option<f64>,
    /// The effect that a read of an unfinished task has on the world's clock. Its default is chosen like that of the rate.
    pub on_poll: Option<OnPoll>,
    pub pacing: Option<Pacing>,
    /// Properties of the world's organization that differ from the default.
    pub properties: BTreeMap<String, String>,
    /// The world's fault rules. Default: no rules, or the rules of the world that it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<FaultRule>>,
    /// The networking interfaces of the SDDCs. Default: NSX-T, or those of the world that it is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_api: Option<NetworkApi>,
}

/// The source that a world is made from.
#[derive(Debug, Clone, Default)]
pub enum Source {
    #[default]
    Seed,
    /// An exported world.
    Export(Arc<World>),
    /// Another world of this server in its present state.
    Fork(Uuid),
    /// A built-in world, by its name.
    Named(String),
    /// A description, and whether its credentials are used.
    Description(Arc<Description>, Credentials),
}

/// The kind of source that a world was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MadeFrom {
    /// A seed.
    Seed,
    /// An exported document.
    Export,
    /// Another world of the server.
    Fork,
    /// A built-in world.
    Named,
    /// A description.
    Description,
}

/// The source and the settings that a world was made from. A reset uses them.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) made_from: MadeFrom,
    /// The settings that were requested.
    pub(crate) new: NewWorld,
    /// The world that this one is a copy of, with its own id, and its clock detached from the machine's.
    pub(crate) base: Option<Arc<World>>,
}

impl NewWorld {
    /// Settings for a world from a seed. Equal seeds give equal ids.
    pub fn seeded(seed: u64) -> Self {
        Self { seed: Some(seed), ..Self::default() }
    }

    /// Settings for a built-in world: `empty`, `demo` or `busy`.
    pub fn named(name: impl Into<String>) -> Self {
        Self { source: Source::Named(name.into()), ..Self::default() }
    }

    /// Settings for a described world with the credentials of the description, each of which belongs to one world of a server.
    pub fn described(description: Description) -> Self {
        Self { source: Source::Description(Arc::new(description), Credentials::Given), ..Self::default() }
    }

    /// Settings for a described world with credentials of its own, so that several can be made from one description.
    pub fn described_with_own_credentials(description: Description) -> Self {
        Self { source: Source::Description(Arc::new(description), Credentials::Derived), ..Self::default() }
    }

    /// Settings for a world from an exported document.
    ///
    /// # Errors
    /// The document is from a newer version, damaged, or inconsistent.
    pub fn exported(document: &str) -> ApiResult<Self> {
        let world = export::read(document.as_bytes())?;
        Ok(Self { source: Source::Export(Arc::new(world)), ..Self::default() })
    }
}

impl Origin {
    /// Makes the world in its initial state.
    pub(crate) fn world(&self, id: Uuid, pacing: &Pacing, machine: Timestamp) -> ApiResult<World> {
        let new = &self.new;
        let Some(base) = &self.base else {
            let mut clock = Clock::starting(new.at.unwrap_or(machine), machine)?;
            if let Some(rate) = new.rate {
                clock.set_rate(rate, machine)?;
            }
            let spec = WorldSpec {
                id,
                seed: new.seed.unwrap_or_default(),
                clock,
                on_poll: new.on_poll.unwrap_or_default(),
                pacing: new.pacing.clone().unwrap_or_else(|| pacing.clone()),
                properties: new.properties.clone(),
                faults: new.faults.clone().unwrap_or_default(),
                network_api: new.network_api.unwrap_or_default(),
            };
            return World::new(spec, machine);
        };
        let mut world = World::clone(base);
        world.settings.clock.put_on(machine);
        if let Some(at) = new.at {
            world.settings.clock.set(at, machine)?;
        }
        if let Some(rate) = new.rate {
            world.settings.clock.set_rate(rate, machine)?;
        }
        world.settle(world.settings.clock.now(machine));
        world.settings.on_poll = new.on_poll.unwrap_or(world.settings.on_poll);
        world.settings.network_api = new.network_api.unwrap_or(world.settings.network_api);
        if let Some(pacing) = &new.pacing {
            world.settings.pacing = pacing.clone();
        }
        // Worlds share organizations until one is changed, so the organization is changed only if there are properties.
        if !new.properties.is_empty()
            && let Some(org) = world.state.orgs.get_mut(&world.state.home)
        {
            org.properties.extend(new.properties.clone());
        }
        if let Some(faults) = &new.faults {
            world.settings.faults.replace(faults.clone())?;
        }
        Ok(world)
    }
}
