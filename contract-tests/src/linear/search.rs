//! Decides whether a history is linearizable: whether its events have an order in which a sequential model would have answered the same,
//! and in which no event stands before one that was answered before it was asked.
//!
//! The search is that of Wing and Gong, with Lowe's memory: a set of events that has led to a state once needs no second visit. An event
//! that only looks is taken as soon as it fits, because no order becomes impossible by it.

use super::history::{Event, History};
use serde_json::Value;
use std::{collections::HashSet, fmt, hash::Hash, rc::Rc};

/// States that one search may visit. A history that needs more is not decided, and says so.
pub const VISITS_MAX: usize = 100_000;

/// Something that answers one call after the other.
pub trait Sequential: Clone + Eq + Hash {
    /// What it is asked.
    type Call: Clone;
    /// What it answers.
    type Answer: Clone;

    /// The state after this call, if it would be answered so.
    ///
    /// # Errors
    /// Where the answer would be another one.
    fn after(&self, call: &Self::Call, answer: &Self::Answer) -> Result<Self, Box<Objection>>;

    /// Whether a call that is answered so changes nothing, whatever the state. What happens to change nothing in one state does not count:
    /// to write what is there already is a write.
    fn only_looks(call: &Self::Call, answer: &Self::Answer) -> bool;
}

/// Why an answer does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Where in the answer, as `$.state`.
    pub path: String,
    /// What would stand there.
    pub expected: Option<Value>,
    /// What stands there.
    pub actual: Option<Value>,
    /// The same in words.
    pub sentence: String,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// What a search has found. Numbers are places in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is such an order: this one.
    Linearizable(Vec<usize>),
    /// There is none.
    Not(Stuck),
    /// [`VISITS_MAX`] states were not enough to know.
    Undecided,
}

/// How far a search came that found no order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stuck {
    /// The longest order in which all answers fit.
    pub order: Vec<usize>,
    /// The events that could have come next, and what speaks against each.
    pub next: Vec<(usize, Box<Objection>)>,
}

/// Searches an order for a history that began in this state.
pub fn search<S: Sequential>(begin: &S, history: &History<S::Call, S::Answer>) -> Outcome {
    search_within(begin, history, VISITS_MAX)
}

/// As [`search`], with another bound.
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

/// Which events an order has taken up: all before `first`, and `ahead` beyond it.
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

/// A place on the way, and what can still be tried from there, the best last.
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
    /// Where a choice was made before.
    seen: HashSet<(Done, Rc<S>)>,
    longest: Stuck,
    visits: usize,
}

impl<S: Sequential> Search<'_, S> {
    /// What can come next; `None` where everything that was answered has its place.
    fn open(&mut self, state: Rc<S>, done: Done, order: &[usize]) -> Option<Vec<Step<S>>> {
        self.visits += 1;
        let left = || (done.first..self.history.len()).filter(|event| !done.has(*event));
        let first_answer = left().filter_map(|event| self.history[event].returned).min()?;
        let (mut steps, mut objections) = (Vec::new(), Vec::new());
        for number in left().take_while(|event| self.history[*event].invoked < first_answer) {
            let Event { call, answer, .. } = &self.history[number];
            match state.after(call, answer) {
                // It can have its place here, wherever else it could have one. What the model learns by it is a change.
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
        // What was answered first probably happened first.
        steps.sort_by_key(|step| std::cmp::Reverse(self.history[step.event].returned.unwrap_or(u64::MAX)));
        Some(steps)
    }
}

#[cfg(test)]
mod tests;
