//! The names of the files in the folder `worlds` of a state. A file with any other name, or of another type, was not written by vmcsim.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A world.
    World,
    /// The world from which a world was copied, with its number.
    Base(u64),
    /// A world that is being written.
    WorldPart,
    /// A base that is being written.
    BasePart(u64),
    /// A world that was ended and whose file is about to be removed.
    Ended,
}

/// A name that vmcsim gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) id: Uuid,
    pub(super) kind: Kind,
}

impl Name {
    pub(super) fn text(self) -> String {
        let id = self.id;
        match self.kind {
            Kind::World => format!("{id}.json"),
            Kind::Base(number) => format!("{id}.base-{number}.json"),
            Kind::WorldPart => part_of(&Self { kind: Kind::World, ..self }.text()),
            Kind::BasePart(number) => part_of(&Self { kind: Kind::Base(number), ..self }.text()),
            Kind::Ended => format!("{id}.ended"),
        }
    }

    /// Reads a name. `None` unless it is exactly as vmcsim writes it: it also reads other forms of an id.
    fn read(text: &str) -> Option<Self> {
        let (id, rest) = text.split_once('.')?;
        let kind = match rest {
            "json" => Kind::World,
            "json.part" => Kind::WorldPart,
            "ended" => Kind::Ended,
            _ => {
                let (number, rest) = rest.strip_prefix("base-")?.split_once('.')?;
                let number = number.parse().ok()?;
                match rest {
                    "json" => Kind::Base(number),
                    "json.part" => Kind::BasePart(number),
                    _ => return None,
                }
            }
        };
        Some(Self { id: id.parse().ok()?, kind }).filter(|name| name.text() == text)
    }
}

pub(super) fn world(id: Uuid) -> String {
    Name { id, kind: Kind::World }.text()
}

pub(super) fn base(id: Uuid, number: u64) -> String {
    Name { id, kind: Kind::Base(number) }.text()
}

pub(super) fn ended(id: Uuid) -> String {
    Name { id, kind: Kind::Ended }.text()
}

/// Returns the name under which a file is written before it takes its own name.
pub(super) fn part_of(name: &str) -> String {
    format!("{name}.part")
}

/// The files that are in the folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Regular files with a name that vmcsim gives. What a link leads to is not looked at.
    pub(super) own: Vec<Name>,
    /// Everything else.
    pub(super) others: Vec<OsString>,
}

impl Found {
    /// Lists the folder. The files are in the order of their names.
    pub(super) fn list(folder: &Path) -> io::Result<Self> {
        let mut entries = fs::read_dir(folder)?
            .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?.is_file()))))
            .collect::<io::Result<Vec<_>>>()?;
        entries.sort_unstable();
        let mut found = Self::default();
        for (text, is_file) in entries {
            match text.to_str().filter(|_| is_file).and_then(Name::read) {
                Some(name) => found.own.push(name),
                None => found.others.push(text),
            }
        }
        Ok(found)
    }

    /// Returns the worlds that have a file of this kind.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Uuid> {
        self.own.iter().filter(move |name| name.kind == kind).map(|name| name.id)
    }

    /// Returns the paths of all files of a world in this folder.
    pub(super) fn of_world(&self, folder: &Path, id: Uuid) -> Vec<PathBuf> {
        self.own.iter().filter(|name| name.id == id).map(|name| folder.join(name.text())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_exactly_as_written_are_ours() {
        let id: Uuid = "11111111-0000-4000-8000-00000000abcd".parse().unwrap();
        for kind in [Kind::World, Kind::Base(3), Kind::WorldPart, Kind::BasePart(12), Kind::Ended] {
            let name = Name { id, kind };
            assert_eq!(Name::read(&name.text()), Some(name));
        }
        for text in [
            "11111111-0000-4000-8000-00000000ABCD.json",
            "1111111100004000800000000000abcd.json",
            "{11111111-0000-4000-8000-00000000abcd}.json",
            "11111111-0000-4000-8000-00000000abcd (copy).json",
            "11111111-0000-4000-8000-00000000abcd.json.part.part",
            "11111111-0000-4000-8000-00000000abcd.base-03.json",
            "11111111-0000-4000-8000-00000000abcd.base-x.json",
            "11111111-0000-4000-8000-00000000abcd.JSON",
            "my-backup.json",
            "notes.txt.part",
            "",
        ] {
            assert_eq!(Name::read(text), None, "{text}");
        }
    }
}
