//! Finds the operations at a path.

use super::refusals;
use crate::kernel::refusal::ApiResult;
use std::collections::BTreeMap;

/// The longest id of an object, in bytes. (documented)
const ID_MAX: usize = 255;

/// The operations by the segments of their paths.
#[derive(Debug, Default)]
pub struct Paths {
    next: BTreeMap<&'static str, Paths>,
    /// Where any segment leads.
    parameter: Option<Box<Paths>>,
    /// The places of the operations of this path in the table.
    pub operations: Vec<usize>,
}

impl Paths {
    /// Arranges the operations of a table.
    pub fn of(templates: impl Iterator<Item = &'static str>) -> Self {
        let mut root = Self::default();
        for (place, template) in templates.enumerate() {
            let mut node = &mut root;
            for segment in template.split('/').skip(1) {
                node = match segment.starts_with('{') {
                    true => node.parameter.get_or_insert_default(),
                    false => node.next.entry(segment).or_default(),
                };
            }
            node.operations.push(place);
        }
        root
    }

    /// Finds what is at a path. A literal segment is preferred to a parameter, also where that is known only further on.
    pub fn find(&self, path: &str) -> Option<&Self> {
        self.walk(path, |node, segment| node.next.get(segment))
    }

    /// Finds what is at a path whose literal segments may have letters in another case.
    pub fn find_in_any_case(&self, path: &str) -> Option<&Self> {
        self.walk(path, |node, segment| {
            let same = |(name, _): &(&&str, &Self)| name.eq_ignore_ascii_case(segment);
            node.next.iter().find(same).map(|(_, next)| next)
        })
    }

    fn walk<'p>(&'p self, path: &str, literal: fn(&'p Self, &str) -> Option<&'p Self>) -> Option<&'p Self> {
        let Some(rest) = path.strip_prefix('/') else { return Some(self).filter(|_| path.is_empty()) };
        let (segment, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if segment.is_empty() {
            return None;
        }
        let named = literal(self, segment).and_then(|next| next.walk(rest, literal));
        let found = |found: &&Self| !found.operations.is_empty();
        named
            .filter(found)
            .or_else(|| self.parameter.as_ref().and_then(|next| next.walk(rest, literal)).filter(found))
            .or(named)
    }
}

/// Returns the path without its last segment, or `None` for the path of the tree's root.
pub fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent).filter(|parent| !parent.is_empty())
}

/// Returns the last segment of a path.
pub fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// Older names of parts of the tree, which clients still use, and today's names. (seen in client code)
const RENAMED: [(&str, &str); 3] =
    [("communication-maps", "security-policies"), ("communication-entries", "rules"), ("deployment-zones", "sites")];

/// Returns the place of a document in the tree for a path below the base of an interface. Two older forms lead to the same documents: the
/// names of 2018 for security policies and their rules, and the VPN services of a tier-0 gateway without their locale services.
pub fn canonical(path: &str) -> String {
    let mut canonical = String::with_capacity(path.len() + 32);
    let mut above = ["", ""];
    for segment in path.split('/').skip(1) {
        let of_tier_0 = above[0] == "tier-0s" && ["ipsec-vpn-services", "l2vpn-services"].contains(&segment);
        if of_tier_0 {
            canonical.push_str("/locale-services/default");
        }
        canonical.push('/');
        canonical.push_str(RENAMED.iter().find(|(old, _)| *old == segment).map_or(segment, |(_, new)| new));
        above = [above[1], segment];
    }
    canonical
}

/// Returns a path of the tree with the older names, if the request used them.
pub fn as_asked(path: &str, asked: &str) -> String {
    if !asked.contains("/communication-maps") {
        return path.to_owned();
    }
    let older = |segment| RENAMED.iter().find(|(_, new)| *new == segment).map_or(segment, |(old, _)| *old);
    path.split('/').map(older).collect::<Vec<_>>().join("/")
}

/// Checks an id that a client chose.
///
/// # Errors
/// It is empty or too long, or has a character that no id has.
pub fn check_id(id: &str) -> ApiResult<()> {
    let allowed = |letter: char| !letter.is_control() && !"/*%<>\"';".contains(letter);
    let is_good = !id.is_empty() && id.len() <= ID_MAX && id.chars().all(allowed);
    if is_good { Ok(()) } else { Err(refusals::id_invalid(id)) }
}
