//! What test files say at their heads: which operations they are about, and which they see refused.
//!
//! Operations: none by name.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What a test file is about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) operations: BTreeSet<String>,
    /// Those that it sees refused for reasons of their own.
    pub(crate) refusals: BTreeSet<String>,
    /// Whether the file looks at a refusal.
    pub(crate) looks_at_refusals: bool,
}

/// The files below a folder whose names end like this.
pub(crate) fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|err| panic!("{}: {err}", folder.display())) {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found
}

/// The heads of all test files that have one, by the file's name without its ending: `flows/auth`.
pub(crate) fn tests() -> BTreeMap<String, Head> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&folder).expect("below the folder").with_extension("");
        let head = head(&std::fs::read_to_string(&path).expect("text"))?;
        Some((name.to_str().expect("text").replace('\\', "/"), head))
    };
    files(&folder, ".rs").into_iter().filter_map(read).collect()
}

/// The head of a file; `None` where it does not name operations.
pub(crate) fn head(text: &str) -> Option<Head> {
    let operations = declared(text, "Operations:")?;
    let refusals = declared(text, "Refusals:").unwrap_or_default();
    let looks_at_refusals = [".refusal()", ".csp_refusal()"].iter().any(|look| text.contains(look));
    Some(Head { operations, refusals, looks_at_refusals })
}

/// The operations that models are asked for beside the server, by the file whose head says so after `Model:`.
pub(crate) fn models() -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&folder).expect("below the folder").with_extension("");
        let name = name.to_str().expect("text").replace('\\', "/").trim_end_matches("/mod").to_owned();
        Some((name, declared(&std::fs::read_to_string(&path).expect("text"), "Model:")?))
    };
    files(&folder, ".rs").into_iter().filter_map(read).collect()
}

/// The names in the paragraph that begins with a mark; `None` where there is none.
fn declared(text: &str, mark: &str) -> Option<BTreeSet<String>> {
    let head: Vec<_> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let from = head.iter().position(|line| line.trim().starts_with(mark))?;
    let lines = head[from..].iter().take_while(|line| !line.trim().is_empty());
    let list = lines.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let list = list.trim_start_matches(mark).trim().trim_end_matches('.');
    let list = if list == "none by name" { "" } else { list };
    Some(list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

#[test]
fn heads_are_read_as_they_are_written() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let all = head("//! A theme.\n//!\n//! Operations: A,\n//! B.\n//!\n//! Refusals: B.\n\nfn f() { x.refusal(); }\n");
    assert_eq!(all, Some(Head { operations: set(&["A", "B"]), refusals: set(&["B"]), looks_at_refusals: true }));
    assert_eq!(head("//! Operations: none by name.\n"), Some(Head::default()));
    assert_eq!(head("//! A theme.\n\nuse x;\n//! Operations: A.\n"), None);
    assert!(tests().len() > 5 && tests().contains_key("flows/auth"), "the files are where they are looked for");
}
