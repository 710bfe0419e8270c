//! Decides whether a history is linearizable: whether its events have an order in which a sequential model gives the
//! same answers, and in which no event precedes one that was answered before it was sent.
//!
//! The algorithm is that of Wing and Gong with Lowe's cache: once a set of events has led to a state, the same set
//! and state are not searched again. An event that only reads is placed as soon as it fits, because that excludes no
//! other order.

use super::history::{Event, History};
use serde_json::Value;
use std::{collections::HashSet, fmt, hash::Hash, rc::Rc};

/// The maximum number of states in one search. If a history needs more, the outcome is [`Outcome::Undecided`].
pub const VISITS_MAX: usize = 100_000;

/// A sequential model that answers one call after the other.
pub trait Sequential: Clone + Eq + Hash {
    type Call: Clone;
    type Answer: Clone;

    /// Returns the state after this call, if the model gives this answer.
    ///
    /// # Errors
    /// The model gives another answer.
    fn after(&self, call: &Self::Call, answer: &Self::Answer) -> Result<Self, Box<Objection>>;

    /// Returns `true` if a call with this answer changes no state. It must hold in every state: a write of the value
    /// that is already there is still a write.
    fn only_looks(call: &Self::Call, answer: &Self::Answer) -> bool;
}

/// The reason why an answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The place in the answer, such as `$.state`.
    pub path: String,
    /// The value that the model gives.
    pub expected: Option<Value>,
    /// The value in the answer.
    pub actual: Option<Value>,
    /// The reason in words.
    pub sentence: String,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// The outcome of a search. Numbers are indices into the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The history is linearizable; this is an order.
    Linearizable(Vec<usize>),
    /// The history is not linearizable.
    Not(Stuck),
    /// The search reached its limit, [`VISITS_MAX`] by default, before it could decide.
    Undecided,
}

/// The furthest point of a search that found no order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stuck {
    /// The longest order in which all answers fit.
    pub order: Vec<usize>,
    /// The events that could have followed, each with the objection of the model.
    pub next: Vec<(usize, Box<Objection>)>,
}

/// Searches for an order of a history that began in this state.
pub fn search<S: Sequential>(begin: &S, history: &History<S::Call, S::Answer>) -> Outcome {
    search_within(begin, history, VISITS_MAX)
}

/// Does the same as [`search`] with another limit.
pub fn search_within<S: Sequential>(begin: &S, history: &History<S::Call, S::Answer>, visits_max: usize) -> Outcome {
    let mut search = Search { history, seen: HashSet::new(), longest: Stuck::default(), visits: 0 };
    let mut order = Vec::new();
    let mut ways = vec![Way::new(search.open(Rc::new(begin.clone()), Done::default(), &order))];
    while let Some(way) = ways.last_mut() {
        if way.all_answered {
            return Outcome::Linearizable(order);
        }
        if search.visits > visits_max {
            return Outcome::Undecided;
        }
        match way.steps.pop() {
            Some(Step { event, state, done }) => {
                order.push(event);
                let next = search.open(Rc::new(state), done, &order);
                ways.push(Way::new(next));
            }
            None => {
                ways.pop();
                order.pop();
            }
        }
    }
    Outcome::Not(search.longest)
}

/// The events that an order contains: all before `first`, and those of `ahead` after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Done {
    first: usize,
    ahead: Vec<usize>,
}

impl Done {
    fn has(&self, event: usize) -> bool {
        event < self.first || self.ahead.contains(&event)
    }

    fn with(&self, event: usize) -> Self {
        let mut done = self.clone();
        let place = done.ahead.partition_point(|other| *other < event);
        done.ahead.insert(place, event);
        while done.ahead.first() == Some(&done.first) {
            done.ahead.remove(0);
            done.first += 1;
        }
        done
    }
}

struct Step<S> {
    event: usize,
    state: S,
    done: Done,
}

/// A point in the search with the steps that can still be tried, the best one last.
struct Way<S> {
    all_answered: bool,
    steps: Vec<Step<S>>,
}

impl<S> Way<S> {
    fn new(open: Option<Vec<Step<S>>>) -> Self {
        Self { all_answered: open.is_none(), steps: open.unwrap_or_default() }
    }
}

struct Search<'h, S: Sequential> {
    history: &'h History<S::Call, S::Answer>,
    /// The states and sets of events at which the search has branched before.
    seen: HashSet<(Done, Rc<S>)>,
    longest: Stuck,
    visits: usize,
}

impl<S: Sequential> Search<'_, S> {
    /// Returns the possible next steps; `None` if every answered event has its place.
    fn open(&mut self, state: Rc<S>, done: Done, order: &[usize]) -> Option<Vec<Step<S>>> {
        self.visits += 1;
        let left = || (done.first..self.history.len()).filter(|event| !done.has(*event));
        let first_answer = left().filter_map(|event| self.history[event].returned).min()?;
        let (mut steps, mut objections) = (Vec::new(), Vec::new());
        for number in left().take_while(|event| self.history[*event].invoked < first_answer) {
            let Event { call, answer, .. } = &self.history[number];
            match state.after(call, answer) {
                // The event can be placed here, wherever else it would fit. If the model learns something from it,
                // that counts as a change.
                Ok(same) if S::only_looks(call, answer) && same == *state => {
                    return Some(vec![Step { event: number, state: same, done: done.with(number) }]);
                }
                Ok(other) => steps.push(Step { event: number, state: other, done: done.with(number) }),
                Err(objection) => objections.push((number, objection)),
            }
        }
        if order.len() >= self.longest.order.len() {
            self.longest = Stuck { order: order.to_vec(), next: objections };
        }
        if !self.seen.insert((done, state)) {
            return Some(Vec::new());
        }
        // The event that was answered first probably happened first.
        steps.sort_by_key(|step| std::cmp::Reverse(self.history[step.event].returned.unwrap_or(u64::MAX)));
        Some(steps)
    }
}

#[cfg(test)]
mod tests;
