//! The threads that save worlds. Each thread saves one world at a time, in its current state.

use super::{Directory, Ticket, ticket::NotSaved};
use std::{
    collections::VecDeque,
    fmt, io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
};
use tokio::sync::oneshot;

/// The number of saving threads. A save waits for the disk most of the time, and worlds are saved independently of each other.
const SAVERS: usize = 4;

/// A value that is saved as a whole.
pub(crate) trait Saved: fmt::Debug + Send + Sync + 'static {
    /// Returns the progress of saving this value.
    fn progress(&self) -> &Mutex<Progress>;
    /// Saves the current state of this value and returns its version.
    ///
    /// # Errors
    /// The operating system reports an error, or the value was deleted.
    fn save(&self, directory: &Directory) -> Result<u64, NotSaved>;
    /// Restores the last saved state. Calls `forgotten` with the version that then counts as saved, while no other thread can read the
    /// value.
    fn take_back(&self, forgotten: &mut dyn FnMut(u64));
}

/// The progress of saving a value.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The version that is on disk.
    saved: u64,
    stage: Stage,
    /// The versions for which callers wait.
    waiting: Vec<(u64, oneshot::Sender<Result<(), NotSaved>>)>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There is nothing to save.
    #[default]
    Idle,
    /// The value waits for a saving thread.
    Queued,
    /// A thread is saving the value.
    Saving,
    /// A thread is saving the value, and the value has changed since then.
    SavingAgain,
}

/// The saving threads and their queue.
#[derive(Debug)]
pub(crate) struct Savers {
    desk: Arc<Desk>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Desk {
    directory: Arc<Directory>,
    queue: Mutex<Queue>,
    arrived: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Arc<dyn Saved>>,
    closed: bool,
}

impl Savers {
    /// Starts the threads that save into this directory.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub(crate) fn start(directory: Arc<Directory>) -> io::Result<Self> {
        let desk = Arc::new(Desk { directory, queue: Mutex::default(), arrived: Condvar::new() });
        let mut savers = Self { desk, threads: Vec::new() };
        for _ in 0..SAVERS {
            let desk = savers.desk.clone();
            let thread = std::thread::Builder::new().name("vmcsim-saver".to_owned()).spawn(move || desk.work())?;
            savers.threads.push(thread);
        }
        Ok(savers)
    }

    /// Returns the directory into which the threads save.
    pub(crate) fn directory(&self) -> &Directory {
        &self.desk.directory
    }

    /// Returns a ticket for this version, or `None` if the version is already on disk. The caller holds the lock under which the version
    /// was created, which prevents another thread from taking the version back in between.
    pub(crate) fn ticket<S: Saved>(&self, what: &Arc<S>, version: u64) -> Option<Ticket> {
        let mut progress = lock(what.progress());
        if progress.saved >= version {
            return None;
        }
        let (word, ticket) = Ticket::new();
        progress.waiting.push((version, word));
        match progress.stage {
            Stage::Idle => {
                progress.stage = Stage::Queued;
                drop(progress);
                self.desk.put(what.clone());
            }
            Stage::Queued | Stage::SavingAgain => {}
            Stage::Saving => progress.stage = Stage::SavingAgain,
        }
        Some(ticket)
    }
}

impl Drop for Savers {
    /// Waits until everything in the queue is saved.
    fn drop(&mut self) {
        lock(&self.desk.queue).closed = true;
        self.desk.arrived.notify_all();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Desk {
    fn put(&self, what: Arc<dyn Saved>) {
        lock(&self.queue).waiting.push_back(what);
        self.arrived.notify_one();
    }

    fn next(&self) -> Option<Arc<dyn Saved>> {
        let mut queue = lock(&self.queue);
        loop {
            if let Some(what) = queue.waiting.pop_front() {
                return Some(what);
            }
            if queue.closed {
                return None;
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) {
        while let Some(what) = self.next() {
            lock(what.progress()).stage = Stage::Saving;
            match what.save(&self.directory) {
                Ok(version) => self.saved(what, version),
                Err(NotSaved::Deleted) => tell_of_deletion(&*what),
                Err(err) => {
                    // That the lock is lost has been said.
                    if !self.directory.is_lost() {
                        tracing::error!(error = %err, "a change could not be saved and is taken back");
                    }
                    refuse(&*what, &err);
                }
            }
        }
    }

    fn saved(&self, what: Arc<dyn Saved>, version: u64) {
        let mut progress = lock(what.progress());
        progress.saved = progress.saved.max(version);
        let again = progress.stage == Stage::SavingAgain;
        progress.stage = if again { Stage::Queued } else { Stage::Idle };
        let done: Vec<_> = progress.waiting.extract_if(.., |(wanted, _)| *wanted <= version).collect();
        drop(progress);
        for (_, word) in done {
            // The waiting caller may be gone.
            let _ = word.send(Ok(()));
        }
        if again {
            self.put(what);
        }
    }
}

/// Takes back the changes that could not be saved, and reports the error to all waiting callers.
fn refuse(what: &dyn Saved, err: &NotSaved) {
    let mut refused = Vec::new();
    what.take_back(&mut |version| {
        let mut progress = lock(what.progress());
        (progress.saved, progress.stage) = (version, Stage::Idle);
        refused = std::mem::take(&mut progress.waiting);
    });
    for (_, word) in refused {
        let _ = word.send(Err(err.clone()));
    }
}

/// Tells all waiting callers that the value is gone, and their changes with it.
fn tell_of_deletion(what: &dyn Saved) {
    let mut progress = lock(what.progress());
    progress.stage = Stage::Idle;
    let waiting = std::mem::take(&mut progress.waiting);
    drop(progress);
    for (_, word) in waiting {
        let _ = word.send(Err(NotSaved::Deleted));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
