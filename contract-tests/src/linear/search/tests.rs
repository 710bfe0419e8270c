//! Tests of the search with histories of a register and a lock that are known to be linearizable or not.

use super::*;
use crate::linear::shrink::smallest;
use serde_json::json;

/// A register of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Register(u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Write(u32),
    Read,
    /// Writes the second number if the register contains the first.
    Swap(u32, u32),
    /// Writes a number without returning the previous one.
    Put(u32),
}

impl Sequential for Register {
    type Call = Ask;
    /// The previous number.
    type Answer = u32;

    fn after(&self, call: &Ask, answer: &u32) -> Result<Self, Box<Objection>> {
        if *answer != self.0 && !matches!(call, Ask::Put(_)) {
            return Err(Box::new(Objection {
                path: "$".to_owned(),
                expected: Some(json!(self.0)),
                actual: Some(json!(answer)),
                sentence: format!("{answer} is not {}", self.0),
            }));
        }
        Ok(match call {
            Ask::Write(new) | Ask::Put(new) => Self(*new),
            Ask::Swap(old, new) if *old == self.0 => Self(*new),
            Ask::Read | Ask::Swap(..) => *self,
        })
    }

    fn only_looks(call: &Ask, _: &u32) -> bool {
        *call == Ask::Read
    }
}

/// Client, begin, end, operation, and answer.
type Told = (usize, u64, u64, Ask, u32);

fn history(told: &[Told]) -> History<Ask, u32> {
    let event = |(client, invoked, returned, call, answer): &Told| Event {
        client: *client,
        invoked: *invoked,
        returned: Some(*returned),
        call: *call,
        answer: *answer,
    };
    History::new(told.iter().map(event).collect())
}

fn judged(told: &[Told]) -> Outcome {
    search(&Register(0), &history(told))
}

use Ask::{Put, Read, Swap, Write};

#[test]
fn what_overlaps_may_have_happened_either_way() {
    let overlapping = [(0, 0, 10, Write(1), 0), (1, 1, 2, Read, 1), (1, 3, 4, Read, 1)];
    assert_eq!(judged(&overlapping), Outcome::Linearizable(vec![0, 1, 2]));
    assert!(matches!(judged(&[(0, 0, 10, Write(1), 0), (1, 1, 2, Read, 0)]), Outcome::Linearizable(_)));
    assert_eq!(judged(&[]), Outcome::Linearizable(vec![]));
    // Two writes, and readers that each see the later write of the only possible order.
    let crossing = [(0, 0, 9, Write(1), 2), (1, 1, 8, Write(2), 0), (2, 2, 3, Read, 2), (2, 4, 5, Read, 1)];
    assert_eq!(judged(&crossing), Outcome::Linearizable(vec![1, 2, 0, 3]));
}

#[test]
fn what_is_over_is_seen() {
    let stale = [(0, 0, 1, Write(1), 0), (1, 2, 3, Read, 0)];
    let Outcome::Not(stuck) = judged(&stale) else { panic!("a read of the past is no linearizable read") };
    assert_eq!((stuck.order, stuck.next[0].0), (vec![0], 1));
    assert_eq!(stuck.next[0].1.to_string(), "0 is not 1");
    // The write is seen and then not seen any more, while it is still in progress.
    let back = [(0, 0, 10, Write(1), 0), (1, 1, 2, Read, 1), (1, 3, 4, Read, 0)];
    assert!(matches!(judged(&back), Outcome::Not(_)));
    // The same with two clients, neither of which saw the other's earlier value.
    let disagreeing = [(0, 0, 20, Write(1), 0), (1, 1, 19, Write(2), 1), (2, 2, 3, Read, 2), (3, 4, 5, Read, 1)];
    assert!(matches!(judged(&disagreeing), Outcome::Not(_)));
}

#[test]
fn two_that_swap_the_same_value_do_not_both_succeed() {
    let both = [(0, 0, 10, Swap(0, 1), 0), (1, 1, 9, Swap(0, 2), 0)];
    assert!(matches!(judged(&both), Outcome::Not(_)));
    let one = [(0, 0, 10, Swap(0, 1), 0), (1, 1, 9, Swap(0, 2), 1)];
    assert_eq!(judged(&one), Outcome::Linearizable(vec![0, 1]));
}

#[test]
fn to_write_what_is_there_is_a_write() {
    assert_eq!(
        judged(&[(0, 0, 10, Put(0), 0), (1, 1, 9, Put(1), 0), (2, 11, 12, Read, 0)]),
        Outcome::Linearizable(vec![1, 0, 2])
    );
}

#[test]
fn what_was_cut_off_may_have_happened_or_not() {
    for (seen, fine) in [(0, true), (1, true), (2, false)] {
        let cut = Event { client: 0, invoked: 0, returned: None, call: Write(1), answer: 0 };
        let read = Event { client: 1, invoked: 1, returned: Some(2), call: Read, answer: seen };
        let outcome = search(&Register(0), &History::new(vec![cut, read]));
        assert_eq!(matches!(outcome, Outcome::Linearizable(_)), fine, "{seen}");
    }
}

/// A sum whose previous value is never returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Sum(u64);

impl Sequential for Sum {
    /// The number to add; `None` reads the sum.
    type Call = Option<u64>;
    type Answer = u64;

    fn after(&self, call: &Option<u64>, answer: &u64) -> Result<Self, Box<Objection>> {
        match call {
            Some(number) => Ok(Self(self.0 + number)),
            None if *answer == self.0 => Ok(*self),
            None => Err(Box::new(Objection {
                path: "$".to_owned(),
                expected: None,
                actual: None,
                sentence: "another sum".to_owned(),
            })),
        }
    }

    fn only_looks(call: &Option<u64>, _: &u64) -> bool {
        call.is_none()
    }
}

/// Twelve clients add concurrently, and one reads an impossible sum: there are 479001600 orders, but only 4096 sets
/// of events.
#[test]
fn a_set_that_led_to_a_state_is_not_visited_again() {
    let event =
        |client, invoked, returned, call, answer| Event { client, invoked, returned: Some(returned), call, answer };
    let adding = (0..12).map(|client| event(client, client as u64, 100, Some(1 << client), 0));
    let wrong = History::new(adding.clone().chain([event(12, 101, 102, None, 5000)]).collect());
    let Outcome::Not(stuck) = search_within(&Sum(0), &wrong, 4096 * 12) else { panic!("nobody added 5000") };
    assert_eq!((stuck.order.len(), stuck.next.len()), (12, 1));
    assert_eq!(search_within(&Sum(0), &wrong, 1000), Outcome::Undecided, "what is too much is not called good or bad");
    let right = History::new(adding.chain([event(12, 101, 102, None, 4095)]).collect());
    assert!(matches!(search_within(&Sum(0), &right, 20), Outcome::Linearizable(_)));
}

#[test]
fn what_failed_is_made_small_and_still_fails() {
    let told = [
        (0, 0, 1, Write(1), 0),
        (1, 2, 3, Read, 1),
        (2, 4, 9, Write(2), 1),
        (3, 5, 6, Read, 1),
        (1, 10, 11, Read, 1),
        (0, 12, 13, Write(3), 2),
        (1, 14, 15, Read, 3),
    ];
    let small = smallest(&Register(0), &history(&told), &|event, _| event.call == Read);
    let calls: Vec<_> = small.iter().map(|event| (event.call, event.answer)).collect();
    assert_eq!(calls, [(Write(1), 0), (Write(2), 1), (Read, 1)]);
    assert!(matches!(search(&Register(0), &small), Outcome::Not(_)));
}
