//! The outcome of an operation, as the shell needs it to answer and to record the request.

use super::refusals;
use crate::{
    journal::{Document, Ticket},
    store::{NotSaved, Ticket as SaveTicket},
    threads::blocking,
    tokens::Verified,
    world::kernel::{
        faults::Struck,
        refusal::{ApiResult, Refusal, RefusalKind},
    },
};
use jiff::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// The result of an operation, with the world that it ran in and the time in that world.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The world of the operation, if one was found.
    pub world: Option<Uuid>,
    /// The world's time, which the response carries as its `Date`.
    pub now: Option<Timestamp>,
    /// The fault that affected the request, if any.
    pub struck: Option<Struck>,
    /// The position of the request in the world's journal, if it is recorded there.
    pub ticket: Option<Ticket>,
    /// The owner of the access token in the request.
    pub visitor: Option<Arc<Verified>>,
    /// The user or client that is signing in, as far as the credential identifies it.
    pub signs_in: Option<Arc<str>>,
    /// The document of a world that was imported or exported, if any.
    pub(crate) document: Option<Box<Document>>,
    /// The answer or the refusal.
    pub result: ApiResult<T>,
    /// Set if the result may not be on disk yet. The result is final when this ticket is redeemed.
    pub(crate) unsaved: Option<SaveTicket>,
    /// The refusal that the caller gets if the world is deleted before the result is final: that of a credential without a world. By default
    /// the caller learns that there is no such world.
    pub(crate) if_deleted: Option<fn() -> Refusal>,
    /// The operation takes long and was not run: it is to be run once more where it may take long. The result means nothing.
    pub(crate) deferred: bool,
}

impl<T> Outcome<T> {
    /// Makes a refusal that belongs to no world.
    pub fn refused(error: Refusal) -> Self {
        Self::without_world(Err(error))
    }

    /// Makes a result that belongs to no world.
    pub fn without_world(result: ApiResult<T>) -> Self {
        Self {
            world: None,
            now: None,
            struck: None,
            ticket: None,
            visitor: None,
            signs_in: None,
            document: None,
            result,
            unsaved: None,
            if_deleted: None,
            deferred: false,
        }
    }

    /// Converts the answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U> {
        self.with(|result| result.map(change))
    }

    /// Converts the answer, or refuses it.
    pub fn and_then<U>(self, change: impl FnOnce(T) -> ApiResult<U>) -> Outcome<U> {
        self.with(|result| result.and_then(change))
    }

    /// Converts the result.
    pub fn with<U>(self, change: impl FnOnce(ApiResult<T>) -> ApiResult<U>) -> Outcome<U> {
        let Self { world, now, struck, ticket, visitor, signs_in, document, result, unsaved, if_deleted, deferred } =
            self;
        let result = change(result);
        Outcome { world, now, struck, ticket, visitor, signs_in, document, result, unsaved, if_deleted, deferred }
    }

    /// Gives a caller whose credential leads to no world the refusal of an unknown credential.
    pub(crate) fn or_if_no_world(self, unknown: fn() -> Refusal) -> Self {
        let outcome = self.with(|result| match result {
            Err(refusal) if refusal.kind == RefusalKind::WorldNotFound => Err(unknown()),
            result => result,
        });
        Self { if_deleted: Some(unknown), ..outcome }
    }

    /// Refuses a result that is not on disk.
    fn final_after(self, saved: Result<(), NotSaved>) -> Self {
        let (world, unknown) = (self.world.unwrap_or_default(), self.if_deleted);
        self.with(|result| match saved {
            Ok(()) => result,
            Err(NotSaved::Deleted) => {
                Err(unknown.map_or_else(|| refusals::world_not_found(&world.to_string()), |unknown| unknown()))
            }
            Err(NotSaved::Failed(reason)) => Err(refusals::not_saved(&reason)),
        })
    }

    /// Waits until the changes are on disk. If they cannot be saved, the result becomes a refusal.
    pub async fn saved(mut self) -> Self {
        match self.unsaved.take() {
            None => self,
            Some(ticket) => {
                let saved = ticket.await;
                self.final_after(saved)
            }
        }
    }

    /// Does the same as [`Outcome::saved`], but blocks this thread.
    pub(crate) fn saved_now(mut self) -> Self {
        match self.unsaved.take() {
            None => self,
            Some(ticket) => self.final_after(blocking(|| ticket.wait())),
        }
    }
}
