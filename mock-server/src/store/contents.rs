//! What a state contains, as values.

use crate::{
    new_world::{MadeFrom, NewWorld},
    world::{World, export::FORMAT},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The file `server.json`: data of the server, and the list of all worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    format: u32,
    /// The seed from which ids are generated.
    pub(crate) seed: u64,
    /// The number of worlds that were given a number.
    pub(crate) made: u64,
    /// The default world. `None` until it has been saved for the first time.
    pub(crate) default: Option<Uuid>,
    /// All worlds, by id. `None` in a file of an earlier version, where every file of a world counts.
    #[serde(default)]
    pub(super) worlds: Option<Vec<Uuid>>,
}

/// Data that is stored with a world in its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) made_from: MadeFrom,
    pub(crate) new: NewWorld,
    /// The number of the base file, if the world is a copy. The base file contains the world from which it was copied.
    pub(crate) base: Option<u64>,
}

/// A world that was read.
#[derive(Debug)]
pub(crate) struct StoredWorld {
    pub(crate) world: World,
    pub(crate) stored: Stored,
    /// The world from which this one was copied, if it is a copy.
    pub(crate) base: Option<World>,
    /// Whether its file is to be written again.
    pub(super) write_again: bool,
    /// Whether the file of its base is to be written again.
    pub(super) write_base_again: bool,
}

/// A stored state that was read.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) server: Server,
    pub(crate) worlds: Vec<StoredWorld>,
    /// What was damaged, and what became of it. One sentence for each damage.
    pub(crate) repairs: Vec<String>,
}

impl Server {
    pub(crate) fn new(seed: u64, made: u64, default: Option<Uuid>, worlds: impl IntoIterator<Item = Uuid>) -> Self {
        let mut worlds: Vec<_> = worlds.into_iter().collect();
        worlds.sort_unstable();
        Self { format: FORMAT, seed, made, default, worlds: Some(worlds) }
    }
}
