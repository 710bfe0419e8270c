//! Reduces a history that is not linearizable to a minimal one that fails for the same reason.
//!
//! An event is removed only if that cannot create a new failure: removing it from a linearizable history must leave a
//! linearizable one, or the smaller history would report an error that the server did not make. This holds for the
//! end of a history and for events that change nothing.

use super::{
    history::{Event, History},
    search::{Outcome, Sequential, search},
};

/// Returns whether an event can be left out of a history; the second argument is the rest of the history.
pub type CanGo<'a, C, A> = &'a dyn Fn(&Event<C, A>, &[Event<C, A>]) -> bool;

/// Returns the smallest part of a history that is still not linearizable.
pub fn smallest<S: Sequential>(
    begin: &S,
    history: &History<S::Call, S::Answer>,
    can_go: CanGo<'_, S::Call, S::Answer>,
) -> History<S::Call, S::Answer> {
    let fails =
        |events: &[Event<S::Call, S::Answer>]| matches!(search(begin, &History::new(events.to_vec())), Outcome::Not(_));
    let mut answers: Vec<_> = history.iter().filter_map(|event| event.returned).collect();
    answers.sort_unstable();
    // If a prefix fails, every longer prefix fails too.
    let enough = answers.partition_point(|last| !fails(&until(history, *last)));
    let mut events = answers.get(enough).map_or_else(|| history.to_vec(), |last| until(history, *last));
    for place in (0..events.len()).rev() {
        let mut rest = events.clone();
        let gone = rest.remove(place);
        // An event that was cut off may or may not have happened. It can be removed if the history fails without it
        // and no other event depends on it.
        if can_go(&gone, &rest) && fails(&rest) {
            events = rest;
        }
    }
    History::new(events)
}

/// Returns the history as it was when this answer was received.
fn until<C: Clone, A: Clone>(history: &History<C, A>, last: u64) -> Vec<Event<C, A>> {
    let begun = history.iter().filter(|event| event.invoked < last);
    begun.map(|event| Event { returned: event.returned.filter(|at| *at <= last), ..event.clone() }).collect()
}
