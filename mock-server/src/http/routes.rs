//! Turns lines of the table into routes, and grows the OpenAPI document from the same calls.

use super::{
    Shell, auth,
    call::{self, BODY_MAX, WORLD_BODY_MAX},
    csp, journal,
    openapi::DocumentsDraft,
    operations::{Done, Operation, Operations},
};
use crate::{
    world::{
        Call, Cx, World,
        error::{ApiError, ApiResult},
        identity::Right,
        memo::Written,
        orgs::Org,
    },
    worlds::{Key, Knock, Outcome, nobody},
};
use bytes::Bytes;
use http::request::Parts;
use vmc_client::{
    endpoint::{Answer, Endpoint, Reply},
    endpoints::{InOrg, TaskPath, csp::MayNameOrg},
    wire::{OrgId, Secret},
};

/// Who may come in: what a caller must be allowed to do, and the organization that it must belong to.
#[derive(Clone)]
struct Admission<P> {
    needs: Right,
    org: fn(&P) -> Option<OrgId>,
}

/// Routes and document under construction.
pub(super) struct Routes {
    operations: Operations,
    documents: DocumentsDraft,
    names: Vec<&'static str>,
}

impl Routes {
    pub(super) fn new() -> Self {
        Self { operations: Operations::default(), documents: DocumentsDraft::default(), names: Vec::new() }
    }

    /// The operations routed so far.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// An operation that looks at an organization.
    pub(super) fn read<E: Endpoint>(self, op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self
    where
        E::Path: InOrg,
    {
        let admission = Admission { needs: Right::Read, org: |path: &E::Path| Some(path.org()) };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            auth::with_caller(shell, parts, E::NAME, Some(call.path.org()), Right::Read, |visit| {
                shell.worlds.read(visit, |world, cx| op(world.org(call.path.org())?, cx, call))
            })
        })
    }

    /// As `read`, for operations whose answers are kept as they were written.
    pub(super) fn read_written<E: Endpoint>(self, op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Written<E>>) -> Self
    where
        E::Path: InOrg,
    {
        let admission = Admission { needs: Right::Read, org: |path: &E::Path| Some(path.org()) };
        self.route_given::<E>(Some(admission), BODY_MAX, move |shell, parts, call| {
            let outcome = auth::with_caller(shell, parts, E::NAME, Some(call.path.org()), Right::Read, |visit| {
                shell.worlds.read(visit, |world, cx| op(world.org(call.path.org())?, cx, call))
            });
            outcome.map(Given::Written)
        })
    }

    /// As `read_written`, for an operation that looks at a task: it may move the clock.
    pub(super) fn poll<E: Endpoint<Path = TaskPath>>(
        self,
        op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Written<E>>,
    ) -> Self {
        let admission = Admission { needs: Right::Read, org: |path: &TaskPath| Some(path.org) };
        self.route_given::<E>(Some(admission), BODY_MAX, move |shell, parts, call| {
            let TaskPath { org, task } = call.path;
            let outcome = auth::with_caller(shell, parts, E::NAME, Some(org), Right::Read, |visit| {
                shell.worlds.poll(visit, task, |world, cx| op(world.org(org)?, cx, call))
            });
            outcome.map(Given::Written)
        })
    }

    /// An operation that changes an organization.
    pub(super) fn write<E: Endpoint>(self, op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self
    where
        E::Path: InOrg,
    {
        self.change(Right::Write, op)
    }

    /// An operation that looks by means of a task. It leaves the task behind, but whoever may look may ask for it.
    pub(super) fn read_by_task<E: Endpoint>(self, op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self
    where
        E::Path: InOrg,
    {
        self.change(Right::Read, op)
    }

    fn change<E: Endpoint>(self, needs: Right, op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self
    where
        E::Path: InOrg,
    {
        let admission = Admission { needs, org: |path: &E::Path| Some(path.org()) };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            let org = call.path.org();
            auth::with_caller(shell, parts, E::NAME, Some(org), needs, |visit| {
                shell
                    .worlds
                    .write(visit, |world, cx| op(world.orgs.get_mut(&org).ok_or(ApiError::OrgNotFound(org))?, cx, call))
            })
        })
    }

    /// An operation that looks at more than one organization.
    pub(super) fn read_world<E: Endpoint>(self, op: fn(&World, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self {
        let admission = Admission { needs: Right::Read, org: |_| None };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            auth::with_caller(shell, parts, E::NAME, None, Right::Read, |visit| {
                shell.worlds.read(visit, |world, cx| op(world, cx, call))
            })
        })
    }

    /// An operation that changes more than one organization, or what belongs to none.
    pub(super) fn write_world<E: Endpoint>(
        self,
        needs: Right,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        let admission = Admission { needs, org: |_| None };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            auth::with_caller(shell, parts, E::NAME, None, needs, |visit| {
                shell.worlds.write(visit, |world, cx| op(world, cx, call))
            })
        })
    }

    /// An operation of the sign-in service that looks, for a caller with this right.
    pub(super) fn read_identity<E: Endpoint>(
        self,
        needs: Right,
        op: fn(&World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self
    where
        E::Path: MayNameOrg,
    {
        let admission = Admission { needs, org: E::Path::named_org };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            auth::with_caller(shell, parts, E::NAME, call.path.named_org(), needs, |visit| {
                shell.worlds.read(visit, |world, cx| op(world, cx, call))
            })
        })
    }

    /// An operation of the sign-in service that changes something, for a caller with this right.
    pub(super) fn write_identity<E: Endpoint>(
        self,
        needs: Right,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self
    where
        E::Path: MayNameOrg,
    {
        let admission = Admission { needs, org: E::Path::named_org };
        self.route::<E>(Some(admission), move |shell, parts, call| {
            auth::with_caller(shell, parts, E::NAME, call.path.named_org(), needs, |visit| {
                shell.worlds.write(visit, |world, cx| op(world, cx, call))
            })
        })
    }

    /// A part of the table of contents that stands elsewhere.
    pub(super) fn with(self, part: fn(Self) -> Self) -> Self {
        part(self)
    }

    /// An operation without a caller; the world is found from the API token that the request carries.
    pub(super) fn open<E: Endpoint>(
        self,
        key: fn(&Call<E>) -> ApiResult<&Secret>,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.sign_in::<E, Answer<E>>(key, op, |_, reply| Ok(reply))
    }

    /// As `open`, with a last step outside the world's lock: signing takes longer than everything else.
    pub(super) fn sign_in<E: Endpoint, G: 'static>(
        self,
        key: fn(&Call<E>) -> ApiResult<&Secret>,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<G>,
        finish: fn(&Shell, G) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.route::<E>(None, move |shell, parts, call| {
            let found = key(call).and_then(|key| Ok((csp::world_of(key)?, key.expose())));
            let (world, key) = match found {
                Ok(found) => found,
                Err(error) => return Outcome::refused(error),
            };
            let (base_url, operation) = (auth::base_url(parts), E::NAME);
            let knock = Knock { operation, path: parts.uri.path(), key: Key::ApiToken(key) };
            let outcome = shell.worlds.knock(world, &knock, |world, now, faults| {
                let (caller, pacing) = (nobody(), world.pacing.clone());
                let cx = Cx { now, caller: &caller, operation, pacing: &pacing, faults, base_url: &base_url };
                op(world, &cx, call)
            });
            let outcome = csp::in_known_world(outcome);
            outcome.and_then(|granted| finish(shell, granted))
        })
    }

    /// An operation of the server itself.
    pub(super) fn plain<E: Endpoint>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>>) -> Self {
        self.route::<E>(None, op)
    }

    /// As `plain`, for an operation whose body may hold a whole world.
    pub(super) fn plain_large<E: Endpoint>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>>) -> Self {
        self.route_given::<E>(None, WORLD_BODY_MAX, move |shell, parts, call| op(shell, parts, call).map(Given::Value))
    }

    fn route<E: Endpoint>(
        self,
        admission: Option<Admission<E::Path>>,
        run: impl Fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>> + Send + Sync + 'static,
    ) -> Self {
        self.route_given::<E>(admission, BODY_MAX, move |shell, parts, call| run(shell, parts, call).map(Given::Value))
    }

    fn route_given<E: Endpoint>(
        mut self,
        admission: Option<Admission<E::Path>>,
        body_max: usize,
        run: impl Fn(&Shell, &Parts, &Call<E>) -> Outcome<Given<E>> + Send + Sync + 'static,
    ) -> Self {
        self.documents.add::<E>(admission.is_some());
        self.names.push(E::NAME);
        let run = move |shell: &Shell, parts: &Parts, body: &ApiResult<Bytes>| match call::read::<E>(parts, body) {
            Ok(call) => Done {
                outcome: run(shell, parts, &call).and_then(Given::write),
                status: Some(E::status(&call.query)),
                has_body: E::Reply::MEDIA_TYPE.is_some(),
                read: true,
            },
            Err(call::Unreadable { path, error }) => {
                let admission = admission.as_ref().map(|admission| {
                    let org = path.as_ref().and_then(admission.org);
                    (admission.needs, org)
                });
                unreadable(shell, parts, E::NAME, admission, error)
            }
        };
        self.operations.add(Operation {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            body_max,
            unread: journal::unread::<E>,
            run: Box::new(run),
        });
        self
    }

    /// What was routed, and what is to be written of it.
    pub(super) fn finish(self) -> (Operations, DocumentsDraft) {
        (self.operations, self.documents)
    }
}

/// What an operation gives: an answer that is still to be written, or one that was.
enum Given<E: Endpoint> {
    Value(Answer<E>),
    Written(Written<E>),
}

impl<E: Endpoint> Given<E> {
    fn write(self) -> ApiResult<Bytes> {
        match self {
            Self::Value(answer) => Written::<E>::new(answer).map(Written::into_bytes),
            Self::Written(written) => Ok(written.into_bytes()),
        }
    }
}

/// What comes of a request that could not be read. Whether the caller may come in at all is said first: who signs in again when told so
/// must be told so, whatever else is wrong, and nobody else learns what the operation expects.
fn unreadable(
    shell: &Shell,
    parts: &Parts,
    operation: &'static str,
    admission: Option<(Right, Option<OrgId>)>,
    error: ApiError,
) -> Done {
    let outcome = match admission {
        None => Outcome::refused(error),
        Some((needs, org)) => {
            auth::with_caller(shell, parts, operation, org, needs, |visit| shell.worlds.read(visit, |_, _| Err(error)))
        }
    };
    Done::refused(outcome, false)
}
