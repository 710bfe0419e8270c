//! Connects the operations of the table to the functions that carry them out. The endpoint types are erased here: an [`Operation`] does not
//! have them.

use super::{
    Shell, auth,
    call::{Decoder, Received},
    credential,
    openapi::DocumentsDraft,
    operations::{BODY_MAX, Encode, Operation, Operations, Run, WORLD_BODY_MAX},
};
use crate::{
    journal::Unread,
    world::{
        Call, Cx, Request, WorldState,
        kernel::refusal::ApiResult,
        state::{not_found, orgs::Org},
    },
    worlds::{Credential, CredentialRequest, Outcome, nobody},
};
use http::request::Parts;
use std::any::Any;
use vmc_client::{
    endpoint::{Endpoint, OperationInfo, Output},
    endpoints::InOrg,
    wire::Secret,
};

/// The operations and the OpenAPI documents of a server during its construction.
pub(super) struct Routes {
    operations: Operations,
    documents: DocumentsDraft,
    infos: Vec<&'static OperationInfo>,
    #[cfg(feature = "schemas")]
    pub(super) schemas: Vec<(&'static OperationInfo, super::openapi::SchemasOf)>,
}

/// An endpoint that can be routed. With the feature `schemas`, its types have schemas.
#[cfg(not(feature = "schemas"))]
pub(super) trait Routed: Endpoint {}
#[cfg(not(feature = "schemas"))]
impl<E: Endpoint> Routed for E {}
#[cfg(feature = "schemas")]
pub(super) trait Routed: vmc_client::endpoint::Described {}
#[cfg(feature = "schemas")]
impl<E: vmc_client::endpoint::Described> Routed for E {}

/// Returns the call as the type of its endpoint. Each operation receives the call that its own decoder made.
fn typed<E: Endpoint>(call: &dyn Any) -> &Call<E> {
    call.downcast_ref().unwrap_or_else(|| wrong_call())
}

#[cold]
fn wrong_call() -> ! {
    unreachable!("an operation was given the call of another")
}

fn encode<E: Endpoint>(output: Output<E>) -> Encode {
    Box::new(move || E::encode_output(output))
}

impl Routes {
    pub(super) fn new() -> Self {
        Self {
            operations: Operations::default(),
            documents: DocumentsDraft::default(),
            infos: Vec::new(),
            #[cfg(feature = "schemas")]
            schemas: Vec::new(),
        }
    }

    /// The operations added up to now.
    pub(super) fn infos(&self) -> &[&'static OperationInfo] {
        &self.infos
    }

    /// Adds an operation that reads the organization in its path.
    pub(super) fn read<E: Routed<Path: InOrg>>(self, op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Output<E>>) -> Self {
        let run = move |world: &WorldState, cx: &Cx, call: &dyn Any| {
            let call = typed::<E>(call);
            op(world.org(call.path.org())?, cx, call).map(encode::<E>)
        };
        self.add::<E>(BODY_MAX, Run::Read(Box::new(run)))
    }

    /// Adds an operation that reads a task. If the world's clock is set to jump, a read of a task moves the clock to the end of the task.
    pub(super) fn poll<E: Routed<Path: InOrg>>(self, op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Output<E>>) -> Self {
        let run = move |world: &WorldState, cx: &Cx, call: &dyn Any| {
            let call = typed::<E>(call);
            op(world.org(call.path.org())?, cx, call).map(encode::<E>)
        };
        self.add::<E>(BODY_MAX, Run::Poll(Box::new(run)))
    }

    /// Adds an operation that changes the organization in its path.
    pub(super) fn write<E: Routed<Path: InOrg>>(self, op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Output<E>>) -> Self {
        let run = move |world: &mut WorldState, cx: &Cx, call: &dyn Any| {
            let call = typed::<E>(call);
            let org = call.path.org();
            op(world.orgs.get_mut(&org).ok_or_else(|| not_found::org(org))?, cx, call).map(encode::<E>)
        };
        self.add::<E>(BODY_MAX, Run::Write(Box::new(run)))
    }

    /// Adds an operation that reads several organizations, or data that belongs to none.
    pub(super) fn read_world<E: Routed>(self, op: fn(&WorldState, &Cx, &Call<E>) -> ApiResult<Output<E>>) -> Self {
        let run = move |world: &WorldState, cx: &Cx, call: &dyn Any| op(world, cx, typed::<E>(call)).map(encode::<E>);
        self.add::<E>(BODY_MAX, Run::Read(Box::new(run)))
    }

    /// Adds an operation that changes several organizations, or data that belongs to none.
    pub(super) fn write_world<E: Routed>(self, op: fn(&mut WorldState, &Cx, &Call<E>) -> ApiResult<Output<E>>) -> Self {
        let run =
            move |world: &mut WorldState, cx: &Cx, call: &dyn Any| op(world, cx, typed::<E>(call)).map(encode::<E>);
        self.add::<E>(BODY_MAX, Run::Write(Box::new(run)))
    }

    /// Adds an operation whose caller is identified by an API token in the request. The token names the world.
    pub(super) fn with_api_token<E: Routed>(
        self,
        token: fn(&Call<E>) -> ApiResult<&Secret>,
        op: fn(&mut WorldState, &Cx, &Call<E>) -> ApiResult<Output<E>>,
    ) -> Self {
        self.sign_in::<E, Output<E>>(token, op, |_, output| Ok(output))
    }

    /// Does the same as [`with_api_token`](Self::with_api_token), with a last step after the world's lock is released. Signing takes longer
    /// than all other steps, so it is that last step.
    pub(super) fn sign_in<E: Routed, G: 'static>(
        self,
        token: fn(&Call<E>) -> ApiResult<&Secret>,
        op: fn(&mut WorldState, &Cx, &Call<E>) -> ApiResult<G>,
        finish: fn(&Shell, G) -> ApiResult<Output<E>>,
    ) -> Self {
        self.shell_run::<E>(BODY_MAX, move |shell, received, call| {
            let found = token(call).and_then(|token| Ok((credential::world_of(shell, token)?, token.expose())));
            let (world, token) = match found {
                Ok(found) => found,
                Err(refusal) => return Outcome::refused(refusal),
            };
            let base_url = auth::base_url(received.parts);
            let request = Request::new(E::NAME, &received.parameters.pairs);
            let request = CredentialRequest { request, key: Credential::ApiToken(token) };
            let outcome = shell.worlds.run_with_credential(world, &request, |world, now, settings| {
                let caller = nobody();
                op(world, &Cx::new(settings, now, &caller, E::NAME, &base_url), call)
            });
            outcome.or_if_no_world(credential::unknown_token).and_then(|granted| finish(shell, granted))
        })
    }

    /// Adds an operation that runs in the shell instead of in a world.
    pub(super) fn shell<E: Routed>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Output<E>>) -> Self {
        self.shell_run::<E>(BODY_MAX, move |shell, received, call| op(shell, received.parts, call))
    }

    /// As [`shell`](Self::shell), for an operation that finds the world by a credential in the request.
    pub(super) fn with_credential<E: Routed>(self, op: fn(&Shell, &Received, &Call<E>) -> Outcome<Output<E>>) -> Self {
        self.shell_run::<E>(BODY_MAX, op)
    }

    /// Does the same as [`shell`](Self::shell), for an operation whose body may hold a whole world.
    pub(super) fn shell_large<E: Routed>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Output<E>>) -> Self {
        self.shell_run::<E>(WORLD_BODY_MAX, move |shell, received, call| op(shell, received.parts, call))
    }

    /// Adds the operations that another function adds.
    pub(super) fn with(self, part: fn(Self) -> Self) -> Self {
        part(self)
    }

    fn shell_run<E: Routed>(
        self,
        body_max: usize,
        op: impl Fn(&Shell, &Received, &Call<E>) -> Outcome<Output<E>> + Send + Sync + 'static,
    ) -> Self {
        let run = move |shell: &Shell, received: &Received, call: &dyn Any| {
            op(shell, received, typed::<E>(call)).map(encode::<E>)
        };
        self.add::<E>(body_max, Run::Shell(Box::new(run)))
    }

    fn add<E: Routed>(mut self, body_max: usize, run: Run) -> Self {
        self.infos.push(E::INFO);
        self.documents.add(E::INFO);
        #[cfg(feature = "schemas")]
        self.schemas.push((E::INFO, E::schemas));
        self.operations.add(Operation {
            info: E::INFO,
            method: E::METHOD,
            body_max,
            decode: Decoder::Endpoint(E::decode_call),
            unread: Unread::Endpoint(E::unread_fields),
            run,
        });
        self
    }

    /// Returns the operations and the draft of the OpenAPI documents.
    pub(super) fn finish(self) -> (Operations, DocumentsDraft) {
        (self.operations, self.documents)
    }
}
