//! Export and import: writes a world as one JSON document that any server can read, including servers of later versions.
//!
//! The document is `{"format": 2, "vmcsim": "0.1.0", "checksum": "…", "world": {…}}`. It contains everything that affects the world's later answers,
//! including the keys and the position of each id stream, so an imported world continues exactly as the exported one would have. The
//! exported clock is detached from the machine's clock: the world continues from the time of its export, no matter how much later it is
//! imported.
//!
//! The format number is raised whenever a reader that knows only earlier numbers would lose or misread something; `UPGRADES` then converts
//! older documents. Lists keep their order and 64-bit numbers are written as text, so a document survives tools that sort the keys of
//! objects or read every number as floating point. So does its checksum. A document without one is read too.

mod check;
mod checksum;
mod refusals;
mod upgrade;

use crate::{
    identity::mark,
    kernel::{refusal::without_quoted, shared::Shared},
    state::{
        orgs::Org,
        world::{World, WorldSettings, WorldState},
    },
};
use checksum::{Checksum, ChecksumOf};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;
use vmc_client::endpoint::{DecodeError, decode_strictly};

/// The version of this program, as it is written into documents.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The format number that is written.
pub const FORMAT: u32 = 2;

/// The size limit of documents, for reading and writing, in bytes. An organization with the maximum number of kept tasks takes about a
/// tenth of it.
pub const EXPORT_MAX: usize = 64 << 20;

/// The functions that convert a document of format 1, 2, … to the next format.
const UPGRADES: &[fn(&mut Value)] = &[upgrade::from_1];

/// The reasons why a document cannot be read as a world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A later version wrote the document.
    #[error(
        "The document has format {found}; this version of vmcsim reads formats 1 to {FORMAT}. Use the version that wrote it, or a later one."
    )]
    Newer {
        /// The document's format number.
        found: u64,
    },
    /// The document does not have a format number.
    #[error("The document is not an export of vmcsim: it has no format number.")]
    NoExport,
    /// The content does not have the expected structure.
    #[error("The document is damaged{}: {reason}.", if place.is_empty() { String::new() } else { format!(" at `{place}`") })]
    Damaged {
        /// The path of the error, such as `world.clock.rate`; empty if it is not known.
        place: String,
        /// The error. It does not repeat the value in the document, which may be a secret.
        reason: String,
    },
    /// The checksum is not that of the world in the document.
    #[error(
        "The document was changed or damaged since it was exported: `checksum` is {told}, and that of its world is {found}. If the change is intended, remove `checksum`."
    )]
    Changed {
        /// The checksum in the document.
        told: String,
        /// The checksum of its world.
        found: String,
    },
    /// The document can be parsed, but the world in it breaks a rule that all worlds keep.
    #[error("The document contradicts itself: {0}.")]
    Inconsistent(String),
    /// The document exceeds [`EXPORT_MAX`].
    #[error("The document is too large: {size} bytes, of which at most {EXPORT_MAX} are read.")]
    TooLarge {
        /// The document's size in bytes.
        size: usize,
    },
}

/// A document: the world, and with a server's own files what the server keeps about it.
#[derive(Serialize, Deserialize)]
struct Document<W, A> {
    format: u32,
    vmcsim: String,
    /// The checksum of the world, which an export has. A server's own files have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checksum: Option<Checksum>,
    world: W,
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    kept: Option<A>,
}

fn nothing<A>() -> Option<A> {
    None
}

/// The fields that decide how the rest of a document is read.
#[derive(Deserialize)]
struct Head {
    format: Option<u64>,
    checksum: Option<Checksum>,
}

/// A document of which only the checksum of its world is read.
#[derive(Deserialize)]
struct Summed {
    world: ChecksumOf,
}

/// Writes a world as a document. The clock in the document is detached from the machine's clock.
///
/// # Errors
/// [`Unreadable::TooLarge`] if the document would be too large to be read again.
pub fn write(world: &World) -> Result<String, Unreadable> {
    let world = written(world)?;
    let ChecksumOf(checksum) = serde_json::from_str(&world).map_err(|err| unwritten(&err))?;
    let text = format!(r#"{{"format":{FORMAT},"vmcsim":"{VERSION}","checksum":"{checksum}","world":{world}}}"#);
    if text.len() > EXPORT_MAX { Err(Unreadable::TooLarge { size: text.len() }) } else { Ok(text) }
}

/// Writes a world together with additional data. Its clock stays attached to the machine's clock.
///
/// # Errors
/// Fails only through a bug: every value in a world can be written as JSON, which the tests of export and import cover. What was written
/// before must then stay as it is.
pub fn write_with<A: Serialize>(world: &World, kept: Option<&A>) -> Result<String, Unreadable> {
    written(&Document { format: FORMAT, vmcsim: VERSION.to_owned(), checksum: None, world, kept })
}

/// Reads a world from a document. Its clock is detached, or attached to another machine's clock; the caller attaches it before the world
/// continues.
///
/// # Errors
/// [`Unreadable`]: the document is from a later version, damaged, inconsistent, or too large.
pub fn read(text: &[u8]) -> Result<World, Unreadable> {
    read_with::<serde::de::IgnoredAny>(text).map(|(world, _)| world)
}

/// Reads a world and the additional data that was written with it.
///
/// # Errors
/// Fails as [`read`] does.
pub fn read_with<A: DeserializeOwned>(text: &[u8]) -> Result<(World, Option<A>), Unreadable> {
    if text.len() > EXPORT_MAX {
        return Err(Unreadable::TooLarge { size: text.len() });
    }
    let (format, checksum) = head(text)?;
    if let Some(told) = checksum {
        check_sum(text, &told)?;
    }
    let mut upgrades = UPGRADES.iter().skip(usize::try_from(format - 1).unwrap_or(usize::MAX));
    let upgraded = upgrades.try_fold(None, |document: Option<Value>, upgrade| {
        let mut document = document.map_or_else(|| decoded(text, |_| {}), Ok)?;
        upgrade(&mut document);
        Ok(Some(document))
    })?;
    let upgraded = upgraded.map(|document| document.to_string());
    let text = upgraded.as_ref().map_or(text, |document| document.as_bytes());
    let document: Document<World, A> = whole(text)?;
    check::check(&document.world).map_err(Unreadable::Inconsistent)?;
    Ok((document.world, document.kept))
}

/// Reads another file of a server, one that has the format number in it but no world.
///
/// # Errors
/// [`Unreadable`]: the file is from a later version or damaged.
pub fn read_beside<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    head(text)?;
    whole(text)
}

/// Reads the format number, which this version can read, and the checksum.
fn head(text: &[u8]) -> Result<(u64, Option<Checksum>), Unreadable> {
    let head: Head = decoded(text, |_| {})?;
    match head.format.unwrap_or(0) {
        0 => Err(Unreadable::NoExport),
        found if found > u64::from(FORMAT) => Err(Unreadable::Newer { found }),
        format => Ok((format, head.checksum)),
    }
}

/// Compares the checksum in a document with that of its world.
fn check_sum(text: &[u8], told: &Checksum) -> Result<(), Unreadable> {
    // What is wrong with a document that cannot be read so far is said when it is read whole.
    let Ok(Summed { world: ChecksumOf(found) }) = serde_json::from_slice(text) else { return Ok(()) };
    if found == *told { Ok(()) } else { Err(Unreadable::Changed { told: told.to_string(), found: found.to_string() }) }
}

/// Reads JSON and refuses unknown fields, because their content would be lost.
fn whole<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    let mut unknown = None;
    let read = decoded(text, |place| unknown = unknown.take().or(Some(place)))?;
    unknown.map_or(Ok(read), |place| {
        let reason = "this version of vmcsim does not know it, and would lose it".to_owned();
        Err(Unreadable::Damaged { place, reason })
    })
}

/// Reads JSON and calls `unknown` with the path of each unknown field.
fn decoded<T: DeserializeOwned>(text: &[u8], mut unknown: impl FnMut(String)) -> Result<T, Unreadable> {
    let (read, unread) = decode_strictly(text).map_err(|DecodeError { path, reason }| Unreadable::Damaged {
        place: path,
        reason: without_variant(&without_quoted(&reason)),
    })?;
    unread.into_iter().for_each(&mut unknown);
    Ok(read)
}

/// Returns a reader's error text without the unknown word that it quotes.
fn without_variant(reason: &str) -> String {
    let unknown = reason.strip_prefix("unknown variant `").and_then(|rest| rest.rsplit_once("`, expected"));
    unknown.map_or_else(|| reason.to_owned(), |(_, expected)| format!("an unknown word, expected{expected}"))
}

impl World {
    /// Returns a copy whose clock is detached from the machine's clock.
    pub fn off(&self, machine: Timestamp) -> Self {
        let mut copy = self.clone();
        copy.settings.clock = self.settings.clock.taken_off(machine);
        copy
    }

    /// Returns the same world under another id, with new keys: each key begins with the new world's mark and is otherwise unchanged. All
    /// records that refer to a key refer to the new one.
    ///
    /// The mark of a world is a text of 22 letters and digits that is derived from its id, so every occurrence of it in the document stands
    /// for the world.
    ///
    /// # Errors
    /// Fails only through a bug, if the world cannot be written as JSON.
    pub fn under(&self, id: Uuid) -> Result<Self, Unreadable> {
        let marks = Marks { old: mark::world_mark(self.id), new: mark::world_mark(id) };
        let state = &self.state;
        let mut world = Self {
            id,
            seed: self.seed,
            settings: WorldSettings { faults: marks.replaced(&self.settings.faults)?, ..self.settings.clone() },
            state: WorldState {
                identity: marks.replaced(&state.identity)?,
                orgs: state.orgs.iter().map(|(id, org)| Ok((*id, marks.org(org)?))).collect::<Result<_, _>>()?,
                home: state.home,
                locales: marks.replaced(&state.locales)?,
            },
        };
        world.state.identity.move_to(id);
        world.state.identity.shrink_to_fit();
        Ok(world)
    }
}

/// The mark of a world, and the one that takes its place.
struct Marks {
    old: String,
    new: String,
}

impl Marks {
    /// A part of a world with the new mark wherever the old one stands in its written form. A part without the old mark is only cloned.
    fn replaced<T: Clone + Serialize + DeserializeOwned>(&self, part: &T) -> Result<T, Unreadable> {
        let text = written(part)?;
        if text.contains(&self.old) { whole(text.replace(&self.old, &self.new).as_bytes()) } else { Ok(part.clone()) }
    }

    /// Does the same as `replaced`, without the whole organization as one text.
    fn org(&self, org: &Shared<Org>) -> Result<Shared<Org>, Unreadable> {
        let rest = Org { sddcs: IndexMap::new(), tasks: IndexMap::new(), ..Org::clone(org) };
        let mut found = written(&rest)?.contains(&self.old);
        for sddc in org.sddcs.values() {
            found = found || written(sddc)?.contains(&self.old);
        }
        for task in org.tasks.values() {
            found = found || written(task)?.contains(&self.old);
        }
        if found { self.replaced(org) } else { Ok(org.clone()) }
    }
}

fn written(part: &impl Serialize) -> Result<String, Unreadable> {
    serde_json::to_string(part).map_err(|err| unwritten(&err))
}

fn unwritten(err: &serde_json::Error) -> Unreadable {
    Unreadable::Damaged { place: String::new(), reason: err.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_upgrade() {
        assert_eq!(UPGRADES.len() + 1, FORMAT as usize);
    }
}
