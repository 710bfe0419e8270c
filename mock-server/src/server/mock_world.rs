//! A world of a server in this process, in the hands of a test.

use crate::{
    http::{
        Shell,
        control::{self, WorldRequest},
    },
    journal::{A_WORLD, Document},
    world::{export, kernel::refusal::ApiResult},
    worlds::{NewWorld, Source},
};
use jiff::SignedDuration;
use std::sync::Arc;
use uuid::Uuid;
#[cfg(feature = "client")]
use vmc_client::Client;
use vmc_client::wire::{OrgId, Secret};

/// One of the worlds of a [`MockServer`](crate::MockServer): its keys, a client, its clock, and itself as a document. Worlds do not meet, so
/// tests that share a server need no more than a world each.
///
/// ```
/// use vmcsim::{MockServer, NewWorld};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = MockServer::start().await;
/// let busy = mock.new_world(NewWorld::named("busy"))?;
/// let there = busy.client().list_sddcs(busy.org_id(), Default::default()).await?;
///
/// // What is done to a copy is not seen in the original.
/// let copy = busy.fork()?;
/// copy.advance("400h".parse()?);
/// assert_eq!(busy.client().list_sddcs(busy.org_id(), Default::default()).await?, there);
///
/// // A document brings a world back, here or in another server, with the same ids, keys and future.
/// let document = busy.export()?;
/// let elsewhere = MockServer::builder().import(document).start().await;
/// assert_eq!(elsewhere.api_token(), busy.api_token());
/// assert_eq!(elsewhere.client().list_sddcs(elsewhere.org_id(), Default::default()).await?.len(), there.len());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct MockWorld {
    pub(super) shell: Arc<Shell>,
    url: String,
    pub(super) id: Uuid,
}

impl MockWorld {
    pub(super) fn new(shell: Arc<Shell>, url: String, id: Uuid) -> Self {
        Self { shell, url, id }
    }

    /// A new world, which the first entry of its journal tells of.
    pub(super) fn made(shell: Arc<Shell>, url: String, new: NewWorld) -> ApiResult<Self> {
        let request = WorldRequest::of(&new);
        let document = match &new.source {
            Source::Export(world) => Some(Document::brought(&export::write(world)?, &request)),
            _ => None,
        };
        let id = shell.worlds.create(new)?;
        let world = Self::new(shell, url, id);
        let looked = world.shell.worlds.look(id, |_, _| Ok(()));
        match document {
            Some(document) => world.note_document::<control::CreateWorld, _>(&looked, document),
            None => world.note_control::<control::CreateWorld, _>(&looked, &request),
        }
        Ok(world)
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its keys, users, clock and pace.
    ///
    /// # Panics
    /// When it has been ended.
    pub fn view(&self) -> control::WorldView {
        let outcome = self.shell.worlds.peek(self.id, |world, now| control::view(world, now, &self.url));
        outcome.saved_now().result.expect("the world has not been ended")
    }

    /// API token of its owner.
    ///
    /// # Panics
    /// When it has been ended, or all API tokens of its owner were revoked.
    pub fn api_token(&self) -> Secret {
        self.view().api_token.expect("an API token of the owner was not revoked")
    }

    /// Its organization.
    ///
    /// # Panics
    /// When it has been ended.
    pub fn org_id(&self) -> OrgId {
        self.view().org_id
    }

    /// A client that signs in as its owner. Available with the feature `client`.
    ///
    /// # Panics
    /// When it has been ended, all API tokens of its owner were revoked, or the TLS library cannot be set up.
    #[cfg(feature = "client")]
    pub fn client(&self) -> Client {
        let builder = Client::builder().vmc_url(&self.url).csp_url(&self.url).api_token(self.api_token());
        builder.build().expect("a client for a plain address needs nothing that could fail")
    }

    /// Moves its clock on.
    ///
    /// # Panics
    /// When it has been ended, or its clock would go backwards or past the last instant that a world can reach.
    pub fn advance(&self, by: SignedDuration) {
        let outcome = self.shell.worlds.open(self.id, |world, _, machine| Ok(world.clock.advance(by, machine)?));
        let outcome = outcome.saved_now();
        if let Err(error) = &outcome.result {
            panic!("the clock cannot be moved: {error}");
        }
        let body = control::ClockAdvance { by: format!("{by:#}") };
        self.note_control::<control::AdvanceClock, _>(&outcome, &body);
    }

    /// Itself as one JSON document, with its keys: everything that decides what it will answer.
    ///
    /// # Errors
    /// It has been ended, or is larger than what can be read again.
    pub fn export(&self) -> ApiResult<String> {
        let outcome = self.shell.worlds.export(self.id).saved_now();
        if let Ok(text) = &outcome.result {
            self.note_document::<control::ExportWorld, _>(&outcome, Document::given(text));
        }
        outcome.result
    }

    /// Puts an exported world in its place. It keeps its id, and the keys are changed to belong to that.
    ///
    /// # Errors
    /// The document is newer than this version, damaged, or contradicts itself; nothing is changed then. Or the world has been ended.
    pub fn import(&self, document: &str) -> ApiResult<()> {
        let with = export::read(document.as_bytes())?;
        let outcome = self.shell.worlds.replace(self.id, with, |_, _| Ok(())).saved_now();
        self.note_document::<control::ImportWorld, _>(&outcome, Document::brought(document.trim(), &A_WORLD));
        outcome.result
    }

    /// A copy of it as it is now, with an id and keys of its own.
    ///
    /// # Errors
    /// It has been ended, or there are too many worlds.
    pub fn fork(&self) -> ApiResult<Self> {
        let new = NewWorld { source: Source::Fork(self.id), ..NewWorld::default() };
        Self::made(self.shell.clone(), self.url.clone(), new)
    }

    /// Lets it begin again from what it was made from, with the same ids and keys.
    ///
    /// # Errors
    /// It has been ended.
    pub fn reset(&self) -> ApiResult<()> {
        let outcome = self.shell.worlds.reset(self.id, |_, _| Ok(())).saved_now();
        self.note_control::<control::ResetWorld, _>(&outcome, &());
        outcome.result
    }

    /// Ends it; its keys are worthless from then on.
    ///
    /// # Errors
    /// It is the default world, which stays, or has been ended already.
    pub fn end(self) -> ApiResult<()> {
        self.shell.worlds.delete(self.id)
    }
}
