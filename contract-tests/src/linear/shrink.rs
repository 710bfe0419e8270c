//! Makes a history that is not linearizable as small as it can be and still say so for the same reason.
//!
//! Only what may be left out is left out: what is left of a linearizable history must be linearizable again, or the smaller history would
//! accuse a server that did nothing wrong. That holds of the end of a history, and of events that change nothing.

use super::{
    history::{Event, History},
    search::{Outcome, Sequential, search},
};

/// Whether an event can be left out of a history, the rest of which is given.
pub type CanGo<'a, C, A> = &'a dyn Fn(&Event<C, A>, &[Event<C, A>]) -> bool;

/// The smallest part of a history that is still not linearizable.
pub fn smallest<S: Sequential>(
    begin: &S,
    history: &History<S::Call, S::Answer>,
    can_go: CanGo<'_, S::Call, S::Answer>,
) -> History<S::Call, S::Answer> {
    let fails =
        |events: &[Event<S::Call, S::Answer>]| matches!(search(begin, &History::new(events.to_vec())), Outcome::Not(_));
    let mut answers: Vec<_> = history.iter().filter_map(|event| event.returned).collect();
    answers.sort_unstable();
    // Once a beginning fails, every longer one does.
    let enough = answers.partition_point(|last| !fails(&until(history, *last)));
    let mut events = answers.get(enough).map_or_else(|| history.to_vec(), |last| until(history, *last));
    for place in (0..events.len()).rev() {
        let mut rest = events.clone();
        let gone = rest.remove(place);
        // What was cut off may have happened or not, so it can go if the history fails without it, too: but only if nobody saw it.
        if can_go(&gone, &rest) && fails(&rest) {
            events = rest;
        }
    }
    History::new(events)
}

/// The history as it stood when this answer came.
fn until<C: Clone, A: Clone>(history: &History<C, A>, last: u64) -> Vec<Event<C, A>> {
    let begun = history.iter().filter(|event| event.invoked < last);
    begun.map(|event| Event { returned: event.returned.filter(|at| *at <= last), ..event.clone() }).collect()
}
