//! Faults: what goes wrong in a world because somebody wants it to.
//!
//! The rules are a part of the world, with their counts, so that a copy of a world meets the same faults as the world itself would have.
//! Looking counts too: the counts can be raised by whoever may only read. Chance is drawn from the world's seed, the rule's number
//! and its count, so the same requests in the same order meet the same faults.

mod refusals;

mod check;
mod rule;
mod strike;

pub use check::{
    AFTER_MAX, DRIP_BYTES_MAX, DRIP_EVERY_MAX, LATENCY_MAX, MESSAGES_MAX, OFF_BY_MAX, RETRY_AFTER_MAX, SLOWER_MAX,
    TEXT_MAX,
};
pub use rule::{Fault, FaultRule, Moment, When};
use strike::Refused;
pub use strike::goes_by;
pub use strike::{Asked, Asking, Begun, RequestFault, Struck, TaskFault, WireFault};

use crate::kernel::{
    ids,
    refusal::{ApiResult, Refusal},
};
use rule::Target;
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Rules that a world may have.
pub const RULES_MAX: usize = 100;

/// The rules of a world, and how often each has struck. A clone has counts of its own.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Faults {
    /// Where chance comes from.
    #[serde(with = "ids::number_text")]
    seed: u64,
    /// Rules made so far; the last one's number.
    made: u64,
    rules: Arc<Vec<Counted>>,
}

/// A rule and its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Its number in its world; no other rule ever had it.
    pub id: u64,
    /// The rule.
    pub rule: FaultRule,
    /// Requests or tasks that fitted it.
    pub matched: Count,
    /// Those of them that it struck.
    pub hits: Count,
}

/// A number that grows under a shared reference.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(AtomicU64);

impl Count {
    /// How far it has come.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn one_less(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts one more, unless there are as many as there may be.
    fn next_up_to(&self, most: Option<u64>) -> bool {
        let step = |count| (most.is_none_or(|most| count < most)).then_some(count + 1);
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

impl Clone for Faults {
    fn clone(&self) -> Self {
        Self { rules: Arc::new(Vec::clone(&self.rules)), ..*self }
    }
}

impl PartialEq for Faults {
    fn eq(&self, other: &Self) -> bool {
        (self.seed, self.made, &self.rules) == (other.seed, other.made, &other.rules)
    }
}

impl Faults {
    /// No rules yet.
    pub fn new(seed: u64) -> Self {
        Self { seed, made: 0, rules: Arc::default() }
    }

    /// The same rules with the same counts, for as long as an operation has the world to itself.
    #[inline]
    pub fn shared(&self) -> Self {
        Self { rules: Arc::clone(&self.rules), ..*self }
    }

    /// The rules, in the order in which they are asked.
    pub fn rules(&self) -> &[Counted] {
        &self.rules
    }

    /// A rule by its number.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn rule(&self, id: u64) -> ApiResult<&Counted> {
        self.rules.iter().find(|counted| counted.id == id).ok_or_else(|| refusals::rule_not_found(id))
    }

    /// Adds a rule behind those that there are. Returns its number.
    ///
    /// # Errors
    /// [`FaultRule::check`], or there are too many rules.
    pub fn add(&mut self, rule: FaultRule) -> ApiResult<u64> {
        rule.check()?;
        if self.rules.len() >= RULES_MAX {
            return Err(Refusal::full("fault rules", RULES_MAX));
        }
        self.made += 1;
        let id = self.made;
        self.own().push(Counted { id, rule, matched: Count::default(), hits: Count::default() });
        Ok(id)
    }

    /// Puts these rules in the place of all that there are; all of them or none.
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn replace(&mut self, rules: Vec<FaultRule>) -> ApiResult<()> {
        let mut new = Self { rules: Arc::default(), ..*self };
        for rule in rules {
            new.add(rule)?;
        }
        *self = new;
        Ok(())
    }

    /// Switches a rule on or off, or rewrites its note. Its counts stay.
    ///
    /// # Errors
    /// There is no such rule, or [`FaultRule::check`].
    pub fn update(&mut self, id: u64, change: impl FnOnce(&mut FaultRule)) -> ApiResult<()> {
        let mut rule = self.rule(id)?.rule.clone();
        change(&mut rule);
        rule.check()?;
        self.own().iter_mut().filter(|counted| counted.id == id).for_each(|counted| counted.rule = rule.clone());
        Ok(())
    }

    /// Takes a rule away.
    ///
    /// # Errors
    /// There is no such rule.
    pub fn remove(&mut self, id: u64) -> ApiResult<()> {
        self.rule(id)?;
        self.own().retain(|counted| counted.id != id);
        Ok(())
    }

    /// Takes all rules away.
    pub fn clear(&mut self) {
        self.rules = Arc::default();
    }

    /// The list, to be changed: nothing shares it outside an operation.
    fn own(&mut self) -> &mut Vec<Counted> {
        Arc::make_mut(&mut self.rules)
    }

    /// What strikes a request that has been admitted.
    #[inline]
    fn strike_request(&self, asked: &Asked) -> Option<Struck> {
        let (counted, draw) = self.strike(|rule| rule.strikes(Target::Request) && asked.fits(&rule.when))?;
        Some(Struck { rule: counted.id, name: counted.rule.then.name(), fault: RequestFault::of(&counted.rule, draw)? })
    }

    /// Runs an operation, unless a fault strikes that has it otherwise. A refusal that is to come after the operation took effect does not
    /// strike one that was refused; the rule strikes another time.
    pub fn around<T>(&self, asked: &Asked, op: impl FnOnce() -> ApiResult<T>) -> (Option<Struck>, ApiResult<T>) {
        let struck = self.strike_request(asked);
        match (RequestFault::around(struck.as_ref(), op), struck) {
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

    /// What strikes a task that is about to start.
    pub fn strike_task(&self, begun: &Begun) -> Option<TaskFault> {
        let (counted, _) = self.strike(|rule| {
            let meant = rule.strikes(Target::Task) || rule.strikes(Target::Host) && rule.when.task_kind.is_some();
            meant && begun.fits(&rule.when)
        })?;
        TaskFault::of(&counted.rule)
    }

    /// After what time a host fails of the SDDC that a request has changed.
    #[inline]
    pub fn strike_host(&self, asked: &Asked) -> Option<jiff::SignedDuration> {
        let (counted, _) =
            self.strike(|rule| rule.strikes(Target::Host) && rule.when.task_kind.is_none() && asked.fits(&rule.when))?;
        match counted.rule.then {
            Fault::HostFails { after } => Some(after),
            _ => None,
        }
    }

    /// The first rule that strikes, and a number drawn for it.
    #[inline]
    fn strike(&self, fits: impl Fn(&FaultRule) -> bool) -> Option<(&Counted, u64)> {
        self.rules.iter().filter(|counted| fits(&counted.rule)).find_map(|counted| {
            let number = counted.matched.next();
            let draw = ids::mix(ids::mix(self.seed ^ ids::mix(counted.id)) ^ ids::mix(number));
            let strikes = counted.rule.chooses(number, draw) && counted.hits.next_up_to(counted.rule.times);
            // Another number than the one that decided, so that whether and how much do not hang together.
            strikes.then(|| (counted, ids::mix(draw)))
        })
    }
}

impl FaultRule {
    fn strikes(&self, target: Target) -> bool {
        self.enabled && self.then.target() == target
    }

    /// Whether it means the request or task with this number, counted from 1 among those that fit, for which this was drawn.
    fn chooses(&self, number: u64, draw: u64) -> bool {
        number > self.skip && (number - self.skip - 1).is_multiple_of(self.every.max(1)) && chance(draw, self.chance)
    }
}

/// Whether a number drawn from all numbers lies in the part of them that a probability says.
fn chance(draw: u64, probability: Option<f64>) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly what fits")]
    let share = (draw >> 11) as f64 / (1u64 << 53) as f64;
    probability.is_none_or(|probability| share < probability)
}
