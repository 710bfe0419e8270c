//! Export and import: a world as one JSON document that any server can read, later versions of it among them.
//!
//! The document is `{"format": 1, "vmcsim": "0.1.0", "world": {…}}`. Everything that decides what a world will answer is in it, the keys
//! and how far each stream of ids is drawn among them, so an imported world goes on as the exported one would have. Its clock is off its
//! machine: the world goes on from the time that it was exported at, however much later that is.
//!
//! The format's number changes whenever a reader that knows only earlier numbers would lose or misread something; `UPGRADES` then says
//! what becomes of older documents. Lists keep their order and 64-bit numbers are text, so a document survives tools that sort the keys
//! of objects or read every number as floating point.

mod check;
mod refusals;

use crate::{
    identity::mark,
    kernel::{refusal::without_quoted, shared::Shared},
    state::{orgs::Org, world::World},
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;
use vmc_client::endpoint::{DecodeError, decode_strictly};

/// The version of this program, as documents name it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The number of the format that is written.
pub const FORMAT: u32 = 1;

/// The largest document that is read or written, in bytes. An organization with all the tasks that are kept is a tenth of it.
pub const EXPORT_MAX: usize = 64 << 20;

/// What is to be done to a document of format 1, 2, … to make it one of the next. Each is kept for ever.
const UPGRADES: &[fn(&mut Value)] = &[];

/// A document that is no world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It was written by a later version.
    #[error(
        "The document has format {found}; this version of vmcsim reads formats 1 to {FORMAT}. Use the version that wrote it, or a later one."
    )]
    Newer {
        /// Its format.
        found: u64,
    },
    /// It says no format.
    #[error("The document is not an export of vmcsim: it has no format number.")]
    NoExport,
    /// It cannot be read.
    #[error("The document is damaged{}: {reason}.", if place.is_empty() { String::new() } else { format!(" at `{place}`") })]
    Damaged {
        /// Where, as `world.clock.rate`; empty where that is not known.
        place: String,
        /// What is wrong, without what stands there: it may be a secret.
        reason: String,
    },
    /// It can be read, but no world is so.
    #[error("The document contradicts itself: {0}.")]
    Inconsistent(String),
    /// It is larger than what is read.
    #[error("The document is too large: {size} bytes, of which at most {EXPORT_MAX} are read.")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
}

/// A document: the world, and with a server's own files what the server keeps about it.
#[derive(Serialize, Deserialize)]
struct Document<W, A> {
    format: u32,
    vmcsim: String,
    world: W,
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    kept: Option<A>,
}

fn nothing<A>() -> Option<A> {
    None
}

/// What decides how a document is read.
#[derive(Deserialize)]
struct Head {
    format: Option<u64>,
}

/// A world whose clock is off the machine as a document.
///
/// # Errors
/// [`Unreadable::TooLarge`]: nobody could read it.
pub fn write(world: &World) -> Result<String, Unreadable> {
    let text = write_with::<()>(world, None);
    if text.len() > EXPORT_MAX { Err(Unreadable::TooLarge { size: text.len() }) } else { Ok(text) }
}

/// A world as a document with something beside it; its clock stays on its machine.
pub fn write_with<A: Serialize>(world: &World, kept: Option<&A>) -> String {
    let document = Document { format: FORMAT, vmcsim: VERSION.to_owned(), world, kept };
    // Everything in a world has a form in JSON; the tests of export and import would find what has not.
    serde_json::to_string(&document).unwrap_or_default()
}

/// The world of a document. Its clock is off the machine, or on another one: whoever lets the world go on puts it on.
///
/// # Errors
/// [`Unreadable`]: newer, damaged, inconsistent, or too large.
pub fn read(text: &[u8]) -> Result<World, Unreadable> {
    read_with::<serde::de::IgnoredAny>(text).map(|(world, _)| world)
}

/// The world of a document, and what was written beside it.
///
/// # Errors
/// As [`read`].
pub fn read_with<A: DeserializeOwned>(text: &[u8]) -> Result<(World, Option<A>), Unreadable> {
    if text.len() > EXPORT_MAX {
        return Err(Unreadable::TooLarge { size: text.len() });
    }
    let format = format(text)?;
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

/// What a server keeps in a file of its own, with the format's number in it.
///
/// # Errors
/// Newer, or damaged.
pub fn read_beside<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    format(text)?;
    whole(text)
}

fn format(text: &[u8]) -> Result<u64, Unreadable> {
    let head: Head = decoded(text, |_| {})?;
    match head.format.unwrap_or(0) {
        0 => Err(Unreadable::NoExport),
        found if found > u64::from(FORMAT) => Err(Unreadable::Newer { found }),
        format => Ok(format),
    }
}

/// Reads JSON, all of it: what nobody asks for would be lost.
fn whole<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    let mut unknown = None;
    let read = decoded(text, |place| unknown = unknown.take().or(Some(place)))?;
    unknown.map_or(Ok(read), |place| {
        let reason = "this version of vmcsim does not know it, and would lose it".to_owned();
        Err(Unreadable::Damaged { place, reason })
    })
}

/// Reads JSON; tells of a place that nobody asked for.
fn decoded<T: DeserializeOwned>(text: &[u8], mut unknown: impl FnMut(String)) -> Result<T, Unreadable> {
    let (read, unread) = decode_strictly(text).map_err(|DecodeError { path, reason }| Unreadable::Damaged {
        place: path,
        reason: without_variant(&without_quoted(&reason)),
    })?;
    unread.into_iter().for_each(&mut unknown);
    Ok(read)
}

/// A reader's reason without the word that it does not know.
fn without_variant(reason: &str) -> String {
    let unknown = reason.strip_prefix("unknown variant `").and_then(|rest| rest.rsplit_once("`, expected"));
    unknown.map_or_else(|| reason.to_owned(), |(_, expected)| format!("an unknown word, expected{expected}"))
}

impl World {
    /// A copy whose clock is off the machine.
    pub fn off(&self, machine: Timestamp) -> Self {
        Self { clock: self.clock.taken_off(machine), ..self.clone() }
    }

    /// The same world under another id, with keys of its own: each begins with the new world's mark and goes on as before. Everything
    /// that is known by a key is known by the new one.
    ///
    /// The mark of a world is 22 letters and digits drawn with its id, so wherever they stand they mean the world.
    ///
    /// # Errors
    /// A bug: the world has no written form.
    pub fn under(&self, id: Uuid) -> Result<Self, Unreadable> {
        let marks = Marks { old: mark::world_mark(self.id), new: mark::world_mark(id) };
        let mut world = Self {
            id,
            faults: marks.replaced(&self.faults)?,
            identity: marks.replaced(&self.identity)?,
            orgs: self.orgs.iter().map(|(id, org)| Ok((*id, marks.org(org)?))).collect::<Result<_, _>>()?,
            locales: marks.replaced(&self.locales)?,
            ..self.clone()
        };
        world.identity.move_to(id);
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
        if text.contains(&self.old) {
            serde_json::from_str(&text.replace(&self.old, &self.new)).map_err(|err| unwritten(&err))
        } else {
            Ok(part.clone())
        }
    }

    /// As `replaced`, without having the whole organization as text at once.
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
