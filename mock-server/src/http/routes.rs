//! Turns lines of the table into routes, and grows the OpenAPI document from the same calls.

use super::{
    Shell, auth,
    call::{self, BODY_MAX, OrgOf, WORLD_BODY_MAX},
    csp,
    openapi::DocumentsDraft,
    operations::{Given, Operation, Operations, Run},
};
use crate::{
    world::{
        Call, Cx, World,
        kernel::refusal::ApiResult,
        settings,
        state::{identity::roles::Right, not_found, orgs::Org},
    },
    worlds::{Key, Knock, Outcome, nobody},
};
use http::request::Parts;
use std::any::Any;
use vmc_client::{
    endpoint::{Answer, Endpoint, Reply},
    endpoints::{InOrg, TaskPath, csp::MayNameOrg},
    wire::Secret,
};

/// Routes and document under construction.
pub(super) struct Routes {
    operations: Operations,
    documents: DocumentsDraft,
    names: Vec<&'static str>,
}

/// A call of an endpoint, which is what its operation is handed.
fn of<E: Endpoint>(call: &dyn Any) -> &Call<E> {
    call.downcast_ref().unwrap_or_else(|| mistaken())
}

#[cold]
fn mistaken() -> ! {
    unreachable!("an operation was handed another's call")
}

/// An answer that is still to be written.
fn value<E: Endpoint>(answer: Answer<E>) -> Given {
    Given(Box::new(move || E::write_answer(answer)))
}

fn in_org<P: InOrg + 'static>() -> OrgOf {
    |path| path.downcast_ref::<P>().map(InOrg::org)
}

fn named_org<P: MayNameOrg + 'static>() -> OrgOf {
    |path| path.downcast_ref::<P>().and_then(MayNameOrg::named_org)
}

fn no_org() -> OrgOf {
    |_| None
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
    pub(super) fn read<E: Endpoint<Path: InOrg>>(self, op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self {
        let run = move |world: &World, cx: &Cx, call: &dyn Any| {
            let call = of::<E>(call);
            op(world.org(call.path.org())?, cx, call).map(value::<E>)
        };
        self.route::<E>(in_org::<E::Path>(), Run::Look(Right::Read, Box::new(run)))
    }

    /// As `read`, for an operation that looks at a task: it may move the clock.
    pub(super) fn poll<E: Endpoint<Path = TaskPath>>(
        self,
        op: fn(&Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        let run = move |world: &World, cx: &Cx, call: &dyn Any| {
            let call = of::<E>(call);
            op(world.org(call.path.org)?, cx, call).map(value::<E>)
        };
        self.route::<E>(in_org::<E::Path>(), Run::Poll(|call| of::<E>(call).path.task, Box::new(run)))
    }

    /// An operation that changes an organization.
    pub(super) fn write<E: Endpoint<Path: InOrg>>(
        self,
        op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.change(Right::Write, op)
    }

    /// An operation that looks by means of a task. It leaves the task behind, but whoever may look may ask for it.
    pub(super) fn read_by_task<E: Endpoint<Path: InOrg>>(
        self,
        op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.change(Right::Read, op)
    }

    fn change<E: Endpoint<Path: InOrg>>(
        self,
        needs: Right,
        op: fn(&mut Org, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        let run = move |world: &mut World, cx: &Cx, call: &dyn Any| {
            let call = of::<E>(call);
            let org = call.path.org();
            op(world.orgs.get_mut(&org).ok_or_else(|| not_found::org(org))?, cx, call).map(value::<E>)
        };
        self.route::<E>(in_org::<E::Path>(), Run::Change(needs, Box::new(run)))
    }

    /// An operation that looks at more than one organization.
    pub(super) fn read_world<E: Endpoint>(self, op: fn(&World, &Cx, &Call<E>) -> ApiResult<Answer<E>>) -> Self {
        self.look::<E>(no_org(), Right::Read, op)
    }

    /// An operation that changes more than one organization, or what belongs to none.
    pub(super) fn write_world<E: Endpoint>(
        self,
        needs: Right,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.change_world::<E>(no_org(), needs, op)
    }

    /// An operation of the sign-in service that looks, for a caller with this right.
    pub(super) fn read_identity<E: Endpoint<Path: MayNameOrg>>(
        self,
        needs: Right,
        op: fn(&World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.look::<E>(named_org::<E::Path>(), needs, op)
    }

    /// An operation of the sign-in service that changes something, for a caller with this right.
    pub(super) fn write_identity<E: Endpoint<Path: MayNameOrg>>(
        self,
        needs: Right,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        self.change_world::<E>(named_org::<E::Path>(), needs, op)
    }

    fn look<E: Endpoint>(
        self,
        org: OrgOf,
        needs: Right,
        op: fn(&World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        let run = move |world: &World, cx: &Cx, call: &dyn Any| op(world, cx, of::<E>(call)).map(value::<E>);
        self.route::<E>(org, Run::Look(needs, Box::new(run)))
    }

    fn change_world<E: Endpoint>(
        self,
        org: OrgOf,
        needs: Right,
        op: fn(&mut World, &Cx, &Call<E>) -> ApiResult<Answer<E>>,
    ) -> Self {
        let run = move |world: &mut World, cx: &Cx, call: &dyn Any| op(world, cx, of::<E>(call)).map(value::<E>);
        self.route::<E>(org, Run::Change(needs, Box::new(run)))
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
        self.plain_run::<E>(BODY_MAX, move |shell, parts, call| {
            let found = key(call).and_then(|key| Ok((csp::world_of(key)?, key.expose())));
            let (world, key) = match found {
                Ok(found) => found,
                Err(error) => return Outcome::refused(error),
            };
            let (base_url, operation) = (auth::base_url(parts), E::NAME);
            let knock = Knock { operation, path: parts.uri.path(), key: Key::ApiToken(key) };
            let outcome = shell.worlds.knock(world, &knock, |world, now, faults| {
                let (caller, pacing) = (nobody(), world.pacing.clone());
                let cx = Cx::new(settings(&pacing, faults), now, &caller, operation, &base_url);
                op(world, &cx, call)
            });
            let outcome = csp::in_known_world(outcome);
            outcome.and_then(|granted| finish(shell, granted))
        })
    }

    /// An operation of the server itself.
    pub(super) fn plain<E: Endpoint>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>>) -> Self {
        self.plain_run::<E>(BODY_MAX, op)
    }

    /// As `plain`, for an operation whose body may hold a whole world.
    pub(super) fn plain_large<E: Endpoint>(self, op: fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>>) -> Self {
        self.plain_run::<E>(WORLD_BODY_MAX, op)
    }

    fn plain_run<E: Endpoint>(
        mut self,
        body_max: usize,
        op: impl Fn(&Shell, &Parts, &Call<E>) -> Outcome<Answer<E>> + Send + Sync + 'static,
    ) -> Self {
        let run = move |shell: &Shell, parts: &Parts, call: &dyn Any| op(shell, parts, of::<E>(call)).map(value::<E>);
        self.add(body_max, Line::of::<E>(no_org()), Run::Plain(Box::new(run)));
        self.documents.add::<E>(false);
        self
    }

    fn route<E: Endpoint>(mut self, org: OrgOf, run: Run) -> Self {
        self.add(BODY_MAX, Line::of::<E>(org), run);
        self.documents.add::<E>(true);
        self
    }

    fn add(&mut self, body_max: usize, line: Line, run: Run) {
        let Line { name, method, path, has_body, unread, read, org } = line;
        self.names.push(name);
        self.operations.add(Operation { name, method, path, body_max, has_body, unread, read, org, run });
    }

    /// What was routed, and what is to be written of it.
    pub(super) fn finish(self) -> (Operations, DocumentsDraft) {
        (self.operations, self.documents)
    }
}

/// What is asked of an endpoint's types once.
struct Line {
    name: &'static str,
    method: http::Method,
    path: &'static str,
    has_body: bool,
    unread: crate::journal::Unread,
    read: call::Read,
    org: OrgOf,
}

impl Line {
    fn of<E: Endpoint>(org: OrgOf) -> Self {
        Self {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            has_body: E::Reply::MEDIA_TYPE.is_some(),
            unread: E::unread,
            read: E::read_call,
            org,
        }
    }
}
