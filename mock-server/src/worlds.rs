//! All worlds of a server. Every operation goes through this module: it finds the world, locks it, applies what is due, checks the caller,
//! and runs the operation. The module [`making`] makes and ends worlds.

pub(crate) mod acting;
mod admission;
mod cell;
mod direct;
mod given;
mod making;
mod outcome;
pub(crate) mod refusals;
mod settling;

pub(crate) use self::{
    admission::{CallerRequest, Credential, CredentialRequest, check_session, nobody},
    cell::Version,
    direct::NotSignedIn,
    outcome::Outcome,
};

use crate::{
    clock::machine_now,
    journal::{Exchange, Journal, Journals, Ticket},
    new_world::{NewWorld, Origin},
    notifications::Notifications,
    store::{Contents, Directory, Savers, Server, StateError, StoredWorld, Ticket as SaveTicket},
    world::{
        Cx, Request, Settings, World, WorldState,
        kernel::{
            clock::OnPoll,
            faults::{AdmittedRequest, RequestCaller, Struck},
            pacing::Pacing,
            refusal::{ApiResult, Refusal},
        },
        settings,
        vmc::host_failure,
    },
};
use admission::admit;
use cell::Cell;
use given::GivenKeys;
use jiff::Timestamp;
use settling::{settle, settled, settled_mut};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use uuid::Uuid;

/// Worlds that a server keeps at once.
pub(crate) const WORLDS_MAX: usize = 10_000;

/// The name of the world that exists from the start.
pub(crate) const DEFAULT_WORLD: &str = "default";

#[derive(Debug)]
pub struct Worlds {
    seed: u64,
    defaults: Defaults,
    default: Uuid,
    journals: Arc<Journals>,
    notifications: Arc<Notifications>,
    /// The number of worlds that were numbered up to now. The next world gets this number. The lock is held while a world is made or ended.
    made: Mutex<u64>,
    shelf: RwLock<HashMap<Uuid, Arc<Cell>>>,
    /// Threads that write changes to disk, if there is a state directory.
    savers: Option<Savers>,
    /// What was damaged in the state directory, and what became of it.
    repairs: Vec<String>,
    /// The API tokens and client ids that descriptions gave.
    given: GivenKeys,
}

/// A state directory that a server is to use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateOptions<'s> {
    pub(crate) directory: &'s Path,
    /// Whether damaged files are moved aside.
    pub(crate) repair: bool,
}

/// Settings of worlds that are made without them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults {
    pub(crate) pacing: Pacing,
    /// The time at which the clock of a world from a seed starts. Default: the machine's time.
    pub(crate) at: Option<Timestamp>,
    /// How fast the clock of a world from a seed or of a built-in world runs.
    pub(crate) rate: Option<f64>,
    /// The effect that a read of an unfinished task has on the clock of such a world.
    pub(crate) on_poll: Option<OnPoll>,
}

/// The worlds of a server cannot be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorldsError {
    /// The default world cannot be made as requested.
    #[error(transparent)]
    World(#[from] Refusal),
    /// The state directory cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Worlds {
    /// Makes a server's worlds, including the default one. With a state directory, the worlds are loaded from it. The seed and the settings
    /// of the default world apply only if the state is new.
    ///
    /// # Errors
    /// The default world cannot be made as requested, or the state directory cannot be used.
    pub(crate) fn new(
        seed: u64,
        defaults: Defaults,
        journals: Arc<Journals>,
        notifications: Arc<Notifications>,
        default: NewWorld,
        state: Option<StateOptions>,
    ) -> Result<Self, WorldsError> {
        let (made, shelf, repairs) = (Mutex::new(0), RwLock::default(), Vec::new());
        let mut worlds = Self {
            seed,
            defaults,
            default: Uuid::nil(),
            journals,
            notifications,
            made,
            shelf,
            savers: None,
            repairs,
            given: GivenKeys::default(),
        };
        if let Some(StateOptions { directory: path, repair }) = state {
            let (directory, found) = Directory::open(path, repair.then_some(seed))?;
            let disk = |reason| StateError::Disk { path: path.to_owned(), reason };
            if found.is_none() {
                directory.put_server(&Server::new(seed, 0, None, [])).map_err(disk)?;
            }
            worlds.savers = Some(Savers::start(Arc::new(directory)).map_err(disk)?);
            if let Some(contents) = found {
                worlds.take_up(contents);
            }
        }
        if worlds.default.is_nil() {
            worlds.default = worlds.create(default)?;
        }
        Ok(worlds)
    }

    fn take_up(&mut self, contents: Contents) {
        let Contents { server, worlds, repairs } = contents;
        self.seed = server.seed;
        self.default = server.default.unwrap_or_default();
        self.made = Mutex::new(server.made);
        self.repairs = repairs;
        let shelf = self.shelf.get_mut().unwrap_or_else(PoisonError::into_inner);
        for StoredWorld { world, stored, base, .. } in worlds {
            let origin = Origin { made_from: stored.made_from, new: stored.new, base: base.map(Arc::new) };
            self.given.claim(world.id, world.state.identity.given_keys().map(str::to_owned).collect());
            let id = world.id;
            let cell = Cell::found(world, origin, stored.base, &self.journals, &self.notifications);
            shelf.insert(id, Arc::new(cell));
        }
    }

    /// Returns what was damaged in the state directory, and what became of it.
    pub(crate) fn repairs(&self) -> &[String] {
        &self.repairs
    }

    /// Returns what must be waited for before an answer may show the world's present state. The caller holds the world's lock.
    fn unsaved(&self, cell: &Arc<Cell>) -> Option<SaveTicket> {
        self.savers.as_ref()?.ticket(cell, cell.version())
    }

    /// Finds a world by its id or the name `default`.
    ///
    /// # Errors
    /// There is no such world.
    pub fn named(&self, name: &str) -> ApiResult<Uuid> {
        if name == DEFAULT_WORLD {
            return Ok(self.default);
        }
        let id = name.parse().map_err(|_| refusals::world_not_found(name))?;
        self.find(id).map(|_| id).ok_or_else(|| refusals::world_not_found(name))
    }

    /// Whether there is a world with this id.
    pub(crate) fn has(&self, id: Uuid) -> bool {
        self.find(id).is_some()
    }

    /// Returns the id of the world that exists from the start.
    pub fn default_world(&self) -> Uuid {
        self.default
    }

    /// Checks whether a caller would be admitted. This is noted nowhere, and no fault rule is asked.
    ///
    /// # Errors
    /// The refusal that the request will get.
    pub(crate) fn admits(&self, request: &CallerRequest) -> ApiResult<()> {
        let cell = self.find(request.token.world).ok_or_else(refusals::token_invalid)?;
        let (world, now) = settled(&cell);
        admit(&world.state, request, now)
    }

    /// Runs an operation that reads, for a caller. `defer` says of the version of a large world whether the operation is to be deferred
    /// there; then it is neither run nor noted anywhere.
    pub(crate) fn read<T>(
        &self,
        request: &CallerRequest,
        defer: &dyn Fn(Version) -> bool,
        op: impl FnOnce(&WorldState, &Cx, Version) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut once = Once::new(op);
        self.read_any(request, defer, &mut |world, cx, version| once.run(|op| op(world, cx, version)))
            .and_then(|()| once.given())
    }

    fn read_any(&self, request: &CallerRequest, defer: &dyn Fn(Version) -> bool, op: &mut AnyRead) -> Outcome<()> {
        let Some(cell) = self.find(request.token.world) else { return Outcome::refused(refusals::token_invalid()) };
        let (world, now) = settled(&cell);
        if cell.is_large() && defer(cell.version_at(now)) {
            return Outcome { deferred: true, ..Outcome::without_world(Ok(())) };
        }
        let ticket = cell.journal.ticket(now);
        let cx = request.cx(settings(&world.settings), now);
        let (struck, result) = match admit(&world.state, request, now) {
            Ok(()) => world.settings.faults.around(&request.asked(), || op(&world.state, &cx, cell.version_at(now))),
            Err(refusal) => (None, Err(refusal)),
        };
        self.outcome(&cell, &world, now, ticket, struck, result)
    }

    /// Runs an operation that reads a task, for a caller. If the world's clock is set to jump, the clock is at the end of the task when the
    /// operation runs. Only a request that is admitted moves the clock.
    pub(crate) fn poll<T>(
        &self,
        request: &CallerRequest,
        op: impl FnOnce(&WorldState, &Cx, Version) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut once = Once::new(op);
        self.poll_any(request, &mut |world, cx, version| once.run(|op| op(world, cx, version)))
            .and_then(|()| once.given())
    }

    fn poll_any(&self, request: &CallerRequest, op: &mut AnyRead) -> Outcome<()> {
        let Some(task) = request.request.task else { return self.read_any(request, &|_| false, op) };
        let Some(cell) = self.find(request.token.world) else { return Outcome::refused(refusals::token_invalid()) };
        let (world, now) = settled(&cell);
        let org = request.token.caller.org;
        let under_way = || world.state.orgs.get(&org)?.tasks.get(&task).map(|task| !task.state.is_over());
        let jumps = world.settings.on_poll == OnPoll::Jump;
        if jumps && admit(&world.state, request, now).is_ok() && under_way() == Some(true) {
            drop(world);
            let (mut world, _) = settled_mut(&cell);
            let ticket = cell.journal.ticket(now);
            let (struck, mut now) = (world.settings.faults.strike_request(&request.asked()), now);
            let result = Struck::around(struck.as_ref(), || {
                // A task without an end (for example one that is stuck) is read in its present state.
                now = world.skip_to_end(org, task, machine_now()).unwrap_or(now);
                cell.changed(&world.state);
                cell.hand_over(&mut world.state);
                op(&world.state, &request.cx(settings(&world.settings), now), cell.version_at(now))
            });
            let (struck, result) = world.settings.faults.conclude(struck, result);
            return self.outcome(&cell, &world, now, ticket, struck, result);
        }
        drop(world);
        self.read_any(request, &|_| false, op)
    }

    /// Runs an operation that writes, for a caller.
    pub fn write<T>(
        &self,
        request: &CallerRequest,
        op: impl FnOnce(&mut WorldState, &Cx) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut once = Once::new(op);
        self.write_any(request, &mut |world, cx| once.run(|op| op(world, cx))).and_then(|()| once.given())
    }

    fn write_any(&self, request: &CallerRequest, op: &mut AnyWrite) -> Outcome<()> {
        let Some(cell) = self.find(request.token.world) else { return Outcome::refused(refusals::token_invalid()) };
        let (mut world, now) = settled_mut(&cell);
        let ticket = cell.journal.ticket(now);
        let World { settings: own, state, .. } = &mut *world;
        let cx = request.cx(settings(own), now);
        let (struck, result) = match admit(state, request, now) {
            Ok(()) => own.faults.around(&request.asked(), || {
                if cell.is_change_long(state) { crate::threads::blocking(|| op(state, &cx)) } else { op(state, &cx) }?;
                cell.changed(state);
                cell.hand_over(state);
                if let Some(after) = own.faults.strike_host(&request.asked()) {
                    host_failure::promise(state, &request.request, now, after);
                }
                Ok(())
            }),
            Err(refusal) => (None, Err(refusal)),
        };
        self.outcome(&cell, &world, now, ticket, struck, result)
    }

    /// Runs an operation of sign-in, for a caller that has no access token yet.
    pub fn run_with_credential<T>(
        &self,
        id: Uuid,
        request: &CredentialRequest,
        op: impl FnOnce(&mut WorldState, Timestamp, Settings) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut once = Once::new(op);
        self.run_with_credential_any(id, request, &mut |world, now, settings| once.run(|op| op(world, now, settings)))
            .and_then(|()| once.given())
    }

    fn run_with_credential_any(
        &self,
        id: Uuid,
        request: &CredentialRequest,
        op: &mut dyn FnMut(&mut WorldState, Timestamp, Settings) -> ApiResult<()>,
    ) -> Outcome<()> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let (mut world, now) = settled_mut(&cell);
        let ticket = cell.journal.ticket(now);
        let World { settings: own, state, .. } = &mut *world;
        let name = match request.key {
            Credential::ApiToken(text) => state.identity.username_behind(text).map(str::to_owned),
            Credential::Client(_) | Credential::Session => None,
        };
        let caller = match (request.key, &name) {
            (Credential::Client(client), _) => RequestCaller::Client(client.as_str()),
            (_, Some(name)) => RequestCaller::User(name),
            (_, None) => RequestCaller::Unknown,
        };
        let Request { operation, parameters, .. } = request.request;
        let asked = AdmittedRequest { operation, parameters, caller };
        let (struck, result) = own.faults.around(&asked, || {
            op(state, now, settings(own))?;
            cell.changed(state);
            Ok(())
        });
        let signs_in = match request.key {
            Credential::Client(client) => Some(client.to_string().into()),
            Credential::ApiToken(_) | Credential::Session => name.map(Arc::from),
        };
        Outcome { signs_in, ..self.outcome(&cell, &world, now, ticket, struck, result) }
    }

    /// Reads a world for the control of the simulation, which needs no credential of the world.
    pub fn inspect<T>(&self, id: Uuid, op: impl FnOnce(&World, Timestamp) -> ApiResult<T>) -> Outcome<T> {
        let mut once = Once::new(op);
        self.inspect_any(id, &mut |world, now| once.run(|op| op(world, now))).and_then(|()| once.given())
    }

    fn inspect_any(&self, id: Uuid, op: &mut dyn FnMut(&World, Timestamp) -> ApiResult<()>) -> Outcome<()> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let (world, now) = settled(&cell);
        let ticket = cell.journal.ticket(now);
        self.outcome(&cell, &world, now, ticket, None, op(&world, now))
    }

    /// Runs an operation of the control of the simulation. Faults do not affect it.
    pub fn control<T>(
        &self,
        id: Uuid,
        op: impl FnOnce(&mut World, Timestamp, Timestamp) -> ApiResult<T>,
    ) -> Outcome<T> {
        let mut once = Once::new(op);
        self.control_any(id, &mut |world, now, machine| once.run(|op| op(world, now, machine)))
            .and_then(|()| once.given())
    }

    fn control_any(
        &self,
        id: Uuid,
        op: &mut dyn FnMut(&mut World, Timestamp, Timestamp) -> ApiResult<()>,
    ) -> Outcome<()> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let mut world = cell.write();
        let machine = machine_now();
        let now = world.settings.clock.now(machine);
        settle(&cell, &mut world, now);
        let ticket = cell.journal.ticket(now);
        let result = op(&mut world, now, machine);
        // The operation may have moved the clock. Everything that became due by that is applied before other requests read the world.
        let now = world.settings.clock.now(machine);
        settle(&cell, &mut world, now);
        if result.is_ok() {
            cell.changed(&world.state);
        }
        self.outcome(&cell, &world, now, ticket, None, result)
    }

    /// Does the same as [`Worlds::inspect`], without a journal entry.
    pub fn inspect_unrecorded<T>(&self, id: Uuid, op: impl FnOnce(&World, Timestamp) -> ApiResult<T>) -> Outcome<T> {
        let mut once = Once::new(op);
        self.inspect_unrecorded_any(id, &mut |world, now| once.run(|op| op(world, now))).and_then(|()| once.given())
    }

    fn inspect_unrecorded_any(&self, id: Uuid, op: &mut dyn FnMut(&World, Timestamp) -> ApiResult<()>) -> Outcome<()> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let (world, now) = settled(&cell);
        self.outcome(&cell, &world, now, None, None, op(&world, now))
    }

    /// Reads a world's journal. This writes no entry.
    pub fn journal<T>(&self, id: Uuid, op: impl FnOnce(&Journal) -> ApiResult<T>) -> Outcome<T> {
        let Some(cell) = self.find(id) else { return Outcome::refused(refusals::world_not_found(&id.to_string())) };
        let (world, now) = settled(&cell);
        self.outcome(&cell, &world, now, None, None, op(&cell.journal))
    }

    /// Returns the journals of all worlds.
    pub(crate) fn journals(&self) -> &Journals {
        &self.journals
    }

    /// Takes a position in a world's journal for a request that did not reach the world.
    pub fn ticket(&self, id: Uuid) -> Option<Ticket> {
        let cell = self.find(id)?;
        let (_world, now) = settled(&cell);
        cell.journal.ticket(now)
    }

    /// Writes an entry into a world's journal.
    pub(crate) fn note(&self, id: Uuid, ticket: Ticket, exchange: Exchange) {
        if let Some(cell) = self.find(id) {
            cell.journal.write(ticket, exchange);
        }
    }

    /// Makes the outcome of an operation in a world. The caller holds the world's lock.
    fn outcome<T>(
        &self,
        cell: &Arc<Cell>,
        world: &World,
        now: Timestamp,
        ticket: Option<Ticket>,
        struck: Option<Struck>,
        result: ApiResult<T>,
    ) -> Outcome<T> {
        if struck.is_some() {
            // It has been counted, and a rule that strikes so many times goes by the count.
            cell.changed(&world.state);
        }
        let unsaved = self.unsaved(cell);
        Outcome { world: Some(world.id), now: Some(now), ticket, struck, unsaved, ..Outcome::without_world(result) }
    }

    /// Whether a world is so large that going through all of it takes long.
    pub(crate) fn is_large(&self, id: Uuid) -> bool {
        self.find(id).is_some_and(|cell| cell.is_large())
    }

    /// Lets everything due happen in all worlds. Otherwise it happens when somebody asks for something.
    pub(crate) fn settle_all(&self) {
        let cells: Vec<_> = self.shelf.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for cell in cells {
            drop(settled(&cell));
        }
    }

    /// Returns the number of worlds.
    pub(crate) fn count(&self) -> usize {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn find(&self, id: Uuid) -> Option<Arc<Cell>> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

/// An operation that reads a world.
type AnyRead<'o> = dyn FnMut(&WorldState, &Cx, Version) -> ApiResult<()> + 'o;

/// An operation that changes a world.
type AnyWrite<'o> = dyn FnMut(&mut WorldState, &Cx) -> ApiResult<()> + 'o;

/// An operation that runs at most once, and its result. The code around it is compiled once for all operations.
struct Once<F, T> {
    op: Option<F>,
    given: Option<T>,
}

impl<F, T> Once<F, T> {
    fn new(op: F) -> Self {
        Self { op: Some(op), given: None }
    }

    fn run(&mut self, run: impl FnOnce(F) -> ApiResult<T>) -> ApiResult<()> {
        let op = self.op.take().ok_or_else(Refusal::internal)?;
        self.given = Some(run(op)?);
        Ok(())
    }

    fn given(self) -> ApiResult<T> {
        self.given.ok_or_else(Refusal::internal)
    }
}
