//! Small crates that show that each form of a dependency is seen.

use crate::modules::{
    faults,
    graph::Layers,
    tree::{Files, Tree},
};

/// A form of a dependency, and code of a module `a` that depends in that form on a module `b`.
struct Form {
    name: &'static str,
    code: &'static str,
}

/// In each crate, `b` holds `Thing`, `number`, `make!` and `text`, and `lib.rs` re-exports them.
const FORMS: &[Form] = &[
    Form { name: "use", code: "use crate::b::Thing; fn f(_: Thing) {}" },
    Form { name: "use of a module", code: "use crate::b; fn f() -> u8 { b::number() }" },
    Form { name: "group", code: "use crate::{a::g, b::{Thing, number}};" },
    Form { name: "group with self", code: "use crate::b::{self as other}; fn f() { other::number(); }" },
    Form { name: "glob", code: "use crate::b::*;" },
    Form { name: "rename", code: "use crate::b::Thing as Other; fn f(_: Other) {}" },
    Form { name: "rename of a module", code: "use crate::b as other; fn f(_: other::Thing) {}" },
    Form { name: "re-export of a module elsewhere", code: "pub use crate::b::Thing;" },
    Form { name: "crate::", code: "fn f() -> u8 { crate::b::number() }" },
    Form { name: "super::", code: "fn f() -> u8 { super::b::number() }" },
    Form { name: "self::", code: "use super::b; fn f() -> u8 { self::b::number() }" },
    Form { name: "fully qualified", code: "fn f() -> u8 { <u8 as crate::b::Named>::name() }" },
    Form { name: "type of a qualified path", code: "fn f() -> u8 { <crate::b::Thing>::default() }" },
    Form { name: "through a re-export", code: "use crate::Thing; fn f(_: Thing) {}" },
    Form { name: "path through a re-export", code: "fn f() -> u8 { crate::number() }" },
    Form { name: "through a glob of the crate root", code: "use crate::*; fn f() -> u8 { number() }" },
    Form { name: "through a renamed re-export", code: "fn f() -> u8 { crate::renamed::number() }" },
    Form { name: "item that a macro defines", code: "fn f(_: crate::Made) {}" },
    Form { name: "name of a macro", code: "fn f() -> u8 { crate::make!() }" },
    Form { name: "macro call", code: "fn f() { println!(\"{}\", crate::b::number()); }" },
    Form { name: "nested tokens", code: "fn f() { assert!({ vec![super::b::number()].is_empty() }); }" },
    Form { name: "use in tokens", code: "thread_local! { static A: u8 = { use crate::{a::g, b::number}; number() } }" },
    Form { name: "macro_rules body", code: "macro_rules! m { ($x:expr) => { $crate::b::number() + $x } }" },
    Form { name: "macro_rules body, group", code: "macro_rules! m { () => { use $crate::b::{Thing, number}; } }" },
    Form { name: "serde with", code: "#[derive(Serialize)] struct S { #[serde(with = \"crate::b::text\")] x: u8 }" },
    Form {
        name: "serde deserialize_with",
        code: "#[derive(Deserialize)] struct S { #[serde(default, deserialize_with = \"super::b::number\")] x: u8 }",
    },
    Form {
        name: "serde through an import",
        code: "use super::b; struct S { #[serde(default = \"b::number\")] x: u8 }",
    },
    Form { name: "derive", code: "#[derive(crate::b::Derived)] struct S;" },
    Form { name: "type position", code: "struct S { things: Vec<Option<crate::b::Thing>> }" },
    Form { name: "generic argument", code: "fn f() { drop(Vec::<crate::b::Thing>::new()); }" },
    Form { name: "bound", code: "fn f<T: crate::b::Named>(_: T) {}" },
    Form { name: "where clause", code: "fn f<T>(_: T) where T: Iterator<Item = crate::b::Thing> {}" },
    Form { name: "dyn", code: "fn f(_: &dyn super::b::Named) {}" },
    Form { name: "impl of a trait", code: "struct S; impl crate::b::Named for S {}" },
    Form { name: "impl for a type", code: "impl Clone for crate::b::Thing {}" },
    Form { name: "pattern", code: "fn f(x: u8) -> bool { g(x, |crate::b::Thing { .. }| true) }" },
    Form { name: "pattern of a match", code: "fn f(x: u8) { match x { crate::b::LIMIT => {}, _ => {} } }" },
    Form { name: "struct expression", code: "fn f() { drop(crate::b::Thing { x: 1 }); }" },
    Form { name: "constant", code: "const A: u8 = crate::b::LIMIT;" },
    Form { name: "array length", code: "type A = [u8; crate::b::LIMIT];" },
    Form { name: "use in a function", code: "fn f() -> u8 { use crate::b::number; number() }" },
    Form { name: "module imported in a function", code: "fn f() -> u8 { use crate::b as other; other::number() }" },
    Form { name: "glob in a function", code: "fn f() -> u8 { use crate::*; number() }" },
    Form { name: "in a module within", code: "mod inner { fn f() -> u8 { super::super::b::number() } }" },
    Form { name: "through the parent's import", code: "use crate::b::Thing; mod inner { fn f(_: super::Thing) {} }" },
];

/// What looks like a dependency on `b` and is none.
const FREE: &[Form] = &[
    Form { name: "comment", code: "// crate::b::number()\nfn f() {}" },
    Form { name: "documentation", code: "/// See [`crate::b::number`].\nfn f() {}" },
    Form { name: "text", code: "fn f() -> &'static str { \"crate::b::number\" }" },
    Form { name: "another crate", code: "use ::b::Thing; fn f() { drop(::b::number()); }" },
    Form { name: "visibility", code: "pub(in crate::b) struct S;" },
    Form { name: "variable", code: "fn f(b: u8) -> u8 { println!(\"{}\", b); b }" },
    Form { name: "field", code: "fn f(x: S) { assert!(x.b.is_empty()); }" },
    Form { name: "renamed field", code: "struct S { #[serde(rename = \"b\")] x: u8 }" },
    Form { name: "name of the block", code: "fn f() { fn b() {} b(); }" },
    Form { name: "module for tests", code: "#[cfg(test)] mod tests { use crate::b::Thing; }" },
    Form { name: "function for tests", code: "#[cfg(test)] fn f() { crate::b::number(); }" },
    Form { name: "itself", code: "fn f() { crate::a::g(); super::a::g(); self::g(); }" },
    Form { name: "metavariable", code: "macro_rules! m { ($b:path) => { $b::number() } }" },
];

const ROOT: &str = "mod a; mod b; pub use b::{Thing, number, Made}; pub use b as renamed;";
const B: &str = "pub struct Thing; pub fn number() {} pub trait Named {} pub const LIMIT: u8 = 1; pub mod text {}
    made! { Made } #[macro_export] macro_rules! make { () => { 1 } }";

fn cycles(files: &[(&str, &str)]) -> Vec<String> {
    faults_of(files, None)
}

fn layer_faults(files: &[(&str, &str)], layers: Layers) -> Vec<String> {
    faults_of(files, Some(layers))
}

fn faults_of(files: &[(&str, &str)], layers: Option<Layers>) -> Vec<String> {
    let files: Files = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    let tree = Tree::read(&files, "lib.rs").unwrap_or_else(|err| panic!("{err}"));
    faults("", &tree, layers)
}

#[test]
fn each_form_of_a_dependency_is_seen() {
    for Form { name, code } in FORMS {
        let a = format!("pub fn g() {{}}\n{code}");
        let back = format!("{B}\nuse crate::a::g;");
        let found = cycles(&[("lib.rs", ROOT), ("a.rs", &a), ("b.rs", &back)]);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert!(found[0].contains("a -> b at a.rs:2 ("), "{name}: {}", found[0]);
        assert!(found[0].contains("b -> a at b.rs:3 (crate::a::g)"), "{name}: {}", found[0]);
        let found = cycles(&[("lib.rs", ROOT), ("a.rs", &a), ("b.rs", B)]);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn what_is_no_dependency_is_not_taken_for_one() {
    for Form { name, code } in FREE {
        let a = format!("pub fn g() {{}}\n{code}");
        let found = cycles(&[("lib.rs", ROOT), ("a.rs", &a), ("b.rs", &format!("{B}\nuse crate::a::g;"))]);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn cycles_of_three_and_at_any_depth_are_found() {
    let root = ("lib.rs", "mod top;");
    let top = ("top/mod.rs", "mod a; mod b; mod c;");
    let a = ("top/a.rs", "mod deep;");
    let deep = ("top/a/deep.rs", "use crate::top::b::B; pub struct A;");
    let b = ("top/b.rs", "use super::c; pub struct B(c::C);");
    let c = ("top/c.rs", "pub struct C(crate::top::a::deep::A);");
    let found = cycles(&[root, top, a, deep, b, c]);
    assert_eq!(found.len(), 1, "{found:?}");
    for edge in
        ["top::a -> top::b at top/a/deep.rs:1", "top::b -> top::c at top/b.rs:1", "top::c -> top::a at top/c.rs:1"]
    {
        assert!(found[0].contains(edge), "{}", found[0]);
    }
    let found = cycles(&[root, top, a, deep, b, ("top/c.rs", "pub struct C;")]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_module_and_its_child_do_not_depend_on_each_other() {
    let child = ("a/child.rs", "use super::number; pub fn f() { number(); }");
    let root = ("lib.rs", "mod a;");
    let found = cycles(&[root, ("a.rs", "mod child; pub fn number() {} fn g() { child::f(); }"), child]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("self of a -> a::child at a.rs:1 (child::f)"), "{}", found[0]);
    for fine in ["mod child; pub fn number() {}", "mod child; pub fn number() {} pub use child::f; pub use child::*;"] {
        let found = cycles(&[root, ("a.rs", fine), child]);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn macros_known_from_above_are_seen() {
    let child = ("a.rs", "fn f() { say!(); }");
    let found = cycles(&[("lib.rs", "macro_rules! say { () => {} } mod a; use a::f;"), child]);
    assert_eq!(found.len(), 1, "{found:?}");
    let found = cycles(&[("lib.rs", "macro_rules! say { () => {} } mod a;"), child]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn imports_in_a_circle_end() {
    let found = cycles(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "pub use crate::b::*; pub use crate::b::x; fn f(_: x) {}"),
        ("b.rs", "pub use crate::a::*; pub use crate::a::x;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn layers_run_downwards() {
    let low = ("low.rs", "pub mod part; pub fn f() {}");
    let part = ("low/part.rs", "");
    let high = ("high.rs", "use crate::low::f;");
    let root = ("lib.rs", "mod low; mod high; use high::x; use low::f;");
    let layers: Layers = &[&["low"], &["high"], &["self"]];
    assert_eq!(layer_faults(&[root, low, part, high], layers), [""; 0]);
    let upwards = ("low/part.rs", "\nfn f() { crate::high::x(); }");
    let found =
        layer_faults(&[("lib.rs", "mod low; mod high;"), ("low.rs", "mod part;"), upwards, ("high.rs", "")], layers);
    assert_eq!(found, ["low::part -> high runs to a higher layer at low/part.rs:2 (crate::high::x)"]);
    // The part of a module that has a row of its own is not of the module's layer.
    let parted: Layers = &[&["low"], &["high"], &["low::part", "self"]];
    let found =
        layer_faults(&[("lib.rs", "mod low; mod high;"), ("low.rs", "mod part;"), upwards, ("high.rs", "")], parted);
    assert_eq!(found, [""; 0]);
    assert_eq!(layer_faults(&[root, low, part, high], &[&["low"], &["self"]]), ["`high` has no layer"]);
    let gone = layer_faults(&[("lib.rs", "mod low;"), ("low.rs", "")], &[&["low", "gone"], &["self"]]);
    assert_eq!(gone, ["`gone` has a layer and is no module"]);
}
