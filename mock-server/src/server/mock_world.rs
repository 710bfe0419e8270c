//! A world of a server in this process, as tests use it.

use crate::{
    http::{
        Shell,
        control::{self, DescriptionView, WorldRequest},
    },
    journal::{A_WORLD, Document},
    new_world::{NewWorld, Source},
    world::{
        description::{Described, Secrets},
        export,
        kernel::refusal::ApiResult,
    },
};
use std::sync::Arc;
use uuid::Uuid;
#[cfg(feature = "client")]
use vmc_client::Client;
use vmc_client::wire::{OrgId, Secret};

/// One of the worlds of a [`MockServer`](crate::MockServer), with its credentials, a client, its clock, and its export. Worlds are isolated
/// from each other, so tests that share a server only need one world each.
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
/// // Changes to a copy do not affect the original.
/// let copy = busy.fork()?;
/// copy.advance("400h");
/// assert_eq!(busy.client().list_sddcs(busy.org_id(), Default::default()).await?, there);
///
/// // A document restores a world, here or in another server, with the same ids, credentials and future.
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

    /// Makes a new world. The first entry of its journal records this.
    pub(super) fn made(shell: Arc<Shell>, url: String, new: NewWorld) -> ApiResult<Self> {
        let request = WorldRequest::of(&new);
        let document = match &new.source {
            Source::Export(world) => Some(Document::brought(&export::write(world)?, &request)),
            _ => None,
        };
        let id = shell.worlds.create(new)?;
        let world = Self::new(shell, url, id);
        let looked = world.shell.worlds.inspect(id, |_, _| Ok(()));
        match document {
            Some(document) => world.note_document::<control::CreateWorld, _>(&looked, document),
            None => world.note_control::<control::CreateWorld, _>(&looked, &request),
        }
        Ok(world)
    }

    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Returns the world's credentials, users, clock and pace.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn view(&self) -> control::WorldView {
        let outcome = self.shell.worlds.inspect_unrecorded(self.id, |world, now| control::view(world, now, &self.url));
        outcome.saved_now().result.expect("the world has not been ended")
    }

    /// Returns the API token of the world's owner.
    ///
    /// # Panics
    /// Panics if the world has been ended, or all API tokens of its owner were revoked.
    #[track_caller]
    pub fn api_token(&self) -> Secret {
        self.view().api_token.expect("an API token of the owner was not revoked")
    }

    /// Returns the id of the world's organization.
    ///
    /// # Panics
    /// Panics if the world has been ended.
    #[track_caller]
    pub fn org_id(&self) -> OrgId {
        self.view().org_id
    }

    /// Returns a client that signs in as the world's owner. Available with the feature `client`.
    ///
    /// # Panics
    /// Panics if the world has been ended, all API tokens of its owner were revoked, or the TLS library cannot be set up.
    #[cfg(feature = "client")]
    #[track_caller]
    pub fn client(&self) -> Client {
        let builder = Client::builder().vmc_url(&self.url).csp_url(&self.url).api_token(self.api_token());
        builder.build().expect("a client for a plain address needs nothing that could fail")
    }

    /// Exports the world, with its credentials, as one JSON document. The document holds everything that determines the world's answers.
    ///
    /// # Errors
    /// The world has been ended, or its document would be larger than what can be imported.
    pub fn export(&self) -> ApiResult<String> {
        let outcome = self.shell.worlds.export(self.id).saved_now();
        if let Ok(text) = &outcome.result {
            self.note_document::<control::ExportWorld, _>(&outcome, Document::given(text));
        }
        outcome.result
    }

    /// Describes the world: returns the description from which a world like it can be made, and what it cannot say.
    ///
    /// # Errors
    /// The world has been ended.
    pub fn describe(&self, secrets: Secrets) -> ApiResult<Described> {
        let outcome = self.shell.worlds.describe(self.id, secrets).saved_now();
        if let Ok(described) = &outcome.result {
            let view = DescriptionView::of(described.clone())?;
            self.note_document::<control::DescribeWorld, _>(&outcome, Document::given(&view.description.text()));
        }
        outcome.result
    }

    /// Replaces the world by an exported one. The world keeps its id, and the imported credentials are changed to belong to this id.
    ///
    /// # Errors
    /// The document is from a newer version, damaged, or inconsistent; the world is unchanged then. Or the world has been ended.
    pub fn import(&self, document: &str) -> ApiResult<()> {
        let with = export::read(document.as_bytes())?;
        let outcome = self.shell.worlds.replace(self.id, with, |_, _| Ok(())).saved_now();
        self.note_document::<control::ImportWorld, _>(&outcome, Document::brought(document.trim(), &A_WORLD));
        outcome.result
    }

    /// Makes a copy of the world in its present state, with its own id and credentials.
    ///
    /// # Errors
    /// The world has been ended, or there are too many worlds.
    pub fn fork(&self) -> ApiResult<Self> {
        let new = NewWorld { source: Source::Fork(self.id), ..NewWorld::default() };
        Self::made(self.shell.clone(), self.url.clone(), new)
    }

    /// Resets the world to the state that it was made with, with the same ids and credentials.
    ///
    /// # Errors
    /// The world has been ended.
    pub fn reset(&self) -> ApiResult<()> {
        let outcome = self.shell.worlds.reset(self.id, |_, _| Ok(())).saved_now();
        self.note_control::<control::ResetWorld, _>(&outcome, &());
        outcome.result
    }

    /// Ends the world. Its credentials are not valid afterwards.
    ///
    /// # Errors
    /// The world is the default world, which cannot be ended, or it has been ended already.
    pub fn end(self) -> ApiResult<()> {
        self.shell.worlds.delete(self.id)
    }
}
