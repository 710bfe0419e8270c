//! Which modules depend on which: cycles among them, and dependencies from a lower layer on a higher one.

use crate::modules::{resolve, tree::Tree};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
};

/// A dependency: code in one module mentions an item of another.
pub(crate) struct Dependency {
    from: usize,
    to: usize,
    /// Where, as `file:line (path)`.
    place: String,
}

/// The most places that are named for one dependency of a cycle.
const PLACES_MAX: usize = 5;

/// The layers of a crate, lowest first: paths of modules, each of which stands for all modules within it that no longer path names.
/// `self` is the crate root.
pub(crate) type Layers = &'static [&'static [&'static str]];

/// The graph of the child modules of one module. A module's own items are a node named `self`.
type Level = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The dependencies of a crate. A name that is imported and then used counts once.
pub(crate) fn dependencies(tree: &Tree, folder: &str) -> Vec<Dependency> {
    let mut dependencies = Vec::new();
    let mut known = BTreeSet::new();
    for (from, module) in tree.modules.iter().enumerate() {
        for mention in &module.mentions {
            for to in resolve::targets(tree, from, mention) {
                if !known.insert((from, to, mention.path.last())) {
                    continue;
                }
                let place = format!("{folder}{}:{} ({})", module.file, mention.line, mention.path.join("::"));
                dependencies.push(Dependency { from, to, place });
            }
        }
    }
    dependencies
}

/// The cycles among the modules of a crate, one for each knot of modules that depend on each other.
pub(crate) fn cycles(tree: &Tree, dependencies: &[Dependency], folder: &str) -> Vec<String> {
    let mut levels: BTreeMap<usize, Level> = BTreeMap::new();
    for Dependency { from, to, place } in dependencies {
        let (line, other) = (tree.line_of(*from), tree.line_of(*to));
        let shared = line.iter().zip(&other).take_while(|(one, two)| one == two).count();
        let node = |line: &[usize]| match line.get(shared) {
            Some(child) => tree.modules[*child].path.clone(),
            None => format!("self of {}", name(tree, line[shared - 1])),
        };
        let edges = levels.entry(line[shared - 1]).or_default().entry(node(&line)).or_default();
        edges.entry(node(&other)).or_default().push(place.clone());
    }
    let mut found = Vec::new();
    for (module, level) in &levels {
        for knot in knots(level) {
            found.push(describe(&format!("{} in {folder}", name(tree, *module)), level, &knot));
        }
    }
    found
}

fn name(tree: &Tree, module: usize) -> String {
    let path = &tree.modules[module].path;
    if path.is_empty() { "the crate root".to_owned() } else { path.clone() }
}

/// Sets of nodes each of which can be reached from each other one.
fn knots(level: &Level) -> Vec<BTreeSet<&str>> {
    let mut knots = Vec::new();
    let mut seen = BTreeSet::<&str>::new();
    for node in level.keys() {
        if seen.contains(node.as_str()) {
            continue;
        }
        let mutual = |other: &&str| way(level, node, other).is_some() && way(level, other, node).is_some();
        let knot: BTreeSet<&str> = level.keys().map(String::as_str).filter(mutual).collect();
        seen.extend(&knot);
        if !knot.is_empty() {
            knots.push(knot);
        }
    }
    knots
}

/// The nodes of a shortest way from one node to another, both included; a way of at least one edge.
fn way<'a>(level: &'a Level, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
    let mut queue = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = queue.pop_front() {
        for next in way.last().and_then(|last| level.get(*last)).into_iter().flat_map(BTreeMap::keys) {
            let longer: Vec<&str> = way.iter().copied().chain([next.as_str()]).collect();
            if next == to {
                return Some(longer);
            }
            if seen.insert(next) {
                queue.push_back(longer);
            }
        }
    }
    None
}

/// Names a shortest cycle of a knot, then the other dependencies among its nodes.
fn describe(module: &str, level: &Level, knot: &BTreeSet<&str>) -> String {
    let ways = knot.iter().filter_map(|node| way(level, node, node));
    let cycle = ways.min_by_key(Vec::len).unwrap_or_default();
    let mut text = format!("a cycle among the modules of {module}:\n");
    for pair in cycle.windows(2) {
        for place in level[pair[0]][pair[1]].iter().take(PLACES_MAX) {
            let _ = writeln!(text, "    {} -> {} at {place}", pair[0], pair[1]);
        }
    }
    if knot.len() + 1 > cycle.len() {
        let _ = writeln!(text, "  It is part of a knot of {} modules:", knot.len());
        for from in knot {
            for (to, places) in level[*from].iter().filter(|(to, _)| knot.contains(to.as_str())) {
                let _ = writeln!(text, "    {from} -> {to} at {} and {} more", places[0], places.len() - 1);
            }
        }
    }
    text
}

/// What is wrong with the layers: dependencies that run upwards, modules without a layer, rows without a module.
pub(crate) fn layer_faults(tree: &Tree, dependencies: &[Dependency], layers: Layers) -> Vec<String> {
    let rows = || layers.iter().enumerate().flat_map(|(layer, rows)| rows.iter().map(move |row| (*row, layer)));
    let of = |module: usize| {
        let path = tree.modules[module].path.as_str();
        let covers = |row: &str| match path.strip_prefix(row) {
            Some(rest) => rest.is_empty() || rest.starts_with("::"),
            None => row == "self" && path.is_empty(),
        };
        rows().filter(|(row, _)| covers(row)).max_by_key(|(row, _)| row.len()).map(|(_, layer)| layer)
    };
    let mut faults = Vec::new();
    for (module, facts) in tree.modules.iter().enumerate() {
        if of(module).is_none() {
            faults.push(format!("`{}` has no layer", facts.path));
        }
    }
    for (row, _) in rows().filter(|(row, _)| *row != "self") {
        if !tree.modules.iter().any(|module| module.path == row) {
            faults.push(format!("`{row}` has a layer and is no module"));
        }
    }
    for Dependency { from, to, place } in dependencies {
        if let (Some(lower), Some(higher)) = (of(*from), of(*to))
            && lower < higher
        {
            let (from, to) = (name(tree, *from), name(tree, *to));
            faults.push(format!("{from} -> {to} runs to a higher layer at {place}"));
        }
    }
    faults
}
