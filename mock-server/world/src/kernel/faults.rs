//! Faults: errors and delays that a user asks for by rules.
//!
//! The rules and their counts are a part of the world, so a copy of a world meets the same faults as the original. GET requests count too,
//! so the counts can be raised through a shared reference. Chance is drawn from the world's seed, the rule's number and its count, so the
//! same requests in the same order meet the same faults.

mod refusals;

mod check;
mod rule;
mod strike;

pub use check::{
    AFTER_MAX, DRIP_BYTES_MAX, DRIP_EVERY_MAX, LATENCY_MAX, MESSAGES_MAX, OFF_BY_MAX, RETRY_AFTER_MAX, SLOWER_MAX,
    TEXT_MAX,
};
pub use rule::{Fault, FaultRule, Moment, When};
pub use strike::goes_by;
pub use strike::{AdmittedRequest, Refused, RequestCaller, RequestFault, StartingTask, Struck, TaskFault, WireFault};

use crate::kernel::{
    ids,
    refusal::{ApiResult, Refusal},
};
use rule::Target;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU64, Ordering},
};

/// The largest number of rules in a world.
pub const RULES_MAX: usize = 100;

/// The largest number of rules that an imported world can have made. It is so large that no world reaches the end of the numbers.
const MADE_MAX: u64 = 1 << 53;

/// The rules of a world, with their counts. A clone has its own counts.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    /// The seed of all random choices.
    #[serde(with = "ids::number_text")]
    seed: u64,
    /// The number of rules made so far, which is also the number of the last one.
    made: u64,
    rules: Vec<Counted>,
}

/// A rule and its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The rule's number. No other rule of the world has or had it.
    pub id: u64,
    pub rule: FaultRule,
    /// The number of requests or tasks that matched the rule.
    pub matched: Count,
    /// The number of requests or tasks that the rule struck.
    pub hits: Count,
}

/// A counter that can be raised through a shared reference.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(AtomicU64);

impl Count {
    /// Returns the current count.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    fn one_less(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// Raises the count by one unless it has reached `most`. Returns true if it was raised.
    fn next_up_to(&self, most: Option<u64>) -> bool {
        let step = |count: u64| (most.is_none_or(|most| count < most)).then_some(count.wrapping_add(1));
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).is_ok()
    }
}

impl Clone for Count {
    fn clone(&self) -> Self {
        Self(AtomicU64::new(self.get()))
    }
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Faults {
    /// Creates an empty list of rules.
    pub fn new(seed: u64) -> Self {
        Self { seed, made: 0, rules: Vec::new() }
    }

    /// Returns true if the numbers of rules that were read from a document can be: each rule has one of its own, up to the last one made.
    pub fn is_possible(&self) -> bool {
        let numbers: BTreeSet<_> = self.rules.iter().map(|counted| counted.id).collect();
        self.made <= MADE_MAX && numbers.len() == self.rules.len() && numbers.iter().all(|id| *id <= self.made)
    }

    /// Returns the rules in the order in which they are tried.
    pub fn rules(&self) -> &[Counted] {
        &self.rules
    }

    /// Returns a rule by its number.
    ///
    /// # Errors
    /// Fails if there is no such rule.
    pub fn rule(&self, id: u64) -> ApiResult<&Counted> {
        self.rules.iter().find(|counted| counted.id == id).ok_or_else(|| refusals::rule_not_found(id))
    }

    /// Adds a rule at the end of the list. Returns its number.
    ///
    /// # Errors
    /// Fails if [`FaultRule::check`] refuses the rule, or if there are too many rules.
    pub fn add(&mut self, rule: FaultRule) -> ApiResult<u64> {
        rule.check()?;
        if self.rules.len() >= RULES_MAX {
            return Err(Refusal::full("fault rules", RULES_MAX));
        }
        self.made += 1;
        let id = self.made;
        self.rules.push(Counted { id, rule, matched: Count::default(), hits: Count::default() });
        Ok(id)
    }

    /// Replaces all rules by these. If one of them is refused, nothing changes.
    ///
    /// # Errors
    /// Fails as [`Faults::add`] does.
    pub fn replace(&mut self, rules: Vec<FaultRule>) -> ApiResult<()> {
        let mut new = Self { rules: Vec::new(), ..*self };
        for rule in rules {
            new.add(rule)?;
        }
        *self = new;
        Ok(())
    }

    /// Enables or disables a rule, or changes its note. The counts are kept.
    ///
    /// # Errors
    /// Fails if there is no such rule, or if [`FaultRule::check`] refuses the changed rule.
    pub fn update(&mut self, id: u64, change: impl FnOnce(&mut FaultRule)) -> ApiResult<()> {
        let mut rule = self.rule(id)?.rule.clone();
        change(&mut rule);
        rule.check()?;
        self.rules.iter_mut().filter(|counted| counted.id == id).for_each(|counted| counted.rule = rule.clone());
        Ok(())
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// Fails if there is no such rule.
    pub fn remove(&mut self, id: u64) -> ApiResult<()> {
        self.rule(id)?;
        self.rules.retain(|counted| counted.id != id);
        Ok(())
    }

    /// Removes all rules.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// Returns the fault that strikes an admitted request, if any. [`Struck::around`] then runs the operation, and the result of that
    /// belongs to [`Faults::conclude`].
    #[inline]
    pub fn strike_request(&self, asked: &AdmittedRequest) -> Option<Struck> {
        let (counted, draw) = self.strike(|rule| rule.strikes(Target::Request) && asked.fits(&rule.when))?;
        Some(Struck { rule: counted.id, name: counted.rule.then.name(), fault: RequestFault::of(&counted.rule, draw)? })
    }

    /// Returns the outcome of a request: the fault that had an effect on it, and the result. A refusal that was to follow the operation's
    /// effect does not apply if the operation itself is refused; the rule then strikes a later request.
    pub fn conclude<T>(&self, struck: Option<Struck>, result: Result<T, Refused>) -> (Option<Struck>, ApiResult<T>) {
        match (result, struck) {
            (Err(Refused { in_vain: true, error }), Some(struck)) => {
                self.rules
                    .iter()
                    .filter(|counted| counted.id == struck.rule)
                    .for_each(|counted| counted.hits.one_less());
                (None, Err(error))
            }
            (result, struck) => (struck, result.map_err(|refused| refused.error)),
        }
    }

    /// Runs an operation, unless a fault prevents it.
    pub fn around<T>(
        &self,
        asked: &AdmittedRequest,
        op: impl FnOnce() -> ApiResult<T>,
    ) -> (Option<Struck>, ApiResult<T>) {
        let struck = self.strike_request(asked);
        let result = Struck::around(struck.as_ref(), op);
        self.conclude(struck, result)
    }

    /// Returns the fault that strikes a task which is about to start, if any.
    pub fn strike_task(&self, begun: &StartingTask) -> Option<TaskFault> {
        let (counted, _) = self.strike(|rule| {
            let meant = rule.strikes(Target::Task) || rule.strikes(Target::Host) && rule.when.task_kind.is_some();
            meant && begun.fits(&rule.when)
        })?;
        TaskFault::of(&counted.rule)
    }

    /// Returns the delay after which a host of the SDDC that the request changed fails, if a rule says so.
    #[inline]
    pub fn strike_host(&self, asked: &AdmittedRequest) -> Option<jiff::SignedDuration> {
        let (counted, _) =
            self.strike(|rule| rule.strikes(Target::Host) && rule.when.task_kind.is_none() && asked.fits(&rule.when))?;
        match counted.rule.then {
            Fault::HostFails { after } => Some(after),
            _ => None,
        }
    }

    /// Returns the first rule that strikes, and a random number for it.
    #[inline]
    fn strike(&self, fits: impl Fn(&FaultRule) -> bool) -> Option<(&Counted, u64)> {
        self.rules.iter().filter(|counted| fits(&counted.rule)).find_map(|counted| {
            let number = counted.matched.next();
            let draw = ids::mix(ids::mix(self.seed ^ ids::mix(counted.id)) ^ ids::mix(number));
            let strikes = counted.rule.chooses(number, draw) && counted.hits.next_up_to(counted.rule.times);
            // Use another number than the one that decided whether the rule strikes, so that the two choices are independent.
            strikes.then(|| (counted, ids::mix(draw)))
        })
    }
}

impl FaultRule {
    fn strikes(&self, target: Target) -> bool {
        self.enabled && self.then.target() == target
    }

    /// Returns true if the rule chooses the matching request or task with this number (counted from 1), given its random number.
    fn chooses(&self, number: u64, draw: u64) -> bool {
        number > self.skip && (number - self.skip - 1).is_multiple_of(self.every.max(1)) && chance(draw, self.chance)
    }
}

/// Returns true with the given probability, for a number drawn evenly from all 64-bit numbers.
fn chance(draw: u64, probability: Option<f64>) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly what fits")]
    let share = (draw >> 11) as f64 / (1u64 << 53) as f64;
    probability.is_none_or(|probability| share < probability)
}
