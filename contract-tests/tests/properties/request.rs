//! Generates arbitrary requests that a client can send.

use crate::{
    course::{Course, Look, Move, any_look, any_move},
    garbage::{Garbage, any_garbage},
    network_requests::{NetworkRequest, any_network_request},
    operations::{Operation, any_operation},
};
use proptest::prelude::*;
use vmc_contract::Answer;

#[derive(Debug, Clone)]
pub(crate) enum Request {
    Move(Move),
    Look(Look),
    Operation(Operation),
    Garbage(Garbage),
    Networks(NetworkRequest),
}

impl Request {
    /// Sends it.
    pub(crate) fn play(&self, course: &mut Course) -> Answer {
        match self {
            Self::Move(step) => course.play(step),
            Self::Look(look) => course.look(look),
            Self::Operation(operation) => operation.ask(course),
            Self::Garbage(garbage) => garbage.send(course),
            Self::Networks(request) => request.send(course),
        }
    }
}

/// Mostly something that can be done.
pub(crate) fn any_request() -> impl Strategy<Value = Request> {
    prop_oneof![
        4 => any_move().prop_map(Request::Move),
        1 => any_look().prop_map(Request::Look),
        2 => any_operation().prop_map(Request::Operation),
        1 => any_garbage().prop_map(Request::Garbage),
        2 => any_network_request().prop_map(Request::Networks),
    ]
}
