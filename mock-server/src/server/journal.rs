//! The journal of a world for Rust tests: the requests that were made, and checks that they are the expected ones.

use super::{MockServer, MockWorld};
use crate::{
    http::control,
    journal::{
        Document, Exchange, Fingerprint,
        entry::Entry,
        filter::Filter,
        verification::{Verdict, Verification},
    },
    world::kernel::refusal::Refusal,
    worlds::Outcome,
};
use bytes::Bytes;
use serde::Serialize;
use vmc_client::endpoint::Endpoint;

/// A verification that failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VerificationError {
    /// The requests are not as expected.
    #[error("{0}")]
    NotSatisfied(Box<Verdict>),
    /// The verification names an operation that does not exist or contradicts itself, or the journal is switched off.
    #[error(transparent)]
    Unknown(Refusal),
}

impl MockServer {
    /// Returns the journal of the default world, the oldest entry first.
    pub fn journal(&self) -> Vec<Entry> {
        self.default_world().journal()
    }

    /// Returns the latest refused requests that led to no world, the oldest first: unknown paths, missing or unknown tokens, unknown worlds.
    pub fn unmatched(&self) -> Vec<Entry> {
        self.shell.unmatched.page(&Filter::everything()).entries
    }

    /// Removes all entries of the default world's journal. Later requests can then be verified alone.
    pub fn clear_journal(&self) {
        self.default_world().clear_journal();
    }

    /// Checks that a request was or was not made in the default world.
    ///
    /// ```
    /// use serde_json::json;
    /// use vmc_client::wire::{AwsSddcConfig, Provider};
    /// use vmcsim::{MockServer, Verification};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), vmc_client::Error> {
    /// let mock = MockServer::start().await;
    /// let config = AwsSddcConfig {
    ///     name: "sddc-1".into(), num_hosts: 3, provider: Provider::ZeroCloud, ..AwsSddcConfig::default()
    /// };
    /// mock.client().create_sddc(mock.org_id(), Default::default(), &config).await?;
    ///
    /// mock.verify(Verification::operation("CreateSddc").with_body(json!({"num_hosts": 3})).times(1));
    /// mock.verify(Verification::operation("DeleteSddc").never());
    /// let wrong = Verification::operation("CreateSddc").with_body(json!({"num_hosts": 4}));
    /// let err = mock.try_verify(&wrong).unwrap_err();
    /// assert!(err.to_string().contains("body.num_hosts: wanted 4, is 3"), "{err}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics if the verification fails. The message says what was expected, what happened, and which requests came closest.
    #[track_caller]
    pub fn verify(&self, verification: Verification) {
        self.default_world().verify(verification);
    }

    /// Does the same as [`MockServer::verify`], but returns the result.
    ///
    /// # Errors
    /// The verification fails, or names an operation that does not exist.
    pub fn try_verify(&self, verification: &Verification) -> Result<Verdict, VerificationError> {
        self.default_world().try_verify(verification)
    }
}

impl MockWorld {
    /// Returns the world's journal, the oldest entry first.
    pub fn journal(&self) -> Vec<Entry> {
        let page = self.shell.worlds.journal(self.id, |journal| Ok(journal.page(&Filter::everything())));
        page.result.map(|page| page.entries).unwrap_or_default()
    }

    /// Removes all entries of the world's journal. Later requests can then be verified alone.
    pub fn clear_journal(&self) {
        let _ = self.shell.worlds.journal(self.id, |journal| {
            journal.clear();
            Ok(())
        });
    }

    /// Checks that a request was or was not made in this world: [`MockServer::verify`].
    ///
    /// # Panics
    /// Panics if the verification fails. The message says what was expected, what happened, and which requests came closest.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a verification is written where it is used")]
    pub fn verify(&self, verification: Verification) {
        if let Err(err) = self.try_verify(&verification) {
            panic!("{err}");
        }
    }

    /// Does the same as [`MockWorld::verify`], but returns the result.
    ///
    /// # Errors
    /// The verification fails, or names an operation that does not exist.
    pub fn try_verify(&self, verification: &Verification) -> Result<Verdict, VerificationError> {
        verification
            .operations()
            .try_for_each(|name| control::known_operation(Some(name)))
            .map_err(VerificationError::Unknown)?;
        let outcome = self.shell.worlds.journal(self.id, |journal| journal.verify(verification));
        let verdict = outcome.result.map_err(VerificationError::Unknown)?;
        if verdict.satisfied { Ok(verdict) } else { Err(VerificationError::NotSatisfied(Box::new(verdict))) }
    }

    /// Writes a journal entry for a change that was made from Rust. The entry shows the request that has the same effect, because a replay
    /// of the journal needs it.
    pub(super) fn note_control<E: Endpoint, T>(&self, done: &Outcome<T>, body: &impl Serialize) {
        // An empty body serializes to null; it is sent as no body.
        let body = serde_json::to_vec(body).ok().filter(|body| body != b"null").unwrap_or_default().into();
        self.note::<E, T>(done, &body, None);
    }

    /// Does the same as `note_control`, for changes that import or export a whole world.
    pub(super) fn note_document<E: Endpoint, T>(&self, done: &Outcome<T>, Document { sum, request }: Document) {
        self.note::<E, T>(done, &request.unwrap_or_default(), Some(sum));
    }

    fn note<E: Endpoint, T>(&self, done: &Outcome<T>, body: &Bytes, document: Option<Fingerprint>) {
        let (Some(world), Some(ticket), Ok(_)) = (done.world, done.ticket, &done.result) else { return };
        let path = E::INFO.path.replace("{world}", &world.to_string());
        let exchange = Exchange::in_process(E::NAME, (E::METHOD, &path), E::INFO.status, body, document);
        self.shell.worlds.note(world, ticket, exchange);
    }
}
