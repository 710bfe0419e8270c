//! Reads the modules of a crate: which there are, which names each defines, and which it imports.

use crate::modules::{
    paths::{self, Mention},
    tokens,
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

/// Files of a crate by their path below its `src` folder.
pub(crate) type Files = BTreeMap<String, String>;

/// The modules of one crate. The crate root is the first; every other one comes after its parent.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
    /// Files that were read, and those that belong to modules for tests only.
    pub(crate) files: BTreeSet<String>,
}

#[derive(Default)]
pub(crate) struct Module {
    /// Path from the crate root, such as `http::error`; empty for the root.
    pub(crate) path: String,
    pub(crate) file: String,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
    /// Names of its own items.
    pub(crate) defined: BTreeSet<String>,
    /// Names of its `macro_rules!` macros.
    pub(crate) macros: BTreeSet<String>,
    /// Identifiers in macro calls that stand where items do: names of items that the macros may define.
    pub(crate) expanded: BTreeSet<String>,
    /// Imported names, and the paths that they stand for.
    pub(crate) imports: BTreeMap<String, Vec<Vec<String>>>,
    /// Paths of glob imports.
    pub(crate) globs: Vec<Vec<String>>,
    /// Paths that its code mentions.
    pub(crate) mentions: Vec<Mention>,
}

/// One name that a `use` declaration imports.
pub(crate) struct Import {
    /// `None` for a glob.
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

impl Tree {
    /// Reads the crate whose root is the file of this name. A file that does not parse, or that is missing, is an error.
    pub(crate) fn read(files: &Files, root: &str) -> Result<Self, String> {
        let mut tree = Self::default();
        let module = Module { file: root.to_owned(), ..Module::default() };
        tree.read_file(files, module, root, "")?;
        Ok(tree)
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn within(&self, inner: usize, outer: usize) -> bool {
        self.line_of(inner).contains(&outer)
    }

    /// The modules from the crate root down to this one.
    pub(crate) fn line_of(&self, module: usize) -> Vec<usize> {
        let mut line = vec![module];
        let mut above = self.modules[module].parent;
        while let Some(parent) = above {
            line.insert(0, parent);
            above = self.modules[parent].parent;
        }
        line
    }

    /// Reads a file of a module whose child modules have their files in `folder`.
    fn read_file(&mut self, files: &Files, module: Module, file: &str, folder: &str) -> Result<(), String> {
        let text = files.get(file).ok_or_else(|| format!("{file} is missing"))?;
        let items = syn::parse_file(text).map_err(|err| format!("{file}: {err}"))?.items;
        self.files.insert(file.to_owned());
        self.read_items(files, module, &items, folder)
    }

    fn read_items(&mut self, files: &Files, mut module: Module, items: &[Item], folder: &str) -> Result<(), String> {
        for item in items.iter().filter(|item| !paths::is_for_tests(item)) {
            module.note(item);
        }
        module.mentions = paths::mentions(items);
        let (index, path, file) = (self.modules.len(), module.path.clone(), module.file.clone());
        if let (Some(parent), Some(name)) = (module.parent, path.rsplit("::").next()) {
            self.modules[parent].children.insert(name.to_owned(), index);
        }
        self.modules.push(module);
        self.export_macros(index, items);
        for item in items {
            let Item::Mod(child) = item else { continue };
            let name = child.ident.to_string();
            let below = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if paths::is_for_tests(item) {
                self.files.extend(files.keys().filter(|file| belongs_to(file, &below)).cloned());
                continue;
            }
            let path = if path.is_empty() { name } else { format!("{path}::{name}") };
            let module = Module { path, file: file.clone(), parent: Some(index), ..Module::default() };
            self.read_child(files, module, child, &below)?;
        }
        Ok(())
    }

    fn read_child(&mut self, files: &Files, mut module: Module, item: &ItemMod, below: &str) -> Result<(), String> {
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            return Err(format!("{}: #[path] of `{}` is not understood", module.file, module.path));
        }
        if let Some((_, items)) = &item.content {
            return self.read_items(files, module, items, below);
        }
        let candidates = [format!("{below}.rs"), format!("{below}/mod.rs")];
        let file = candidates.iter().find(|file| files.contains_key(*file));
        let file = file.ok_or_else(|| format!("{}: no file of `{}`", module.file, module.path))?;
        module.file.clone_from(file);
        self.read_file(files, module, file, below)
    }

    /// Macros with `#[macro_export]` have their path in the crate root, wherever they are defined.
    fn export_macros(&mut self, module: usize, items: &[Item]) {
        for item in items {
            let Item::Macro(item) = item else { continue };
            let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
            if let (Some(name), true, false) = (&item.ident, exported, module == 0) {
                let path = format!("crate::{}::{name}", self.modules[module].path);
                let path = path.split("::").map(str::to_owned).collect();
                self.modules[0].imports.entry(name.to_string()).or_default().push(path);
            }
        }
    }
}

fn belongs_to(file: &str, module: &str) -> bool {
    file.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

impl Module {
    /// Notes which names an item of this module defines or imports.
    fn note(&mut self, item: &Item) {
        match item {
            Item::Use(item) => {
                for Import { name, path, .. } in imports(item) {
                    match name {
                        Some(name) => self.imports.entry(name).or_default().push(path),
                        None => self.globs.push(path),
                    }
                }
            }
            Item::Macro(item) => match &item.ident {
                Some(name) => {
                    self.defined.insert(name.to_string());
                    self.macros.insert(name.to_string());
                }
                None => tokens::identifiers(&item.mac.tokens, &mut self.expanded),
            },
            _ => self.defined.extend(defined_by(item)),
        }
    }
}

/// The name that an item defines, if it is neither a module, an import nor a macro.
pub(crate) fn defined_by(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// The names that a `use` declaration imports; none if they come from another crate named with a leading `::`.
pub(crate) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut imports = Vec::new();
    if item.leading_colon.is_none() {
        collect(&item.tree, &mut Vec::new(), &mut imports);
    }
    imports
}

/// Whether a `use` declaration makes its names visible to other modules.
pub(crate) fn is_reexport(item: &ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

fn collect(tree: &UseTree, path: &mut Vec<String>, imports: &mut Vec<Import>) {
    let mut import = |name: Option<&syn::Ident>, last: Option<&syn::Ident>, line| {
        // `a::{self}` imports `a`.
        let last = last.map(ToString::to_string).filter(|last| last != "self" || path.is_empty());
        let whole: Vec<String> = path.iter().cloned().chain(last).collect();
        let name = name
            .map(ToString::to_string)
            .map(|name| if name == "self" { whole[whole.len() - 1].clone() } else { name });
        imports.push(Import { name, path: whole, line });
    };
    match tree {
        UseTree::Name(name) => import(Some(&name.ident), Some(&name.ident), name.ident.span().start().line),
        UseTree::Rename(name) => import(Some(&name.rename), Some(&name.ident), name.ident.span().start().line),
        UseTree::Glob(glob) => import(None, None, glob.star_token.span.start().line),
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            collect(&step.tree, path, imports);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, path, imports);
            }
        }
    }
}

/// Whether an attribute keeps an item out of everything but tests.
pub(crate) fn is_test_attribute(attribute: &Attribute) -> bool {
    if attribute.path().is_ident("test") {
        return true;
    }
    let mut words = BTreeSet::new();
    if let (true, Ok(list)) = (attribute.path().is_ident("cfg"), attribute.meta.require_list()) {
        tokens::identifiers(&list.tokens, &mut words);
    }
    words.contains("test") && !words.contains("not")
}
