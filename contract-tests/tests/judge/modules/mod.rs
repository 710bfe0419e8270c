//! Modules depend on each other in one direction only: no cycles, and nothing that runs from a lower layer to a higher one.
//!
//! For every module, the graph of its child modules has no cycle. A child stands for all modules within it, and the module's own items
//! are a node of that graph too. A dependency is a path in the code that means an item of another module; a path through a re-export
//! counts for the module that defines the item. Methods called on values are not seen.

mod examples;
mod graph;
mod paths;
mod resolve;
mod tokens;
mod tree;

use graph::Layers;
use std::{collections::BTreeSet, path::Path};
use tree::{Files, Tree};

/// The layers of the crates, by the file of the crate root.
const LAYERS: &[(&str, Layers)] = &[
    (
        "client/src/lib.rs",
        &[&["decode_error", "secrets", "wire"], &["form"], &["endpoint"], &["endpoints"], &["http"], &["self"]],
    ),
    (
        "mock-server/world/src/lib.rs",
        &[
            &["kernel"],
            &["state"],
            &["context"],
            &["tasks"],
            &["identity"],
            &["documents"],
            &["vmc"],
            &["export", "simulation", "task_kinds"],
            &["description"],
            &["self"],
        ],
    ),
    (
        "mock-server/src/lib.rs",
        &[
            &[
                "clock",
                "control_prefix",
                "description",
                "fingerprint",
                "named",
                "names",
                "new_world",
                "notifications",
                "schemas",
                "stop_signal",
                "threads",
            ],
            &["tokens"],
            &["journal"],
            &["store"],
            &["worlds"],
            &["http"],
            &["console"],
            &["net"],
            &["coverage", "server", "self"],
        ],
    ),
];

/// What is wrong with the modules of a crate of this folder.
fn faults(folder: &str, tree: &Tree, layers: Option<Layers>) -> Vec<String> {
    let dependencies = graph::dependencies(tree, folder);
    let mut faults = graph::cycles(tree, &dependencies, folder);
    if let Some(layers) = layers {
        faults.extend(graph::layer_faults(tree, &dependencies, layers));
    }
    faults
}

/// The code of a folder of the workspace.
fn files(folder: &str) -> Files {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top folder").join(folder);
    let mut files = Files::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|err| panic!("{}: {err}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a file of code");
                let parts =
                    path.strip_prefix(&top).expect("below the folder").iter().map(|part| part.to_string_lossy());
                files.insert(parts.collect::<Vec<_>>().join("/"), text);
            }
        }
    }
    files
}

/// The folders of the packages of the workspace.
fn members() -> Vec<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the top folder").join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("the workspace's manifest");
    let list = manifest.split_once("\nmembers = [").and_then(|(_, rest)| rest.split_once(']'));
    let list = list.expect("a list of members").0;
    list.split(',')
        .map(|member| member.trim().trim_matches('"').to_owned())
        .filter(|member| !member.is_empty())
        .collect()
}

/// What is wrong with the modules of a package of the workspace.
fn package_faults(package: &str) -> Vec<String> {
    let folder = format!("{package}/src/");
    let files = files(&folder);
    let mut found = Vec::new();
    let mut read = BTreeSet::<String>::new();
    for root in ["lib.rs", "main.rs"].into_iter().filter(|root| files.contains_key(*root)) {
        let path = format!("{folder}{root}");
        let layers = LAYERS.iter().find(|(crate_root, _)| *crate_root == path).map(|(_, layers)| *layers);
        let tree = Tree::read(&files, root).unwrap_or_else(|err| panic!("{folder}{err}"));
        found.extend(faults(&folder, &tree, layers));
        read.extend(tree.files);
    }
    let unread = files.keys().filter(|file| !read.contains(*file));
    found.extend(unread.map(|file| format!("{folder}{file} belongs to no module")));
    found
}

#[test]
fn modules_depend_in_one_direction() {
    let members = members();
    assert!(members.len() >= 4, "{members:?}");
    let faults: Vec<String> = members.iter().flat_map(|member| package_faults(member)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
