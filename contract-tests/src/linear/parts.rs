//! Splits a history into independent parts.
//!
//! Linearizability is local: a history is linearizable if and only if its restriction to each object is. Events that
//! touch no common thing can therefore be checked separately, which keeps each search small. A clock move touches
//! many things and would connect all of them. If a clock move overlaps no other event, however, its place in the
//! order is certain, and every part includes it.

use super::history::{Event, History};
use std::collections::BTreeMap;

/// The things that a call touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touches {
    /// The call touches these things.
    Things(Vec<String>),
    /// The call touches time; if it overlaps another event, it also touches these things.
    Time(Vec<String>),
}

/// Returns `true` if an event overlaps no other.
pub fn is_alone<C, A>(event: &Event<C, A>, history: &History<C, A>) -> bool {
    let apart = |other: &Event<C, A>| other.precedes(event) || event.precedes(other);
    history.iter().all(|other| other.invoked == event.invoked || apart(other))
}

/// Returns the parts of a history.
pub fn parts<C: Clone, A: Clone>(history: &History<C, A>, touches: &dyn Fn(&C, &A) -> Touches) -> Vec<History<C, A>> {
    let mut groups = Groups::default();
    let (mut owners, mut everywhere) = (Vec::new(), Vec::new());
    for (number, event) in history.iter().enumerate() {
        match touches(&event.call, &event.answer) {
            Touches::Things(things) => owners.push((number, groups.join(&things))),
            Touches::Time(_) if is_alone(event, history) => everywhere.push(number),
            Touches::Time(things) => owners.push((number, groups.join(&things))),
        }
    }
    let mut parts = BTreeMap::<usize, Vec<usize>>::new();
    for (number, group) in owners {
        parts.entry(groups.root(group)).or_default().push(number);
    }
    if parts.is_empty() && !everywhere.is_empty() {
        return vec![history.clone()];
    }
    let with_all = |mut numbers: Vec<usize>| {
        numbers.extend(&everywhere);
        History::new(numbers.into_iter().map(|number| history[number].clone()).collect())
    };
    parts.into_values().map(with_all).collect()
}

/// Groups of things that are connected because an event touches several of them.
#[derive(Debug, Default)]
struct Groups {
    by_thing: BTreeMap<String, usize>,
    /// The group that each group was joined to; a group that represents itself has its own index.
    joined: Vec<usize>,
}

impl Groups {
    fn root(&self, mut group: usize) -> usize {
        while self.joined[group] != group {
            group = self.joined[group];
        }
        group
    }

    /// Joins the groups of these things. An empty list makes a new group.
    fn join(&mut self, things: &[String]) -> usize {
        let fresh = self.joined.len();
        self.joined.push(fresh);
        for thing in things {
            let other = *self.by_thing.entry(thing.clone()).or_insert(fresh);
            let (one, other) = (self.root(fresh), self.root(other));
            self.joined[one] = other;
        }
        self.root(fresh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits a history in short notation: begin, end, and the letters of the things that the event touches; `*` in
    /// front marks an event about time.
    fn taken_apart(told: &[(u64, u64, &str)]) -> Vec<String> {
        let event = |(invoked, returned, things): &(u64, u64, &str)| Event {
            client: 0,
            invoked: *invoked,
            returned: Some(*returned),
            call: (*things).to_owned(),
            answer: (),
        };
        let touches = |things: &String, (): &()| {
            let all = things.trim_start_matches('*').chars().map(String::from).collect();
            if things.starts_with('*') { Touches::Time(all) } else { Touches::Things(all) }
        };
        let parts = parts(&History::new(told.iter().map(event).collect()), &touches);
        let mut shown: Vec<_> = parts
            .iter()
            .map(|part| part.iter().map(|event| event.call.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        shown.sort();
        shown
    }

    #[test]
    fn what_touches_nothing_in_common_is_apart() {
        assert_eq!(taken_apart(&[(0, 9, "a"), (1, 8, "b"), (2, 7, "a")]), ["a a", "b"]);
        assert_eq!(taken_apart(&[(0, 9, "a"), (1, 8, "b"), (2, 7, "c"), (3, 6, "bc"), (4, 5, "ab")]), ["a b c bc ab"]);
        assert_eq!(taken_apart(&[(0, 9, ""), (1, 8, "a"), (2, 7, "")]), ["", "", "a"]);
    }

    #[test]
    fn time_is_in_every_part_or_ties_them() {
        assert_eq!(taken_apart(&[(0, 1, "a"), (2, 3, "*ab"), (4, 5, "b")]), ["*ab b", "a *ab"]);
        assert_eq!(taken_apart(&[(0, 2, "a"), (1, 3, "*ab"), (4, 5, "b"), (6, 7, "c")]), ["a *ab b", "c"]);
        assert_eq!(taken_apart(&[(0, 1, "*")]), ["*"]);
    }
}
