//! Finds the module in which the item is defined that a path means, through imports, re-exports and globs.

use crate::modules::{
    paths::{Kind, Mention},
    tree::Tree,
};
use std::collections::BTreeSet;

/// What a path means. One path may mean several things, because types, values and macros may share a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    Module(usize),
    /// An item that this module defines, or something within such an item.
    Item(usize),
    /// Something of another crate.
    Elsewhere,
}

type Meanings = BTreeSet<Meaning>;

/// The imports that are being looked through at the moment, so that imports in a circle end.
type Under = BTreeSet<(usize, String)>;

/// The modules that define what a mention of this module means.
pub(crate) fn targets(tree: &Tree, module: usize, mention: &Mention) -> BTreeSet<usize> {
    let is_macro = mention.kind == Kind::Macro;
    let mut meanings = loose(tree, module, &mention.path, is_macro);
    if meanings.iter().all(|meaning| *meaning == Meaning::Elsewhere) {
        let otherwise = mention.otherwise.iter().map(|path| loose(tree, module, path, is_macro));
        meanings = otherwise.flatten().filter(|meaning| matches!(meaning, Meaning::Item(_))).collect();
    }
    let counted = |meaning| match meaning {
        Meaning::Item(target) => Some(target),
        // A module by itself is only a name on the way to items; what is used of it is mentioned elsewhere.
        Meaning::Module(target) => match mention.kind {
            Kind::Glob { .. } | Kind::Text => Some(target),
            Kind::Import { reexport } => reexport.then_some(target),
            Kind::Code | Kind::Macro => None,
        },
        Meaning::Elsewhere => None,
    };
    let reexport = matches!(mention.kind, Kind::Import { reexport: true } | Kind::Glob { reexport: true });
    let own = |target: &usize| *target == module || reexport && tree.within(*target, module);
    meanings.into_iter().filter_map(counted).filter(|target| !own(target)).collect()
}

/// What a path means; where only the beginning of it is known, an item of the module that it leads to.
fn loose(tree: &Tree, module: usize, path: &[String], is_macro: bool) -> Meanings {
    for end in (1..=path.len()).rev() {
        let meanings = resolve(tree, module, &path[..end], &mut Under::new());
        if is_macro && meanings.contains(&Meaning::Elsewhere) && path.len() == 1 {
            return macro_above(tree, module, &path[0]);
        }
        if !meanings.is_empty() {
            let whole = end == path.len();
            return meanings.into_iter().map(|meaning| if whole { meaning } else { item(meaning) }).collect();
        }
    }
    Meanings::new()
}

fn item(meaning: Meaning) -> Meaning {
    if let Meaning::Module(module) = meaning { Meaning::Item(module) } else { meaning }
}

/// A macro is also known in the modules below the one that defines it.
fn macro_above(tree: &Tree, module: usize, name: &str) -> Meanings {
    let line = tree.line_of(module);
    let definer = line.iter().rev().find(|above| tree.modules[**above].macros.contains(name));
    definer.map(|definer| Meaning::Item(*definer)).into_iter().collect()
}

fn resolve(tree: &Tree, module: usize, path: &[String], under: &mut Under) -> Meanings {
    let (mut at, mut rest) = (module, path);
    while let [first, after @ ..] = rest {
        at = match (first.as_str(), tree.modules[at].parent) {
            ("crate", _) => 0,
            ("self", _) => at,
            ("super", Some(parent)) => parent,
            ("super" | "Self", _) => return Meanings::new(),
            _ => break,
        };
        rest = after;
    }
    let meanings = member(tree, at, rest, under);
    let relative = rest.len() == path.len();
    let unknown = relative && meanings.is_empty() && member(tree, at, &rest[..1], under).is_empty();
    if unknown { [Meaning::Elsewhere].into() } else { meanings }
}

/// What a path means that begins with a name of this module.
fn member(tree: &Tree, at: usize, path: &[String], under: &mut Under) -> Meanings {
    let [name, rest @ ..] = path else { return [Meaning::Module(at)].into() };
    let module = &tree.modules[at];
    let mut meanings = Meanings::new();
    let child = module.children.get(name);
    if let Some(child) = child {
        meanings.extend(member(tree, *child, rest, under));
    }
    // Only a module or a type can be followed by `::`.
    if module.defined.contains(name) && (rest.is_empty() || child.is_none()) {
        meanings.insert(Meaning::Item(at));
    }
    let place = (at, name.clone());
    if let Some(imports) = module.imports.get(name)
        && under.insert(place.clone())
    {
        for import in imports {
            let whole: Vec<String> = import.iter().chain(rest).cloned().collect();
            meanings.extend(resolve(tree, at, &whole, under));
        }
        under.remove(&place);
    }
    if meanings.is_empty() && child.is_none() && !module.imports.contains_key(name) {
        meanings = through_globs(tree, at, path, under);
        if meanings.is_empty() && module.expanded.contains(name) {
            meanings.insert(Meaning::Item(at));
        }
    }
    meanings
}

fn through_globs(tree: &Tree, at: usize, path: &[String], under: &mut Under) -> Meanings {
    let mut meanings = Meanings::new();
    for glob in &tree.modules[at].globs {
        let place = (at, format!("{}::*", glob.join("::")));
        if !under.insert(place.clone()) {
            continue;
        }
        for target in resolve(tree, at, glob, under) {
            if let Meaning::Module(target) = target {
                meanings.extend(member(tree, target, path, under));
            }
        }
        under.remove(&place);
    }
    meanings
}
