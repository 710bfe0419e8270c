//! Lets everything due happen in a world before it is looked at.

use super::cell::Cell;
use crate::{clock::machine_now, threads::blocking, world::World};
use jiff::Timestamp;
use std::sync::{RwLockReadGuard, RwLockWriteGuard};

/// Steps that are taken without letting another thread answer requests meanwhile. One takes microseconds; letting another thread do that takes
/// tens of them.
const STEPS_FEW: usize = 64;

/// Locks a world for reading after everything due has been applied. A read waits for writers only if something is due.
pub(super) fn settled(cell: &Cell) -> (RwLockReadGuard<'_, World>, Timestamp) {
    let world = cell.read();
    let now = world.settings.clock.now(machine_now());
    if world.state.next_due().is_none_or(|due| due > now) {
        return (world, now);
    }
    drop(world);
    let (world, now) = settled_mut(cell);
    (RwLockWriteGuard::downgrade(world), now)
}

pub(super) fn settled_mut(cell: &Cell) -> (RwLockWriteGuard<'_, World>, Timestamp) {
    let mut world = cell.write();
    // The time is read under the lock, so it never runs backwards from one operation to the next.
    let now = world.settings.clock.now(machine_now());
    settle(cell, &mut world, now);
    (world, now)
}

/// Lets everything due happen in a world whose lock the caller holds.
pub(super) fn settle(cell: &Cell, world: &mut World, now: Timestamp) {
    if world.state.next_due().is_some_and(|due| due <= now) {
        let is_done = !cell.is_change_long(&world.state) && world.settle_partly(now, STEPS_FEW);
        if !is_done {
            blocking(|| world.settle(now));
        }
    }
    cell.hand_over(&mut world.state);
}
