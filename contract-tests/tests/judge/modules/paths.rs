//! Collects the paths that the code of a module mentions.

use crate::modules::{
    tokens,
    tree::{self, Import},
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemMacro, ItemMod, ItemUse, Macro, Path, Stmt, Visibility,
    visit::{self, Visit},
};

/// A path that the code of a module mentions.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) path: Vec<String>,
    /// What the path may mean besides, if it is not found: imports of the same name by globs in a function.
    pub(crate) otherwise: Vec<Vec<String>>,
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Import {
        reexport: bool,
    },
    Glob {
        reexport: bool,
    },
    /// An expression, a type, a pattern, a bound, or tokens.
    Code,
    /// The name of a macro that is called.
    Macro,
    /// A text of an attribute, which may name a module.
    Text,
}

/// The paths that these items of a module mention. Child modules and items for tests are left out.
pub(crate) fn mentions(items: &[Item]) -> Vec<Mention> {
    let mut collector = Collector::default();
    for item in items {
        collector.visit_item(item);
    }
    collector.mentions
}

/// Whether an item is compiled for tests only.
pub(crate) fn is_for_tests(item: &Item) -> bool {
    attributes(item).iter().any(tree::is_test_attribute)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[derive(Default)]
struct Collector {
    mentions: Vec<Mention>,
    /// The blocks around the current place, outermost first.
    blocks: Vec<Names>,
}

/// Names that are known in a block only.
#[derive(Default)]
struct Names {
    defined: BTreeSet<String>,
    imports: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

impl Collector {
    fn mention(&mut self, mut path: Vec<String>, line: usize, kind: Kind) {
        for names in self.blocks.iter().rev() {
            let Some(first) = path.first() else { return };
            if names.defined.contains(first) {
                return;
            }
            // An import such as `use a::a;` does not stand for itself.
            if let Some(import) = names.imports.get(first).filter(|import| !path.starts_with(import)) {
                path.splice(..1, import.iter().cloned());
            }
        }
        let globs = self.blocks.iter().flat_map(|names| &names.globs);
        let otherwise = globs.map(|glob| glob.iter().chain(&path).cloned().collect()).collect();
        self.mentions.push(Mention { path, otherwise, line, kind });
    }

    fn tokens(&mut self, found: Vec<tokens::Found>) {
        for tokens::Found { path, line, glob, text } in found {
            let kind = match (text, glob) {
                (true, _) => Kind::Text,
                (false, true) => Kind::Glob { reexport: false },
                (false, false) => Kind::Code,
            };
            self.mention(path, line, kind);
        }
    }
}

impl Visit<'_> for Collector {
    fn visit_item(&mut self, item: &Item) {
        if !is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &ImplItemFn) {
        if !item.attrs.iter().any(tree::is_test_attribute) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    /// A child module is a module of its own.
    fn visit_item_mod(&mut self, item: &ItemMod) {
        assert!(self.blocks.is_empty(), "`mod {}` in a function is not understood", item.ident);
        for attribute in &item.attrs {
            self.visit_attribute(attribute);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        let reexport = tree::is_reexport(item);
        for Import { name, path, line } in tree::imports(item) {
            let kind = if name.is_some() { Kind::Import { reexport } } else { Kind::Glob { reexport } };
            self.mention(path, line, kind);
        }
    }

    fn visit_item_macro(&mut self, item: &ItemMacro) {
        if item.ident.is_some() {
            self.tokens(tokens::paths(&item.mac.tokens));
        } else {
            visit::visit_item_macro(self, item);
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        if call.path.leading_colon.is_none() {
            self.mention(names(&call.path), line_of(&call.path), Kind::Macro);
        }
        self.tokens(tokens::paths(&call.tokens));
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        let with_texts = attribute.path().is_ident("serde") || attribute.path().is_ident("schemars");
        match &attribute.meta {
            syn::Meta::List(list) if with_texts => self.tokens(tokens::paths_and_texts(&list.tokens)),
            syn::Meta::List(list) => self.tokens(tokens::paths(&list.tokens)),
            syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
            syn::Meta::Path(_) => {}
        }
        if attribute.path().segments.len() > 1 {
            self.visit_path(attribute.path());
        }
    }

    /// `pub(in crate::a)` depends on nothing.
    fn visit_visibility(&mut self, _: &Visibility) {}

    fn visit_path(&mut self, path: &Path) {
        if path.leading_colon.is_none() {
            self.mention(names(path), line_of(path), Kind::Code);
        }
        visit::visit_path(self, path);
    }

    fn visit_block(&mut self, block: &Block) {
        let mut known = Names::default();
        for statement in &block.stmts {
            match statement {
                Stmt::Item(Item::Use(item)) => {
                    for Import { name, path, .. } in tree::imports(item) {
                        match name {
                            Some(name) => drop(known.imports.insert(name, path)),
                            None => known.globs.push(path),
                        }
                    }
                }
                Stmt::Item(item) => known.defined.extend(tree::defined_by(item)),
                _ => {}
            }
        }
        self.blocks.push(known);
        visit::visit_block(self, block);
        self.blocks.pop();
    }
}

fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn line_of(path: &Path) -> usize {
    path.segments.first().map_or(0, |segment| segment.ident.span().start().line)
}
